import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# The zones of Mexico; those of the northern border still change their clocks.
MEXICAN_ZONES = (
    ('America/Mexico_City', "Ciudad de México (centro)"),
    ('America/Cancun', "Cancún (sureste)"),
    ('America/Merida', "Mérida (centro)"),
    ('America/Monterrey', "Monterrey (centro)"),
    ('America/Matamoros', "Matamoros (centro, frontera)"),
    ('America/Ojinaga', "Ojinaga (centro, frontera)"),
    ('America/Bahia_Banderas', "Bahía de Banderas (centro)"),
    ('America/Chihuahua', "Chihuahua (centro)"),
    ('America/Ciudad_Juarez', "Ciudad Juárez (Pacífico, frontera)"),
    ('America/Hermosillo', "Hermosillo (Pacífico, Sonora)"),
    ('America/Mazatlan', "Mazatlán (Pacífico)"),
    ('America/Tijuana', "Tijuana (noroeste, frontera)"),
)


def _clinic_zones(_model):
    """Return every time zone as (name, label), those of Mexico first."""
    mexican = [zone for zone in MEXICAN_ZONES if zone[0] in pytz.all_timezones_set]
    names = {name for name, _label in mexican}
    return mexican + [(name, name) for name in pytz.all_timezones if name not in names]


class ResCompany(models.Model):
    _inherit = 'res.company'

    clinic_tz = fields.Selection(
        _clinic_zones,
        string="Time zone",
        required=True,
        default='America/Mexico_City',
        help="Hours of this clinic or branch are shown and booked in this zone.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A branch begins with the zone of the clinic it belongs to, a clinic with its numbers.

        The first patients of a clinic may be registered at two desks at once: each would find no
        sequence yet and make its own.
        """
        for vals in vals_list:
            self._check_zone(vals)
            if vals.get('parent_id') and not vals.get('clinic_tz'):
                vals['clinic_tz'] = self.browse(vals['parent_id']).clinic_tz
        companies = super().create(vals_list)
        for company in companies.filtered(lambda company: not company.parent_id):
            self.env['clinic.patient']._record_number_sequence(company)
        return companies

    def write(self, vals):
        self._check_zone(vals)
        before = {company: company.clinic_tz for company in self} if 'clinic_tz' in vals else {}
        result = super().write(vals)
        for company, zone in before.items():
            if company.clinic_tz != zone:
                company._zone_changed(zone)
        return result

    def _zone_changed(self, before):
        """Hours and rest days are on the clock of the wall: they stay at theirs in the new zone."""
        here = [('company_id', '=', self.root_id.id), ('tz', '=', before)]
        archived_too = self.env['clinic.resource'].sudo().with_context(active_test=False)
        archived_too.search(here)._follow_zone()
        rest_days = [('company_id', '=', self.id), ('clinic_rest_day', '!=', False)]
        for leave in self.env['resource.calendar.leaves'].sudo().search(rest_days):
            leave.write(leave._rest_day_limits(self, leave.clinic_rest_day))
        self.env.registry.clear_cache()

    @api.model
    def _check_zone(self, vals):
        """Say in words what the field would refuse in code."""
        zone = vals.get('clinic_tz')
        if zone and zone not in pytz.all_timezones_set:
            raise ValidationError(
                self.env._("There is no time zone “%(zone)s”. Choose one of the list.", zone=zone)
            )
