from odoo import models

from ..agenda import AFTERNOON, MORNING
from ..conversation import Option

OFFERED = 9  # free times in one list; the tenth row asks for others
PARTS = {'morning': (MORNING,), 'afternoon': (AFTERNOON,)}


class ClinicChatTopic(models.AbstractModel):
    """What topics that offer free times share."""

    _inherit = 'clinic.chat.topic'

    def _parts(self):
        """What can be asked for instead of the times that were offered."""
        return (
            Option('morning', "Por la mañana"),
            Option('afternoon', "Por la tarde"),
            Option('later', "Otra semana"),
            Option('person', "Hablar con alguien"),
        )

    def _other(self):
        return Option('other', "Otro horario", "Por la mañana, por la tarde, otra semana")
