import json

from markupsafe import Markup, escape

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.clinic_crm.language import triage

from ..analysis import Analysis, Evidence, analyse, pieces
from .clinic_feedback_labels import EMOTIONS, GRAVITIES, POLARITIES, SIGNS
from .survey_question import ASPECTS

CORRECTABLE = frozenset(('polarity', 'emotion', 'severity', 'aspect_ids'))
DIMENSIONS = ('company_id', 'practitioner_id', 'type_id', 'specialty_id')


class ClinicFeedbackAnalysis(models.Model):
    """What was found in one comment, in the transaction that stores the comment.

    The words stay where the survey keeps them, sealed; here are what was found and the places of
    the words that decided. What the visit was (branch, practitioner, type, specialty) is copied
    when it is answered. Of an anonymous answer only the month and the branch are kept.
    """

    _name = 'clinic.feedback.analysis'
    _description = "What a Comment Says"
    _order = 'answered_at desc, id desc'
    _log_access = False

    request_id = fields.Many2one(
        'clinic.feedback.request',
        string="Survey sent",
        required=True,
        readonly=True,
        ondelete='cascade',
        index=True,
    )
    line_id = fields.Many2one(
        'survey.user_input.line', string="Answer", required=True, readonly=True, ondelete='cascade'
    )
    question = fields.Char(
        string="Question", related='line_id.question_id.title', related_sudo=True
    )
    answered_at = fields.Datetime(required=True, readonly=True)
    # figures are of finished surveys; of anonymous ones this is empty, so they are in none
    finished_at = fields.Datetime(string="Survey finished", readonly=True)
    is_anonymous = fields.Boolean(string="Anonymous", readonly=True)
    company_id = fields.Many2one(
        'res.company', string="Branch", required=True, readonly=True, index=True
    )
    practitioner_id = fields.Many2one('clinic.practitioner', readonly=True, index=True)
    type_id = fields.Many2one('clinic.appointment.type', string="Type of visit", readonly=True)
    specialty_id = fields.Many2one('clinic.specialty', readonly=True)

    polarity = fields.Selection(POLARITIES, required=True, default='neu', index=True)
    emotion = fields.Selection(EMOTIONS, required=True, default='neutral')
    severity = fields.Selection(GRAVITIES, required=True, default='ninguna')
    urgent = fields.Boolean(readonly=True, help="It tells of something that cannot wait.")
    aspect_ids = fields.One2many('clinic.feedback.analysis.aspect', 'analysis_id', string="Aspects")
    # [[label, start, stop]]: places only, no words
    evidence = fields.Char(readonly=True)
    version = fields.Char(string="Analyser", readonly=True)
    found = fields.Char(readonly=True, help="What the analyser found, before anybody corrected it.")
    corrected_by_id = fields.Many2one(
        'res.users', string="Corrected by", readonly=True, ondelete='restrict'
    )
    corrected_at = fields.Datetime(readonly=True)
    case_ids = fields.One2many(related='request_id.case_ids')
    highlighted = fields.Html(
        string="What the patient wrote", compute='_compute_highlighted', sanitize=False
    )

    _line_uniq = models.Constraint('UNIQUE (line_id)', "This comment was analysed already.")
    _by_day = models.Index('(company_id, finished_at)')

    @api.depends('polarity', 'aspect_ids.aspect', 'aspect_ids.sign')
    def _compute_display_name(self):
        polarities = dict(self._fields['polarity']._description_selection(self.env))
        for analysis in self:
            aspects = analysis.aspect_ids.mapped('display_name')
            analysis.display_name = " · ".join([polarities[analysis.polarity], *aspects])

    def _compute_highlighted(self):
        """Whoever may read what was found may read the words; each read is in the log."""
        said = self._said()
        for analysis in self:
            analysis.highlighted = analysis._markup(said.get(analysis.line_id.id, ''))

    # ------------------------------------------------------------------ made
    @api.model
    def _of_line(self, request, line, text):
        """Analyse a comment that is being stored.

        :param request: `clinic.feedback.request`
        :param line: the `survey.user_input.line`
        :param str text: what was written
        :return: the analysis, empty when nothing was
        """
        analyses = self.sudo()
        if not (text or '').strip():
            return analyses.browse()
        request = request.sudo()
        now = fields.Datetime.now()
        vals = {name: request[name].id for name in DIMENSIONS} | {
            'request_id': request.id,
            'line_id': line.id,
            'is_anonymous': request.is_anonymous,
            'finished_at': request.finished_at,
            'answered_at': request.company_id._middle_of_month(now)
            if request.is_anonymous
            else now,
        }
        return analyses.create(vals | analyses._prepare_vals(text))

    @api.model
    def _prepare_vals(self, text):
        result = analyse(text)
        urgent = triage(text).level == 'urgent'
        vals = self._found_vals(result) | {'urgent': urgent, 'found': plain(result)}
        return vals | {'severity': 'critica'} if urgent else vals

    @api.model
    def _found_vals(self, result):
        """:param result: `clinic_feedback.analysis.Analysis`"""
        return {
            'polarity': result.polarity,
            'emotion': result.emotion,
            'severity': result.severity,
            'aspect_ids': [
                fields.Command.create({'aspect': one.aspect, 'sign': one.sign, 'rank': rank})
                for rank, one in enumerate(result.aspects)
            ],
            'evidence': json.dumps([[e.label, e.start, e.stop] for e in result.evidence]),
            'version': result.version,
        }

    def _blamed(self):
        """The aspect blamed most, of these comments together; empty: none is."""
        return self.aspect_ids.filtered(lambda one: one.sign == '-').sorted('rank')[:1].aspect or ''

    # ------------------------------------------------------------------ corrected
    def write(self, vals):
        """By hand only what was found is corrected; who did it, and when, is kept."""
        if not self.env.su and vals:
            if vals.keys() - CORRECTABLE:
                raise AccessError(self.env._("Only what was found in a comment can be corrected."))
            result = super().write(vals)
            self._corrected()
            return result
        return super().write(vals)

    def _corrected(self):
        if not self.env.su:
            self.sudo().write(
                {'corrected_by_id': self.env.uid, 'corrected_at': fields.Datetime.now()}
            )

    def action_open_case(self):
        """Somebody reads a complaint where none was seen."""
        self.ensure_one()
        self.check_access('write')
        case = self.env['clinic.feedback.case']._open_by_hand(self)
        return {
            'type': 'ir.actions.act_window',
            'res_model': case._name,
            'res_id': case.id,
            'view_mode': 'form',
        }

    # ------------------------------------------------------------------ shown
    def _said(self):
        """{id of the line: the patient's words}, read once for all of these."""
        texts = self.env['clinic.feedback.text'].sudo().search(
            [('line_id', 'in', self.sudo().line_id.ids)]
        )  # fmt: skip
        texts.fetch(['line_id', 'text'])
        return {text.line_id.id: text.text or '' for text in texts}

    def _markup(self, comment):
        """The comment with the words that decided; everything a patient wrote is escaped."""
        self.ensure_one()
        words = self._label_words()
        parts = []
        for piece in pieces(comment, self._places()):
            text = escape(piece.text).replace('\n', Markup('<br/>'))
            if piece.labels:
                text = Markup(
                    '<mark class="o_clinic_mark {tone}" title="{title}">{text}</mark>'
                ).format(
                    tone=_tone(piece.labels),
                    title=" · ".join(filter(None, map(words.get, piece.labels))),
                    text=text,
                )
            parts.append(text)
        return Markup('').join(parts)

    def _places(self):
        return [Evidence(*place) for place in json.loads(self.evidence or '[]')]

    @api.model
    def _label_words(self):
        """{label of the analyser: what a person reads}."""
        words = {}
        for name in ('polarity', 'emotion', 'severity'):
            words |= dict(self._fields[name]._description_selection(self.env))
        words.pop('neutral', None)
        Aspect = self.env['clinic.feedback.analysis.aspect']
        for aspect, label in Aspect._fields['aspect']._description_selection(self.env):
            words |= {f'{aspect}+': f"{label} +", f'{aspect}-': f"{label} −"}
        return words


