from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.clinic_crm.models.clinic_home import CARD_ROWS, Card, Content, Home, Row

from .account_move_delivery import NOT_GONE

ACCOUNTANT = 'clinic_cfdi.group_accountant'
INVOICES = 'clinic_cfdi.clinic_invoice_action'
LOOKED_AT = 30  # invoices to stamp whose findings the page looks for
SOON = 60  # days before a certificate ends
MINE = ('cfdi_', 'invoices_')


class ClinicHome(models.AbstractModel):
    """What is due of invoicing: on «Due», where accountants land, and on «Today» for who does
    both."""

    _inherit = 'clinic.home'

    @api.model
    def _homes(self):
        return super()._homes() + [Home(ACCOUNTANT, 'clinic_cfdi.clinic_due_action', 50)]

    @api.model
    @api.readonly
    def get_due(self):
        """What the page «Due» shows: as `get_today`, the cards of invoicing alone."""
        self.env['clinic.cfdi.document'].check_access('read')
        today = fields.Date.context_today(self.with_context(tz=self.env.company.clinic_tz))
        cards = [card for card in self._user_cards() if card.name.startswith(MINE)]
        return {
            'date': format_date(self.env, today, date_format='full'),
            'place': self.env.company.name,
            'cards': [content for card in cards if (content := self._content(card))],
        }

    @api.model
    def _cards(self):
        cards = [
            ('cfdi_setup', self.env._("Before invoicing"), self._card_cfdi_setup),
            ('cfdi_batch', self.env._("Being stamped now"), self._card_cfdi_batch),
            ('cfdi_to_stamp', self.env._("To stamp"), self._card_cfdi_to_stamp),
            ('cfdi_findings', self.env._("To mend before stamping"), self._card_cfdi_findings),
            ('cfdi_doubt', self.env._("Refused or in doubt"), self._card_cfdi_doubt),
            ('cfdi_deliver', self.env._("To deliver"), self._card_cfdi_deliver),
            ('cfdi_certificates', self.env._("Certificates that end"), self._card_cfdi_ending),
            (
                'invoices_late',
                self.env._("Invoices past their due date"),
                self._card_invoices_late,
            ),
        ]
        return super()._cards() + [
            Card(name, title, build, groups=ACCOUNTANT, sequence=60 + number)
            for number, (name, title, build) in enumerate(cards)
        ]

    # ------------------------------------------------------------------ the cards
    @api.model
    def _card_cfdi_setup(self):
        missing = self.env.company._cfdi_missing_parts()
        if not missing:
            return None
        words = {
            'data': (self.env._("Fiscal data"), self.env._("RFC, name, regime and postal code")),
            'csd': (
                self.env._("Certificate (CSD)"),
                self.env._("The .cer, the .key, the password"),
            ),
            'pac': (self.env._("PAC"), self.env._("The access of who stamps")),
        }
        return Content(
            count=len(missing),
            empty='',
            action='clinic_cfdi.clinic_cfdi_setup_action',
            rows=[Row(*words[part]) for part in missing],
            tone='danger',
        )

    @api.model
    def _card_cfdi_batch(self):
        batches = self.env['clinic.cfdi.batch'].search([('done', '=', False)], limit=CARD_ROWS)
        if not batches:
            return None
        return Content(
            count=len(batches),
            empty='',
            action=batches[0].action_open(),
            rows=[Row(batch.display_name, batch._in_words()) for batch in batches],
        )

    @api.model
    def _card_cfdi_to_stamp(self):
        return self._invoice_card(
            Domain('cfdi_state', '=', 'none'),
            self.env._("Every posted invoice is stamped."),
            self.env._("To stamp"),
        )

    @api.model
    def _card_cfdi_findings(self):
        moves = self.env['account.move'].search(
            Domain('cfdi_state', '=', 'none') & self._invoices_here(),
            limit=LOOKED_AT,
            order='invoice_date, id',
        )
        found = {}
        for move in moves:
            blocking = [one for one in move.cfdi_check or [] if one['blocking']]
            if blocking:
                found[move] = blocking[0]['message']
        wrong = moves.filtered(found.get)
        return Content(
            count=len(wrong),
            empty=self.env._("Nothing that SAT would refuse."),
            action=self._invoice_list(
                Domain('id', 'in', wrong.ids), self.env._("To mend before stamping")
            ),
            rows=[
                Row(f'{move.name} · {move.partner_id.name}', found[move], move._name, move.id)
                for move in wrong[:CARD_ROWS]
            ],
            tone='warning',
        )

    @api.model
    def _card_cfdi_doubt(self):
        slow = fields.Datetime.now() - timedelta(hours=1)
        domain = Domain('company_id', 'in', self.env.companies.ids) & (
            Domain('state', 'in', ('rejected', 'error'))
            | Domain('state', '=', 'to_stamp') & Domain('write_date', '<', slow)
        )
        return self._counted(
            'clinic.cfdi.document',
            domain,
            lambda one: Row(
                f'{one.name} · {one.receiver_name or ""}', one.problem or '', one._name, one.id
            ),
            empty=self.env._("The PAC refused nothing, and of everything we know what became."),
            action={
                **self._act_window('clinic_cfdi.clinic_cfdi_document_action'),
                'name': self.env._("Refused or in doubt"),
                'domain': list(domain),
            },
            tone='danger',
        )

    @api.model
    def _card_cfdi_deliver(self):
        domain = Domain('cfdi_state', '=', 'stamped') & (
            Domain('is_move_sent', '=', False) | Domain('cfdi_delivery_state', 'in', NOT_GONE)
        )
        return self._invoice_card(
            domain,
            self.env._("Every stamped invoice was sent."),
            self.env._("To deliver"),
            hint='cfdi_delivery_text',
        )

    @api.model
    def _card_cfdi_ending(self):
        certificates = self.env['clinic.cfdi.certificate'].search([('active', '=', True)])
        ending = certificates.filtered(lambda one: one.days_left <= SOON and one == one._newest())
        if not certificates:
            return None  # that is of the set-up
        return Content(
            count=len(ending),
            empty=self.env._("None within 60 days."),
            action='clinic_cfdi.clinic_cfdi_certificate_action',
            rows=[
                Row(
                    one.rfc,
                    self.env._("%(days)s days left", days=one.days_left)
                    if one.days_left >= 0
                    else self.env._("It has expired"),
                    one._name,
                    one.id,
                )
                for one in ending[:CARD_ROWS]
            ],
            tone='danger' if any(one.days_left <= 7 for one in ending) else 'warning',
        )

    @api.model
    def _card_invoices_late(self):
        return self._invoice_card(
            Domain('move_type', '=', 'out_invoice')
            & Domain('state', '=', 'posted')
            & Domain('payment_state', 'in', ('not_paid', 'partial'))
            & Domain('invoice_date_due', '<', fields.Date.context_today(self)),
            self.env._("Nothing is past its due date."),
            self.env._("Invoices past their due date"),
            order='invoice_date_due, id',
        )

    # ------------------------------------------------------------------ parts of them
    @api.model
    def _invoice_card(self, domain, empty, name, *, hint='', order='invoice_date, id'):
        domain &= self._invoices_here()
        return self._counted(
            'account.move',
            domain,
            lambda one: Row(
                one.partner_id.display_name,
                " · ".join(filter(None, (one.name, hint and one[hint]))),
                one._name,
                one.id,
            ),
            order,
            empty=empty,
            action=self._invoice_list(domain, name),
            tone='warning',
        )

    @api.model
    def _invoices_here(self):
        return Domain('company_id', 'in', self.env.companies.ids)

    @api.model
    def _invoice_list(self, domain, name):
        return {
            **self._act_window(INVOICES),
            'name': name,
            'domain': list(domain),
            'context': {'default_move_type': 'out_invoice'},
        }

    @api.model
    def _act_window(self, name):
        action = self.env['ir.actions.actions']._for_xml_id(name)
        action.pop('path', None)  # with its own domain it is another page
        return action
