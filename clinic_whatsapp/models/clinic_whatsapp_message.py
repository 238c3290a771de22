from odoo import api, fields, models

from odoo.addons.clinic_crm.fields import Encrypted

DIRECTIONS = [('in', "From the patient"), ('out', "To the patient")]


class ClinicWhatsappMessage(models.Model):
    """A message of a conversation on WhatsApp.

    What it says is on the patient's own `clinic.message`; of a person nobody knows yet it waits
    here, sealed, until somebody says who it is.
    """

    _name = 'clinic.whatsapp.message'
    _description = "Message on WhatsApp"
    _inherit = ['clinic.encrypted.mixin']
    _order = 'at desc, id desc'

    identity_id = fields.Many2one(
        'clinic.whatsapp.identity',
        string="Person",
        required=True,
        readonly=True,
        ondelete='restrict',
        index=True,
    )
    account_id = fields.Many2one(
        related='identity_id.account_id', store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related='identity_id.company_id', store=True, precompute=True, index=True
    )
    message_id = fields.Many2one(
        'clinic.message', readonly=True, ondelete='set null', index='btree_not_null'
    )
    direction = fields.Selection(DIRECTIONS, required=True, readonly=True)
    wamid = fields.Char(string="Message ID", required=True, readonly=True)
    about_wamid = fields.Char(string="Answers", readonly=True)
    kind = fields.Char(required=True, readonly=True)
    at = fields.Datetime(string="When", required=True, readonly=True)
    waiting_text = Encrypted(
        readonly=True,
        audited=False,
        help="What somebody unknown wrote.",
    )
    payload = Encrypted(readonly=True, audited=False, groups=fields.NO_ACCESS)
    text = fields.Text(compute='_compute_text')

    _wamid_uniq = models.Constraint('UNIQUE (account_id, wamid)', "This message is known already.")

    @api.depends('message_id', 'waiting_text')
    def _compute_text(self):
        for message in self:
            message.text = message.message_id.body or message.waiting_text

    # ------------------------------------------------------------------ in
    @api.model
    def _take_in(self, event, incoming):
        """Make of an event what a person wrote, tapped or sent.

        :param event: `clinic.whatsapp.event` of kind ``message``
        :param incoming: what is in it, as `cloud_api.read_message` gives it
        """
        identity = self.env['clinic.whatsapp.identity']._recognise(
            event.account_id, incoming.sender
        )
        if incoming.kind == 'system':
            identity._renumber(incoming.new_wa_id, incoming.new_bsuid)
            return self.browse()
        at = event.at or event.received_at
        wamid = incoming.wamid or event.key
        known = self.search([('account_id', '=', event.account_id.id), ('wamid', '=', wamid)])
        if known:
            return known
        identity._heard(at)
        return self._take_new(identity, incoming, wamid, at)

    @api.model
    def _take_new(self, identity, incoming, wamid, at):
        """Keep what was not known: of a patient among their messages, else here until somebody
        says who it is."""
        said, logged = self._in_words(incoming), self.env['clinic.message']
        if identity.patient_id:
            logged = self._log_said(identity, 'in', said, at, wamid)
        return self.create(
            {
                'identity_id': identity.id,
                'direction': 'in',
                'wamid': wamid,
                'about_wamid': incoming.about or False,
                'kind': incoming.kind,
                'at': at,
                'message_id': logged.id,
                'waiting_text': False if logged else said,
                'payload': incoming.payload or False,
            }
        )

    def _hand_to_patient(self):
        """Put what was said among the patient's messages, once, and keep no copy."""
        for message in self.sorted('at').filtered('waiting_text'):
            logged = self._log_said(
                message.identity_id,
                message.direction,
                message.waiting_text,
                message.at,
                message.wamid,
            )
            message.sudo().write({'message_id': logged.id, 'waiting_text': False})

    @api.model
    def _log_said(self, identity, direction, said, at, wamid):
        return (
            self.env['clinic.message']
            .with_company(identity.company_id)
            ._log(
                identity.patient_id,
                'whatsapp',
                direction,
                said,
                at=at,
                dedupe_key=f'whatsapp:{identity.account_id.id}:{wamid}',
            )
        )

    @api.model
    def _in_words(self, incoming):
        """What a message of any kind says, as staff read it."""
        words = {
            'image': self.env._("[Photo]"),
            'audio': self.env._("[Voice note]")
            if incoming.media and incoming.media.voice
            else self.env._("[Audio]"),
            'video': self.env._("[Video]"),
            'document': self.env._("[Document]"),
            'sticker': self.env._("[Sticker]"),
            'location': self.env._("[Location]"),
            'contacts': self.env._("[Contact]"),
            'reaction': self.env._("[Reaction]"),
            'flow_reply': self.env._("[Form]"),
            'order': self.env._("[Order]"),
            'edit': self.env._("[Corrected]"),
            'revoke': self.env._("[Deleted a message]"),
            'unsupported': self.env._("[Message of a kind that is not supported]"),
        }.get(incoming.kind)
        place = incoming.place
        details = [
            incoming.media and incoming.media.filename,
            incoming.text,
            place and f"https://maps.google.com/?q={place.latitude},{place.longitude}",
        ]
        said = " ".join(str(part) for part in (words, *details) if part)
        if incoming.kind == 'contacts':
            said = " ".join([words, *(_card(card) for card in incoming.cards)])
        if incoming.kind == 'flow_reply':
            answers = [f"{name}: {value}" for name, value in incoming.answers.items()]
            said = "\n".join([words, *answers])
        return said or self.env._("[Empty message]")

    # ------------------------------------------------------------------ out
    @api.model
    def _note_sent(self, rows):
        """Messages of ours that Meta has taken, as part of their conversations, each once.

        :return: {row: what was noted of it}, of those that were not noted before
        """
        if not rows:
            return {}
        self.flush_model(['account_id', 'wamid'])
        self.env.cr.execute(
            "SELECT account_id, wamid FROM clinic_whatsapp_message"
            " WHERE account_id = ANY(%s) AND wamid = ANY(%s)",
            [rows.account_id.ids, rows.mapped('wamid')],
        )
        known, now = set(self.env.cr.fetchall()), fields.Datetime.now()
        new = rows.filtered(lambda row: (row.account_id.id, row.wamid) not in known)
        notes = self.create(
            [
                {
                    'identity_id': row.identity_id.id,
                    'message_id': row.message_id.id,
                    'direction': 'out',
                    'wamid': row.wamid,
                    'about_wamid': row.reply_to,
                    'kind': 'template' if row.by_template else 'text',
                    'at': now,
                }
                for row in new
            ]
        )
        return dict(zip(new, notes, strict=True))


def _card(card):
    return f"{card.name} {', '.join(card.phones)}".strip()
