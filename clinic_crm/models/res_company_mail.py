from odoo import api, fields, models


class ResCompany(models.Model):
    """The address where patients write to a clinic or branch."""

    _inherit = 'res.company'

    clinic_mail_name = fields.Char(
        string="Patients write to",
        compute='_compute_clinic_mail_name',
        inverse='_inverse_clinic_mail_name',
        help="What stands before the @, such as citas. What arrives there goes to the patient's "
        "timeline, encrypted; answers to our e-mails go there too.",
    )
    clinic_mail_domain = fields.Char(compute='_compute_clinic_mail_name')

    @api.depends('alias_domain_id')
    def _compute_clinic_mail_name(self):
        for company in self:
            company.clinic_mail_name = company._clinic_mail_alias().alias_name
            company.clinic_mail_domain = company.alias_domain_id.name

    def _inverse_clinic_mail_name(self):
        for company in self:
            name = (company.clinic_mail_name or '').strip().partition('@')[0]
            alias = company._clinic_mail_alias()
            if not name:
                alias.unlink()
                continue
            domain = company.alias_domain_id
            vals = {
                'alias_name': name,
                'alias_domain_id': domain.id,
                # without a domain of its own whatever comes to that name is meant
                'alias_incoming_local': not domain,
            }
            if alias:
                alias.write(vals)
            else:
                alias.create(
                    vals
                    | {
                        'alias_model_id': self.env['ir.model']._get_id('clinic.letter'),
                        'alias_parent_model_id': self.env['ir.model']._get_id('res.company'),
                        'alias_parent_thread_id': company.id,
                        'alias_contact': 'everyone',
                    }
                )
        self.invalidate_recordset(['clinic_mail_name'])  # as the alias has it, not as it was typed

    def _clinic_mail_alias(self):
        """What brings this company's own letters, with all rights; empty if it has no address."""
        return (
            self.env['mail.alias']
            .sudo()
            .search(
                [
                    ('alias_model_id.model', '=', 'clinic.letter'),
                    ('alias_parent_model_id.model', '=', 'res.company'),
                    ('alias_parent_thread_id', 'in', self.ids),
                ]
            )
        )

    def _clinic_mail(self):
        """The address where this clinic or branch reads what patients answer, or None."""
        for company in self.sudo() | self.sudo().root_id:
            alias = company._clinic_mail_alias()
            if alias.alias_name and alias.alias_domain_id:
                return alias.alias_full_name
        return None
