from odoo import api, fields, models
from odoo.tools import SQL, format_amount, format_datetime

from .clinic_cfdi_document import FINAL

KIND = 'invoice'
WAITING = ('queued', 'sending')
NOT_GONE = ('failed', 'expired', 'cancelled')


class AccountMove(models.Model):
    """An invoice on its way to a patient, by whatever channel reaches them, and how far it came.

    Who invoices reads the channel, the state and the reason of a failure; not the message.
    """

    _inherit = 'account.move'

    cfdi_delivery_state = fields.Selection(
        selection='_selection_cfdi_delivery',
        string="Delivery",
        compute='_compute_cfdi_delivery',
        search='_search_cfdi_delivery_state',
        compute_sudo=True,
    )
    cfdi_delivery_text = fields.Char(
        string="How far it came", compute='_compute_cfdi_delivery', compute_sudo=True
    )

    @api.model
    def _selection_cfdi_delivery(self):
        states = self.env['clinic.message']._fields['state']._description_selection(self.env)
        return [one for one in states if one[0] != 'received']

    @api.depends('is_move_sent', 'cfdi_state')
    def _compute_cfdi_delivery(self):
        told = self._cfdi_messages()
        for move in self:
            message = told.get(move.id)
            move.cfdi_delivery_state = message.state if message else False
            move.cfdi_delivery_text = move._cfdi_delivery_words(message) if message else False

    def _cfdi_messages(self):
        """{id of the invoice: the last message about it}"""
        messages = self.env['clinic.message'].sudo()
        found = messages.search(
            [('res_model', '=', 'account.move'), ('res_id', 'in', self.ids)], order='id'
        )
        return {message.res_id: message for message in found}

    def _cfdi_delivery_words(self, message):
        channel = dict(message._selection_channel()).get(message.channel, '')
        if message.state in NOT_GONE or message.error:
            return " · ".join(filter(None, (channel, message.error)))
        at = message.read_at or message.delivered_at or message.sent_at or message.at
        return " · ".join(filter(None, (channel, format_datetime(self.env, at, dt_format='short'))))

    @api.model
    def _search_cfdi_delivery_state(self, operator, value):
        if operator != 'in':
            return NotImplemented
        self.env['clinic.message'].flush_model(['state', 'res_model', 'res_id'])
        last = SQL(
            "SELECT DISTINCT ON (res_id) res_id, state FROM clinic_message"
            " WHERE res_model = 'account.move' ORDER BY res_id, id DESC"
        )
        states = [one for one in value if one]
        found = SQL("(SELECT res_id FROM (%s) last WHERE state = ANY(%s))", last, states)
        domain = fields.Domain('id', 'in', found)
        if False in value:
            domain |= fields.Domain('id', 'not in', SQL("(SELECT res_id FROM (%s) last)", last))
        return domain

    # ------------------------------------------------------------------ to whom
    def _cfdi_patient(self):
        """The patient whom it is made out to, or whose guardian pays the visit, as superuser; else
        nobody."""
        self.ensure_one()
        patients = self.env['clinic.patient'].sudo()
        found = patients.search(
            [
                ('partner_id', '=', self.partner_id.id),
                ('company_id', 'parent_of', self.company_id.id),
            ],
            limit=1,
        )
        return found or self._clinic_minor()

    def _cfdi_channel(self):
        """(name of the channel by which it would go, why none does)."""
        kind = self.env['clinic.message.kind'].sudo().search([('code', '=', KIND)])
        if not kind:
            return '', self.env._("The clinic sends no invoices by its messages.")
        patient = self._cfdi_patient().with_company(self.company_id)
        channels = self.env['clinic.message.channel'].sudo().with_company(self.company_id)
        channel, problem = channels._choose(patient, kind)
        # a channel is a model without records
        return ('', problem) if channel is None else (channel._label(), '')

    def _cfdi_deliver(self):
        """Send PDF and XML to the patient in the caller's transaction; not while it is on its way.

        :return: the `clinic.message`
        """
        self.ensure_one()
        document = self.sudo().cfdi_document_id
        if document.state not in FINAL:
            return self.env['clinic.message']
        messages = self.env['clinic.message'].sudo().with_company(self.company_id)
        told = messages.search([('res_model', '=', self._name), ('res_id', '=', self.id)])
        gone = told.filtered(lambda one: one.state not in WAITING)
        name = "nota de crédito" if document.kind == 'E' else "factura"
        spanish = self.with_context(lang='es_MX')
        return messages._send(
            self._cfdi_patient(),
            KIND,
            {
                'documento': f'{name} {self.name}',
                'total': format_amount(spanish.env, self.amount_total, self.currency_id),
                'enlace': document._link(),
            },
            document._files(),
            dedupe_key=f'cfdi:{document.uuid}:{len(gone)}',
            record=self,
        )
