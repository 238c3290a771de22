from . import base_partner_merge
from . import clinic_consent_record
from . import clinic_day_sheet
from . import clinic_message_log
from . import clinic_message_override
from . import clinic_patient_merge
from . import clinic_practitioner_feed
