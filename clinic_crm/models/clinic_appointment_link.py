import base64
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import consteq, hmac

from ..agenda import short_moment
from ..agenda.feed import Entry, calendar

AFTER = timedelta(days=2)  # how long after the visit its page still says what became of it
DAY_ZERO = fields.Date.to_date('2020-01-01')
_TOKEN = re.compile(r'([0-9a-z]{1,12})-([0-9a-z]{1,4})-([\w-]{16})', re.ASCII)
_DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'


class ClinicAppointment(models.Model):
    """The visit's own page for its patient: an address nobody can guess, that ends by itself.

    Whoever has it may confirm, move and cancel this visit and read when and where it is, nothing
    else. Short, so that it fits into a SMS: the visit's number, the last day, and a signature over
    both and the visit's uuid. Nothing is stored.
    """

    _inherit = 'clinic.appointment'  # pylint: disable=consider-merging-classes-inherited

    def _link(self):
        """The address of the page; it lasts until two days after the visit as it is now."""
        self.ensure_one()
        return f'{self.get_base_url()}/clinic/visit/{self._link_token()}'

    def _link_token(self):
        until = ((self.start + AFTER).date() - DAY_ZERO).days
        return f'{_written(self.id)}-{_written(until)}-{self._link_signature(until)}'

    def _link_signature(self, until):
        digest = hmac(self.env(su=True), 'clinic.visit.link', (self.sudo().uuid, until))
        return base64.urlsafe_b64encode(bytes.fromhex(digest)[:12]).decode()

    @api.model
    def _of_link(self, token):
        """The visit of a token, as superuser; empty if it is none of ours or has ended."""
        nobody = self.sudo().browse()
        found = _TOKEN.fullmatch(token or '')
        if not found:
            return nobody
        number, until = int(found[1], 36), int(found[2], 36)
        if number > 2**31 - 1 or DAY_ZERO + timedelta(days=until) < fields.Date.today():
            return nobody
        visit = self.sudo().browse(number).exists()
        if not visit or not visit.patient_id:
            return nobody
        return visit if consteq(visit._link_signature(until), found[3]) else nobody

    def _as_calendar(self):
        """The visit as an iCalendar file for the patient's own calendar, without what it is for."""
        self.ensure_one()
        place = ', '.join(
            filter(None, (self.company_id.name, self.company_id.street, self.company_id.city))
        )
        return calendar(
            self.company_id.name,
            [
                Entry(
                    f'{self.uuid}@clinic',
                    self.start,
                    self.stop,
                    self.write_date,
                    f"Cita en {self.company_id.name}",
                    '' if self.type_id.video else place,
                )
            ],
        )

    def _notice_values(self, among=1):
        """Also the visit's page, and its time as short as a SMS wants it."""
        return super()._notice_values(among) | {
            'liga': self._link(),
            'corto': short_moment(self._local(self.start)),
        }


class ClinicMessage(models.Model):
    _inherit = 'clinic.message'

    def _visit_link(self):
        """The page of the visit this message asks about, for channels without buttons."""
        self.ensure_one()
        if self.res_model != 'clinic.appointment' or not self.sudo().kind_id.button_ids:
            return ''
        visit = self.env['clinic.appointment'].sudo().browse(self.res_id).exists()
        return visit._link() if visit and visit._is_open_to_patient() else ''

    def _visit_link_label(self):
        """What stands on the button that leads there; patients read it."""
        return "Confirmar, cambiar o cancelar"


def _written(number):
    digits = ''
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or '0'
