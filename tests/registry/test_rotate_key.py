"""The master key is changed with Odoo's own configuration, as `docs/produccion.md` says."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.support.ground import ROOT
from tests.support.server import Beside

WRITE = (
    "result = env['clinic.patient'].create({'name': 'Una Paciente', 'allergies': 'penicilina'}).id"
)
READ = """
result = {
    'text': env['clinic.patient'].browse(patient).allergies,
    'keys': sorted(set(env['clinic.vault.key'].search([]).mapped('master_id'))),
}
"""


@pytest.fixture
def key_file(tmp_path, monkeypatch):
    path = tmp_path / 'clinic.key'
    shutil.copy(os.environ['CLINIC_KEY_FILE'], path)
    path.chmod(0o600)
    monkeypatch.setenv('CLINIC_KEY_FILE', str(path))
    return path


@pytest.fixture
def database(ground):
    name = ground.clone(ground.template, 'rotate')
    yield name
    ground.drop(name)


def test_while_the_clinic_is_open(ground, database, key_file):
    before = key_file.read_text()
    clinic = Beside(ground, database, key_file.with_suffix('.log'))
    try:
        [written] = clinic.rush(WRITE, [{}])
        result = subprocess.run(
            [sys.executable, 'scripts/rotate_key.py', '--database', database],
            cwd=ROOT,
            env=os.environ | {'ODOO_RC': str(ground.rc)},
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr
        [read] = clinic.rush(READ, [{'patient': written['result']}])
    finally:
        clinic.stop()
    current = key_file.read_text().rpartition('current ')[2].strip()
    assert current not in before and f'New master key {current}' in result.stdout
    assert read['result'] == {'text': 'penicilina', 'keys': [current]}
    assert set(before.splitlines()[:-1]) < set(key_file.read_text().splitlines()), "none is lost"
