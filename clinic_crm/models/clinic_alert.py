import json
import logging
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.tools import mute_logger

from ..const import AGENDA_READERS, ATTENDING_GROUPS
from ..fields import Encrypted
from ..jobs import whole_or_not, work_off

_logger = logging.getLogger(__name__)

TOGETHER = timedelta(minutes=30)  # what comes within it of the same person is one affair
MOST_WORDS = 8000  # characters kept of what somebody goes on writing
# what only the alert itself writes
BY_HAND = frozenset(('note',))


class ClinicAlert(models.Model):
    """Something that a person has to see now, and who was asked to.

    Raised in the transaction of what happened (`_raise`). One person after the other is told of it
    on their own phone (`clinic.alert.call`), each with some minutes to take it, round again until
    somebody does; the job that asks the next one is `_cron_ask`. It is never closed by itself.
    """

    _name = 'clinic.alert'
    _description = "Urgent alert"
    _inherit = ['clinic.encrypted.mixin']
    _order = 'state_order, raised_at desc, id desc'
    _log_access = False

    kind = fields.Selection(
        [('urgent', "Urgent message"), ('other', "Other")],
        required=True,
        readonly=True,
        default='other',
    )
    severity = fields.Selection(
        [('urgent', "Urgent"), ('high', "High")], required=True, readonly=True, default='urgent'
    )
    company_id = fields.Many2one(
        'res.company', string="Branch", required=True, readonly=True, index=True
    )
    patient_id = fields.Many2one(
        'clinic.patient', readonly=True, ondelete='cascade', index='btree_not_null'
    )
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field='res_model', string="About", readonly=True)
    # what was found, in a sentence of ours, and the person's own words
    text = Encrypted(string="What it is", readonly=True, groups=ATTENDING_GROUPS)
    person_words = Encrypted(string="What they wrote", readonly=True, groups=ATTENDING_GROUPS)
    last_key = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    added = fields.Integer(string="Messages since", readonly=True)
    raised_at = fields.Datetime(
        string="Since", required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    last_at = fields.Datetime(readonly=True, default=fields.Datetime.now)
    state = fields.Selection(
        [('new', "Nobody has it yet"), ('taken', "Taken"), ('closed', "Closed")],
        required=True,
        readonly=True,
        default='new',
        group_expand=True,
    )
    state_order = fields.Integer(compute='_compute_state_order', store=True)
    chain = fields.Char(readonly=True, groups=fields.NO_ACCESS)  # JSON of user ids, if given
    asked_user_id = fields.Many2one(
        'res.users', string="Whose turn it is", readonly=True, ondelete='set null'
    )
    next_at = fields.Datetime(string="Next person at", readonly=True)
    nobody = fields.Boolean(
        string="Nobody was on duty",
        readonly=True,
        help="When it came, nobody was on duty: the patient was told so.",
    )
    call_ids = fields.One2many('clinic.alert.call', 'alert_id', string="Who was asked")
    taken_by_id = fields.Many2one(
        'res.users', string="Taken by", readonly=True, ondelete='set null'
    )
    taken_at = fields.Datetime(readonly=True)
    closed_by_id = fields.Many2one(
        'res.users', string="Closed by", readonly=True, ondelete='set null'
    )
    closed_at = fields.Datetime(readonly=True)
    note = Encrypted(string="What was done", groups=AGENDA_READERS)
    who = fields.Char(compute='_compute_who', compute_sudo=True)
    phone = fields.Char(compute='_compute_who', compute_sudo=True)
    waited = fields.Char(string="Waits", compute='_compute_waited')
    turn = fields.Char(string="Whose turn", compute='_compute_turn', compute_sudo=True)
    is_mine = fields.Boolean(compute='_compute_is_mine')

    _one_open = models.UniqueIndex(
        "(kind, res_model, res_id) WHERE state = 'new' AND res_id IS NOT NULL",
        "There is an alert about this already.",
    )
    _once = models.UniqueIndex('(last_key) WHERE last_key IS NOT NULL', "This was told already.")
    _open_ones = models.Index("(res_model, res_id) WHERE state <> 'closed'")
    _waiting = models.Index("(next_at) WHERE state = 'new'")

    # ------------------------------------------------------------------ computes
    @api.depends('state')
    def _compute_state_order(self):
        order = {'new': 0, 'taken': 1, 'closed': 2}
        for alert in self:
            alert.state_order = order[alert.state]

    @api.depends('patient_id.display_name', 'patient_id.phone', 'res_model', 'res_id')
    def _compute_who(self):
        for alert in self:
            patient = alert.patient_id
            if patient:
                alert.who, alert.phone = patient.display_name, patient._reader().phone
            else:
                alert.who, alert.phone = alert._stranger()

    def _stranger(self):
        """(name, phone) of whom it is about while no patient is known; channels know more."""
        record = self._record()
        return (record.display_name if record else self.env._("Somebody")), False

    def _record(self):
        """What it is about, or None."""
        self.ensure_one()
        if not self.res_model or self.res_model not in self.env or not self.res_id:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    @api.depends('raised_at', 'taken_at', 'state')
    @api.depends_context('lang')
    def _compute_waited(self):
        """How long it waits, or waited until somebody took it."""
        now = fields.Datetime.now()
        for alert in self:
            since = ((alert.taken_at or now) - alert.raised_at).total_seconds()
            minutes = max(0, int(since // 60))
            if minutes < 60:
                alert.waited = self.env._("%(n)s minutes", n=minutes)
            elif minutes < 48 * 60:
                alert.waited = self.env._("%(h)s hours %(m)s min", h=minutes // 60, m=minutes % 60)
            else:
                alert.waited = self.env._("%(n)s days", n=minutes // 1440)

    @api.depends('state', 'asked_user_id', 'next_at', 'taken_by_id')
    @api.depends_context('lang', 'uid')
    def _compute_turn(self):
        """In one line who has it, or whose turn it is and until when."""
        for alert in self:
            if alert.state != 'new':
                alert.turn = self.env._("Taken by %(who)s", who=alert.taken_by_id.name or "—")
                continue
            if not alert.asked_user_id:
                alert.turn = self.env._("There is nobody to ask")
                continue
            zone = alert.company_id.clinic_tz
            until = fields.Datetime.context_timestamp(alert.with_context(tz=zone), alert.next_at)
            alert.turn = self.env._(
                "%(who)s until %(hour)s",
                who=alert.asked_user_id.name,
                hour=until.strftime('%H:%M'),
            )

    @api.depends('taken_by_id')
    @api.depends_context('uid')
    def _compute_is_mine(self):
        for alert in self:
            alert.is_mine = alert.taken_by_id == self.env.user

    @api.depends('who', 'kind')
    def _compute_display_name(self):
        kinds = dict(self._fields['kind']._description_selection(self.env))
        for alert in self:
            alert.display_name = " · ".join(filter(None, [kinds.get(alert.kind), alert.who]))

    # ------------------------------------------------------------------ raising
    @api.model
    def _raise(
        self,
        kind,
        text,
        record=None,
        company=None,
        severity='urgent',
        person_words='',
        *,
        patient=None,
        users=None,
        key=None,
    ):
        """Tell somebody of the clinic, in the caller's transaction; never twice of one affair.

        What is about the same record joins the alert that nobody has taken yet, or that was taken
        within the last half hour: whoever has it is told of the addition.

        :param str kind: one of the field's; one that is not known counts as ``other``
        :param str text: what it is, in a sentence for staff
        :param record: what it is about, e.g. a conversation; opened from the alert
        :param str severity: ``urgent`` or ``high``; asked for alike, shown apart
        :param str person_words: what the person said, in their own words
        :param users: whom to ask, in order, instead of who is on duty
        :param str key: names what happened, so that telling it twice raises it once
        :return: the `clinic.alert`, as superuser
        """
        Alert = self.sudo()
        patient = patient or Alert._patient_of(record)
        if key:
            told = Alert.search([('last_key', '=', key)], limit=1)
            if told:
                told._fill_in(record, patient)
                return told
        if kind not in dict(self._fields['kind'].selection):
            kind = 'other'
        alert = Alert._open_about(kind, record)
        if alert:
            alert._add(text, person_words, severity, key)
            return alert
        now = fields.Datetime.now()
        vals = {
            'kind': kind,
            'severity': severity,
            'company_id': Alert._company_of(record, company, patient).id,
            'patient_id': patient.id if patient else False,
            'res_model': record._name if record else False,
            'res_id': record.id if record else False,
            'text': text,
            'person_words': (person_words or '')[:MOST_WORDS] or False,
            'last_key': key,
            'chain': json.dumps(users.ids) if users else False,
            'raised_at': now,
            'last_at': now,
            'next_at': now,
        }
        try:
            with mute_logger('odoo.sql_db'):
                alert = Alert.create(vals)
                alert.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError("another transaction raised the same alert") from error
        alert._ask_safely()
        alert._wake()
        return alert

    def _fill_in(self, record, patient):
        """What was not known when it was raised."""
        vals = {}
        if record and not self.res_id:
            vals |= {'res_model': record._name, 'res_id': record.id}
        if patient and not self.patient_id:
            vals['patient_id'] = patient.id
        if vals:
            self.write(vals)

    @api.model
    def _patient_of(self, record):
        """The patient a record is of, or None."""
        field = record._fields.get('patient_id') if record else None
        if field is None or field.comodel_name != 'clinic.patient':
            return None
        return record.sudo().patient_id or None

    @api.model
    def _company_of(self, record, company, patient):
        if company:
            return company
        if record and 'company_id' in record._fields and record.sudo().company_id:
            return record.sudo().company_id
        return patient.sudo().company_id if patient else self.env.company

    @api.model
    def _open_about(self, kind, record):
        """The alert that another word about the same record belongs to."""
        if not record:
            return self.browse()
        same = self.search(
            [('kind', '=', kind), ('res_model', '=', record._name), ('res_id', '=', record.id)],
            order='state_order, id desc',
            limit=1,
        )
        recent = same.last_at and same.last_at > fields.Datetime.now() - TOGETHER
        return same if same.state == 'new' or (same.state == 'taken' and recent) else same.browse()

    def _add(self, text, person_words, severity, key):
        """Another word about the same affair."""
        words = "\n".join(filter(None, [self.person_words, person_words]))
        vals = {
            'added': self.added + 1,
            'last_at': fields.Datetime.now(),
            'person_words': words[-MOST_WORDS:] or False,
            'last_key': key or self.last_key,
        }
        if text and text not in (self.text or ''):
            vals['text'] = "\n".join(filter(None, [self.text, text]))[-MOST_WORDS:]
        if severity == 'urgent':
            vals['severity'] = 'urgent'
        self.write(vals)
        self._tell()

    # ------------------------------------------------------------------ asking
    def _chain(self):
        """(whom to ask, in order; whether they are on duty)."""
        self.ensure_one()
        if self.chain:
            users = self.env['res.users'].browse(json.loads(self.chain)).exists()
            users = users.filtered('active')
            if users:
                return users, True
        return self.env['clinic.duty'].sudo()._chain(self.company_id)

    def _ask_safely(self):
        """Ask the first one; whatever becomes of that, the alert stays and the job asks again."""
        whole_or_not(self.env, _logger, f"Alert {self.id}", self._ask)

    def _ask(self):
        """It is the next one's turn: whoever was asked least, in the order of the list."""
        self.ensure_one()
        now = fields.Datetime.now()
        users, on_duty = self._chain()
        vals = {'next_at': now + self.company_id._alert_pause(), 'asked_user_id': False}
        if not self.call_ids:
            vals['nobody'] = not on_duty
        if users:
            counts = dict.fromkeys(users, 0)
            for call in self.call_ids:
                if call.user_id in counts:
                    counts[call.user_id] += 1
            others = [user for user in users if user != self.asked_user_id] or [users]
            user = min(others, key=lambda one: counts[one])
            vals['asked_user_id'] = user.id
            self.env['clinic.alert.call']._call(self, user)
        self.write(vals)
        self._tell()

    @api.model
    def _wake(self, at=None):
        """Run the job at a time, or for what is next."""
        if at is None:
            at = self.next_at
        self.env.ref('clinic_crm.ir_cron_alerts').sudo()._trigger(at)

    @api.model
    def _cron_ask(self):
        """Ask the next person about what nobody took in time, one alert a transaction."""
        work_off(self.env, self._to_ask, lambda alert: alert._ask_next(), 1, in_all=True)

    @api.model
    def _to_ask(self):
        return self.search(
            [('state', '=', 'new'), ('next_at', '<=', fields.Datetime.now())],
            order='next_at, id',
            limit=100,
        )

    def _ask_next(self):
        alert = self.with_context(lang=self.company_id._staff_lang())
        alert._ask()
        alert._wake()

    # ------------------------------------------------------------------ writing
    def write(self, vals):
        if not self.env.su and vals.keys() - BY_HAND:
            raise AccessError(self.env._("The alert itself keeps what happened. Use its buttons."))
        return super().write(vals)

    # ------------------------------------------------------------------ what screens are told
    def _tell(self):
        """Everybody who may see it reads it again; nothing of it travels."""
        for alert in self:
            for user in self.env['clinic.duty'].sudo()._able(alert.company_id):
                user._bus_send('clinic.alert/changed', {'id': alert.id})


class ResCompany(models.Model):
    _inherit = 'res.company'

    clinic_alert_minutes = fields.Integer(
        string="Minutes to take an urgent alert",
        default=5,
        help="After so long the next person on duty is asked, round again until somebody takes it.",
    )

    _clinic_alert_minutes_range = models.Constraint(
        'CHECK (clinic_alert_minutes IS NULL OR clinic_alert_minutes BETWEEN 1 AND 60)',
        "Between 1 and 60 minutes.",
    )

    def _alert_pause(self):
        return timedelta(minutes=self.root_id.sudo().clinic_alert_minutes or 5)
