"""Odoo's own test runner on a database of its own."""

import re

from scripts.ground.process import free_port
from tests.support import source
from tests.support.background import Background
from tests.support.ground import Ground

FAILED = re.compile(r' odoo\.addons\.(clinic_\w+)\.tests\.(\w+): (?:FAIL|ERROR): (\w+\.\w+)')


class OdooRunner(Background):
    """`odoo server --test-tags` over all of our addons."""

    def __init__(self, ground: Ground):
        self.database = ground.clone(ground.template, 'runner')
        tags = ','.join(f'/{addon.name}' for addon in source.addons())
        super().__init__(
            ground,
            'runner',
            *('odoo', 'server', '-c', str(ground.rc), '-d', self.database),
            f'--db-filter=^{self.database}$',
            f'--http-port={free_port()}',
            f'--test-tags={tags}',
            '--stop-after-init',
            '--max-cron-threads=0',
            '--log-level=info',
        )

    def failures(self) -> set[str]:
        """The names of the tests that failed."""
        self.wait()
        return read(self.log.read_text(encoding='utf-8', errors='replace'))

    def stop(self) -> None:
        super().stop()
        self.ground.drop(self.database)


def read(log: str) -> set[str]:
    """Those that failed, as `clinic_crm.tests.test_patient.TestPatient.test_x`."""
    return {f'{addon}.tests.{file}.{name}' for addon, file, name in FAILED.findall(log)}
