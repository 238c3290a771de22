import base64
from dataclasses import asdict
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine import pac as engine

LIVE = ('ready', 'calling', 'doubt', 'person', 'stamped')


class ClinicCfdiAttempt(models.Model):
    """Sealed bytes on their way to a timbre: the engine's `Attempt` as a row.

    The bytes are kept before anybody is called and never change. While an attempt may have been
    stamped there is no other one of its comprobante: the database refuses it.
    """

    _name = 'clinic.cfdi.attempt'
    _description = "Attempt to stamp"
    _order = 'id desc'
    _rec_name = 'key'

    document_id = fields.Many2one(
        'clinic.cfdi.document', required=True, index=True, ondelete='restrict', readonly=True
    )
    company_id = fields.Many2one(related='document_id.company_id', store=True, index=True)
    sent = fields.Binary(
        string="Sealed bytes",
        attachment=False,
        required=True,
        readonly=True,
        groups=fields.NO_ACCESS,
    )
    key = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [
            ('ready', "Ready"),
            ('calling', "Being stamped"),
            ('doubt', "Answer lost: being asked"),
            ('stamped', "Stamped"),
            ('refused', "Refused"),
            ('person', "To look at"),
        ],
        required=True,
        default='ready',
        readonly=True,
    )
    pac = fields.Char(readonly=True)
    doubt = fields.Boolean(readonly=True)
    seen = fields.Boolean(readonly=True)
    absent = fields.Boolean(readonly=True)
    asked = fields.Boolean(readonly=True)
    calls = fields.Integer(readonly=True)
    failures = fields.Integer(readonly=True)
    first_call = fields.Float(readonly=True, required=True, default=0.0)
    last_call = fields.Float(readonly=True, required=True, default=0.0)
    doubt_at = fields.Float(readonly=True, required=True, default=0.0)
    not_before = fields.Float(readonly=True, required=True, default=0.0)
    skipped = fields.Char(readonly=True)
    uuid = fields.Char(readonly=True)
    code = fields.Char(readonly=True)
    message = fields.Char(readonly=True)
    kind = fields.Char(readonly=True)

    _key_uniq = models.Constraint('UNIQUE (key)', "Two attempts have the same key.")
    _document_uniq = models.UniqueIndex(
        "(document_id) WHERE state IN ('ready', 'calling', 'doubt', 'person', 'stamped')",
        "This comprobante is being stamped already.",
    )
    _due = models.Index("(state, not_before) WHERE state IN ('ready', 'calling', 'doubt')")

    @api.model
    def _open(self, document, sealed):
        return self.create(
            {
                'document_id': document.id,
                'sent': base64.b64encode(sealed),
                'key': str(uuid4()),
            }
        )

    def write(self, vals):
        if 'sent' in vals or 'key' in vals or 'document_id' in vals:
            raise UserError(self.env._("What was sealed never changes."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Attempts to stamp are never deleted."))

    def _engine(self):
        """The engine's `Attempt`."""
        self.ensure_one()
        values = {name: self[name] for name in _NAMES}
        for name in ('pac', 'uuid', 'code', 'message', 'kind'):
            values[name] = values[name] or ''
        values['skipped'] = tuple((self.skipped or '').split(',')) if self.skipped else ()
        return engine.Attempt(**values)

    def _keep(self, attempt):
        """Write down where the engine says that it stands."""
        values = asdict(attempt)
        del values['key']
        values['skipped'] = ','.join(attempt.skipped)
        self.write(values)

    def _hasten(self):
        """A person asks: what only waits for its time is looked at now."""
        waiting = self.filtered(lambda row: row.state in ('ready', 'doubt'))
        waiting.try_lock_for_update().write({'not_before': 0.0})


_NAMES = [name for name in engine.Attempt.__dataclass_fields__]
