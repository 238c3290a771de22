from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

ADULT = 18  # years
OLDEST = 125  # years: nobody was older


class ClinicPatient(models.Model):
    """Age, and the people around the patient: who answers, who pays, whom to call."""

    _inherit = 'clinic.patient'

    birthdate = fields.Date(string="Birth date")
    age = fields.Integer(string="Years of age", compute='_compute_age')
    age_text = fields.Char(string="Age", compute='_compute_age')
    is_minor = fields.Boolean(
        string="Minor",
        compute='_compute_age',
        search='_search_is_minor',
    )
    sex = fields.Selection([('female', "Female"), ('male', "Male"), ('x', "X")])
    deceased_date = fields.Date(string="Date of death")
    needs_guardian = fields.Boolean(compute='_compute_needs_guardian')

    guardian_id = fields.Many2one(
        'res.partner',
        ondelete='restrict',
        index='btree_not_null',
        help="Mother, father or whoever answers for the patient. A guardian need not be a patient.",
    )
    guardian_relationship = fields.Selection(
        [
            ('mother', "Mother"),
            ('father', "Father"),
            ('grandparent', "Grandparent"),
            ('tutor', "Legal guardian"),
            ('partner', "Spouse or partner"),
            ('child', "Son or daughter"),
            ('other', "Other"),
        ],
        string="Relationship",
    )
    payer_id = fields.Many2one(
        'res.partner',
        string="Who pays",
        ondelete='restrict',
        index='btree_not_null',
        help="Invoices go to this contact. Empty: to the patient.",
    )
    emergency_name = fields.Char(string="In an emergency call")
    emergency_phone = fields.Char(string="Emergency phone")
    emergency_relationship = fields.Char(string="Emergency contact is")

    @api.depends('birthdate', 'deceased_date')
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for patient in self:
            born, until = patient.birthdate, patient.deceased_date or today
            if not born or born > until:
                patient.age, patient.age_text, patient.is_minor = 0, False, False
                continue
            months = (until.year - born.year) * 12 + until.month - born.month
            months -= until.day < born.day
            patient.age = months // 12
            patient.is_minor = patient.age < ADULT
            patient.age_text = self._age_in_words((until - born).days, months)

    @api.model
    def _age_in_words(self, days, months):
        """Return an age as it is said: days for the newborn, months up to two years."""
        if days == 1:
            return self.env._("1 day")
        if months < 1:
            return self.env._("%(days)s days", days=days)
        if months == 1:
            return self.env._("1 month")
        if months < 24:
            return self.env._("%(months)s months", months=months)
        return self.env._("%(years)s years", years=months // 12)

    def _search_is_minor(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = fields.Date.context_today(self)
        limit = fields.Date.subtract(today, years=ADULT)
        return Domain('birthdate', '>', limit)

    @api.depends('is_minor', 'guardian_id', 'deceased_date')
    def _compute_needs_guardian(self):
        for patient in self:
            patient.needs_guardian = (
                patient.is_minor and not patient.guardian_id and not patient.deceased_date
            )

    @api.constrains('birthdate', 'deceased_date')
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for patient in self:
            if patient.birthdate and patient.birthdate > today:
                raise ValidationError(self.env._("The birth date is in the future."))
            if patient.birthdate and patient.birthdate < fields.Date.subtract(today, years=OLDEST):
                raise ValidationError(
                    self.env._(
                        "Born on %(date)s, the patient would be %(age)s years old. Check the year "
                        "of the birth date.",
                        date=patient.birthdate.strftime('%d/%m/%Y'),
                        age=today.year - patient.birthdate.year,
                    )
                )
            if patient.deceased_date and patient.deceased_date > today:
                raise ValidationError(self.env._("The date of death is in the future."))
            if (
                patient.birthdate
                and patient.deceased_date
                and patient.deceased_date < patient.birthdate
            ):
                raise ValidationError(self.env._("The date of death is before the birth date."))

    @api.onchange('guardian_id', 'guardian_relationship')
    def _onchange_guardian(self):
        """Whoever answers for the patient is also whom to call, until somebody else is written."""
        guardian = self.guardian_id
        if guardian and not self.emergency_name:
            self.emergency_name = guardian.name
            self.emergency_phone = self.emergency_phone or guardian.phone
        if guardian and self.emergency_name == guardian.name and not self.emergency_relationship:
            kinds = dict(self._fields['guardian_relationship']._description_selection(self.env))
            kinds.pop('other')
            self.emergency_relationship = kinds.get(self.guardian_relationship)

    @api.constrains('partner_id', 'guardian_id')
    def _check_guardian(self):
        for patient in self:
            if patient.guardian_id and patient.guardian_id == patient.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s cannot be the guardian of %(name)s.",
                        name=patient.name,
                    )
                )
