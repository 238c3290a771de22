import json
import re

from odoo import api, models

from odoo.addons.clinic_crm.models.clinic_message_kind import STANDARD_PLACES

from ..cloud_api.templates import VARIABLE

PLACE = re.compile(r'\{(\w+)\}')
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
        body = _not_at_the_edges(_for_meta(kind, informal or kind.body), informal)
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


def _for_meta(kind, text):
    """A text with Meta's braces. A place that may stay empty needs words to stand in for it; a line
    with nothing else goes without."""
    may_be_empty = {
        variable.name
        for variable in kind.sudo().variable_ids
        if not variable.required and not variable.filler
    } - STANDARD_PLACES
    lines = []
    for line in text.strip().split('\n'):
        names = set(PLACE.findall(line))
        rest = PLACE.sub(lambda place: '' if place[1] in may_be_empty else place[0], line)
        if names & may_be_empty and not rest.strip():
            continue
        lines.append(rest)
    body = re.sub(r'\n{2,}', '\n', '\n'.join(lines))
    return PLACE.sub(r'{{\1}}', body).strip()


def _not_at_the_edges(body, informal):
    """Meta refuses a text that ends or begins with a variable, or says little beside them."""
    if re.search(VARIABLE.pattern + r'\W*$', body) or _is_thin(body):
        body = body.rstrip() + (
            "\nSi tienes alguna duda, responde a este mensaje."
            if informal
            else "\nSi tiene alguna duda, responda a este mensaje."
        )
    if re.match(VARIABLE, body):
        body = "Hola: " + body
    return body


def _is_thin(body):
    """Whether there are too few words for its variables, as Meta counts them."""
    words = len(re.findall(r'\w+', VARIABLE.sub(' ', body)))
    return words < 2 * len(set(VARIABLE.findall(body))) + 1
