"""What is understood of Spanish texts: how fast, and how well on texts of others."""

import gzip
import json
import time
from pathlib import Path

from odoo.addons.clinic_crm.language import answer, redact, soap_sections, triage, words
from odoo.addons.clinic_crm.language.redact import covered
from odoo.addons.clinic_whatsapp.agent import intent

from scripts import texts
from tests.benchmarks.table import Table
from tests.support.ground import ROOT

TITLE = "language: texts a second on one core, and scores on texts not learnt from"
FOREIGN = ROOT.parent / 'shared' / 'data' / 'feedback'
PER_SECOND = 1_000
SECONDS = 0.7  # each measurement
KNOWN = ["María Guadalupe Hernández López", "55 1234 5678", "Hidalgo 25, Centro"]
PATTERNED = {
    'FECHAS',
    'CORREO_ELECTRONICO',
    'NUMERO_TELEFONO',
    'NUMERO_FAX',
    'ID_SUJETO_ASISTENCIA',
    'ID_ASEGURAMIENTO',
    'ID_TITULACION_PERSONAL_SANITARIO',
    'ID_CONTACTO_ASISTENCIAL',
}


def measure(_ground):
    table = Table(('what', 'texts', 'found', 'unit', 'goal'))
    urgent = texts.read(ROOT / 'clinic_crm/tests/texts', 'triage_urgent*.txt')
    calm = texts.read(ROOT / 'clinic_crm/tests/texts', 'triage_calm*.txt')
    asked = texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'intents_*.txt')
    messages = [text for _label, text in [*urgent, *calm, *asked]]
    for what, function in (
        ('words', words),
        ('triage', triage),
        ('intent', intent),
        ('redact', lambda text: redact(text, KNOWN)),
        ('answer', answer),
        ('soap_sections', soap_sections),
    ):
        _speed(table, what, function, messages)
    _triage(table, 'own, held back', texts.split(urgent)[1], texts.split(calm)[1])
    held = texts.split(asked)[1]
    _share(table, 'intents: own, held back', [intent(t)[0] == n for n, t in held], 0.85)
    _judged(table)
    if FOREIGN.is_dir():
        _foreign(table)
    else:
        table.notes.append("The foreign texts are not on this machine.")
    return table


def _judged(table):
    """By hands that had seen neither lists nor texts; nothing learns from theirs."""
    urgent, calm = (
        texts.read(ROOT / 'clinic_crm/tests/texts', f'judge_{name}.txt')
        for name in ('urgent', 'calm')
    )
    _triage(table, 'by other hands', urgent, calm)
    asked = texts.read(ROOT / 'clinic_whatsapp/tests/texts', 'judge_intents.txt')
    _share(table, 'intents: by other hands', [intent(t)[0] == n for n, t in asked], 0.85)


def _speed(table, what, function, messages):
    done, start = 0, time.process_time()
    while (spent := time.process_time() - start) < SECONDS:
        for text in messages:
            function(text)
        done += len(messages)
    table.add(f'{what}, a core', done, done / spent, '/s', _at_least(done / spent, PER_SECOND))


def _at_least(value, least):
    return f'≥ {least:,}' if value >= least else f'≥ {least:,} **missed**'


def _share(table, what, right, least):
    share = sum(right) / len(right)
    table.add(what, len(right), f'{share:.3f}', '', _at_least(share, least))


def _triage(table, what, urgent, calm):
    _share(table, f'urgency: {what}: recall', [triage(text).urgent for _, text in urgent], 0.95)
    alarms = sum(triage(text).urgent for _, text in calm) / len(calm)
    goal = '≤ 0.15' if alarms <= 0.15 else '≤ 0.15 **missed**'
    table.add(f'urgency: {what}: false alarms', len(calm), f'{alarms:.3f}', '', goal)


def _rows(name):
    return [json.loads(line) for line in (FOREIGN / name).read_text('utf-8').splitlines() if line]


def _foreign(table):
    """By halves: errors of the first may have been looked at, those of the second never."""
    rows = _rows('triage_es_mx.jsonl')
    urgent = [('', row['text']) for row in rows if row['label'] == 'urgente']
    calm = [('', row['text']) for row in rows if row['label'] != 'urgente']
    for half, name in enumerate(('looked at', 'not looked at')):
        _triage(
            table,
            f'foreign, {name}',
            [pair for pair in urgent if texts.half(pair[1]) == half],
            [pair for pair in calm if texts.half(pair[1]) == half],
        )
    rows = _rows('intents_es_mx.jsonl')
    own = {text.lower() for _, text in texts.read(ROOT / 'clinic_whatsapp/tests/texts', '*.txt')}
    for half, name in enumerate(('looked at', 'not looked at')):
        right = [
            intent(row['text'])[0] == row['intent']
            for row in rows
            if texts.half(row['text']) == half and row['text'].lower() not in own
        ]
        _share(table, f'intents: foreign, {name}', right, 0.85)
    rows = _rows('soap_sentences_es.jsonl')
    right = [soap_sections(row['text'])[0][0] == row['section'] for row in rows]
    _share(table, 'soap: foreign sentences', right, 0.90)
    _redaction(table, FOREIGN / 'meddocan_train200.jsonl.gz')


def _redaction(table, path: Path):
    lines = gzip.decompress(path.read_bytes()).decode().split('\n')
    notes = [json.loads(line) for line in lines if line.strip()]
    for half, name in enumerate(('looked at', 'not looked at')):
        patterned, known = [], []
        for note in notes:
            if texts.half(note['id']) != half:
                continue
            text = note['text']
            values = [text[a:b] for a, b, kind in note['spans'] if kind.startswith('NOMBRE')]
            for gone, judged in ((covered(text), patterned), (covered(text, values), known)):
                for start, stop, kind in note['spans']:
                    postal = kind == 'TERRITORIO' and text[start:stop].isdigit()
                    wanted = kind.startswith('NOMBRE') if judged is known else kind in PATTERNED
                    if wanted or (postal and judged is patterned):
                        judged.append(gone >= {i for i in range(start, stop) if text[i].isalnum()})
        _share(table, f'redaction: MEDDOCAN, {name}: patterned', patterned, 0.97)
        _share(table, f'redaction: MEDDOCAN, {name}: known names', known, 1.0)
    table.must(all(known), "a name of the record stayed in a text")
