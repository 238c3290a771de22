from odoo import fields, models

from ..analysis.interview import Given, Reading, is_asked, is_long, next_question, read
from .survey_question import WORDS

RECEIVED = {'scale': 'value_scale', 'number': 'value_numerical_box'}
TYPES = {'scale': 'scale', 'number': 'numerical_box', 'words': 'text_box'}


class ClinicFeedbackRequest(models.Model):
    """Answers that come in a conversation, one at a time, each in the message's transaction.

    The lines are Odoo's, written so that the web page goes on after the last one and the
    conversation after what was answered on the page.
    """

    _inherit = 'clinic.feedback.request'

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
        for line in lines.filtered(lambda line: not line._is_aside()):
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

    def _take(self, question, reading, given):
        """Store an answer and whatever was said in the same breath: the answer to what is asked
        next, if it is one («2, la espera y el trato»), and every word that says more.

        :param dict given: what was answered before, as `_given` has it
        :return: (what is given now, the lines that were written)
        """
        lines = self._keep(question, reading)
        given = given | {question.id: reading.given()}
        said = reading.rest
        following = self._next(given) if said and reading.score is not None else None
        more = self._foreseen(following, said) if following else None
        if more:
            given, others = self._take(following, more, given)
            return given, lines | others
        if said:
            given, words = self._keep_words(question, said, given)
            lines |= words
        return given, lines

    def _foreseen(self, question, said):
        """The answer to a question that has not been put yet: the reason of a score, or another
        number. A «sí», a «bien» cannot have been meant for it."""
        if question.measure == 'aspects':
            reading = read(question, said)
            return reading if reading.options else None
        if question.kind == 'scale' and said.strip(' .,!').isdecimal():
            reading = read(question, said)
            return reading if reading.score is not None else None
        return None

    def _keep_words(self, question, text, given):
        """Store words that answer no question: as the comment, if one is asked for and this is
        one, else beside the question they were said to.

        :return: (what is given now, the line)
        """
        open_ones = [
            one
            for one in self._script()
            if one.kind == 'words' and one.id not in given and is_asked(one, given)
        ]
        comment = min(open_ones, key=lambda one: one.measure != 'comment', default=None)
        if comment and is_long(text):
            lines = self._keep(comment, Reading(words=text))
            return given | {comment.id: Given()}, lines
        answers = self.user_input_id.sudo()
        Line = self.env['survey.user_input.line'].sudo()
        known = Line.search_count(
            [
                ('user_input_id', '=', answers.id),
                ('question_id', '=', question.id),
                ('answer_type', '=', 'char_box'),
            ]
        )
        self._started(answers)
        return given, Line.create(
            {
                'user_input_id': answers.id,
                'question_id': question.id,
                'answer_type': 'char_box',
                'value_char_box': text,
                'clinic_key': f'{answers.id}.{question.id}..w{known}',
            }
        )

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
        self._started(answers, last_displayed_page_id=question.id)
        return self.env['survey.user_input.line'].sudo().create(rows)

    def _started(self, answers, **vals):
        if answers.state == 'new':
            vals.update(state='in_progress', start_datetime=fields.Datetime.now())
        if vals:
            answers.write(vals)

    def _correct(self, question, reading):
        """Take another answer in place of the one given before; what hung on that one goes, but no
        words do."""
        answers = self.user_input_id.sudo()
        answers.user_input_line_ids.filtered(
            lambda line: line.question_id.id == question.id and line.answer_type not in WORDS
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
