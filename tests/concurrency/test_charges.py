"""Several people charge one visit at the same instant: it has one invoice, and all see it."""

from tests.support.crowd import Call, crowd

PRESSED = 6

SETUP = """
from datetime import timedelta
from odoo import fields
from odoo.fields import Command
company = env.ref('base.main_company')
if not company.chart_template:
    env['account.chart.template'].try_loading('mx', company, install_demo=False)
env['res.users'].search([('login', '=', 'recepcion')]).group_ids = [
    Command.link(env.ref('clinic_cfdi.group_cashier').id)]
doctor = env['clinic.practitioner'].create({'name': 'Dra. Cobros', 'company_id': company.id})
product = env['product.product'].create({'name': 'Consulta', 'type': 'service', 'list_price': 500})
visit_type = env['clinic.appointment.type'].create({
    'name': 'Consulta', 'company_id': company.id, 'duration': 10, 'product_id': product.id,
    'role_ids': [Command.create({
        'name': 'x', 'kind': 'practitioner', 'resource_ids': doctor.resource_id.ids,
    })],
})
patient = env['clinic.patient'].create({'name': 'Paga Una Vez', 'company_id': company.id})
visit = env['clinic.appointment'].create({
    'patient_id': patient.id, 'type_id': visit_type.id, 'practitioner_id': doctor.id,
    'company_id': company.id, 'overbook_reason': 'Prueba',
    'start': fields.Datetime.now().replace(second=0) + timedelta(hours=1),
})
visit._through_door().write({'state': 'in_consultation'})  # no turn of today is used up
result = {'visit': visit.id, 'partner': patient.partner_id.id}
"""

FOUND = """
moves = env['account.move'].search([('partner_id', '=', partner)])
result = [moves.ids, env['clinic.appointment'].browse(visit).invoice_id.ids]
"""


def test_one_invoice_for_a_visit(busy_server):
    made = busy_server.run(SETUP)
    call = Call('recepcion', 'clinic.appointment', 'action_charge', [made['visit']])
    answers = crowd(busy_server, [call] * PRESSED)
    assert not [answer.message for answer in answers if answer.error]
    opened = {answer.value['res_id'] for answer in answers}
    assert [list(opened), list(opened)] == busy_server.run(FOUND, **made)
