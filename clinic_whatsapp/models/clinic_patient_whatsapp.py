from odoo import fields, models
from odoo.exceptions import UserError


class ClinicPatient(models.Model):
    _inherit = 'clinic.patient'

    # read once for many patients: lists and campaigns ask of each how it is reached
    whatsapp_identity_ids = fields.One2many(
        'clinic.whatsapp.identity',
        'patient_id',
        string="Person on WhatsApp",
        readonly=True,
        groups=fields.NO_ACCESS,
    )

    def _move_to_survivor(self, survivor):
        """Whoever writes from the phone of this record is the other one from now on."""
        result = super()._move_to_survivor(survivor)
        people = self.env['clinic.whatsapp.identity'].sudo().with_context(active_test=False)
        people.search([('patient_id', '=', self.id)]).write({'patient_id': survivor.id})
        return result

    def action_whatsapp(self):
        """Open the conversation with the patient, or with who answers for them."""
        self.ensure_one()
        self.check_access('read')
        self.env['clinic.whatsapp.conversation'].check_access('read')
        account = self.env['clinic.message.channel.whatsapp'].sudo()._account(self)
        if not account:
            raise UserError(
                self.env._("WhatsApp is not connected: whoever keeps it does it under Settings.")
            )
        person = self.env['clinic.whatsapp.identity']._of_patient(account, self)
        if not person:
            raise UserError(
                self.env._(
                    "There is no number that WhatsApp could reach. Write the patient's mobile "
                    "phone, with its ten digits, and try again."
                )
            )
        Conversation = self.env['clinic.whatsapp.conversation']
        conversation = Conversation.sudo()._of(person).with_env(self.env)
        conversation.check_access('read')
        conversation.sudo()._show_to(self.env.user)
        return conversation.sudo()._action()


class ClinicWhatsappConversation(models.Model):
    _inherit = 'clinic.whatsapp.conversation'

    def _show_to(self, user):
        """Put it in a person's list although nobody has written."""
        self._sync_members()
        self.is_open = True
        member = self.channel_id.channel_member_ids.filtered(
            lambda one: one.partner_id == user.partner_id
        )
        member.unpin_dt = False
