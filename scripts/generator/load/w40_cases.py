"""Complaints after visits of the last weeks, each as far along as a clinic would have brought it,
and what was changed because of them.

The answers go through the doors that patients' answers go through, so that comments are analysed
and cases opened by the clinic's own rules; then they are dated back. Nobody is called for them.
"""

import datetime

from odoo.fields import Command

from ..chance import Chance
from ..ledger import Ledger, seed_ledger
from .a10_clinic import branch_ids

NEEDS = ('clinic.feedback.case',)

# score, what was written, hours since, how far it came, what made it happen, what was done
COMPLAINTS = (
    (2, "esperé dos horas y la recepcionista fue grosera", 3, 'new', None, None),
    (
        1,
        "Me cobraron dos veces el estudio y nadie me resuelve. Si no me devuelven voy a ir a la "
        "Profeco.",
        1,
        'new',
        None,
        None,
    ),
    (
        3,
        "La doctora muy amable pero salí con más dudas que con las que entré, no me explicó para "
        "qué son las pastillas",
        9,
        'in_progress',
        None,
        None,
    ),
    (2, "El baño estaba sucio y no había papel", 20, 'in_progress', None, None),
    (
        2,
        "Llevo tres días marcando para cambiar mi cita y nadie contesta el teléfono",
        27,
        'in_progress',
        None,
        None,
    ),
    (
        1,
        "Me dejaron esperando con mi mamá de 80 años parada, no había dónde sentarse",
        14,
        'answered',
        'facility',
        "Se pidieron seis sillas más para la sala; se le ofreció una disculpa por teléfono.",
    ),
    (
        2,
        "Carísimo: cobraron 900 pesos por una consulta de 5 minutos",
        52,
        'reopened',
        'price',
        "Se le explicó el costo por teléfono.",
    ),
    (
        2,
        "Tardaron una hora en pasarme y nadie avisó nada",
        75,
        'closed',
        'wait',
        "Se habló con agenda: desde hoy recepción avisa los retrasos de más de 15 minutos.",
    ),
    (
        2,
        "La señorita de caja me contestó de mala gana",
        120,
        'closed',
        'conduct',
        "Se habló con la persona; se le llamó a la paciente y aceptó la disculpa.",
    ),
    (
        1,
        "No me entregaron mis resultados a tiempo y tuve que volver a venir",
        160,
        'closed',
        'process',
        "Los resultados se envían ahora por este medio en cuanto están listos.",
    ),
)
KEYS = [f'case{number}' for number in range(len(COMPLAINTS))]

# By aspect: what made it happen and what was done.
DONE = {
    'espera': ('wait', "Se revisó la agenda de ese día; recepción avisa ahora los retrasos."),
    'trato': ('conduct', "Se habló con la persona y se llamó al paciente para disculparnos."),
    'claridad': ('information', "El profesional llamó y resolvió sus dudas."),
    'limpieza': ('process', "Se agregó un recorrido de limpieza a media mañana."),
    'instalaciones': ('facility', "Se pidió la reparación; queda lista esta semana."),
    'agenda': ('process', "Se le dio lugar esta semana; los mensajes se contestan el mismo día."),
    'costo': ('price', "Se le explicó la cuenta y se corrigió lo que se dijo por teléfono."),
    'clinico': ('clinical', "El profesional revisó el caso y le dio cita de control."),
    False: ('process', "Se le llamó, se escuchó lo que pasó y se ofreció una disculpa."),
}


