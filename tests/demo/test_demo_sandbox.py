"""What the sandbox is told of the generated clinic: its approved texts and some of its patients."""

import datetime
import logging
import os
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from sandbox.app import Sandbox
from scripts.generator import World
from scripts.generator.load import load_world


@tagged('post_install', '-at_install')
class TestDemoSandbox(TransactionCase):
    def test_the_sandbox_knows_the_approved_texts_and_some_patients(self):
        logging.getLogger('scripts').setLevel(logging.WARNING)
        env = self.env(context={**self.env.context, 'one_transaction': True, 'lang': 'es_MX'})
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, 'sandbox.json')
            with patch.dict(os.environ, {'CLINIC_SANDBOX_FILE': str(path)}):
                load_world(env, World(9, 60, datetime.date(2026, 1, 15)))
            world = Sandbox(more=path).world
        texts = env['clinic.whatsapp.template'].search([])
        self.assertGreater(len(texts), 10)
        self.assertEqual(set(texts.mapped('usable')), {True})
        known = {(each.name, each.status) for each in world.templates.values()}
        self.assertLessEqual({(text.name, 'APPROVED') for text in texts}, known)
        patients = env['clinic.patient'].search([])
        mine = [phone for phone in world.phones.values() if phone.name in patients.mapped('name')]
        self.assertEqual(len(mine), 3)
