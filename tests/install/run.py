"""The install matrix as a program under way; this half needs no Odoo."""

import json

from tests.support.background import Background
from tests.support.ground import Ground


class Matrix(Background):
    def __init__(self, ground: Ground):
        self.answer = ground.log('install').with_suffix('.json')
        self.answer.unlink(missing_ok=True)
        super().__init__(
            ground, 'install', 'tests.install.matrix', str(ground.rc), str(self.answer)
        )

    def steps(self) -> dict:
        """What `tests.install.matrix` found, by the name of the step."""
        self.wait()
        assert self.answer.exists(), f"the install matrix broke off: see {self.log}"
        return json.loads(self.answer.read_text(encoding='utf-8'))
