"""What the demo invoices with: fiscal data, a CSD of its own making, the sandbox's PAC; and some
invoices that wait to be stamped."""

from odoo.fields import Command

from ..csd import make_csd
from ..ledger import Ledger
from ._sandbox import address, follow
from .a10_clinic import branch_ids

NEEDS = ('clinic.cfdi.document',)

ISSUER = "ESCUELA KEMPER URGATE"  # whose RFC the clinic has: SAT's public one for tests
FISCAL = {'cfdi_name': ISSUER, 'cfdi_regime': '601', 'cfdi_form': '03'}
# SAT's public test taxpayers, with their names and codes as SAT has them.
PAYERS = {
    'moral': {
        'name': "Universidad Robótica Española, S.A. de C.V.",
        'is_company': True,
        'vat': 'URE180429TM6',
        'zip': '86991',
        'cfdi_regime': '601',
        'cfdi_use': 'G03',
        'email': 'pagos@robotica.example',
    },
    'person': {
        'name': "Xochilt Casas Chávez",
        'vat': 'CACX7605101P8',
        'zip': '36257',
        'cfdi_regime': '612',
        'cfdi_use': 'D01',
        'email': 'xochilt.casas@correo.example',
    },
    'unfinished': {
        'name': "Sofía Ñúñez Andrade",
        'vat': 'NUAS850312AB1',
        'zip': '03100',
        'email': 'sofia.nunez@correo.example',
    },
    'public': {'name': "Ramiro Luna Téllez", 'zip': '03100', 'email': 'ramiro.luna@correo.example'},
}
PRODUCTS = {
    'visit': ("Consulta de medicina general", 'service', 850.0, '85121502', 'tax19'),
    'specialist': ("Consulta de especialidad", 'service', 1200.0, '85121600', 'tax19'),
    'therapy': ("Sesión de fisioterapia", 'service', 620.0, '85122101', 'tax12'),
    'kit': ("Férula de muñeca", 'consu', 389.5, '42241705', 'tax12'),
}
# SAT's keys of what the types of visit sell; all of them are medical services, exempt
KINDS = {
    'first': '85121502',
    'follow_up': '85121502',
    'video': '85121502',
    'nutrition': '85121600',
    'cleaning': '85122001',
    'ultrasound': '85121600',
    'infusion': '85121600',
    'workshop': '85121600',
}
INVOICES = (
    ('moral', (('specialist', 1, 0), ('kit', 2, 10))),
    ('person', (('visit', 1, 0),)),
    ('unfinished', (('visit', 1, 0), ('therapy', 2, 0))),
    ('public', (('therapy', 1, 15),)),
    ('person', (('specialist', 1, 0), ('kit', 1, 0))),
)


def load(env, world):
    companies = branch_ids(env)
    main = env['res.company'].browse(companies['main'])
    ledger = Ledger(env)
    main.write(
        {name: value for name, value in FISCAL.items() if not main[name] or name == 'cfdi_form'}
    )
    if not ledger.known('clinic.cfdi.certificate', ['main']):
        cer, key, password = make_csd(main._cfdi_rfc(), ISSUER)
        ledger.ensure(
            'clinic.cfdi.certificate',
            {
                'main': {
                    'company_id': main.id,
                    'new_cer': cer,
                    'new_key': key,
                    'new_password': password,
                }
            },
        )
    pac = {'company_id': main.id, 'base_url': address(), 'sat_url': address()}
    login = {'new_user': 'sandbox@clinica.example', 'new_password': 'sandbox-password'}
    pacs = {
        'sw': {
            **pac,
            'name': "SW (sandbox)",
            'provider': 'sw',
            'new_token': 'sandbox-sw-token',
        },
        'finkok': {**pac, **login, 'name': "Finkok (sandbox)", 'provider': 'finkok'},
    }
    for key, pac_id in ledger.ensure('clinic.cfdi.pac', pacs).items():
        follow(env['clinic.cfdi.pac'].browse(pac_id), pacs[key])
    branch = env['res.company'].browse(companies['del_valle'])
    _load_invoices(env(context={**env.context, 'allowed_company_ids': branch.ids}), main, branch)


def _load_invoices(env, main, branch):
    ledger = Ledger(env)
    mexico = env.ref('base.mx').id
    payers = ledger.ensure(
        'res.partner',
        {
            f'fiscal_{key}': {'country_id': mexico, 'lang': 'es_MX', **vals}
            for key, vals in PAYERS.items()
        },
    )
    taxes = {
        key: env.ref(f'account.{main.id}_{key}', raise_if_not_found=False)
        for key in ('tax19', 'tax12')
    }
    if not all(taxes.values()):
        return  # the chart of Mexico is not there
    # for the clinic as a whole: for another company than its own a product gets that one's 16 %
    whole = env(context={**env.context, 'allowed_company_ids': main.ids})
    products = Ledger(whole).ensure(
        'product.product',
        {
            f'fiscal_{key}': {
                'name': name,
                'type': kind,
                'list_price': price,
                'cfdi_key': sat,
                'taxes_id': [Command.set(taxes[tax].ids)],
            }
            for key, (name, kind, price, sat, tax) in PRODUCTS.items()
        },
    )
    _prepare_kinds(whole, taxes['tax19'])
    keys = [f'fiscal_{number}' for number in range(len(INVOICES))]
    known = ledger.known('account.move', keys)
    moves = ledger.ensure(
        'account.move',
        {
            key: {
                'move_type': 'out_invoice',
                'company_id': branch.id,
                'partner_id': payers[f'fiscal_{payer}'],
                'invoice_date': env['account.move']
                ._fields['invoice_date']
                .context_today(env['account.move']),
                'invoice_line_ids': [
                    Command.create(
                        {
                            'product_id': products[f'fiscal_{product}'],
                            'quantity': quantity,
                            'discount': discount,
                        }
                    )
                    for product, quantity, discount in lines
                ],
            }
            for key, (payer, lines) in zip(keys, INVOICES, strict=True)
        },
    )
    new = [move for key, move in moves.items() if key not in known]
    env['account.move'].browse(new).action_post()


def _prepare_kinds(env, exempt):
    """So that a visit can be charged and stamped at once."""
    products = Ledger(env).known('product.product', list(KINDS))
    for key, product_id in products.items():
        product = env['product.product'].browse(product_id)
        if not product.cfdi_key:
            product.write({'cfdi_key': KINDS[key], 'taxes_id': [Command.set(exempt.ids)]})
