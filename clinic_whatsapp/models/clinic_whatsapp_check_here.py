from odoo import models

from ..cloud_api import probe
from .clinic_whatsapp_check import ADVICE, DONE, MISSING, WAITING, Step


class ClinicWhatsappAccount(models.Model):
    """The steps that our own side answers: the address, what has come, the texts, the jobs."""

    _inherit = 'clinic.whatsapp.account'

    def _probe_address(self):
        """What answers at our own address, as `cloud_api.probe` names it; '' if it is not asked."""
        self.ensure_one()
        return (
            probe(self.webhook_url, self._secret('verify_token')) if self.has_verify_token else ''
        )

    def _address_steps(self, found):
        """Whether Meta could reach us: an address by https, that leads to this very database."""
        url = self.webhook_url
        steps = [
            self._step(
                'https',
                self.env._("The address is public and encrypted"),
                url.startswith('https://') or self.is_trial,
                self.env._(
                    "%(url)s: Meta calls only addresses with https://. Set web.base.url to the "
                    "clinic's public address.",
                    url=url,
                ),
                self.env._("Not needed for a trial on this machine.") if self.is_trial else url,
            )
        ]
        label = self.env._("The address leads to this clinic")
        if not found:
            return [*steps, Step('webhook', label, WAITING, self.env._("Save first."))]
        remedy = {
            'silent': self.env._(
                "%(url)s does not answer from here: the server, its proxy or its name on the "
                "internet is not ready.",
                url=url,
            ),
            'refused': self.env._(
                "Another database answers at %(url)s: one database for each address (dbfilter), "
                "with the clinic's addons.",
                url=url,
            ),
            'other': self.env._(
                "Something else answers at %(url)s. Serve one database for this address "
                "(dbfilter), with the clinic's addons, and let the proxy pass /clinic/ on.",
                url=url,
            ),
        }.get(found, '')
        return [*steps, self._step('webhook', label, found == 'ok', remedy)]

    def _news_step(self):
        label = self.env._("News from Meta arrive")
        if self.last_webhook_at:
            return Step('news', label, DONE, self.env._("Signed with the app secret."))
        if self.handshake_at:
            return Step(
                'news',
                label,
                MISSING,
                self.env._(
                    "Meta knows the address. Subscribe to “messages” there and write to the number "
                    "from any phone. If nothing comes, the app secret is another app's."
                ),
            )
        return Step(
            'news',
            label,
            MISSING,
            self.env._(
                "Meta has not asked for the address yet: give it address and verify token (step 3)."
            ),
        )

    def _templates_step(self):
        usable = self.env['clinic.whatsapp.template'].search_count(
            [('account_id.waba_id', '=', self.waba_id), ('usable', '=', True)]
        )
        return self._step(
            'templates',
            self.env._("Approved texts"),
            usable,
            self.env._(
                "None yet: only whoever wrote within 24 hours can be answered. Draft them and "
                "submit them; Meta takes minutes to a day."
            ),
            self.env._("%(count)s may be used.", count=usable),
            otherwise=ADVICE,
        )

    def _quality_step(self):
        words = dict(self._fields['quality']._description_selection(self.env))
        found = self.env._(
            "Quality: %(quality)s. Up to %(people)s people a day may be written to first.",
            quality=words.get(self.quality, words['UNKNOWN']),
            people=self.messaging_limit or self.daily_limit,
        )
        return self._step(
            'quality',
            self.env._("Quality and limit"),
            self.quality not in ('RED', 'YELLOW'),
            found + " " + self.env._("Patients block or report it: write less, and only what "
                                     "they asked for."),
            found,
            otherwise=ADVICE,
        )  # fmt: skip

    def _jobs_step(self):
        data = self.env['ir.model.data'].sudo().search(
            [('model', '=', 'ir.cron'), ('module', '=', 'clinic_whatsapp')]
        )  # fmt: skip
        jobs = self.env['ir.cron'].sudo().browse(data.mapped('res_id')).exists()
        Health = self.env['clinic.health']
        problems = [problem for job in jobs if (problem := Health._job_problem(job, False))]
        return self._step(
            'jobs',
            self.env._("The work in the background runs"),
            not problems,
            " ".join(problems[:2]) + " " + self.env._("See “System health”."),
        )
