from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import STAFF_GROUPS
from ..identity import normalise_phone

# No client can send an object: only the merge of contacts gives a patient's contact a company.
MERGE_KEY, MERGE_TOKEN = 'clinic_contact_merge', object()


class ResPartner(models.Model):
    """What a contact needs to know to stand behind a patient, without telling that it does.

    Every internal user reads contacts. The only field here carries groups, and refusals name the
    patient to the staff alone; other people read that the contact is in use.
    """

    _inherit = 'res.partner'

    patient_ids = fields.One2many(
        'clinic.patient',
        'partner_id',
        string="Patient record",
        copy=False,
        groups=STAFF_GROUPS,
        context={'active_test': False},
    )

    # Any spelling of a phone is found by its beginning or its end.
    _phone_prefix = models.Index(
        '(phone_sanitized text_pattern_ops) WHERE phone_sanitized IS NOT NULL'
    )
    _phone_suffix = models.Index(
        '(reverse(phone_sanitized) text_pattern_ops) WHERE phone_sanitized IS NOT NULL'
    )

    _email_key = models.Index('(email_normalized) WHERE email_normalized IS NOT NULL')

    # --- numbers without a country are Mexican ---

    def _phone_get_country(self):
        country_by_record = super()._phone_get_country()
        # Of every contact alike: a number read otherwise would tell who is a patient.
        if self.env.company.country_id.code not in (False, 'MX'):
            mexico = self.env.ref('base.mx', raise_if_not_found=False)
            for partner in self:
                if mexico and not country_by_record.get(partner.id):
                    country_by_record[partner.id] = mexico
        return country_by_record

    def _phone_format_number(
        self,
        number,
        country,
        force_format='E164',
        raise_exception=False,
    ):
        """Read Mexican numbers in the spellings of before 2019 too (044, 045, 01, +52 1)."""
        if number and country.code in (False, 'MX'):
            phone = normalise_phone(number)
            if phone.valid and not phone.extension:
                number = phone.e164
        return super()._phone_format_number(
            number,
            country,
            force_format=force_format,
            raise_exception=raise_exception,
        )

    # --- what would hurt the patient behind the contact is refused ---

    def write(self, vals):
        if vals.get('active') is False:
            self._check_no_active_patient()
        if vals.get('company_id') and self.env.context.get(MERGE_KEY) is not MERGE_TOKEN:
            shared = self._shared_patients_contacts()
            if shared:
                # To whom a refusal would tell that this is a patient, nothing is said.
                without_company = {k: v for k, v in vals.items() if k != 'company_id'}
                return shared.write(without_company) and (self - shared).write(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_clinic(self):
        """Say in words what the foreign keys of the clinic's models would refuse anyway."""
        if not self:
            return
        for model_name, model in self.env.registry.items():
            if not model_name.startswith('clinic.') or not model._auto or model._transient:
                continue
            for field in model._fields.values():
                if not (
                    field.store
                    and field.type == 'many2one'
                    and field.ondelete == 'restrict'
                    and field.comodel_name == 'res.partner'
                ):
                    continue
                record = (
                    self.env[model_name]
                    .sudo()
                    .with_context(active_test=False)
                    .search(
                        [(field.name, 'in', self.ids)],
                        limit=1,
                    )
                )
                if record:
                    raise UserError(self._removal_refusal(record, field))

    @api.model
    def _removal_refusal(self, record, field):
        """Return a sentence: this contact stays because a record needs it.

        Only people who may read patients are told what kind of record.
        """
        name = record[field.name].name
        if not self._knows_patients():
            return self.env._(
                "%(name)s is in use and cannot be deleted. Ask an administrator.",
                name=name,
            )
        used_by = record._description
        if record._name == 'clinic.patient':
            used_by = f"{record.record_number} {record.name}"
        return self.env._(
            "%(name)s cannot be deleted: %(record)s needs it (%(field)s).",
            name=name,
            record=used_by,
            field=field._description_string(self.env),
        )

    def _check_no_active_patient(self):
        if not self._knows_patients():
            return  # a refusal would tell who is a patient; the patient stays active
        patients = self.env['clinic.patient'].sudo().search([('partner_id', 'in', self.ids)])
        if patients:
            raise UserError(
                self.env._(
                    "%(names)s: this contact belongs to an active patient. Archive the patient; "
                    "the contact can follow.",
                    names=", ".join(patients.mapped('name')),
                )
            )

    def _shared_patients_contacts(self):
        """Return which of these contacts belong to patients, and so to all branches.

        :raise UserError: when there are any and the user may know
        """
        patients = (
            self.env['clinic.patient']
            .sudo()
            .with_context(active_test=False)
            .search([('partner_id', 'in', self.ids)])
        )
        if patients and self._knows_patients():
            raise UserError(
                self.env._(
                    "%(name)s: this contact is shared by all branches and cannot belong to one "
                    "company.",
                    name=patients[:1].name,
                )
            )
        return self.filtered(lambda partner: partner.id in patients.partner_id.ids)

    @api.model
    def _knows_patients(self):
        """Whether the user may be told that a contact is a patient."""
        return self.env['clinic.patient'].has_access('read')

    # --- one click ---

    def action_make_patient(self):
        """Register the contact as a patient, or open the patient it already is."""
        self.ensure_one()
        patient = self.patient_ids[:1]
        if not patient:
            patient = self.env['clinic.patient'].create({'partner_id': self.id})
        return patient.action_open()
