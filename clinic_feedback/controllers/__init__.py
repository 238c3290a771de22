from . import opinion
from . import feedback_corrections
