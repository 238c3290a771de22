from . import clinic_feedback_switch
