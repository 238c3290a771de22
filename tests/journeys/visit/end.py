"""How the day ends, looked at in Odoo, in the database, at the PAC and on the phones."""

from .place import NUMBER

LOOK = """
from collections import Counter
patient = env['clinic.patient'].search([('phone_sanitized', '=', phone)])
entry = env['clinic.waiting.entry'].browse(entry)
visit = env['clinic.appointment'].search([('patient_id', 'in', patient.ids)])
request = env['clinic.feedback.request'].search([('patient_id', 'in', patient.ids)])
case, analysis = request.case_ids, request.analysis_ids
plan = env['clinic.care.plan'].search([('patient_id', 'in', patient.ids)])
move = env['account.move'].search([('partner_id', 'in', patient.partner_id.ids)])
messages = env['clinic.message'].search([('patient_id', 'in', (patient + entry.patient_id).ids)])
arrived = ('sent', 'delivered', 'read')
gap = visit.waiting_gap_id.search([('filled_by_id', '=', entry.appointment_id.id)])
follow_ups = env['clinic.follow.up'].search([('plan_id', 'in', plan.ids)])
people = env['clinic.whatsapp.identity'].search([('patient_id', 'in', messages.patient_id.ids)])
outbox = env['clinic.whatsapp.outbox'].search([('identity_id', 'in', people.ids)])
result = {
    'patients': len(patient),
    'stage': patient.stage,
    'agreed': sorted(
        purpose for purpose in ('care', 'appointments', 'follow_up', 'feedback', 'marketing')
        if patient._consent_state(purpose) == 'granted'),
    'visits': visit.mapped('state'),
    'source': visit.source,
    'reminders': sorted(visit.reminder_ids.filtered('message_id').mapped('state')),
    'waited': [entry.state, entry.appointment_id.state, gap.mapped('cause')],
    'told': dict(Counter(
        f'{m.kind_id.code} {"arrived" if m.state in arrived else m.state}'
        for m in messages if m.direction == 'out' and m.kind_id.code not in (False, 'chat'))),
    'charged': [[m.state, m.cfdi_state, m.amount_total, m.is_move_sent] for m in move],
    'charged_from': visit.invoice_id == move,
    'stampings': move.cfdi_document_ids.attempt_ids.mapped('state'),
    'surveys': [[one.state, one.score] for one in request],
    'answers': len(request.user_input_id.user_input_line_ids),
    'comments': [one.polarity for one in analysis],
    'cases': [[c.state, c.severity, c.opened_by, c.verdict, c.in_time, c.reopened_count,
               c.root_cause] for c in case],
    'controls': [[plan.state, len(plan), bool(plan.next_due)], sorted(follow_ups.mapped('state'))],
}
seen = {
    'uuid': move.cfdi_uuid, 'said': env['clinic.whatsapp.message'].search_count(
        [('identity_id', 'in', people.ids), ('direction', '=', 'in')]),
    'written': outbox.mapped('wamid'),
}
result = {'end': result, 'seen': seen}
"""

SAME_END = {
    'patients': 1,
    'stage': 'patient',
    'agreed': ['appointments', 'care', 'feedback', 'follow_up'],
    'visits': ['done'],
    'source': 'whatsapp',
    'reminders': ['sent'],
    'waited': ['booked', 'scheduled', ['moved']],
    'told': {
        'appointment_reminder arrived': 1,
        'waiting_offer arrived': 1,
        'invoice arrived': 1,
        'survey_invitation arrived': 1,
        'case_answer arrived': 1,
        'case_closed arrived': 1,
    },
    'charged': [['posted', 'stamped', 850.0, True]],
    'charged_from': True,
    'stampings': ['stamped'],
    'surveys': [['done', 1]],
    'answers': 4,
    'comments': ['neg'],
    'cases': [['closed', 'alta', 'both', 'yes', True, 0, 'wait']],
    'controls': [['active', 1, True], ['planned', 'planned']],
}

TWICE = """
SELECT count(*) FROM clinic_appointment_booking a JOIN clinic_appointment_booking b
    ON a.id < b.id AND a.resource_id = b.resource_id AND a.seat = b.seat
   AND a.block_start < b.block_stop AND b.block_start < a.block_stop
 WHERE a.blocking AND b.blocking
"""


def judge(day, cast):
    """Everything once, everywhere."""
    clinic = day.clinic
    found = clinic.server.run(LOOK, phone=day.person.e164, entry=day.entry)
    assert found['end'] == SAME_END
    seen = found['seen']

    # in the database, past Odoo
    assert clinic.database.one(TWICE) == 0, "somebody has two visits at a time"

    # at the PAC
    book = clinic.look('stamps')
    assert [stamp['uuid'].upper() for stamp in book['stamps']].count(seen['uuid'].upper()) == 1
    assert not book['doubles']

    # on the phones: each message of either side is there once
    messages = [
        message
        for phone in (cast.patient, cast.waiting)
        for message in clinic.look('messages', account=NUMBER, phone=phone.id)['messages']
    ]
    written = [message['id'] for message in messages if message['direction'] == 'out']
    assert sorted(written) == sorted(seen['written'])
    assert sum(message['direction'] == 'in' for message in messages) == seen['said']
    lost = [message['error'] for message in messages if message['status'] == 'failed']
    assert not lost
