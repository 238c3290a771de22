import unittest
from unittest.mock import patch

from odoo.addons.clinic_whatsapp.models import clinic_whatsapp_sender

from .whatsapp_common import WhatsappCase

try:
    from sandbox.app import Server
    from sandbox.records import Template
except ImportError:  # the addon alone, without the repository around it
    Server = None

NUMBER, BUSINESS, TOKEN = '100000000000001', '200000000000001', 'sandbox-token'


@unittest.skipUnless(Server, "needs the repository's sandbox")
class SandboxCase(WhatsappCase):
    """The clinic's number is the sandbox's: calls go over a socket to what answers like Meta."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        server = Server().start()
        cls.addClassCleanup(server.close)
        cls.sandbox = server.sandbox
        cls.account.write(
            {
                'phone_number_id': NUMBER,
                'waba_id': BUSINESS,
                'base_url': server.url,
                'new_token': TOKEN,
                'pair_seconds': 0,
            }
        )

    @classmethod
    def _request_handler(cls, session, request, /, **options):
        options['timeout'] = 30  # ours is a pair, which Odoo's guard of tests cannot compare
        return super()._request_handler(session, request, **options)

    def setUp(self):
        super().setUp()
        self.sandbox.reset()

    def fault(self, kind, **more):
        """Something goes wrong in the sandbox from now on."""
        [rule] = self.sandbox.world.faults.add([{'kind': kind, **more}])
        return rule

    def heal(self):
        self.sandbox.world.faults.remove()

    def approve(self, name, components):
        """Meta has approved this text."""
        self.sandbox.world.templates[name] = Template(
            name, BUSINESS, name, 'es_MX', 'UTILITY', components, 'NAMED', 'APPROVED'
        )

    def run_job(self, name):
        with (
            patch.multiple(clinic_whatsapp_sender, NEAR=0, PATIENCE=0.02),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(f'clinic_whatsapp.{name}').method_direct_trigger()
        self.env.invalidate_all()

    def move_files(self):
        """The job for files, with everything due at once."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE clinic_whatsapp_media SET due_at = '2000-01-01'")
        self.env.invalidate_all()
        self.run_job('ir_cron_media')

    def patient_sends(self, kind, data, mime='', filename='', sender='5215555500142', **part):
        """A message with a file, as it comes in; its `clinic.whatsapp.media`."""
        stored = self.sandbox.world.add_media(NUMBER, data, mime, filename, inbound=True)
        wamid = f'wamid.{stored.id}'
        part = {'id': stored.id, 'mime_type': mime, 'sha256': stored.sha256} | part
        if filename:
            part['filename'] = filename
        node = {'from': sender, 'id': wamid, 'timestamp': '1790000000', 'type': kind, kind: part}
        self.receive(node, number=NUMBER, waba=BUSINESS)
        message = self.env['clinic.whatsapp.message'].search([('wamid', '=', wamid)])
        return message.media_ids
