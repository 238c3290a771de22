from . import test_clinic_cfdi_home
