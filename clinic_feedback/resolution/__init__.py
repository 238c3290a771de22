"""When an answer becomes a case, whose it is and until when: rules as plain data."""

from .rules import (
    SEVERITIES,
    Facts,
    Route,
    Step,
    Thresholds,
    choose,
    judge,
    next_hour,
    next_step,
    worst,
)
from .verdict import resolved