def load(env, world):
    ledger = seed_ledger(env, world)
    staff = Ledger(env).known('res.users', ['direccion', 'recepcion'])
    director = env['res.users'].browse(staff['direccion'])
    desk = env['res.users'].browse(staff['recepcion'])
    branches = branch_ids(env)
    clinic = env['res.company'].browse(branches['del_valle']).root_id
    policy = env['clinic.feedback.policy']._of(clinic)
    if not ledger.known('clinic.feedback.policy', ['rules']):
        policy.write(
            {
                'user_id': director.id,
                'alert_from': 'critica',  # one of these is late: it would ring as soon as it opens
                'route_ids': [
                    Command.create({'aspect': 'agenda', 'user_id': desk.id}),
                    Command.create({'aspect': 'limpieza', 'user_id': desk.id}),
                ],
                'step_ids': [Command.create({'minutes': 0, 'user_id': director.id})],
            }
        )
        ledger.remember('clinic.feedback.policy', {'rules': policy.id})
    calls, policy.alert_from = policy.alert_from, False
    survey = _survey(env)
    known = ledger.known('clinic.feedback.request', KEYS)
    visits = list(_visits(env, world, branches['del_valle']))
    for number, (complaint, visit) in enumerate(zip(COMPLAINTS, visits, strict=False)):
        key = KEYS[number]
        if key not in known:
            request = _answered(env, survey, visit, world, complaint)
            ledger.remember('clinic.feedback.request', {key: request.id})
            _bring_along(request.case_ids, complaint, world.now, director)
    _improve(env, world, ledger, director, clinic)
    _date_back(env, world, director)
    _hush(env, [*ledger.known('clinic.feedback.request', KEYS).values()], director)
    policy.alert_from = calls


def _improve(env, world, ledger, director, clinic):
    """What the clinic changed because of what was said, to be compared with what is said since."""
    if ledger.known('clinic.feedback.improvement', ['desk']):
        return
    improvement = env['clinic.feedback.improvement'].create(
        {
            'name': "Dos personas en recepción de 8 a 10",
            'aspect': 'espera',
            'date': world.now.date() - datetime.timedelta(days=10),
            'days': 10,
            'user_id': director.id,
            'company_id': clinic.id,
            'note': "La segunda solo recibe a quien llega; la primera contesta el teléfono.",
        }
    )
    ledger.remember('clinic.feedback.improvement', {'desk': improvement.id})


def _hush(env, asked, director):
    """What these answers called for is over: the demo opens without alarms."""
    loaded = env['clinic.feedback.request'].search([('key', '=like', 'demo:%')]).ids
    loaded += asked
    cases = env['clinic.feedback.case'].search([('request_id', 'in', loaded)]).ids
    raised = (
        env['clinic.alert']
        .sudo()
        .search(
            [
                ('state', '=', 'new'),
                '|',
                *('&', ('res_model', '=', 'clinic.feedback.request'), ('res_id', 'in', loaded)),
                *('&', ('res_model', '=', 'clinic.feedback.case'), ('res_id', 'in', cases)),
            ]
        )
    )
    raised.note = "Se le llamó; está bien."
    raised.with_user(director).sudo().action_close()


def _date_back(env, world, director):
    """What was complained of in the answers loaded before: most of it is resolved by now."""
    analyses = env['clinic.feedback.analysis'].search([('request_id.key', '=like', 'demo:%')])
    for analysis in analyses:
        analysis.answered_at = min(analysis.answered_at, _answered_at(analysis.request_id))
    cases = env['clinic.feedback.case'].search(
        [('request_id.key', '=like', 'demo:%'), ('state', '=', 'new'), ('taken_at', '=', False)]
    )
    for case in cases:
        opened = _answered_at(case.request_id)
        hours = (world.now - opened).total_seconds() / 3600
        state = 'closed' if hours > 30 else 'in_progress' if hours > 5 else 'new'
        cause, done = DONE.get(case.aspect, DONE[False])
        _bring_along(case, (None, None, hours, state, cause, done), world.now, director)


def _answered_at(request):
    return request.sent_at + datetime.timedelta(hours=2)


def _survey(env):
    """The clinic's own survey if there is one, else a short one."""
    found = env['survey.survey'].search(
        [
            ('survey_type', '=', 'clinic'),
            ('question_and_page_ids.clinic_measure', '=', 'csat'),
            ('question_and_page_ids.clinic_measure', '=', 'comment'),
        ],
        order='id',
        limit=1,
    )
    if found:
        return found
    return env['survey.survey'].create(
        {
            'title': "Después de su visita",
            'survey_type': 'clinic',
            'question_and_page_ids': [
                Command.create(
                    {
                        'title': "¿Cómo le fue en su visita?",
                        'question_type': 'scale',
                        'scale_min': 1,
                        'scale_max': 5,
                        'clinic_measure': 'csat',
                        'sequence': 1,
                    }
                ),
                Command.create(
                    {
                        'title': "¿Qué podemos mejorar?",
                        'question_type': 'text_box',
                        'clinic_measure': 'comment',
                        'sequence': 2,
                    }
                ),
            ],
        }
    )


