from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from ..conversation import TextError, fill, places

PURPOSES = [
    ('care', "Care"),
    ('appointments', "Appointments"),
    ('follow_up', "Follow-up"),
    ('marketing', "Promotions"),
    ('feedback', "Opinion"),
]
# Filled in by `clinic.message` itself, so that no caller has to.
STANDARD_PLACES = frozenset({'nombre', 'paciente', 'clinica'})
# A subject travels and is shown in clear: it may name the clinic and nothing else.
SUBJECT_PLACES = frozenset({'clinica'})


class ClinicMessageKind(models.Model):
    """One thing the clinic tells patients: what for, in which words, and under which consent.

    Any addon adds kinds by XML. The texts are what patients read: in Spanish, with *usted*, and not
    translated by Odoo; `body_informal` says the same with *tú*, `text_ids` in other languages.
    """

    _name = 'clinic.message.kind'
    _inherit = ['clinic.cached.mixin']
    _description = "Kind of Message"
    _order = 'sequence, code'

    code = fields.Char(required=True, readonly=True, copy=False)
    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=100)
    purpose = fields.Selection(PURPOSES, required=True)
    consent_rule = fields.Selection(
        [
            ('always', "Always: the patient asked for it, or the law does"),
            ('relationship', "Unless the patient refused"),
            ('granted', "Only if the patient agreed"),
        ],
        required=True,
        compute='_compute_consent_rule',
        store=True,
        readonly=False,
        precompute=True,
        help="What the patient's answer on the purpose must be for a message to go.",
    )
    sensitivity = fields.Selection(
        [
            ('neutral', "Neutral: says nothing of health"),
            ('personal', "Personal: dates, practitioner, amounts"),
            ('clinical', "Clinical: documents or instructions"),
        ],
        required=True,
        default='personal',
        help="A channel that is not safe enough for it is passed over.",
    )
    allow_attachments = fields.Boolean(string="May carry files")
    files_behind_link = fields.Boolean(
        string="The link has the files too",
        help="The text holds a link from which the files can be taken: a channel that carries one "
        "file, or none, sends the text with what it can.",
    )
    fallback = fields.Boolean(
        string="Try other channels",
        default=True,
        help="When the first channel cannot deliver, the next one tries.",
    )
    expire_hours = fields.Integer(
        string="Useful for (hours)",
        default=72,
        help="A message that could not go in this time never goes. 0: no limit.",
    )
    subject = fields.Char(
        required=True,
        default="Mensaje de {clinica}",
        help="Travels in clear: only {clinica} may stand in it.",
    )
    body = fields.Text(required=True)
    body_informal = fields.Text(string="Body (tú)")
    variable_ids = fields.One2many('clinic.message.variable', 'kind_id', string="Variables")
    text_ids = fields.One2many('clinic.message.text', 'kind_id', string="Other languages")

    _code_uniq = models.Constraint('UNIQUE (code)', "Two kinds of message cannot share a code.")
    _expire_hours_positive = models.Constraint(
        'CHECK (expire_hours >= 0)',
        "The hours a message is useful cannot be negative.",
    )

    @api.depends('purpose')
    def _compute_consent_rule(self):
        for kind in self:
            near = kind.purpose in ('care', 'appointments')
            kind.consent_rule = 'relationship' if near else 'granted'

    @api.constrains('purpose', 'consent_rule')
    def _check_consent_rule(self):
        """Care and appointments rest on the relationship; all else on the patient's own yes."""
        for kind in self:
            if kind.purpose not in ('care', 'appointments') and kind.consent_rule != 'granted':
                raise ValidationError(
                    self.env._(
                        "\"%(kind)s\" may only go to patients who agreed to it: its purpose is "
                        "neither care nor appointments.",
                        kind=kind.name,
                    )
                )

    @api.constrains('subject', 'body', 'body_informal', 'variable_ids', 'text_ids')
    def _check_texts(self):
        if self.env.context.get('install_mode'):
            return  # a data file writes the kind before its variables
        for kind in self:
            kind._check_places()

    def _check_places(self):
        """Raise a ValidationError when a text has a place that nothing would fill."""
        self.ensure_one()
        for text, allowed in self._all_texts():
            try:
                unknown = places(text or '') - allowed
            except TextError as error:
                raise ValidationError(self._text_error(error)) from error
            if unknown:
                raise ValidationError(
                    self.env._(
                        "Nothing fills %(places)s in \"%(text)s\". Declare the variable or take it "
                        "out.",
                        places=_in_braces(unknown),
                        text=text,
                    )
                )

    def _all_texts(self):
        """Return [(text, the places it may have)]."""
        declared = STANDARD_PLACES | set(self.variable_ids.mapped('name'))
        texts = [
            (self.subject, SUBJECT_PLACES),
            (self.body, declared),
            (self.body_informal, declared),
        ]
        for text in self.text_ids:
            texts += [(text.subject, SUBJECT_PLACES), (text.body, declared)]
        return texts

    @api.model
    @ormcache('code')
    def _id_of(self, code):
        return self.sudo().with_context(active_test=True).search([('code', '=', code)], limit=1).id

    @api.model
    def _get(self, code):
        """Return the kind with this code; a UserError when there is none or it is archived."""
        kind = self.sudo().browse(self._id_of(code))
        if not kind:
            raise UserError(
                self.env._(
                    "There is no message of the kind \"%(code)s\". Look under Settings › Kinds of "
                    "message.",
                    code=code,
                )
            )
        return kind

    def _render(self, values, lang=None, informal=False):
        """Return (subject, body) with the values put in; a UserError names what is wrong.

        :param dict values: name → str, int or Decimal; the standard places included
        :param str lang: code of the patient's language, such as 'en_US'
        """
        self.ensure_one()
        declared = {variable.name: variable.required for variable in self.variable_ids}
        unknown = values.keys() - declared.keys() - STANDARD_PLACES
        try:
            if unknown:
                raise TextError('unknown', unknown)
            missing = {
                name
                for name, required in declared.items()
                if required and values.get(name) in (None, '')
            }
            if missing:
                raise TextError('missing', missing)
            subject, body = self._texts(lang, informal)
            optional = frozenset(name for name, required in declared.items() if not required)
            rendered = fill(subject, values), fill(body, values, optional)
        except TextError as error:
            raise UserError(self._text_error(error)) from error
        return ' '.join(rendered[0].split()), rendered[1]

    def _texts(self, lang, informal):
        """Return the (subject, body) for a language: exact, same language, else Spanish."""
        for candidate in (lang or '', (lang or '').split('_')[0]):
            text = self.text_ids.filtered(
                lambda text, code=candidate: code and text.lang.startswith(code)
            )[:1]
            if text:
                return text.subject or self.subject, text.body
        return self.subject, informal and self.body_informal or self.body

    def _text_error(self, error):
        names = _in_braces(error.names)
        messages = {
            'malformed': self.env._(
                "The text of \"%(kind)s\" has a brace that belongs to no variable, near "
                "%(names)s. Write variables like {nombre}.",
                kind=self.name,
                names=', '.join(error.names),
            ),
            'missing': self.env._(
                "The message \"%(kind)s\" was not made: it lacks %(names)s.",
                kind=self.name,
                names=names,
            ),
            'unknown': self.env._(
                "The message \"%(kind)s\" was not made: it has no variable %(names)s.",
                kind=self.name,
                names=names,
            ),
            'value': self.env._(
                "The message \"%(kind)s\" was not made: %(names)s must be text or a number.",
                kind=self.name,
                names=names,
            ),
        }
        return messages[error.reason]


def _in_braces(names):
    return ', '.join(f'{{{name}}}' for name in sorted(names))
