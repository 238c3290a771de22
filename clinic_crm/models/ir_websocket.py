from odoo import models

WISH = 'clinic_board'  # what a browser asks for; which branches that means is for the server


class IrWebsocket(models.AbstractModel):
    _inherit = 'ir.websocket'

    def _build_bus_channel_list(self, channels):
        """Whoever may read visits hears of changes in the branches they work in, of no other."""
        if WISH in channels:
            channels = [channel for channel in channels if channel != WISH]
            if self.env['clinic.appointment'].has_access('read'):
                branches = self.env.user.sudo().company_ids
                channels += [(branch, WISH) for branch in branches]
        return super()._build_bus_channel_list(channels)
