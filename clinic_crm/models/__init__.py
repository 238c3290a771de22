from . import clinic_health
from . import clinic_home
from . import clinic_home_patient
from . import clinic_panel
from . import clinic_patient
from . import ir_http
from . import ir_ui_menu
from . import res_company
