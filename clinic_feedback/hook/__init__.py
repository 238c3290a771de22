"""What another system is told: signed, to an address of the clinic's choice, and nowhere else."""

from .delivery import HookError, check_address, deliver
from .signature import SIGNATURE, sign, verify
from .tries import MOST_TRIES, next_try
