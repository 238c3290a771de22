from datetime import timezone
from uuid import NAMESPACE_OID, uuid4, uuid5

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.clinic_crm.fields import Encrypted

from ..hook import HookError, check_address

LOCAL = 'clinic_feedback.hook_local'
LEAST_SECRET = 16
# what people write; the clinic, and whether a secret is kept, come from the code alone
BY_HAND = frozenset(
    ('url', 'on', 'new_secret', 'tells_finished', 'tells_opened', 'tells_closed', 'tells_reopened')
)
EVENTS = [
    ('answer.finished', "A survey was finished"),
    ('case.opened', "A complaint was opened"),
    ('case.closed', "A complaint was closed"),
    ('case.reopened', "A complaint was opened again"),
]
PING = ('ping', "A trial")


class ClinicFeedbackHook(models.Model):
    """Another system of the clinic that is told of answers and complaints: one a clinic.

    What it is told names no patient and carries no word of theirs: numbers, dates, and identifiers
    that mean something in this database alone. Of what is anonymous it hears nothing, since the
    moment of a notice would say when somebody wrote.
    """

    _name = 'clinic.feedback.hook'
    _description = "Notices to Another System"
    _inherit = ['clinic.secrets.mixin']
    _rec_name = 'url'
    _secrets = {'secret': ()}  # it signs, and is sent nowhere

    company_id = fields.Many2one(
        'res.company', string="Clinic", required=True, readonly=True, ondelete='cascade'
    )
    on = fields.Boolean(string="Switched on")
    url = fields.Char(string="Address", help="Begins with https://. Each notice is posted there.")
    secret = Encrypted("Sealed secret", audited=False, copy=False, groups=fields.NO_ACCESS)
    new_secret = fields.Char(
        string="Secret", compute='_compute_new', inverse='_inverse_new',
        help="A long word that only the other system knows: with it each notice is signed. It is "
        "kept sealed and never shown again.",
    )  # fmt: skip
    has_secret = fields.Boolean(compute='_compute_has_secret', store=True, compute_sudo=True)
    tells_finished = fields.Boolean(string="A survey was finished", default=True)
    tells_opened = fields.Boolean(string="A complaint was opened", default=True)
    tells_closed = fields.Boolean(string="A complaint was closed", default=True)
    tells_reopened = fields.Boolean(string="A complaint was opened again", default=True)
    event_ids = fields.One2many('clinic.feedback.hook.event', 'hook_id', string="Notices")
    failed_count = fields.Integer(string="Never arrived", compute='_compute_failed_count')
    last_ok_at = fields.Datetime(string="Last one delivered", compute='_compute_failed_count')

    _company_uniq = models.Constraint(
        'UNIQUE (company_id)', "This clinic tells another system already."
    )

    @api.depends('company_id.name')
    def _compute_display_name(self):
        for hook in self:
            hook.display_name = self.env._(
                "Notices of %(clinic)s", clinic=hook.sudo().company_id.name
            )

    def _inverse_new(self):
        if any(len(hook.new_secret.strip()) < LEAST_SECRET for hook in self.filtered('new_secret')):
            raise ValidationError(
                self.env._(
                    "The secret has at least %(least)s characters: anybody could guess a shorter "
                    "one.",
                    least=LEAST_SECRET,
                )
            )
        return super()._inverse_new()

    @api.depends('secret')
    def _compute_has_secret(self):
        for hook in self:
            hook.has_secret = bool(hook.secret)

    @api.depends('event_ids.state')
    def _compute_failed_count(self):
        found = {
            (hook, state): (count, last)
            for hook, state, count, last in self.env['clinic.feedback.hook.event']._read_group(
                [('hook_id', 'in', self.ids), ('state', 'in', ('sent', 'failed'))],
                ['hook_id', 'state'],
                ['__count', 'sent_at:max'],
            )
        }
        for hook in self:
            hook.failed_count = found.get((hook._origin, 'failed'), (0, False))[0]
            hook.last_ok_at = found.get((hook._origin, 'sent'), (0, False))[1]

    @api.constrains('url')
    def _check_url(self):
        for hook in self.filtered('url'):
            try:
                check_address(hook.url.strip(), self._local())
            except HookError as error:
                raise ValidationError(hook._error_words(error)) from error

    @api.model_create_multi
    def create(self, vals_list):
        self._check_by_hand(*vals_list)
        hooks = super().create(vals_list)
        hooks._check_ready()
        return hooks

    def write(self, vals):
        self._check_by_hand(vals)
        result = super().write(vals)
        self._check_ready()
        return result

    def _check_by_hand(self, *vals_list):
        """Nobody takes it to another clinic, or says that a secret is kept where none is."""
        if not self.env.su and any(vals.keys() - BY_HAND for vals in vals_list):
            raise AccessError(
                self.env._("Only the address, the secret and what is told are written by hand.")
            )

    def _check_ready(self):
        """Once all of it is written: the secret may come together with the switch."""
        self.filtered('on')._require_both()

    def _require_both(self):
        """:raises ValidationError: without an address to send to and a secret to sign with"""
        if any(not (hook.url and hook.sudo().has_secret) for hook in self):
            raise ValidationError(
                self.env._("Write the address and a secret before it is switched on.")
            )

    # ------------------------------------------------------------------ by hand
    @api.model
    def action_open(self):
        """Open that of the clinic one works in, made the first time it is looked at."""
        self.check_access('read')
        clinic = self.env.company.root_id
        hook = self.sudo().search([('company_id', '=', clinic.id)])
        if not hook:
            hook = self.sudo().create({'company_id': clinic.id})
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Notices to another system"),
            'res_model': self._name,
            'res_id': hook.id,
            'view_mode': 'form',
        }

    def action_test(self):
        """Send one that tells nothing; how it went is in the list."""
        self.ensure_one()
        self.check_access('write')
        self._require_both()
        self.env['clinic.feedback.hook.event']._queue(self, 'ping', {})
        return self.action_events()

    def action_events(self):
        self.ensure_one()
        return {
            **self.env['ir.actions.act_window']._for_xml_id(
                'clinic_feedback.clinic_feedback_hook_event_action'
            ),
            'domain': [('hook_id', '=', self.id)],
        }

    # ------------------------------------------------------------------ told
    @api.model
    def _tell(self, name, kind, record, facts):
        """Write down a notice, in the transaction of what happened.

        :param str name: the field that says whether it is wanted
        :param str kind: one of `EVENTS`
        :param record: the answer or the complaint, with its branch and dimensions
        :param facts: returns the dict that is told; only asked when somebody wants it
        """
        if record.is_anonymous:
            return
        clinic = record.company_id.sudo().root_id
        hook = self.sudo().search(
            [('company_id', '=', clinic.id), ('on', '=', True), (name, '=', True)]
        )
        if hook:
            dimensions = {
                'branch': self._known(record.company_id),
                'practitioner': self._known(record.practitioner_id),
                'specialty': self._known(record.specialty_id),
            }
            request = record if record._name == 'clinic.feedback.request' else record.request_id
            self.env['clinic.feedback.hook.event']._queue(hook, kind, dimensions | facts(), request)

    @api.model
    def _known(self, record):
        """A place or person of the staff: an identifier that stays, and its name."""
        if not record:
            return None
        database = self.env['ir.config_parameter'].sudo().get_param('database.uuid', '')
        return {
            'id': str(uuid5(NAMESPACE_OID, f'{database}:{record._name}:{record.id}')),
            'name': record.sudo().display_name,
        }

    @api.model
    def _local(self):
        """Whether this machine may be sent to: on trial, and in tests."""
        return self.env['ir.config_parameter'].sudo().get_param(LOCAL) == 'True'

    @api.model
    def _error_words(self, error):
        """What went wrong, in a sentence for the screen."""
        return {
            'address': self.env._(
                "The address is not one to send to: it begins with https:// and has no user, "
                "password or #."
            ),
            'private': self.env._(
                "The address leads into a private network. Notices go to public addresses only."
            ),
            'unknown': self.env._("No such name was found: look at the address."),
            'silent': self.env._("It cannot be reached: look at the address."),
            'late': self.env._("It did not answer in time."),
            'secure': self.env._("Its certificate is not good: whoever keeps it has to renew it."),
            'refused': self.env._("It said no (%(status)s).", status=error.status),
        }[error.reason]


