"""Figures of surveys, each with how many answers stand behind it and how sure it is.

Counted from finished answers alone; who counts them is the caller's affair.
"""

from .change import FELL, ROSE, UNCLEAR, Change, change
from .change import FEW as TOO_FEW
from .figures import BAD, FEWEST, GOOD, Nps, Share, nps, percent, ranked, satisfied, share
