from odoo import fields, models
from odoo.tools import ormcache


class ResCompany(models.Model):
    """What patients read about a clinic or branch."""

    _inherit = 'res.company'

    clinic_hours = fields.Text(
        string="Opening hours",
        help="As patients read them: Lunes a viernes de 9:00 a 18:00 h.",
    )
    clinic_informal = fields.Boolean(
        string="Speak to patients with tú",
        help="Messages use usted unless this is set. It counts for all branches of the clinic.",
    )
    clinic_sms = fields.Boolean(
        string="Write by SMS too",
        help="By the SMS gateway of Odoo, which charges for each. Only short neutral texts go, "
        "after WhatsApp and e-mail or in the order each kind of message says.",
    )
    clinic_sms_installed = fields.Boolean(compute='_compute_clinic_sms_installed')

    def _staff_lang(self):
        """The language of its people. A job speaks none of theirs, and they read what it notes."""
        return self._own_lang() or self.env.lang

    @ormcache('self.id')
    def _own_lang(self):
        """Forgotten when the language of a clinic changes (`res_partner_lang.py`)."""
        return self.sudo().partner_id.lang

    def _compute_clinic_sms_installed(self):
        self.clinic_sms_installed = 'sms.sms' in self.env
