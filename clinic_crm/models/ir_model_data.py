from odoo import api, models


class IrModelData(models.Model):
    _inherit = 'ir.model.data'

    @api.model
    def _process_end_unlink_record(self, record):
        """Keep what an update takes for gone: a patient's field of an addon loaded after ours.

        `clinic.patient` has every field of `res.partner`, those of *account* too, and knows them
        when it is installed; when it is updated, *account* is loaded later.
        """
        if record._name == 'ir.model.fields' and record.model in self.env:
            if record.name in self.env[record.model]._fields:
                return
        super()._process_end_unlink_record(record)
