from odoo import fields, models

from ..agenda import moment_in_words
from .clinic_appointment import BOOKED_STATES, FREE_STATES

NOTICES = ('booked', 'moved', 'cancelled')
KINDS = [f'appointment_{notice}' for notice in NOTICES]
# In the context: whoever books tells the patient itself, as a conversation does. What was on its
# way of an earlier time is taken back all the same.
QUIET = 'clinic_visit_quiet'
WENT = ('sent', 'delivered', 'read')


class ClinicAppointment(models.Model):
    """What patients are told when a visit is booked, moved or cancelled: when, where, with whom.

    Extends `_book`, `_move` and `_change_state`, so it loads after the files that define them. What
    is told is written in the transaction of the change, so that what is rolled back is never
    told. What has not left yet gives way to what came after: two moves in a row are told once.
    """

    _inherit = 'clinic.appointment'

    notify_patient = fields.Boolean(
        string="Tell the patient",
        default=True,
        copy=False,
        help="Sends a short confirmation when the visit is booked, moved or cancelled.",
    )
    # what its patient said last of it themself, in a conversation or on its page; no time: that
    # they do not come
    heard_at = fields.Datetime(string="Last said by the patient", readonly=True, copy=False)
    heard_start = fields.Datetime(string="Time they said", readonly=True, copy=False)

    # ------------------------------------------------------------------ when
    def _book(self, vals_list, waive=()):
        visits = super()._book(vals_list, waive)
        visits._tell_patients({})
        return visits

    def _confirm_hold(self, patient=None):
        before = self._as_known()
        result = super()._confirm_hold(patient)
        self._tell_patients(before)
        return result

    def _move(self, vals, waive=frozenset()):
        visits = self | self.participant_ids
        before = visits._as_known()
        result = super()._move(vals, waive)
        visits._tell_patients(before)
        return result

    def _change_state(self, state, waive=frozenset(), reason=None):
        before = self._as_known()
        result = super()._change_state(state, waive, reason)
        self._tell_patients(before)
        return result

    def _as_known(self):
        """``{visit id: (state, what its patient knows of it)}``."""
        return {
            visit.id: (visit.state, (visit.start, visit.company_id, visit.practitioner_id))
            for visit in self
        }

    def _tell_patients(self, before):
        """Tell the patients of these visits what has changed since ``before``."""
        now = fields.Datetime.now()
        after = self._as_known()
        news = {}
        told = self if self.env.context.get(QUIET) else self.browse()
        for visit in self.sorted('start'):
            notice = _notice(before.get(visit.id), after[visit.id])
            if not notice:
                continue
            if told:
                visit._heard(visit.start if notice != 'cancelled' else False)
            if told or not visit._is_told_of(now):
                visit.sudo()._tell(None, told=told)
                continue
            news.setdefault((notice, visit.patient_id), []).append(visit.sudo())
        for (notice, _patient), visits in news.items():  # a series is one piece of news
            for other in visits[1:]:
                other._drop_unsent_notices()
            visits[0]._tell(notice, among=len(visits))

    def _heard(self, start):
        """Its patient hears just now, in another way than by a notice, that it is then."""
        self.sudo()._through_door().write({'heard_at': fields.Datetime.now(), 'heard_start': start})

    def _told_since(self, since):
        """``{visit: when}`` of those whose patient was last told, after a moment, of the time that
        the visit has now: by a notice that has gone, or because they said so themself.

        A series is told by its first visit: nobody has named the days of the others.
        """
        notices = self.env['clinic.message'].search_fetch(
            [
                ('patient_id', 'in', self.patient_id.ids),
                ('res_model', '=', self._name),
                ('res_id', 'in', self.ids),
                ('kind_id.code', 'in', KINDS),
                ('state', 'in', WENT),
                ('sent_at', '>=', since),
            ],
            ['patient_id', 'res_id', 'dedupe_key', 'sent_at'],
            order='sent_at, id',
        )
        last = {}
        for message in notices:
            visit = self.browse(message.res_id)
            if message.patient_id == visit.patient_id:
                named = tuple(visit._notice_name(notice) for notice in ('booked', 'moved'))
                last[visit] = (message.sent_at, (message.dedupe_key or '').startswith(named))
        for visit in self:
            latest, _same = last.get(visit, (since, False))
            if visit.heard_at and visit.heard_at >= latest:
                last[visit] = (visit.heard_at, visit.heard_start == visit.start)
        return {visit: at for visit, (at, same) in last.items() if same}

    def _is_told_of(self, now):
        return self.notify_patient and self.patient_id and not self.walk_in and self.start > now

    def _tell(self, notice, among=1, told=()):
        """Send one notice in place of what has not left yet.

        :param notice: one of `NOTICES`; None: say nothing of this change
        :param int among: how many visits the same happened to at once, this one the first
        :param told: visits of which the patient hears in another way
        """
        self.ensure_one()
        visit = self
        unheard = self._drop_unsent_notices()
        if 'appointment_booked' in unheard:
            booked = self._still_unheard().filtered(lambda other: other not in told)
            if not booked:
                return  # nothing was ever said of it
            notice, visit = 'booked', booked[0]
            if booked != self:
                among = len(booked)
            if visit != self:
                visit._drop_unsent_notices()
        if notice:
            visit._send_notice(notice, among)

    def _still_unheard(self):
        """The visits to come, in order, whose only confirmation was that of this one.

        A series is told by its first visit, and all of it is unheard of until that has left.
        """
        visits = self
        if self.series_id:
            series = self.series_id.appointment_ids
            heard = self.env['clinic.message'].search_count(
                [
                    ('res_model', '=', self._name),
                    ('res_id', 'in', series.ids),
                    ('kind_id.code', '=', 'appointment_booked'),
                    ('state', 'in', ('sending', 'sent', 'delivered', 'read')),
                ],
                limit=1,
            )
            visits = self if heard else series
        now = fields.Datetime.now()
        return visits.filtered(
            lambda visit: (
                visit.state in BOOKED_STATES
                and visit.patient_id == self.patient_id
                and visit._is_told_of(now)
            )
        ).sorted('start')

    def _send_notice(self, notice, among):
        """Send it; a text that cannot be made refuses nobody a visit."""
        kind = self.env['clinic.message.kind'].search(
            [('code', '=', f'appointment_{notice}')], limit=1
        )
        if not kind:  # archived: the clinic does not want it sent
            return
        values = self._notice_values(among)
        self.env['clinic.message']._if_made(
            f"The notice {kind.code} of visit {self.id}",
            lambda: self._say(kind, values, self._notice_key(notice), self.start),
        )

    def _say(self, kind, values, dedupe_key, expires_at):
        """Tell the patient something of this visit; returns the `clinic.message`.

        :param dict values: of `_notice_values` and more; the kind takes what it has a place for
        :raises UserError: the text cannot be made
        """
        return self.env['clinic.message']._send_kind(
            self.patient_id,
            kind,
            values,
            branch=self.company_id,
            dedupe_key=dedupe_key,
            expires_at=expires_at,
            record=self,
        )

    def _notice_key(self, notice):
        """A visit moved there and back is told twice, each by a key of its own."""
        return self.env['clinic.message']._free_key(self._notice_name(notice))

    def _notice_name(self, notice):
        """What the keys of a notice of the time the visit has now begin with."""
        return f'visit:{self.uuid}:{notice}:{self.start.isoformat()}'

    def _drop_unsent_notices(self):
        """Take back the notices of this visit that have not left; return the codes of their kinds.

        One that is leaving at this moment is locked by the job, and stays.
        """
        waiting = self.env['clinic.message'].search(
            [
                ('res_model', '=', self._name),
                ('res_id', '=', self.id),
                ('kind_id.code', 'in', KINDS),
                ('state', '=', 'queued'),
            ]
        )
        dropped = waiting._take_back(
            self.env._("A newer message on the same visit took its place.")
        )
        return set(dropped.kind_id.mapped('code'))

    # ------------------------------------------------------------------ what
    def _notice_values(self, among=1):
        """The variables of the notices, in Spanish: what patients read is."""
        video, when = self.video_url, self._when_in_words()
        instructions = ' '.join((self._in_spanish().type_id.instructions or '').split())
        return {
            'cita': self._whose_in_words(),
            'cuando': when if among == 1 else f"{when} (la primera de {among} citas)",
            'donde': self._where_in_words(),
            'indicaciones': f"Indicaciones: {instructions}" if instructions else '',
            'enlace': f"Para entrar a la videollamada: {video}" if video else '',
        }

    def _whose_in_words(self):
        """«su cita (Limpieza dental)», «la cita de Ana»; the type only where it may be named."""
        patient = self.patient_id
        whose = "tu cita" if self.company_id.root_id.clinic_informal else "su cita"
        if patient._reader() != patient.partner_id:
            whose = f"la cita de {patient.name}"
        visit_type = self._in_spanish().type_id
        # the type may be named, and this patient has agreed to messages on visits
        if visit_type.reason_in_messages and patient._consent_state('appointments') == 'granted':
            whose = f"{whose} ({visit_type.name})"
        return whose

    def _in_spanish(self):
        """These visits as Spanish speakers read them, if the database has Spanish at all."""
        installed = [code for code, _name in self.env['res.lang'].get_installed()]
        spanish = [code for code in installed if code.startswith('es')]
        if not spanish:
            return self
        return self.with_context(lang='es_MX' if 'es_MX' in spanish else spanish[0])

    def _when_in_words(self):
        """«jueves 26 de noviembre a las 10:30 a. m.», on the wall clock of the branch."""
        return moment_in_words(self._local(self.start), self._local(fields.Datetime.now()).date())

    def _local(self, moment):
        """A naive UTC moment on the branch's wall clock."""
        return self.company_id.sudo()._on_clock(moment)

    def _where_in_words(self):
        """With whom and where: «con Dra. Ana Ríos, en Clínica Sur (Av. Juárez 10)»."""
        if self.type_id.video:
            place = "por videollamada"
        else:
            street = self.company_id.partner_id.street
            place = f"en {self.company_id.name}" + (f" ({street})" if street else "")
        practitioner = self.practitioner_id.name
        return f"con {practitioner}, {place}" if practitioner else place


def _notice(before, after):
    """Which notice tells of a change from one (state, what is known) to another, or None."""
    state, known = before or (None, None)
    if after[0] in BOOKED_STATES:
        if state is None or state == 'hold' or state in FREE_STATES:
            return 'booked'
        return 'moved' if state in BOOKED_STATES and known != after[1] else None
    return 'cancelled' if after[0] == 'cancelled' and state in BOOKED_STATES else None
