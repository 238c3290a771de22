from . import media
from . import link
from . import webhook
