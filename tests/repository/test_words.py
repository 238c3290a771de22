"""One word for one thing in what people read, and one name for a menu and the page it opens.

CONTRIBUTING.md has the table; here is what of it a program can tell.
"""

import re
from collections import defaultdict

import polib
import pytest
from lxml import etree

from tests.support import source

SPANISH = {'README.es.md', *(path.name for path in (source.ROOT / 'docs').glob('*.md'))}
ENGLISH = {'architecture.md', 'benchmarks.md'}

# What is not said, and what is said for it. `{liga}`, a variable of clinics' own texts, may stay.
ANYWHERE = (
    (r"(?<![{>'\"])\bligas?\b(?![}<'\"])", "enlace"),
    (r'\bpuls(e|en|a|an|ar|ó|ad[oa])\b', "oprima (staff), toque (patients)"),
    (r'\bpresion(e|en|a|an|ar|ó)\b', "oprima (staff), toque (patients)"),
    (r'\bha(ga|z|ce) clic\b', "oprima (staff), toque (patients)"),
    (r'\bcompañías?\b', "clínica, sucursal; empresa in Odoo's own menus"),
    (r'\baún no hay\b', "todavía no hay"),
    (r'\bclaves? de cifrado\b|\barchivos? de (la )?(llaves|claves?)\b', "llave"),
    (r'\bacciones programadas\b', "acciones planificadas, as Odoo says"),
)
SENTENCES = (
    (r'[“”]', "«»"),
    (r'\w →|→ \w', "›"),
    (r'\b(Ajustes|Configuración|Mensajes|WhatsApp|Cobros y facturas), [A-ZÁÉÍÓÚ]', "›"),
    (r'\bcanal(es)?\b', "medio"),
)
COMPLAINTS = ((r'\b(un|el|al|del|este|los) casos?\b|^casos?\b', "queja"),)

SENTENCE = 8  # words

# Discuss has channels of its own.
DISCUSS = {'clinic_whatsapp': r'\bcanal(es)?\b'}


def guides():
    for path in source.files():
        if path.suffix == '.md' and path.name in SPANISH - ENGLISH and path.parent.name != 'tests':
            yield path, path.read_text(encoding='utf-8')


def sentences():
    """Where, and a text: each translation, and each guide as a whole."""
    for addon in source.addons():
        for entry in polib.pofile(str(addon / 'i18n' / 'es.po')):
            yield addon.name, entry.msgstr
    for path, text in guides():
        yield path.stem, text


def strings_of_code():
    """What is Spanish at the source: texts to patients, their pages, the sandbox."""
    pure = source.packages()
    for path in source.files():
        inside = path.relative_to(source.ROOT)
        ours = inside.parts[0].startswith('clinic_') or inside.parts[0] == 'sandbox'
        if not ours or path.suffix not in {'.py', '.xml', '.js', '.html'}:
            continue
        if 'tests' not in inside.parts and not any(path.is_relative_to(one) for one in pure):
            yield str(inside), path.read_text(encoding='utf-8')


def said(texts, words):
    return [
        f'{where}: …{text[max(0, hit.start() - 30) : hit.end() + 30]!r}: say {instead}'
        for where, text in texts
        for pattern, instead in words
        if pattern != DISCUSS.get(where)
        for hit in re.finditer(pattern, text, re.IGNORECASE if pattern.islower() else 0)
    ]


def test_one_word_for_one_thing():
    assert said(sentences(), (*ANYWHERE, *SENTENCES)) == []
    assert said(strings_of_code(), ANYWHERE) == []


def test_a_sentence_has_one_translation():
    """Of less than a sentence the gender may differ, or what it is about."""
    found = defaultdict(dict)
    for addon in source.addons():
        for entry in polib.pofile(str(addon / 'i18n' / 'es.po')):
            if len(entry.msgid.split()) >= SENTENCE:
                found[entry.msgid].setdefault(entry.msgstr, addon.name)
    assert [said for said in found.values() if len(said) > 1] == []


def test_a_complaint_is_no_case():
    texts = [
        (where, text) for where, text in sentences() if where in {'clinic_feedback', 'opinion'}
    ]
    assert said(texts, COMPLAINTS) == []


@pytest.mark.parametrize(
    ('text', 'wrong'),
    [
        ("Esta liga ya no sirve", True),
        ("Confirme aquí: {liga}", False),
        ("Se opera la ligadura", False),
        ("Púlselo", False),
        ("La presión se mide sentado", False),
        ("el archivo de la llave", False),
        ("el archivo de llaves", True),
    ],
)
def test_the_words_are_told_apart(text, wrong):
    assert bool(said([('', text)], ANYWHERE)) == wrong


def test_a_page_has_the_name_of_its_menu():
    titles, menus = {}, []
    for addon in source.addons():
        for path in source.files():
            if path.suffix != '.xml' or not path.is_relative_to(addon) or 'static' in path.parts:
                continue
            root = etree.parse(str(path)).getroot()
            for record in root.iter('record'):
                title = record.find("field[@name='name']")
                if record.get('model').startswith('ir.actions.') and title is not None:
                    titles[full(record.get('id'), addon)] = title.text
            menus += [(full(menu.get('action'), addon), menu) for menu in root.iter('menuitem')]
    assert menus
    assert titles
    assert [
        f'{menu.get("id")}: {menu.get("name")!r} opens {titles[action]!r}'
        for action, menu in menus
        if action in titles and menu.get('name') not in {None, titles[action]}
    ] == []


def full(name, addon):
    return name if name is None or '.' in name else f'{addon.name}.{name}'