class ClinicFeedbackRequest(models.Model):
    _inherit = 'clinic.feedback.request'

    told_uuid = fields.Char(
        readonly=True, copy=False, groups=fields.NO_ACCESS,
        help="What another system knows the answer by.",
    )  # fmt: skip

    def _on_finished(self):
        result = super()._on_finished()
        for request in self:
            self.env['clinic.feedback.hook']._tell(
                'tells_finished', 'answer.finished', request, request._hook_facts
            )
        return result

    def _hook_facts(self):
        self.ensure_one()
        seen = self.sudo()
        scores = {
            line.question_id.clinic_measure: line.value_scale
            for line in seen.user_input_id.user_input_line_ids
            if line.answer_type == 'scale' and line.question_id.clinic_measure
        }
        return {
            'answer': {
                'id': _told_as(self),
                'survey': seen.survey_id.title,
                'finished_at': _iso(seen.finished_at),
                'scores': scores,
            }
        }


class ClinicFeedbackCase(models.Model):
    _inherit = 'clinic.feedback.case'

    # what another system knows the complaint by, until it is nobody's
    told_uuid = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)

    @api.model
    def _open(self, request, policy, severity, why, score, analysis):
        case = super()._open(request, policy, severity, why, score, analysis)
        case._tell_hook('tells_opened', 'case.opened')
        return case

    def _close(self, root_cause, action_taken, ask=True):
        closing = self.sudo().filtered(lambda case: case.state != 'closed')
        problem = super()._close(root_cause, action_taken, ask)
        closing._tell_hook('tells_closed', 'case.closed')
        return problem

    def _reopen(self):
        opening = self.sudo().filtered(lambda case: case.state == 'closed')
        result = super()._reopen()
        opening._tell_hook('tells_reopened', 'case.reopened')
        return result

    def _tell_hook(self, name, kind):
        for case in self:
            self.env['clinic.feedback.hook']._tell(name, kind, case, case._hook_facts)

    def _hook_facts(self):
        self.ensure_one()
        case = self.sudo()
        return {
            'case': {
                'id': _told_as(case),
                'answer_id': _told_as(case.request_id),
                'state': case.state,
                'severity': case.severity,
                'aspect': case.aspect or None,
                'opened_at': _iso(case.opened_at),
                'deadline_at': _iso(case.deadline_at),
                'closed_at': _iso(case.closed_at),
                'in_time': case.in_time if case.closed_at else None,
                'hours_open': round(case.hours_open, 2) if case.closed_at else None,
                'root_cause': case.root_cause or None,
                'reopened_count': case.reopened_count,
            }
        }


def _told_as(record):
    record = record.sudo()
    if not record.told_uuid:
        record.told_uuid = str(uuid4())
    return record.told_uuid


def _iso(at):
    return at.replace(microsecond=0, tzinfo=timezone.utc).isoformat() if at else None
