from datetime import timedelta

from odoo import api, fields, models

from .clinic_feedback_request import OPEN
from .clinic_feedback_rule import ALWAYS, MOMENTS, STATES

WINDOW = timedelta(hours=48)  # answers count that long
BUSY = timedelta(minutes=30)  # whoever answered a question since is still at it
USEFUL = timedelta(days=3)  # after an outage: nobody is asked about last week
ANONYMOUS = {
    False: "Es anónima: nadie sabrá qué respuestas son suyas.",
    True: "Es anónima: nadie sabrá qué respuestas son tuyas.",
}
IN_CHAT, BY_LINK = 'survey_invitation', 'survey_link'


class ClinicFeedbackRequest(models.Model):
    """Planned as rows, sent by this job, closed when their time is over."""

    _inherit = 'clinic.feedback.request'

    rule_id = fields.Many2one('clinic.feedback.rule', readonly=True, ondelete='set null')
    moment = fields.Selection(MOMENTS, string="After", readonly=True)

    # ------------------------------------------------------------------ planned
    @api.model
    def _plan(self, rule, patient, key, appointment=None, at=None, company=None):
        """Plan a survey once for a key; one that was taken back is planned again.

        :param rule: `clinic.feedback.rule`; its survey, hours and quiet hours
        :param str key: names what it is about
        :param datetime at: the moment it is about, naive UTC; default: now
        :param company: the branch; default: the visit's, else the clinic
        :return: the request
        """
        company = company or (appointment.company_id if appointment else patient.company_id)
        wanted = (at or fields.Datetime.now()) + timedelta(hours=rule.hours)
        vals = {
            'due_at': rule._allowed_at(wanted, company.clinic_tz or 'America/Mexico_City'),
            'state': 'planned',
        }
        Request = self.sudo()
        known = Request.search([('key', '=', key)])
        if known:
            if known.state == 'withdrawn':
                known.write(vals)
            return known
        request = Request.create(
            {
                'key': key,
                'rule_id': rule.id,
                'moment': rule.moment,
                'survey_id': rule.survey_id.id,
                'patient_id': patient.id,
                'appointment_id': appointment.id if appointment else False,
                'company_id': company.id,
                'is_anonymous': rule.survey_id.clinic_anonymous,
                **vals,
            }
        )
        request._copy_dimensions()
        self._wake_for_next()
        return request

    def _copy_dimensions(self):
        """What the answers will be looked at by, as it is now."""
        for request in self.filtered('appointment_id'):
            visit = request.appointment_id.sudo()
            request.write(
                {
                    'practitioner_id': visit.practitioner_id.id,
                    'specialty_id': visit.practitioner_id.specialty_id.id,
                    'type_id': visit.type_id.id,
                    'first_visit': visit._is_first_visit(),
                    'visit_at': visit.start,
                }
            )

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_send(self):
        """Close what is over, too."""
        self._close_over()
        return super()._cron_send()

    def _send(self, now):
        for request in self:
            request.with_company(request.company_id)._send_one(now)

    @api.model
    def _close_over(self):
        """Those whose time is over; what was answered stays. Anonymous ones all end alike."""
        over = self.search(
            [('state', 'in', OPEN), ('expires_at', '<=', fields.Datetime.now())], limit=500
        ).try_lock_for_update()
        invitations = over.filtered(lambda one: one.is_anonymous and not one.user_input_id)
        invitations.sudo().write({'state': 'over', 'is_used': False})
        (over - invitations).write({'state': 'expired'})
        return over

    def _send_one(self, now):
        """Send it, put it off, or say why it does not go."""
        self.ensure_one()
        visit, patient = self.appointment_id, self.patient_id
        if visit and self.moment in STATES and visit.state not in STATES[self.moment]:
            self.state = 'withdrawn'  # never so: it is taken back with the change
            return
        if not self.survey_id.active:
            self._skip('closed')
            return
        later = self.rule_id and self.rule_id._allowed_at(now, self.company_id.clinic_tz)
        if later and later > now:
            self.due_at = later
            return
        if now - self.due_at > USEFUL:
            self._skip('too_late')
            return
        kind = self.env['clinic.message.kind']._get(self._kind())
        if self.env['clinic.message']._block(patient, kind)[0]:
            self._skip('no_consent')
        elif not self._waits_for_another(now):
            self._invite(kind, now)

    def _waits_for_another(self, now):
        """Whether the patient was asked not long ago, or answers another survey at this moment."""
        others = self.sudo().search(
            [
                ('patient_id', 'in', self.patient_id._survivor()._with_history().ids),
                ('id', '!=', self.id),
                ('state', 'in', (*OPEN, 'done', 'declined', 'expired', 'over')),
                ('sent_at', '!=', False),
            ],
            order='sent_at DESC',
            limit=20,
        )
        still = others.filtered(lambda request: request._is_open())
        if self.moment == 'procedure':
            return self._goes_after(still, now)
        if self.moment in ALWAYS:
            if still:
                self.due_at = max(still.mapped('expires_at'))
            return bool(still)
        days = self.company_id.root_id.clinic_feedback_days
        since = now - timedelta(days=days)
        counted = others.filtered(lambda r: r.moment not in ALWAYS and r.sent_at > since)
        if counted or still:
            self._skip('recently')
        return bool(counted or still)

    def _goes_after(self, still, now):
        """A question about one's health waits for no opinion: what else is asked is closed for it,
        unless the patient is answering that at this moment. Anonymous ones are in nobody's way.

        :param still: surveys of this patient that are open
        """
        still = still.filtered(lambda request: not request.is_anonymous)
        lines = still.user_input_id.sudo().user_input_line_ids
        if any(line.create_date > now - BUSY for line in lines):
            self.due_at = now + BUSY
            return True
        still.write({'state': 'expired'})
        return False

    def _skip(self, why):
        self.write({'state': 'skipped', 'why': why})

    def _kind(self):
        return IN_CHAT if self.survey_id.clinic_in_chat and not self.is_anonymous else BY_LINK

    def _invite(self, kind, now):
        """Make the answers' place and the message, once; a channel is chosen there."""
        self.message_id = self.env['clinic.message']._if_made(
            f"The survey {self.id}", lambda: self._make_invitation(kind, now)
        )
        if not self.message_id:
            self._skip('no_text')
        elif self.message_id.state in ('failed', 'cancelled', 'expired'):
            self._skip('unreachable')

    def _make_invitation(self, kind, now):
        self._copy_dimensions()
        expires = now + WINDOW
        vals = {'state': 'sent', 'sent_at': now, 'expires_at': expires}
        if not self.is_anonymous:
            answers = self.env['survey.user_input'].sudo().create(
                {'survey_id': self.survey_id.id, 'deadline': expires}
            )  # fmt: skip
            vals['user_input_id'] = answers.id
        self.write(vals)
        return self.env['clinic.message']._send_kind(
            self.patient_id,
            kind,
            self._invitation_values(),
            branch=self.company_id,
            dedupe_key=f'survey:{self.key}:{now.isoformat()}',
            expires_at=expires,
            record=self,
        )

    def _did_not_arrive(self, code):
        """Nobody was asked: it leaves the surveys sent, and another may be asked soon.

        :param code: `error_code` of the message
        """
        why = {'refused': 'no_consent', 'not_asked': 'no_consent', 'expired': 'too_late'}
        unseen = self.filtered(lambda one: one.state == 'sent' and not one.sudo().is_used)
        unseen._skip(why.get(code, 'undelivered'))

    def _arrived_after_all(self):
        """A channel said that it had failed, and it had not; or somebody sent it again."""
        late = self.filtered(
            lambda one: (
                (one.state, one.why) == ('skipped', 'undelivered')
                and one.expires_at
                and one.expires_at > fields.Datetime.now()
            )
        )
        late.write({'state': 'sent', 'why': False})

    # ------------------------------------------------------------------ what is said
    def _invitation_values(self):
        """The variables of the invitation, in Spanish: what patients read is."""
        return {
            'asunto': self._about_in_words(),
            'preguntas': self.survey_id._clinic_count_in_words(),
            'enlace': self._link(),
            'nota': ANONYMOUS[self.company_id.root_id.clinic_informal] if self.is_anonymous else '',
        }

    def _about_in_words(self):
        """«su visita del jueves 26 de noviembre con Dra. Ana Ríos», never what for."""
        visit = self.appointment_id.sudo()
        informal = self.company_id.root_id.clinic_informal
        if self.moment == 'case_closed':
            return "lo que nos contaste" if informal else "lo que nos contó"
        if not visit:
            return "tu atención con nosotros" if informal else "su atención con nosotros"
        whose = "tu visita" if informal else "su visita"
        if self.patient_id._reader() != self.patient_id.partner_id:
            whose = f"la visita de {self.patient_id.name}"
        if self.moment == 'booked':
            return f"cómo fue agendar {whose}"
        day = visit._when_in_words().split(' a las ')[0].split(' a la ')[0]
        who = f" con {visit.practitioner_id.name}" if visit.practitioner_id else ''
        return f"{whose} del {day}{who}"


