from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.clinic_crm.models.clinic_home import Card, Content
from odoo.addons.clinic_crm.models.clinic_panel import Figure

TODAY = 'clinic_crm.clinic_today_action'
MY_DAY = 'clinic_crm.clinic_my_day_action'
PANEL = 'clinic_crm.clinic_panel_action'

ROLE_HOMES = [
    ('clinic_crm.group_reception', TODAY),
    ('clinic_crm.group_nurse', TODAY),
    ('clinic_crm.group_practitioner', MY_DAY),
    ('clinic_crm.group_director', PANEL),
    ('clinic_crm.group_privacy', 'clinic_crm.clinic_access_log_action'),
    ('clinic_crm.group_practitioner,clinic_crm.group_director', MY_DAY),
    ('clinic_crm.group_reception,clinic_crm.group_privacy', TODAY),
    ('base.group_user', None),
    ('base.group_system', None),
]

# role -> what it sees of the app among these entries
ENTRIES = {
    'menu_clinic_today',
    'menu_clinic_agenda',
    'menu_clinic_patients',
    'menu_clinic_reports',
    'menu_clinic_panel',
    'menu_clinic_settings',
    'menu_clinic_health',
}
DESK_ENTRIES = {'menu_clinic_today', 'menu_clinic_agenda', 'menu_clinic_patients'}
ROLE_ENTRIES = [
    ('clinic_crm.group_reception', DESK_ENTRIES),
    ('clinic_crm.group_nurse', DESK_ENTRIES),
    ('clinic_crm.group_practitioner', DESK_ENTRIES),
    ('clinic_crm.group_director', ENTRIES),
    ('base.group_system', {'menu_clinic_settings', 'menu_clinic_health'}),
    ('base.group_user', set()),
]


def make_user(env, groups):
    login = 'home_' + groups.replace('.', '_').replace(',', '_')
    return new_test_user(env, login, groups)


@tagged('post_install', '-at_install')
class TestHomes(TransactionCase):
    def test_each_role_has_its_home(self):
        for groups, expected in ROLE_HOMES:
            with self.subTest(groups=groups):
                user = make_user(self.env, groups)
                action = self.env['clinic.home'].with_user(user)._home_action()
                self.assertEqual(action, self.env.ref(expected) if expected else None)

    def test_a_home_whose_page_is_missing_is_passed_over(self):
        user = make_user(self.env, 'clinic_crm.group_practitioner,clinic_crm.group_director')
        self.env.ref(MY_DAY).unlink()
        action = self.env['clinic.home'].with_user(user)._home_action()
        self.assertEqual(action, self.env.ref(PANEL))


@tagged('post_install', '-at_install')
class TestMenus(TransactionCase):
    def visible(self, groups):
        user = make_user(self.env, groups)
        return self.env['ir.ui.menu'].with_user(user)._visible_menu_ids()

    def test_each_role_sees_its_entries(self):
        for groups, expected in ROLE_ENTRIES:
            with self.subTest(groups=groups):
                visible = self.visible(groups)
                seen = {
                    name for name in ENTRIES if self.env.ref(f'clinic_crm.{name}').id in visible
                }
                self.assertEqual(seen, expected)

    def test_the_app_is_for_its_roles(self):
        root = self.env.ref('clinic_crm.menu_clinic_root').id
        self.assertIn(root, self.visible('clinic_crm.group_reception'))
        self.assertNotIn(root, self.visible('base.group_user'))

    def test_the_app_opens_the_page_of_the_role(self):
        root = self.env.ref('clinic_crm.menu_clinic_root').id
        user = make_user(self.env, 'clinic_crm.group_director')
        menus = self.env['ir.ui.menu'].with_user(user).load_web_menus(False)
        self.assertEqual(menus[root]['actionID'], self.env.ref(PANEL).id)
        self.assertEqual(menus[root]['actionPath'], 'panel')

    def test_the_catalogue_of_modules_is_for_administrators(self):
        modules = self.env.ref('base.menu_management').id
        for groups, offered in (
            ('clinic_crm.group_reception', False),
            ('clinic_crm.group_director,base.group_system', True),
        ):
            user = make_user(self.env, groups)
            menus = self.env['ir.ui.menu'].with_user(user).load_web_menus(False)
            self.assertEqual(modules in menus['root']['children'], offered, groups)

    def test_an_administrator_keeps_the_first_app(self):
        root = self.env.ref('clinic_crm.menu_clinic_root').id
        user = make_user(self.env, 'base.group_system')
        menus = self.env['ir.ui.menu'].with_user(user).load_web_menus(False)
        self.assertEqual(menus['root']['children'][-1], root)


