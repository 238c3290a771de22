"""A dictated or typed consultation as the sections of a note: S, O, A and P.

A draft for the doctor to correct: sentences are kept word for word and in their order, and what
fits nowhere stays with what the patient says.
"""

import re
from typing import Literal

from .normalise import fold, sentences

Section = Literal['S', 'O', 'A', 'P']
ORDER: tuple[Section, ...] = ('S', 'O', 'A', 'P')

_HEADING = re.compile(
    r'\s*(?P<s>s|subjetivo|padecimiento(?: actual)?|motivo(?: de consulta)?|interrogatorio)\s*[:.-]'
    r'|\s*(?P<o>o|objetivo|exploracion(?: fisica)?|signos vitales|ef)\s*:'
    r'|\s*(?P<a>a|analisis|valoracion|evaluacion|apreciacion|diagnosticos?|impresion diagnostica|idx|dx)\s*:'
    r'|\s*(?P<p>p|plan|tratamiento|indicaciones|manejo)\s*:'
)
# Where somebody who dictates without full stops goes on to something else.
_TURN = re.compile(
    r'\s+(?=(?:a la exploraci[oó]n|signos vitales|exploraci[oó]n f[ií]sica|diagn[oó]stico|impresi[oó]n diagn'
    r'[oó]stica|se indica|se receta|se solicita|solicito|el paciente refiere|la paciente refiere)\b)',
    re.IGNORECASE,
)
_SPOKEN = 18  # words; a sentence longer than that is cut at those words

