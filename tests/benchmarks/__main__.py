import importlib
import os
import pkgutil
import sys
import time
from pathlib import Path

import odoo.init  # noqa: F401 - prepares the namespace `odoo`
from odoo.modules.module import initialize_sys_path
from odoo.tools import config

from tests import benchmarks
from tests.benchmarks.table import Table, machine
from tests.support.ground import Ground


def available():
    """Modules of this folder that measure something, by name."""
    found = {}
    for info in pkgutil.iter_modules(benchmarks.__path__):
        if info.name in ('__main__', 'table'):
            continue
        module = importlib.import_module(f'{benchmarks.__name__}.{info.name}')
        if hasattr(module, 'measure'):
            found[info.name.replace('_', '-')] = module
    return found


def main():
    # Some measure an addon's pure package: importable once the configuration names the folders.
    config.parse_config(['-c', os.environ['ODOO_RC']], setup_logging=False)
    initialize_sys_path()
    modules = available()
    wanted = [argument.partition(':') for argument in sys.argv[1:] or modules]
    names = [name for name, _colon, _size in wanted]
    unknown = [name for name in names if name not in modules]
    if unknown:
        print(f'No benchmark {", ".join(unknown)}. There are: {", ".join(modules)}.')
        return 2
    folder = Path(os.environ['CLINIC_HOME']) / 'bench'
    print(f'Machine: {machine()}')
    broken = False
    for name, _colon, size in wanted:
        start = time.monotonic()
        sizes = (int(size) if size.isdecimal() else size,) if size else ()
        table: Table = modules[name].measure(Ground(), *sizes)
        path = table.save(folder, name, modules[name].TITLE, time.monotonic() - start)
        print(f'\n## {name}: {modules[name].TITLE}\n')
        print('\n'.join(table.lines()))
        print(f'\n({path})', flush=True)
        broken = broken or bool(table.broken)
    return 1 if broken else 0


if __name__ == '__main__':
    sys.exit(main())
