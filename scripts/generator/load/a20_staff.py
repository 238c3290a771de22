"""The people of the demo logins; each password is the login."""

from odoo.fields import Command

from ..ledger import Ledger
from .a10_clinic import branch_ids


def load(env, world):
    companies = branch_ids(env)
    zones = {branch.key: branch.zone for branch in world.clinic.branches}
    env['res.lang']._activate_lang('es_MX')
    _speak_spanish(env)
    ledger = Ledger(env)
    if not ledger.known('res.users', ['admin']):
        _prepare_administrator(env, companies, zones['del_valle'])
        ledger.remember('res.users', {'admin': env.ref('base.user_admin').id})
    ids = ledger.ensure(
        'res.users',
        {
            person.login: {
                'name': person.name,
                'login': person.login,
                'password': person.login,
                'email': f'{person.login}@clinicanogal.example',
                'lang': 'es_MX',
                'tz': zones[person.branch],
                'company_id': companies[person.branch],
                'company_ids': [Command.set(list(companies.values()))],
                'group_ids': [Command.set(_groups(env, person))],
            }
            for person in world.staff
        },
    )
    for person in world.staff:  # an addon installed later brings its groups
        user = env['res.users'].browse(ids[person.login])
        missing = [group for group in _groups(env, person) if group not in user.all_group_ids.ids]
        if missing:
            user.write({'group_ids': [Command.link(group) for group in missing]})


def _speak_spanish(env):
    """What Odoo says in English in every new database, where each of them sees it."""
    words = {
        'mail.channel_all_employees': {'description': "Avisos para todo el personal."},
        'mail.channel_admin': {
            'name': "Administración",
            'description': "Para quienes administran el sistema.",
        },
        'mail.module_install_notification': {
            'subject': "Bienvenida",
            'body': "<p>Aquí se comparten los avisos para todo el personal.</p>",
        },
    }
    for name, vals in words.items():
        record = env.ref(name, raise_if_not_found=False)
        if record:
            record.write(vals)


def _groups(env, person):
    names = ('base.group_user', *person.groups)
    groups = [env.ref(name, raise_if_not_found=False) for name in names]
    return [group.id for group in groups if group]


def _prepare_administrator(env, companies, zone):
    env.ref('base.user_admin').write(
        {
            'name': "Administración del sistema",
            'password': 'admin',
            'lang': 'es_MX',
            'tz': zone,
            'company_ids': [Command.set(list(companies.values()))],
        }
    )
