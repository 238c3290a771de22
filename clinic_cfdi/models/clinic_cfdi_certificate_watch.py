from odoo import api, models

AHEAD = (60, 30, 7)  # days


class ClinicCfdiCertificate(models.Model):
    """Tell the accountants before a CSD ends."""

    _inherit = 'clinic.cfdi.certificate'

    @api.model
    def _cron_watch(self):
        """Once for each of the days ahead, for those with no newer one beside them."""
        for certificate in self.search([('active', '=', True)]):
            if certificate != certificate._newest():
                continue
            due = [days for days in AHEAD if certificate.days_left <= days]
            if due and (not certificate.told_days or min(due) < certificate.told_days):
                certificate.told_days = min(due)
                certificate._tell_accountants()

    def _newest(self):
        return self.search(
            [('rfc', '=', self.rfc), ('company_id', '=', self.company_id.id)],
            order='valid_until desc, id desc',
            limit=1,
        )

    def _tell_accountants(self):
        for user in self._accountants():
            spoken = self.with_context(lang=user.lang)
            note = spoken.env._(
                "The CSD %(serial)s ends in %(days)s days. Make a new one at SAT's page "
                "(Certifica, with the e.firma) and load it beside this one: nothing stops.",
                serial=self.serial,
                days=max(self.days_left, 0),
            )
            spoken.activity_schedule(
                'mail.mail_activity_data_todo',
                summary=spoken.env._("Renew the CSD"),
                note=note,
                date_deadline=self.valid_until.date(),
                user_id=user.id,
            )

    def _accountants(self):
        return self.env['res.users']._in_role(self.company_id, 'clinic_cfdi.group_accountant')

    @api.model
    def _least_days(self):
        """(days left, certificate) of the one in force that ends first, over all RFCs; or None."""
        certificates = self.sudo().search([('active', '=', True)])
        newest = {(one.rfc, one.company_id): one for one in reversed(certificates)}
        found = sorted(newest.values(), key=lambda one: one.days_left)
        return (found[0].days_left, found[0]) if found else None