class ClinicMessage(models.Model):
    """An e-mail has no conversation below it: it carries the address of the page. What becomes of
    an invitation after it was handed over is told to the survey."""

    _inherit = 'clinic.message'

    def _stop(self, state, code, sentence):
        result = super()._stop(state, code, sentence)
        if code != 'unknown':  # that may have arrived
            self._invited_by()._did_not_arrive(code)
        return result

    def _advance(self, state, at=None):
        moved = super()._advance(state, at)
        if moved:
            self._invited_by()._arrived_after_all()
        return moved

    def _invited_by(self):
        """The surveys whose invitation this is."""
        Request = self.env['clinic.feedback.request'].sudo()
        numbers = self.filtered(lambda one: one.res_model == Request._name).mapped('res_id')
        if not numbers:
            return Request
        return Request.search([('id', 'in', numbers), ('message_id', 'in', self.ids)])

    def _visit_link(self):
        if self.res_model != 'clinic.feedback.request' or not self.sudo().kind_id.button_ids:
            return super()._visit_link()
        request = self.env['clinic.feedback.request'].sudo().browse(self.res_id).exists()
        return request._link() if request and request._is_open() else ''

    def _visit_link_label(self):
        if self.res_model == 'clinic.feedback.request':
            return "Contestar"
        return super()._visit_link_label()
