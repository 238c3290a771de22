"""Many conversations at once with all that goes wrong on the way, and a judge.

Each simulated patient knows what they were shown last, answers it in a way of their own, and writes
down what they meant. Messages come twice, in another order, late, and with things in between. In
the end the judge compares what is stored with what was meant: nothing may be lost, doubled or put
under another question.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from time import CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, clock_gettime

from odoo import Command, fields
from odoo.tests import freeze_time

from odoo.addons.clinic_whatsapp.cloud_api import split
from odoo.addons.clinic_whatsapp.tests.whatsapp_common import account_values, delivery

NUMBERS = {1: "uno", 2: "dos", 3: "tres", 4: "cuatro", 5: "cinco"}
NONSENSE = ("😀", "mmm", "7.5", "?", "x" * 3000, "very nice", "99", "el doctor")
COMMENTS = (
    "Esperé dos horas y nadie me avisó",
    "La doctora explica muy bien",
    "Todo limpio y rápido",
)
URGENT = "Me duele mucho el pecho y no puedo respirar"
START = '2026-11-03 16:00:00'


def clocks():
    """(seconds, seconds of this process's work), by clocks that go on while the others stand."""
    return clock_gettime(CLOCK_MONOTONIC), clock_gettime(CLOCK_PROCESS_CPUTIME_ID)


@dataclass
class Patient:
    """``shown``: (question id, {title: payload}) of what the clinic asked last; ``meant``:
    {question id: what}, of what reached the clinic in time."""

    record: object
    phone: str
    request: object = None
    start: str = ''
    shown: tuple | None = None
    meant: dict = field(default_factory=dict)
    old: list = field(default_factory=list)
    alarmed: bool = False
    over: bool = False


class Replay:
    def __init__(self, env, patients, seed=1):
        self.env = env(su=True)
        self.chance = random.Random(seed)
        self.wamids = count(1)
        self.messages = 0
        self.seconds = self.cpu = 0.0
        self.queries = []  # of each message
        self.keep = None
        self.seen = Counter()
        self._make(patients)

    # ------------------------------------------------------------------ the clinic
    def _make(self, size):
        env = self.env
        self.clinic = env['res.company'].create({'name': "Clínica de las mil pláticas"})
        self.env = env = env(
            context=dict(env.context, allowed_company_ids=self.clinic.ids, tracking_disable=True)
        )
        self.account = env['clinic.whatsapp.account'].create(
            account_values(self.clinic, pair_seconds=0, phone_number_id='100000000000077',
                           waba_id='200000000000077')
        )  # fmt: skip
        env['clinic.whatsapp.template'].create(
            {
                'account_id': self.account.id,
                'kind_id': env['clinic.message.kind']._get('survey_invitation').id,
                'name': 'survey_invitation',
                'body': "Hola, {{nombre}}: ¿nos ayuda con {{preguntas}} sobre {{asunto}}?",
                'examples': '{"nombre": "María"}',
                'status': 'APPROVED',
            }
        )
        self.survey = env['survey.survey'].create({'title': "Visita", 'survey_type': 'clinic'})
        self.stars = self._question("¿Qué tal?", 'scale', scale_min=1, scale_max=5,
                                    clinic_measure='csat')  # fmt: skip
        self.what = self._question(
            "¿Qué podemos mejorar?", 'multiple_choice', clinic_after_id=self.stars.id,
            clinic_after_max=3,
            suggested_answer_ids=self._options("La espera", "El trato", "El costo"),
        )  # fmt: skip
        self.again = self._question(
            "¿Volvería?", 'simple_choice', suggested_answer_ids=self._options("Sí", "No", "Tal vez")
        )
        self.comment = self._question("¿Algo más?", 'text_box')
        people = env['clinic.patient'].create(
            [
                {'name': f"Paciente {n}", 'phone': f'55 4{n // 10000:03d} {n % 10000:04d}',
                 'company_id': self.clinic.id}
                for n in range(size)
            ]
        )  # fmt: skip
        people._record_consent('feedback', 'granted', 'paper')
        self.patients = [Patient(record, f'5215{record.phone_sanitized[-9:]}') for record in people]
        self.kept = env['clinic.whatsapp.delivery']._insert_once(
            [
                {'account_id': self.account.id, 'digest': 'replay', 'body': '{}', 'size': 2,
                 'received_at': fields.Datetime.now(), 'state': 'done'}
            ],
            ('account_id', 'digest'),
        )  # fmt: skip

    def _question(self, title, kind, **vals):
        return self.env['survey.question'].create(
            {'title': title, 'question_type': kind, 'survey_id': self.survey.id,
             'sequence': len(self.survey.question_ids) + 1, **vals}
        )  # fmt: skip

    def _options(self, *labels):
        return [Command.create({'value': v, 'sequence': n}) for n, v in enumerate(labels)]

    # ------------------------------------------------------------------ live
    def run(self, keep=None):
        """Let everybody talk until nobody has anything left to say.

        :param keep: called after each message, e.g. to commit
        """
        self.keep = keep
        with freeze_time(START) as clock:
            for patient in self.patients:
                self._invite(patient)
            active = list(self.patients)
            for _round in range(30):
                clock.tick(timedelta(minutes=3))
                self.chance.shuffle(active)
                batch = [node for patient in active for node in self._say(patient)]
                self._arrive(batch)
                for patient in active:
                    self._look(patient)
                active = [patient for patient in active if not patient.over]
                if not active:
                    break
            late = [p for p in self.patients if p.request.state in ('sent', 'answering')]
            clock.tick(timedelta(hours=49))
            # a "sí" and a "5" two days later are answers to nothing
            self._arrive(
                [self._text(p, self.chance.choice(("sí", "5", "La espera"))) for p in late]
            )
            self.env['clinic.feedback.request']._close_over()
        return self.judge()

    def _invite(self, patient):
        now = fields.Datetime.now()
        patient.request = self.env['clinic.feedback.request'].create(
            {'survey_id': self.survey.id, 'patient_id': patient.record.id,
             'company_id': self.clinic.id, 'due_at': now}
        )  # fmt: skip
        patient.request._send_one(now)
        assert patient.request.state == 'sent', patient.request.why
        patient.start = dict(patient.request.message_id._taps())["Contestar"]

    def _say(self, patient):
        """The messages a patient sends now."""
        dice = self.chance.random()
        if patient.alarmed and patient.shown:
            # words would go to the person who was called; a button above goes on with the survey
            patient.alarmed = False
            return self._answer(patient, tapped=True)
        if patient.shown is None:
            if dice < 0.04:
                patient.over = True  # never answers, or only days later
                return []
            return self._twice(self._tap(patient, patient.start))
        if dice < 0.02:
            patient.over = True  # leaves off in the middle
            return []
        if dice < 0.12:
            self.seen['nonsense'] += 1
            return [self._text(patient, self._nonsense(patient))]
        if dice < 0.20 and patient.old:  # a row of a list of before: once more the same
            self.seen['old option tapped'] += 1
            return [self._tap(patient, self.chance.choice(patient.old))]
        if dice < 0.26:
            self.seen['unreadable'] += 1
            return [self._node(patient, type='sticker', sticker={'id': '1'})]
        if dice < 0.30:
            # somebody writes to the patient in between: then words are theirs, a tap still counts
            self.seen['something in between'] += 1
            self._something_else(patient)
            _question, options = patient.shown
            if not options:
                return [self._tap(patient, patient.start)]
        elif dice < 0.33:
            self.seen['something urgent'] += 1
            patient.alarmed = True
            if (
                patient.shown[0] == self.comment.id
            ):  # help comes, and it is the comment all the same
                patient.meant[self.comment.id] = ('words', URGENT)
            return [self._text(patient, URGENT)]
        return self._answer(patient, tapped=dice < 0.30)

    def _nonsense(self, patient):
        question = patient.shown[0]
        wrong = ("?",) if question == self.comment.id else NONSENSE  # a picture is a comment, too
        return self.chance.choice(wrong)

    def _answer(self, patient, tapped=False):
        question, options = patient.shown
        tapped = tapped or self.chance.random() < 0.5
        if question == self.comment.id:
            if tapped:
                patient.meant[question] = ('skip',)
                return self._twice(self._tap(patient, options["Saltar"]))
            words = f"{self.chance.choice(COMMENTS)} ({patient.record.id})"
            patient.meant[question] = ('words', words)
            return self._twice(self._text(patient, words))
        title = self.chance.choice([t for t in options if t != "Saltar"])
        patient.meant[question] = ('chosen', title)
        if tapped:
            patient.old.append(options[title])
            return self._twice(self._tap(patient, options[title], title))
        typed = self._typed(question, title)
        if question == self.stars.id and self.comment.id not in patient.meant:
            if self.chance.random() < 0.2:  # with its reason: that is the comment
                self.seen['score with its reason'] += 1
                words = self.chance.choice(COMMENTS)
                patient.meant[self.comment.id] = ('words', words)
                typed = f"{title[0]}, {words}"
        return self._twice(self._text(patient, typed))

    def _typed(self, question, title):
        if question == self.stars.id:
            score = int(title[0])
            return self.chance.choice(
                (
                    str(score),
                    NUMBERS[score],
                    f"un {score}",
                    f"{score}/5",
                    f"{score}!!",
                    f" {score} ",
                )
            )
        return self.chance.choice((title, title.lower(), title.upper() + "!!"))

    def _twice(self, node):
        """One of ten messages is delivered twice."""
        if self.chance.random() < 0.1:
            self.seen['delivered twice'] += 1
            return [node, node]
        return [node]

    def _something_else(self, patient):
        conversation = self.env['clinic.whatsapp.conversation'].search(
            [('identity_id.patient_id', '=', patient.record.id)], limit=1
        )
        key = f'replay-{next(self.wamids)}'
        message = conversation._write_down(patient.record, key, "Su factura está lista.", None)
        self.env['clinic.whatsapp.outbox']._enqueue(
            conversation.identity_id, f'other:{key}', message=message
        )

    # ------------------------------------------------------------------ the wire
    def _node(self, patient, **node):
        return {
            'from': patient.phone,
            'id': f'wamid.replay.{next(self.wamids)}',
            'timestamp': str(int(fields.Datetime.now().timestamp())),
            **node,
        }

    def _text(self, patient, text):
        return self._node(patient, type='text', text={'body': text})

    def _tap(self, patient, payload, title="x"):
        reply = {'type': 'button_reply', 'button_reply': {'id': payload, 'title': title[:20]}}
        return self._node(patient, type='interactive', interactive=reply)

    def _arrive(self, nodes):
        """Meta delivers in no order, each for itself; and once more the whole lot, now and then."""
        self.chance.shuffle(nodes)
        Event = self.env['clinic.whatsapp.event']
        for node in nodes:
            payload = delivery([node], number=self.account.phone_number_id,
                               waba=self.account.waba_id)  # fmt: skip
            begun, worked = clocks()
            before = self.env.cr.sql_log_count
            events = Event._keep(self.kept, list(split(payload)))
            for event in events:
                event._apply()
                assert event.state == 'done', event.error
            if self.keep:
                self.keep()
            ended, done = clocks()
            self.seconds, self.cpu = self.seconds + ended - begun, self.cpu + done - worked
            self.messages += len(events)
            if events:
                self.queries.append(self.env.cr.sql_log_count - before)

    def _look(self, patient):
        """What the patient sees on the telephone now."""
        session = self.env['clinic.chat.session'].search(
            [('identity_id.patient_id', '=', patient.record.id)], limit=1
        )
        if patient.request.state in ('done', 'declined'):
            patient.over = True
        if session.topic != 'survey':
            # a person was called, or nothing was asked yet: the button brings it back
            patient.shown = None
            return
        turns = self.env['clinic.whatsapp.outbox'].search(
            [('identity_id', '=', session.identity_id.id), ('idempotency_key', '=like', 'turn:%')],
            order='id DESC',
        )  # fmt: skip
        # whatever was said since, help in an emergency say: the question stands above, to be tapped
        options = next(filter(None, map(self._options_of, turns)), {})
        asked = session._memory()['question']
        if asked in patient.meant:  # asked for twice: what was meant has not been taken
            self.seen['asked again'] += 1
        patient.shown = (asked, options)

    def _options_of(self, row):
        """{title: payload} of what can be tapped of the survey under a message."""
        action = row._contents()[0].get('interactive', {}).get('action', {})
        rows = [button['reply'] for button in action.get('buttons', ())]
        rows += [row for part in action.get('sections', ()) for row in part['rows']]
        return {row['title']: row['id'] for row in rows if row['id'].startswith('t1.survey.')}

    # ------------------------------------------------------------------ the judge
    def judge(self):
        """{what went wrong: how often}."""
        found = Counter(lost=0, doubled=0, misattributed=0)
        for patient in self.patients:
            lines = patient.request.user_input_id.user_input_line_ids.filtered(
                lambda line: not line._is_aside()
            )
            stored = {}
            for line in lines:
                stored.setdefault(line.question_id.id, []).append(line)
            for question, rows in stored.items():
                found['doubled'] += len(rows) > 1
                said = self._said(rows[0])
                found['misattributed'] += patient.meant.get(question) != said
            found['lost'] += len(patient.meant.keys() - stored.keys())
        return dict(found)

    def _said(self, line):
        if line.skipped:
            return ('skip',)
        if line.answer_type == 'scale':
            words = dict(enumerate(("Muy mala", "Mala", "Regular", "Buena", "Excelente"), 1))
            return ('chosen', f"{line.value_scale} · {words[line.value_scale]}")
        if line.answer_type == 'suggestion':
            return ('chosen', line.suggested_answer_id.value)
        return ('words', line._clinic_words())
