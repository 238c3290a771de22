"""Clínica Nogal: the demo clinic, its two branches and its people."""

from .addresses import Address
from .people import Branch, Clinic, Contact, Staff

_MAIN = Address(
    "Calle Heriberto Frías 1005, planta baja", "Del Valle Centro", "Benito Juárez", 'CMX', '03100'
)
_TIJUANA = Address(
    "Avenida Paseo de los Héroes 10105, piso 2",
    "Zona Urbana Río Tijuana",
    "Tijuana",
    'BCN',
    '22010',
)

# The tax id is that of SAT's public test certificate for a company, with which the sandbox stamps.
CLINIC = Clinic(
    name="Clínica Nogal",
    tax_id='EKU9003173C9',
    address=_MAIN,
    phone='55 0555 0100',
    email='contacto@clinicanogal.example',
    branches=(
        Branch(
            'del_valle', "Clínica Nogal Del Valle", _MAIN, 'America/Mexico_City', '55 0555 0101'
        ),
        Branch('tijuana', "Clínica Nogal Tijuana", _TIJUANA, 'America/Tijuana', '664 055 0102'),
    ),
)

# The administrator sets Odoo up and, as everywhere, holds no clinical right by it.
STAFF = (
    Staff(
        'recepcion',
        "Paola Rivas Solís",
        'del_valle',
        (
            'clinic_crm.group_reception',
            'clinic_crm.group_overbook',
            'clinic_whatsapp.group_agent',
            'clinic_cfdi.group_cashier',
        ),
    ),
    Staff('enfermeria', "Rosa Elvira Canul Pech", 'del_valle', ('clinic_crm.group_nurse',)),
    Staff('doctora', "Dra. Elena Cárdenas Yáñez", 'del_valle', ('clinic_crm.group_practitioner',)),
    Staff('doctor', "Dr. Andrés Bojórquez Lara", 'tijuana', ('clinic_crm.group_practitioner',)),
    Staff(
        'direccion',
        "Mariana Treviño Osorio",
        'del_valle',
        (
            'clinic_crm.group_director',
            'clinic_whatsapp.group_manager',
            'clinic_feedback.group_manager',
        ),
    ),
    Staff('privacidad', "Julián Arellano Meza", 'del_valle', ('clinic_crm.group_privacy',)),
    Staff('contador', "Sergio Quintero Nava", 'del_valle', ('clinic_cfdi.group_accountant',)),
)

# Who pays for patients besides their families; all invented.
PAYERS = (
    Contact(
        'c-roble',
        "Aseguradora Monte Roble, S.A. de C.V.",
        True,
        '55 0555 0201',
        'siniestros@monteroble.example',
        _MAIN,
    ),
    Contact(
        'c-peninsula',
        "Seguros Península Azul, S.A. de C.V.",
        True,
        '664 055 0202',
        'reembolsos@peninsulaazul.example',
        _TIJUANA,
    ),
    Contact(
        'c-jacaranda',
        "Grupo Constructor Jacaranda, S.A. de C.V.",
        True,
        '55 0555 0203',
        'personal@jacaranda.example',
        _MAIN,
    ),
    Contact(
        'c-puerto',
        "Maquiladora Puerto Norte, S. de R.L. de C.V.",
        True,
        '664 055 0204',
        'rh@puertonorte.example',
        _TIJUANA,
    ),
)
