from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.clinic_feedback_case_steps import ANSWER

WAYS = [
    ('message', "Write to the patient"),
    ('phone', "I have called"),
    ('in_person', "We have talked in person"),
]


class ClinicFeedbackAnswer(models.TransientModel):
    """Answer a complaint: with the words of a guide, or by noting what was said on the phone."""

    _name = 'clinic.feedback.answer'
    _inherit = ['clinic.typed.mixin']
    _description = "Answer to a Complaint"

    case_id = fields.Many2one('clinic.feedback.case', required=True, ondelete='cascade')
    uuid = fields.Char(default=lambda self: str(uuid4()), readonly=True)
    way = fields.Selection(WAYS, required=True, default='message')
    guide_id = fields.Many2one('clinic.feedback.guide', domain="[('id', 'in', guide_ids)]")
    guide_ids = fields.Many2many(
        'clinic.feedback.guide', string="Guides that fit", compute='_compute_guide_ids'
    )
    steps = fields.Text(related='guide_id.steps')
    wait_minutes = fields.Integer(related='case_id.wait_minutes')
    # computed with the rights of whoever asks: the case decides who reads of it
    text = fields.Text(compute='_compute_text', store=True, readonly=False, compute_sudo=False)
    channel = fields.Char(string="Goes by", compute='_compute_channel')
    problem = fields.Char(compute='_compute_channel')
    highlighted = fields.Html(
        string="What the patient wrote", compute='_compute_channel', sanitize=False
    )
    patient_name = fields.Char(string="Name of the patient", compute='_compute_channel')
    patient_phone = fields.Char(string="Phone", compute='_compute_channel')

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        case = self.env['clinic.feedback.case'].browse(values.get('case_id'))
        if case:
            guides = self.env['clinic.feedback.guide']._for(case)
            values['guide_id'] = guides[:1].id
        return values

    @api.depends('case_id')
    def _compute_guide_ids(self):
        for answer in self:
            answer.guide_ids = self.env['clinic.feedback.guide']._for(answer.case_id)

    @api.depends('guide_id', 'way')
    def _compute_text(self):
        """A guide's words take the place of what a guide put there, never of what was typed."""
        for answer in self:
            answer.case_id.check_access('read')
            offered = {guide._words(answer.case_id) for guide in answer.guide_ids}
            typed = (answer.text or '').strip()
            if answer.way != 'message':
                answer.text = False if typed in offered else answer.text
            elif answer.guide_id and (not typed or typed in offered):
                answer.text = answer.guide_id._words(answer.case_id)
            else:
                answer.text = answer.text

    @api.depends('case_id')
    def _compute_channel(self):
        Kind = self.env['clinic.message.kind'].sudo()
        Message = self.env['clinic.message'].sudo()
        Channel = self.env['clinic.message.channel'].sudo()
        for answer in self:
            case = answer.case_id._origin
            case.check_access('read')
            answer.highlighted, answer.patient_name = case.highlighted, case.patient_name
            patient = case.sudo().patient_id
            answer.channel = answer.problem = answer.patient_phone = False
            if not patient:
                answer.problem = self.env._("It was anonymous: there is nobody to write to.")
                continue
            kind = Kind._get(ANSWER)
            answer.patient_phone = patient._reader().phone
            channel, problem = None, Message._block(patient, kind)[1]
            if not problem:
                channel, problem = Channel._choose(patient, kind)
            answer.problem = problem
            answer.channel = channel._label() if channel is not None else False

    def action_send(self):
        self.ensure_one()
        case = self.case_id
        case._act()
        patient = case.sudo().patient_id
        text = (self.text or '').strip()
        if not patient:
            raise UserError(self.env._("It was anonymous: there is nobody to write to."))
        if not text:
            raise UserError(
                self.env._("Write what to tell the patient.")
                if self.way == 'message'
                else self.env._("Write in a line what was said.")
            )
        Message = self.env['clinic.message'].sudo()
        key = f'{ANSWER}:{case.uuid}:{self.uuid}'
        if self.way == 'message':
            message = Message._send(patient, ANSWER, {'texto': text}, dedupe_key=key, record=case)
            problem = message.error if message.state in ('failed', 'cancelled') else False
        else:
            Message._log(patient, self.way, 'out', text, dedupe_key=key, record=case)
            problem = False
        if not problem:
            case._answered()
        self.unlink()  # what was said stays in one place, encrypted
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning' if problem else 'success',
                'sticky': bool(problem),
                'message': problem
                or self.env._("The case is answered. Close it when it is resolved."),
                'next': {'type': 'ir.actions.act_window_close'},
            },
        }
