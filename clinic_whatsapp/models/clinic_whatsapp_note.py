from odoo import fields, models

from odoo.addons.clinic_crm.fields import Encrypted


class ClinicWhatsappNote(models.Model):
    """A word from one colleague to another in a conversation. Patients never see it."""

    _name = 'clinic.whatsapp.note'
    _description = "Note between Colleagues"
    _inherit = ['clinic.encrypted.mixin']
    _order = 'id desc'

    conversation_id = fields.Many2one(
        'clinic.whatsapp.conversation', required=True, readonly=True, ondelete='cascade', index=True
    )
    company_id = fields.Many2one(related='conversation_id.company_id', store=True, index=True)
    author_id = fields.Many2one(
        'res.users', string="By", required=True, readonly=True, ondelete='restrict'
    )
    to_id = fields.Many2one('res.users', readonly=True, ondelete='restrict')
    text = Encrypted(readonly=True, audited=False)
