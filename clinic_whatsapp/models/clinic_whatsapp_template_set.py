import json
import re

from odoo import api, models

from ..cloud_api import draft_body
from ..cloud_api.templates import VARIABLE

# What Meta takes for promotion, whatever the clinic means by it.
PROMOTIONAL = ('control_due',)


class ClinicWhatsappTemplate(models.Model):
    """The texts of the clinic's kinds of message, as Meta wants them for its review."""

    _inherit = 'clinic.whatsapp.template'

    @api.model
    def _make_of_kinds(self, account, kinds):
        """Draft a text for each kind of message that has none: its own words, its own variables."""
        made = self.browse()
        for kind in kinds:
            if self.sudo().search_count(
                [('account_id.waba_id', '=', account.waba_id), ('kind_id', '=', kind.id)], limit=1
            ):
                continue
            made |= self.create(
                {
                    'account_id': account.id,
                    'kind_id': kind.id,
                    'name': re.sub(r'[^a-z0-9_]+', '_', kind.code.lower()),
                    **self._words_of(kind, account.company_id),
                }
            )
        return made

    @api.model
    def _words_of(self, kind, company):
        """Category, body and examples of the text for a kind of message."""
        informal = company.root_id.clinic_informal and kind.body_informal
        may_be_empty = frozenset(
            variable.name
            for variable in kind.sudo().variable_ids
            if not variable.required and not variable.filler
        )
        body = draft_body(informal or kind.body, may_be_empty, informal=bool(informal))
        examples = kind.with_company(company)._preview_values()
        used = set(VARIABLE.findall(body))
        promotional = kind.purpose == 'marketing' or kind.code in PROMOTIONAL
        return {
            'category': 'MARKETING' if promotional else 'UTILITY',
            'body': body,
            'examples': json.dumps(
                {name: examples[name] for name in sorted(used) if examples.get(name)},
                ensure_ascii=False,
            ),
        }
