"""What the demo's clinic answers patients in its own words."""

from ..ledger import Ledger
from .a10_clinic import branch_ids

NEEDS = ('clinic.chat.fact',)

ANSWERS = {
    'payment': {
        'subject': 'payment',
        'answer': "Aceptamos efectivo, tarjeta y transferencia. Se paga al terminar la consulta.",
    },
    'insurance': {
        'subject': 'insurance',
        'answer': "Trabajamos con GNP, AXA y MetLife por reembolso: le damos el informe y la "
        "factura.",
    },
    'invoice': {
        'subject': 'invoice',
        'answer': "Para su factura, envíe su constancia de situación fiscal y el uso del CFDI por "
        "este chat, el mismo mes de su consulta.",
    },
    'parking': {
        'subject': 'other',
        'title': "Estacionamiento",
        'answer': "Hay estacionamiento en el sótano, sin costo durante su consulta.",
    },
    'children': {
        'subject': 'other',
        'title': "¿Puedo ir con niños?",
        'answer': "Sí. En la sala de espera hay un rincón de juegos.",
    },
}


def load(env, world):
    company = branch_ids(env)['main']
    Ledger(env).ensure(
        'clinic.chat.fact',
        {
            key: {'company_id': company, 'sequence': number, **vals}
            for number, (key, vals) in enumerate(ANSWERS.items(), 1)
        },
    )
