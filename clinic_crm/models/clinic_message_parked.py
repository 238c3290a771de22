from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

USEFUL = timedelta(days=7)  # of what has no limit of its own


class ClinicMessage(models.Model):
    """What waits because nobody knows how to reach the patient.

    It is the patient who lacks a phone, not the message that failed: reception sees one line a
    patient, and with a phone or an e-mail written down it goes by itself, if it is still useful.
    """

    _inherit = 'clinic.message'

    @api.model
    def _parked_domain(self):
        return Domain('state', '=', 'queued') & Domain('error_code', '=', 'no_address')

    def _park(self):
        """Let a message wait for an address; False when that is not what it lacks."""
        self.ensure_one()
        if self.tried_channels:
            return False
        missing = self.env['clinic.message.channel']._missing(self.patient_id, self.kind_id)
        if not missing:
            return False
        vals = {'channel': False, 'error_code': 'no_address', 'error': missing}
        if not self.expires_at:
            vals['expires_at'] = fields.Datetime.now() + USEFUL
        self.write(vals)
        return True

    @api.model
    def _unpark(self, patients):
        """How these patients are reached has changed: what waited for it goes."""
        waiting = self.sudo().search(
            self._parked_domain() & Domain('patient_id', 'in', patients.ids), order='id'
        )
        for message in waiting:
            message = message.with_context(lang=message.patient_id.company_id._staff_lang())
            message._dispatch()

    @api.model
    def _give_up_parked(self):
        """Close what has become useless while it waited, without raising an alarm."""
        late = self.search(
            self._parked_domain() & Domain('expires_at', '<=', fields.Datetime.now()), limit=500
        )
        late.try_lock_for_update().write({'state': 'expired'})

    @api.model
    def _cron_deliver(self):
        self._give_up_parked()
        return super()._cron_deliver()
