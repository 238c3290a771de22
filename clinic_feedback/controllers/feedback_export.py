from odoo import fields, http
from odoo.http import content_disposition, request

KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


class FeedbackExport(http.Controller):
    @http.route('/clinic/feedback/answers.xlsx', type='http', auth='user', readonly=False)
    def answers(self, days='', branches='', **only):
        """The answers behind the panel, of the branches and all that is chosen there."""
        user = request.env.user
        chosen = {int(one) for one in branches.split(',') if one.isdecimal()}
        companies = user.company_ids.ids
        panel = request.env['clinic.feedback.panel'].with_context(
            allowed_company_ids=[one for one in companies if one in chosen] or companies
        )
        only = {name: value for name, value in only.items() if value.isdecimal()}
        content = panel._export(int(days) if days.isdecimal() else 0, only)
        day = fields.Date.context_today(panel)
        return request.make_response(
            content,
            [
                ('Content-Type', KIND),
                ('Content-Disposition', content_disposition(f'opinion-{day}.xlsx')),
                ('Cache-Control', 'no-store'),
            ],
        )
