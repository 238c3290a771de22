from . import health
from . import waiting_screen
