from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.clinic_crm.fields import Encrypted
from odoo.addons.clinic_crm.trail import note_fetched

from ..cloud_api import media as files

KINDS = [
    ('image', "Photo"),
    ('audio', "Sound"),
    ('video', "Film"),
    ('document', "Document"),
    ('sticker', "Sticker"),
]


class ClinicWhatsappMedia(models.Model):
    """A file of a conversation on WhatsApp, in either direction.

    One that comes in is noted with its message (`waiting`) and fetched by a job; its bytes, its
    name and its hash are sealed, and leave by `/clinic/whatsapp/media/<id>` alone, for whoever may
    read the message. With the patient's message it goes.
    """

    _name = 'clinic.whatsapp.media'
    _description = "File on WhatsApp"
    _inherit = ['clinic.whatsapp.kept.mixin', 'clinic.encrypted.mixin']
    _order = 'id'

    account_id = fields.Many2one(
        'clinic.whatsapp.account', required=True, readonly=True, ondelete='restrict', index=True
    )
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    message_id = fields.Many2one(
        'clinic.whatsapp.message', readonly=True, ondelete='cascade', index='btree_not_null'
    )
    # of whom a file is decides who sees it: those who may read this, or agents while it is empty
    patient_message_id = fields.Many2one(
        'clinic.message', readonly=True, ondelete='cascade', index='btree_not_null'
    )
    patient_id = fields.Many2one(related='patient_message_id.patient_id')
    direction = fields.Selection(
        [('in', "From the patient"), ('out', "To the patient")], required=True, readonly=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    media_id = fields.Char(string="Meta's ID", readonly=True, groups=fields.NO_ACCESS)
    mime_type = fields.Char(
        string="Type",
        readonly=True,
        help="By the bytes once they are here; before, what the sender's phone said.",
    )
    filename = Encrypted(readonly=True, audited=False)
    sha256 = Encrypted(readonly=True, audited=False, groups=fields.NO_ACCESS)
    size = fields.Integer(readonly=True)
    voice = fields.Boolean(string="Voice note", readonly=True)
    state = fields.Selection(
        [
            ('waiting', "On its way"),
            ('stored', "Here"),
            ('refused', "Not taken over"),
            ('lost', "Lost"),
        ],
        required=True,
        readonly=True,
        default='waiting',
    )
    error = fields.Char(string="Why not", readonly=True)
    content = fields.Binary(
        string="Sealed bytes",
        attachment=False,
        audited=True,
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
    )
    # of a message to a patient: the bytes stay where they are
    attachment_id = fields.Many2one(
        'ir.attachment', readonly=True, ondelete='set null', index='btree_not_null'
    )
    attempts = fields.Integer(readonly=True)
    due_at = fields.Datetime(
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="When the job takes it up; while it does, when it is taken for broken off.",
    )

    _once = models.UniqueIndex(
        "(message_id, media_id) WHERE direction = 'in'", "This file is known already."
    )
    _to_fetch = models.Index("(due_at, id) WHERE direction = 'in' AND state = 'waiting'")

    @api.private
    def init(self):
        result = super().init()
        # sealed bytes do not shrink: no work is lost on trying
        self.env.cr.execute(
            SQL("ALTER TABLE %s ALTER content SET STORAGE EXTERNAL", SQL.identifier(self._table))
        )
        return result

    @api.depends('kind', 'voice')
    def _compute_display_name(self):
        for media in self:
            media.display_name = media._kind_label()

    def _kind_label(self):
        self.ensure_one()
        if self.voice:
            return self.env._("Voice note")
        return dict(self._fields['kind']._description_selection(self.env))[self.kind]

    # ------------------------------------------------------------------ reading
    def _for_desk(self):
        """These files as plain values for a screen, those the user may see.

        :return: list of ``{id, kind, mime_type, filename, size, voice, state, error, url}``;
            ``url`` is False until the bytes are here
        """
        visible = self._visible()
        visible.fetch(['filename'])
        return [
            {
                'id': media.id,
                'kind': media.kind,
                'mime_type': media.mime_type or '',
                'filename': media.sudo()._file_name(),
                'size': media.size,
                'voice': media.voice,
                'state': media.state,
                'error': media.error or '',
                'url': f'/clinic/whatsapp/media/{media.id}' if media.state == 'stored' else False,
            }
            for media in visible
        ]

    def _visible(self):
        """Those the user may see: the message they came with decides, whatever its rules become."""
        readable = self._filtered_access('read')
        messages = readable.sudo().patient_message_id.sudo(self.env.su)
        hidden = messages - messages._filtered_access('read')
        return readable.filtered(lambda media: media.sudo().patient_message_id not in hidden)

    def _read_bytes(self):
        """The file as it was sent; the reading is logged.

        :raise AccessError: it is not there, or not for this user
        """
        self.ensure_one()
        content = None
        if self.exists() and self._visible() and self.state == 'stored':
            content = self.sudo()._bytes()
        if content is None:
            raise AccessError(self.env._("This file is not here, or not for you."))
        return content

    def _bytes(self):
        """The bytes for the server's own code; None when they are gone."""
        self.ensure_one()
        if self.attachment_id:
            note_fetched(self, ['content'])
            return self.attachment_id.raw or None
        return self._open_bytes('content')

    def _file_name(self):
        """What the file is called when somebody keeps it."""
        self.ensure_one()
        return files.file_name(
            self.filename or '', self.mime_type or '', self._kind_label().lower().replace(' ', '-')
        )

    def _in_words(self, caption=''):
        """What a message with this file says, as staff read it."""
        self.ensure_one()
        name = self._file_name() if self.kind == 'document' else ''
        return " ".join(filter(None, [f"[{self._kind_label()}]", name, caption]))

    def _changed(self):
        """Called when the bytes of these have come, or will not: for whoever shows them."""


class ClinicWhatsappMessage(models.Model):
    _inherit = 'clinic.whatsapp.message'

    media_ids = fields.One2many('clinic.whatsapp.media', 'message_id', string="Files")


class ClinicVaultKey(models.Model):
    _inherit = 'clinic.vault.key'

    def _destroy(self, records):
        """What the law takes from a patient's message, it takes from its files."""
        result = super()._destroy(records)
        if records._name == 'clinic.message' and records:
            Media = self.env['clinic.whatsapp.media'].sudo()
            media = Media.search([('patient_message_id', 'in', records.ids)])
            if media:
                super()._destroy(media)
        return result
