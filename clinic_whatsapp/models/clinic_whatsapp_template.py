import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..cloud_api import PayloadError, Template, TemplateButton, messages, read_template
from ..cloud_api.templates import CATEGORIES

# Meta's words for what its review has found, as far as they change what we may do.
USABLE = ('APPROVED', 'REINSTATED')


class ClinicWhatsappTemplate(models.Model):
    """A text that Meta has approved, for when the person has not written within 24 hours.

    Its variables have the names of the message kind's own, so that filling it is a look-up of plain
    values: nothing in a template is ever evaluated.
    """

    _name = 'clinic.whatsapp.template'
    _description = "Approved text of WhatsApp"
    _order = 'name, language, id'

    account_id = fields.Many2one(
        'clinic.whatsapp.account', string="Number", required=True, ondelete='cascade', index=True
    )
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    kind_id = fields.Many2one(
        'clinic.message.kind',
        string="Says",
        ondelete='restrict',
        index='btree_not_null',
        help="The kind of message that goes by this text.",
    )
    name = fields.Char(required=True, help="As Meta wants it: small letters, digits and _.")
    language = fields.Char(required=True, default='es_MX')
    category = fields.Selection(
        [(name, name.capitalize()) for name in CATEGORIES], required=True, default='UTILITY'
    )
    status = fields.Char(string="Meta's word", readonly=True, copy=False, default='DRAFT')
    status_text = fields.Char(string="Meta says", compute='_compute_status_text')
    usable = fields.Boolean(compute='_compute_usable', store=True)
    status_at = fields.Datetime(
        string="Said on", readonly=True, copy=False, help="What Meta said before counts no more."
    )
    rejected_reason = fields.Char(readonly=True, copy=False)
    parked = fields.Boolean(string="Not used: Meta refused it", readonly=True, copy=False)
    parked_reason = fields.Char(readonly=True, copy=False)
    remote_id = fields.Char(string="Meta's ID", readonly=True, copy=False)
    header = fields.Char()
    body = fields.Text(required=True, help="Variables are written {{nombre}}.")
    footer = fields.Char()
    components = fields.Text(string="As Meta has it", readonly=True, copy=False)
    examples = fields.Text(
        default='{}', help="JSON: an example of each variable, for Meta's review."
    )
    preview_patient_id = fields.Many2one(
        'clinic.patient',
        string="As this patient would see it",
        store=False,
        help="Empty: with the examples.",
    )
    preview = fields.Html(compute='_compute_preview', sanitize=False)
    problem = fields.Char(compute='_compute_preview')

    _name_uniq = models.Constraint(
        'UNIQUE (account_id, name, language)', "This number has a text of that name already."
    )

    @api.depends('status')
    @api.depends_context('lang')
    def _compute_status_text(self):
        """Meta's word as people say it; one that is not known stays as it is."""
        words = {
            'DRAFT': self.env._("Draft"),
            'SUBMITTING': self.env._("On its way to Meta"),
            'PENDING': self.env._("Meta is reading it"),
            'IN_APPEAL': self.env._("Meta is reading it again"),
            'APPROVED': self.env._("Approved"),
            'REINSTATED': self.env._("Approved again"),
            'REJECTED': self.env._("Refused"),
            'FLAGGED': self.env._("At risk of being paused"),
            'PAUSED': self.env._("Paused by Meta"),
            'DISABLED': self.env._("Disabled by Meta"),
            'PENDING_DELETION': self.env._("Being deleted"),
            'DELETED': self.env._("Deleted at Meta"),
        }
        for template in self:
            template.status_text = words.get(template.status, template.status)

    @api.depends('status', 'parked')
    def _compute_usable(self):
        for template in self:
            template.usable = template.status in USABLE and not template.parked

    @api.depends(
        'header',
        'body',
        'footer',
        'name',
        'language',
        'category',
        'examples',
        'components',
        'kind_id.button_ids.title',
        'preview_patient_id',
    )
    def _compute_preview(self):
        for record in self:
            template, problem = record._template(), ''
            try:
                template.check()
            except PayloadError as error:
                problem = record._problem_words(error)
            record.problem = problem
            shown = template.preview(record._preview_values(template))
            shown['document'] = template.header_kind == 'DOCUMENT'
            record.preview = self.env['ir.qweb']._render(
                'clinic_whatsapp.template_preview', {'shown': shown}
            )

    def _preview_values(self, template):
        """The examples, and of the patient that was chosen what is known."""
        values = dict(template.examples)
        patient = self.preview_patient_id._origin
        if patient and self.kind_id:
            told = self.kind_id._preview_values(patient)
            values |= {name: str(value) for name, value in told.items() if value}
        return values

    def _template(self):
        """As the value of the package `cloud_api`."""
        self.ensure_one()
        if self.components:
            node = {
                'name': self.name,
                'language': self.language,
                'category': self.category,
                'components': json.loads(self.components),
            }
            return read_template(node)
        return Template(
            name=self.name or '',
            language=self.language or '',
            category=self.category or '',
            body=self.body or '',
            header=self.header or '',
            header_kind='TEXT'
            if self.header
            else 'DOCUMENT'
            if self.kind_id.sudo().allow_attachments
            else '',
            footer=self.footer or '',
            buttons=tuple(
                TemplateButton('QUICK_REPLY', button.title)
                for button in self.kind_id.sudo().button_ids
            ),
            examples=self._examples(),
        )

    def _examples(self):
        try:
            examples = json.loads(self.examples or '{}')
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in examples.items()} if isinstance(examples, dict) else {}

    # ------------------------------------------------------------------ sending
    @api.model
    def _for(self, account, kind, missing_ok=False):
        """The approved text for a kind of message.

        :raises UserError: there is none
        """
        texts = kind.sudo().whatsapp_template_ids.filtered(
            lambda text: text.usable and text.account_id.waba_id == account.waba_id
        )
        found = texts.sorted('version DESC, id DESC')[:1]
        if not found and not missing_ok:
            raise UserError(
                self.env._(
                    "There is no approved text for “%(kind)s”, and the person has not written "
                    "within 24 hours.",
                    kind=kind.name,
                )
            )
        return found

    def _content(self, message, header_media=None):
        """What is sent for a `clinic.message`, as `cloud_api.messages` builds it.

        :param dict header_media: the parameter of a header that is a document
        :raises UserError: a value is missing or too long
        """
        self.ensure_one()
        values = json.loads(message.sudo().variables or '{}')
        for variable in message.sudo().kind_id.variable_ids:
            if variable.filler and values.get(variable.name) in (None, '', 'None'):
                values[variable.name] = variable.filler  # Meta lets no place stay empty
        template, taps = self._template(), dict(message._taps())
        try:
            parts = template.fill(
                values,
                header_media=header_media,
                button_values={
                    number: taps[button.text]
                    for number, button in enumerate(template.buttons)
                    if button.kind == 'QUICK_REPLY' and button.text in taps
                },
            )
        except PayloadError as error:
            raise UserError(self._problem_words(error)) from error
        return messages.template(self.name, self.language, parts)

    # ------------------------------------------------------------------ Meta
    @api.model
    def _reviewed(self, event):
        """Take in an event on one of our texts; news that are older than what is known are late."""
        node = event._event().node
        known = self.sudo().search(
            [
                ('account_id.waba_id', '=', event.account_id.waba_id),
                ('name', '=', node.get('message_template_name') or ''),
                ('language', '=', node.get('message_template_language') or ''),
            ]
        )
        status = node.get('event')
        if not known or not isinstance(status, str):
            return 'kept'
        reason = node.get('reason')
        reason = reason if isinstance(reason, str) and reason != 'NONE' else False
        at = event.at or event.received_at
        outdated = known.filtered(lambda template: template.status_at and template.status_at > at)
        (known - outdated).write(
            {'status': status[:60], 'status_at': at, 'rejected_reason': reason}
        )
        return 'done'

    @api.model
    def _problem_words(self, error):
        """What Meta would not take, as a sentence."""
        place = error.field.partition('.')
        if place[0] in ('examples', 'variables'):
            return self.env._("“%(name)s” has no value.", name=place[2])
        reason = {
            'too_long': self.env._("it is longer than %(n)s characters", n=error.limit),
            'too_many': self.env._("there are more than %(n)s", n=error.limit),
            'missing': self.env._("it is empty"),
            'unknown': self.env._("there is no such thing"),
        }.get(error.rule)
        if place[0] == 'body' and error.rule == 'malformed':
            return self.env._(
                "Meta wants words before the first variable and after the last one, and all "
                "variables in double braces, by name or by number from 1 on."
            )
        return self.env._(
            "%(place)s: %(reason)s.",
            place=error.field,
            reason=reason or self.env._("it has a form Meta does not take"),
        )


class ClinicMessageKind(models.Model):
    _inherit = 'clinic.message.kind'

    whatsapp_template_ids = fields.One2many(
        'clinic.whatsapp.template',
        'kind_id',
        string="Approved text of WhatsApp",
        readonly=True,
        groups=fields.NO_ACCESS,
    )


class ClinicWhatsappAccount(models.Model):
    _inherit = 'clinic.whatsapp.account'

    def action_draft_templates(self):
        """Draft a text for every kind of message that has none, ready to be submitted."""
        self.check_access('write')
        kinds = self.env['clinic.message.kind'].search([('active', '=', True)])
        for account in self:
            self.env['clinic.whatsapp.template']._make_of_kinds(account, kinds)
        return self.env['ir.actions.act_window']._for_xml_id(
            'clinic_whatsapp.clinic_whatsapp_template_action'
        )
