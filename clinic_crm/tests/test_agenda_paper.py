import io
from datetime import date
from unittest.mock import patch

from pypdf import PdfReader

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.clinic_crm.models import clinic_paper
from odoo.addons.clinic_crm.paper import PaperError

from .agenda_common import AgendaCase
from .staff_common import new_staff

CANARY = "Motivo-canario-6602"
LONG = (
    "María José de los Ángeles Ibáñez Peña-Güitrón y Zárate de la Concepción Ñandú Hernández de "
    "la Fuente y O'Farrill"
)


def pages(pdf):
    """The text of each page without its blanks: a line may end anywhere."""
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text):
    return ''.join(text.split())


@tagged('post_install', '-at_install')
class TestDaySheet(AgendaCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.patients[0].write(
            {'name': LONG, 'phone': "55 5550 0142", 'birthdate': date(1980, 1, 1)}
        )
        cls.patients[0].sudo().allergies = CANARY
        cls.both = cls.make_type("Curación", ('practitioner', 'room'))

    def sheet(self, role='reception', practitioners=None):
        Visit = (
            self.env['clinic.appointment'].with_user(self.users[role]).with_context(lang='en_US')
        )
        return pages(Visit._day_sheet_pdf(date(2026, 11, 3), practitioners))

    def test_all_that_the_desk_needs_and_no_more(self):
        self.book(self.at(10), type_id=self.both.id, reason=CANARY)
        self.book(self.at(11), patient=1)._cancel('patient')
        [page] = self.sheet()
        for words in (
            "Dra. Ana Ríos",
            "Martes, 3 de noviembre de 2026",
            "Clínica Prueba",
            "10:00",
            LONG,
            "5550 0142",
            "46 years",
            "Curación",
            "Consultorio 1",
            "ALLERGIES",
            "1 / 1",
        ):
            self.assertIn(squeezed(words), page)
        self.assertNotIn(CANARY, page)
        self.assertNotIn(squeezed("Paciente 1"), page)

    def test_a_page_for_each_practitioner_and_branch(self):
        self.book(self.at(10))
        self.book(self.at(10), patient=1, practitioner_id=self.luis.id)
        self.book(self.at(16, tz='America/Tijuana'), patient=2, company_id=self.border.id)
        self.assertEqual(len(self.sheet()), 3)
        [page] = self.sheet(practitioners=self.luis)
        self.assertIn(squeezed("Paciente 1"), page)

    def test_a_day_without_visits_is_a_sheet_to_fill_in(self):
        [page] = self.sheet(practitioners=self.luis)
        self.assertIn(squeezed("Dr. Luis Paz"), page)

    def test_many_visits_repeat_the_head_of_the_table(self):
        group = self.make_type("Taller", seats=40)
        patients = (
            self.env['clinic.patient']
            .sudo()
            .create([{'name': f"Grupo {n}", 'company_id': self.clinic.id} for n in range(25)])
        )
        for patient in patients:
            self.book(self.at(10), type_id=group.id, patient_id=patient.id)
        found = self.sheet()
        self.assertGreater(len(found), 1)
        for page in found:
            self.assertIn("Phone", page)
        self.assertIn(squeezed("Grupo 24"), "".join(found))

    def test_who_may_print_it(self):
        self.book(self.at(10))
        for role in ('reception', 'nurse', 'doctor', 'director'):
            self.assertTrue(self.sheet(role))
        with self.assertRaises(AccessError):
            self.sheet('privacy')

    def test_over_http(self):
        visit = self.book(self.at(10))
        new_staff(self.env(su=True), {'portal': ('agenda_portal', 'base.group_portal')})
        self.env.flush_all()
        for url in ('/clinic/paper/day?day=2026-11-03', f'/clinic/paper/card/{visit.id}'):
            self.authenticate(None, None)
            anonymous = self.url_open(url, allow_redirects=False)
            self.assertIn(anonymous.status_code, (302, 303))
            self.authenticate('agenda_reception', 'agenda_reception')
            answer = self.url_open(url)
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(answer.headers['Content-Type'], 'application/pdf')
            self.assertEqual(answer.headers['Cache-Control'], 'no-store')
            self.assertIn("Ibáñez", " ".join(pages(answer.content)))
            for outsider in ('agenda_privacy', 'agenda_portal'):
                self.authenticate(outsider, outsider)
                self.assertEqual(self.url_open(url).status_code, 404, outsider)
        self.authenticate('agenda_reception', 'agenda_reception')
        for wrong in (
            'day?day=x',
            'day?practitioners=x',
            'day?practitioners=999999',
            'day?practitioners=2147483648',
            'day?day=0001-01-01',
            'day?day=9999-12-31',
            'card/999999',
            'card/2147483648',
            'card/x',
        ):
            self.assertEqual(self.url_open(f'/clinic/paper/{wrong}').status_code, 404, wrong)

    def test_a_card_of_somebody_elses_is_no_card(self):
        visit = self.book(self.at(16, tz='America/Tijuana'), company_id=self.border.id)
        self.users['reception'].sudo().company_ids = self.clinic
        self.env.flush_all()
        self.authenticate('agenda_reception', 'agenda_reception')
        self.assertEqual(self.url_open(f'/clinic/paper/card/{visit.id}').status_code, 404)

    def test_a_server_without_the_library_says_so(self):
        with (
            patch.object(clinic_paper, 'to_pdf', side_effect=PaperError("no pango")),
            self.assertRaisesRegex(UserError, "WeasyPrint with Pango"),
        ):
            self.sheet()


@tagged('post_install', '-at_install')
class TestCard(AgendaCase):
    def card(self, visit, role='reception'):
        return pages(visit.with_user(self.users[role])._card_pdf())

    def test_in_spanish_for_the_patient(self):
        self.clinic.sudo().write({'phone': "55 0000 0000", 'street': "Av. Juárez 10"})
        self.visit_type.instructions = "Venga en ayunas.\nTraiga sus estudios."
        visit = self.book(self.at(13), reason=CANARY)
        [page] = self.card(visit)
        for words in (
            "Clínica Prueba",
            "Su cita",
            "Paciente 0",
            "Martes 3 de noviembre de 2026",
            "1:00 p. m.",
            "Dra. Ana Ríos",
            "Av. Juárez 10",
            "Venga en ayunas. Traiga sus estudios.",
            "55 0000 0000",
        ):
            self.assertIn(squeezed(words), page)
        self.assertNotIn(CANARY, page)
        self.assertNotIn("Consulta", page)

    def test_a_series_is_all_on_it(self):
        wish = {
            'type_id': self.visit_type.id,
            'company_id': self.clinic.id,
            'practitioner_id': self.ana.id,
            'patient_id': self.patients[0].id,
            'repeat': {'unit': 'week', 'every': 1, 'count': 3, 'weekdays': []},
            'visits': [
                {'start': self.at(10, day=day), 'stop': self.at(10, 30, day=day)}
                for day in (3, 10, 17)
            ],
        }
        told = self.env['clinic.booking'].with_user(self.users['reception']).book(wish)
        visits = self.env['clinic.appointment'].browse(one['id'] for one in told['booked'])
        visits[1]._cancel('patient', 'busy')
        [page] = self.card(visits[0])
        self.assertIn(squeezed("Después mar 17 nov, 10:00 a. m."), page)
        self.assertNotIn(squeezed("mar 10 nov"), page)
        [last] = self.card(visits[2])
        self.assertNotIn(squeezed("Después"), last)

    def test_long_names_stay_on_it(self):
        self.patients[0].sudo().name = LONG
        [page] = self.card(self.book(self.at(10)))
        self.assertIn(squeezed(LONG), page)
        self.assertIn(squeezed("Si no puede venir"), page)

    def test_access(self):
        visit = self.book(self.at(10))
        self.assertEqual(visit.action_print_card()['url'], f'/clinic/paper/card/{visit.id}')
        with self.assertRaises(AccessError):
            self.card(visit, 'privacy')
