from . import clinic_message_channel_whatsapp
from . import clinic_whatsapp_account
from . import clinic_whatsapp_check
from . import clinic_whatsapp_delivery
from . import clinic_whatsapp_event
from . import clinic_whatsapp_identity
from . import clinic_whatsapp_message
