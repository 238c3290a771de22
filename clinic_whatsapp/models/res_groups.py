from odoo import models

GATES = frozenset({'user_ids', 'all_user_ids', 'implied_ids', 'implied_by_ids'})


class ResGroups(models.Model):
    _inherit = 'res.groups'

    def write(self, vals):
        """The same as from the user's side: who falls out of the team is out at once."""
        result = super().write(vals)
        if not GATES.isdisjoint(vals) and not self.env.context.get('install_mode'):
            self.env['clinic.whatsapp.conversation']._forget_former()
        return result
