"""What goes wrong on the second day: outside by the sandbox's faults, inside by SIGKILL."""

import os
import signal
from contextlib import suppress

FAULTS = [
    {'kind': 'duplicate', 'within': 1.0},
    {'kind': 'reorder', 'within': 1.0},
    {'kind': 'lose_answer', 'count': 1, 'match': {'pac': 'sw', 'call': 'stamp'}},
]


class Mishaps:
    """Every webhook comes twice and in no order, the PAC's first answer is lost; and at two
    moments the workers of the server die, first those of the jobs, then those of requests."""

    def __init__(self, clinic):
        self.clinic = clinic
        self.killed = 0
        self.faults = clinic.control('faults', seed=8, faults=FAULTS)['faults']
        self._stored = self._deliveries()

    def __call__(self, moment):
        if moment == 'booked':
            # once it is in the database, and while it is worked on
            self.clinic.until(lambda: self._deliveries() > self._stored, "the tap to arrive")
        self._kill(jobs=moment == 'booked')

    def _deliveries(self):
        return self.clinic.database.one(
            "SELECT count(*) FROM clinic_whatsapp_event WHERE kind = 'message'"
        )

    def _kill(self, jobs):
        for pid in self.clinic.server.workers(jobs):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.killed += 1

    def check(self):
        """All of it has happened: else the day was none."""
        struck = {fault['id']: fault['fired'] for fault in self.clinic.look('faults')['faults']}
        spared = [fault['kind'] for fault in self.faults if not struck.get(fault['id'])]
        assert not spared, f"never struck: {spared}"
        assert self.killed >= 2
