"""A message as the features that tell intents apart, the same when a model is built and used.

Words are compared by how they sound, so that "kiero una sita" is "quiero una cita"; days, kinds of
doctor, studies, insurers and the like count as one word each.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

GAP = 4  # words that `..` may stand for
LONGEST = 120  # words; a longer message is judged by its beginning and its end

_PICTURES = {
    '👍': ' ok ',
    '👌': ' ok ',
    '✅': ' ok ',
    '🙏': ' gracias ',
    '❌': ' no ',
    '👋': ' hola ',
}
_SIGNS = str.maketrans({'ñ': 'ni', **_PICTURES})
_STRETCHED = re.compile(r'([a-z])\1{2,}')
_TOKEN = re.compile(r'[a-z]+|\d+|\?')
_SHORT = {
    'q': 'que',
    'k': 'que',
    'x': 'por',
    'xq': 'porque',
    'pq': 'porque',
    'xfa': 'porfa',
    'xfavor': 'porfa',
    'porfis': 'porfa',
    'plis': 'porfa',
    'pls': 'porfa',
    'd': 'de',
    'm': 'me',
    'pa': 'para',
    'dr': 'doctor',
    'dra': 'doctora',
    'tel': 'telefono',
    'sii': 'si',
    'sip': 'si',
    'simon': 'si',
    'okis': 'ok',
    'oki': 'ok',
    'okey': 'ok',
    'grax': 'gracias',
    'ubi': 'ubicacion',
    'dire': 'direccion',
}
_SOUNDS = (  # as in `clinic_crm/language`: a pure package imports no other
    (re.compile(r'ph'), 'f'),
    (re.compile(r'sh|ch'), 'x'),
    (re.compile(r'h'), ''),
    (re.compile(r'c(?=[ei])|z|ss'), 's'),
    (re.compile(r'qu(?=[ei])|q|ck|c'), 'k'),
    (re.compile(r'g(?=[ei])'), 'j'),
    (re.compile(r'gu(?=[ei])'), 'g'),
    (re.compile(r'v|w'), 'b'),
    (re.compile(r'll|y'), 'i'),
    (re.compile(r'n(?=[bp])'), 'm'),
    (re.compile(r'(.)\1+'), r'\1'),
)
_KINDS = {
    'DIA': 'lunes martes miercoles jueves viernes sabado domingo hoy manana semana mes dia dias '
    'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre '
    'fecha puente festivo navidad',
    'HORARIO': 'abren cierran abierto abiertos abierta cierra abre horario horarios trabajan',
    'MEDICO': 'doctor doctora doctores medico medica pediatra ginecologa ginecologo dentista '
    'cardiologo cardiologa dermatologo dermatologa nutriologo nutriologa psicologo psicologa '
    'especialista ortopedista oftalmologo oculista urologo internista ortodoncista neurologo '
    'otorrino traumatologo endocrinologo gastroenterologo psiquiatra fisioterapeuta terapeuta '
    'podologo alergologo oncologo reumatologo geriatra odontologo quiropractico',
    'ESTUDIO': 'analisis estudio estudios laboratorio laboratorios ultrasonido ultrasonidos '
    'radiografia radiografias placa tomografia resonancia biopsia mastografia cultivo papanicolaou '
    'papanicolau papanicolao prueba pruebas colonoscopia endoscopia electro electrocardiograma '
    'quimica sangre orina densitometria colposcopia encefalograma eco ecocardiograma muestra '
    'muestras perfil biometria examen examenes rayos',
    'SEGURO': 'seguro seguros gnp axa metlife imss issste mapfre poliza aseguradora aseguradoras '
    'convenio allianz zurich banorte bupa pemex atlas inbursa insabi',
    'FAMILIA': 'mama papa hijo hija hijos bebe esposo esposa abuela abuelo nino nina ninos suegra '
    'tia tio hermano hermana apa ama nieto nieta marido',
    'MEDICINA': 'medicina medicinas medicamento medicamentos pastilla pastillas jarabe insulina '
    'antibiotico gotas tableta tabletas pomada crema inhalador capsulas dosis metformina losartan '
    'enalapril paracetamol ibuprofeno omeprazol amoxicilina clonazepam sertralina spray',
    'TRATAMIENTO': 'tratamiento tratamientos terapia terapias',
    'CITA': 'cita citas consulta consultas turno valoracion revision sesion control chequeo',
    'PAGO': 'tarjeta tarjetas efectivo transferencia transferir deposito depositar cuenta clabe '
    'pagar pago pagos intereses debito credito visa mastercard anticipo plazos mensualidades '
    'cheque paypal spei oxxo',
    'FISCAL': 'factura facturas facturar facturan facturacion cfdi rfc fiscal fiscales constancia '
    'xml regimen deducible refacturar timbrar sat',
    'CUANTO': 'cuesta cuestan cobra cobran cobras precio precios costo costos vale sale tarifa '
    'tarifas presupuesto cotizacion cotizar descuento promocion promociones paquete',
    'LUGAR': 'direccion ubicacion ubicados ubican domicilio calle calles colonia mapa maps esquina '
    'estacionamiento sucursal sucursales metro camion ruta piso edificio referencia referencias',
}


def _sound(word: str) -> str:
    for pattern, letter in _SOUNDS:
        word = pattern.sub(letter, word)
    return word


_KIND_OF = {_sound(word): kind for kind, words in _KINDS.items() for word in words.split()}
_GREETING = frozenset(
    map(_sound, 'hola ola buenos buenas buen dias dia tardes noches tarde noche bnas'.split())
)


def tokens(text: str) -> list[str]:
    """The words of a message by their sound, numbers as `0`, a question mark as `?`."""
    text = unicodedata.normalize('NFKD', text.lower().translate(_SIGNS))
    text = ''.join(char for char in text if not unicodedata.combining(char))
    found = _TOKEN.findall(_STRETCHED.sub(r'\1', text))
    if len(found) > LONGEST:
        found = found[: LONGEST * 3 // 4] + found[-LONGEST // 4 :]
    return [
        '0' if word.isdigit() else word if word == '?' else _sound(_SHORT.get(word, word))
        for word in found
    ]


def cues(words: list[str], kinds: list[str]) -> set[str]:
    """The intents whose cues stand among the words: `!agendar`, `!!agendar` for two and more."""
    index, lengths = _cues()
    meant = [
        {word, kind, *(f'{word[:length]}*' for length in lengths)}
        for word, kind in zip(words, kinds, strict=True)
    ]
    counts: dict[str, int] = {}
    for place, items in enumerate(meant):
        for item in items:
            for name, rest in index.get(item, ()):
                if _goes_on(rest, meant, place + 1):
                    counts[name] = counts.get(name, 0) + (2 if rest else 1)
    found: set[str] = set()
    for name, count in counts.items():
        found.update(f'!{name}{level}' for level in (1, 2, 4) if count >= level)
    return found


def _goes_on(rest: tuple[str, ...], meant: list[set[str]], place: int) -> bool:
    gap = 0
    for item in rest:
        if item == '..':
            gap = GAP
            continue
        for here in range(place, min(place + gap + 1, len(meant))):
            if item in meant[here]:
                place, gap = here + 1, 0
                break
        else:
            return False
    return True


@lru_cache(1)
def _cues() -> tuple[dict[str, list[tuple[str, tuple[str, ...]]]], tuple[int, ...]]:
    """Cues by their first word, as `cues_es.txt` has them, and the lengths of word beginnings."""
    index: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    lengths: set[int] = set()
    text = Path(__file__).with_name('cues_es.txt').read_text(encoding='utf-8')
    for line in text.splitlines():
        name, colon, body = line.partition(':')
        if line.startswith('#') or not colon:
            continue
        for cue in body.split(','):
            items = [_item(item) for item in cue.split()]
            lengths.update(len(item) - 1 for item in items if item.endswith('*'))
            index.setdefault(items[0], []).append((name, tuple(items[1:])))
    return index, tuple(sorted(lengths))


def _item(item: str) -> str:
    if item == '..' or item.isupper() or item.isdigit():
        return '0' if item.isdigit() else item
    heard = tokens(item.rstrip('*'))[0]
    return f'{heard}*' if item.endswith('*') else heard


def features(text: str) -> list[str]:
    """What is told of a message: words, pairs of words, kinds of words, cues of intents.

    A greeting before something else is no feature.
    """
    words = tokens(text)
    asks = '?' in words
    words = [word for word in words if word != '?']
    start = 0
    while start < len(words) and words[start] in _GREETING:
        start += 1
    words = words[start:] or words
    kinds = [_KIND_OF.get(word, word) for word in words]
    found = {f'#{min(len(words), 6)}', *words, *kinds, *cues(words, kinds)}
    if asks:
        found.add('?')
    for word in words:
        if len(word) > 3:
            padded = f'_{word}_'
            found.update(padded[i : i + 4] for i in range(len(padded) - 3))
    if words:
        found.add(f'^{kinds[0]}')
        found.add(f'{kinds[-1]}$')
    found.update(f'{a} {b}' for a, b in zip(kinds, kinds[1:], strict=False))
    found.update(f'{a} {b}' for a, b in zip(kinds, kinds[2:], strict=False))
    return sorted(found)
