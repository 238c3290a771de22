from . import clinic_home
