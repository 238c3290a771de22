"""The demo's approved texts, and what the sandbox must know of the clinic: those texts, and people
who are patients. It keeps nothing itself, and reads the file at each start.
"""

import json
import os
from dataclasses import replace
from pathlib import Path

from ..ledger import Ledger

NEEDS = ('clinic.whatsapp.template',)
SAMPLE = '4::ejemplo'  # stands for the document that Meta is shown
PEOPLE = 3


def load(env, world):
    accounts = Ledger(env).known('clinic.whatsapp.account', ['main'])
    account = env['clinic.whatsapp.account'].browse(accounts.values())
    templates = env['clinic.whatsapp.template'].search([('account_id', 'in', account.ids)])
    if account and not templates:
        account.action_draft_templates()
        templates = templates.search([('account_id', '=', account.id)])
        for number, template in enumerate(templates, 1):
            _approve(template, f'{300000000001000 + number}')
    if path := os.environ.get('CLINIC_SANDBOX_FILE'):
        known = {
            'people': _people(env),
            'templates': [_node(each) for each in templates if each.status == 'APPROVED'],
        }
        Path(path).write_text(json.dumps(known, ensure_ascii=False), encoding='utf-8')


def _approve(template, remote_id):
    value = template._template()
    if value.header_kind == 'DOCUMENT':
        value = replace(value, header_example=SAMPLE)
    template.write(
        {
            'components': json.dumps(value.creation()['components'], ensure_ascii=False),
            'remote_id': remote_id,
            'status': 'APPROVED',
        }
    )


def _node(template):
    components = json.loads(template.components)
    return {
        'id': template.remote_id,
        'name': template.name,
        'language': template.language,
        'category': template.category,
        'parameter_format': 'NAMED' if template._template().named else 'POSITIONAL',
        'components': components,
    }


def _people(env):
    """The first grown patients whose number is theirs alone."""
    found = env['clinic.patient'].search([('phone_sanitized', '!=', False)], order='id', limit=40)
    numbers = found.mapped('phone_sanitized')
    alone = found.filtered(lambda p: not p.is_minor and numbers.count(p.phone_sanitized) == 1)
    return [{'name': p.name, 'number': p.phone} for p in alone[:PEOPLE]]
