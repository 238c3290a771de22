import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, create_index, email_normalize
from odoo.tools.sql import index_exists

from ..identity import (
    Person,
    candidate_keys,
    fold,
    normalise_phone,
    phone_search_key,
    written_date,
)
from .clinic_typed_mixin import CONTROLS

_logger = logging.getLogger(__name__)

# Fewer digits are no phone: a house number, an age, a record number.
PHONE_DIGITS = 4
RECORD_DIGITS = 9
# More than anybody types to find somebody: what is longer was pasted by mistake.
TEXT_LENGTH = 100
# Contacts that a part of a phone may bring: enough for any part that tells people apart.
PARTNERS = 1000


class ClinicPatient(models.Model):
    """Find a patient by whatever the person at the desk has: part of a name, a phone, a number.

    Every way of looking goes through an index; a name without `pg_trgm` is read through, which
    still takes some 30 ms for 100,000 patients.
    """

    _inherit = 'clinic.patient'

    search_name = fields.Char(
        compute='_compute_search_name',
        store=True,
        compute_sudo=True,
        copy=False,
        help="The name without accents or capitals, to search and to sort by.",
    )
    sound_key = fields.Char(
        compute='_compute_search_name',
        store=True,
        compute_sudo=True,
        copy=False,
        index='btree_not_null',
        help="How the name sounds, whatever the order of its words: likely duplicates share it.",
    )

    _search_name_order = models.Index('(search_name, id)')

    def init(self):
        result = super().init()
        self._create_trigram_index()
        return result

    def _create_trigram_index(self):
        """Index fragments of names. Whoever owns the database may create `pg_trgm` (trusted)."""
        name = 'clinic_patient_search_name_trigram'
        cr = self.env.cr
        if index_exists(cr, name):
            return
        if not self.env.registry.has_trigram:
            _logger.info("No pg_trgm: names of patients are searched without an index.")
            return
        create_index(cr, name, self._table, ['search_name gin_trgm_ops'], 'gin')

    @api.depends('partner_id.name')
    def _compute_search_name(self):
        for patient in self:
            name = patient.partner_id.name or ''
            keys = candidate_keys(Person(name=name))
            patient.search_name = fold(name)
            patient.sound_key = next((key for key in keys if key.startswith('name:')), False)

    # --- search ---

    @api.model
    def _search_display_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator == 'in':
            folded = [fold(name) for name in value if isinstance(name, str)]
            return Domain('search_name', 'in', folded)
        if not isinstance(value, str):
            return super()._search_display_name(operator, value)
        return self._search_anything(value)

    @api.model
    def _search_anything(self, text):
        """Return the domain of the patients that one line of text may mean.

        Words are parts of the name, in any order; digits a record number or a phone in any
        spelling, its end or its beginning, or a birth date; 18 letters and digits a CURP, an @ an
        e-mail address.
        """
        if not text.strip():
            return Domain.TRUE
        text = CONTROLS.sub(' ', text[:TEXT_LENGTH])
        words = fold(text).split()
        if not words:
            return Domain.FALSE
        identifier = self._search_identifier(text)
        if identifier is not None:
            return identifier
        digits = [word for word in words if word.isdigit()]
        letters = [word for word in words if not word.isdigit()]
        if digits and letters and normalise_phone(text).valid:
            letters = []  # "tel. 55 1234 5678 ext. 12", as it was copied from somewhere
        by_name = self._search_fragments(letters)
        if letters:
            self._expect_pages_in_memory()
        if not digits:
            return by_name
        # "hernandez 5512": a name and a number of the same person.
        found = self._search_number(' '.join(digits) if letters else text)
        if letters:
            found = by_name & (found | self._search_fragments(digits))
            if len(text.split()) == 1:  # a record number with letters in it
                found |= Domain('record_number', '=', text.strip().upper())
        return found

    @api.model
    def _expect_pages_in_memory(self):
        """Have PostgreSQL plan this transaction for a disk without a moving arm.

        By its own setting it would rather read through all contacts than look up the thousands
        that a common surname brings; that takes three times as long.
        """
        self.env.cr.execute("SELECT set_config('random_page_cost', '1.1', true)")

    @api.model
    def _search_fragments(self, words):
        return Domain.AND(Domain('search_name', 'like', word) for word in words)

    @api.model
    def _search_identifier(self, text):
        """Return the domain of an exact identifier that the text is, or None."""
        address = '@' in text and email_normalize(text)
        if not address:
            return None
        return Domain('partner_id.email_normalized', '=', address) | Domain(
            'guardian_id.email_normalized', '=', address
        )

    @api.model
    def _search_number(self, text):
        """Return the domain of a record number, a birth date or a phone (also the guardian's)."""
        found = Domain('record_number', 'in', self._record_number_candidates(text.strip()))
        partners = self._phone_partners(text)
        if partners:
            found |= Domain('partner_id', 'in', partners) | Domain('guardian_id', 'in', partners)
        born = written_date(text)
        return found | Domain('birthdate', '=', born) if born else found

    @api.model
    def _record_number_candidates(self, text):
        """Return the spellings of a record number that somebody may have shortened: 7 → 000007."""
        if not text.isdigit() or len(text) > RECORD_DIGITS:
            return [text.upper()] if text and ' ' not in text else []
        sequences = self.env['ir.sequence'].sudo().search([('code', '=', 'clinic.patient')])
        number = int(text)
        return list({text, *(sequence.get_next_char(number) for sequence in sequences)})

    @api.model
    def _phone_partners(self, text):
        """Return ids of contacts whose phone begins or ends so, at most `PARTNERS` of them.

        Asked beside the ORM: the end of a number has an index on the reversed column. Only ids of
        contacts come back; who of them is a patient is for the search itself, with its rights.
        """
        digits = phone_search_key(text)
        if not digits or len(digits) < PHONE_DIGITS:
            return []
        self.env['res.partner'].flush_model(['phone_sanitized'])
        rows = self.env.execute_query(
            SQL(
                """
                (SELECT id FROM res_partner
                WHERE phone_sanitized LIKE %(mexican)s LIMIT %(limit)s)
                UNION
                (SELECT id FROM res_partner
                WHERE phone_sanitized LIKE %(foreign)s LIMIT %(limit)s)
                UNION
                (SELECT id FROM res_partner
                WHERE reverse(phone_sanitized) LIKE %(end)s AND phone_sanitized IS NOT NULL
                LIMIT %(limit)s)
                """,
                mexican=f'+52{digits}%',
                foreign=f'+{digits}%',
                end=f'{digits[::-1]}%',
                limit=PARTNERS,
            )
        )
        return [partner_id for (partner_id,) in rows]
