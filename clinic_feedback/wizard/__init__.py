from . import clinic_feedback_switch
from . import clinic_feedback_answer
from . import clinic_feedback_assign
from . import clinic_feedback_close
