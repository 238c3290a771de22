from odoo import api, fields, models

from odoo.addons.clinic_crm.const import AGENDA_READERS, ATTENDING_GROUPS
from odoo.addons.clinic_crm.fields import Encrypted
from odoo.addons.clinic_crm.identity import normalise_phone

AGENT = 'clinic_whatsapp.group_agent'
PERSON = 'clinic.whatsapp.identity'


class ClinicDuty(models.Model):
    _inherit = 'clinic.duty'

    @api.model
    def _roles(self):
        """Whoever answers patients sees what cannot wait."""
        first, *others = super()._roles()
        return [first, AGENT, *others]


class ClinicAlert(models.Model):
    """An alert about somebody on WhatsApp: their name, their number, their conversation."""

    _inherit = 'clinic.alert'

    text = Encrypted(groups=f'{ATTENDING_GROUPS},{AGENT}')
    person_words = Encrypted(groups=f'{ATTENDING_GROUPS},{AGENT}')
    note = Encrypted(groups=f'{AGENDA_READERS},{AGENT}')
    answered_at = fields.Datetime(readonly=True, help="When they last read where to get help.")

    def _stranger(self):
        person = self._record() if self.res_model == PERSON else None
        if person is None:
            return super()._stranger()
        number = person.e164 or ''
        return person.display_name, (number and normalise_phone(number).display) or number

    def _origin_action(self, record):
        if record._name != PERSON:
            return super()._origin_action(record)
        conversation = self.env['clinic.whatsapp.conversation'].search(
            [('identity_id', '=', record.id)], limit=1
        )
        if conversation and self.env.user.has_group(AGENT):
            return conversation._action()
        # whoever does not answer on WhatsApp reads what was said on the patient's record
        return self.patient_id.action_open() if self.patient_id else conversation._action()


class ClinicWhatsappIdentity(models.Model):
    _inherit = 'clinic.whatsapp.identity'

    def write(self, vals):
        """Who it is was found out: their open alerts say so."""
        result = super().write(vals)
        if vals.get('patient_id'):
            self.env['clinic.alert'].sudo().search(
                [
                    ('res_model', '=', PERSON),
                    ('res_id', 'in', self.ids),
                    ('state', '!=', 'closed'),
                    ('patient_id', '=', False),
                ]
            ).write({'patient_id': vals['patient_id']})
        return result
