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

from psycopg2 import errors

_logger = logging.getLogger(__name__)

# The clinic may be open meanwhile, and change what a loader is about to.
CONFLICTS = (errors.SerializationFailure, errors.DeadlockDetected, errors.LockNotAvailable)
TRIES = 3

# Data, not deeds: nothing is tracked, mailed or followed.
QUIET = {
    'tracking_disable': True,
    'mail_create_nolog': True,
    'mail_create_nosubscribe': True,
    'mail_notrack': True,
    'no_reset_password': True,
    'clinic_no_welcome': True,  # these patients are not new
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
        _load(module, env, world)
        _logger.info("%s in %.1f s", subject, time.perf_counter() - start)


def _load(module, env, world):
    """Run one loader; where the open clinic was quicker it goes on from what it has kept."""
    tries = 1 if env.context.get('one_transaction') else TRIES
    for attempt in range(1, tries + 1):
        try:
            module.load(env, world)
            checkpoint(env)
            return
        except CONFLICTS:
            if attempt == tries:
                raise
            _logger.info("%s begins again: the clinic was at work on the same", module.__name__)
            env.cr.rollback()
            env.transaction.reset()
