from . import base_partner_merge
from . import clinic_away
from . import clinic_consent_record
from . import clinic_hours
from . import clinic_message_log
from . import clinic_message_override
from . import clinic_patient_merge
from . import clinic_rest_days
