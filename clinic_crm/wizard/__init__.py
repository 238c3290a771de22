from . import clinic_consent_record
from . import clinic_message_log
from . import clinic_message_override
