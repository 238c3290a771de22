from odoo import models
from odoo.exceptions import UserError
from odoo.http import request

from ..trail import write_trail


class IrHttp(models.AbstractModel):
    _inherit = 'ir.http'

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
