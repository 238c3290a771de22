from odoo import Command, api, models

from odoo.addons.account.models.chart_template import template

CHART = 'mx'
OURS = ('clinic_isr_10', 'clinic_iva_two_thirds', 'clinic_vat_withheld')


class AccountChartTemplate(models.AbstractModel):
    """Taxes on sales that clinics need and the chart of Mexico lacks: what legal entities withhold
    of the fees of a natural person."""

    _inherit = 'account.chart.template'

    @template(CHART, 'account.account')
    def _get_clinic_mx_account_account(self):
        return {
            OURS[2]: {
                'name': "VAT withheld by customers",
                'name@es': "IVA retenido por clientes",
                'code': '113.01.02',
                'account_type': 'asset_current',
                'tag_ids': 'l10n_mx.tag_debit_balance_account',
            }
        }

    @template(CHART, 'account.tax')
    def _get_clinic_mx_account_tax(self):
        def withheld(name, spanish, percent, kind, group, account):
            parts = (('base', False), ('tax', account))
            return {
                'name': name,
                'name@es': spanish,
                'description': name,
                'description@es': spanish,
                'invoice_label': spanish,
                'amount': -percent,
                'amount_type': 'percent',
                'type_tax_use': 'sale',
                'tax_group_id': group,
                'tax_exigibility': 'on_invoice',
                'l10n_mx_tax_type': kind,
                'l10n_mx_factor_type': 'Tasa',
                'sequence': 13,
                'repartition_line_ids': [
                    self._clinic_part(document, part, own)
                    for document in ('invoice', 'refund')
                    for part, own in parts
                ],
            }

        return {
            OURS[0]: withheld(
                "10% ISR WH", "Retención ISR 10 %", 10.0, 'isr', 'tax_group_isr_ret_10',
                'cuenta113_02_02',
            ),
            OURS[1]: withheld(
                "10.67% VAT WH", "Retención IVA 2/3", 10.6667, 'iva', 'tax_group_iva_ret_1067',
                OURS[2],
            ),
        }  # fmt: skip

    @api.model
    def _clinic_part(self, document, part, account):
        values = {'document_type': document, 'repartition_type': part}
        return Command.create(values | ({'account_id': account} if account else {}))

    @api.model
    def _clinic_load_taxes(self):
        """For the companies whose chart was there before this addon; again adds nothing."""
        companies = self.env['res.company'].sudo().search(
            [('chart_template', '=', CHART), ('parent_id', '=', False)]
        )  # fmt: skip
        for company in companies:
            charts = self.with_company(company).sudo()
            data = {
                'account.account': charts._get_clinic_mx_account_account(),
                'account.tax': charts._get_clinic_mx_account_tax(),
            }
            for model, records in data.items():
                known = {name for name in records if charts.ref(name, raise_if_not_found=False)}
                data[model] = {name: vals for name, vals in records.items() if name not in known}
            if any(data.values()):
                charts._load_data(data)
