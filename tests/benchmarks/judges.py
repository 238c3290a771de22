"""Random clinic documents before SAT's XSD and XSLT, openssl and satcfdi: `judges:1000`."""

import random
import tempfile
import time
from collections import Counter
from pathlib import Path

from odoo.addons.clinic_cfdi.engine import build, preflight, sign, totals

from tests.benchmarks.table import Table
from tests.support import cfdi, cfdi_judges
from tests.support.cfdi_random import Clinic

TITLE = "CFDI: judged by what others wrote"
COUNT, SLICE, SEED = 1000, 200, 2026


def measure(_ground, count=COUNT):
    table = Table(('judge', 'documents', 'refused'))
    lacking = cfdi_judges.missing()
    table.must(not lacking, f"The judges are not here: {lacking}.")
    if lacking:
        return table
    clinic, kinds, complaints = Clinic(random.Random(SEED)), Counter(), Counter()
    examples, begun = [], time.monotonic()
    for start in range(0, count, SLICE):
        pairs = []
        for _time in range(min(SLICE, count - start)):
            document = clinic.document()
            kinds['global' if document.global_info else document.kind] += 1
            xml = build(document)
            complaints['preflight'] += bool(preflight(xml))
            pairs.append((sign(xml, cfdi.certificate()), totals(document)))
        with tempfile.TemporaryDirectory() as folder:
            judges = cfdi_judges.Judges(Path(folder))
            complaints += judges.judge(pairs)
            examples += judges.examples
    for judge in ('preflight', 'XSD', 'XSLT', 'openssl', 'satcfdi', 'totals'):
        table.add(judge, count, complaints[judge])
        table.must(not complaints[judge], f"{judge} refuses {complaints[judge]} of {count}")
    table.notes.append(
        ', '.join(f'{kind}: {number}' for kind, number in sorted(kinds.items()))
        + f'; {time.monotonic() - begun:.0f} s'
    )
    table.notes += [example[:2000] for example in examples[:3]]
    return table
