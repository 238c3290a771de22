"""The contest for slots, shared by the test (small) and the benchmark (full size)."""

SETUP = """
from odoo.fields import Command
company = env.ref('base.main_company')
def visit_type(name, kind, **vals):
    return env['clinic.appointment.type'].create({
        'name': name, 'company_id': company.id, 'duration': 30,
        'role_ids': [Command.create({'name': kind, 'kind': kind})], **vals,
    })
doctor = env['clinic.practitioner'].create({'name': 'Dra. Contienda', 'company_id': company.id})
teacher = env['clinic.practitioner'].create({'name': 'Taller', 'company_id': company.id})
device = env['clinic.resource'].create({
    'name': 'Sillones', 'kind': 'device', 'capacity': 3, 'company_id': company.id,
})
both = visit_type('Con equipo', 'practitioner')
both.role_ids = [Command.create({'name': 'device', 'kind': 'device', 'sequence': 20})]
patients = env['clinic.patient'].create([
    {'name': f'Contendiente {number}', 'company_id': company.id} for number in range(people)
])
result = {
    'company': company.id, 'doctor': doctor.id, 'teacher': teacher.id, 'patients': patients.ids,
    'single': visit_type('Consulta', 'practitioner').id,
    'chairs': visit_type('Infusion', 'device').id,
    'group': visit_type('Taller', 'practitioner', seats=4).id,
    'both': both.id,
}
"""

OVERLAPS = """
env.cr.execute('''
    SELECT count(*) FROM clinic_appointment_booking a JOIN clinic_appointment_booking b
        ON a.id < b.id AND a.resource_id = b.resource_id AND a.seat = b.seat
       AND a.block_start < b.block_stop AND b.block_start < a.block_stop
     WHERE a.blocking AND b.blocking''')
[[overlaps]] = env.cr.fetchall()
env.cr.execute('''
    SELECT count(*) FROM clinic_appointment v
     WHERE v.state NOT IN ('cancelled', 'no_show') AND v.session_id IS NULL
       AND NOT EXISTS (SELECT FROM clinic_appointment_booking l
                        WHERE l.appointment_id = v.id AND l.blocking)''')
[[without_lines]] = env.cr.fetchall()
env.cr.execute('''
    SELECT count(*) FROM (
        SELECT session_id, seat FROM clinic_appointment
         WHERE session_id IS NOT NULL AND state NOT IN ('cancelled', 'no_show')
         GROUP BY session_id, seat HAVING count(*) > 1) AS twice''')
[[shared_seats]] = env.cr.fetchall()
result = {'overlaps': overlaps, 'without lines': without_lines, 'shared seats': shared_seats}
"""

#: Who has a place in a session that is elsewhere, or is not.
ELSEWHERE = """
env.cr.execute('''
    SELECT v.id FROM clinic_appointment v JOIN clinic_appointment s ON s.id = v.session_id
     WHERE v.state NOT IN ('cancelled', 'no_show')
       AND (s.state IN ('cancelled', 'no_show') OR (v.start, v.stop) <> (s.start, s.stop))''')
result = [number for [number] in env.cr.fetchall()]
"""

#: What must never reach a person: the words of the machine.
MACHINE_WORDS = (
    'constraint',
    'integrity',
    'cannot be completed',
    'serialize',
    'traceback',
    'psycopg',
    'deadlock',
)


def is_readable(message: str) -> bool:
    """Whether a refusal is a sentence for a person."""
    folded = message.lower()
    return len(message) > 20 and not any(word in folded for word in MACHINE_WORDS)
