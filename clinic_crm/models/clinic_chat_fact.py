from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..conversation import MAX_TITLE

SUBJECTS = [
    ('payment', "How one pays"),
    ('insurance', "Insurers"),
    ('invoice', "Invoices"),
    ('preparation', "How to prepare"),
    ('other', "Another question"),
]
LONGEST = 600


class ClinicChatFact(models.Model):
    """Something the clinic answers patients in its own words: how one pays, where one parks.

    What Odoo knows by itself (prices, address, hours, instructions) is not written here again.
    """

    _name = 'clinic.chat.fact'
    _description = "Answer to Patients"
    _order = 'sequence, id'

    company_id = fields.Many2one(
        'res.company',
        string="Clinic",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
    )
    active = fields.Boolean(string="In use", default=True)
    sequence = fields.Integer(default=10)
    subject = fields.Selection(SUBJECTS, required=True, default='other')
    title = fields.Char(
        string="What patients choose",
        help="In the list of questions, e.g. Estacionamiento. Up to 24 letters.",
    )
    answer = fields.Text(
        required=True,
        help="As patients read it: short, in Spanish, nothing about one patient.",
    )

    _title_given = models.Constraint(
        "CHECK (subject <> 'other' OR COALESCE(title, '') <> '')", "Write what patients choose."
    )

    @api.constrains('title', 'answer')
    def _check_length(self):
        for fact in self:
            if len(fact.title or '') > MAX_TITLE:
                raise ValidationError(
                    self.env._(
                        "“%(title)s” is too long for WhatsApp: up to %(most)s letters.",
                        title=fact.title,
                        most=MAX_TITLE,
                    )
                )
            if len(fact.answer) > LONGEST:
                raise ValidationError(
                    self.env._(
                        "This answer is too long for a chat: up to %(most)s letters.", most=LONGEST
                    )
                )

    @api.depends('title', 'subject')
    def _compute_display_name(self):
        subjects = dict(self._fields['subject']._description_selection(self.env))
        for fact in self:
            fact.display_name = fact.title or subjects.get(fact.subject)

    @api.model
    def _of(self, company, *subjects):
        """The clinic's answers on these subjects, in their order."""
        return self.sudo().search(
            [('company_id', '=', company.root_id.id), ('subject', 'in', subjects)]
        )

    def _lines(self):
        """The words of these answers, each line by itself."""
        return [' '.join(line.split()) for fact in self for line in fact.answer.splitlines()]
