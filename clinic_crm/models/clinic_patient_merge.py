from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError, ValidationError

from ..identity import normalise_phone


class ClinicPatient(models.Model):
    """One person registered twice: both records stay, one of them answers.

    The absorbed patient is archived and points to the survivor. Nothing is deleted and no signed
    document moves: `_with_history` gives the records whose histories belong together.
    """

    _inherit = 'clinic.patient'

    merged_into_id = fields.Many2one(
        'clinic.patient',
        string="Merged into",
        readonly=True,
        copy=False,
        ondelete='restrict',
        index='btree_not_null',
    )
    merged_ids = fields.One2many(
        'clinic.patient',
        'merged_into_id',
        string="Merged records",
        readonly=True,
        context={'active_test': False},
    )
    merged_count = fields.Integer(compute='_compute_merged_count')

    _merged_archived = models.Constraint(
        'CHECK (merged_into_id IS NULL OR (active IS NOT TRUE AND merged_into_id <> id))',
        "A merged patient stays archived.",
    )

    @api.depends('merged_ids')
    def _compute_merged_count(self):
        for patient in self:
            patient.merged_count = len(patient.merged_ids)

    @api.constrains('active', 'merged_into_id')
    def _check_merged(self):
        for patient in self:
            if patient.active and patient.merged_into_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s was merged into %(survivor)s (record %(number)s) and stays "
                        "archived. Work with that record.",
                        name=patient.name,
                        survivor=patient.merged_into_id.name,
                        number=patient.merged_into_id.record_number,
                    )
                )

    def _survivor(self):
        """Return the record that answers for this patient today: itself unless merged."""
        self.ensure_one()
        patient = seen = self
        while patient.merged_into_id:
            patient = patient.merged_into_id
            if patient in seen:
                raise UserError(
                    self.env._(
                        "Record %(number)s was merged in a circle: none of its records is the one "
                        "that stays. Ask an administrator to correct it.",
                        number=self.record_number,
                    )
                )
            seen |= patient
        return patient

    def _with_history(self):
        """Return the patients together with every record ever merged into them."""
        # Asked of the database: a reverse field in cache knows nothing of what is archived since.
        everyone = self.env['clinic.patient'].with_context(active_test=False)
        found = level = self
        while level:
            level = everyone.search([('merged_into_id', 'in', level.ids)]) - found
            found |= level
        return found

    @api.model
    def _merge_filled_fields(self):
        """Fields of the survivor that are filled from the absorbed record when empty."""
        return [
            'phone',
            'email',
            'street',
            'street2',
            'zip',
            'city',
            'state_id',
            'country_id',
            'vat',
            'birthdate',
            'sex',
            'guardian_id',
            'guardian_relationship',
            'payer_id',
            'emergency_name',
            'emergency_phone',
            'emergency_relationship',
            'preferred_channel',
            'source',
            'referrer_id',
            'deceased_date',
            'photo',
        ]

    def _merge_source(self, name):
        """Return whose value of a field stays, of the survivor and after it the absorbed."""
        if name == 'preferred_channel':
            quiet = self.filtered(lambda patient: patient.preferred_channel == 'none')[:1]
            if quiet:  # who asked not to be contacted once is not contacted
                return quiet
        known = self.filtered(name)
        if name in ('phone', 'emergency_phone'):  # one that nobody can dial stays where it is
            known = known.filtered(lambda p: p == self[0] or normalise_phone(p[name]).valid)
        return known[:1]

    @api.model
    def _check_may_merge(self):
        if not self.env.user.has_groups('clinic_crm.group_reception,clinic_crm.group_director'):
            raise AccessError(self.env._("Only reception and the direction merge patients."))

    def _merge_into(self, survivor):
        """Merge these patients into another one. Who may ask is the caller's business.

        :raise UserError: when they cannot be the same person or were merged before
        """
        survivor = survivor.sudo().ensure_one()
        patients = self.sudo()
        try:  # two merges crossing would absorb each record into the other
            (patients | survivor).lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Somebody is working with one of these records. Try again in a moment.")
            ) from error
        refusal = patients._merge_refusal(survivor)
        if refusal:
            raise UserError(refusal)
        with self._reading_because(self.env._("Merge of two records")):
            patients._absorb_into(survivor)

    def _absorb_into(self, survivor):
        for patient in self:
            values = patient._prepare_merge_vals(survivor)
            patient.write({'active': False, 'merged_into_id': survivor.id})
            patient.flush_recordset()  # what is unique among the others is free now
            survivor.write(values)
            before = patient._rows_pointing_here()
            patient._move_to_survivor(survivor)
            patient._note_trail(survivor, before, values)
            if (
                patient.partner_id.active
                and not patient.partner_id.with_context(active_test=False).user_ids
            ):
                patient.partner_id.active = False
            patient.message_post(
                body=self.env._(
                    "Merged into record %(number)s.",
                    number=survivor.record_number,
                )
            )
            survivor.message_post(
                body=self.env._(
                    "Record %(number)s was merged into this one.",
                    number=patient.record_number,
                )
            )

    def _merge_refusal(self, survivor):
        """Return why these patients cannot be merged into the other one, or False."""
        everybody = self | survivor
        if survivor in self or not self:
            return self.env._("Choose at least two different patients.")
        merged = everybody.filtered('merged_into_id')[:1]
        if merged:
            return self.env._(
                "%(name)s (record %(number)s) was already merged into record %(survivor)s.",
                name=merged.name,
                number=merged.record_number,
                survivor=merged.merged_into_id.record_number,
            )
        if len(everybody.company_id) > 1:
            return self.env._("Patients of different clinics cannot be merged.")
        if everybody.guardian_id & everybody.partner_id:
            return self.env._("One of them is the guardian of the other: they are two people.")
        return False

    def _merge_warning(self, survivor):
        """Return what speaks against these patients being one person, or False."""
        survivor.ensure_one()
        doubts = []
        for patient in self:
            if patient.birthdate and survivor.birthdate and patient.birthdate != survivor.birthdate:
                doubts.append(self.env._("Their birth dates differ."))
            if patient.sex and survivor.sex and patient.sex != survivor.sex:
                doubts.append(self.env._("Their sex differs."))
        return " ".join(dict.fromkeys(doubts))

    def _prepare_merge_vals(self, survivor):
        """Return what the survivor takes over: only what it does not know itself."""
        self.ensure_one()
        vals = {}
        for name in self._merge_filled_fields():
            if (survivor | self)._merge_source(name) == self:
                value = self[name]
                vals[name] = value.id if isinstance(value, models.BaseModel) else value
        if 'guardian_id' in vals and 'guardian_relationship' not in vals:
            vals['guardian_relationship'] = self.guardian_relationship
        if 'birthdate' in vals or survivor.stage == 'contact':
            vals['stage'] = 'patient' if 'patient' in (self.stage, survivor.stage) else 'contact'
        return vals

    def _move_to_survivor(self, survivor):
        """Move what must go on under one record. Extended by whoever has open business.

        Guardians, payers and referrers point to the contact that remains in use; open activities
        follow. Signed documents never move.
        """
        self.ensure_one()
        everyone = self.with_context(active_test=False)
        for name in ('guardian_id', 'payer_id', 'referrer_id'):
            others = everyone.search([(name, '=', self.partner_id.id)]) - self - survivor
            others.write({name: survivor.partner_id.id})
        tasks = self.activity_ids.sudo()
        tasks.filtered(lambda one: not one.user_id._may_read(survivor)).user_id = False  # who left
        tasks.write({'res_id': survivor.id})

    def action_open_survivor(self):
        return self._survivor().action_open()

    def action_open_merged(self):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id('clinic_crm.clinic_patient_action'),
            'domain': [('id', 'in', (self._with_history() - self).ids)],
            'context': {'active_test': False, 'create': False},
        }
