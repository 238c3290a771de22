import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

# Given when a patient is registered, and the server's alone from then on.
KEPT_FIELDS = ('partner_id', 'company_id', 'record_number', 'merged_into_id')
REFERRED = ('patient', 'doctor')  # the sources that have somebody behind them


class ClinicPatient(models.Model):
    """A person the clinic looks after, one to one with a contact.

    The contact (`res.partner`) keeps what any contact has: names, phone, e-mail, address. What
    makes the person a patient is only here, because every internal user reads every contact.
    """

    _name = 'clinic.patient'
    _description = "Patient"
    _inherit = [
        'clinic.thread.mixin',
        'clinic.typed.mixin',
        'mail.activity.mixin',
        'clinic.encrypted.mixin',
    ]
    _inherits = {'res.partner': 'partner_id'}
    _order = 'search_name, id'

    partner_id = fields.Many2one(
        'res.partner',
        string="Customer contact",
        required=True,
        ondelete='restrict',
        index=True,
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        'res.company',
        string="Clinic",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company.root_id,
        help="The clinic as a whole: a patient belongs to all of its branches.",
    )
    record_number = fields.Char(string="Record no.", copy=False, required=True)
    stage = fields.Selection(
        [('contact', "First contact"), ('patient', "Patient")],
        required=True,
        default='patient',
        index=True,
        tracking=True,
        help="A first contact asked for something and has not booked yet.",
    )

    preferred_channel = fields.Selection(
        [('email', "E-mail"), ('phone', "Phone call"), ('none', "Do not contact")],
        string="Preferred channel",
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
        'res.partner',
        string="Referred by",
        ondelete='restrict',
        index='btree_not_null',
    )
    photo = fields.Image(max_width=512, max_height=512, copy=False)
    can_edit_contact = fields.Boolean(compute='_compute_can_edit')
    can_edit_identity = fields.Boolean(compute='_compute_can_edit')

    _partner_uniq = models.Constraint(
        'UNIQUE (partner_id)',
        "This contact is already a patient.",
    )
    _record_number_uniq = models.Constraint(
        'UNIQUE (record_number, company_id)',
        "This record number is already taken.",
    )

    @api.onchange('source')
    def _onchange_source(self):
        """Nobody referred who came by the web: the form hides the name, and keeps none."""
        if self.source not in REFERRED:
            self.referrer_id = False

    @api.depends_context('uid')
    def _compute_can_edit(self):
        """Who may change what, for the form: reception the contact too, nursing neither."""
        self.can_edit_contact = self.env['res.partner'].has_access('write')
        self.can_edit_identity = self._is_identity_writer()

    @api.depends('name', 'record_number', 'age_text', 'phone')
    @api.depends_context('formatted_display_name')
    def _compute_display_name(self):
        for patient in self:
            name = patient.name or patient.record_number or ''
            if self.env.context.get('formatted_display_name'):
                details = (patient.record_number, patient.age_text, patient.phone)
                name += f" \t --{' · '.join(part for part in details if part)}--"
            patient.display_name = name

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get('merged_into_id') for vals in vals_list):
            raise UserError(self.env._("A new record is not merged yet. Register it, then merge."))
        if self.env.context.get('tz') not in pytz.all_timezones_set:  # else no contact is made
            self = self.with_context(tz=False)
        sequences = {}
        vals_list = [self._clean_texts(vals) for vals in vals_list]
        for vals in vals_list:
            vals['record_number'] = str(vals.get('record_number') or '').strip().upper()
        given = {vals['record_number'] for vals in vals_list}
        for vals in vals_list:
            company = (
                self.env['res.company']
                .browse(vals.get('company_id') or self.env.company.id)
                .root_id
            )
            vals['company_id'] = company.id
            if not vals['record_number']:
                if company not in sequences:
                    sequences[company] = self._record_number_sequence(company)
                vals['record_number'] = self._next_record_number(sequences[company], given)
            partner = self.env['res.partner'].browse(vals.get('partner_id') or ())
            if partner:
                self._check_new_contact(partner)
            self._clean_contact_vals(vals, partner)
        patients = super().create(vals_list)
        # Whoever registers follows the contact, as with any contact, but not the patient.
        patients.sudo().message_follower_ids.unlink()
        return patients

    @api.model
    def _check_new_contact(self, partner):
        """Make sure that a contact may become a patient, and share it among the branches."""
        known = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [('partner_id', '=', partner.id)],
                limit=1,
            )
        )
        if known:
            raise ValidationError(
                self.env._(
                    "%(name)s is a patient already: record %(number)s.",
                    name=partner.name,
                    number=known.record_number,
                )
            )
        if partner.is_company:
            raise UserError(
                self.env._(
                    "%(name)s is a company. A patient is a person: register one of its contacts.",
                    name=partner.name,
                )
            )
        if partner.company_id:
            partner.company_id = False

    def write(self, vals):
        self._check_clinical_write(vals)
        self._check_kept(vals)
        vals = self._clean_texts(vals)
        if {'phone', 'emergency_phone', 'name'} & vals.keys():
            self._clean_contact_vals(vals, self.partner_id[:1])
        if vals.get('active'):
            self.partner_id.filtered(lambda partner: not partner.active).active = True
        return super().write(vals)

    def _check_clinical_write(self, vals):
        """Nursing writes what nursing finds out, not who the patient is."""
        if self.env.su or self._is_identity_writer():
            return
        refused = vals.keys() - self._nursing_fields()
        if refused:
            labels = (
                self._fields[name]._description_string(self.env)
                for name in sorted(refused)
                if name in self._fields
            )
            raise AccessError(
                self.env._(
                    "Only reception and the practitioners change: %(fields)s.",
                    fields=", ".join(labels),
                )
            )

    def _check_kept(self, vals):
        """Refuse what a form shows read-only and a client could still send; same values pass."""
        if self.env.su:
            return
        for name in KEPT_FIELDS:
            if name not in vals:
                continue
            field = self._fields[name]
            for patient in self:
                if field.convert_to_write(patient[name], patient) != (vals[name] or False):
                    raise UserError(
                        self.env._(
                            "“%(field)s” of %(name)s stays as it was registered. If one person "
                            "has two records, merge them.",
                            field=field._description_string(self.env),
                            name=patient.name,
                        )
                    )

    @api.model
    def _is_identity_writer(self):
        return self.env.user.has_groups('clinic_crm.group_reception,clinic_crm.group_practitioner')

    @api.model
    def _nursing_fields(self):
        return {'photo'}

    def action_open(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'res_id': self.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }

    def action_open_contact(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'res.partner',
            'res_id': self.partner_id.id,
            'view_mode': 'form',
            'views': [(False, 'form')],
        }

    # --- the patient's own thread, not the contact's ---

    def _track_get_fields(self):
        """Track fields of the patient only: the contact tracks its own."""
        return {name for name in super()._track_get_fields() if not self._fields[name].inherited}

    @api.model
    def _record_number_sequence(self, company):
        """Return the sequence of a clinic (a root company), of numbers like `000123`."""
        Sequence = self.env['ir.sequence'].sudo()
        sequence = Sequence.search(
            [('code', '=', 'clinic.patient'), ('company_id', '=', company.id)],
            limit=1,
        )
        if not sequence:
            sequence = Sequence.create(
                {
                    'name': f"Patients of {company.name}",
                    'code': 'clinic.patient',
                    'company_id': company.id,
                    'padding': 6,
                }
            )
        return sequence

    @api.model
    def _next_record_number(self, sequence, given):
        """Return the next number, past those that records brought from paper or another system.

        :param set given: numbers of the records about to be created
        """
        everyone = self.sudo().with_context(active_test=False)
        own = Domain('company_id', '=', sequence.company_id.id)
        number = sequence.next_by_id()
        known = own & Domain('record_number', '=', number)
        if number in given or everyone.search_count(known, limit=1):
            records = everyone.search_fetch(own, ['record_number'])
            taken = given.union(records.mapped('record_number'))
            following = sequence.number_next_actual
            while sequence.get_next_char(following) in taken:
                following += 1
            sequence.number_next = following
            number = sequence.next_by_id()
        return number
