from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """Where a clinic's video visits take place."""

    _inherit = 'res.company'

    clinic_video_url = fields.Char(
        string="Video calls",
        help="Address of the clinic's video service, e.g. https://meet.jit.si. Each video visit "
        "gets a room of its own there. Empty: no link is sent.",
    )

    @api.constrains('clinic_video_url')
    def _check_clinic_video_url(self):
        for company in self:
            address = company.clinic_video_url
            if address and not (
                urlsplit(address).scheme == 'https'
                and urlsplit(address).hostname
                and address.isprintable()
                and not set(address) & set(' ?#<>"')
            ):
                raise ValidationError(
                    self.env._(
                        "“%(address)s” is not the address of a video service. Write it as "
                        "https://meet.jit.si, with https and without anything after “?”.",
                        address=address,
                    )
                )

    def _video_base(self):
        """The address of this branch, or of the clinic it belongs to; without a final slash."""
        self.ensure_one()
        return (self.clinic_video_url or self.root_id.clinic_video_url or '').rstrip('/')
