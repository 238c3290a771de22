import base64
from datetime import timedelta
from decimal import Decimal

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine import read
from ..engine.pac import Refused, Unavailable, Unknown
from .common import RFC, CfdiCase, FakePac, csd


@tagged('post_install', '-at_install')
class TestCertificate(CfdiCase):
    def refused(self, words, company=None, **changes):
        vals = {'company_id': (company or self.company).id, **csd(serial='3' * 20), **changes}
        with self.assertRaisesRegex(UserError, words):
            self.env['clinic.cfdi.certificate'].create(vals)

    def test_each_wrong_one_is_refused_with_its_reason(self):
        self.refused('e.firma', **csd(branch=''))
        self.refused('es de OTR9003173C9', **csd(rfc='OTR9003173C9'))
        self.refused('venció', **csd(days=(-900, -1)))
        self.refused('vale a partir', **csd(days=(5, 900)))
        self.refused('no es la de este certificado', **csd(key=1))
        self.refused('contraseña', new_password='otra')
        self.refused('no es un certificado', new_cer='aG9sYQ==')

    def test_the_secrets_are_nobodys(self):
        names = ['key', 'password', 'cer']
        for user in (self.accountant, self.env.ref('base.user_admin')):
            mine = self.certificate.with_user(user)
            for name in names:
                with self.subTest(user=user.login, name=name), self.assertRaises(AccessError):
                    mine.with_company(self.company).read([name])
        with self.assertRaises(AccessError):
            self.pac.with_user(self.accountant).read(['password'])
        mine = self.certificate.with_user(self.accountant)
        [shown] = mine.read(['new_key', 'new_password', 'rfc'])
        self.assertEqual((shown['new_key'], shown['new_password']), (False, False))
        self.assertEqual(shown['rfc'], RFC)
        with self.assertRaises(UserError):
            mine.export_data(['key'])

    def test_the_newest_seals_and_the_old_one_stays(self):
        new = self.env['clinic.cfdi.certificate'].create(
            {'company_id': self.company.id, **csd(days=(-1, 1400), serial='3' * 20)}
        )
        self.assertEqual(self.certificate._for_company(self.company), new)
        self.assertTrue(self.certificate.exists())

    def test_told_once_for_each_of_the_days(self):
        certificates = self.env['clinic.cfdi.certificate']
        for days, expected in ((50, 1), (49, 1), (20, 2), (6, 3)):
            self.set_days(days)
            certificates._cron_watch()
            told = self.certificate.activity_ids.filtered(
                lambda one: one.user_id == self.accountant
            )
            self.assertEqual(len(told), expected, days)

    def set_days(self, days):
        self.certificate.valid_until = fields.Datetime.now() + timedelta(days=days, hours=1)


