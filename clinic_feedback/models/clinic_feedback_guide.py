from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.clinic_crm.agenda import day_in_words
from odoo.addons.clinic_crm.conversation import TextError, fill, places

from .clinic_feedback_labels import SEVERITIES
from .survey_question import ASPECTS

PLACES = ('nombre', 'paciente', 'clinica', 'sucursal', 'profesional', 'fecha', 'yo')


class ClinicFeedbackGuide(models.Model):
    """What to answer to a complaint, and how: words to begin with, and what to look into first."""

    _name = 'clinic.feedback.guide'
    _description = "Guide to Answer a Complaint"
    _order = 'aspect, severity, sequence, id'

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one('res.company', string="Branch", help="Empty: all.", index=True)
    aspect = fields.Selection(ASPECTS, string="About", help="Empty: whatever it is about.")
    severity = fields.Selection(SEVERITIES, help="Empty: however grave it is.")
    tone = fields.Selection(
        [
            ('warm', "Warm: apologise and offer"),
            ('formal', "Formal: facts, and what follows"),
            ('brief', "Brief"),
        ],
        required=True,
        default='warm',
    )
    body = fields.Text(
        string="What to say", required=True, help="Spanish, as patients read it. No diagnosis."
    )
    steps = fields.Text(string="Before answering", help="What to look into, for the staff.")

    @api.constrains('body')
    def _check_body(self):
        for guide in self:
            try:
                unknown = places(guide.body) - set(PLACES)
            except TextError as error:
                raise ValidationError(
                    self.env._(
                        "The text has a brace that belongs to no variable, near %(names)s.",
                        names=', '.join(error.names),
                    )
                ) from error
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(names)s cannot be filled in. What can: %(known)s.",
                        names=', '.join(f'{{{name}}}' for name in sorted(unknown)),
                        known=', '.join(f'{{{name}}}' for name in PLACES),
                    )
                )

    @api.model
    def _for(self, case):
        """The guides for a case, the most fitting first: its aspect and severity, then general."""
        guides = self.search(
            [
                ('aspect', 'in', (case.aspect, False)),
                ('severity', 'in', (case.severity, False)),
                ('company_id', 'in', (case.company_id.id, False)),
            ]
        )
        return guides.sorted(
            lambda guide: (
                guide.aspect != case.aspect,
                guide.severity != case.severity,
                not guide.company_id,
                guide.sequence,
                guide.id,
            )
        )

    def _words(self, case):
        """The text for a case, with its names in place; a place without a value is left out."""
        self.ensure_one()
        known = case.sudo()
        patient = known.patient_id
        values = {
            'nombre': ((patient._reader().name or '') if patient else '').split(' ')[0],
            'paciente': patient.name or '',
            'clinica': known.company_id.root_id.name,
            'sucursal': known.company_id.name,
            'profesional': known.practitioner_id.name or "quien le atendió",
            'fecha': self._day_of(known),
            'yo': self.env.user.name,
        }
        return fill(self.body, values, frozenset(PLACES))

    @api.model
    def _day_of(self, case):
        """The day of the visit in words, by the clock of its branch."""
        zoned = self.with_context(tz=case.company_id.clinic_tz)
        start = case.appointment_id.start
        if not start:
            return "día de su visita"
        local, now = (
            fields.Datetime.context_timestamp(zoned, moment)
            for moment in (start, fields.Datetime.now())
        )
        return day_in_words(local.date(), now.date())
