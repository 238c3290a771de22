from werkzeug.exceptions import NotFound

from odoo import fields, http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

LARGEST_ID = 2**31 - 1  # of the database
YEARS = range(1970, 2201)  # of which zones and calendars know


class Paper(http.Controller):
    """What is printed of the agenda, for whoever may read it on the screen."""

    @http.route('/clinic/paper/day', type='http', auth='user', methods=['GET'], readonly=True)
    def day_sheet(self, day=None, practitioners='', **_params):
        """The day's sheets as PDF: of some practitioners (ids with commas), or of all."""
        self._check_reader()
        try:
            date = fields.Date.to_date(day) or fields.Date.context_today(request.env.user)
            numbers = [int(number) for number in practitioners.split(',') if number]
        except ValueError:
            raise NotFound() from None
        if date.year not in YEARS or any(number > LARGEST_ID for number in numbers):
            raise NotFound()
        chosen = request.env['clinic.practitioner'].browse(numbers).exists()
        if len(chosen) < len(set(numbers)):
            raise NotFound()
        visits = request.env['clinic.appointment']
        return self._answer(visits._day_sheet_pdf(date, chosen), f'hoja-del-dia-{date}.pdf')

    @http.route(
        '/clinic/paper/card/<int:visit_id>',
        type='http',
        auth='user',
        methods=['GET'],
        readonly=True,
    )
    def card(self, visit_id, **_params):
        """The card of one visit as PDF."""
        self._check_reader()
        if visit_id > LARGEST_ID:
            raise NotFound()
        visit = request.env['clinic.appointment'].browse(visit_id).exists()
        if not visit:
            raise NotFound()
        try:
            pdf = visit._card_pdf()
        except AccessError:
            raise NotFound() from None
        return self._answer(pdf, 'cita.pdf')

    def _check_reader(self):
        """Whoever reads no visits learns not even which ones exist."""
        if not request.env['clinic.appointment'].has_access('read'):
            raise NotFound()

    def _answer(self, pdf, name):
        return request.make_response(
            pdf,
            headers=[
                ('Content-Type', 'application/pdf'),
                ('Content-Disposition', content_disposition(name, 'inline')),
                ('Cache-Control', 'no-store'),
            ],
        )
