"""What a conversation is about, without Odoo: the intent of what a patient writes."""

from .intents import INTENTS, intent
from .reading import parts, readings
