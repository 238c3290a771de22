from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js


@tagged('post_install', '-at_install')
class TestTimelineInBrowser(HttpCase):
    """Runs the unit tests of the addon's components in a real browser."""

    browser_size = '1366x768'

    def test_components(self):
        suite = test_js.HOOTCommon._generate_hash(self, '@clinic_crm')
        self.browser_js(
            f'/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}',
            "",
            "",
            login='admin',
            timeout=180,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
