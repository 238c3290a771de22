"""The Spanish of the addons: `./clinic python scripts/translations.py export|fresh|check`.

export  writes i18n/<addon>.pot from the addons as installed, and merges it into i18n/es.po
fresh   fails when the .pot has other terms than the addons as installed; every test run checks it
check   fails when a term is missing, fuzzy, stale or still English in es.po (files only, quick)

A language pack is read in the order es.po, es_MX.po: es.po holds all, es_MX.po only the words that
Mexico says another way.
"""

import argparse
import io
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scripts.ground.config import ADDONS, Ground  # noqa: E402 - the path above comes first
from scripts.ground.testing import Tests  # noqa: E402
from scripts.odoo_env import environment  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]

# Words that are written alike in both languages, names, codes, and what is Spanish at the source.
ALIKE = {
    'Agenda', 'CFDI', 'CURP', 'Chat', 'Color', 'Error', 'Facebook', 'Final', 'Finkok / Quadrum',
    'Folio', 'General', 'Global', 'HTML', 'Hash', 'ID', 'IP', 'Instagram', 'JSON', 'Manual', 'No',
    'Normal', 'PAC', 'Panel', 'RFC', 'SMS', 'SW Sapien', 'Sticker', 'Tel.', 'Token', 'Total', 'URL',
    'UUID', 'Variables', 'Virtual', 'WhatsApp', 'X', 'XML', '<span class="o_stat_text">CFDI</span>',
    'facebook', 'import', 'in_person', 'instagram', 'web',
}  # fmt: skip
SPANISH = re.compile('[áéíóúñ¿¡]', re.IGNORECASE)

# What the design calls things: a term that is exactly this must be translated exactly so.
GLOSSARY = {
    'Appointment': "Cita", 'Encounter': "Consulta", 'Note': "Nota",
    'Prescription': "Receta", 'Practitioner': "Profesional", 'Room': "Consultorio",
    'Branch': "Sucursal", 'Overbooking': "Sobrecupo", 'Waiting list': "Lista de espera",
    'Hold': "Apartada", 'Scheduled': "Agendada", 'Confirmed': "Confirmada", 'Arrived': "En sala",
    'In consultation': "En consulta", 'Done': "Atendida", 'Cancelled': "Cancelada",
    'No-show': "No asistió", 'Stamped': "Timbrada",
    'Clinic': "Clínica", 'Today': "Hoy", 'Patients': "Pacientes", 'Messages': "Mensajes",
    'Payments and invoices': "Cobros y facturas", 'Feedback': "Opinión", 'Reports': "Reportes",
    'Settings': "Configuración", 'System health': "Salud del sistema",
    'New patient': "Nuevo paciente",
}  # fmt: skip

PLACEHOLDER = re.compile(r'%\(\w+\)[sdf]|%[sdf]\b|\{\{.*?\}\}|\$\{.*?\}|</?[a-z]+\d*')
WORD = re.compile(r'[A-Za-z]{2}')


def i18n(addon):
    return ROOT / addon / 'i18n'


def read(path):
    return polib.pofile(str(path), wrapwidth=100, check_for_duplicates=True)


def key(entry):
    return entry.msgid, entry.msgctxt


# ------------------------------------------------------------------ export


FIELD = re.compile(r'\.(field_\w+)$')


def write_templates(folder):
    """Write `<addon>.pot` of every addon into `folder`, from a clone of the test template."""
    tests = Tests(Ground.here())
    with tests.ready(browser=False), tests.clone() as (_name, rc):
        command = [str(tests.environment.python), __file__, 'write', str(folder)]
        subprocess.run(command, env=tests.variables(rc), cwd=ROOT, check=True)


def write(folder):
    """What `write_templates` starts: Odoo is loaded in a process of its own."""
    with environment() as env:
        for addon, template in templates(env):
            template.save(str(Path(folder) / f'{addon}.pot'))
    return []


def templates(env):
    """Each addon with the template of its terms, as it is installed in the database of `env`."""
    from odoo.tools.translate import trans_export

    # A field that `_inherits` brings shows the label of the model it comes from: Odoo translates
    # it there.
    inherited = {
        f'field_{model._table}__{field.name}'
        for model in env.values()
        if model._name.startswith('clinic.')
        for field in model._fields.values()
        if field.inherited
    }
    for addon in ADDONS:
        buffer = io.BytesIO()
        trans_export(None, [addon], buffer, 'po', env)
        yield addon, tidy(polib.pofile(buffer.getvalue().decode(), wrapwidth=100), inherited)


