from . import test_account
from . import test_inbound
from . import test_outbound
from . import test_webhook
from . import whatsapp_common
