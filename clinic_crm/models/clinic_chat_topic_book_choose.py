import re

from odoo import fields, models

from ..conversation import (
    MAX_OPTIONS,
    Option,
    Turn,
    kin,
    match_option,
    mentioned,
    name_in,
    no_preference,
    options_of,
    specialist,
)
from ..language import fold

PAGE = MAX_OPTIONS - 1
BARE = 3  # words: «una dentista, porfa» is no sentence about one
MOST_NAMED = 40
HAVE = re.compile(r'\b(?:tienen|tendran|hay|habra|cuentan|manejan|atienden|dan|esta)\b')
WITH_ANYBODY = re.compile(
    r'\bcon (?:quien|(?:cualquiera|la|el)(?: que)?) (?:sea|este (?:libre|disponible)|pueda)\b'
)
IN_A_PLACE = re.compile(r'\b(?:en|sucursal)((?: (?!con\b)\w+){1,4})')
NAMES_A_LEAD = re.compile(r'\b(?:con|doctora?|dra?|lic)\b')
CALL = re.compile(r'\b(?:habl|comuni|llam|escrib|contact)')
WOMAN, MAN = re.compile(r'\b(?:doctora|dra|mujer)\b'), re.compile(r'\b(?:doctor|dr|hombre)\b')
DAYS = (
    'hoy', 'mañana', 'pasado mañana',
    'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado', 'domingo',
)  # fmt: skip