def tidy(template, inherited):
    """Drop what is not ours, and what changes with every export although no term does."""
    for entry in list(template):
        places = [place for place in entry.occurrences if not is_inherited(place[0], inherited)]
        if not places:
            template.remove(entry)
        entry.occurrences = places
    for field in ('POT-Creation-Date', 'PO-Revision-Date', 'Last-Translator', 'Language-Team'):
        template.metadata.pop(field, None)
    template.metadata['Report-Msgid-Bugs-To'] = ''
    template.header = "Translation of Odoo Server. Source terms of the addon."
    return template


def is_inherited(place, inherited):
    match = FIELD.search(place)
    return bool(match) and match[1] in inherited


def merge(template, path, language):
    """Bring `path` to the terms of the template: kept, added empty, or removed."""
    known = {key(entry): entry for entry in read(path)} if path.exists() else {}
    merged = polib.POFile(wrapwidth=100)
    merged.metadata = {**template.metadata, 'Language': language}
    for entry in template:
        before = known.get(key(entry))
        merged.append(
            polib.POEntry(
                msgid=entry.msgid, msgctxt=entry.msgctxt, msgstr=before.msgstr if before else '',
                comment=entry.comment, tcomment=entry.tcomment, occurrences=entry.occurrences,
                flags=[flag for flag in entry.flags if flag != 'fuzzy'],
            )
        )  # fmt: skip
    merged.save(str(path))


def export():
    with tempfile.TemporaryDirectory() as folder:
        write_templates(Path(folder))
        for addon in ADDONS:
            i18n(addon).mkdir(exist_ok=True)
            template = read(Path(folder) / f'{addon}.pot')
            template.save(str(i18n(addon) / f'{addon}.pot'))
            merge(template, i18n(addon) / 'es.po', 'es')
    return []


def fresh():
    with tempfile.TemporaryDirectory() as folder:
        write_templates(Path(folder))
        return [
            problem
            for addon in ADDONS
            for problem in differences(addon, read(Path(folder) / f'{addon}.pot'))
        ]


def differences(addon, template):
    """What the addon's .pot lacks of a template, and what it keeps without reason, in words."""
    now = {key(entry) for entry in template}
    then = {key(entry) for entry in read(i18n(addon) / f'{addon}.pot')}
    problems = [f'{addon}.pot lacks {text!r}' for text in sorted(text for text, _ in now - then)]
    return problems + [
        f'{addon}.pot keeps {text!r}' for text in sorted(text for text, _ in then - now)
    ]


# ------------------------------------------------------------------ check


def check_addon(folder, addon):
    """Return the problems of one addon's catalogues, in words."""
    template = {key(entry): entry for entry in read(folder / f'{addon}.pot')}
    catalogue = read(folder / 'es.po')
    found = {key(entry) for entry in catalogue}
    problems = [f'missing: {text!r}' for text, _context in template.keys() - found]
    for entry in catalogue:
        if entry.obsolete or key(entry) not in template:
            problems.append(f'stale: {entry.msgid!r}')
        else:
            problems += check_entry(entry)
    local = folder / 'es_MX.po'
    if local.exists():
        for entry in read(local):
            if entry.obsolete or key(entry) not in template:
                problems.append(f'stale in es_MX.po: {entry.msgid!r}')
            else:
                problems += check_entry(entry)
    return [f'{addon}: {problem}' for problem in problems]


def check_entry(entry):
    source, target = entry.msgid, entry.msgstr
    if 'fuzzy' in entry.flags:
        yield f'fuzzy: {source!r}'
    if not target.strip():
        yield f'not translated: {source!r}'
        return
    # what the surveys that come with an addon ask is Spanish at the source
    asked = all(place.split(':', 1)[-1].startswith('survey.') for place, _line in entry.occurrences)
    alike = asked or source.strip() in ALIKE or SPANISH.search(source)
    if source == target and WORD.search(PLACEHOLDER.sub('', source)) and not alike:
        yield f'still English: {source!r}'
    if sorted(PLACEHOLDER.findall(source)) != sorted(PLACEHOLDER.findall(target)):
        yield f'other placeholders or tags: {source!r} -> {target!r}'
    if GLOSSARY.get(source, target) != target:
        yield f'{source!r} must be {GLOSSARY[source]!r}, not {target!r}'


def check():
    problems = []
    for addon in ADDONS:
        if (i18n(addon) / f'{addon}.pot').exists():
            problems += check_addon(i18n(addon), addon)
        else:
            problems.append(f'{addon}: no template; run the export')
    return problems


COMMANDS = {'export': export, 'fresh': fresh, 'check': check, 'write': write}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('command', choices=COMMANDS)
    parser.add_argument('arguments', nargs='*')
    options = parser.parse_args()
    problems = COMMANDS[options.command](*options.arguments)
    for problem in problems:
        sys.stderr.write(f'{problem}\n')
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
