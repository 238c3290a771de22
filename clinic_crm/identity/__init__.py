"""Who a person is: phones, names and CURP as Mexico writes them, and duplicates."""

from .curp import CURP_STATES, Curp, check_curp
from .dates import written_date
from .duplicates import (
    NEAR_CERTAIN,
    POSSIBLE,
    Person,
    candidate_keys,
    compare_names,
    duplicate_score,
)
from .names import fold, name_tokens
from .phones import Phone, normalise_phone, phone_from_wa_id, phone_search_key
