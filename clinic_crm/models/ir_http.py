from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

from ..trail import write_trail


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