# (points, words): how much a sentence that has them belongs to a section.
_CUES: dict[Section, tuple[tuple[int, str], ...]] = {
    'S': (
        (3, r'refier\w*|niega|menciona|comenta|manifiesta|acude (?:por|a consulta)|motivo de consulta|dice que'),
        (3, r'antecedentes?|alergi[ac]\w* a|hereditari\w*|padecimiento|inicia hace|inicio hace|cuenta que|report[ao]'),
        (2, r'desde (?:hace|ayer|anoche|el)|hace \w+ (?:dias?|semanas?|meses|anos?|horas?)|ha (?:tenido|presentado)'),
        (2, r'me (?:duele|arde|siento|molesta)|le duele|se queja|siente|sintio|nota que|fuma\w*|bebe alcohol|toma (?:metformina|losartan)'),
        (1, r'dolor|molestia\w*|cansancio|tos|nausea\w*|vomito\w*|mareo\w*|fiebre|calentura|comezon|ardor|diarrea|insomnio'),
        (1, r'trabaja|vive|duerme|come|embarazos?|menstruaci\w*|ultima regla|cirugias? previas?|vacunas? completas?'),
    ),
    'O': (
        (3, r'signos vitales|a la exploracion|exploracion|presion arterial|tension arterial|t\.?a\.? ?\d|frecuencia (?:cardiaca|respiratoria)'),
        (3, r'(?:fc|fr|imc|sat(?:uracion)?|spo2|temperatura|temp|peso|talla|glucosa capilar|perimetro)\b.{0,25}(?:\d|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|\w+enta|\w+cientos?)'),
        (3, r'peso|talla|se (?:observa|aprecia|palpa|ausculta|encuentra|visualiza)|palpacion|auscultacion|percusion|inspeccion'),
        (2, r'abdomen (?:blando|globoso|depresible)|campos pulmonares|ruidos (?:cardiacos|respiratorios|peristalticos)|murmullo'),
        (2, r'hiperemic\w*|eritemat\w*|edema\w*|pupilas|reflejos?|consciente|orientad\w*|hidratad\w*|normocefal\w*|isocoric\w*|faringe|amigdalas|adenopatias?|membrana timpanica|mucosas?|placas'),
        (2, r'(?:laboratorio|biometria|hemoglobina|leucocitos|creatinina|radiografia|ultrasonido|electrocardiograma|tomografia|resonancia)\w*.{0,30}(?:muestra|con|de|reporta|report\w+|sin|normal|en|\d)'),
        (2, r'sin (?:datos de|alteraciones|compromiso|agregados|hallazgos)|normal(?:es)?$|arcos de movilidad|fuerza muscular|giordano|murphy|blumberg|marcha|lesion(?:es)? de|herida (?:limpia|quirurgica)'),
        (1, r'normal(?:es)?|positiv[oa]|negativ[oa]|\d+(?:/\d+)? ?(?:mmhg|kg|cm|lpm|rpm|°|grados)'),
    ),
    'A': (
        (4, r'diagnosticos?|impresion diagnostica|idx|dx'),
        (3, r'probable|sospecha|compatible con|se trata de|sugestiv\w* de|cuadro (?:de|compatible)|corresponde a|a descartar|descartar|se integra|se considera|se concluye'),
        (3, r'pronostico|descontrolad\w*|en control|no controlad\w*|mal control|bien controlad\w*|buena evolucion|evolucion (?:favorable|adecuada)|adecuada evolucion|estadio|grado [iv\d]+'),
        (2, r'\w{4,}(?:itis|emia|patia|osis|algia|oma|plejia|uria)\b|sindrome|infeccion|diabetes(?: mellitus)?|hipertension|migrana|anemia|esguince|obesidad|insuficiencia|asma|crisis|gastroenteritis|colitis|cefalea'),
        (1, r'aguda?|cronic[oa]|bacterian[oa]|viral|leve|moderad[oa]|sever[oa]|tipo (?:dos|2|uno|1)'),
    ),
    'P': (
        (4, r'se (?:indica|receta|prescribe|solicita|inicia|suspende|ajusta|envia|refiere a|cita|deja|programa|da|explica|recomienda|sugiere|agrega|continua|aumenta|disminuye|canaliza|otorga|pide|egresa|orienta|realizara)'),
        (4, r'indico|receto|prescribo|solicito|envio a|refiero a|inicio con|plan|tratamiento(?: con)?:?|continuar|continua con|iniciar|suspender|aumentar|disminuir|tomar|aplicar|pedir|solicitar|mantener|evitar'),
        (3, r'cada (?:\d+|ocho|doce|seis|veinticuatro|cuatro) horas|cada (?:noche|dia|tercer dia)|por (?:\d+|\w+) (?:dias|semanas|meses)|una (?:tableta|capsula|cucharada)|(?:mg|miligramos|gotas|tabletas?)\b'),
        (3, r'(?:acudir|regresar?|volver|cita|control|revision|seguimiento|revaloracion|revalorar) (?:a |de |en |al |si |por |con |el |abierta|\w+ en)|datos de alarma|signos de alarma|reposo|dieta|interconsulta|incapacidad|hielo|ejercicio|medidas generales|alta|vigilar|vacunar|proxima cita|referencia|abundantes liquidos'),
    ),
}
_COMPILED = {
    section: tuple((points, re.compile(rf'\b(?:{cue})')) for points, cue in cues)
    for section, cues in _CUES.items()
}


def soap_sections(text: str) -> list[tuple[Section, str]]:
    """Return each sentence with its section, in the order written.

    A heading such as "Plan:" decides for what follows it on its line; else the words of the
    sentence do; a sentence without any goes with the one before, the first with S.
    """
    found: list[tuple[Section, str]] = []
    last: Section = 'S'
    for line in text.splitlines():
        heading: Section | None = None
        for sentence in _pieces(line):
            folded = fold(sentence)
            if under := _HEADING.match(folded):
                heading = next(s for s in ORDER if under.group(s.lower()))
                if not folded[under.end() :].strip():
                    continue
            last = heading or _section(folded, last)
            found.append((last, sentence))
        last = heading or last
    return found


def _pieces(line: str) -> list[str]:
    pieces: list[str] = []
    for sentence in sentences(line):
        spoken = len(sentence.split()) > _SPOKEN
        pieces += [p for p in _TURN.split(sentence) if p] if spoken else [sentence]
    return pieces


def _section(folded: str, last: Section) -> Section:
    points = {
        section: sum(value for value, cue in cues if cue.search(folded))
        for section, cues in _COMPILED.items()
    }
    highest = max(points.values())
    if not highest:
        return last
    best = [section for section in ORDER if points[section] == highest]
    return last if last in best else best[0]
