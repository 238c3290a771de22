import base64
import re

from odoo import api, fields, models

from ..fields import Encrypted

LARGEST = 15 * 1024 * 1024  # bytes of one file
LARGEST_TOGETHER = 25 * 1024 * 1024
MOST = 20
# What a letter to a clinic never needs, and what does harm when it is opened.
PROGRAMS = re.compile(
    r'\.(exe|com|bat|cmd|scr|pif|msi|msp|jar|js|jse|vbs?|vbe|wsf|wsh|ps1|hta|lnk|reg|cpl|dll|sh'
    r'|apk|iso|img|vhdx?|docm|xlsm|pptm|html?|svg|xhtml)$',
    re.IGNORECASE,
)
MAGIC = (b'MZ', b'\x7fELF', b'#!')


class ClinicMessageFile(models.Model):
    """What came attached to an e-mail, sealed as the words are."""

    _name = 'clinic.message.file'
    _description = "File from a Patient"
    _inherit = ['clinic.encrypted.mixin']
    _order = 'id'

    message_id = fields.Many2one(
        'clinic.message', readonly=True, ondelete='restrict', index='btree_not_null'
    )
    letter_id = fields.Many2one(
        'clinic.letter', readonly=True, ondelete='cascade', index='btree_not_null'
    )
    name = Encrypted(readonly=True, audited=False)
    mime_type = fields.Char(readonly=True)
    size = fields.Integer(readonly=True)
    content = Encrypted(string="Content (base64)", readonly=True, copy=False)

    @api.depends('size')
    def _compute_display_name(self):
        for file in self:
            file.display_name = file.name or self.env._("File")

    @api.model
    def _keep(self, files, **owner):
        """Seal what may be kept.

        :param files: of a `letters.Letter`
        :param owner: ``message_id`` or ``letter_id``
        :return: a sentence for each that was not
        """
        refusals, kept, together = [], [], 0
        for file in files:
            refusal = self._refusal(file)
            if not refusal and (
                len(kept) >= MOST or together + len(file.content) > LARGEST_TOGETHER
            ):
                refusal = self.env._("there were too many files")
            if refusal:
                refusals.append(
                    self.env._(
                        "[Not kept: “%(name)s”, %(reason)s. Ask the patient to send it another "
                        "way.]",
                        name=file.name,
                        reason=refusal,
                    )
                )
                continue
            together += len(file.content)
            kept.append(
                {
                    'name': file.name,
                    'mime_type': file.mime_type[:100],
                    'size': len(file.content),
                    'content': base64.b64encode(file.content).decode(),
                    **owner,
                }
            )
        self.sudo().create(kept)
        return refusals

    @api.model
    def _refusal(self, file):
        if not file.content:
            return self.env._("it could not be read")
        if len(file.content) > LARGEST:
            return self.env._("it is larger than %(size)s MB", size=LARGEST // 1024 // 1024)
        if PROGRAMS.search(file.name) or file.content.startswith(MAGIC):
            return self.env._("it is a program or a page that could do harm")
        return None

    def _bytes(self):
        """The file; reading it is logged."""
        self.ensure_one()
        return base64.b64decode(self.content or '')

    def _for_screen(self):
        """[{id, name, size, url}] for the timeline."""
        return [
            {
                'id': file.id,
                'name': file.name or '',
                'size': file.size,
                'url': f'/clinic/message/file/{file.id}',
            }
            for file in self
        ]

    def action_open(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_url',
            'url': f'/clinic/message/file/{self.id}',
            'target': 'new',
        }
