"""The engine fed with damaged XML for minutes: `fuzz:600` is ten of them.

Every answer must be a result, a finding or an `XmlError`, and come within a second.
"""

import random
import time
import traceback
from collections import Counter

from odoo.addons.clinic_cfdi.engine import (
    XmlError,
    build,
    cadena_original,
    paid_taxes,
    preflight,
    read,
    sign,
    verify,
)

from tests.benchmarks.table import Table
from tests.support import cfdi
from tests.support.cfdi_random import Clinic

TITLE = "CFDI: damaged XML"
SECONDS, SLOWEST = 600, 1.0


def measure(_ground, seconds=SECONDS):
    table = Table(('what', 'inputs', 'refused', 'crashed', 'slowest ms'))
    seed = random.SystemRandom().randrange(10**9)
    chance = random.Random(seed)
    clinic = Clinic(chance)
    counts, slowest, crashes = Counter(), Counter(), []
    works = {'read': _read, 'cadena': cadena_original, 'preflight': preflight, 'verify': verify}
    until, seeds = time.monotonic() + seconds, []
    while time.monotonic() < until:
        if chance.random() < 0.02 or not seeds:
            seeds = [sign(build(clinic.document()), cfdi.certificate()) for _time in range(4)]
            seeds.append(cfdi.stamped())
        xml = cfdi.mutated(chance.choice(seeds), chance)
        for name, work in works.items():
            begun = time.process_time()
            try:
                work(xml)
            except XmlError:
                counts[name, 'refused'] += 1
            except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
                counts[name, 'crashed'] += 1
                crashes.append(f'{name}: {traceback.format_exc(limit=-3)}\n{xml[:3000]!r}')
            counts[name] += 1
            slowest[name] = max(slowest[name], time.process_time() - begun)
    for name in works:
        crashed = counts[name, 'crashed']
        table.add(name, counts[name], counts[name, 'refused'], crashed, slowest[name] * 1000)
        table.must(not crashed, f"{name} crashed {crashed} times")
        table.must(slowest[name] < SLOWEST, f"{name} took {slowest[name]:.1f} s")
    table.notes.append(f'{seconds} s, seed {seed}')
    table.notes += crashes[:3]
    return table


def _read(xml):
    """What is read can be built again, as far as its amounts are amounts."""
    comprobante = read(xml)
    paid_taxes(comprobante, comprobante.total / 2)
    return comprobante