class ClinicChatTopicBook(models.AbstractModel):
    """What is booked, where, and with whom; nothing is asked that has one answer only."""

    _inherit = 'clinic.chat.topic.book'

    def _hints(self, conversation):
        return {
            'servicio': [one._spanish_name() for one in self._types(conversation)[:MOST_NAMED]],
            'profesional': self._leads(conversation).mapped('name'),
            'dia': DAYS,
            'parte_del_dia': ("en la mañana", "en la tarde"),
        }

    def _leads(self, conversation):
        company = conversation.company.root_id
        return self.env['clinic.practitioner'].sudo().search(
            [('company_id', 'child_of', company.id)], limit=MOST_NAMED
        )  # fmt: skip

    # ------------------------------------------------------------------ what
    def _types(self, conversation):
        """The types of visit that patients may book themselves."""
        return (
            self.env['clinic.appointment.type']
            .sudo()
            .search(
                [
                    ('company_id', '=', conversation.company.root_id.id),
                    ('bookable_online', '=', True),
                    ('role_ids', '!=', False),  # else nobody gives it
                ]
            )
        )

    def _types_meant(self, conversation):
        """Those given by whom the words named, or by somebody of the specialty, or all."""
        types, leads = self._types(conversation), self._leads(conversation)
        said = conversation.memory.get('said', '')
        named = NAMES_A_LEAD.search(fold(said)) and self._named_in(leads, said)
        asked = leads.browse(named) if named else self._meant(conversation, leads)
        return types.filtered(lambda one: one._is_led_by(asked)) or types

    def _specialty_in(self, conversation, text):
        return mentioned(self._leads(conversation).specialty_id._called(), text)

    def _types_given_by(self, conversation, text):
        """What somebody of the specialty that words name gives; empty: they name none."""
        asked = self._specialty_in(conversation, text)
        leads = self._leads(conversation).filtered(lambda one: one.specialty_id.id == asked)
        return self._types(conversation).filtered(lambda one: one._is_led_by(leads))

    def _asks_for_somebody(self, conversation, answer):
        """Whether words only ask for a kind of doctor: «¿tienen ginecóloga?», «dentista»."""
        said = fold(answer.text)
        if answer.intent not in ('', 'horario'):
            return False
        if not HAVE.search(said) and (answer.intent or len(said.split()) > BARE):
            return False
        named = specialist(said) or self._specialty_in(conversation, said)
        return bool(named) and self._offered(conversation)

    def _whether_there_is(self, conversation, text):
        """What who asks for a kind of doctor is told first: who that is, or that there is none."""
        memory, word = conversation.memory, specialist(text)
        if memory.get('specialty') and HAVE.search(fold(text)):
            leads = self._meant(conversation, self._leads(conversation))
            return (f"Sí: {', '.join(leads[:3].mapped('name'))}.",)
        given = (
            *self._types(conversation)._called(),
            *self._leads(conversation).specialty_id._called(),
        )
        if not word or any(mentioned([one], word) for one in given):
            return ()
        return (
            self._say(
                conversation,
                "No encontré esa especialidad en la clínica. Puede elegir otra consulta o "
                "escribir «persona».",
                "No encontré esa especialidad en la clínica. Puedes elegir otra consulta o "
                "escribir «persona».",
            ),
        )

    def _meant(self, conversation, practitioners):
        """Those of the specialty that was asked for, if it was."""
        asked = conversation.memory.get('specialty', -1)
        return practitioners.filtered(lambda one: one.specialty_id.id == asked)

    def _type_of(self, conversation):
        chosen = conversation.memory.get('type')
        return self._types(conversation).filtered(lambda one: one.id == chosen)

    def _ask_type(self, conversation):
        memory = conversation.memory
        if self._type_of(conversation):
            return None
        types = self._types_meant(conversation)
        if len(types) == 1:
            memory['type'] = types.id
            return None
        question = self._say(conversation, "¿Qué necesita?", "¿Qué necesitas?")
        return Turn(texts=(question,), options=self._options_of_types(conversation, types))

    def _options_of_types(self, conversation, types):
        page = conversation.memory.get('page', 0)
        shown = types[page * PAGE : page * PAGE + PAGE]
        if len(types) == MAX_OPTIONS:
            shown = types
        options = options_of('type', [(one.id, one._spanish_name(), one._brief()) for one in shown])
        if len(types) > len(shown):
            options += (Option('more', "Ver otros servicios"),)
        return options

    def _take_type(self, conversation, answer):
        memory = conversation.memory
        types = self._types_meant(conversation)
        option = match_option(self._options_of_types(conversation, types), answer)
        if option and option.key == 'more':
            pages = -(-len(types) // PAGE)
            memory['page'] = (memory.get('page', 0) + 1) % pages
            return True
        if option:
            memory['type'] = int(option.key.partition(':')[2])
            return True
        if not self._type_in(conversation, answer.text):
            if answer.key is None and no_preference(answer.text):
                memory['why'] = self._say(
                    conversation,
                    "Elija lo que más se parezca; si duda, escriba «persona».",
                    "Elige lo que más se parezca; si dudas, escribe «persona».",
                )
            return False
        self._overhear(conversation, answer.text)
        return True

    def _type_in(self, conversation, text):
        """The number of the one type that the words name, or None."""
        types = self._types(conversation)
        return mentioned(types._called(), text)

    def _overhear_what(self, conversation, text):
        memory = conversation.memory
        found = self._type_in(conversation, text)
        if found:
            memory['type'] = found
        specialty = self._specialty_in(conversation, text)
        if specialty:
            memory['specialty'] = specialty
        # whom it names is looked for once type and branch are known; who comes is nobody to see
        said = (text.partition(' con ')[2] if kin(text) else text)[:200]
        if not memory.get('said') or self._named_in(self._leads(conversation), said):
            memory['said'] = said
        if place := IN_A_PLACE.search(fold(text)):  # known to be a branch once the type is
            memory['place'] = place[1]
        anybody = bool(WITH_ANYBODY.search(fold(text)))
        if anybody:
            memory['with'] = 0
        return bool(found or specialty or anybody)

    # ------------------------------------------------------------------ where
    def _branches(self, conversation):
        """Where this type of visit is given: the branch of the number, or the clinic's branches."""
        visit_type, company = self._type_of(conversation), conversation.company.sudo()
        branches = company
        if not company.parent_id:
            branches = company.search([('id', 'child_of', company.id)], order='sequence, name, id')
        means = self.env['clinic.appointment'].sudo()._agenda_means(company.id)
        return branches.filtered(lambda branch: visit_type._is_given_in(branch, means))[
            :MAX_OPTIONS
        ]

    def _branch_of(self, conversation):
        return self.env['res.company'].sudo().browse(conversation.memory.get('branch') or [])

    def _ask_branch(self, conversation):
        if conversation.memory.get('branch'):
            return None
        branches = self._branches(conversation)
        found = self._branch_in(branches, conversation.memory.pop('place', ''))
        if len(branches) > 1 and not found:
            return Turn(texts=("¿En qué sucursal?",), options=self._options_of(branches))
        self._choose_branch(conversation, found or (branches or conversation.company)[0].id)
        return None

    def _branch_in(self, branches, text):
        return mentioned([(one.id, one.name) for one in branches], text)

    def _options_of(self, branches):
        return options_of(
            'branch', [(one.id, one.name, one.street or one.city or '') for one in branches]
        )

    def _take_branch(self, conversation, answer):
        branches = self._branches(conversation)
        option = match_option(self._options_of(branches), answer)
        found = option and int(option.key.partition(':')[2])
        found = found or self._branch_in(branches, answer.text)
        if found:
            self._choose_branch(conversation, found)
        elif answer.key is None and no_preference(answer.text):
            branch = self._soonest(conversation, branches)
            self._choose_branch(conversation, branch.id)
            return self._go_on(conversation, f"En {branch.name} hay lugar antes.")
        return bool(found)

    def _soonest(self, conversation, branches):
        """Where there is a time as it was wished, or else any time, before the others have one."""
        memory, first = conversation.memory, {}
        for branch in branches:
            memory['branch'] = branch.id
            slots, unlike = self._find_slots(conversation)
            if slots:
                first[branch] = (bool(unlike), slots[0].start)
        return min(first, key=first.get, default=branches[:1])

    def _choose_branch(self, conversation, number):
        """From now on its clock says which day "mañana" is, also the one said before."""
        memory = conversation.memory
        memory['branch'] = number
        if memory.get('when'):
            self._overhear_wish(conversation, memory.pop('when'))

    def _branch_meant(self, conversation):
        return self._branch_of(conversation) or super()._branch_meant(conversation)

    # ------------------------------------------------------------------ with whom
    def _practitioners(self, conversation):
        """Who gives this type of visit in this branch; the patient's own one first."""
        visit_type, branch = self._type_of(conversation), self._branch_of(conversation)
        numbers = visit_type._leads_in(branch)
        found = (
            self.env['clinic.practitioner'].sudo().search([('resource_id', 'in', list(numbers))])
        )
        found = self._meant(conversation, found) or found
        own = self._patient_of(conversation).practitioner_id
        return ((own & found) | found)[:PAGE]

    def _ask_with(self, conversation):
        memory = conversation.memory
        if 'with' in memory:
            return None
        practitioners = self._practitioners(conversation)
        if len(practitioners) < 2:
            memory['with'] = practitioners.id or 0
            return None
        named = self._named_in(practitioners, memory.pop('said', ''))
        if named:
            memory['with'] = named
            return None
        question = self._say(
            conversation, "¿Con quién prefiere la cita?", "¿Con quién prefieres la cita?"
        )
        return Turn(texts=(question,), options=self._options_of_people(practitioners))

    def _options_of_people(self, practitioners):
        return (
            Option('with:0', "Quien tenga lugar antes"),
            *options_of('with', [(p.id, p.name, p.specialty_id.name or '') for p in practitioners]),
        )

    def _take_with(self, conversation, answer):
        practitioners = self._practitioners(conversation)
        option = match_option(self._options_of_people(practitioners), answer)
        if option:
            conversation.memory['with'] = int(option.key.partition(':')[2])
            return True
        if answer.key is not None:
            return False
        said = fold(answer.text).strip(' .,!¡?¿')
        if no_preference(answer.text):
            conversation.memory['with'] = 0
            return True
        named = self._named_in(practitioners, answer.text)
        named = named or self._by_title(practitioners, said)
        if named:
            conversation.memory['with'] = named
        return bool(named)

    def _takes_first(self, conversation, text):
        step = conversation.memory.get('step')
        if step in ('name', 'guardian'):
            return bool(name_in(text))  # "me llamo Rosa Díaz" calls nobody
        if step != 'with' or CALL.search(fold(text)):
            return False
        practitioners = self._practitioners(conversation)
        named = self._named_in(practitioners, text)
        return bool(named or self._by_title(practitioners, fold(text)))

    def _named_in(self, practitioners, text):
        return mentioned([(one.id, one.name) for one in practitioners], text)

    def _by_title(self, practitioners, said):
        """«la doctora», where there is one."""
        if bool(WOMAN.search(said)) == bool(MAN.search(said)):
            return None
        title = 'dra' if WOMAN.search(said) else 'dr'
        found = practitioners.filtered(lambda one: fold(one.name).split()[0].strip('.') == title)
        return found.id if len(found) == 1 else None


class ClinicAppointmentType(models.Model):
    """A type of visit, as patients are offered it."""

    _name = 'clinic.appointment.type'
    _inherit = ['clinic.appointment.type', 'clinic.called.mixin']

    def _spanish_name(self):
        spoken = self.env['clinic.appointment']._in_spanish().env
        return self.with_env(spoken).name

    def _brief(self):
        """«30 min · $600»."""
        price = self._price_in_words()
        return ' · '.join(filter(None, (f"{self.duration} min", price)))

    def _price_in_words(self):
        """«$600», as it is paid, with taxes; empty when the clinic has set none."""
        product = self.sudo().product_id
        price = product.list_price
        if 'taxes_id' in product._fields and price:
            taxes = product.taxes_id._filter_taxes_by_company(self.company_id)
            price = taxes.compute_all(price, product=product)['total_included'] if taxes else price
        if not price:
            return ''
        return f"${price:,.2f}".removesuffix('.00')

    def _is_given_in(self, branch, means):
        """Whether somebody could be found in this branch for each thing the visit needs."""
        for kind, role in self.env['clinic.appointment'].sudo()._agenda_needs(self.id):
            numbers = role.alternatives or [n for n, mean in means.items() if mean.kind == kind]
            if not any(n in means and _works_in(means[n], branch) for n in numbers):
                return False
        return True

    def _is_led_by(self, practitioners):
        """Whether one of them may lead such a visit, in some branch."""
        numbers = set(practitioners.resource_id.ids)
        return bool(numbers) and any(
            kind == 'practitioner' and (not role.alternatives or numbers & set(role.alternatives))
            for kind, role in self.env['clinic.appointment'].sudo()._agenda_needs(self.id)
        )

    def _leads_in(self, branch):
        """The resources of the practitioners who may lead such a visit in a branch."""
        Visit = self.env['clinic.appointment'].sudo()
        means = Visit._agenda_means(branch.id)
        for kind, role in Visit._agenda_needs(self.id):
            if kind == 'practitioner':
                numbers = role.alternatives or [n for n, mean in means.items() if mean.kind == kind]
                return [n for n in numbers if n in means and _works_in(means[n], branch)]
        return []


def _works_in(mean, branch):
    if mean.resource.branches and branch.id not in mean.resource.branches:
        return False
    today = fields.Date.today()
    return mean.shifts is None or any(
        shift.branch in (None, branch.id) and not (shift.until and shift.until < today)
        for shift in mean.shifts
    )
