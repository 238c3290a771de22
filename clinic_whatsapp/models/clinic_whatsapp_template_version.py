import re

from odoo import api, fields, models
from odoo.exceptions import UserError

TEXT = frozenset(('name', 'language', 'category', 'header', 'body', 'footer', 'examples'))


class ClinicWhatsappTemplate(models.Model):
    """A text that Meta has is not changed: a new version goes to review, and until it is approved
    the old one sends."""

    _inherit = 'clinic.whatsapp.template'

    version = fields.Integer(default=1, required=True, readonly=True, copy=False)
    replaces_id = fields.Many2one(
        'clinic.whatsapp.template', readonly=True, copy=False, ondelete='set null', index=True
    )
    next_ids = fields.One2many('clinic.whatsapp.template', 'replaces_id')
    rejected_words = fields.Char(
        string="What to change", compute='_compute_rejected_words', help="Why Meta rejected it."
    )
    in_use = fields.Boolean(compute='_compute_in_use')

    @api.depends('status', 'rejected_reason')
    def _compute_rejected_words(self):
        for template in self:
            template.rejected_words = (
                template._rejection(template.rejected_reason)
                if template.status == 'REJECTED'
                else False
            )

    @api.depends('usable', 'kind_id', 'next_ids.usable')
    def _compute_in_use(self):
        for template in self:
            account = template.account_id
            template.in_use = bool(template.kind_id) and template == self._for(
                account, template.kind_id, missing_ok=True
            )

    @api.model
    def _rejection(self, reason):
        """Meta's reason as a sentence with what to change."""
        known = {
            'INVALID_FORMAT': self.env._(
                "Meta did not take its form: check that no variable stands first, last or beside "
                "another, and that there are more words than variables."
            ),
            'TAG_CONTENT_MISMATCH': self.env._(
                "The category does not fit what it says: take out whatever promotes, or choose "
                "Marketing."
            ),
            'INCORRECT_CATEGORY': self.env._(
                "The category does not fit what it says: take out whatever promotes, or choose "
                "Marketing."
            ),
            'PROMOTIONAL': self.env._("It promotes something: choose the category Marketing."),
            'ABUSIVE_CONTENT': self.env._(
                "Meta found words it takes for offensive: say it in a simpler and kinder way."
            ),
            'SCAM': self.env._(
                "Meta takes it for a fraud: take out links and amounts, and name the clinic."
            ),
        }
        return known.get((reason or '').upper()) or self.env._(
            "Meta gave no reason: compare it with a text it has approved, and say it more plainly."
        )

    def write(self, vals):
        changed = TEXT & vals.keys()
        if changed and not self.env.su:
            for template in self.filtered(lambda template: template.status != 'DRAFT'):
                if any(template[name] != (vals[name] or False) for name in changed):
                    raise UserError(
                        self.env._(
                            "Meta has this text: write a new version of it. Until that is approved "
                            "this one goes on."
                        )
                    )
        return super().write(vals)

    def action_new_version(self):
        """A draft of the next version, to be changed and submitted."""
        self.ensure_one()
        self.check_access('write')
        base = re.sub(r'_v\d+$', '', self.name)
        same = self.sudo().search(
            [
                ('account_id.waba_id', '=', self.account_id.waba_id),
                ('language', '=', self.language),
                ('name', '=like', f'{base}%'),
            ]
        )
        same = same.filtered(lambda one: re.fullmatch(re.escape(base) + r'(_v\d+)?', one.name))
        draft = same.filtered(lambda one: one.status == 'DRAFT')[:1]
        if not draft:
            version = max(same.mapped('version')) + 1
            draft = self.copy(
                {'name': f'{base}_v{version}', 'version': version, 'replaces_id': self.id}
            )
        return {
            'type': 'ir.actions.act_window',
            'res_model': self._name,
            'res_id': draft.id,
            'views': [(False, 'form')],
        }
