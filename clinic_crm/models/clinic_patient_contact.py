import re
import unicodedata

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize

from ..identity import normalise_phone

NAME_LENGTH = 120
# Pictures, controls, surrogates, private use: what a legal name never has.
NOT_IN_NAMES = frozenset({'So', 'Cc', 'Cs', 'Co', 'Cn'})
# Marks of direction and of no width turn a name around, or make one that no search finds.
UNSEEN = re.compile('[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]')


class ClinicPatient(models.Model):
    """What is typed at the desk: names and phones are tidied, or refused with how to write them."""

    _inherit = 'clinic.patient'

    @api.onchange('phone', 'emergency_phone')
    def _onchange_phones(self):
        for name in ('phone', 'emergency_phone'):
            phone = normalise_phone(self[name], self.country_id.code or 'MX')
            if phone.valid:
                self[name] = self._phone_display(phone)

    @api.onchange('email')
    def _onchange_email(self):
        """What is no address is kept as it was written; who writes it is told at once."""
        if not self.email or email_normalize(self.email):
            return None
        return {
            'warning': {
                'title': self.env._("Is this an e-mail address?"),
                'message': self.env._(
                    "Nothing can be sent to “%(text)s”: an address looks like name@example.com. "
                    "Leave it empty when there is none.",
                    text=self.email[:60],
                ),
            }
        }

    @api.onchange('street', 'city', 'zip')
    def _onchange_address(self):
        """An address begun is in the clinic's country; a contact without one keeps none."""
        if not self.country_id and (self.street or self.city or self.zip):
            self.country_id = self.env.company.country_id or self.env.ref('base.mx')

    @api.model
    def _clean_contact_vals(self, vals, partner):
        """Check and tidy name and phones of values about to be saved, in place.

        :raise ValidationError: with what is wrong and how to write it
        """
        if 'name' in vals:
            vals['name'] = self._check_name(vals['name'])
        country = self.env['res.country'].browse(vals.get('country_id') or ()) or partner.country_id
        for name in ('phone', 'emergency_phone'):
            if vals.get(name):
                vals[name] = vals[name].strip() or False
            if vals.get(name):
                phone = normalise_phone(vals[name], country.code or 'MX')
                if not phone.valid:
                    raise ValidationError(self._phone_refusal(vals[name], phone.reason))
                vals[name] = self._phone_display(phone)

    @api.model
    def _check_name(self, name):
        """Return the name with single spaces.

        :raise ValidationError: when it is empty, too long or holds what no name has
        """
        name = ' '.join(UNSEEN.sub('', name or '').split())
        if not any(char.isalpha() for char in name):
            raise ValidationError(self.env._("Write the patient's name."))
        if len(name) > NAME_LENGTH:
            raise ValidationError(
                self.env._(
                    "The name has %(length)s characters; %(limit)s fit. Write it shorter.",
                    length=len(name),
                    limit=NAME_LENGTH,
                )
            )
        wrong = {
            char for char in name if char in '<>' or unicodedata.category(char) in NOT_IN_NAMES
        }
        if wrong:
            raise ValidationError(
                self.env._(
                    "A name holds letters, spaces, dots, hyphens and apostrophes. Remove: "
                    "%(wrong)s",
                    wrong=" ".join(sorted(wrong)),
                )
            )
        return name

    @api.model
    def _phone_display(self, phone):
        return f"{phone.display} ext. {phone.extension}" if phone.extension else phone.display

    @api.model
    def _phone_refusal(self, text, reason):
        """Return a sentence: what is wrong with a phone and how to write it."""
        advice = {
            'missing_area': self.env._("The area code is missing: write all 10 digits."),
            'too_short': self.env._("Digits are missing: a Mexican number has 10."),
            'too_long': self.env._("It has too many digits: a Mexican number has 10."),
            'several_numbers': self.env._("Write one number only."),
            'unknown_area': self.env._("No such area code exists in Mexico. Check the digits."),
            'placeholder': self.env._("Leave the phone empty when there is none."),
            'spreadsheet': self.env._("A spreadsheet damaged it: type the digits again."),
            'letters': self.env._("It has words in it: write digits only, or leave it empty."),
            'empty': self.env._("It has no digits. Leave the phone empty when there is none."),
        }.get(
            reason,
            self.env._(
                "Write a Mexican number with 10 digits, a foreign one with + and its country code."
            ),
        )
        return self.env._(
            "The phone “%(text)s” cannot be right. %(advice)s",
            text=text[:40],
            advice=advice,
        )
