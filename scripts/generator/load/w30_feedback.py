"""What patients answered after the visits of the last weeks; nobody is written to for it.

From then on surveys are switched on: a visit that ends asks its patient.
"""

import datetime

from ..chance import Chance
from .a10_clinic import branch_ids

NEEDS = ('clinic.feedback.request', 'clinic.appointment')

MOST = 240
SINCE = datetime.timedelta(weeks=8)
ASKED, ANSWERED, FINISHED = 0.7, 0.62, 0.9
LATER = datetime.timedelta(hours=1)
SCORES = {5: 46, 4: 27, 3: 12, 2: 9, 1: 6}
# By aspect: what somebody says who was not content with it.
COMPLAINTS = {
    'espera': (
        "Esperé dos horas y nadie me dijo nada",
        "Llegué a las 9 y pasé 10:40, así no se puede",
        "Mucho tiempo de espera aunque tenía cita",
    ),
    'trato': (
        "La recepcionista fue grosera cuando pregunté por mi turno",
        "Me atendieron con prisa y sin mirarme",
    ),
    'claridad': (
        "No entendí para qué son los estudios que me pidieron",
        "Me dieron la receta sin explicarme nada",
    ),
    'limpieza': ("El baño estaba sucio y no había jabón",),
    'instalaciones': ("Hace mucho calor en la sala de espera", "No hay dónde estacionarse"),
    'agenda': ("Tardaron tres días en contestarme para darme la cita",),
    'costo': ("Me cobraron más de lo que me dijeron por teléfono",),
    'clinico': ("La revisión fue muy rápida y sigo igual",),
}
PRAISE = (
    "Muy amable la doctora, me explicó todo",
    "Excelente atención desde la recepción",
    "Todo rápido y muy limpio",
    "Gracias por la paciencia con mi mamá",
    "El doctor se toma el tiempo de escuchar",
    "Muy buen servicio, los recomiendo",
)


def load(env, world):
    survey = env.ref('clinic_feedback.survey_visit')
    stars, aspects, words = survey.question_ids.sorted()
    options = {option.clinic_aspect: option for option in aspects.suggested_answer_ids}
    for visit, chance in _asked(env, world):
        sent = visit.done_at + LATER
        request = _request(env, survey, visit, sent)
        if not chance.happens(ANSWERED):
            request.state = 'expired' if request.expires_at < world.now else 'sent'
            continue
        answers = request.user_input_id
        answers.write({'state': 'in_progress', 'start_datetime': sent + LATER})
        score = chance.weighted(SCORES)
        answers._save_lines(stars, str(score))
        aspect = chance.one(list(COMPLAINTS))
        if score <= 3:
            answers._save_lines(aspects, [str(options[aspect].id)])
        if not chance.happens(FINISHED):
            request.state = 'expired'
            continue
        said = chance.one(COMPLAINTS[aspect] if score <= 3 else PRAISE)
        answers._save_lines(words, said if chance.happens(0.75) else '')
        request.write({'state': 'done', 'finished_at': sent + 2 * LATER})
        request.analysis_ids.finished_at = request.finished_at
        answers.write({'state': 'done', 'end_datetime': sent + 2 * LATER})
    env['res.company'].browse(branch_ids(env)['main']).clinic_feedback_on = True


def _asked(env, world):
    """(visit, chance) of those who were asked and agreed to it, each once however often loaded."""
    visits = env['clinic.appointment'].search(
        [
            ('state', '=', 'done'),
            ('patient_id', '!=', False),
            ('done_at', '<', world.now - 3 * LATER),  # nobody answers in the hours to come
            ('done_at', '>', world.now - SINCE),
        ],
        order='start DESC, id',
    )
    visits = visits[:: 1 + len(visits) // MOST]  # some of each week
    known = set(visits.feedback_request_ids.mapped('key'))
    agreed = visits.patient_id._consent_states('feedback')
    for visit in visits[::-1]:  # in the order of time: who is won back was lost before
        chance = Chance(world.seed, 'feedback', visit.id)
        if _key(visit) in known or agreed.get(visit.patient_id.id) != 'granted':
            continue
        if chance.happens(ASKED):
            yield visit, chance


def _key(visit):
    return f'demo:{visit.id}'


def _request(env, survey, visit, sent):
    expires = sent + datetime.timedelta(hours=48)
    answers = env['survey.user_input'].create({'survey_id': survey.id, 'deadline': expires})
    request = env['clinic.feedback.request'].create(
        {
            'key': _key(visit),
            'survey_id': survey.id,
            'user_input_id': answers.id,
            'patient_id': visit.patient_id.id,
            'appointment_id': visit.id,
            'company_id': visit.company_id.id,
            'moment': 'attended',
            'state': 'sent',
            'due_at': sent,
            'sent_at': sent,
            'expires_at': expires,
        }
    )
    request._copy_dimensions()
    return request