@tagged('post_install', '-at_install')
class TestComprobante(CfdiCase):
    def built(self, move):
        self.env['clinic.cfdi.document']._of_moves(move)
        document = move.cfdi_document_id
        self.assertTrue(document, move._cfdi_findings())
        return read(base64.b64decode(document.attempt_ids.sent))

    def test_exempt_stays_exempt(self):
        found = self.built(self.invoice((self.visit, 1, 0, None)))
        [line] = found.document.lines
        self.assertEqual([(tax.tax, tax.factor) for tax in line.taxes], [('002', 'Exento')])
        self.assertEqual(found.total, Decimal('850.00'))
        self.assertEqual(found.document.receiver.use, 'D01')
        self.assertEqual(found.document.postal_code, '06700')

    def test_sums_agree_to_the_cent(self):
        withheld = self.tax('mx_wh_1_25_sale')
        withheld.active = True
        cases = (
            ((self.visit, 1, 0, None), (self.splint, 3, 10, None)),
            ((self.splint, 7, 33.33, None),),
            ((self.visit, 1, 0, self.exempt | withheld),),
            ((self.splint, 1, 0, self.tax('tax9')), (self.splint, 3, 0, self.tax('tax17'))),
        )
        for lines in cases:
            with self.subTest(lines=lines):
                move = self.invoice(*lines)
                self.assertEqual(self.built(move).total, Decimal(f'{move.amount_total:.2f}'))

    def test_a_withholding_is_withheld(self):
        withheld = self.tax('mx_wh_1_25_sale')
        withheld.active = True
        found = self.built(self.invoice((self.visit, 1, 0, self.exempt | withheld)))
        kept = [tax for tax in found.document.lines[0].taxes if tax.withheld]
        self.assertEqual([(tax.tax, tax.rate) for tax in kept], [('001', Decimal('0.012500'))])
        self.assertEqual(found.withheld, Decimal('10.63'))

    def test_what_companies_withhold(self):
        isr, vat = self.tax('clinic_isr_10'), self.tax('clinic_iva_two_thirds')
        found = self.built(self.invoice((self.splint, 3, 0, self.vat | isr | vat)))
        kept = {
            (tax.tax, tax.rate, round(tax.amount, 2))
            for tax in found.document.lines[0].taxes
            if tax.withheld
        }
        self.assertEqual(
            kept,
            {
                ('001', Decimal('0.1'), Decimal('116.85')),
                ('002', Decimal('0.106667'), Decimal('124.64')),
            },
        )
        self.env['account.chart.template']._clinic_load_taxes()
        again = [('name', '=', isr.name), ('company_id', '=', self.company.id)]
        self.assertEqual(self.env['account.tax'].search_count(again), 1)

    def test_a_negative_line_is_a_discount(self):
        less = self.product("Descuento", -100, self.exempt, 'service', '85121502')
        move = self.invoice((self.visit, 1, 0, None), (less, 1, 0, None), (self.splint, 1, 0, None))
        found = self.built(move)
        self.assertEqual(len(found.document.lines), 2)
        [visit, splint] = found.document.lines
        self.assertEqual((visit.amount, visit.discount), (Decimal('850.00'), Decimal('100.00')))
        self.assertEqual(visit.taxes[0].base, Decimal('750.000000'))
        self.assertFalse(splint.discount)
        self.assertEqual(found.total, Decimal(f'{move.amount_total:.2f}'))

    def test_a_discount_of_nothing_is_a_finding(self):
        for price, taxes in ((-100, self.vat), (-2000, self.exempt)):
            less = self.product("Descuento", price, taxes, 'service', '85121502')
            move = self.invoice((self.visit, 3, 0, None), (less, 2, 0, None), post=False)
            self.assertIn("negative", move._cfdi_findings()[0]['message'])

    def test_the_accountant_mends_it(self):
        self.patient.with_user(self.accountant).cfdi_regime = '605'
        self.visit.with_user(self.accountant).cfdi_key = '85121600'

    def test_exempt_and_taxed_at_once_is_refused(self):
        move = self.invoice((self.visit, 1, 0, self.exempt | self.vat))
        self.assertIn(self.exempt.name, move._cfdi_findings()[0]['message'])
        self.assertTrue(self.env['clinic.cfdi.document']._of_moves(move))

    def test_dollars_are_dollars(self):
        dollars = self.env.ref('base.USD')
        dollars.active = True
        self.env['res.currency.rate'].create(
            {'currency_id': dollars.id, 'company_id': self.company.id, 'name': '2020-01-01',
             'rate': 0.05}
        )  # fmt: skip
        move = self.invoice((self.splint, 1, 0, None), currency_id=dollars.id)
        found = self.built(move).document
        self.assertEqual((found.currency, found.exchange_rate), ('USD', Decimal('20')))

    def test_who_has_no_rfc_is_the_public(self):
        self.patient.vat = False
        found = self.built(self.invoice((self.visit, 1, 0, None))).document
        self.assertEqual(found.receiver.rfc, 'XAXX010101000')
        self.assertEqual((found.receiver.regime, found.receiver.use), ('616', 'S01'))
        self.assertEqual(found.receiver.name, "XOCHILT CASAS CHAVEZ")

    def test_later_is_ppd(self):
        move = self.invoice(
            (self.visit, 1, 0, None), invoice_date='2026-03-01', invoice_date_due='2026-04-15'
        )
        self.assertEqual((move.cfdi_method, move.cfdi_form), ('PPD', '99'))

    def test_a_finding_says_where(self):
        self.patient.cfdi_regime = False
        move = self.invoice((self.visit, 1, 0, None))
        [finding] = move.cfdi_check
        self.assertEqual((finding['model'], finding['id']), ('res.partner', self.patient.id))
        self.patient.cfdi_regime = '626'
        move.invalidate_recordset()
        self.assertEqual({one['code'] for one in move.cfdi_check}, {'CFDI40161'})


