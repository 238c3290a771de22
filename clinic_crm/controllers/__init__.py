from . import agenda_feed
from . import health
from . import waiting_screen
from . import paper
from . import throttle
from . import message_file
from . import visit_page
from . import messages_page
