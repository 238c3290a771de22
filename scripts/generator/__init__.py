"""Realistic Mexican clinic data from a seed, for the demo, benchmarks and tests of volume.

The modules here know nothing of Odoo: `World(seed, patients)` is a value, the same for the same
arguments on any machine and any day. `load/` brings a world into a database; nothing in the addons
imports this package.
"""

from .world import World
