"""Practitioners, rooms and devices of the demo clinic with their hours; all invented."""

from dataclasses import dataclass

WEEK = (0, 1, 2, 3, 4)
SATURDAY = (5,)


@dataclass(frozen=True, slots=True)
class Block:
    """Hours on some weekdays (Monday 0), in the first (0) or second (1) week of two, or in each."""

    weekdays: tuple[int, ...]
    hour_from: float
    hour_to: float
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Timetable:
    key: str
    name: str
    blocks: tuple[Block, ...]

    @property
    def two_weeks(self) -> bool:
        return any(block.week is not None for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Means:
    """A bookable resource. `shifts`: pairs (branch, timetable); without any it is always open."""

    key: str
    kind: str
    name: str
    branches: tuple[str, ...]
    shifts: tuple[tuple[str, str], ...] = ()
    capacity: int = 1
    buffer_after: int = 0
    color: int = 0
    specialty: str | None = None
    called: str | None = None  # what patients say for the specialty
    license: str | None = None
    login: str | None = None


TIMETABLES = (
    Timetable(
        'family',
        "Mañana y tarde, sábados por la mañana",
        (Block(WEEK, 9, 14), Block(WEEK, 16, 20), Block(SATURDAY, 9, 14)),
    ),
    Timetable(
        'internal',
        "Mañana y tarde en Tijuana",
        (Block(WEEK, 8, 13), Block(WEEK, 15, 19), Block(SATURDAY, 9, 13)),
    ),
    Timetable('nutrition', "Corrido con comida", (Block(WEEK, 8, 12), Block(WEEK, 13, 18))),
    # One week in each branch.
    Timetable(
        'dental_del_valle',
        "Odontología, semanas en Del Valle",
        (Block(WEEK, 10, 14, 0), Block(WEEK, 15, 19, 0), Block(SATURDAY, 10, 14, 0)),
    ),
    Timetable(
        'dental_tijuana',
        "Odontología, semanas en Tijuana",
        (Block(WEEK, 9, 13, 1), Block(WEEK, 14, 18, 1)),
    ),
    Timetable('chairs', "Sala de aplicación", (Block(WEEK, 8, 17),)),
)

PRACTITIONERS = (
    Means(
        'elena',
        'practitioner',
        "Dra. Elena Cárdenas Yáñez",
        ('del_valle',),
        (('del_valle', 'family'),),
        color=4,
        specialty="Medicina familiar",
        called="médico familiar, médico general, medicina general",
        license='99000101',
        login='doctora',
    ),
    Means(
        'andres',
        'practitioner',
        "Dr. Andrés Bojórquez Lara",
        ('tijuana',),
        (('tijuana', 'internal'),),
        color=10,
        specialty="Medicina interna",
        called="internista",
        license='99000102',
        login='doctor',
    ),
    Means(
        'nadia',
        'practitioner',
        "L.N. Nadia Espejel Montaño",
        ('del_valle',),
        (('del_valle', 'nutrition'),),
        color=3,
        specialty="Nutrición",
        called="nutrióloga, nutriólogo, nutricionista, dieta",
        license='99000103',
    ),
    Means(
        'rodrigo',
        'practitioner',
        "C.D. Rodrigo Saldívar Peña",
        ('del_valle', 'tijuana'),
        (('del_valle', 'dental_del_valle'), ('tijuana', 'dental_tijuana')),
        color=8,
        specialty="Odontología",
        called="dentista, odontólogo, dientes, muelas, muela, caries",
        license='99000104',
    ),
)

# Names tell the branch: the same list shows both.
ROOMS = (
    Means('dv_1', 'room', "Consultorio 1", ('del_valle',), buffer_after=0),
    Means('dv_2', 'room', "Consultorio 2", ('del_valle',)),
    Means('dv_3', 'room', "Consultorio 3", ('del_valle',)),
    Means('dv_dental', 'room', "Unidad dental", ('del_valle',), buffer_after=5),
    Means('dv_procedures', 'room', "Sala de procedimientos", ('del_valle',), buffer_after=10),
    Means('dv_hall', 'room', "Sala de talleres", ('del_valle',)),
    Means('tj_1', 'room', "Consultorio 1 (Tijuana)", ('tijuana',)),
    Means('tj_2', 'room', "Consultorio 2 (Tijuana)", ('tijuana',)),
    Means('tj_dental', 'room', "Unidad dental (Tijuana)", ('tijuana',), buffer_after=5),
    Means(
        'tj_procedures', 'room', "Sala de procedimientos (Tijuana)", ('tijuana',), buffer_after=10
    ),
    Means('tj_hall', 'room', "Sala de talleres (Tijuana)", ('tijuana',)),
)

DEVICES = (
    Means('dv_ultrasound', 'device', "Ultrasonido", ('del_valle',)),
    Means('tj_ultrasound', 'device', "Ultrasonido portátil (Tijuana)", ('tijuana',)),
    Means(
        'dv_chairs',
        'device',
        "Sillones de aplicación",
        ('del_valle',),
        (('del_valle', 'chairs'),),
        capacity=3,
    ),
)

ALL = (*PRACTITIONERS, *ROOMS, *DEVICES)
BY_KEY = {means.key: means for means in ALL}
# Who is seen on the board of a branch at any hour: those with a login.
HOST = {'del_valle': 'elena', 'tijuana': 'andres'}
