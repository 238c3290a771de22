"""The clinic the day of a visit is lived in: its server, its WhatsApp and its PAC.

Each day has a practitioner, types of visit and people of its own, so that days can follow one
another in the same database.
"""

import itertools

import requests

from sandbox.app import Server as Sandbox
from tests.chaos.wires import Database
from tests.support.clock import noon
from tests.support.server import Server
from tests.support.waiting import wait_until

NUMBER, WEBHOOK = '100000000000001', '00000000-0000-4000-8000-000000000001'
SECONDS = 60  # in which whatever the clinic does by itself must have come
FIRST = ("Julia", "Marta", "Lorena", "Irene", "Paula", "Silvia", "Teresa", "Norma", "Olga", "Rosa")
LAST = ("Peña Robles", "Luna Cantú", "Solís Vera", "Rangel Ibarra", "Mora Tapia")

SETUP = """
import json
from dataclasses import replace
from odoo.fields import Command
from scripts.generator.csd import make_csd

company = env['res.company'].search([('parent_id', '=', False)], order='id', limit=1)
env = env(context={**env.context, 'allowed_company_ids': company.ids})
company = company.with_env(env)
mexico = env.ref('base.mx')
env.ref('base.MXN').active = True
company.write({
    'name': "Clínica Nogal", 'country_id': mexico.id, 'currency_id': env.ref('base.MXN').id,
    'email': 'clinica@nogal.example', 'street': "Av. Universidad 1001", 'zip': '06700',
    'vat': 'EKU9003173C9', 'cfdi_name': "ESCUELA KEMPER URGATE", 'cfdi_regime': '601',
    'clinic_feedback_on': True,
})
env['account.chart.template'].try_loading('mx', company, install_demo=False)
env['ir.config_parameter'].set_param('web.base.url', url)
cer, key, password = make_csd(company.vat, company.cfdi_name)
env['clinic.cfdi.certificate'].create({
    'company_id': company.id, 'new_cer': cer, 'new_key': key, 'new_password': password})
env['clinic.cfdi.pac'].create({
    'company_id': company.id, 'name': "SW", 'provider': 'sw', 'base_url': meta, 'sat_url': meta,
    'new_user': 'sandbox@clinica.example', 'new_password': 'sandbox-password'})
product = env['product.product'].create({
    'name': "Consulta de medicina general", 'type': 'service', 'list_price': 850,
    'cfdi_key': '85121502', 'taxes_id': [Command.set(env.ref(f'account.{company.id}_tax19').ids)]})
env['clinic.privacy.notice'].create({
    'version': '1', 'full_text': "<p>Aviso</p>", 'short_text': "Cuidamos sus datos.",
}).action_put_in_force()
account = env['clinic.whatsapp.account'].create({
    'name': "Recepción", 'company_id': company.id, 'phone_number_id': number,
    'waba_id': '200000000000001', 'webhook_uuid': webhook, 'base_url': meta,
    'new_token': 'sandbox-token', 'new_app_secret': 'sandbox-app-secret',
    'new_verify_token': 'sandbox-verify',
    'pair_seconds': 0.1,  # the test is in a hurry
})
account.action_draft_templates()
texts = []
for number, text in enumerate(env['clinic.whatsapp.template'].search([]), 1):
    value = text._template()
    if value.header_kind == 'DOCUMENT':
        value = replace(value, header_example='4::ejemplo')
    text.write({'status': 'APPROVED', 'remote_id': str(300000000001000 + number),
                'components': json.dumps(value.creation()['components'])})
    texts.append({
        'name': text.name, 'language': text.language, 'category': text.category,
        'parameter_format': 'NAMED' if value.named else 'POSITIONAL',
        'components': json.loads(text.components)})
env['res.users'].search([('login', '=', 'recepcion')]).group_ids = [
    Command.link(env.ref('clinic_cfdi.group_cashier').id)]
result = {'company': company.id, 'product': product.id, 'texts': texts}
"""

OPEN = """
from odoo.fields import Command
company = env['res.company'].browse(company)
company.clinic_tz = zone
env = env(context={**env.context, 'allowed_company_ids': company.ids})
Practitioner, Type = env['clinic.practitioner'], env['clinic.appointment.type']
user = env['res.users'].search([('login', '=', 'doctora')])
# who was there the day before stands in nobody's way
Practitioner.search([('user_id', '=', user.id)]).user_id = False
env.flush_all()
Type.search([]).active = False
hours = env['resource.calendar'].create({
    'name': "Todos los días", 'company_id': company.id, 'tz': zone,
    'attendance_ids': [Command.clear()] + [
        Command.create({'name': "x", 'dayofweek': str(day), 'hour_from': 8, 'hour_to': 20})
        for day in range(7)]})
doctor = Practitioner.create({
    'name': "Dra. Elena Cárdenas", 'user_id': user.id, 'company_id': company.id,
    'calendar_id': hours.id, 'tz': zone})
def visit_type(name, **vals):
    return Type.create({
        'name': name, 'company_id': company.id, 'duration': 30, 'step': 30,
        'product_id': product, **vals,
        'role_ids': [Command.create({'name': "Dra.", 'kind': 'practitioner',
                                     'resource_ids': doctor.resource_id.ids})]})
visit, control = visit_type("Consulta general", bookable_online=True), visit_type("Control")
# booked for the same day, and reminded of all the same
visit.reminder_rule_ids = [Command.create({
    'hours': 3, 'least_hours': 1, 'unless_confirmed': True, 'told_hours': 0,
    'company_id': company.id})]
waiting = env['clinic.patient'].create({
    'name': name, 'phone': phone, 'company_id': company.id})
waiting._record_consent('appointments', 'granted', 'in_person')
entry = env['clinic.waiting.entry'].create({'patient_id': waiting.id, 'type_id': visit.id})
result = {'doctor': doctor.id, 'visit_type': visit.id, 'control': control.id, 'entry': entry.id}
"""

