from odoo import api, fields, models


class ClinicAccessLog(models.Model):
    """The log in the words of whoever answers for the data, beside those of the system."""

    _inherit = 'clinic.access.log'

    record_kind = fields.Char(string="What was read", compute='_compute_words')
    field_labels = fields.Char(string="Which texts", compute='_compute_words')

    @api.depends('model', 'field_names')
    @api.depends_context('lang')
    def _compute_words(self):
        IrModel = self.env['ir.model'].sudo()
        for line in self:
            line.record_kind = IrModel._get(line.model).name or line.model
            known = self.env[line.model]._fields if line.model in self.env else {}
            line.field_labels = ", ".join(
                known[name]._description_string(self.env) if name in known else name
                for name in (line.field_names or '').replace(' ', '').split(',')
            )
