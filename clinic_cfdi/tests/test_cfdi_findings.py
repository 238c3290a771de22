import random

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import CfdiCase, FakePac


@tagged('post_install', '-at_install')
class TestFindings(CfdiCase):
    """What an accountant is told before a stamp is spent."""

    def told(self, move, blocking=None):
        move.invalidate_recordset(['cfdi_check'])
        return ' '.join(
            f"{one['message']} {one['remedy']}"
            for one in move.cfdi_check or ()
            if blocking in (None, one['blocking'])
        )

    def stamp(self, moves):
        wrong = self.env['clinic.cfdi.document']._of_moves(moves)
        with self.with_pac(FakePac()):
            self.job()
        return wrong

    def pay(self, move, kind):
        journals = self.env['account.journal']
        journal = journals.search([('type', '=', kind), ('company_id', '=', self.company.id)])
        register = self.env['account.payment.register'].with_context(
            active_model='account.move', active_ids=move.ids
        )
        register.create({'journal_id': journal[:1].id})._create_payments()

    # ------------------------------------------------------------------ to the cent
    def test_however_odoo_rounds_it_can_be_stamped(self):
        """Odoo rounds each of its taxes, SAT each of its groups: none may stop for a cent."""
        isr, vat = self.tax('clinic_isr_10'), self.tax('clinic_iva_two_thirds')
        included = self.vat.copy(
            {'name': "16 %, incluido", 'price_include_override': 'tax_included'}
        )
        kinds = (self.exempt, self.vat, included, self.exempt | isr, self.vat | isr | vat)
        dice = random.Random(5)
        for number in range(24):
            lines = [
                Command.create(
                    {
                        'product_id': self.visit.id,
                        'quantity': dice.choice((1, 2, 7, 0.5, 1.33)),
                        'price_unit': round(dice.uniform(1, 2000), 2),
                        'discount': dice.choice((0, 10, 33.33, 12.345)),
                        'tax_ids': [Command.set(dice.choice(kinds).ids)],
                    }
                )
                for _line in range(dice.randint(2, 9))
            ]
            method = ('round_globally', 'round_per_line')[number % 2]
            self.company.tax_calculation_rounding_method = method
            move = self.invoice(invoice_line_ids=lines)
            with self.subTest(number=number, method=method):
                self.assertFalse(self.told(move, blocking=True))

    def test_dollars_without_a_rate_are_not_pesos(self):
        dollars = self.env.ref('base.USD')
        dollars.active = True
        dollars.rate_ids.unlink()
        move = self.invoice((self.splint, 1, 0, None), currency_id=dollars.id)
        self.assertIn("USD", self.told(move, blocking=True))

    # ------------------------------------------------------------------ credit notes
    def test_a_credit_note_waits_for_the_folio_of_its_invoice(self):
        move = self.invoice((self.visit, 1, 0, None))
        note = move._reverse_moves([{'invoice_date': move.invoice_date}])
        note.action_post()
        self.assertIn(move.name, self.told(note, blocking=True))
        self.assertIn(note, self.stamp(note))
        self.stamp(move)
        self.assertFalse(self.told(note, blocking=True))
        self.assertFalse(self.stamp(note))
        [relation] = note.cfdi_document_id._engine().document.relations
        self.assertEqual((relation.kind, relation.uuids), ('01', (move.cfdi_uuid,)))

    def test_an_invoice_of_another_program_is_credited_with_a_word(self):
        self.stamp(self.invoice((self.visit, 1, 0, None)))
        old = self.invoice((self.visit, 1, 0, None), invoice_date='2020-01-31')
        note = old._reverse_moves([{}])
        note.action_post()
        self.assertFalse(self.told(note, blocking=True))
        self.assertIn("which CFDI it credits", self.told(note, blocking=False))

    def test_a_credit_note_of_nothing_is_asked_about(self):
        note = self.invoice((self.visit, 1, 0, None), move_type='out_refund')
        self.assertIn("which CFDI it credits", self.told(note, blocking=False))

    # ------------------------------------------------------------------ form and method
    def test_the_form_is_that_of_the_payment(self):
        move = self.invoice((self.visit, 1, 0, None))
        self.pay(move, 'cash')
        self.assertIn("the form of payment says 03", self.told(move, blocking=False))
        move.cfdi_form = '01'
        self.assertNotIn("form of payment", self.told(move))
        by_bank = self.invoice((self.visit, 1, 0, None), cfdi_form='01')
        self.pay(by_bank, 'bank')
        self.assertIn("the form of payment says 01", self.told(by_bank, blocking=False))

    def test_the_month_is_that_of_the_seal(self):
        now = self.invoice((self.visit, 1, 0, None))
        self.assertNotIn("will be of today", self.told(now))
        old = self.invoice((self.visit, 1, 0, None), invoice_date='2025-01-31')
        self.assertIn("will be of today", self.told(old, blocking=False))

    def test_to_be_defined_is_for_later(self):
        move = self.invoice((self.visit, 1, 0, None))
        move.cfdi_form = '99'
        self.assertIn("only for what is paid later", self.told(move, blocking=False))

    def test_what_is_paid_later_needs_its_complement(self):
        later = {'invoice_date': '2026-03-01', 'invoice_date_due': '2026-04-15'}
        move = self.invoice((self.visit, 1, 0, None), **later)
        self.assertIn("payment complement", self.told(move, blocking=False))
        self.pay(move, 'bank')
        self.assertIn("Choose PUE", self.told(move, blocking=False))

    # ------------------------------------------------------------------ lines and names
    def test_a_finding_names_its_line(self):
        gift = self.product("Cubrebocas", 0, self.vat, 'consu', '42241705')
        move = self.invoice((self.visit, 1, 0, None), (gift, 1, 0, None))
        [finding] = [one for one in move.cfdi_check if one['blocking']]
        self.assertEqual(finding['code'], 'CFDI40166')
        self.assertTrue(finding['message'].startswith("«Cubrebocas»"), finding['message'])

    def test_the_public_in_general_is_mended_in_the_contact(self):
        public = self.env['res.partner'].create({'name': "Público en General"})
        move = self.invoice((self.visit, 1, 0, None), partner_id=public.id)
        [finding] = [one for one in move.cfdi_check if one['blocking']]
        self.assertEqual((finding['code'], finding['id']), ('CFDI40130', public.id))

    def test_the_border_s_rate_inland(self):
        border = self.tax('tax17')
        move = self.invoice((self.splint, 1, 0, border))
        self.assertIn("06700", self.told(move, blocking=False))
        self.company.zip = '22010'
        self.assertNotIn("22010", self.told(move))

    def test_a_company_is_known_by_its_rfc(self):
        partners = self.env['res.partner']
        for name, rfc, company, expected in (
            ("Seguros Nogal, S.A. de C.V.", 'SNO150319AB1', False, "SEGUROS NOGAL"),
            ("Hospital Nogal I.A.P.", 'HNO150319AB1', True, "HOSPITAL NOGAL"),
            ("Ana Sanz S.C.", 'SAAA850101AB1', False, "ANA SANZ S.C."),
        ):
            partner = partners.create({'name': name, 'vat': rfc, 'is_company': company})
            self.assertEqual(partner._cfdi_receiver_name(), expected)


