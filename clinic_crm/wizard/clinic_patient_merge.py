from markupsafe import Markup

from odoo import Command, api, fields, models


class ClinicPatientMerge(models.TransientModel):
    _name = 'clinic.patient.merge'
    _description = "Merge patients"

    patient_ids = fields.Many2many(
        'clinic.patient',
        string="Same person",
        context={'active_test': False},
    )
    survivor_id = fields.Many2one(
        'clinic.patient',
        string="Record that stays",
        domain="[('id', 'in', patient_ids)]",
        context={'active_test': False},
    )
    refusal = fields.Char(compute='_compute_preview')
    warning = fields.Char(compute='_compute_preview')
    preview = fields.Html(compute='_compute_preview', sanitize=False)

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get('active_model') == 'clinic.patient':
            patients = (
                self.env['clinic.patient']
                .with_context(active_test=False)
                .browse(self.env.context.get('active_ids', []))
                .exists()
            )
            if len(patients) == 1:  # asked from one record: who looks like the same person
                patients |= patients.browse(other.id for other, *_ in patients._find_duplicates())
            values.setdefault('patient_ids', [Command.set(patients.ids)])
            # The oldest active record is the one people and papers know.
            oldest = patients.sorted(lambda p: (not p.active, p.create_date, p.id))[:1]
            values.setdefault('survivor_id', oldest.id)
        return values

    @api.depends('patient_ids', 'survivor_id')
    def _compute_preview(self):
        for wizard in self:
            survivor = wizard.survivor_id
            absorbed = wizard.patient_ids._origin - survivor
            wizard.refusal = wizard.warning = wizard.preview = False
            if not survivor:
                wizard.refusal = self.env._("Choose the record that stays.")
                continue
            wizard.refusal = absorbed._merge_refusal(survivor) or False
            wizard.warning = absorbed._merge_warning(survivor) or False
            wizard.preview = wizard._render_preview(survivor, absorbed)

    def _render_preview(self, survivor, absorbed):
        """Return a table: a line a field, what each record says and what will be kept."""
        Patient = self.env['clinic.patient']
        names = [name for name in ('name', *Patient._merge_filled_fields()) if name != 'photo']
        head = [Markup('<th>%s</th>') % self._cell(p, 'record_number') for p in survivor | absorbed]
        rows = []
        for name in names:
            values = [self._cell(patient, name) for patient in survivor | absorbed]
            if not any(values):
                continue
            kept = self._cell((survivor | absorbed)._merge_source(name), name)
            label = Patient._fields[name]._description_string(self.env)
            cells = Markup().join(
                Markup('<td class="%s">%s</td>')
                % (
                    'fw-bold' if value == kept else 'text-muted',
                    value or '—',
                )
                for value in values
            )
            rows.append(Markup('<tr><td>%s</td>%s</tr>') % (label, cells))
        return Markup(
            '<table class="table table-sm"><thead><tr><th></th>%s</tr></thead>'
            '<tbody>%s</tbody></table>'
        ) % (Markup().join(head), Markup().join(rows))

    @api.model
    def _cell(self, patient, name):
        field, value = patient._fields[name], patient[name]
        if not value:
            return ''
        if field.type == 'many2one':
            return value.display_name
        if field.type == 'selection':
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == 'date':
            return value.strftime('%d/%m/%Y')
        return str(value)

    def action_merge(self):
        self.ensure_one()
        patients = self.patient_ids | self.survivor_id
        patients.check_access('read')
        patients._check_may_merge()
        survivor = self.survivor_id
        (patients - survivor)._merge_into(survivor)
        return survivor.action_open()
