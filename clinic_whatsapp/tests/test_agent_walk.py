from odoo.tests import TransactionCase, freeze_time, tagged

from odoo.addons.clinic_crm.tests.agenda_common import NOW

from .chat_walk import Walk, make_clinic


@tagged('post_install', '-at_install')
class TestWalk(TransactionCase):
    """Some random conversations; `./clinic bench conversations` has a thousand."""

    def test_nothing_wrong_is_done_and_nobody_is_left_without_an_answer(self):
        with freeze_time(NOW):
            walk = Walk(make_clinic(self.env(su=True)), seed=5).run(4)
        self.assertEqual(walk.wrong, [])
        self.assertGreater(walk.counts['answered'], 20)
