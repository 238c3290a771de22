from odoo import models

from ..conversation import (
    MAX_OPTIONS,
    MAX_TEXT,
    MAX_TEXTS,
    Turn,
    all_of_them,
    match_option,
    no_preference,
    options_of,
)


class ClinicChatTopicPlace(models.AbstractModel):
    """Where the clinic is and when it opens; asks which branch when there are several."""

    _name = 'clinic.chat.topic.place'
    _inherit = 'clinic.chat.topic'
    _description = "Topic: Address and Hours"

    _code = 'place'
    _sequence = 40
    _by_the_way = True
    _only_tells = True
    _intents = ('ubicacion', 'horario')

    def _label(self):
        return "Dirección y horario"

    def _offered(self, conversation):
        return bool(self._branches(conversation))

    def _open(self, conversation, payload=None):
        branches = self._branches(conversation)
        if len(branches) == 1:
            return self._tell(branches)
        if not branches:
            return Turn(texts=(self._someone(conversation),), hand_over=True)
        if conversation.busy and (told := self._tell_all(branches)):  # something else is asked
            return told
        return self._ask(conversation, branches)

    def _answer(self, conversation, answer):
        branches = self._branches(conversation)
        option = match_option(self._options(branches), answer)
        if option:
            return self._tell(branches.browse(int(option.key)))
        if not branches:
            return self._open(conversation)
        if answer.key is None and (all_of_them(answer.text) or no_preference(answer.text)):
            return self._tell_all(branches) or self._tell(branches[0])
        if answer.intent or conversation.memory.get('again'):
            return None
        conversation.memory['again'] = True
        return self._ask(conversation, branches, again=True)

    def _branches(self, conversation):
        """Return the companies with an address or hours: the branches, and the clinic itself where
        it is at none of their addresses."""
        root = conversation.company.sudo().root_id
        branches = (
            self.env['res.company']
            .sudo()
            .search(
                [('id', 'child_of', root.id)],
                order='sequence, name, id',
            )
        )
        taken = {one.street for one in branches if one.parent_id and one.street}
        return branches.filtered(
            lambda one: (
                (one.street or one._hours_in_words()) and (one.parent_id or one.street not in taken)
            )
        )[:MAX_OPTIONS]

    def _options(self, branches):
        return options_of(
            '', [(one.id, one.name, one.street or one.city or '') for one in branches]
        )

    def _ask(self, conversation, branches, again=False):
        question = "¿De qué sucursal?"
        if again:
            question = (
                "No encontré esa sucursal. Elige una, por favor."
                if conversation.informal
                else "No encontré esa sucursal. Elija una, por favor."
            )
        return Turn(texts=(question,), options=self._options(branches))

    def _address(self, branch):
        return ', '.join(
            filter(
                None,
                [
                    branch.street,
                    branch.street2,
                    branch.zip and f"C.P. {branch.zip}",
                    branch.city,
                    branch.state_id.name,
                ],
            )
        )

    def _tell_all(self, branches):
        lines = [f"{one.name}: {self._address(one)}." for one in branches if one.street]
        told = tuple(line[:MAX_TEXT] for line in lines[:MAX_TEXTS])
        return Turn(texts=told, done=True) if told else None

    def _tell(self, branch):
        lines = []
        if address := self._address(branch):
            lines.append(f"{branch.name}: {address}.")
        if way := branch._map_url():
            lines.append(f"Cómo llegar: {way}")
        if hours := branch._hours_in_words():
            lines.append(f"Horario: {hours}")
        return Turn(texts=tuple(line[:MAX_TEXT] for line in lines), done=True)
