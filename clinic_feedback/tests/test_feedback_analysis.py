from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.clinic_feedback.analysis import corpus

from .case_common import RUDE, ComplaintCase


@tagged('post_install', '-at_install')
class TestFeedbackAnalysis(ComplaintCase):
    """What is found in a comment is kept with it, shown, and corrected by people."""

    def analysis(self, text=RUDE, **vals):
        request = self.asked(**vals)
        self.wrote(request, text)
        return request.analysis_ids

    def test_found_in_the_transaction_that_stores_the_comment(self):
        one = self.analysis()
        self.assertEqual((one.polarity, one.severity), ('neg', 'alta'))
        self.assertEqual(
            {(a.aspect, a.sign) for a in one.aspect_ids}, {('espera', '-'), ('trato', '-')}
        )
        self.assertEqual(one.practitioner_id, self.ana)
        self.assertTrue(one.version)
        self.assertNotIn('recepcionista', one.evidence + one.found)

    def test_nothing_written_nothing_analysed(self):
        request = self.asked()
        self.score(request, 5)
        request.user_input_id._save_lines(self.comment, '')
        self.assertFalse(request.analysis_ids)

    def test_the_words_that_decided_are_marked_and_all_is_escaped(self):
        one = self.analysis("esperé dos horas <script>alert(1)</script> & nada")
        self.assertIn('<mark class="o_clinic_mark o_clinic_mark_bad"', one.highlighted)
        self.assertIn('&lt;script&gt;', one.highlighted)
        self.assertNotIn('<script', one.highlighted)
        self.assertIn('&amp; nada', one.highlighted)

    def test_words_on_an_urgency_are_critical(self):
        one = self.analysis("desde ayer tengo dolor de pecho y no puedo respirar")
        self.assertEqual((one.severity, one.urgent), ('critica', True))
        self.assertEqual(one.request_id.case_ids.opened_by, 'urgent')

    def test_corrections_are_kept_and_exported_without_names(self):
        self.patient.name = "Ana Ruiz Salgado"
        one = self.analysis("Soy Ana Ruiz y la doctora Ríos ni me miró, tel 55 5550 0142")
        mine = one.with_user(self.keeper)
        mine.write({'polarity': 'neg', 'severity': 'alta', 'emotion': 'enojo'})
        mine.aspect_ids.unlink()
        mine.write({'aspect_ids': [(0, 0, {'aspect': 'trato', 'sign': '-'})]})
        self.assertEqual(one.corrected_by_id, self.keeper)
        self.assertIn('"polarity"', one.found)
        [line] = mine._corrections()
        self.assertTrue(line.startswith('neg enojo alta trato- | '), line)
        for name in ('Ruiz', 'Ríos', '0142', 'Salgado'):
            self.assertNotIn(name, line)
        self.assertEqual(corpus.parse(line).polarity, 'neg')

    def test_aspects_are_not_corrected_without_saying_who(self):
        for change in ('create', 'write', 'unlink'):
            one = self.analysis()
            aspects = one.aspect_ids.with_user(self.keeper)
            if change == 'create':
                aspects.create({'analysis_id': one.id, 'aspect': 'costo', 'sign': '-'})
            elif change == 'write':
                aspects[0].write({'sign': '+'})
            else:
                aspects[0].unlink()
            self.assertEqual(one.corrected_by_id, self.keeper, change)
            self.assertTrue(one.corrected_at)
        with self.assertRaises(AccessError):
            aspects.exists()[0].write({'analysis_id': self.analysis().id})

    def test_who_may_read_and_correct(self):
        mine, other = self.analysis(), self.analysis(practitioner_id=self.luis.id)
        hidden = self.analysis_of_nobody()
        doctor = self.users['doctor']
        found = self.env['clinic.feedback.analysis'].with_user(doctor).search([])
        self.assertEqual(found, mine.with_user(doctor))
        self.assertIn('grosera', found.highlighted)
        with self.assertRaises(AccessError):
            found.write({'polarity': 'pos'})
        with self.assertRaises(AccessError):
            other.with_user(doctor).read(['polarity'])
        with self.assertRaises(AccessError):
            mine.with_user(self.users['reception']).read(['polarity'])
        with self.assertRaises(AccessError):
            mine.with_user(self.keeper).write({'version': 'x'})
        self.assertEqual(
            self.env['clinic.feedback.analysis'].with_user(self.keeper).search([]),
            (mine | other | hidden).sorted('id', reverse=True).sorted(
                'answered_at', reverse=True
            ).with_user(self.keeper),
        )  # fmt: skip

    def analysis_of_nobody(self):
        request = self.asked(is_anonymous=True)._open_anonymously().clinic_request_ids
        self.wrote(request)
        return request.analysis_ids

    def test_an_anonymous_comment_keeps_no_moment(self):
        one = self.analysis_of_nobody()
        self.assertTrue(one.is_anonymous)
        self.assertEqual((one.answered_at.day, one.answered_at.hour), (15, 12))
        case = one.request_id.case_ids
        self.assertFalse(case.patient_id or case.appointment_id)
        self.assertEqual(case.opened_at.minute, 0)
        self.assertFalse(case.can_write_to)
