from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .whatsapp_common import WhatsappCase, text_message

STRANGER = '5215555500777'


class LinkCase(WhatsappCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.display_number = '+52 55 0000 0009'
        cls.link = cls.env['clinic.whatsapp.link'].create(
            {'name': "Mostrador", 'account_id': cls.account.id, 'source': 'sign', 'text': "¡Hola!"}
        )

    def write_first(self, text=None, sender=STRANGER, wamid='w1'):
        text = f"¡Hola! [{self.link.code}]" if text is None else text
        self.receive(text_message(wamid, sender=sender, body=text))
        return self.env['clinic.whatsapp.message'].search([('wamid', '=', wamid)]).identity_id


@tagged('post_install', '-at_install')
class TestLink(LinkCase):
    def test_the_address_types_the_first_words(self):
        self.assertEqual(
            self.link.url,
            f'https://wa.me/525500000009?text=%C2%A1Hola%21%20%5B{self.link.code}%5D',
        )
        self.assertTrue(self.link.qr)

    def test_whoever_writes_it_first_has_come_by_it(self):
        person = self.write_first()
        self.assertEqual(person.link_id, self.link)
        contact = self.env['clinic.patient'].create(
            {'name': "Nueva", 'company_id': self.clinic.id, 'stage': 'contact'}
        )
        agent = self.user('clinic_whatsapp.group_agent', 'clinic_crm.group_reception')
        person.with_user(agent).patient_id = contact
        self.assertEqual(contact.source, 'sign')
        self.assertEqual(
            (self.link.people_count, self.link.patient_count, self.link.booked_count), (1, 0, 0)
        )
        contact.stage = 'patient'
        self.link.invalidate_recordset()
        self.assertEqual((self.link.people_count, self.link.patient_count), (1, 1))

    def test_not_told_over_what_is_known(self):
        contact = self.env['clinic.patient'].create(
            {
                'name': "Nueva",
                'company_id': self.clinic.id,
                'stage': 'contact',
                'phone': '55 5550 0777',
                'source': 'doctor',
            }
        )
        self.write_first()
        self.assertEqual(contact.source, 'doctor')

    def test_a_patient_of_old_did_not_come_by_it(self):
        self.env.cr.execute("UPDATE clinic_patient SET create_date = '2020-01-01'")
        self.env.invalidate_all()
        person = self.write_first(sender='5215555500142')
        self.assertEqual((person.patient_id, person.link_id), (self.ana, self.link))
        self.assertFalse(self.ana.source)

    def test_only_by_the_first_message(self):
        person = self.write_first("Buenas tardes")
        self.write_first(wamid='w2')
        self.assertFalse(person.link_id)

    def test_written_otherwise(self):
        self.assertEqual(
            self.write_first(f"hola quiero cita [{self.link.code.lower()}] gracias").link_id,
            self.link,
        )

    def test_a_code_of_another_number_or_of_nobody(self):
        other = self.account.copy(
            {'phone_number_id': '100000000000010', 'waba_id': '200000000000010'}
        )
        self.link.account_id = other
        self.assertFalse(self.write_first().link_id)
        self.assertFalse(self.write_first("[ZZZZ] [", sender='5215555500778', wamid='w3').link_id)

    def test_twice_told_is_once_counted(self):
        self.write_first()
        self.write_first()
        self.assertEqual(self.link.people_count, 1)

    def test_no_number_yet(self):
        self.account.display_number = False
        self.assertFalse(self.link.url)
        with self.assertRaises(UserError):
            self.link.action_poster()

    def test_a_text_with_a_code_of_its_own(self):
        with self.assertRaises(ValidationError):
            self.link.text = "Hola [ABCD]"

    def test_roles(self):
        agent, stranger = self.user('clinic_whatsapp.group_agent'), self.user('base.group_user')
        manager = self.user('clinic_whatsapp.group_manager')
        self.assertTrue(self.link.with_user(agent).url)
        with self.assertRaises(AccessError):
            self.link.with_user(agent).name = "x"
        with self.assertRaises(AccessError):
            self.link.with_user(stranger).read(['name'])
        self.link.with_user(manager).name = "Otro"

    def test_neutralised(self):
        from odoo.modules.neutralize import get_neutralization_queries

        with self.env.cr.savepoint():
            for query in get_neutralization_queries(['clinic_whatsapp']):
                self.env.cr.execute(query)
            self.env.invalidate_all()
            self.assertFalse(self.link.url, "no poster of a copy leads to the real number")


@tagged('post_install', '-at_install')
class TestLinkPaper(LinkCase, HttpCase):
    def get(self, name, *groups):
        user = self.user(*groups)
        user.password = 'una-palabra-larga'
        self.authenticate(user.login, 'una-palabra-larga')
        return self.url_open(f'/clinic/whatsapp/link/{self.link.id}/{name}')

    def test_the_poster_and_the_code(self):
        poster = self.get('poster.pdf', 'clinic_whatsapp.group_manager')
        self.assertTrue(poster.content.startswith(b'%PDF'))
        code = self.get('qr.svg', 'clinic_whatsapp.group_manager')
        self.assertIn(b'<path', code.content)

    def test_not_for_everybody(self):
        self.assertEqual(self.get('poster.pdf', 'base.group_user').status_code, 404)
        self.assertEqual(self.get('other', 'clinic_whatsapp.group_manager').status_code, 404)
