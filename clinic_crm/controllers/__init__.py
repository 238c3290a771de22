from . import agenda_feed
from . import health
from . import paper
