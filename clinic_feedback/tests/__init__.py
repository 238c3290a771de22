from . import feedback_common
from . import survey_replay
from . import test_clinic_feedback_menus
from . import test_feedback_answers
from . import test_feedback_replay
from . import test_feedback_send
from . import test_feedback_talk
from . import test_feedback_templates
