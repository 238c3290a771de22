from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

from ..const import STAFF_GROUPS
from ..trail import write_trail


class IrHttp(models.AbstractModel):
    _inherit = 'ir.http'

    def session_info(self):
        """Land each role on its own page, unless the user chose another home action, and tell the
        staff's browser on which clock each branch lives."""
        info = super().session_info()
        if not (request.session.uid and info.get('is_internal_user')):
            return info
        if not info.get('home_action_id'):
            action = self.env['clinic.home']._home_action()
            if action:
                info['home_action_id'] = action.id
        if self.env.user.has_groups(STAFF_GROUPS):
            info['clinic_zones'] = {
                branch.id: branch.clinic_tz for branch in self.env.user.sudo().company_ids
            }
        return info

    @classmethod
    def _handle_error(cls, exception):
        # The text of an error may hold what was read: it leaves only after the reads are written.
        if request and request.env:
            try:
                write_trail(request.env.cr)
            except UserError as refused:
                # a new one: the chain of the caught one would carry the first error's text
                exception = UserError(*refused.args)
        return super()._handle_error(exception)
