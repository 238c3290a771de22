import json

from odoo import api, models


class ClinicWhatsappOutbox(models.Model):
    """What the desk sends, and how far it has come."""

    _inherit = 'clinic.whatsapp.outbox'

    def _contents(self):
        """An approved text that a person chose goes as it was filled in."""
        content = json.loads(self.sudo().content or '{}')
        if content.get('type') != 'template':
            return super()._contents()
        return content, True

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.sudo().identity_id.conversation_ids._tell()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if 'state' in vals:
            self._tell_states()
        return result

    def _tell_states(self):
        """Show the ticks to who has the conversation open; of a batch of events, all at once."""
        later = self.env.context.get('clinic_whatsapp_later')
        if isinstance(later, Later):
            later.row_ids.update(self.ids)
        else:
            self.env['clinic.whatsapp.conversation']._tell_states(self)

    @api.model
    def _claim(self, budgets, pace):
        later = Later()
        outbox = self.with_context(clinic_whatsapp_later=later)
        claimed = super(ClinicWhatsappOutbox, outbox)._claim(budgets, pace)
        later.tell(self.env)
        return claimed

    @api.model
    def _write_some(self, results):
        later = Later()
        outbox = self.with_context(clinic_whatsapp_later=later)
        result = super(ClinicWhatsappOutbox, outbox)._write_some(results)
        later.tell(self.env)
        return result


class Later:
    """Collects what is told when a batch is through. No client can put an object in a context."""

    def __init__(self):
        self.row_ids = set()

    def tell(self, env):
        if self.row_ids:
            rows = env['clinic.whatsapp.outbox'].browse(sorted(self.row_ids)).exists()
            env['clinic.whatsapp.conversation']._tell_states(rows)


class ClinicWhatsappEvent(models.Model):
    _inherit = 'clinic.whatsapp.event'

    def _apply_in_order(self):
        later = Later()
        result = super(
            ClinicWhatsappEvent, self.with_context(clinic_whatsapp_later=later)
        )._apply_in_order()
        later.tell(self.env)
        return result
