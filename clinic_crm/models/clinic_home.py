import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date

_logger = logging.getLogger(__name__)

SEARCH_LIMIT = 8
CARD_ROWS = 5


@dataclass(frozen=True)
class Home:
    """The page a role lands on: ``action`` is an XML id; the lowest ``sequence`` wins."""

    group: str
    action: str
    sequence: int


@dataclass(frozen=True)
class Row:
    """One line of a card that opens one record; without one it opens all of the card."""

    label: str
    hint: str
    res_model: str = ''
    res_id: int = 0


@dataclass(frozen=True)
class Content:
    """What a card says now. ``action`` is an XML id or an action dict that shows all of it."""

    count: int
    empty: str
    action: str | dict | None = None
    rows: list[Row] = field(default_factory=list)
    tone: str = 'info'  # 'info' | 'warning' | 'danger': how it looks when count is not 0


@dataclass(frozen=True)
class Card:
    """One block of the page «Today».

    ``build()`` returns its :class:`Content`, or None to stay away. It runs with the user's rights,
    on a read-only cursor, and only for ``groups`` (as in a view; empty: everybody).
    """

    name: str
    title: str
    build: Callable[[], Content | None]
    groups: str = ''
    sequence: int = 100
    only_if_any: bool = False  # stays away while there is nothing: the desk has enough to look at


class ClinicHome(models.AbstractModel):
    """Registry of home pages and of the cards of «Today»: any addon inherits and extends it."""

    _name = 'clinic.home'
    _description = "Clinic home pages"

    # ------------------------------------------------------------------ to extend
    @api.model
    def _homes(self) -> list[Home]:
        """Return where each role lands; who holds several roles lands where patients wait."""
        return [
            Home('clinic_crm.group_practitioner', 'clinic_crm.clinic_my_day_action', 10),
            Home('clinic_crm.group_reception', 'clinic_crm.clinic_today_action', 20),
            Home('clinic_crm.group_nurse', 'clinic_crm.clinic_today_action', 30),
            Home('clinic_crm.group_director', 'clinic_crm.clinic_panel_action', 40),
            Home('clinic_crm.group_privacy', 'clinic_crm.clinic_access_log_action', 60),
        ]

    @api.model
    def _cards(self) -> list[Card]:
        """Return the cards of this addon after those of the addons it extends."""
        return []

    # ------------------------------------------------------------------ home pages
    @api.model
    def _home_action(self):
        """Return the ``ir.actions.*`` record the user lands on, or None when no role says so."""
        for home in sorted(self._homes(), key=lambda home: home.sequence):
            if self.env.user.has_group(home.group):
                action = self.env.ref(home.action, raise_if_not_found=False)
                if action:
                    return action.sudo()
        return None

    # ------------------------------------------------------------------ the page «Today»
    @api.model
    @api.readonly
    def get_today(self):
        """Return what the page shows to this user now.

        :return: ``{'greeting', 'date', 'place', 'can_search', 'can_create', 'can_book', 'can_log',
            'cards': [{'name', 'title', 'count', 'empty', 'action', 'rows', 'tone'}]}``
        """
        user = self.env.user
        if not user._is_internal():
            raise AccessError(self.env._("This page is for the clinic's staff."))
        # on the branch's clock, as the visits are shown, whatever zone the computer says it is in
        desk = self.with_context(tz=self.env.company.clinic_tz)
        now = fields.Datetime.context_timestamp(desk, fields.Datetime.now())
        patient = self.env['clinic.patient']
        return {
            'greeting': self._greeting(now.hour),
            'date': format_date(self.env, now.date(), date_format='full'),
            'place': self.env.company.name,
            'can_search': patient.has_access('read'),
            'can_create': patient.has_access('create'),
            'can_book': self.env['clinic.appointment'].has_access('create'),
            'can_log': self.env['clinic.message.log'].has_access('create'),
            'cards': [content for card in self._user_cards() if (content := self._content(card))],
        }

    @api.model
    def _greeting(self, hour):
        words = (self.env.user.name or '').split()
        title = words[:1] if words[:1] and words[0].endswith('.') else []  # Dra. Lucía
        name = ' '.join([*title, *words[len(title) :][:1]])
        if hour < 12:
            return self.env._("Good morning, %(name)s", name=name)
        if hour < 19:
            return self.env._("Good afternoon, %(name)s", name=name)
        return self.env._("Good evening, %(name)s", name=name)

    @api.model
    def _user_cards(self):
        user = self.env.user
        cards = [card for card in self._cards() if not card.groups or user.has_groups(card.groups)]
        return sorted(cards, key=lambda card: card.sequence)

    @api.model
    def _content(self, card):
        """Return the card as the page wants it, or None; a broken one leaves the others alone."""
        try:
            with self.env.cr.savepoint(flush=False):
                content = card.build()
        except AccessError:
            return None
        except Exception:  # said even by a card that stays away while there is nothing
            _logger.exception("The card %s could not be built", card.name)
            content = Content(0, self.env._("This could not be read now. Try again in a moment."))
        else:
            if content is None or (card.only_if_any and not content.count):
                return None
        return {'name': card.name, 'title': card.title, **asdict(content)}

    @api.model
    def _counted(self, model, domain, row, order=None, **more):
        """Return the :class:`Content` that counts the records of a domain and lists the first.

        :param row: what makes a :class:`Row` of a record
        :param more: the other fields of the content
        """
        records = self.env[model]
        count = records.search_count(domain)
        found = records.search(domain, limit=CARD_ROWS, order=order) if count else records
        return Content(count=count, rows=[row(record) for record in found], **more)

    # ------------------------------------------------------------------ the patient search
    @api.model
    @api.readonly
    def search_patients(self, text):
        """Return the patients that match a name, a phone or a record number.

        :return: ``{'rows': [{'id', 'label', 'hint'}], 'more': bool}``, at most ``SEARCH_LIMIT``
        """
        text = (text or '').strip()
        if not text:
            return {'rows': [], 'more': False}
        patients = self.env['clinic.patient'].search(
            [('display_name', 'ilike', text)], limit=SEARCH_LIMIT + 1
        )
        rows = [
            {'id': patient.id, 'label': patient.display_name, 'hint': self._patient_hint(patient)}
            for patient in patients[:SEARCH_LIMIT]
        ]
        return {'rows': rows, 'more': len(patients) > SEARCH_LIMIT}

    @api.model
    def _patient_hint(self, patient):
        """Return what tells two patients of the same name apart, without clinical data."""
        return " · ".join(filter(None, [patient.record_number, patient.age_text, patient.phone]))

    @api.model
    def _patient_row(self, patient):
        return Row(patient.display_name, self._patient_hint(patient), patient._name, patient.id)
