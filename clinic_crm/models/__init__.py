from . import clinic_patient
from . import res_company
