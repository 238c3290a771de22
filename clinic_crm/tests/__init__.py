from . import test_clinic_health
from . import test_clinic_home
from . import test_groups
