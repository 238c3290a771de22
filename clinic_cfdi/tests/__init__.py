from . import test_clinic_cfdi_home
from . import test_cfdi_stamping
