from odoo import fields, models
from odoo.exceptions import AccessError, ConcurrencyError, LockError, UserError

from .clinic_feedback_case import OPEN, UNTAKEN

ASK = 'case_closed'
ANSWER = 'case_answer'


class ClinicFeedbackCase(models.Model):
    """What people do with a case, and what the patient's answer does."""

    _inherit = 'clinic.feedback.case'

    # ------------------------------------------------------------------ staff
    def action_take(self):
        """It is mine, and I am at it."""
        self._act()
        self._taken_by(self.env.user)

    def _taken_by(self, user):
        for case in self.sudo():
            if case.state not in OPEN:
                continue
            former = case.user_id
            case.write(
                {
                    'user_id': user.id,
                    'taken_at': case.taken_at or fields.Datetime.now(),
                    'state': 'in_progress' if case.state in UNTAKEN else case.state,
                }
            )
            case._alerts_taken(user)
            if former != case.user_id:
                case._drop_activities(former)
                case._in_staff_words()._activity(
                    case.user_id, case._in_staff_words().env._("A case to resolve")
                )
            case._plan_next()

    def action_answer(self):
        """Write to the patient, with a guide at hand."""
        self.ensure_one()
        return self._dialog('clinic.feedback.answer', self.env._("Answer the patient"))

    def action_close(self):
        """Say what went wrong and what was done; the patient is asked whether it is resolved."""
        self.ensure_one()
        return self._dialog('clinic.feedback.close', self.env._("Close the case"))

    def action_assign(self):
        """Give it to somebody else."""
        self.ensure_one()
        return self._dialog('clinic.feedback.assign', self.env._("Give the case to"))

    def action_reopen(self):
        """Somebody of the clinic knows that it is not resolved."""
        self._act()
        for case in self:
            case._reopen()

    def action_patient(self):
        self.ensure_one()
        self.patient_id.check_access('read')
        return self._show('clinic.patient', self.patient_id.id)

    def action_visit(self):
        self.ensure_one()
        self.appointment_id.check_access('read')
        return self._show('clinic.appointment', self.appointment_id.id)

    def action_conversation(self):
        self.ensure_one()
        return self.patient_id.action_whatsapp()

    def _show(self, model, res_id):
        return {
            'type': 'ir.actions.act_window',
            'res_model': model,
            'res_id': res_id,
            'view_mode': 'form',
        }

    def _dialog(self, model, name):
        self._check_may_act()
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': model,
            'view_mode': 'form',
            'target': 'new',
            'context': {'default_case_id': self.id},
        }

    def _act(self):
        self._check_may_act()
        self._lock()

    def _check_may_act(self):
        """Refuse in words whoever may look at a case and not work on it."""
        try:
            self.check_access('write')
        except AccessError as error:
            raise AccessError(
                self.env._(
                    "This case is somebody else's. Ask whoever is in charge of it, or who keeps "
                    "the feedback, to give it to you."
                )
            ) from error

    def _lock(self):
        """Two people at one case: the second is told, and nothing is done twice."""
        try:
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody is working on this case at this moment. Try again.")
            ) from error

    # ------------------------------------------------------------------ done by the dialogs
    def _assign(self, user):
        self._act()
        for case in self.sudo():
            former = case.user_id
            case.user_id = user
            case._drop_activities(former)
            case._opened()
            case._plan_next()

    def _answered(self):
        """The patient has been answered, by whatever way."""
        self._act()
        now = fields.Datetime.now()
        for case in self.sudo():
            if case.state == 'closed':
                continue
            case.write(
                {
                    'state': 'answered',
                    'user_id': case.user_id.id or self.env.uid,
                    'taken_at': case.taken_at or now,
                    'answered_at': case.answered_at or now,
                }
            )
            case._plan_next()

    def _close(self, root_cause, action_taken, ask=True):
        """Close it; the patient, if known, is asked whether it is resolved.

        :return: why the patient could not be asked, or False
        """
        self._act()
        now, problem = fields.Datetime.now(), False
        for case in self.sudo():
            if case.state == 'closed':
                continue
            case.write(
                {
                    'state': 'closed',
                    'root_cause': root_cause,
                    'action_taken': action_taken,
                    'closed_at': now,
                    'closed_by_id': self.env.uid,
                    'in_time': now <= case.deadline_at,
                    'hours_open': max(0, (now - case.opened_at).total_seconds() / 3600),
                    'verdict': False,
                    'next_step_at': False,
                }
            )
            case._drop_activities()
            case._alerts_taken(self.env.user)
            if ask and case.patient_id:
                problem = case._ask_patient() or problem
        return problem

    def _ask_patient(self):
        """Was it resolved? Asked once for each closing; return why that cannot be, or False."""
        self.ensure_one()
        message = self.env['clinic.message']._send(
            self.patient_id,
            ASK,
            dedupe_key=f'{ASK}:{self.uuid}:{self.reopened_count}',
            record=self,
        )
        if message.state in ('failed', 'cancelled', 'expired'):
            return message.error
        self.verdict = 'asked'
        return False

    # ------------------------------------------------------------------ the patient
    def _verdict(self, resolved):
        """What the patient says of a closed case. Saying it twice is saying it once.

        :return: whether it counts: of a case that is open again, nothing more is to be said
        """
        self.ensure_one()
        case = self.sudo()
        try:
            case.lock_for_update(allow_referencing=True)
        except LockError as error:  # a job or a webhook tries again
            raise ConcurrencyError("somebody works on this case") from error
        if case.state != 'closed':
            return False
        case.verdict = 'yes' if resolved else 'no'
        if not resolved:
            case._reopen()
        return True

    def _reopen(self):
        """Open it again, for the same person, with a new deadline."""
        for case in self.sudo():
            if case.state != 'closed':
                continue
            now = case._clock(case)
            policy = self.env['clinic.feedback.policy']._of(case.company_id)
            case.write(
                {
                    'state': 'reopened',
                    'closed_at': False,
                    'closed_by_id': False,
                    'in_time': False,
                    'verdict': case.verdict if case.verdict == 'no' else False,
                    'reopened_at': now,
                    'reopened_count': case.reopened_count + 1,
                    'deadline_at': fields.Datetime.add(now, hours=policy._hours(case.severity)),
                }
            )
            if not case.user_id.active:
                facts = policy._facts(case.severity, case.analysis_ids, case, case.aspect)
                case.user_id = policy._owner(facts, case.company_id, case._not_to(case))
            case._plan(policy)
            case._opened()

    def _add_words(self, text):
        """Keep what the patient adds, after what they added before."""
        self.ensure_one()
        case = self.sudo()
        case.patient_words = '\n\n'.join(filter(None, [case.patient_words, text.strip()]))
