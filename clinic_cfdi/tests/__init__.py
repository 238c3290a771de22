from . import test_cfdi_batch
from . import test_cfdi_charge
from . import test_cfdi_chat
from . import test_cfdi_delivery
from . import test_cfdi_secrets
from . import test_cfdi_setup
from . import test_cfdi_stamping
from . import test_clinic_cfdi_home
