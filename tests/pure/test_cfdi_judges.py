"""Random clinic documents before foreign judges; a thousand in `./clinic bench judges`."""

import random

import pytest

from odoo.addons.clinic_cfdi.engine import build, preflight, sign, totals

from tests.support import cfdi, cfdi_judges
from tests.support.cfdi_random import Clinic

SEED, COUNT = 6, 60


@pytest.mark.skipif(bool(cfdi_judges.missing()), reason=f'optional: {cfdi_judges.missing()}')
def test_sixty_documents(tmp_path):
    clinic = Clinic(random.Random(SEED))
    pairs = []
    for _time in range(COUNT):
        document = clinic.document()
        xml = build(document)
        assert preflight(xml) == []
        pairs.append((sign(xml, cfdi.certificate()), totals(document)))
    judges = cfdi_judges.Judges(tmp_path)
    assert not judges.judge(pairs), judges.examples[0]
