from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..engine.pac import Unavailable
from ..models import clinic_cfdi_pac
from ..wizard import clinic_cfdi_setup, clinic_cfdi_setup_stamp
from .common import RFC, CfdiCase, FakePac, csd


class Office(FakePac):
    def credits(self):
        if self.errors:
            raise self.errors.pop(0)
        return 12


@tagged('post_install', '-at_install')
class TestSetup(CfdiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pac.unlink()
        cls.certificate.write({'active': False})
        cls.certificate.company_id.vat = False
        cls.company.write({'cfdi_regime': False, 'cfdi_name': False, 'zip': False})

    def setup_dialog(self, **typed):
        setups = self.env['clinic.cfdi.setup'].with_user(self.accountant)
        with Form(setups.with_company(self.company)) as form:
            for name, value in typed.items():
                form[name] = value
        return form.record

    def data(self, **changes):
        return {
            'rfc': ' eku-900317-3c9',
            'name': "Escuela Kemper Urgate",
            'regime': '601',
            'zip': '06700',
        } | changes

    def with_office(self, *errors):
        office = Office(*errors)
        return (
            patch.object(clinic_cfdi_pac, 'client_of', office),
            patch.object(clinic_cfdi_setup_stamp, 'client_of', office),
        )

    def test_wrong_data_is_refused_in_words(self):
        cases = (
            ({'rfc': 'EKU9003173'}, "no RFC"),
            ({'rfc': 'XAXX010101000'}, "generic"),
            ({'name': ' '}, "name"),
            ({'regime': False}, "regime"),
            ({'regime': '612'}, "612"),
            ({'zip': '00001'}, "00001"),
        )
        for changes, words in cases:
            with self.subTest(changes=changes), self.assertRaisesRegex(UserError, words):
                self.setup_dialog(**self.data(**changes)).action_next()
        self.assertFalse(self.company.vat)

    def test_from_nothing_to_the_first_stamp(self):
        self.assertEqual(self.company._cfdi_missing_parts(), ['data', 'csd', 'pac'])
        setup = self.setup_dialog(**self.data())
        self.assertEqual(setup.step, 'data')
        setup.action_next()
        self.assertEqual((self.company.vat, self.company.cfdi_regime), (RFC, '601'))
        self.assertEqual(self.company.cfdi_name, "ESCUELA KEMPER URGATE")
        self.assertEqual(setup.step, 'csd')

        with self.assertRaisesRegex(UserError, "three"):
            setup.action_next()
        with self.assertRaisesRegex(UserError, "e.firma"):
            setup.write(csd(branch='', serial='3' * 20))
        setup.write(csd(serial='3' * 20))
        setup.action_next()
        self.assertEqual(setup.step, 'pac')

        with self.assertRaisesRegex(UserError, "first"):
            setup.action_next()
        setup.write({'provider': 'sw', 'place': 'test', 'new_token': "token-of-the-pac"})
        first, second = self.with_office(Unavailable("No hay conexión con el PAC."))
        with first, second:
            with self.assertRaisesRegex(UserError, "No hay conexión"):
                setup.action_next()
            setup.action_next()
            self.assertEqual((setup.step, setup.pac_credits), ('stamp', '12'))
            setup.action_test_stamp()
        self.assertEqual(setup.step, 'ready', setup.test_problem)
        self.assertTrue(setup.test_uuid)
        self.assertFalse(self.company._cfdi_missing_parts())
        self.assertFalse(
            self.env['clinic.cfdi.document'].search([('company_id', '=', self.company.id)])
        )

    def test_no_secret_in_its_table(self):
        setup = self.setup_dialog(**self.data())
        setup.action_next()
        setup.write({**csd(serial='3' * 20), 'new_token': "token-of-the-pac"})
        columns = {name for name, field in setup._fields.items() if field.store}
        self.assertFalse(columns & set(clinic_cfdi_setup.SECRETS))
        self.assertFalse(any(setup.read(clinic_cfdi_setup.SECRETS)[0][name]
                             for name in clinic_cfdi_setup.SECRETS))  # fmt: skip

    def test_for_real_there_is_no_test(self):
        setup = self.setup_dialog(**self.data())
        setup.action_next()
        setup.write({**csd(serial='3' * 20), 'place': 'live', 'new_token': "token-of-the-pac"})
        with self.assertRaisesRegex(UserError, "real invoice"):
            setup.action_test_stamp()

    def test_with_another_address_the_access_is_asked_anew(self):
        setup = self.setup_dialog(**self.data())
        setup.write({'place': 'test', 'new_token': "token-of-the-pac"})
        setup.write({'place': 'live', 'new_user': "somebody"})
        self.assertFalse(setup.pac_id.sudo().token)
        self.assertFalse(setup.pac_id.has_login)

    def test_only_accountants_of_the_clinic(self):
        desk = new_test_user(self.env, 'cfdi_setup_desk', 'clinic_crm.group_reception')
        with self.assertRaises(AccessError):
            self.env['clinic.cfdi.setup'].with_user(desk).create({})
        other = self.env['res.company'].sudo().create({'name': "Otra"})
        setups = self.env['clinic.cfdi.setup'].with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "do not work"):
            setups.create({'company_id': other.id, **self.data()})
        with self.assertRaisesRegex(UserError, "do not work"):
            setups.with_context(default_company_id=other.id).default_get(['company_id', 'rfc'])

    def test_a_refused_certificate_is_told_before_it_is_sent(self):
        setup = self.setup_dialog(**self.data())
        setup.action_next()
        with Form(setup) as form:
            for name, value in csd(branch='', serial='3' * 20).items():
                form[name] = value
            self.assertIn("e.firma", form.csd_problem)
            good = csd(serial='3' * 20)
            form.new_cer, form.new_key = good['new_cer'], good['new_key']
            self.assertFalse(form.csd_problem)
        self.assertTrue(setup.certificate_id)
