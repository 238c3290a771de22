from odoo import api, fields, models

from ..fields import Encrypted
from .clinic_message_kind import PURPOSES

# A state only gives way to one of a higher rank: statuses may arrive late and in any order.
RANK = {
    'queued': 0,
    'sending': 1,
    'sent': 2,
    'failed': 3,
    'expired': 3,
    'cancelled': 3,
    'delivered': 4,
    'read': 5,
    'received': 9,
}


class ClinicMessage(models.Model):
    """A message to or from a patient, on whatever channel.

    Business code says what is to be told, once, in the transaction of the change it tells of
    (`_send`); consent, channel, language and delivery are decided here. What comes in, and what
    staff talked on the phone or at the desk, is written with `_log`.
    """

    _name = 'clinic.message'
    _description = "Message to or from a Patient"
    _inherit = ['clinic.encrypted.mixin', 'clinic.timeline.mixin']
    _order = 'at desc, id desc'

    patient_id = fields.Many2one(
        'clinic.patient',
        required=True,
        readonly=True,
        ondelete='restrict',
        index=True,
    )
    company_id = fields.Many2one(
        'res.company',
        string="Clinic or branch",
        required=True,
        readonly=True,
        index=True,
    )
    kind_id = fields.Many2one(
        'clinic.message.kind',
        readonly=True,
        ondelete='restrict',
        index=True,
    )
    purpose = fields.Selection(PURPOSES, required=True, readonly=True)
    channel = fields.Selection('_selection_channel', readonly=True)
    direction = fields.Selection(
        [('out', "To the patient"), ('in', "From the patient")],
        string="In or out",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ('queued', "Queued"),
            ('sending', "Sending"),
            ('sent', "Sent"),
            ('delivered', "Delivered"),
            ('read', "Read"),
            ('failed', "Failed"),
            ('expired', "Expired"),
            ('cancelled', "Not sent"),
            ('received', "Received"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    subject = fields.Char(readonly=True, help="Neutral: names the clinic at most.")
    body = Encrypted(readonly=True)
    # JSON, for channels that fill templates of their own; read by code alone.
    variables = Encrypted(readonly=True, audited=False, groups=fields.NO_ACCESS)
    attachment_ids = fields.One2many(
        'ir.attachment',
        'res_id',
        string="Files",
        readonly=True,
        domain=[('res_model', '=', 'clinic.message')],
    )
    res_model = fields.Char(string="About (model)", readonly=True)
    res_id = fields.Many2oneReference(
        string="About (record)",
        model_field='res_model',
        readonly=True,
    )
    author_id = fields.Many2one('res.users', string="By", readonly=True, ondelete='restrict')
    dedupe_key = fields.Char(readonly=True, copy=False)

    at = fields.Datetime(
        string="When",
        required=True,
        readonly=True,
        default=fields.Datetime.now,
    )
    expires_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    delivered_at = fields.Datetime(readonly=True)
    read_at = fields.Datetime(readonly=True)

    attempts = fields.Integer(readonly=True)
    next_attempt_at = fields.Datetime(readonly=True)
    tried_channels = fields.Char(readonly=True, help="Channels that failed, with commas.")
    error_code = fields.Selection(
        [
            ('refused', "The patient refused"),
            ('not_asked', "The patient was not asked"),
            ('do_not_contact', "Asked not to be contacted"),
            ('deceased', "Deceased"),
            ('archived', "Archived"),
            ('expired', "Too late"),
            ('no_channel', "No way to reach the patient"),
            ('no_address', "Waits for a phone or e-mail"),
            ('delivery', "Could not be delivered"),
            ('unknown', "May have arrived"),
        ],
        readonly=True,
        index='btree_not_null',
    )
    error = fields.Char(string="Why it did not go", readonly=True)
    override_id = fields.Many2one(
        'res.users',
        string="Sent anyway by",
        readonly=True,
        ondelete='restrict',
    )
    override_reason = fields.Char(string="Sent anyway because", readonly=True)

    _dedupe_key_uniq = models.Constraint(
        'UNIQUE (dedupe_key)',
        "This message was already made.",
    )
    _patient_at = models.Index('(patient_id, at DESC, id DESC)')
    _to_deliver = models.Index("(next_attempt_at, id) WHERE state IN ('queued', 'sending')")

    @api.model
    def _selection_channel(self):
        talked = [
            ('phone', self.env._("Phone call")),
            ('in_person', self.env._("In person")),
            ('instagram', self.env._("Instagram")),
            ('facebook', self.env._("Facebook")),
        ]
        channels = self.env['clinic.message.channel']._channels()
        return [(channel._code, channel._label()) for channel in channels] + talked

    @api.depends('kind_id', 'channel', 'direction')
    def _compute_display_name(self):
        channels = dict(self._selection_channel())
        for message in self:
            message.display_name = message.kind_id.name or channels.get(
                message.channel,
                self.env._("Message"),
            )
