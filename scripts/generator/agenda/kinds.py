"""The kinds of visit the demo clinic gives, what they need and what they cost."""

from dataclasses import dataclass

from .means import BY_KEY


@dataclass(frozen=True, slots=True)
class Need:
    name: str
    any_of: tuple[str, ...]
    fair: bool = False

    @property
    def kind(self) -> str:
        return BY_KEY[self.any_of[0]].kind


@dataclass(frozen=True, slots=True)
class Kind:
    key: str
    name: str
    minutes: int
    price: int
    color: int
    needs: tuple[Need, ...]
    seats: int = 1
    buffer_after: int = 0
    video: bool = False
    online: bool = False
    named: bool = False  # whether a message may say what visit it is
    adults: bool = False
    notice: int = 120
    days: int = 60
    instructions: str | None = None


def _seen_by(*keys: str) -> Need:
    return Need("Profesional", keys, fair=len(keys) > 1)


_ROOM = Need("Consultorio", ('dv_1', 'dv_2', 'dv_3', 'tj_1', 'tj_2'))

KINDS = (
    Kind(
        'first',
        "Consulta de primera vez",
        40,
        950,
        4,
        (_seen_by('elena', 'andres', 'rodrigo'), _ROOM),
        online=True,
        instructions="Traiga una identificación, sus estudios recientes y la lista de los "
        "medicamentos que toma. Llegue 10 minutos antes para abrir su expediente.",
    ),
    Kind(
        'follow_up',
        "Consulta de seguimiento",
        20,
        650,
        10,
        (_seen_by('elena', 'andres', 'rodrigo', 'nadia'), _ROOM),
        online=True,
        named=True,
        instructions="Traiga sus estudios si le pedimos alguno.",
    ),
    Kind(
        'nutrition',
        "Consulta de nutrición",
        40,
        700,
        3,
        (_seen_by('nadia'), _ROOM),
        online=True,
        named=True,
        instructions="Venga con ropa cómoda y, si puede, anote lo que comió en los últimos "
        "tres días.",
    ),
    Kind(
        'cleaning',
        "Limpieza dental",
        40,
        850,
        8,
        (_seen_by('rodrigo'), Need("Unidad dental", ('dv_dental', 'tj_dental'))),
        online=True,
        named=True,
        instructions="Cepíllese antes de venir. Avísenos si toma anticoagulantes.",
    ),
    Kind(
        'ultrasound',
        "Ultrasonido",
        30,
        1250,
        9,
        (
            _seen_by('elena', 'andres'),
            Need("Sala de procedimientos", ('dv_procedures', 'tj_procedures')),
            Need("Equipo de ultrasonido", ('dv_ultrasound', 'tj_ultrasound')),
        ),
        buffer_after=10,
        adults=True,
        instructions="Venga con 6 horas de ayuno y la vejiga llena: tome un litro de agua una "
        "hora antes.",
    ),
    Kind(
        'video',
        "Videoconsulta",
        20,
        550,
        6,
        (_seen_by('elena', 'andres', 'nadia'),),
        video=True,
        online=True,
        named=True,
        notice=60,
        instructions="Antes de su cita le enviaremos un enlace. Conéctese desde un lugar "
        "tranquilo, con buena señal.",
    ),
    Kind(
        'infusion',
        "Aplicación intravenosa",
        60,
        800,
        7,
        (Need("Sillón", ('dv_chairs',)),),
        adults=True,
        instructions="Desayune ligero y traiga su receta y el medicamento en su empaque.",
    ),
    Kind(
        'workshop',
        "Taller de alimentación y diabetes",
        60,
        200,
        2,
        (_seen_by('nadia', 'andres'), Need("Sala de talleres", ('dv_hall', 'tj_hall'))),
        seats=8,
        adults=True,
        online=True,
        instructions="Puede venir con un familiar. Traiga su glucómetro si tiene.",
    ),
)
BY_KEY_OF_KIND = {kind.key: kind for kind in KINDS}

# What each practitioner is asked for, and how often.
ASKED = {
    'elena': {'follow_up': 52, 'first': 22, 'ultrasound': 12, 'video': 14},
    'andres': {'follow_up': 55, 'first': 25, 'ultrasound': 10, 'video': 10},
    'nadia': {'nutrition': 66, 'follow_up': 18, 'video': 16},
    'rodrigo': {'cleaning': 62, 'follow_up': 24, 'first': 14},
}
# Group sessions: (branch, weekday, hour on the wall, practitioner)
WORKSHOPS = (('del_valle', 2, 16, 'nadia'), ('tijuana', 3, 17, 'andres'))
# Somebody comes every week at the same hour, eight weeks long, then somebody else:
# (branch, weekday, hour, minute, kind, practitioner)
SERIES = (
    ('del_valle', 0, 10, 0, 'nutrition', 'nadia'),
    ('del_valle', 3, 9, 0, 'infusion', None),
    ('tijuana', 1, 10, 0, 'follow_up', 'andres'),
)
SERIES_WEEKS = 8
