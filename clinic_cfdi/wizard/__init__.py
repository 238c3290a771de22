from . import account_move_send_wizard
from . import clinic_cfdi_resolve
from . import clinic_cfdi_setup
from . import clinic_cfdi_setup_stamp