@tagged('post_install', '-at_install')
class TestStamping(CfdiCase):
    def stamp(self, move, *errors, pac=None):
        pac = pac or FakePac(*errors)
        self.env['clinic.cfdi.document']._of_moves(move)
        with self.with_pac(pac):
            self.job()
        return pac

    def test_stamped(self):
        move = self.invoice((self.visit, 1, 0, None), (self.splint, 2, 0, None))
        self.assertEqual(move.cfdi_state, 'none')
        pac = self.stamp(move)
        self.assertEqual((move.cfdi_state, len(pac.sent)), ('stamped', 1))
        self.assertEqual(move.cfdi_uuid, next(iter(pac.known.values())).uuid)
        self.assertIn(move, move.search([('cfdi_state', '=', 'stamped')]))
        self.assertNotIn(move, move.search([('cfdi_state', '=', 'none')]))
        for call in (move.button_draft, move.button_cancel):
            with self.assertRaisesRegex(UserError, "CFDI"):
                call()
        self.stamp(move, pac=pac)
        self.assertEqual(len(pac.sent), 1)

    def test_a_lost_answer_is_asked_for(self):
        move = self.invoice((self.visit, 1, 0, None))
        pac = FakePac(Unknown("El PAC no respondió a tiempo."))
        pac.lost = True
        self.stamp(move, pac=pac)
        self.assertEqual(move.cfdi_state, 'to_stamp')
        with self.assertRaises(UserError):
            move.button_draft()
        move.cfdi_document_id.attempt_ids._hasten()
        with self.with_pac(pac):
            self.job()
        self.assertEqual((move.cfdi_state, len(pac.sent)), ('stamped', 1))

    def test_refused_is_mended_and_goes_again(self):
        move = self.invoice((self.visit, 1, 0, None))
        self.stamp(move, Refused('CFDI40145', "El nombre no es el del SAT."))
        self.assertEqual(move.cfdi_state, 'rejected')
        self.assertIn("nombre", move.cfdi_problem)
        self.patient.cfdi_name = "XOCHILT CASAS CHAVEZ"
        pac = self.stamp(move)
        self.assertEqual((move.cfdi_state, len(pac.sent)), ('stamped', 1))
        self.assertEqual(len(move.cfdi_document_ids.attempt_ids), 2)

    def test_the_next_pac_when_the_first_certainly_did_not(self):
        self.env['clinic.cfdi.pac'].create(
            {
                'name': "Otro",
                'sequence': 20,
                'company_id': self.company.id,
                'provider': 'sw',
                'new_token': "t",
            }
        )
        move = self.invoice((self.visit, 1, 0, None))
        pac = self.stamp(move, Unavailable("No hay conexión con el PAC."))
        self.assertEqual((move.cfdi_state, len(pac.sent)), ('stamped', 2))

    def test_the_database_refuses_two(self):
        move = self.invoice((self.visit, 1, 0, None))
        self.stamp(move)
        vals = {'company_id': self.company.id, 'move_id': move.id, 'kind': 'I'}
        with mute_logger('odoo.sql_db'), self.assertRaises(IntegrityError):
            self.env['clinic.cfdi.document'].create(vals)

    def test_the_credit_note_names_what_it_credits(self):
        move = self.invoice((self.visit, 1, 0, None))
        self.stamp(move)
        note = move._reverse_moves([{'invoice_date': move.invoice_date}])
        note.action_post()
        self.assertEqual(note.cfdi_relation, '01')
        self.stamp(note)
        self.assertEqual(note.cfdi_state, 'stamped')
        found = note.cfdi_document_id._engine().document
        self.assertEqual((found.kind, found.relations[0].uuids), ('E', (move.cfdi_uuid,)))

    def test_from_odoos_own_send(self):
        move = self.invoice((self.visit, 1, 0, None), (self.splint, 1, 0, None))
        wizard = self.env['account.move.send']
        self.assertIn('cfdi', wizard._get_default_extra_edis(move))
        with self.with_pac(FakePac()), self.enter_registry_test_mode():
            found = wizard._generate_and_send_invoices(move, sending_methods=['email'])
        self.assertEqual(move.cfdi_state, 'stamped')
        self.assertEqual({one.mimetype for one in found}, {'application/pdf', 'application/xml'})
        self.assertTrue(all(one.raw for one in found))
        self.assertTrue(move.is_move_sent)

    def test_who_may(self):
        desk = self.accountant.copy({'login': 'cfdi_desk', 'group_ids': [
            Command.set(self.env.ref('clinic_crm.group_reception').ids)]})  # fmt: skip
        for model in ('clinic.cfdi.certificate', 'clinic.cfdi.pac', 'clinic.cfdi.attempt'):
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(desk).search([])
        with self.assertRaises(AccessError):
            document = self.env['clinic.cfdi.document'].with_user(self.accountant)
            document.create({'company_id': self.company.id, 'kind': 'I'})
