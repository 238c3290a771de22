from odoo import api, fields, models
from odoo.tools import hmac

from ..const import AGENDA_READERS

TOKEN_LENGTH = 24  # hexadecimal digits


class ClinicAppointment(models.Model):
    """The address of a video visit: a room of the clinic's own service that nobody can guess.

    It follows from the visit's uuid and the database's secret, so it stays when the visit is moved,
    and says nothing of patient, practitioner or time.
    """

    _inherit = 'clinic.appointment'

    video_url = fields.Char(
        string="Video call",
        compute='_compute_video_url',
        compute_sudo=True,
        groups=AGENDA_READERS,
    )

    @api.depends('type_id.video', 'uuid', 'company_id.clinic_video_url')
    def _compute_video_url(self):
        for visit in self:
            base = visit.type_id.video and visit.company_id and visit.company_id._video_base()
            if base and visit.uuid:
                token = hmac(visit.env, 'clinic.appointment.video', visit.uuid)[:TOKEN_LENGTH]
                visit.video_url = f"{base}/cita-{token}"
            else:
                visit.video_url = False
