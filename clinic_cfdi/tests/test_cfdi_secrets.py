import logging
import traceback

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import _super_send

from .common import PASSWORD, CfdiCase, csd

TOKEN, LOGIN = 'token-nobody-may-read', 'secret-of-the-pac'
SECRETS = {
    'clinic.cfdi.certificate': ('cer', 'key', 'password'),
    'clinic.cfdi.pac': ('user', 'password', 'token'),
    'clinic.cfdi.attempt': ('sent',),
}
ROLES = (
    'base.group_user',
    'base.group_system',
    'account.group_account_manager',
    'clinic_cfdi.group_accountant',
    'clinic_crm.group_director',
    'clinic_crm.group_privacy',
    'clinic_crm.group_practitioner',
    'clinic_crm.group_reception',
)


@tagged('post_install', '-at_install')
class TestSecrets(CfdiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pac.write({'new_token': TOKEN})
        cls.everybody = new_test_user(
            cls.env,
            'cfdi_everything',
            ','.join(ROLES),
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def test_no_role_reads_them(self):
        """Not one alone, and not who has all roles together."""
        move = self.invoice((self.visit, 1, 0, None))
        self.env['clinic.cfdi.document']._of_moves(move)
        alone = [
            new_test_user(self.env, f'cfdi_role_{number}', role)
            for number, role in enumerate(ROLES)
        ]
        for user in (*alone, self.everybody, self.env.ref('base.user_admin')):
            for model, names in SECRETS.items():
                records = self.env[model].sudo().search([])
                self.assertTrue(records, model)
                mine = records.with_user(user).with_company(self.company)
                for name in names:
                    with self.subTest(user=user.login, model=model, field=name):
                        self.refuse(mine, name)

    def refuse(self, records, name):
        asked = (
            lambda: records.read([name]),
            lambda: records.web_read({name: {}}),
            lambda: records.export_data([name]),
            lambda: records.search([(name, '=', 'x')]),
            lambda: records.search([], order=name),
            lambda: records.formatted_read_group([], [name]),
            lambda: records.filtered(name),
        )
        for number, ask in enumerate(asked):
            try:
                found = ask()
            except (AccessError, UserError, ValueError, KeyError):
                continue
            self.fail(f"the way {number} gives {found}")
        self.assertNotIn(name, self.described(records))

    def described(self, records):
        try:
            return records.fields_get()
        except AccessError:
            return {}

    def test_the_database_does_not_hold_them(self):
        self.env.flush_all()
        key = csd()['new_key'][100:160]
        for table in ('clinic_cfdi_pac', 'clinic_cfdi_certificate', 'clinic_cfdi_setup'):
            self.env.cr.execute(f'SELECT t::text FROM {table} t')
            rows = ' '.join(row for [row] in self.env.cr.fetchall())
            for secret in (TOKEN, LOGIN, PASSWORD, key):
                self.assertNotIn(secret, rows)

    def test_no_copy_and_no_display_name(self):
        copied = self.pac.copy({'name': "Copia"})
        self.assertFalse(copied.has_login)
        self.assertNotIn(TOKEN, str(self.pac.with_user(self.everybody).read()))
        self.assertNotIn(PASSWORD, str(self.certificate.with_user(self.everybody).read()))

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        """As it is outside of tests: the addresses here are this machine's."""
        return _super_send(s, r, **kw)

    def test_not_in_a_log_and_not_in_a_traceback(self):
        """Of a PAC that cannot be reached, everything logged from DEBUG up."""
        told = []
        handler = logging.Handler(logging.DEBUG)
        handler.emit = lambda record: told.append(handler.format(record))
        root = logging.getLogger()
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            for provider in ('sw', 'finkok'):
                # where nobody listens
                self.pac.write({'provider': provider, 'base_url': 'http://127.0.0.1:9'})
                self.pac.write({'new_user': "u", 'new_password': LOGIN, 'new_token': TOKEN})
                try:
                    self.pac.action_test_connection()
                    self.fail("nobody is there")
                except UserError as error:
                    told.append(str(error))
                    told.append(traceback.format_exc())
                move = self.invoice((self.visit, 1, 0, None))
                self.env['clinic.cfdi.document']._of_moves(move)
                self.job()
                told.append(str(move.cfdi_document_id.read()))
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
        words = '\n'.join(told)
        self.assertIn('No hay conexión', words)
        for secret in (TOKEN, LOGIN, PASSWORD):
            self.assertNotIn(secret, words)
