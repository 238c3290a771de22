"""Dates as they are written at a desk."""

import datetime

import pytest

from odoo.addons.clinic_crm.identity import written_date

BORN = datetime.date(1988, 3, 12)


@pytest.mark.parametrize(
    'text', ["12/03/1988", "12-3-1988", "12.03.1988", " 12 03 1988 ", "1988-03-12", "1988/3/12"]
)
def test_read(text):
    assert written_date(text) == BORN


@pytest.mark.parametrize(
    'text', ["", "31/02/1990", "12/03/88", "12/03", "12031988", "55 1234 5678", "0/0/0000", "ana"]
)
def test_none(text):
    assert written_date(text) is None
