"""What is shipped is what the script builds from its published sources."""

import gzip
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support import source

SQL = source.ROOT.parent / 'shared/data/sat/catalogs'
SCRIPT = source.ROOT / 'scripts' / 'cfdi_catalogues.py'
SHIPPED = source.ROOT / 'clinic_cfdi/engine/catalogues/data'


def content(path):
    return json.loads(gzip.decompress(path.read_bytes()))


@pytest.mark.skipif(
    not SQL.is_dir() or find_spec('satcfdi') is None, reason='optional: the sources are not here'
)
def test_shipped_is_built(tmp_path):
    database = Path(find_spec('satcfdi').origin).parent / 'catalogs' / 'catalogs.db'
    done = subprocess.run(
        [sys.executable, SCRIPT, SQL, database, tmp_path], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in SHIPPED.glob('*.gz'))
    assert names == sorted(path.name for path in tmp_path.glob('*.gz'))
    for name in names:
        assert content(SHIPPED / name) == content(tmp_path / name)


def test_how_it_is_run():
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True)
    assert done.returncode == 2 and 'CATALOGS_DB' in done.stdout
