from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = 'ir.http'

    def session_info(self):
        """Land each role on its own page, unless the user chose another home action."""
        info = super().session_info()
        if request.session.uid and info.get('is_internal_user') and not info.get('home_action_id'):
            action = self.env['clinic.home']._home_action()
            if action:
                info['home_action_id'] = action.id
        return info