@tagged('post_install', '-at_install')
class TestSessionInfo(HttpCase):
    def session_info(self, user):
        self.authenticate(user.login, user.login)
        return self.make_jsonrpc_request('/web/session/get_session_info', {})

    def home_action_of(self, user):
        return self.session_info(user)['home_action_id']

    def test_on_which_clock_a_branch_lives(self):
        self.env.company.clinic_tz = 'America/Hermosillo'
        staff = make_user(self.env, 'clinic_crm.group_reception')
        zones = {str(self.env.company.id): 'America/Hermosillo'}
        self.assertEqual(self.session_info(staff)['clinic_zones'], zones)
        office = make_user(self.env, 'base.group_user')
        self.assertNotIn('clinic_zones', self.session_info(office))

    def test_the_role_decides(self):
        user = make_user(self.env, 'clinic_crm.group_reception')
        self.assertEqual(self.home_action_of(user), self.env.ref(TODAY).id)

    def test_the_choice_of_the_user_stays(self):
        user = make_user(self.env, 'clinic_crm.group_nurse')
        chosen = self.env.ref('base.action_partner_form')
        user.action_id = chosen.id
        self.assertEqual(self.home_action_of(user), chosen.id)
        self.assertEqual(user.action_id.id, chosen.id)

    def test_others_are_left_alone(self):
        self.assertFalse(self.home_action_of(make_user(self.env, 'base.group_user')))


