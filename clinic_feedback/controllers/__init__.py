from . import opinion
from . import feedback_corrections
from . import feedback_digest
from . import feedback_export
