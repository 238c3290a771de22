from datetime import timedelta
from io import BytesIO

import openpyxl
from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .case_common import ComplaintCase

EVIL = '=HYPERLINK("http://malo.example";"Esperé dos horas")'


@tagged('post_install', '-at_install')
class TestFeedbackExport(ComplaintCase):
    """What leaves in a workbook: no patient, no formula, nothing of who wrote anonymously."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['clinic.feedback.request'].search([]).unlink()

    def answer(self, text, score=2, **vals):
        request = self.asked(**vals)
        self.score(request, score)
        self.wrote(request, text)
        request.user_input_id._mark_done()
        return request

    def book(self, user=None, days=90, only=None, **context):
        panel = self.env['clinic.feedback.panel'].with_user(user or self.keeper)
        context.setdefault('allowed_company_ids', self.clinic.ids)
        return openpyxl.load_workbook(BytesIO(panel.with_context(**context)._export(days, only)))

    def rows(self, page):
        titles, *rows = list(page.iter_rows(min_row=2, values_only=True))
        return [dict(zip(titles, row, strict=True)) for row in rows]

    def test_a_row_a_finished_answer(self):
        self.answer(EVIL, practitioner_id=self.ana.id)
        unfinished = self.asked()
        self.score(unfinished, 5)
        book = self.book()
        [row] = self.rows(book.active)
        self.assertEqual(row["Practitioner"], self.ana.name)
        self.assertEqual((row["Satisfaction (1 to 5)"], row["Ease (1 to 5)"]), (2, None))
        self.assertEqual(row["Waiting"], "blamed")
        self.assertEqual(row["Complaint"], "New")
        self.assertEqual(row["In their words"], EVIL)
        cells = [cell for line in book.active.iter_rows() for cell in line]
        self.assertFalse([cell for cell in cells if cell.data_type == 'f' or cell.hyperlink])
        self.assertNotIn(self.patient.name, str([cell.value for cell in cells]))
        self.assertNotIn(self.patient.record_number, str([cell.value for cell in cells]))

    def test_both_scores_of_one_survey(self):
        nps = self.question("¿Nos recomendaría?", 'scale', 'nps', scale_min=0, scale_max=10)
        request = self.asked()
        self.score(request, 4)
        self.score(request, 0, nps)
        request.user_input_id._mark_done()
        [row] = self.rows(self.book().active)
        self.assertEqual((row["Satisfaction (1 to 5)"], row["Recommendation (0 to 10)"]), (4, 0))

    def test_the_period_and_the_branches_of_the_panel(self):
        old = self.answer("nada")
        old.finished_at = '2020-01-01'
        self.answer("todo bien", 5, company_id=self.border.id)
        self.assertFalse(self.rows(self.book().active))
        both = (self.clinic + self.border).ids
        [row] = self.rows(self.book(allowed_company_ids=both).active)
        self.assertEqual(row["Branch"], self.border.name)

    def test_what_the_panel_is_narrowed_to(self):
        self.answer("todo bien", 5, practitioner_id=self.ana.id)
        self.answer("nada", 1, practitioner_id=False)
        self.anonymous(10)
        book = self.book(only={'practitioner_id': self.ana.id, 'id': 1})
        [row] = self.rows(book.active)
        self.assertEqual(row["Practitioner"], self.ana.name)
        self.assertEqual(len(book.sheetnames), 1, "anonymous answers keep no practitioner")
        self.assertIn(f"Practitioner: {self.ana.display_name}.", book.active['A1'].value)
        self.assertEqual(len(self.rows(self.book().active)), 2)
        panel = self.env['clinic.feedback.panel'].with_user(self.keeper)
        url = panel.action_export(30, {'practitioner_id': self.ana.id})['url']
        self.assertIn(f'practitioner_id={self.ana.id}', url)

    def anonymous(self, count, text="nada", ago=40, **vals):
        """So many anonymous answers, given so many days ago."""
        for _number in range(count):
            answers = self.asked(is_anonymous=True, **vals)._open_anonymously()
            answers._save_lines(self.stars, '5')
            answers._save_lines(self.comment, text)
            answers._mark_done()
            answers.clinic_request_ids.expires_at -= timedelta(days=ago)

    def test_anonymous_answers_only_where_there_are_many(self):
        self.anonymous(9)
        self.assertFalse(self.rows(self.book()["Anonymous"]))
        self.anonymous(1, ago=0)  # of this month
        self.assertFalse(self.rows(self.book()["Anonymous"]))
        self.anonymous(1)
        self.anonymous(4, company_id=self.border.id)
        both = (self.clinic + self.border).ids
        rows = self.rows(self.book(allowed_company_ids=both)["Anonymous"])
        self.assertEqual([row["Branch"] for row in rows], [self.clinic.name] * 10)

    def test_small_branches_together(self):
        self.anonymous(6)
        self.anonymous(4, company_id=self.border.id)
        both = (self.clinic + self.border).ids
        rows = self.rows(self.book(allowed_company_ids=both)["Anonymous"])
        self.assertEqual([row["Branch"] for row in rows], ["Small branches together"] * 10)

    def test_in_whole_tens_of_one_survey(self):
        first = [f"{number}" for number in range(10)]
        for text in first:
            self.anonymous(1, text)
        other = self.env['survey.survey'].create({'title': "Otra", 'survey_type': 'clinic'})
        self.anonymous(1, "la única", survey_id=other.id)
        self.anonymous(4, "después")

        def words():
            return sorted(row["In their words"] for row in self.rows(self.book()["Anonymous"]))

        self.assertEqual(words(), first)
        self.anonymous(6, "después")
        self.assertEqual(words(), first + ["después"] * 10)

    def test_those_of_a_month_count_when_none_of_it_can_come_any_more(self):
        now = fields.Datetime.now()
        self.anonymous(10, ago=0)
        first = now.replace(day=1, hour=18, minute=0) + relativedelta(months=1)
        for day, count in ((1, 0), (5, 10)):
            with freeze_time(first.replace(day=day)):
                self.assertEqual(len(self.rows(self.book()["Anonymous"])), count, day)

    def test_anonymous_answers_tell_no_moment_and_nobody(self):
        self.anonymous(10, "+ nadie me atendió")
        book = self.book()
        self.assertFalse(self.rows(book["Answers"]))
        row, *_others = self.rows(book["Anonymous"])
        self.assertEqual(row["In their words"], "+ nadie me atendió")
        self.assertFalse(
            {"Answered on", "Practitioner", "Type of visit", "Visit on", "Complaint"} & row.keys()
        )
        self.assertNotIn(self.ana.name, row.values())

    def test_it_is_in_the_log_of_accesses(self):
        self.answer("esperé dos horas")
        self.book()
        trail = self.env.cr.postrollback.data['clinic_crm.trail'].pending
        said = {(key[3], key[5]) for key in trail if key[0] == self.keeper.id}
        self.assertIn(('clinic.feedback.request', "Export of answers to Excel"), said)
        self.assertIn(('clinic.feedback.text', "Export of answers to Excel"), said)

    def test_words_only_for_who_may_read_them(self):
        self.answer("esperé dos horas")
        self.env['ir.model.access'].search(
            [
                ('model_id.model', '=', 'clinic.feedback.text'),
                ('group_id', '=', self.env.ref('clinic_crm.group_director').id),
            ]
        ).unlink()
        [row] = self.rows(self.book(self.users['director']).active)
        self.assertFalse(row["In their words"])
        self.assertEqual(row["Satisfaction (1 to 5)"], 2)

    def test_who_exports(self):
        for role in ('reception', 'doctor', 'nurse', 'privacy'):
            with self.assertRaises(AccessError):
                self.book(self.users[role])
            with self.assertRaises(AccessError):
                self.env['clinic.feedback.panel'].with_user(self.users[role]).action_export(90)
        url = self.env['clinic.feedback.panel'].with_user(self.keeper).action_export(30)['url']
        self.assertIn('days=30', url)
