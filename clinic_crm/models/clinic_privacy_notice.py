import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

# In the context of the button's own writes; an object, so that no client can give it.
BY_BUTTON = object()
FROZEN = {'version', 'company_id', 'full_text', 'short_text', 'text_hash', 'date_from'}


class ClinicPrivacyNotice(models.Model):
    """A version of the clinic's privacy notice (*aviso de privacidad*), whole and short.

    Once in force its words never change: consents point at it, and its hash proves what was shown.
    """

    _name = 'clinic.privacy.notice'
    _description = "Privacy Notice"
    _order = 'company_id, date_from desc, id desc'
    _rec_name = 'version'

    version = fields.Char(required=True, help="Such as 1.0 or 2026-03.")
    company_id = fields.Many2one(
        'res.company',
        string="Clinic",
        required=True,
        ondelete='restrict',
        default=lambda self: self.env.company.root_id,
        domain=[('parent_id', '=', False)],
    )
    state = fields.Selection(
        [('draft', "Draft"), ('in_force', "In force"), ('past', "Replaced")],
        required=True,
        default='draft',
        readonly=True,
        copy=False,
    )
    full_text = fields.Html(string="Whole notice", required=True)
    short_text = fields.Text(
        string="Short notice",
        required=True,
        help="Shown or read out when data are taken: who, what for, where the whole notice is.",
    )
    text_hash = fields.Char(string="SHA-256 of the texts", readonly=True, copy=False)
    date_from = fields.Datetime(string="In force from", readonly=True, copy=False)
    date_to = fields.Datetime(string="In force to", readonly=True, copy=False)

    _version_uniq = models.Constraint(
        'UNIQUE (company_id, version)',
        "This version already exists.",
    )
    _one_in_force = models.UniqueIndex(
        "(company_id) WHERE state = 'in_force'",
        "Only one notice can be in force.",
    )

    def write(self, vals):
        if FROZEN & vals.keys() and any(notice.state != 'draft' for notice in self):
            raise UserError(
                self.env._(
                    "A notice that was in force cannot change. Duplicate it, correct the copy "
                    "and put the copy in force.",
                )
            )
        by_button = self.env.context.get('clinic_notice') is BY_BUTTON
        if {'state', 'date_to'} & vals.keys() and not by_button:
            raise UserError(self.env._("Use the button to put a notice in force."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if any(notice.state != 'draft' for notice in self):
            raise UserError(self.env._("A notice that was in force is kept as evidence."))

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for notice, vals in zip(self, vals_list, strict=True):
            if 'version' not in (default or {}):
                vals['version'] = self.env._("%(version)s (copy)", version=notice.version)
        return vals_list

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.update(state='draft', text_hash=False, date_from=False, date_to=False)
        return super().create(vals_list)

    def action_put_in_force(self):
        """Put this draft in force for its clinic; the one before it is replaced."""
        self.ensure_one()
        if self.state != 'draft':
            raise UserError(self.env._("Only a draft can be put in force."))
        texts = [html2plaintext(self.full_text).strip(), self.short_text.strip()]
        for text in texts:
            start = text.find('[')
            if start >= 0 and ']' in text[start:]:
                raise UserError(
                    self.env._(
                        "The notice still has a part to complete: %(part)s",
                        part=text[start : text.index(']', start) + 1],
                    )
                )
        now = fields.Datetime.now()
        coming = self.with_context(clinic_notice=BY_BUTTON)
        before = self._in_force(self.company_id)
        before.with_context(clinic_notice=BY_BUTTON).write({'state': 'past', 'date_to': now})
        before.flush_recordset()
        coming.write(
            {
                'state': 'in_force',
                'date_from': now,
                'text_hash': self._hash(),
            }
        )

    def _hash(self):
        return hashlib.sha256(f'{self.full_text}\0{self.short_text}'.encode()).hexdigest()

    @api.model
    def _in_force(self, company):
        """Return the notice in force for the clinic of a company or branch; may be empty."""
        return self.sudo().search(
            [
                ('company_id', '=', company.root_id.id),
                ('state', '=', 'in_force'),
            ]
        )