@tagged('post_install', '-at_install')
class TestPaper(CfdiCase):
    def stamped(self, *lines):
        move = self.invoice(*lines)
        self.env['clinic.cfdi.document']._of_moves(move)
        with self.with_pac(FakePac()):
            self.job()
        return move

    def test_what_is_printed_of_a_stamped_invoice_is_its_cfdi(self):
        move, plain = self.stamped((self.visit, 1, 0, None)), self.invoice((self.visit, 1, 0, None))
        self.assertEqual(move.action_print_pdf()['type'], 'ir.actions.act_url')
        self.assertNotEqual(plain.action_print_pdf()['type'], 'ir.actions.act_url')
        paper = move.cfdi_document_id._file('pdf')[1]
        reports = self.env['ir.actions.report']
        [stream] = reports._render_qweb_pdf_prepare_streams(
            'account.account_invoices', {}, move.ids
        ).values()
        self.assertEqual(len(stream['stream'].read()), len(paper))
        found = move._get_invoice_legal_documents_all()
        self.assertEqual([one['filetype'] for one in found], ['application/pdf', 'application/xml'])
        self.assertEqual(found[1]['content'], move.cfdi_document_id._file('xml')[1])

    def test_who_may_not_read_an_invoice_does_not_print_it(self):
        move = self.stamped((self.visit, 1, 0, None))
        works_here = {'company_id': self.company.id, 'company_ids': [Command.set(self.company.ids)]}
        for group in ('base.group_user', 'base.group_portal'):
            user = new_test_user(self.env, f'paper_{group}', group, **works_here)
            reports = self.env['ir.actions.report'].with_user(user)
            with self.subTest(group=group), self.assertRaises(AccessError):
                reports._render_qweb_pdf_prepare_streams('account.account_invoices', {}, move.ids)

    def test_what_lines_say(self):
        included = self.vat.copy({'name': "Incluido", 'price_include_override': 'tax_included'})
        move = self.stamped((self.visit, 1, 100, None), (self.splint, 3, 0, included))
        gift, splint = move.cfdi_document_id._paper()['lines']
        self.assertEqual(gift['taxes'], "Sí objeto del impuesto y no causa impuesto.")
        self.assertEqual(splint['price'], '335.775862')