class ClinicFeedbackAnalysisAspect(models.Model):
    """One aspect a comment praises or blames, with what the visit was, to be counted.

    Corrected by hand it is the comment that says by whom, whichever way it was reached.
    """

    _name = 'clinic.feedback.analysis.aspect'
    _description = "Aspect of a Comment"
    _order = 'rank, id'
    _log_access = False  # of an anonymous comment it would be the second

    analysis_id = fields.Many2one(
        'clinic.feedback.analysis', required=True, ondelete='cascade', index=True
    )
    aspect = fields.Selection(ASPECTS, required=True)
    sign = fields.Selection(SIGNS, required=True)
    rank = fields.Integer(help="The strongest is 0.")
    answered_at = fields.Datetime(related='analysis_id.answered_at', store=True)
    finished_at = fields.Datetime(
        string="Survey finished", related='analysis_id.finished_at', store=True
    )
    company_id = fields.Many2one(related='analysis_id.company_id', store=True, index=True)
    practitioner_id = fields.Many2one(related='analysis_id.practitioner_id', store=True)
    type_id = fields.Many2one(related='analysis_id.type_id', store=True)
    specialty_id = fields.Many2one(related='analysis_id.specialty_id', store=True)

    _aspect_uniq = models.Constraint(
        'UNIQUE (analysis_id, aspect, sign)', "A comment praises or blames an aspect once."
    )

    @api.depends('aspect', 'sign')
    def _compute_display_name(self):
        labels = dict(self._fields['aspect']._description_selection(self.env))
        for one in self:
            mark = "+" if one.sign == '+' else "−"
            one.display_name = f"{labels.get(one.aspect, '')} {mark}"

    @api.model_create_multi
    def create(self, vals_list):
        aspects = super().create(vals_list)
        aspects.analysis_id._corrected()
        return aspects

    def write(self, vals):
        if not self.env.su and vals.keys() - {'aspect', 'sign', 'rank'}:
            raise AccessError(self.env._("Only what was found in a comment can be corrected."))
        result = super().write(vals)
        self.analysis_id._corrected()
        return result

    def unlink(self):
        self.analysis_id._corrected()
        return super().unlink()

    def action_open_comment(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'clinic.feedback.analysis',
            'res_id': self.analysis_id.id,
            'view_mode': 'form',
        }


def plain(result: Analysis):
    """What was found, as it is kept beside what somebody may correct."""
    said = result.to_dict()
    return json.dumps({name: said[name] for name in ('polarity', 'aspects', 'emotion', 'severity')})


def _tone(labels):
    if 'critica' in labels:
        return 'o_clinic_mark_now'
    if 'neg' in labels or any(label.endswith('-') for label in labels):
        return 'o_clinic_mark_bad'
    if 'pos' in labels or any(label.endswith('+') for label in labels):
        return 'o_clinic_mark_good'
    return 'o_clinic_mark_felt'
