from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ..agenda import FollowUp, follow_up_at
from .clinic_campaign import FREE_TEXT

SLICE = timedelta(minutes=5)
USEFUL = timedelta(hours=48)
POLITE = FollowUp(timedelta(0), timedelta(days=4), weekdays=frozenset(range(6)))


class ClinicCampaignLine(models.Model):
    """One patient of a campaign, and what became of it."""

    _name = 'clinic.campaign.line'
    _inherit = ['clinic.outcome.mixin']
    _description = "Patient of a campaign"
    _order = 'campaign_id, state, id'
    _rec_name = 'patient_id'
    _gone = 'made'

    campaign_id = fields.Many2one('clinic.campaign', required=True, ondelete='cascade', index=True)
    company_id = fields.Many2one(related='campaign_id.company_id', store=True)
    patient_id = fields.Many2one('clinic.patient', required=True, ondelete='restrict', index=True)
    state = fields.Selection(
        [('ready', "Gets it"), ('excluded', "Does not get it"), ('made', "Written to"),
         ('stopped', "Stopped")],
        string="Status",
        required=True,
        readonly=True,
        default='ready',
        copy=False,
    )  # fmt: skip
    why = fields.Selection(
        [
            ('refused', "Refused messages of this kind"),
            ('not_asked', "Was not asked about messages of this kind"),
            ('do_not_contact', "Asked not to be contacted"),
            ('deceased', "Deceased"),
            ('archived', "Archived"),
            ('no_channel', "No way to reach the patient"),
            ('cap', "Got as many campaigns as the clinic allows in 30 days"),
            ('double', "Another record of the same patient gets it"),
            ('no_text', "The text cannot be made for this patient"),
        ],
        string="Why not",
        readonly=True,
        copy=False,
    )
    channel = fields.Char(readonly=True, copy=False, help="How it would go.")
    made_at = fields.Datetime(string="Written on", readonly=True, copy=False)

    _once = models.Constraint(
        'UNIQUE (campaign_id, patient_id)', "This patient is in the campaign already."
    )
    _of_cap = models.Index("(patient_id, made_at) WHERE state = 'made'")

    # ------------------------------------------------------------------ who gets it
    def _judge(self):
        """Say of each whether it may go, as things are now."""
        for campaign, lines in self.grouped('campaign_id').items():
            kind = campaign.kind_id
            consents = lines.patient_id._consent_states(kind.purpose)
            counts = lines._counts_of_cap()
            seen = set()
            for line in lines:
                why, channel = line._why_not(kind, consents, counts, seen)
                news = {'state': 'excluded' if why else 'ready', 'why': why, 'channel': channel}
                if any((line[name] or False) != value for name, value in news.items()):
                    line.write(news)

    def _why_not(self, kind, consents, counts, seen):
        """(why the patient does not get it or False, the code of the channel it goes by)."""
        patient = self.patient_id._survivor()
        if patient in seen:
            return 'double', False
        known = consents is not None and patient == self.patient_id
        consent = consents.get(patient.id, 'not_asked') if known else None
        code = self.env['clinic.message']._block(patient, kind, consent=consent)[0]
        if code:
            return code, False
        cap = self.campaign_id.company_id.root_id.clinic_campaign_cap
        if counts.get(patient.id, 0) >= cap:
            return 'cap', False
        Channel = self.env['clinic.message.channel'].with_company(self.campaign_id.company_id)
        channel = Channel._choose(patient, kind)[0]
        if channel is None:
            return 'no_channel', False
        seen.add(patient)
        return False, channel._code

    def _counts_of_cap(self):
        """{patient id: messages of campaigns in the last month}, of these and their doubles."""
        patients = self.patient_id | self.patient_id.mapped(lambda p: p._survivor())
        domain = self.env['clinic.campaign']._cap_domain()
        rows = self._read_group(
            domain & fields.Domain('patient_id', 'in', patients.ids), ['patient_id'], ['__count']
        )
        return {patient.id: count for patient, count in rows}

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_send(self):
        """A slice of each campaign that is going out. One worker at a time runs this, so that no
        patient gets more than the limit of two campaigns at once."""
        Cron = self.env['ir.cron']
        campaigns = self.env['clinic.campaign'].search([('state', '=', 'running')], order='id')
        for campaign in campaigns:
            campaign._send_slice()
            if not Cron._commit_progress(1):
                return

    def _send_one(self, counts):
        """Make the message, once, if it still may go."""
        campaign = self.campaign_id
        kind, patient = campaign.kind_id, self.patient_id._survivor()
        why, _channel = self._why_not(kind, None, counts, set())
        if why:
            self.write({'state': 'excluded', 'why': why})
            return
        places = self.env['clinic.follow.up'].new(
            {'patient_id': patient.id, 'company_id': campaign.company_id.id}
        )
        values = places._values() | {FREE_TEXT: (campaign.text or '').strip()}
        now, Message = fields.Datetime.now(), self.env['clinic.message']
        message = Message._if_made(
            f"The message of campaign {campaign.id}",
            lambda: Message._send_kind(
                patient,
                kind,
                values,
                branch=campaign.company_id,
                dedupe_key=f'campaign:{campaign.id}:{patient.id}',
                expires_at=now + USEFUL,
                record=campaign,
            ),
        )
        if message:
            self.write({'state': 'made', 'message_id': message.id, 'made_at': now})
        else:
            self.write({'state': 'excluded', 'why': 'no_text'})


class ClinicCampaign(models.Model):
    _inherit = 'clinic.campaign'

    def _send_slice(self):
        """As many as the pace allows for five minutes, by day only; the end when none is left."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.slice_at and now < self.slice_at + SLICE - timedelta(seconds=5):
            return
        courtesy = self.company_id._reminder_courtesy()
        if follow_up_at(POLITE, now, courtesy, now) != now:
            return
        try:
            if not self.try_lock_for_update():
                return  # somebody is stopping it
            self.slice_at = now
            lines = self.line_ids.filtered(lambda line: line.state == 'ready').sorted('id')
            some = lines[: max(1, round(self.per_hour * SLICE.total_seconds() / 3600))]
            counts = some._counts_of_cap()
            for line in some:
                line._send_one(counts)
            if len(some) == len(lines):
                self.write({'state': 'done', 'ended_at': now})
            self.env.flush_all()
        except (OperationalError, ConcurrencyError):
            self.env.cr.rollback()
            self.env.invalidate_all()
