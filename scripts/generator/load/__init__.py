"""Bring a world into an Odoo database, one capability a module.

Each module `<letter><two digits>_<subject>.py` here has

- `load(env, world)`, which creates what is missing and leaves what is there, and
- optionally `NEEDS`, names of models without which it is passed over (an addon not installed).

`load_world` runs them in the order of their names. Whatever a loader creates gets an external id
through `Ledger`, so that loading twice doubles nothing and loading more patients adds only those.
"""

import importlib
import logging
import pkgutil
import time

_logger = logging.getLogger(__name__)

# Data, not deeds: nothing is tracked, mailed or followed.
QUIET = {
    'tracking_disable': True,
    'mail_create_nolog': True,
    'mail_create_nosubscribe': True,
    'mail_notrack': True,
    'no_reset_password': True,
}


def checkpoint(env):
    """Keep what was loaded so far, unless the caller's transaction is to stay open."""
    if not env.context.get('one_transaction'):
        env.cr.commit()
    env.invalidate_all()


def loaders():
    """The loader modules in order."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f'{__name__}.{name}') for name in names]
    return [module for module in modules if hasattr(module, 'load')]


def load_world(env, world):
    """Run every loader whose models are there; each is committed when it is done.

    With `one_transaction` in the context nothing is committed.
    """
    env = env(context={**env.context, **QUIET})
    for module in loaders():
        subject = module.__name__.rpartition('.')[2]
        missing = [name for name in getattr(module, 'NEEDS', ()) if name not in env]
        if missing:
            _logger.info("%s is passed over: no %s", subject, ', '.join(missing))
            continue
        start = time.perf_counter()
        module.load(env, world)
        checkpoint(env)
        _logger.info("%s in %.1f s", subject, time.perf_counter() - start)
