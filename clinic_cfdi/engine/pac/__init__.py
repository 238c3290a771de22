"""The way to a PAC: XML in, XML out; the key stays at home.

    pac = SwSapien(url, token=…)            # or Finkok(url, user, password)
    stamped = pac.stamp(xml, key)           # raises what is certain: see `errors`
    found = pac.recover(xml, key)           # what became of a call whose answer was lost
    answer = pac.cancel(signed_request, uuid)
    sat = pac.status(Query(…))

Every call has a time limit, none is made twice in here. `settle` says what to do next with one
comprobante, from the bytes that were kept to the timbre: the caller commits between the steps.
"""

from .errors import Mismatch, PacError, Refused, StampedUnseen, Unavailable, Unknown
from .answers import Cancellation, Query, SatStatus, Stamped
from .client import Pac
from .codes import remedy
from .finkok import Finkok
from .sat import Sat
from .sw import SwSapien
from .request import Signer, cancellation_request
from .settle import Attempt, Outcome, Step, after, begin, claim, next_step, perform
