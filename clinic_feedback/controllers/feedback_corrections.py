from odoo import http
from odoo.http import request


class FeedbackCorrections(http.Controller):
    @http.route('/clinic/feedback/corrections', type='http', auth='user', readonly=False)
    def corrections(self):
        """The corrected comments as a text file, for whoever keeps the feedback."""
        Analysis = request.env['clinic.feedback.analysis']
        Analysis._check_may_export()
        text = '\n'.join(Analysis._corrections()) + '\n'
        return request.make_response(
            text,
            [
                ('Content-Type', 'text/plain; charset=utf-8'),
                ('Content-Disposition', 'attachment; filename="correcciones.txt"'),
                ('Cache-Control', 'no-store'),
            ],
        )