def _visits(env, world, branch):
    """For each complaint a visit that was over by then, of different patients not asked yet."""
    asked = set(env['clinic.feedback.request'].search([]).appointment_id.ids)
    visits = env['clinic.appointment'].search(
        [
            ('state', '=', 'done'),
            ('patient_id', '!=', False),
            ('practitioner_id', '!=', False),
            ('stop', '<', world.now),
            ('company_id', '=', branch),
        ],
        order='stop desc, id',
        limit=60 * len(COMPLAINTS),
    )
    free = [visit for visit in visits if visit.id not in asked]
    seen = set()
    for complaint in COMPLAINTS:
        before = world.now - datetime.timedelta(hours=complaint[2] + 1)
        fitting = [v for v in free if v.stop <= before and v.patient_id not in seen]
        if not fitting:
            return
        chosen = Chance(world.seed, 'case', complaint[2]).one(fitting[:5])
        seen.add(chosen.patient_id)
        yield chosen


def _answered(env, survey, visit, world, complaint):
    score, text, hours = complaint[:3]
    at = world.now - datetime.timedelta(hours=hours)
    answers = env['survey.user_input'].create({'survey_id': survey.id})
    request = env['clinic.feedback.request'].create(
        {
            'survey_id': survey.id,
            'user_input_id': answers.id,
            'patient_id': visit.patient_id.id,
            'appointment_id': visit.id,
            'company_id': visit.company_id.id,
            'practitioner_id': visit.practitioner_id.id,
            'specialty_id': visit.practitioner_id.specialty_id.id,
            'type_id': visit.type_id.id,
            'visit_at': visit.start,
            'state': 'sent',
            'due_at': at,
            'sent_at': at,
            'expires_at': at + datetime.timedelta(hours=48),
        }
    )
    for question in survey.question_ids:
        if question.clinic_measure == 'csat':
            answers._save_lines(question, str(score))
        elif question.clinic_measure == 'comment':
            answers._save_lines(question, text)
    answers._mark_done()
    request.finished_at = at
    request.analysis_ids.answered_at = request.analysis_ids.finished_at = at
    return request


def _bring_along(case, complaint, now, director):
    """Date a case back to its answer and bring it as far as it came."""
    if not case:
        return
    _score, _text, hours, state, cause, done = complaint
    opened = now - datetime.timedelta(hours=hours)
    policy = case.env['clinic.feedback.policy']._of(case.company_id)
    allowed = datetime.timedelta(hours=policy._hours(case.severity))
    vals = {'opened_at': opened, 'deadline_at': opened + allowed}
    if state != 'new':
        vals |= {'state': 'in_progress', 'taken_at': opened + datetime.timedelta(minutes=25)}
        vals['user_id'] = case.user_id.id or director.id
    if state in ('answered', 'closed', 'reopened'):
        vals |= {
            'state': 'answered',
            'answered_at': opened + datetime.timedelta(hours=2),
            'root_cause': cause,
            'action_taken': done,
        }
    took = Chance('complaint', case.request_id.appointment_id.id).between(3, 26)
    closed = opened + datetime.timedelta(hours=min(hours - 1, took))
    if state == 'closed':
        vals |= {
            'state': 'closed',
            'closed_at': closed,
            'closed_by_id': director.id,
            'in_time': closed <= opened + allowed,
            'hours_open': (closed - opened).total_seconds() / 3600,
            'verdict': 'yes',
            'next_step_at': False,
        }
    if state == 'reopened':
        again = now - datetime.timedelta(hours=5)
        vals |= {
            'state': 'reopened',
            'verdict': 'no',
            'reopened_at': again,
            'reopened_count': 1,
            'deadline_at': again + allowed,
            'patient_words': "Me llamaron pero no me dieron ninguna solución",
        }
    case.write(vals)
    if state == 'closed':
        case._drop_activities()
    else:
        case._plan_next(policy)
