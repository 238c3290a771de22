"""The job that reminds, against whoever cancels or moves the same visits at that instant."""

import pytest

from tests.support.server import Place

VISITS = 18  # a third is cancelled, a third moved, the rest left alone

SETUP = """
from datetime import timedelta
from odoo import fields
from odoo.fields import Command
company = env.ref('base.main_company')
company.email = 'hola@clinica.example'
env['clinic.reminder.rule'].search([]).write({'quiet_from': 0, 'quiet_to': 0, 'days': 'all'})
doctor = env['clinic.practitioner'].create({'name': 'Dra. Aviso', 'company_id': company.id})
visit_type = env['clinic.appointment.type'].create({
    'name': 'Consulta', 'company_id': company.id, 'duration': 10,
    'role_ids': [Command.create({'name': 'x', 'kind': 'practitioner'})],
})
start = fields.Datetime.now().replace(minute=0, second=0) + timedelta(hours=60)
patients = env['clinic.patient'].create([
    {'name': f'Aviso {number}', 'email': f'p{number}@paciente.example', 'company_id': company.id}
    for number in range(visits)
])
for patient in patients:
    patient._record_consent('appointments', 'granted', 'in_person', 'test')
made = env['clinic.appointment'].create([
    {'patient_id': patient.id, 'type_id': visit_type.id, 'practitioner_id': doctor.id,
     'company_id': company.id, 'start': start + timedelta(minutes=10 * number)}
    for number, patient in enumerate(patients)
])
# the first reminder of each is due now
env.cr.execute("UPDATE clinic_reminder r"
               "   SET due_at = now() AT TIME ZONE 'UTC' - interval '1 minute'"
               "  FROM clinic_reminder_rule rule WHERE rule.id = r.rule_id AND rule.hours = 48")
env.invalidate_all()
result = made.ids
"""

RUSH = """
if what == 'job':
    env['clinic.reminder']._cron_send()
else:
    visits = env['clinic.appointment'].browse(visits)
    for visit in visits:
        former = visit.reminder_ids.filtered(lambda r: r.start != visit.start)
        if visit.state == 'cancelled' or former:
            continue  # done before this was begun again
        if what == 'cancel':
            visit._cancel('patient')
        else:
            visit._move({'start': fields.Datetime.add(visit.start, days=3)})
        env.cr.commit()
"""

WRONG = """
wrong = []
for visit in env['clinic.appointment'].browse(visits):
    told = env['clinic.message'].search([
        ('res_model', '=', 'clinic.appointment'), ('res_id', '=', visit.id),
        ('kind_id.code', '=', 'appointment_reminder'), ('state', '=', 'queued')])
    now = visit.reminder_ids.filtered(lambda r: r.start == visit.start)
    former = visit.reminder_ids - now
    alive = visit.state in ('scheduled', 'confirmed')
    kept = visit.id in untouched
    if len(told) != kept:
        wrong.append([visit.id, visit.state, 'messages', len(told)])
    if alive and not kept and set(now.mapped('state')) - {'planned', 'skipped'}:
        wrong.append([visit.id, visit.state, 'planned anew', now.mapped('state')])
    if [r.state for r in (former if alive else visit.reminder_ids) if r.state == 'planned']:
        wrong.append([visit.id, visit.state, 'still planned'])
env.cr.execute('SELECT count(*) FROM clinic_reminder GROUP BY appointment_id, rule_id, start'
               ' HAVING count(*) > 1')
result = {'wrong': wrong, 'twice': env.cr.rowcount}
"""


@pytest.fixture
def clinic(ground):
    clinic = Place(ground, 'reminders')
    try:
        yield clinic
    finally:
        clinic.stop()


def test_nobody_is_reminded_of_what_has_just_changed(clinic):
    visits = clinic.run(SETUP, visits=VISITS)
    third = VISITS // 3
    cancelled, moved, untouched = (visits[n * third : (n + 1) * third] for n in range(3))
    # the job goes through them from the first on: so do both desks
    answers = clinic.rush(
        'from odoo import fields' + RUSH,
        [
            {'what': 'job', 'visits': []},
            {'what': 'job', 'visits': []},
            {'what': 'cancel', 'visits': cancelled},
            {'what': 'move', 'visits': moved},
        ],
    )
    assert not [answer['trace'] for answer in answers if 'error' in answer]
    # what a job that stepped back has left is for its next run
    clinic.run('from odoo import fields' + RUSH, what='job', visits=[])
    found = clinic.run(WRONG, visits=visits, untouched=untouched)
    assert found == {'wrong': [], 'twice': 0}
