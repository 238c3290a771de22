from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

# Pointing to a patient's contact, these follow a merge too.
AROUND = ('guardian_id', 'payer_id', 'referrer_id')
# What was written together, or answers for both, is not taken apart by a program.
KEPT = ('allergies', 'allergy_state', 'stage')


class ClinicPatient(models.Model):
    """A merge undone: they were two people after all.

    Nothing of the absorbed record was deleted. With it is noted what the survivor took over, which
    fields and which rows, so that this goes back; what was written since stays where it is.
    """

    _inherit = 'clinic.patient'

    merge_trail = fields.Json(string="What a merge moved", copy=False, groups=fields.NO_ACCESS)

    @api.model
    def _pointing_fields(self):
        """Return [(model, field)] of the stored fields that say of which patient a row is."""
        return [
            (name, field.name)
            for name, model in self.env.registry.items()
            if model._auto and not model._transient
            for field in model._fields.values()
            if field.type == 'many2one'
            and field.comodel_name == 'clinic.patient'
            and field.store
            and not (field.compute or field.name == 'merged_into_id')
        ] + [('clinic.patient', name) for name in AROUND]

    def _rows_pointing_here(self):
        """Return {'model,field': ids} of what is of this patient, or of its contact."""
        self.ensure_one()
        rows = {}
        for name, field in self._pointing_fields():
            model = self.env[name].sudo().with_context(active_test=False)
            found = model.search([(field, '=', self._pointed_by(name).id)])
            if found:
                rows[f'{name},{field}'] = found.ids
        return rows

    def _pointed_by(self, model_name):
        return self.partner_id if model_name == 'clinic.patient' else self

    def _note_trail(self, survivor, before, values):
        """Write down what the merge filled in the survivor and moved there."""
        after = survivor._rows_pointing_here()
        moved = {key: sorted(set(ids) & set(after.get(key, ()))) for key, ids in before.items()}
        self.merge_trail = {
            'filled': sorted(values.keys() - set(KEPT)),
            'moved': {key: ids for key, ids in moved.items() if ids},
        }

    def action_unmerge(self):
        """Make two patients again of this record and of the one that it was merged into."""
        self.ensure_one()
        self.check_access('read')
        self._check_may_merge()
        patient, survivor = self.sudo(), self.sudo().merged_into_id
        if not survivor:
            raise UserError(self.env._("%(name)s is not merged.", name=self.name))
        try:
            (patient | survivor).lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._("Somebody is working with one of these records. Try again in a moment.")
            ) from error
        if survivor.merged_into_id:
            raise UserError(
                self.env._(
                    "Record %(number)s was merged itself. Undo that merge first.",
                    number=survivor.record_number,
                )
            )
        with self._reading_because(self.env._("A merge undone")):
            patient._separate_from(survivor)
        return True

    def _separate_from(self, survivor):
        trail = self.merge_trail or {}
        same = [name for name in trail.get('filled', ()) if survivor[name] == self[name]]
        survivor.write(dict.fromkeys(same, False))
        survivor.flush_recordset()  # what is unique is free again
        self.write({'merged_into_id': False, 'active': True, 'merge_trail': False})
        for key, ids in trail.get('moved', {}).items():
            self._take_back(survivor, *key.split(','), ids)
        for one, other in ((self, survivor), (survivor, self)):
            one.message_post(
                body=self.env._(
                    "The merge with record %(number)s was undone.", number=other.record_number
                )
            )

    def _take_back(self, survivor, model_name, field, ids):
        """Point to this patient again what still points to the survivor."""
        if model_name not in self.env or field not in self.env[model_name]._fields:
            return  # of an addon that has gone
        model = self.env[model_name].sudo().with_context(active_test=False)
        rows = model.search([('id', 'in', ids), (field, '=', survivor._pointed_by(model_name).id)])
        self._point_here(rows, field)

    def _point_here(self, rows, field):
        rows.write({field: self._pointed_by(rows._name).id})
