from . import test_clinic_feedback_menus
