from . import clinic_cfdi_setup
