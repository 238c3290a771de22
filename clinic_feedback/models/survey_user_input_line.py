from odoo import api, fields, models

from .survey_question import WORDS

NATIVE = {'text_box': 'value_text_box', 'char_box': 'value_char_box'}
# What Odoo's own column holds in place of a patient's words.
SEALED = '🔒'


class SurveyUserInputLine(models.Model):
    """An answer of a patient. Words are sealed in `clinic.feedback.text`, whatever writes them."""

    _inherit = 'survey.user_input.line'

    clinic_key = fields.Char(
        readonly=True, copy=False, groups=fields.NO_ACCESS, help="Names the answer, once."
    )

    _clinic_once = models.UniqueIndex(
        '(clinic_key) WHERE clinic_key IS NOT NULL', "This question has been answered already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        Input = self.env['survey.user_input'].sudo()
        owned = [Input.browse(vals.get('user_input_id')).clinic_owned for vals in vals_list]
        if not any(owned):
            return super().create(vals_list)
        words, clean = [], []
        for vals, is_ours in zip(vals_list, owned, strict=True):
            vals, said = self._seal_words(vals) if is_ours else (vals, None)
            if is_ours:
                vals['clinic_key'] = vals.get('clinic_key') or self._key_of(vals)
                vals.update(self._copied(vals))
            clean.append(vals)
            words.append(said)
        lines = super().create(clean)
        Text = self.env['clinic.feedback.text'].sudo()
        Text.create(
            [
                {'line_id': line.id, 'text': said}
                for line, said in zip(lines, words, strict=True)
                if said
            ]
        )
        ours = lines.sudo().filtered(lambda line: line.user_input_id.clinic_owned)
        for answers, some in ours.grouped('user_input_id').items():
            for request in answers.clinic_request_ids:  # none, of a trial
                request._answered(some)
        return lines

    def write(self, vals):
        ours = self.filtered(lambda line: line.sudo().user_input_id.clinic_owned)
        if not ours:
            return super().write(vals)
        vals, said = self._seal_words(vals)
        result = super().write(vals)
        if said:
            Text = self.env['clinic.feedback.text'].sudo()
            Text.search([('line_id', 'in', ours.ids)]).unlink()
            Text.create([{'line_id': line.id, 'text': said} for line in ours])
        return result

    @api.model
    def _seal_words(self, vals):
        """(values without words, the words or None)."""
        vals, said = dict(vals), None
        for name in NATIVE.values():
            if vals.get(name) and vals[name] != SEALED:
                said, vals[name] = vals[name], SEALED
        return vals, said

    @api.model
    def _key_of(self, vals):
        """One answer a question, one line an option, one comment."""
        what = vals.get('suggested_answer_id') or ('w' if vals.get('value_char_box') else 'v')
        row = vals.get('matrix_row_id') or ''
        return f'{vals["user_input_id"]}.{vals["question_id"]}.{row}.{what}'

    @api.model
    def _copied(self, vals):
        """What Odoo copies onto a line after it is stored, by a statement of its own."""
        question = self.env['survey.question'].sudo().browse(vals['question_id'])
        return {'survey_id': question.survey_id.id, 'question_sequence': question.sequence}

    def _is_aside(self):
        """Whether these are words said beside the answer, to a question that asks for none."""
        self.ensure_one()
        return self.answer_type == 'char_box' and self.question_id.question_type not in WORDS

    def _clinic_words(self):
        """What the patient wrote, for code that goes on with it; empty for scores and options."""
        self.ensure_one()
        return (
            self.env['clinic.feedback.text'].sudo().search([('line_id', '=', self.id)]).text or ''
        )
