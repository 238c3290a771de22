from . import models
from . import quiet
from .hooks import uninstall_hook
