import logging
from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.clinic_crm.jobs import whole_or_not, work_off

from .clinic_feedback_case import OPEN
from .clinic_feedback_case_survey import MOMENT as CASE_SURVEY
from .res_company_month import keep_month

_logger = logging.getLogger(__name__)

BATCH = 50
QUIET = timedelta(days=30)  # a complaint is over: nobody answers any more whether it was resolved
RUNNING = ('planned', 'sent', 'answering')
MOMENTS = ('sent_at', 'finished_at', 'due_at', 'expires_at')
DATED = ('create_date', 'write_date')
WAYS_HERE = (
    'patient_id', 'appointment_id', 'message_id', 'visit_at', 'review_at', 'told_uuid',
    'about_id', 'entered_by_id',
)  # fmt: skip


class ClinicFeedbackRequest(models.Model):
    """After some months nobody can tell any more who said what; the figures stay.

    Gone for good: the words, the patient, the visit, the messages' and alerts' way here. Moments
    would lead back to them (who had a visit at ten past four?), so of them the month stays, and of
    a complaint how long each step took.
    """

    _inherit = 'clinic.feedback.request'

    anonymised_on = fields.Date(string="Made anonymous on", readonly=True, copy=False)

    _to_anonymise = models.Index("(due_at) WHERE anonymised_on IS NULL")

    @api.model
    def _cron_anonymise(self):
        """In bounded batches; any number of jobs may run side by side.

        One that breaks is logged, stays as it was until the next night, and holds nobody else up.
        """
        broken = []

        def anonymise(some):
            if whole_or_not(self.env, _logger, f"Answers {some.ids}", some._anonymise):
                return
            for one in some:
                if not whole_or_not(self.env, _logger, f"Answers {one.id}", one._anonymise):
                    broken.append(one.id)

        work_off(self.env, lambda: self._due_to_anonymise(broken), anonymise, BATCH)

    @api.model
    def _due_to_anonymise(self, but=()):
        """The next ones, of whichever clinic; none whose complaint is open, or was not long ago.

        :param but: ids of those not to be tried again
        """
        due = self.browse()
        quiet = fields.Datetime.now() - QUIET
        live = Domain('state', 'in', OPEN) | Domain('closed_at', '>', quiet)
        for policy in (
            self.env['clinic.feedback.policy'].sudo().search([('retention_months', '>', 0)])
        ):
            before = policy._forget_before()
            old = Domain.OR(
                Domain(name, '<', before)
                & Domain.AND(Domain(better, '=', False) for better in better_ones)
                for name, better_ones in (
                    ('finished_at', ()),
                    ('sent_at', ('finished_at',)),
                    ('due_at', ('finished_at', 'sent_at')),
                    # an anonymous answer has no moment but that of its row
                    ('user_input_id.create_date', ('finished_at', 'sent_at', 'due_at')),
                )
            )
            due |= self.search(
                Domain('company_id', 'child_of', policy.company_id.id)
                & Domain('anonymised_on', '=', False)
                & Domain('state', 'not in', RUNNING)
                & old
                & Domain('id', 'not in', list(but))
                & ~Domain('case_ids', 'any', live),
                order='due_at, id',
                limit=500,
            )
        return due

    def _anonymise(self):
        """Take out of these whatever tells who it was."""
        for company, requests in self.sudo().grouped('company_id').items():
            policy = self.env['clinic.feedback.policy']._of(company)
            answers = requests.user_input_id
            lines = answers.user_input_line_ids
            cases = requests.case_ids
            texts = self.env['clinic.feedback.text'].sudo().search([('line_id', 'in', lines.ids)])
            counts = {'requests': len(requests), 'texts': len(texts), 'cases': len(cases)}
            texts.unlink()  # with the key of each
            requests._cut_ways_here(cases, lines)
            cases._anonymise()
            self.env.flush_all()
            requests._coarsen(company.clinic_tz, answers, lines)
            self.env['clinic.feedback.erasure']._add(
                company.root_id, policy._forget_before().date(), **counts
            )

    def _cut_ways_here(self, cases, lines):
        """Messages and alerts stay the patient's, and no longer say what of."""
        for records in (self, cases):
            self.env.cr.execute(
                "UPDATE clinic_message SET res_model = NULL, res_id = NULL, dedupe_key = NULL "
                "WHERE res_model = %s AND res_id = ANY(%s)",
                [records._name, records.ids],
            )
        # a survey asked on how the complaint was dealt with: its key, and its message's, name it
        keys = [f'{CASE_SURVEY}:{case.id}' for case in cases]
        after = self.search([('key', 'in', keys)])
        self.env.cr.execute(
            "UPDATE clinic_message SET dedupe_key = NULL WHERE res_model = %s AND res_id = ANY(%s)",
            [self._name, after.ids],
        )
        for one in after:
            one.key = str(uuid4())
        about = Domain.OR(
            Domain('res_model', '=', records._name) & Domain('res_id', 'in', records.ids)
            for records in (self, cases)
        )
        Notice = self.env['clinic.feedback.hook.event'].sudo()
        Notice.search([('request_id', 'in', self.ids)]).unlink()
        keys = [f'feedback:{line.id}' for line in lines]
        alerts = self.env['clinic.alert'].sudo().search(about | Domain('last_key', 'in', keys))
        alerts.write(
            {'res_model': False, 'res_id': False, 'last_key': False, 'person_words': False}
        )
        self.env['clinic.message'].invalidate_model()

    def _coarsen(self, zone, answers, lines):
        """The row keeps its month, by the clock of the branch, and none of its names."""
        nobody = {'create_uid': None, 'write_uid': None}
        keep_month(
            self,
            MOMENTS,
            zone,
            **dict.fromkeys(WAYS_HERE),
            key=SQL("gen_random_uuid()"),
            token=SQL("gen_random_uuid()"),
            anonymised_on=fields.Date.today(),
        )
        for comments in (self.analysis_ids, self.analysis_ids.aspect_ids):
            keep_month(comments, ('finished_at',), zone)
        taken = ('start_datetime', 'end_datetime', 'deadline', *DATED)
        keep_month(answers, taken, zone, access_token=SQL("gen_random_uuid()"), **nobody)
        keep_month(lines, DATED, zone, **nobody)
        analyses = self.analysis_ids
        keep_month(analyses.aspect_ids, ('answered_at',), zone)
        keep_month(analyses, ('answered_at',), zone, evidence=None, corrected_at=None)
        self.env.invalidate_all()