@tagged('post_install', '-at_install')
class TestToday(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reception = new_test_user(
            cls.env, 'today_desk', 'clinic_crm.group_reception', name="Ana Ruiz", tz='Etc/UTC'
        )
        cls.home = cls.env['clinic.home'].with_user(cls.reception)

    def with_cards(self, *cards):
        return patch.object(self.env.registry['clinic.home'], '_cards', lambda self: list(cards))

    def cards(self):
        return {card['name']: card for card in self.home.get_today()['cards']}

    def make_patient(self, name, **values):
        patient = self.env['clinic.patient'].with_user(self.reception)
        return patient.create({'name': name, **values})

    def test_the_day_is_that_of_the_branch(self):
        """Whatever zone the computer at the desk says it is in."""
        self.env.company.clinic_tz = 'America/Mexico_City'
        with freeze_time('2026-11-27 01:30:00'):
            today = self.home.with_context(tz='Etc/UTC').get_today()
        self.assertRegex(today['date'], r'\b26\b')
        self.assertEqual(today['greeting'], "Good evening, Ana")

    def test_it_greets_by_name_and_writes_the_date_in_words(self):
        self.assertIn("Ana", self.home._greeting(9))
        self.assertEqual(self.home._greeting(11), "Good morning, Ana")
        self.assertEqual(self.home._greeting(12), "Good afternoon, Ana")
        self.assertEqual(self.home._greeting(19), "Good evening, Ana")
        today = self.home.get_today()
        self.assertTrue(today['can_create'])
        self.assertRegex(today['date'], r'\d{4}')

    def test_the_nurse_registers_nobody(self):
        nurse = new_test_user(self.env, 'today_nurse', 'clinic_crm.group_nurse')
        today = self.env['clinic.home'].with_user(nurse).get_today()
        self.assertTrue(today['can_search'])
        self.assertFalse(today['can_create'])

    def test_outsiders_get_nothing(self):
        portal = new_test_user(self.env, 'today_portal', 'base.group_portal')
        with self.assertRaises(AccessError):
            self.env['clinic.home'].with_user(portal).get_today()
        user = new_test_user(self.env, 'today_user', 'base.group_user')
        today = self.env['clinic.home'].with_user(user).get_today()
        self.assertFalse(today['can_search'] or today['can_create'] or today['cards'])
        with self.assertRaises(AccessError):
            self.env['clinic.home'].with_user(user).search_patients("a")

    def test_who_was_registered_this_week(self):
        before = self.cards()['recent_patients']['count']
        patient = self.make_patient("Lucía Nueva Prueba")
        card = self.cards()['recent_patients']
        self.assertEqual(card['count'], before + 1)
        self.assertEqual(card['rows'][0]['res_id'], patient.id)
        self.assertIn(patient.record_number, card['rows'][0]['hint'])
        action = card['action']
        listed = self.env[action['res_model']].with_user(self.reception).search(action['domain'])
        self.assertIn(patient, listed)

    def test_minors_without_a_guardian(self):
        before = self.cards()['minors_without_guardian']['count']
        born = fields.Date.today()
        self.make_patient("Niño Sin Tutor", birthdate=born)
        guardian = self.env['res.partner'].create({'name': "Madre Tutora"})
        self.make_patient("Niña Con Tutor", birthdate=born, guardian_id=guardian.id)
        self.assertEqual(self.cards()['minors_without_guardian']['count'], before + 1)

    def test_patients_nobody_has_asked(self):
        before = self.cards()['consent_missing']['count']
        asked, missing = self.make_patient("Con Respuesta"), self.make_patient("Sin Respuesta")
        asked._record_consent('appointments', 'refused', 'paper')
        card = self.cards()['consent_missing']
        self.assertEqual(card['count'], before + 1)
        self.assertEqual(card['rows'][0]['res_id'], missing.id)
        self.assertTrue(missing.consent_missing)
        self.assertFalse(asked.consent_missing)

    def test_cards_are_for_their_groups_and_in_order(self):
        def content():
            return Content(0, "Nothing.")

        cards = [
            Card('second', "B", content, sequence=2),
            Card('first', "A", content, groups='clinic_crm.group_reception', sequence=1),
            Card('nurses', "C", content, groups='clinic_crm.group_nurse'),
            Card('absent', "D", lambda: None),
        ]
        with self.with_cards(*cards):
            self.assertEqual(list(self.cards()), ['first', 'second'])

    @mute_logger('odoo.addons.clinic_crm.models.clinic_home')
    def test_a_broken_card_leaves_the_others(self):
        def broken():
            self.env.cr.execute("SELECT nothing FROM nowhere")

        def refused():
            self.env['ir.config_parameter'].with_user(self.reception).get_param('x')

        cards = [
            Card('broken', "A", broken, sequence=1),
            Card('refused', "B", refused, sequence=2),
            Card('fine', "C", lambda: Content(3, "Nothing."), sequence=3),
            Card('quiet', "D", lambda: Content(0, ""), sequence=4, only_if_any=True),
            Card('urgent', "E", broken, sequence=5, only_if_any=True),
        ]
        with self.with_cards(*cards), mute_logger('odoo.sql_db'):
            found = self.cards()
        self.assertEqual(list(found), ['broken', 'fine', 'urgent'])
        self.assertEqual(found['fine']['count'], 3)
        self.assertTrue(found['broken']['empty'])
        self.assertTrue(found['urgent']['empty'], "what cannot be read is not nothing")

    def test_the_search(self):
        patient = self.make_patient("Ximena Zárate Buscada", phone='+52 55 5555 0199')
        for text in ("Ximena", "  zárate "):
            with self.subTest(text=text):
                rows = self.home.search_patients(text)['rows']
                self.assertIn(patient.id, [row['id'] for row in rows])
        self.assertEqual(self.home.search_patients("   "), {'rows': [], 'more': False})
        self.assertEqual(self.home.search_patients("zzqx nobody"), {'rows': [], 'more': False})

    def test_the_search_says_when_there_are_more(self):
        for number in range(9):
            self.make_patient(f"Repetida Igual {number}")
        found = self.home.search_patients("repetida igual")
        self.assertEqual(len(found['rows']), 8)
        self.assertTrue(found['more'])


@tagged('post_install', '-at_install')
class TestPanel(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = new_test_user(cls.env, 'panel_director', 'clinic_crm.group_director')
        cls.panel = cls.env['clinic.panel'].with_user(cls.director)

    def figures(self):
        return {figure['name']: figure for figure in self.panel.get_panel()['figures']}

    def test_who_directs_one_branch_reads_the_name_of_the_clinic(self):
        clinic = self.env['res.company'].create({'name': "Clínica entera"})
        branch = self.env['res.company'].create({'name': "Norte", 'parent_id': clinic.id})
        director = new_test_user(
            self.env,
            'panel_branch',
            'clinic_crm.group_director',
            company_id=branch.id,
            company_ids=branch.ids,
        )
        panel = self.env['clinic.panel'].with_user(director).with_company(branch)
        self.assertEqual(panel.get_panel()['place'], "Clínica entera")

    def test_it_is_for_the_direction(self):
        user = new_test_user(self.env, 'panel_desk', 'clinic_crm.group_reception')
        with self.assertRaises(AccessError):
            self.env['clinic.panel'].with_user(user).get_panel()

    def test_new_patients_are_counted(self):
        before = self.figures()
        self.env['clinic.patient'].create(
            [{'name': "Uno Panel", 'source': 'web'}, {'name': "Dos Panel"}]
        )
        after = self.figures()
        self.assertEqual(len(after['new_by_week']['points']), 12)
        self.assertEqual(
            after['new_by_week']['points'][-1][1], before['new_by_week']['points'][-1][1] + 2
        )
        source = dict(after['by_source']['points'])
        self.assertEqual(
            source["Web site"], dict(before['by_source']['points']).get("Web site", 0) + 1
        )
        self.assertIn("Not asked", source)

    def test_how_many_may_be_written_to(self):
        Patient = self.env['clinic.patient']
        Patient.search([]).active = False
        yes, no, _missing = Patient.create([{'name': f"Panel {n}"} for n in ("Sí", "No", "Nada")])
        yes._record_consent('appointments', 'refused', 'paper')
        yes._record_consent('appointments', 'granted', 'paper')
        no._record_consent('appointments', 'refused', 'paper')
        consent = self.figures()['consent']
        self.assertEqual(consent['value'], "33 %")
        self.assertEqual(consent['hint'], "1 refused, 1 not asked")

    def test_messages_are_counted_without_being_read(self):
        figures = self.figures()
        self.assertIn('not_sent', figures)
        self.assertIn('messages', figures)
        with self.assertRaises(AccessError):
            self.env['clinic.message'].with_user(self.director).search_count([])

    @mute_logger('odoo.addons.clinic_crm.models.clinic_panel')
    def test_a_broken_figure_leaves_the_others(self):
        def broken():
            raise ValueError

        figures = [*self.env['clinic.panel']._figures(), Figure('broken', "A", broken, 1)]
        panel = self.env.registry['clinic.panel']
        with patch.object(panel, '_figures', lambda self: figures):
            found = self.figures()
        self.assertIn('patients', found)
        self.assertEqual(found['broken']['value'], "–")


@tagged('post_install', '-at_install')
class TestStyles(TransactionCase):
    def test_the_web_clients_styles_compile(self):
        """One sheet that does not compile takes the style of the whole web client with it."""
        bundle = self.env['ir.qweb']._get_asset_bundle('web.assets_web', js=False)
        bundle.preprocess_css()
        self.assertFalse(bundle.css_errors)
