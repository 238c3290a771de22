"""The day of one visit, told once: who writes, taps, receives, charges and answers for what.

`live(day, cast)` is lived by two casts: people with a browser (`by_hand`) and the same people
through the network, while things go wrong (`by_wire`). It ends in the same state (`SAME_END`).
"""

from datetime import datetime, timedelta, timezone

LATER = timedelta(hours=3, minutes=30)  # ahead, so that a visit of today is still reminded of
SOON = timedelta(minutes=5)


def live(day, cast, mishap=lambda moment: None):
    """:param mishap: called at moments at which something may go wrong"""
    first_contact(day, cast, mishap)
    reminded_and_moved(day, cast)
    the_hole_is_filled(day, cast)
    at_the_clinic(day, cast)
    charged(day, cast)
    opinion(day, cast, mishap)
    complaint(day, cast)
    control(day, cast)
    day.clinic.rests()


def first_contact(day, cast, mishap):
    """Somebody nobody knows writes, is registered and has a visit."""
    patient = cast.patient
    patient.says("Hola, quiero una cita para hoy")
    patient.picks("¿Qué horario le acomoda?", last_of_today)
    patient.hears("nombre completo")
    patient.says(day.person.name)
    patient.taps("¿La agendamos?", "Confirmar")
    mishap('booked')
    patient.hears("Listo: su cita es")
    patient.taps("¿Está de acuerdo?", "Acepto")
    patient.hears("Gracias. Si un día no quiere recibir mensajes")
    cast.desk.expects(day.find('visit'))


def last_of_today(rows):
    """The last time offered on the day of the first one, late enough to be reminded of."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)
    starts = [start_of(row) for row in rows]
    days = [row['title'].partition(',')[0] for row in rows]  # as the clinic's clock has them
    today = [start for start, day in zip(starts, days, strict=True) if start and day == days[0]]
    chosen = max(today)
    assert chosen > now + LATER, f"only {today} are free today"
    return starts.index(chosen)


def next_of_today(rows):
    """The first time that does not pass while it is being chosen."""
    soon = datetime.now(timezone.utc).replace(tzinfo=None) + SOON
    return next(place for place, row in enumerate(rows) if start_of(row) > soon)


def start_of(row):
    """The UTC moment that a row offers; None: it offers none."""
    _before, found, text = row['id'].partition('slot:')
    return datetime.fromisoformat(text) if found else None


def reminded_and_moved(day, cast):
    visit = day.find('visit')
    day.due('clinic.reminder', 'clinic_crm.ir_cron_reminders', ('appointment_id', '=', visit))
    cast.patient.taps("le recordamos", "Reagendar")
    cast.patient.picks("no cambia hasta que elija", next_of_today)
    cast.patient.hears("Listo: su cita quedó para")


def the_hole_is_filled(day, cast):
    """What it left is offered by itself to whoever waits."""
    cast.waiting.taps("se liberó un lugar", "Sí, lo quiero")
    cast.waiting.hears("Listo: su cita es")


def at_the_clinic(day, cast):
    visit = day.find('visit')
    cast.desk.receives(visit)
    cast.doctor.begins(visit)
    cast.doctor.ends(visit)
    cast.desk.sees_done(visit)


def charged(day, cast):
    """At the counter, from the visit; sent by whoever keeps the invoices."""
    move = cast.desk.charges(day.find('visit'))
    cast.accountant.sends(move)
    cast.patient.hears_file('.pdf')
    cast.patient.hears_file('.xml')


def opinion(day, cast, mishap):
    """A bad answer, and why."""
    patient = cast.patient
    day.due(
        'clinic.feedback.request',
        'clinic_feedback.ir_cron_surveys',
        ('appointment_id', '=', day.find('visit')),
    )
    patient.taps("¿Nos ayuda con", "Contestar")
    patient.picks("¿Qué tal estuvo su primera visita", lambda rows: len(rows) - 1)
    mishap('answered')
    patient.picks("¿Qué tan fácil fue llegar", lambda rows: 0)
    patient.picks("¿Qué podemos mejorar?", lambda rows: 0)
    patient.hears("antes de venir")
    patient.says("Esperé dos horas y nadie me dijo nada")
    patient.hears("Gracias")


def complaint(day, cast):
    """A case with its countdown: taken, answered, closed; the patient says that it is resolved."""
    case = day.find('case')
    cast.direction.takes(case)
    cast.direction.answers(case, "Tiene razón: desde hoy avisamos de cada retraso.")
    cast.patient.hears("desde hoy avisamos de cada retraso")
    cast.direction.closes(case, "Recepción avisa de cada retraso.")
    cast.patient.taps("¿quedó resuelto?", "Sí, quedó resuelto")
    cast.patient.hears("Nos alegra que haya quedado resuelto")


def control(day, cast):
    cast.doctor.plans_control(day.find('patient'))
