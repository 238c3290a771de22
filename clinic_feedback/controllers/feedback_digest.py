from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.clinic_crm.controllers.visit_page import HEADERS

from ..models.clinic_feedback_digest import READERS


class FeedbackDigest(http.Controller):
    @http.route('/clinic/feedback/digest', type='http', auth='user', readonly=False)
    def digest(self):
        """The weekly summary as it is mailed, for whoever may see the panel."""
        if not request.env.user.has_groups(','.join(READERS)):
            raise AccessError(request.env._("Only who keeps the feedback sees its panel."))
        return request.make_response(
            request.env['clinic.feedback.digest']._preview(),
            [('Content-Type', 'text/html; charset=utf-8'), *HEADERS],
        )
