from datetime import timedelta

from odoo import api, models

from ..agenda import short_moment
from ..agenda.feed import Entry, calendar
from ..links import SignedLink

LINK = SignedLink('clinic.visit.link')
AFTER = timedelta(days=2)  # how long after the visit its page still says what became of it


class ClinicAppointment(models.Model):
    """The visit's own page for its patient: an address nobody can guess, that ends by itself.

    Whoever has it may confirm, move and cancel this visit and read when and where it is, nothing
    else.
    """

    _inherit = 'clinic.appointment'

    def _link(self):
        """The address of the page; it lasts until two days after the visit as it is now."""
        self.ensure_one()
        return f'{self.get_base_url()}/clinic/visit/{self._link_token()}'

    def _link_token(self):
        return LINK.token(self, (self.start + AFTER).date())

    @api.model
    def _of_link(self, token):
        """The visit of a token, as superuser; empty if it is none of ours or has ended."""
        return LINK.find(self, token).filtered('patient_id')

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
