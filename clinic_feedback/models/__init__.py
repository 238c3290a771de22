from . import survey_survey
from . import survey_question
from . import survey_user_input
from . import survey_user_input_line
from . import clinic_feedback_text
from . import clinic_feedback_request
