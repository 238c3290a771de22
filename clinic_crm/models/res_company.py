import pytz

from odoo import fields, models

MEXICAN_ZONES = (
    ('America/Mexico_City', "Mexico City (Centre)"),
    ('America/Cancun', "Cancún (South-east)"),
    ('America/Merida', "Mérida (Centre)"),
    ('America/Monterrey', "Monterrey (Centre)"),
    ('America/Matamoros', "Matamoros (Centre, border)"),
    ('America/Ojinaga', "Ojinaga (Centre, border)"),
    ('America/Chihuahua', "Chihuahua (Centre)"),
    ('America/Ciudad_Juarez', "Ciudad Juárez (Mountain, border)"),
    ('America/Hermosillo', "Hermosillo (Pacific, Sonora)"),
    ('America/Mazatlan', "Mazatlán (Pacific)"),
    ('America/Bahia_Banderas', "Bahía de Banderas (Centre)"),
    ('America/Tijuana', "Tijuana (North-west, border)"),
)


def _clinic_zones(self):
    """Every time zone as (name, label), those of Mexico first."""
    mexican = [zone for zone in MEXICAN_ZONES if zone[0] in pytz.all_timezones_set]
    names = {name for name, _label in mexican}
    return mexican + [(name, name) for name in pytz.all_timezones if name not in names]


class ResCompany(models.Model):
    _inherit = 'res.company'

    clinic_tz = fields.Selection(
        _clinic_zones, string="Time zone", required=True, default='America/Mexico_City',
        help="Hours of this clinic or branch are shown and booked in this zone.",
    )
