"""Catalogues, and the legal time of a postal code."""

import gzip
import json
from datetime import date, datetime, timezone

import pytest

from odoo.addons.clinic_cfdi.engine import catalogues, local_time, zone_of
from odoo.addons.clinic_cfdi.engine.catalogues import store
from odoo.addons.clinic_cfdi.engine.zones import border_region, universal_time


def keys(found):
    return [one.key for one in found]


def test_sizes():
    sizes = {name: len(catalogues.entries(name)) for name in ('FormaPago', 'UsoCFDI', 'Moneda')}
    assert sizes == {'FormaPago': 22, 'UsoCFDI': 25, 'Moneda': 183}
    assert len(catalogues.entries('ClaveProdServ')) == 52514
    assert sum(path.stat().st_size for path in store.OWN.glob('*')) < 1.5 * 2**20


def test_entry():
    assert catalogues.entry('ClaveProdServ', '85121608').text == "Servicios de psicología"
    assert catalogues.entry('ClaveProdServ', '85121699') is None
    assert catalogues.entry('ClaveUnidad', 'E48').text == "Unidad de servicio"
    assert catalogues.entry('ObjetoImp', '06').since == date(2024, 12, 13)


def test_validity():
    assert not catalogues.holds('ObjetoImp', '06', date(2024, 12, 12))
    assert catalogues.holds('ObjetoImp', '06', date(2024, 12, 13))
    assert catalogues.holds('UsoCFDI', 'P01', date(2022, 3, 31))
    assert not catalogues.holds('UsoCFDI', 'P01', date(2026, 1, 1))
    assert '06' not in keys(catalogues.entries('ObjetoImp', date(2023, 1, 1)))


@pytest.mark.parametrize(
    ('words', 'first'),
    [
        ('PSICOLOGÍA', '85121608'),
        ('psicologia', '85121608'),
        ('odontologos', '85122001'),
        ('85121502', '85121502'),
        ('consulta atención primaria', '85121502'),
        ('vacunacion', '85111510'),
    ],
)
def test_search(words, first):
    assert keys(catalogues.search('ClaveProdServ', words))[0] == first


def test_search_of_nothing():
    assert catalogues.search('ClaveProdServ', '  ') == []
    assert catalogues.search('ClaveProdServ', 'xyzzy') == []
    assert keys(catalogues.search('ClaveUnidad', 'unidad de servicio')) == ['E48']
    assert len(catalogues.search('ClaveProdServ', 'servicios', 7)) == 7


def test_uses_by_regime():
    assert 'D01' in keys(catalogues.uses_for('CACX7605101P8', '612'))
    assert 'D01' not in keys(catalogues.uses_for('CACX7605101P8', '626'))
    assert 'D01' not in keys(catalogues.uses_for('EKU9003173C9', '601'))
    today = date(2026, 3, 2)
    assert keys(catalogues.uses_for('XAXX010101000', '616', today)) == ['CP01', 'G02', 'S01']
    assert '601' not in keys(catalogues.regimes_for('CACX7605101P8'))
    assert {'601', '626'} <= set(keys(catalogues.regimes_for('EKU9003173C9')))


def test_presets_exist():
    for specialty in catalogues.SPECIALTIES:
        for key in catalogues.presets(specialty):
            assert key.startswith('85') and catalogues.holds('ClaveProdServ', key)
    assert catalogues.presets('astrology') == ()


def test_another_folder(tmp_path):
    general = json.loads(gzip.decompress((store.OWN / 'general.json.gz').read_bytes()))
    general['FormaPago'].append(['88', "Trueque", '2027-01-01', None, '', '', '', '', '', '', ''])
    (tmp_path / 'general.json.gz').write_bytes(gzip.compress(json.dumps(general).encode()))
    try:
        catalogues.use(tmp_path)
        assert catalogues.entry('FormaPago', '88').text == "Trueque"
        assert catalogues.entry('ClaveProdServ', '85121608'), "the rest is still our own"
    finally:
        catalogues.use(None)
    assert catalogues.entry('FormaPago', '88') is None


SUMMER = datetime(2026, 7, 1, 18, 0, tzinfo=timezone.utc)
WINTER = datetime(2026, 1, 10, 18, 0, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ('postal_code', 'summer', 'winter'),
    [
        ('06700', 12, 12),  # Ciudad de México
        ('31000', 12, 12),  # Chihuahua, capital: central time since 2022
        ('32000', 12, 11),  # Ciudad Juárez: El Paso's
        ('31820', 12, 11),  # Ascensión
        ('32880', 13, 12),  # Ojinaga
        ('88000', 13, 12),  # Nuevo Laredo
        ('26000', 13, 12),  # Piedras Negras
        ('22000', 11, 10),  # Tijuana
        ('80000', 11, 11),  # Culiacán
        ('23000', 11, 11),  # La Paz
        ('83000', 11, 11),  # Hermosillo
        ('63000', 11, 11),  # Tepic
        ('63730', 12, 12),  # Bahía de Banderas
        ('77500', 13, 13),  # Cancún
        ('99999', 12, 12),  # none
        ('', 12, 12),
    ],
)
def test_legal_time(postal_code, summer, winter):
    assert local_time(SUMMER, postal_code).hour == summer
    assert local_time(WINTER, postal_code).hour == winter
    assert universal_time(local_time(WINTER, postal_code), postal_code) == WINTER


def test_border_region():
    assert border_region('32000') and border_region('22000') and not border_region('06700')
    assert zone_of('32000') == 'America/Ciudad_Juarez'