FIND = """
patient = env['clinic.patient'].search([('phone_sanitized', '=', phone)])
visit = env['clinic.appointment'].search([('patient_id', 'in', patient.ids)])
requests = env['clinic.feedback.request'].search([('patient_id', 'in', patient.ids)])
result = {
    'patient': patient.ids, 'partner': patient.partner_id.ids, 'visit': visit.ids,
    'case': requests.case_ids.ids,
}
"""

# What was planned for later is due now, and its job is called.
DUE = """
rows = env[model].search(domain + [('state', '=', 'planned')])
rows.write({'due_at': fields.Datetime.now()})
env.ref(job)._trigger()
result = len(rows)
"""

# A PAC whose answer was lost is asked again after some seconds: they have passed.
PAC_WAITED = """
env.cr.execute('UPDATE clinic_cfdi_attempt SET not_before = 0')
env.ref('clinic_cfdi.ir_cron_stamp')._trigger()
"""

# Life goes on: something else calls the jobs, as any next message would.
PULSE = "env['ir.cron']._notifydb()"

OPEN_WORK = """
SELECT (SELECT count(*) FROM clinic_whatsapp_delivery WHERE state = 'new')
     + (SELECT count(*) FROM clinic_whatsapp_event WHERE state IN ('new', 'retry'))
     + (SELECT count(*) FROM clinic_whatsapp_outbox
         WHERE state IN ('queued', 'sending', 'uncertain'))
     + (SELECT count(*) FROM clinic_message WHERE state IN ('queued', 'sending'))
     + (SELECT count(*) FROM clinic_cfdi_document WHERE state IN ('draft', 'to_stamp'))
"""


class Clinic:
    """`server` and `sandbox`, connected; closed by whoever made it."""

    def __init__(self, ground):
        self.sandbox = Sandbox().start()
        self.server = Server(ground, 'visit', options=('--max-cron-threads=2',))
        self._days = itertools.count()

    def wait(self):
        """Return once the clinic is open."""
        server = self.server.wait()
        self.database = Database(server)
        self.control(
            f'accounts/{NUMBER}', webhook=f'{server.url}/clinic/whatsapp/{WEBHOOK}/webhook'
        )
        self.made = server.run(
            SETUP, url=server.url, meta=self.sandbox.url, number=NUMBER, webhook=WEBHOOK
        )
        for text in self.made.pop('texts'):
            self.control('templates', account=NUMBER, **text)
        return self

    # -- the world outside ---------------------------------------------------------------------

    def control(self, path, /, **body):
        """Tell the sandbox something."""
        answer = requests.post(f'{self.sandbox.url}/_sandbox/{path}', json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def look(self, path, /, **query):
        """Ask the sandbox something."""
        answer = requests.get(f'{self.sandbox.url}/_sandbox/{path}', params=query, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def calm(self):
        """End what was made to go wrong."""
        requests.delete(f'{self.sandbox.url}/_sandbox/faults', timeout=30)
        self.control('settle')

    # -- the day -------------------------------------------------------------------------------

    def new_day(self):
        """Open the clinic for a day: the people of it, and what the day is made of."""
        number = next(self._days)
        person = Person(f"{FIRST[number % 10]} {LAST[number // 10 % 5]}", f'5504{number:06}')
        waiting = Person(f"Eva {LAST[number // 10 % 5]}", f'3304{number:06}')
        made = self.server.run(
            OPEN, **self.made, zone=noon(), name=waiting.name, phone=waiting.number
        )
        return Day(self, person, waiting, **made)

    def until(self, condition, what):
        """Wait until something is so; who waits is not the only one there."""
        return wait_until(condition, SECONDS, what, self._pulse)

    def _pulse(self):
        self.server.run(PULSE)

    def rests(self):
        """All that was begun has come to its end."""
        self.control('settle')
        self.until(lambda: not self.database.one(OPEN_WORK), "the clinic to come to rest")
        self.control('settle')


class Person:
    def __init__(self, name, number):
        self.name, self.number = name, number
        self.e164 = f'+52{number}'


class Day:
    """One day at the clinic, as it is looked at from outside."""

    def __init__(self, clinic, person, waiting, **made):
        self.clinic, self.person, self.waiting = clinic, person, waiting
        self.__dict__.update(made)

    def find(self, name):
        """The one record of the day's patient: `patient`, `partner`, `visit` or `case`."""
        [number] = self.clinic.server.run(FIND, phone=self.person.e164)[name]
        return number

    def due(self, model, job, *domain):
        """The hour has come for what is planned."""
        made = self.clinic.server.run(
            f'from odoo import fields\n{DUE}',
            model=model,
            job=job,
            domain=[list(d) for d in domain],
        )
        assert made == 1, f"{made} of {model} were planned"

    def pac_waited(self):
        self.clinic.server.run(PAC_WAITED)
