from dataclasses import replace

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

from ..identity import (
    NEAR_CERTAIN,
    POSSIBLE,
    Person,
    candidate_keys,
    check_curp,
    duplicate_score,
    fold,
    name_tokens,
    normalise_phone,
)

# How many files are compared for each thing that may agree, and how many are shown.
CANDIDATES = 20
SHOWN = 5
MANY_WORDS = 4  # of a name that is telling by itself


class ClinicPatient(models.Model):
    """While a new patient is typed: who might be the same person already?"""

    _inherit = 'clinic.patient'

    duplicate_html = fields.Html(
        string="Perhaps registered already",
        compute='_compute_duplicate_html',
        sanitize=False,
    )

    @api.depends('name', 'phone', 'email', 'birthdate', 'sex', 'curp', 'partner_id', 'guardian_id')
    def _compute_duplicate_html(self):
        for patient in self:
            # Only while registering: a saved patient is compared on request.
            new = not patient._origin
            patient.duplicate_html = patient._render_duplicates() if new else False

    def _render_duplicates(self):
        self.ensure_one()
        lines = [
            self._duplicate_line(
                other, other._duplicate_label(), self._duplicate_words(score, reasons)
            )
            for other, score, reasons in self._find_duplicates()
        ]
        lines += [
            self._duplicate_line(
                contact, contact.name, self.env._("is a contact: make it a patient")
            )
            for contact in self._find_contacts()
        ]
        return Markup('<ul class="mb-0">%s</ul>') % Markup().join(lines) if lines else False

    @api.model
    def _duplicate_line(self, record, label, why):
        """Return a line whose link opens beside; the form's widget takes that record instead."""
        place = 'pacientes' if record._name == self._name else 'contacts'
        return Markup(
            '<li><a href="/odoo/%s/%s" data-model="%s" data-id="%s" target="_blank">%s</a> '
            '<span>%s</span></li>'
        ) % (place, record.id, record._name, record.id, label, why)

    def _duplicate_label(self):
        archived = self.env._("archived") if not self.active else ""
        parts = [self.record_number, self.name, self.age_text, self.phone, archived]
        return " · ".join(part for part in parts if part)

    @api.model
    def _duplicate_words(self, score, reasons):
        """Return why two files look like one person, in words."""
        words = {
            'same_curp': self.env._("same CURP"),
            'same_name': self.env._("same name"),
            'swapped_name': self.env._("same name in another order"),
            'similar_name': self.env._("very similar name"),
            'partial_name': self.env._("part of the name agrees"),
            'same_birthdate': self.env._("same birth date"),
            'swapped_birthdate': self.env._("birth date with day and month swapped"),
            'similar_birthdate': self.env._("almost the same birth date"),
            'same_phone': self.env._("same phone"),
            'same_email': self.env._("same e-mail"),
        }
        found = [words[reason.code] for reason in reasons if reason.code in words]
        likely = (
            self.env._("almost certainly the same person")
            if score >= NEAR_CERTAIN
            else self.env._("perhaps the same person")
        )
        return f"{likely}: {', '.join(found)}" if found else likely

    def _find_duplicates(self, limit=SHOWN):
        """Return [(patient, score, reasons)], likeliest first, of whom the user may read."""
        self.ensure_one()
        person = self._as_person()
        if not (person.name or person.phones or self.curp):
            return []
        own = self._origin
        # Nobody's CURP is opened for this: the index tells who has the same.
        same_curp = self._same_curp()
        candidates = (self._duplicate_candidates(person) | same_curp) - own
        scored = []
        for other in candidates:
            curp = self.curp if other in same_curp else None
            score, reasons = duplicate_score(
                replace(person, curp=curp),
                replace(other._as_person(), curp=curp),
            )
            if score >= POSSIBLE or self._is_namesake(person, other, reasons):
                scored.append((other, score, reasons))
        return sorted(scored, key=lambda row: (-row[1], row[0].id))[:limit]

    @api.model
    def _is_namesake(self, person, other, reasons):
        """Whether all is the same that is known yet, and nothing speaks against.

        The whole name, or a given name and both surnames of a longer one.
        """
        if any(reason.code.startswith('different') for reason in reasons):
            return False
        words, others = (set(name_tokens(name)) for name in (person.name, other.name))
        return (len(words) > 1 and words == others) or (len(words) > 2 and words < others)

    def _same_curp(self):
        Patient = self.env['clinic.patient'].with_context(active_test=False)
        if not self.curp or not check_curp(self.curp).valid:
            return Patient
        return Patient.search(
            [('curp', '=', check_curp(self.curp).value), ('merged_into_id', '=', False)], limit=1
        )

    def _as_person(self):
        """Return what is compared of this patient."""
        self.ensure_one()
        phones = (self.phone, *(p.phone for p in self.guardian_id))
        return Person(
            name=self.name or '',
            birthdate=self.birthdate or None,
            sex=self.sex or None,
            phones=tuple(phone for phone in phones if phone),
            email=self.email or None,
        )

    def _duplicate_candidates(self, person):
        """Return patients that share an indexed key with the person, archived ones too."""
        domains = self._duplicate_domains(person)
        Patient = self.env['clinic.patient'].with_context(active_test=False)
        found = Patient
        for domain in domains:
            found |= Patient.search(domain & Domain('merged_into_id', '=', False), limit=CANDIDATES)
        return found

    def _duplicate_domains(self, person):
        domains = []
        keys = candidate_keys(person)
        words = fold(person.name).split()
        if len(words) > 1:
            sounds = [key for key in keys if key.startswith('name:')]
            domains.append(Domain('sound_key', 'in', sounds))
            domains.append(self._search_fragments(words))
        if len(words) >= MANY_WORDS:  # one of them mistyped
            others = [words[:at] + words[at + 1 :] for at in range(len(words))]
            domains.append(Domain.OR(map(self._search_fragments, others)))
        if person.birthdate and words:
            domains.append(
                Domain('birthdate', '=', person.birthdate)
                & Domain.OR(Domain('search_name', 'like', word[:3]) for word in words)
            )
        for text in person.phones:
            phone = normalise_phone(text)
            if phone.valid:
                domains.append(self._search_number(phone.e164))
        if person.email and '@' in person.email:
            domains.append(Domain('partner_id.email_normalized', '=', person.email.strip().lower()))
        return domains

    def _find_contacts(self):
        """Return contacts with the same phone or the same full name that are no patient yet."""
        self.ensure_one()
        name, phone = ' '.join((self.name or '').split()), normalise_phone(self.phone)
        same = []
        if phone.valid:
            same.append(Domain('phone_sanitized', '=', phone.e164))
        if ' ' in name:
            same.append(Domain('complete_name', '=', name))
        if not same or self.partner_id._origin:
            return self.env['res.partner']
        person = Domain('is_company', '=', False) & Domain('patient_ids', '=', False)
        return self.env['res.partner'].search(person & Domain.OR(same), limit=SHOWN)
