from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..identity import fold
from ..identity.text import APOSTROPHES

# What the form of a patient says when it looks for a guardian, a payer or who recommended.
FIND_PERSON = 'clinic_find_person'
ACCENTED, PLAIN = 'áàâäãéèêëíìîïóòôöõúùûüñç', 'aaaaaeeeeiiiiooooouuuunc'


class ResPartner(models.Model):
    _inherit = 'res.partner'

    @api.model
    def _search_display_name(self, operator, value):
        """In the patient's form contacts are found without accents and by phone, too.

        Of every contact alike: what is found tells nobody who is a patient.
        """
        domain = super()._search_display_name(operator, value)
        if (
            not self.env.context.get(FIND_PERSON)
            or operator != 'ilike'
            or not isinstance(value, str)
            or not fold(value)
        ):
            return domain
        words = fold(value).split()
        found = Domain(domain) | Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "translate(lower(%s), %s, %s) LIKE ALL(%s)",
                SQL.identifier(alias, 'complete_name'),
                ACCENTED + APOSTROPHES,  # what has no counterpart goes
                PLAIN,
                [f'%{word}%' for word in words],
            )
        )
        partners = self.env['clinic.patient']._phone_partners(value)
        return found | Domain('id', 'in', partners) if partners else found
