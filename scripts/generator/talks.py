"""What was said with patients before today, on the phone and at the desk."""

import datetime
from typing import NamedTuple

from .chance import Chance
from .people import Patient

# (channel, direction, what was said); short, as receptionists note it, and never clinical.
_OPENINGS = (
    ('phone', 'in', "Pregunta horarios y si hay estacionamiento."),
    ('phone', 'in', "Pide cita para la próxima semana, de preferencia por la tarde."),
    ('in_person', 'in', "Pasó a pedir informes y dejó sus datos."),
    ('phone', 'in', "Pregunta el costo de la primera consulta."),
    ('facebook', 'in', "Preguntó por mensaje si atendemos los sábados."),
    ('instagram', 'in', "Preguntó por mensaje cómo agendar."),
)
_ANSWERS = (
    ('phone', 'out', "Se le dieron los horarios y la dirección. Agradeció."),
    ('phone', 'out', "Se le llamó para confirmar sus datos; quedaron actualizados."),
    ('phone', 'out', "No contestó. Se intentará de nuevo por la tarde."),
    ('in_person', 'out', "Se le entregó el aviso de privacidad y lo firmó."),
)
_LATER = (
    ('phone', 'in', "Avisa que cambió de número; ya quedó en su ficha."),
    ('phone', 'in', "Pregunta si necesita venir en ayunas."),
    ('in_person', 'in', "Pide que le avisemos por correo, no por teléfono."),
    ('phone', 'out', "Se le recordó traer sus estudios anteriores."),
    ('phone', 'in', "Pide factura; se le pidió su constancia o sus datos fiscales."),
)


class Talk(NamedTuple):
    key: str
    at: datetime.datetime  # UTC, in office hours of Mexico
    channel: str
    direction: str  # 'in' from the patient, 'out' to the patient
    text: str


def talks(seed: int, patient: Patient, registered: datetime.date) -> list[Talk]:
    """The noted talks with a patient, from the day the file was opened on; often none."""
    chance = Chance(seed, 'talks', patient.key)
    if not chance.happens(0.3):
        return []
    said = [chance.one(_OPENINGS), chance.one(_ANSWERS)]
    if chance.happens(0.4):
        said.append(chance.one(_LATER))
    moment = datetime.datetime.combine(registered, datetime.time(16))
    moment += datetime.timedelta(minutes=chance.between(0, 300))
    notes = []
    for number, (channel, direction, text) in enumerate(said):
        notes.append(Talk(f'{patient.key}_{number}', moment, channel, direction, text))
        moment += datetime.timedelta(minutes=chance.between(2, 40))
    return notes
