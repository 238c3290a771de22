from odoo import fields, models

from ..interview import Given, next_question

RECEIVED = {'scale': 'value_scale', 'number': 'value_numerical_box'}
TYPES = {'scale': 'scale', 'number': 'numerical_box', 'words': 'text_box'}


class ClinicFeedbackRequest(models.Model):
    """Answers that come in a conversation, one at a time, each in the message's transaction.

    The lines are Odoo's, written so that the web page goes on after the last one and the
    conversation after what was answered on the page.
    """

    _inherit = 'clinic.feedback.request'  # pylint: disable=consider-merging-classes-inherited

    def _given(self):
        """``{question id: interview.Given}``."""
        self.ensure_one()
        lines = (
            self.env['survey.user_input.line']
            .sudo()
            .search_fetch(
                [('user_input_id', '=', self.user_input_id.id)],
                ['question_id', 'answer_type', 'value_scale', 'value_numerical_box', 'skipped',
                 'suggested_answer_id'],
            )
        )  # fmt: skip
        given = {}
        for line in lines:
            known = given.get(line.question_id.id, Given())
            score = known.score
            if line.answer_type in ('scale', 'numerical_box'):
                score = line[f'value_{line.answer_type}']
            options = known.options | set(line.suggested_answer_id.ids)
            given[line.question_id.id] = Given(options, score)
        return given

    def _script(self):
        return self.survey_id._clinic_script()

    def _next(self, given=None):
        """The `interview.Question` that comes next, or None."""
        return next_question(self._script(), self._given() if given is None else given)

    def _keep(self, question, reading):
        """Store an answer to a question: one line, or one an option.

        :param question: `interview.Question`
        :param reading: `interview.Reading` that understood something
        :return: the `survey.user_input.line` records
        """
        answers = self.user_input_id.sudo()
        base = {'user_input_id': answers.id, 'question_id': question.id}
        if reading.skipped:
            rows = [base | {'skipped': True}]
        elif question.kind in ('one', 'many'):
            rows = [
                base | {'answer_type': 'suggestion', 'suggested_answer_id': option}
                for option in reading.options
            ]
        elif question.kind == 'words':
            kind = self.env['survey.question'].sudo().browse(question.id).question_type
            rows = [base | {'answer_type': kind, f'value_{kind}': reading.words}]
        else:
            score = int(reading.score) if question.kind == 'scale' else reading.score
            rows = [base | {'answer_type': TYPES[question.kind], RECEIVED[question.kind]: score}]
        vals = {'last_displayed_page_id': question.id}
        if answers.state == 'new':
            vals.update(state='in_progress', start_datetime=fields.Datetime.now())
        answers.write(vals)
        return self.env['survey.user_input.line'].sudo().create(rows)

    def _correct(self, question, reading):
        """Take another answer in place of the one given before; what hung on that one goes."""
        answers = self.user_input_id.sudo()
        answers.user_input_line_ids.filtered(
            lambda line: line.question_id.id == question.id
        ).unlink()
        kept = self._keep(question, reading)
        answers._clear_inactive_conditional_answers()
        given = answers.user_input_line_ids.filtered(lambda line: not line.skipped)
        self.answer_count = len(given.question_id)
        return kept

    def _decline(self):
        """The patient does not want to answer, or not any more: what was answered stays."""
        self.filtered(lambda request: request.state in ('planned', 'sent', 'answering')).write(
            {'state': 'declined'}
        )

    def _link(self):
        """Where the survey is answered on the web; it continues what was begun in the chat."""
        self.ensure_one()
        return f'{self.get_base_url()}/clinic/opinion/{self.sudo().token}'

    def _open_anonymously(self):
        """Use up an invitation; returns a place for answers that nothing leads back from.

        Nothing is written down of when, and nobody sees that it was used: either, beside a
        patient's name, would be a link.
        """
        self.ensure_one()
        invitation = self.try_lock_for_update()
        if not invitation or invitation.state != 'sent' or invitation.sudo().is_used:
            return self.env['survey.user_input']
        invitation.sudo().is_used = True
        answers = self.env['survey.user_input'].sudo().create({'survey_id': self.survey_id.id})
        self.sudo().create(
            {
                'survey_id': self.survey_id.id,
                'user_input_id': answers.id,
                'company_id': self.company_id.id,
                # with a practitioner, a type and few visits a day it would be somebody's
                'about_id': self.practitioner_id.id,
                'is_anonymous': True,
                'state': 'answering',
            }
        )
        return answers
