"""The WhatsApp Cloud API without Odoo: what is sent, what comes in, what to do when it fails."""

from .client import Accepted, Client, MediaFile
from .drafts import draft_body
from .errors import (
    CloudApiError,
    GraphError,
    MediaError,
    NotSent,
    OutcomeUnknown,
    PayloadError,
)
from .incoming import Card, Incoming, Media, Place, Sender, read_message, read_sender
from .limits import PEOPLE_A_DAY, people_a_day
from .policy import Action, Decision, action_of, decide, gravest
from .probe import PROBE, asks_itself, probe
from .rate import SLACK, Turns, pair_after, pair_wait
from .sample import sample_pdf
from .signature import answer_challenge, sign, verify
from .statuses import RANKS, Status, further, read_status
from .survey import Survey, survey
from .tap import Tap, build_tap, read_tap
from .templates import Template, TemplateButton, read_template
from .webhook import KINDS, LARGEST_BODY, Event, MalformedDelivery, load, parse, split
