import uuid

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ClinicPatient(models.Model):
    """A person the clinic looks after, one to one with a contact.

    The contact (`res.partner`) keeps what any contact has: names, phone, e-mail, address. What makes
    the person a patient is only here, because every internal user reads every contact.
    """

    _name = 'clinic.patient'
    _description = "Patient"
    _inherit = ['mail.thread', 'mail.activity.mixin']
    _inherits = {'res.partner': 'partner_id'}
    _order = 'search_name, id'

    partner_id = fields.Many2one(
        'res.partner', string="Customer contact", required=True, ondelete='restrict', index=True,
    )
    uuid = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: str(uuid.uuid4()),
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        'res.company', string="Clinic", required=True, index=True, readonly=True,
        default=lambda self: self.env.company.root_id,
        help="The clinic as a whole: a patient belongs to all of its branches.",
    )
    record_number = fields.Char(string="Record no.", readonly=True, copy=False, required=True)
    stage = fields.Selection(
        [('contact', "First contact"), ('patient', "Patient")],
        required=True, default='patient', index=True, tracking=True,
        help="A first contact asked for something and has not booked yet.",
    )

    birthdate = fields.Date(string="Birth date")
    age = fields.Integer(string="Years of age", compute='_compute_age')
    age_text = fields.Char(string="Age", compute='_compute_age')
    is_minor = fields.Boolean(
        string="Minor", compute='_compute_age', search='_search_is_minor',
    )
    sex = fields.Selection([('female', "Female"), ('male', "Male"), ('x', "X")])
    deceased_date = fields.Date(string="Date of death")

    guardian_id = fields.Many2one(
        'res.partner', string="Guardian", ondelete='restrict', index='btree_not_null',
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
        'res.partner', string="Who pays", ondelete='restrict', index='btree_not_null',
        help="Invoices go to this contact. Empty: to the patient.",
    )
    emergency_name = fields.Char(string="In an emergency call")
    emergency_phone = fields.Char(string="Emergency phone")
    emergency_relationship = fields.Char(string="Emergency contact is")

    preferred_channel = fields.Selection(
        [('email', "E-mail"), ('phone', "Phone call"), ('none', "Do not contact")],
        help="How the patient prefers to hear from the clinic. Empty: whatever works.",
    )
    source = fields.Selection(
        [
            ('patient', "Referred by a patient"),
            ('doctor', "Referred by a doctor"),
            ('web', "Web site"),
            ('social', "Social networks"),
            ('sign', "Saw the clinic or its sign"),
            ('other', "Other"),
        ],
        string="How they came",
    )
    referrer_id = fields.Many2one(
        'res.partner', string="Referred by", ondelete='restrict', index='btree_not_null',
    )
    search_name = fields.Char(
        compute='_compute_search_name', store=True, index=True, compute_sudo=True,
    )

    _partner_uniq = models.Constraint(
        'UNIQUE (partner_id)', "This contact is already a patient.",
    )
    _uuid_uniq = models.Constraint('UNIQUE (uuid)', "Two patients cannot share an identifier.")
    _record_number_uniq = models.Constraint(
        'UNIQUE (company_id, record_number)', "This record number is already taken.",
    )

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
            patient.is_minor = patient.age < 18
            if months < 1:
                patient.age_text = self.env._("%(days)s days", days=(until - born).days)
            elif months < 24:
                patient.age_text = self.env._("%(months)s months", months=months)
            else:
                patient.age_text = self.env._("%(years)s years", years=patient.age)

    def _search_is_minor(self, operator, value):
        if operator != 'in':
            return NotImplemented
        today = fields.Date.context_today(self)
        limit = fields.Date.subtract(today, years=18)
        return Domain('birthdate', '>', limit)

    @api.depends('partner_id.name')
    def _compute_search_name(self):
        for patient in self:
            patient.search_name = (patient.partner_id.name or '').lower()

    @api.depends('name', 'record_number')
    def _compute_display_name(self):
        for patient in self:
            patient.display_name = patient.name or patient.record_number

    @api.constrains('birthdate', 'deceased_date')
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for patient in self:
            if patient.birthdate and patient.birthdate > today:
                raise ValidationError(self.env._("The birth date is in the future."))
            if patient.deceased_date and patient.deceased_date > today:
                raise ValidationError(self.env._("The date of death is in the future."))
            if (patient.birthdate and patient.deceased_date
                    and patient.deceased_date < patient.birthdate):
                raise ValidationError(
                    self.env._("The date of death is before the birth date.")
                )

    @api.constrains('partner_id', 'guardian_id')
    def _check_guardian(self):
        for patient in self:
            if patient.guardian_id and patient.guardian_id == patient.partner_id:
                raise ValidationError(self.env._(
                    "%(name)s cannot be the guardian of %(name)s.", name=patient.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = self.env['res.company'].browse(
                vals.get('company_id') or self.env.company.id
            ).root_id
            vals['company_id'] = company.id
            if not vals.get('record_number'):
                vals['record_number'] = self._next_record_number(company)
        return super().create(vals_list)

    @api.model
    def _next_record_number(self, company):
        """Return the next record number of a clinic (a root company), a string like `000123`."""
        Sequence = self.env['ir.sequence'].sudo()
        sequence = Sequence.search(
            [('code', '=', 'clinic.patient'), ('company_id', '=', company.id)], limit=1,
        )
        if not sequence:
            sequence = Sequence.create({
                'name': f"Patients of {company.name}",
                'code': 'clinic.patient',
                'company_id': company.id,
                'padding': 6,
            })
        return sequence.next_by_id()
