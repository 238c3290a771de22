from uuid import uuid4

from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import SQL

from .clinic_feedback_request_erasure import DATED
from .res_company_month import keep_month

WHEN_DONE = ('start_datetime', 'end_datetime')  # until then a limit of time may hang on them
DAYS_AFTER = 3  # who began on the last day of a month still has the time of an invitation


class SurveyUserInput(models.Model):
    """Of anonymous answers the database keeps the month alone: whoever may read the rows, and
    knows who was there at ten past four, would know whose they are."""

    _inherit = 'survey.user_input'

    def write(self, vals):
        result = super().write(vals)
        self._blur()
        return result

    def _mark_done(self):
        result = super()._mark_done()
        self._leave_address()
        return result

    def _blur(self):
        for answers in self.sudo().filtered('clinic_owned'):
            request = answers.clinic_request_ids
            if not request.is_anonymous:
                continue
            lines = answers.user_input_line_ids
            answers.flush_recordset()
            lines.flush_recordset()
            zone = request.company_id.clinic_tz
            names = DATED + WHEN_DONE if answers.state == 'done' else DATED
            for records, columns in ((answers, names), (lines, DATED)):
                keep_month(records, columns, zone)
                records.invalidate_recordset(columns, flush=False)

    def _leave_address(self):
        """The log of a web server has it with its minute, right after that of the invitation."""
        for answers in self.sudo().filtered('clinic_owned'):
            if answers.clinic_request_ids.is_anonymous:
                answers.access_token = str(uuid4())


class SurveyUserInputLine(models.Model):
    _inherit = 'survey.user_input.line'

    def write(self, vals):
        result = super().write(vals)
        self.sudo().user_input_id._blur()
        return result


class ClinicFeedbackRequest(models.Model):
    _inherit = 'clinic.feedback.request'

    def _open_anonymously(self):
        # a note in the thread of the answers would have its moment
        answers = super(
            ClinicFeedbackRequest, self.with_context(mail_create_nolog=True)
        )._open_anonymously()
        for theirs in answers.clinic_request_ids:
            # the same for all of a month: one's own would tell the moment
            until = theirs.company_id._month_is_over(fields.Datetime.now())
            answers.deadline = theirs.expires_at = until
        answers._blur()
        return answers

    def _answered(self, lines):
        result = super()._answered(lines)
        self.sudo().user_input_id._blur()
        if self.is_anonymous:
            _blur_alerts(self)
        return result

    def _close_over(self):
        over = super()._close_over()
        over.sudo().user_input_id._leave_address()
        return over


class ClinicFeedbackCase(models.Model):
    """Of who was told of an anonymous complaint the hour is kept, as of the complaint itself."""

    _inherit = 'clinic.feedback.case'

    def _opened(self, former=None):
        result = super()._opened(former)
        self._blur_told()
        return result

    def _tell_above(self, user, late):
        result = super()._tell_above(user, late)
        self._blur_told()
        return result

    def _blur_told(self):
        case = self.sudo().filtered('is_anonymous')
        if not case:
            return
        notes = self.env['mail.message'].sudo().search(
            [
                ('model', '=', self._name),
                ('res_id', 'in', case.ids),
                ('message_type', '!=', 'comment'),
            ]
        )  # fmt: skip
        _keep_hour(case.activity_ids, DATED)
        _keep_hour(notes, ('date', *DATED))
        _blur_alerts(case)


class ResCompany(models.Model):
    _inherit = 'res.company'

    def _month_is_over(self, at):
        """When nobody answers any more what was begun in the month of a moment."""
        self.ensure_one()
        local = self._on_clock(at.replace(microsecond=0))
        first = local.replace(day=1, hour=12, minute=0, second=0)
        return first + relativedelta(months=1, days=DAYS_AFTER)


def _blur_alerts(records):
    alerts = records.env['clinic.alert'].sudo().search(
        [('res_model', '=', records._name), ('res_id', 'in', records.ids)]
    )  # fmt: skip
    _keep_hour(alerts, ('raised_at', 'last_at'))


def _keep_hour(records, names):
    """Leave of these moments of rows the full hour that follows.

    In SQL, since no field may write some of these.
    """
    records.flush_recordset()
    hour = "date_trunc('hour', %s + interval '1 hour' - interval '1 microsecond')"
    records.env.cr.execute(
        SQL(
            "UPDATE %s SET %s WHERE id = ANY(%s)",
            SQL.identifier(records._table),
            SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), SQL(hour, SQL.identifier(name)))
                for name in names
            ),
            records.ids,
        )
    )
    records.invalidate_recordset(names, flush=False)
