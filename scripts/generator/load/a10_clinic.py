"""The clinic with its branches: Odoo's company and two child companies."""

import os

from ..ledger import Ledger
from ._partners import address_vals


def load(env, world):
    clinic = world.clinic
    ledger = Ledger(env)
    language = env['res.lang']._activate_lang('es_MX')
    main = env.ref('base.main_company')
    if not ledger.known('res.company', ['main']):
        mexico = env.ref('base.mx')
        vals = {
            'name': clinic.name,
            'phone': clinic.phone,
            'email': clinic.email,
            'clinic_tz': clinic.branches[0].zone,
            'clinic_video_url': 'https://meet.jit.si',
            **address_vals(env, clinic.address),
        }
        main.write({key: value for key, value in vals.items() if key in main._fields})
        main.partner_id.write({'lang': language.code, 'tz': clinic.branches[0].zone})
        main.partner_id.write({'country_id': mexico.id, 'vat': clinic.tax_id})
        _use_pesos(env, main)
        ledger.remember('res.company', {'main': main.id})
    _use_own_address(env)
    ids = ledger.ensure(
        'res.company',
        {
            branch.key: {
                'name': branch.name,
                'parent_id': main.id,
                'phone': branch.phone,
                'email': clinic.email,
                'clinic_tz': branch.zone,
                'currency_id': main.currency_id.id,
                'iap_enrich_auto_done': True,  # else Odoo asks its own server about the company
                **address_vals(env, branch.address),
            }
            for branch in clinic.branches
        },
    )
    for branch in clinic.branches:
        partner = env['res.company'].browse(ids[branch.key]).partner_id
        if not partner.lang or partner.tz != branch.zone:
            partner.write({'lang': language.code, 'tz': branch.zone})


def _use_own_address(env):
    """Links begin where the demo is opened; Odoo learns it only when an administrator logs in."""
    settings = env['ir.config_parameter']
    if (settings.get_param('web.base.url') or '').startswith('http://localhost'):
        port = os.environ.get('CLINIC_PORT') or '8069'
        settings.set_param('web.base.url', f'http://localhost:{port}')


def _use_pesos(env, company):
    """A database made for Mexico has pesos already, and with entries booked they are fixed."""
    pesos = env.ref('base.MXN')
    if company.currency_id != pesos:
        pesos.active = True
        company.currency_id = pesos


def branch_ids(env):
    """{branch key: company id}, with 'main' for the clinic as a whole."""
    return Ledger(env).known('res.company', ['main', 'del_valle', 'tijuana'])
