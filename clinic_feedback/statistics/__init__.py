"""Figures of surveys, each with how many answers stand behind it and how sure it is.

Counted from finished answers alone; who counts them is the caller's affair.
"""

from .figures import FEWEST, Nps, Share, nps, ranked, satisfied, share
