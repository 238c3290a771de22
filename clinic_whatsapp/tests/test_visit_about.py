from odoo.tests import freeze_time, tagged

from .test_agent import AgentCase


class FamilyCase(AgentCase):
    """A mother who writes for two children, each with a visit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leo, cls.eva = (patient.with_env(cls.env) for patient in cls.patients[1:3])
        for child, name in ((cls.leo, "Leo Paz Gil"), (cls.eva, "Eva Paz Gil")):
            child.write(
                {
                    'name': name,
                    'guardian_id': cls.patient.partner_id.id,
                    'birthdate': '2020-05-05',
                }
            )

    def visits_of_both(self, day=12):
        return (
            self.book(self.at(16, day=day), patient=1).sudo()
            + self.book(self.at(17, day=day), patient=2).sudo()
        )

    def remind_family(self):
        """Let the job remind of both at once; (visits, {title: payload} of the buttons)."""
        visits = self.visits_of_both()
        clock = freeze_time(self.at(16, 3, day=10))
        clock.start()
        self.addCleanup(clock.stop)
        with self.enter_registry_test_mode():
            self.env.ref('clinic_crm.ir_cron_reminders').method_direct_trigger()
        self.env.invalidate_all()
        [message] = self.env['clinic.message'].search([('kind_id.code', '=', 'family_reminder')])
        self.goes(message)
        return visits, dict(message._taps())

    def goes(self, message):
        """The message has left; by what it is known to Meta."""
        row = self.env['clinic.whatsapp.outbox'].search([('message_id', '=', message.id)])
        row.wamid = f'wamid.gone.{row.id}'
        row._advance('sent')
        return row.wamid

    def reception(self, visit):
        return visit.with_user(self.users['reception']).sudo(False)

    def states(self, visits):
        self.env.invalidate_all()
        return visits.mapped('state')


@tagged('post_install', '-at_install')
class TestFamily(FamilyCase):
    """One reminder speaks of several visits."""

    def test_cancel_one_tapped_again_cancels_no_other(self):
        visits, taps = self.remind_family()
        which = self.taps(taps["Cancelar una"])
        self.choose(which, list(self.options(which))[0])
        self.assertEqual(self.states(visits), ['cancelled', 'scheduled'])
        again = self.taps(taps["Cancelar una"])
        self.assertEqual(self.states(visits), ['cancelled', 'scheduled'])
        self.assertIn("La cita de Eva Paz Gil es", self.words(again))
        self.choose(again, "Cancelar")
        self.assertEqual(self.states(visits), ['cancelled', 'cancelled'])
        self.assertIn("ya estaba cancelada", self.words(self.taps(taps["Cancelar una"])))

    def test_a_button_acts_on_no_time_it_never_spoke_of(self):
        visits, taps = self.remind_family()
        self.reception(visits[0]).start = self.at(12, day=13)
        for title in ("Cancelar una", "Reagendar una"):
            answer = self.taps(taps[title])
            self.assertIn("cambió", self.words(answer))
            self.assertEqual(len(self.options(answer)), 2)
        self.assertEqual(self.states(visits), ['scheduled', 'scheduled'])
        answer = self.taps(taps["Confirmar todas"])
        self.assertEqual(self.states(visits), ['scheduled', 'confirmed'])
        self.assertIn("La cita de Eva Paz Gil", self.words(answer))
        self.assertIn("La cita de Leo Paz Gil es el viernes 13", self.words(answer))
        self.choose(answer, "Confirmar")
        self.assertEqual(self.states(visits), ['confirmed', 'confirmed'])

    def test_the_second_was_moved(self):
        visits, taps = self.remind_family()
        self.reception(visits[1]).start = self.at(12, day=13)
        self.assertIn("Eva Paz Gil es el viernes", self.words(self.taps(taps["Confirmar todas"])))
        self.assertEqual(self.states(visits), ['confirmed', 'scheduled'])

    def test_a_typed_yes_confirms_all(self):
        visits, _taps = self.remind_family()
        self.says("buenos días")
        self.assertIn("2 citas", self.words(self.says("sí, ahí estaremos")))
        self.assertEqual(self.states(visits), ['confirmed', 'confirmed'])

    def test_a_typed_no_asks_which(self):
        visits, _taps = self.remind_family()
        which = self.says("no podemos ir")
        self.assertIn("¿De cuál cita?", self.words(which))
        self.assertEqual(len(self.options(which)), 2)
        told = self.words(self.says("la de Eva"))
        self.assertIn("La cita de Eva Paz Gil", told)
        self.assertIn("¿Prefiere cambiarla o cancelarla?", told)
        self.assertEqual(self.states(visits), ['scheduled', 'scheduled'])

    def test_who_is_named_is_asked_of_nobody(self):
        visits, _taps = self.remind_family()
        told = self.words(self.says("Leo no puede ir"))
        self.assertIn("La cita de Leo Paz Gil", told)
        self.assertIn("cambiarla o cancelarla", told)
        self.assertIn("La cita de Eva Paz Gil", self.words(self.says("sí confirmo la de Eva")))
        self.assertEqual(self.states(visits), ['scheduled', 'confirmed'])


@tagged('post_install', '-at_install')
class TestWhich(FamilyCase):
    """«¿De cuál cita?» is answered as people answer it; words cancel nothing."""

    def test_words_cancel_nothing(self):
        visits, taps = self.remind_family()
        for text in ("2", "la de Eva", "la de las 5", "la segunda"):
            self.taps(taps["Cancelar una"])
            answer = self.says(text)
            self.assertIn("La cita de Eva Paz Gil", self.words(answer), text)
            self.assertIn("¿Prefiere cambiarla o cancelarla?", self.words(answer), text)
        self.assertEqual(self.states(visits), ['scheduled', 'scheduled'])
        self.choose(answer, "Cancelar")
        self.assertEqual(self.states(visits), ['scheduled', 'cancelled'])

    def test_what_is_not_understood_is_asked_again(self):
        _visits, taps = self.remind_family()
        self.taps(taps["Reagendar una"])
        for text in ("las dos", "la de siempre"):
            again = self.says(text)
            self.assertIn("¿De cuál cita?", self.words(again), text)
        self.assertEqual(len(self.options(self.choose(again, list(self.options(again))[1]))), 10)

    def test_no_to_the_question_ends_it(self):
        visits, taps = self.remind_family()
        self.taps(taps["Cancelar una"])
        self.assertIn("nada cambia", self.words(self.says("no")))
        self.assertEqual(self.states(visits), ['scheduled', 'scheduled'])

    def test_the_day_a_visit_has(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.book(self.at(11, day=6))
        self.remind(visit)
        told = self.words(self.says("quiero cancelar mi cita del viernes"))
        self.assertIn("Su cita es el viernes 6", told)
        self.assertIn("Su cita es el jueves 5", self.words(self.says("la del jueves")))
        times = self.says("quiero cambiar mi cita del viernes al lunes 9")
        self.assertIn("Su cita del viernes 6", self.words(times))
        self.assertTrue(list(self.options(times))[0].startswith("lun 9 nov"))

    def test_it_was_moved_while_it_was_asked(self):
        visits, taps = self.remind_family()
        which = self.taps(taps["Cancelar una"])
        self.reception(visits[0]).start = self.at(12, day=13)
        told = self.words(self.choose(which, list(self.options(which))[0]))
        self.assertIn("Esa cita cambió", told)
        self.assertEqual(self.states(visits), ['scheduled', 'scheduled'])

    def test_a_button_shown_before_it_was_moved(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.remind(visit)
        shown = self.says("no puedo ir")
        self.reception(visit).start = self.at(12, day=5)
        self.assertIn("Esa cita cambió", self.words(self.choose(shown, "Cancelar")))
        self.assertEqual(visit.state, 'scheduled')

    def test_another_visit_is_named_when_it_is_asked_for_a_time(self):
        _visits, taps = self.remind_family()
        which = self.taps(taps["Reagendar una"])
        told = self.words(self.choose(which, list(self.options(which))[0]))
        self.assertIn("La cita de Leo Paz Gil", told)


@tagged('post_install', '-at_install')
class TestAbout(FamilyCase):
    """What words answer: the message they quote, else what the clinic asked last."""

    def test_a_quoted_message_counts(self):
        visits = self.visits_of_both()
        ids = []
        for visit in visits:
            message = visit._send_reminder(dedupe_key=f't:{visit.id}', expires_at=visit.start)
            ids.append(self.goes(message))
        self.assertIn("Leo Paz Gil", self.words(self.says("sí confirmo", context={'id': ids[0]})))
        self.assertEqual(self.states(visits), ['confirmed', 'scheduled'])

    def test_a_quoted_message_goes_before_what_waits(self):
        self.visit_type.bookable_online = True
        visit = self.book(self.at(10, day=5)).sudo()
        message = visit._send_reminder(dedupe_key='t:1', expires_at=visit.start)
        wamid = self.goes(message)
        self.says("quiero otra cita")
        self.assertIn("confirmada", self.words(self.says("sí confirmo", context={'id': wamid})))
        self.assertEqual(visit.state, 'confirmed')

    def test_an_answer_in_between_does_not_end_what_was_asked(self):
        for number, between in enumerate(
            (("buenos días",), ("¿dónde están?",), ("hola", "gracias"))
        ):
            visit = self.book(self.at(10 + number, day=5)).sudo()
            self.remind(visit)
            for text in between:
                self.says(text)
            self.assertIn("confirmada", self.words(self.says("sí confirmo")), between)
            self.assertEqual(visit.state, 'confirmed', between)

    def test_a_question_in_between_is_what_a_yes_answers(self):
        self.visit_type.bookable_online = True
        visit = self.book(self.at(10, day=5)).sudo()
        self.remind(visit)
        self.says("quiero una cita para otra persona")
        self.says("sí")
        self.assertEqual(visit.state, 'scheduled')

    def test_after_a_while_it_is_no_answer(self):
        visit = self.book(self.at(10, day=12)).sudo()
        self.remind(visit)
        self.later(days=4)
        self.assertIn("¿En qué le ayudo?", self.words(self.says("si")))

    def test_who_names_the_visit_sees_it(self):
        visit = self.book(self.at(10, day=5)).sudo()
        for text in ("confirmo mi cita", "sí voy a la consulta", "no voy a la cita"):
            self.env['clinic.whatsapp.outbox'].search([]).unlink()
            self.env['clinic.chat.session'].search([]).unlink()
            answer = self.says(text)
            self.assertIn("Su cita es el jueves 5", self.words(answer), text)
            self.assertIn("Confirmar", self.options(answer), text)
        self.assertEqual(visit.state, 'scheduled')


@tagged('post_install', '-at_install')
class TestWhy(FamilyCase):
    """After a cancellation: the reason in words, another time, taken back; also a good while
    later."""

    def cancelled(self, start=None, patient=0):
        """(visit, what is asked then)."""
        visit = self.book(start or self.at(10, day=5), patient=patient).sudo()
        return visit, self.taps(self.remind(visit)["Cancelar"])

    def test_another_time_takes_nothing_back(self):
        visit, why = self.cancelled()
        times = self.choose(why, "Quiero otra fecha")
        self.assertEqual(visit.state, 'cancelled')
        self.assertNotIn("no cambia", self.words(times))
        title = list(self.options(times))[2]
        self.assertIn("Listo: su cita quedó para", self.words(self.choose(times, title)))
        self.assertEqual(visit.state, 'scheduled')
        self.assertNotEqual(visit.start, self.at(10, day=5))

    def test_another_time_though_the_old_one_is_gone(self):
        _visit, why = self.cancelled()
        self.book(self.at(10, day=5), patient=3)
        self.assertEqual(len(self.options(self.choose(why, "Quiero otra fecha"))), 10)
        self.assertFalse(self.conversation().waiting_since)

    def test_no_time_is_free(self):
        visit, why = self.cancelled()
        (self.ana + self.luis).sudo().resource_id.write({'active': False})
        told = self.words(self.choose(why, "Quiero otra fecha"))
        self.assertNotIn("sigue igual", told)
        self.assertEqual(visit.state, 'cancelled')

    def test_a_yes_to_other_times_confirms_nothing(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.remind(visit)
        for text in ("mejor el lunes", "sí", "la primera", "sí"):
            answer = self.says(text)
            self.assertTrue(self.options(answer), text)
        self.assertEqual(list(self.options(answer)), ["Sí, cambiarla", "Otro horario"])
        self.assertEqual((visit.state, visit.start), ('scheduled', self.at(10, day=5)))
        self.assertIn("está confirmada", self.words(self.says("mejor no, ahí estaré")))

    def test_who_wants_no_other_time_after_all(self):
        visit, why = self.cancelled()
        self.choose(why, "Quiero otra fecha")
        self.assertTrue(self.options(self.says("sí")))
        self.assertIn("De acuerdo", self.words(self.says("no")))
        self.assertEqual(visit.state, 'cancelled')

    def test_the_reason_in_words(self):
        for number, (text, cause) in enumerate(
            (
                ("por trabajo", 'busy'),
                ("se me complicó", 'busy'),
                ("me enfermé", 'unwell'),
                ("está muy caro", 'money'),
                ("voy a ir con otro doctor", 'elsewhere'),
                ("está muy lejos", 'other'),
                ("6", 'other'),
            )
        ):
            visit, _why = self.cancelled(self.at(9 + number // 2, number % 2 * 30, day=5))
            self.assertIn("Gracias por decirnos", self.words(self.says(text)), text)
            self.assertEqual((visit.state, visit.cancel_cause), ('cancelled', cause), text)
        self.assertFalse(self.conversation().waiting_since)

    def test_what_is_no_reason(self):
        visit, _why = self.cancelled()
        self.assertIn("Con gusto", self.words(self.says("gracias")))
        self.assertFalse(visit.cancel_cause)
        visit, _why = self.cancelled(self.at(11, day=5))
        self.assertIn("escríbanos", self.words(self.says("ok")))
        self.assertFalse(visit.cancel_cause)

    def test_taken_back_in_words(self):
        for number, text in enumerate(("La cancelé por error", "7", "me equivoqué, sí voy")):
            visit, _why = self.cancelled(self.at(10 + number, day=5))
            self.assertIn("sigue en pie", self.words(self.says(text)), text)
            self.assertEqual(visit.state, 'scheduled', text)

    def test_another_time_in_words(self):
        visit, _why = self.cancelled()
        titles = list(self.options(self.says("mejor el viernes")))
        self.assertTrue(titles[0].startswith("vie 6 nov"), titles)
        self.assertEqual(visit.state, 'cancelled')

    def test_the_list_still_works_after_something_else(self):
        visit, why = self.cancelled()
        self.says("gracias")
        self.assertIn("Gracias por decirnos", self.words(self.choose(why, "Por el costo")))
        self.assertEqual(visit.cancel_cause, 'money')
        self.choose(why, "No me siento bien")
        self.assertEqual(visit.cancel_cause, 'money')
        self.assertEqual(len(self.options(self.choose(why, "Quiero otra fecha"))), 10)
        self.assertEqual(visit.state, 'cancelled')
        self.assertIn("sigue en pie", self.words(self.choose(why, "La cancelé por error")))
        self.assertEqual(visit.state, 'scheduled')
        told = self.words(self.choose(why, "La cancelé por error"))
        self.assertIn("Su cita es el jueves 5", told)
        self.assertIn("Su cita es el jueves 5", self.words(self.choose(why, "Por el costo")))
        self.assertFalse(visit.cancel_cause)
        self.assertFalse(self.conversation().waiting_since)

    def test_a_row_of_somebody_elses_visit_does_nothing(self):
        visit, why = self.cancelled()
        other = self.book(self.at(12, day=5), patient=4).sudo()
        other._cancel_by_patient()
        payload = self.options(why)["La cancelé por error"]
        self.taps(payload.replace(str(visit.id), str(other.id)))
        self.assertEqual(other.state, 'cancelled')

    def test_cancel_tapped_twice(self):
        visit = self.book(self.at(10, day=5)).sudo()
        self.remind(visit)
        shown = self.says("no puedo ir")
        self.choose(shown, "Cancelar")
        self.assertIn("ya estaba cancelada", self.words(self.choose(shown, "Cancelar")))
        self.assertFalse(self.conversation().waiting_since)


@tagged('post_install', '-at_install')
class TestOfferInWords(AgentCase):
    """A time that is held for somebody of the waiting list is answered in words as well."""

    def setUp(self):
        super().setUp()
        self.entry = self.env['clinic.waiting.entry'].create(
            {'patient_id': self.patient.id, 'type_id': self.visit_type.id}
        )
        visit = self.book(self.at(10, day=3), patient=1).sudo()
        visit._cancel_by_patient()
        [gap] = visit._waiting_gaps()
        self.offer = self.env['clinic.waiting.entry']._offer_next(gap).sudo()
        self.assertEqual(self.offer.state, 'hold')

    def test_yes(self):
        told = self.words(self.says("Sí, la quiero"))
        self.assertIn("Listo: su cita es mañana", told)
        self.assertEqual(self.offer.state, 'scheduled')
        self.assertIn("cita", self.words(self.says("sí la quiero")))  # twice is once
        self.assertEqual(self.offer.state, 'scheduled')

    def test_no(self):
        self.assertIn("Sigue en la lista", self.words(self.says("no gracias")))
        self.assertFalse(self.offer.exists())
        self.assertEqual(self.entry.state, 'waiting')
        self.assertIn("ya no está disponible", self.words(self.says("siempre sí la quiero")))

    def test_what_asks_for_something_else(self):
        for text in ("sí, quiero una cita para mi hija", "¿cuánto cuesta?", "gracias"):
            self.says(text)
            self.assertEqual(self.offer.state, 'hold', text)

    def test_what_leaves_a_doubt_is_shown_again(self):
        for text in ("¿con quién es?", "no sé si pueda", "sí, pero más tarde"):
            answer = self.says(text)
            self.assertIn("martes 3 de noviembre a las 10:00", self.words(answer), text)
            self.assertEqual(list(self.options(answer)), ["Sí, lo quiero", "No, gracias"], text)
        self.assertEqual(self.offer.state, 'hold')
        self.assertIn("Listo", self.words(self.choose(answer, "Sí, lo quiero")))
        self.assertEqual(self.offer.state, 'scheduled')
        self.assertIn("Listo", self.words(self.choose(answer, "Sí, lo quiero")))
        self.assertFalse(self.conversation().waiting_since)


@tagged('post_install', '-at_install')
class TestEachOfThem(FamilyCase):
    """«Leo sí va, pero Eva no»: one is confirmed, of the other it is asked what then."""

    def test_one_comes_and_the_other_does_not(self):
        visits, _taps = self.remind_family()
        answer = self.says("Leo sí va pero Eva no")
        told = self.words(answer)
        self.assertIn("Gracias. La cita de Leo Paz Gil", told)
        self.assertIn("La cita de Eva Paz Gil es", told)
        self.assertIn("¿Prefiere cambiarla o cancelarla?", told)
        self.assertEqual(self.states(visits), ['confirmed', 'scheduled'])
        self.choose(answer, "Cancelar")
        self.assertEqual(self.states(visits), ['confirmed', 'cancelled'])

    def test_said_where_it_is_asked_which(self):
        visits, _taps = self.remind_family()
        self.assertIn("¿De cuál cita?", self.words(self.says("no podemos ir")))
        self.assertIn("Gracias. La cita de Eva", self.words(self.says("Leo no, Eva sí")))
        self.assertEqual(self.states(visits), ['scheduled', 'confirmed'])

    def test_what_was_moved_is_not_confirmed(self):
        visits, _taps = self.remind_family()
        self.reception(visits[0]).start = self.at(12, day=13)
        self.assertIn("¿De cuál cita?", self.words(self.says("Leo sí va pero Eva no")))
        self.assertEqual(self.states(visits), ['scheduled', 'scheduled'])
