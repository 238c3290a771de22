import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import pac as engine


class ClinicCfdiResolve(models.TransientModel):
    """What a person found on the PAC's page of a comprobante that nobody knows to be stamped."""

    _name = 'clinic.cfdi.resolve'
    _description = "What became of a CFDI in doubt"

    document_id = fields.Many2one('clinic.cfdi.document', required=True, readonly=True)
    xml = fields.Binary(string="Stamped XML", attachment=False)
    xml_name = fields.Char()

    def action_stamped(self):
        """It is there: its XML is taken when it is this very comprobante with a timbre."""
        attempt = self._attempt()
        if not self.xml:
            raise UserError(self.env._("Choose the XML that you downloaded from the PAC."))
        try:
            found = engine.answers.stamped(
                base64.b64decode(attempt.sent), base64.b64decode(self.xml)
            )
        except engine.PacError:
            raise UserError(
                self.env._(
                    "That file is not the stamped XML of this invoice: its seal is another. "
                    "Download it again by its number and amount."
                )
            ) from None
        attempt.write({'state': 'stamped', 'uuid': found.uuid, 'code': False, 'message': False})
        attempt.document_id._settled(attempt, found)
        return self._end(
            self.env._("The stamped XML was given by hand: %(uuid)s.", uuid=found.uuid)
        )

    def action_not_stamped(self):
        """It is not there: it may be mended and stamped anew."""
        attempt = self._attempt()
        words = self.env._("Looked up on the PAC's page: it was not stamped.")
        attempt.write({'state': 'refused', 'code': False, 'message': words})
        attempt.document_id._settled(attempt)
        return self._end(words)

    def _attempt(self):
        """The attempt in doubt, locked, as superuser."""
        self.ensure_one()
        self.document_id.check_access('read')
        document = self.document_id.sudo()
        document.lock_for_update()
        document.invalidate_recordset(['state'])
        if document.state != 'error':
            raise UserError(self.env._("It is settled already: look at it again."))
        return document.attempt_ids[:1]

    def _end(self, words):
        self.document_id.sudo().move_id._message_log(
            body=words, author_id=self.env.user.partner_id.id
        )
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}
