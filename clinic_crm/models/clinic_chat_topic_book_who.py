import re

from odoo import fields, models

from ..conversation import (
    Option,
    Turn,
    age_in,
    birthdate,
    called,
    introduced,
    is_named,
    kin,
    match_option,
    name_in,
    oneself,
    options_of,
    several,
)
from ..identity import fold, normalise_phone
from .clinic_chat_topic_book import LIKE_NAMES

ADULT = 18
PHONES = (Option('same', "A este número"), Option('none', "No tiene"))
SEX = {'son': 'male', 'daughter': 'female'}
WHO = ('who', 'self', 'kin', 'name', 'birth', 'guardian', 'phone')  # what a memory keeps of whom
SAME_PHONE = re.compile(
    r'\bmism[oa]\b|\b(?:est[ea]|mi) (?:numero|telefono|celular|cel|whatsapp)\b|\bmio\b|\baqui\b'
)
NO_PHONE = re.compile(r'\bno (?:tiene|tengo|usa|hay|se|lo se|sabe|cuenta con)\b|\bsin telefono\b')


class ClinicChatTopicBook(models.AbstractModel):
    """For whom: somebody the writer speaks for, or somebody new; what is asked of them is little.

    Of somebody unknown a name, and the birth date only where the clinic wants it; of another person
    also the birth date, since a child is answered for by whoever writes, and for another adult a
    phone. Who has the writer's phone and the same name already is the same patient; nothing is
    shown of them.
    """

    _inherit = 'clinic.chat.topic.book'

    def _patient_of(self, conversation):
        """The patient that was chosen; empty for somebody new."""
        number = conversation.memory.get('who') or 0
        return self._people(conversation).filtered(lambda one: one.id == number)

    def _people(self, conversation):
        """Those this person speaks for and may book for."""
        people = conversation.patients or self.env['clinic.patient'].sudo()
        return people.filtered(lambda one: not one.deceased_date and not one.merged_into_id)

    def _writer(self, conversation):
        """The patient who writes; empty while that is somebody unknown, or no patient but answers
        for one from this phone."""
        patient = (conversation.patient or self.env['clinic.patient']).sudo()
        return patient - self._answered_for(conversation, patient)

    def _answered_for(self, conversation, patients):
        """The children among them whose guardian has the phone that writes."""
        return patients.filtered(
            lambda one: (
                one._reader() != one.partner_id
                and one._reader().phone_sanitized == conversation.phone
            )
        )

    def _guardian(self, conversation):
        """The contact of the guardian who writes, when a child tells who that is; empty when that
        could also be somebody else, whose phone it is too."""
        if self._writer(conversation):
            return self._writer(conversation).partner_id
        known = self._answered_for(conversation, self._people(conversation)).guardian_id
        alone = len(known) == 1 and not self._of_phone(conversation, conversation.phone)
        return known if alone else known[:0]

    def _is_own(self, conversation):
        """Whether it is for the writer, as far as can be told."""
        memory = conversation.memory
        return not (
            self._writer(conversation)
            or memory.get('kin')
            or memory.get('guardian')
            or self._is_child(conversation)
        )

    def _is_the_writer(self, conversation, patient):
        """Whether the number is theirs from now on: not one that several have, or somebody had."""
        if not self._is_own(conversation) or not conversation.own_number:
            return False
        return not self._of_phone(conversation, patient.phone_sanitized) - patient

    def _shares(self, conversation, patient):
        """Whether somebody else, who is no patient, writes from this patient's number."""
        if self._writer(conversation) or self._is_own(conversation) or not conversation.phone:
            return False
        return patient.phone_sanitized == conversation.phone

    def _of_phone(self, conversation, phone):
        """The patients whose own phone it is."""
        Patient = self.env['clinic.patient'].sudo()
        if not phone:
            return Patient
        clinic = conversation.company.root_id.id
        same = Patient.search([('phone_sanitized', '=', phone), ('company_id', '=', clinic)])
        return same.filtered(lambda one: not one.deceased_date)

    # ------------------------------------------------------------------ who
    def _ask_who(self, conversation):
        memory = conversation.memory
        if not self._people(conversation):
            memory['who'] = 0
        if 'who' in memory:
            return None
        return Turn(
            texts=("¿Para quién es la cita?",), options=self._options_of_patients(conversation)
        )

    def _options_of_patients(self, conversation):
        people = self._people(conversation)[:8]
        few = len(people) < 3  # a first and a family name tell two apart
        rows = [(p.id, ' '.join(p.name.split()[:2])[:20] if few else p.name, '') for p in people]
        own = () if self._writer(conversation) else (Option('who:self', "Para mí"),)
        return (*options_of('who', rows), *own, Option('who:0', "Otra persona"))

    def _take_who(self, conversation, answer):
        memory = conversation.memory
        option = match_option(self._options_of_patients(conversation), answer)
        if not option:
            if answer.key is not None or '?' in answer.text:
                return False
            if self._hear_who(conversation, answer.text, answer.text):
                if not memory['who']:
                    memory.setdefault('name', _as_written(name_in(answer.text)))
                return True
            # somebody's full name that is none of those
            memory['name'] = _as_written(name_in(answer.text))
            if memory['name']:
                self._choose_new(memory, 'young')
                return True
            if kin(answer.text):
                memory['why'] = self._say(
                    conversation, "Elija a la persona, por favor.", "Elige a la persona, por favor."
                )
            return False
        key = option.key.partition(':')[2]
        if key == 'self':
            self._choose_oneself(conversation)
        elif key == '0':
            self._choose_new(memory, memory.get('kin') or 'young')
        else:
            self._choose(memory, int(key))
        return True

    def _overhear_who(self, conversation, text):
        """Take from words for whom it is; nothing that they leave open."""
        memory = conversation.memory
        many = self._overhear_several(conversation, text)
        if memory.get('who', 0) or memory.get('name'):
            return many
        if 'who' not in memory and self._people(conversation):
            told = fold(text).partition('para ')[2]
            return self._hear_who(conversation, text, told) or many
        of = kin(text)
        memory['kin'] = of or memory.get('kin', '')
        if of and is_named(text):  # «para mi nieto Leo Paz»
            memory['name'] = _as_written(name_in(text))
        return bool(of or many or oneself(text))

    def _overhear_name(self, conversation, text):
        """Keep by what name somebody new presents themselves, whatever was asked: that of a child's
        guardian, where it is for one."""
        memory, name = conversation.memory, introduced(text)
        if not name or self._people(conversation):
            return False
        if self._type_in(conversation, name) or self._named_in(self._leads(conversation), name):
            return False
        place = 'guardian' if memory.get('kin') in ('son', 'daughter', 'child') else 'name'
        if memory.get('kin') == 'adult' or memory.get(place):
            return False
        memory[place] = _as_written(name)
        return True

    def _overhear_age(self, conversation, text):
        """Whether words say that who comes is a child: then it is asked who answers for it."""
        memory = conversation.memory
        if age_in(text) >= ADULT or self._is_child(conversation):
            return True  # nothing changes by that
        memory['kin'] = memory.get('kin') or 'child'
        memory.pop('birth', None)
        return True

    def _overhear_several(self, conversation, text):
        """Whether words wish for more than one person: they come one by one."""
        if not several(text):
            return False
        conversation.memory.setdefault('several', 'heard')
        return True

    def _hear_who(self, conversation, text, told):
        """Whether words name one of those, the writer or somebody new.

        :param told: the part of them in which a given name is that of who comes
        """
        memory, people, of = conversation.memory, self._people(conversation), kin(text)
        found = called([(one.id, one.name) for one in people], told)
        if found and of not in ('adult', 'young'):  # not "la hermana de Leo"
            self._choose(memory, found)
            return True
        if oneself(text):
            self._choose_oneself(conversation)
            return True
        if not of:
            return False
        memory['kin'] = of
        alike = people - self._writer(conversation)
        if of in SEX:
            alike = alike.filtered(lambda one: one.sex in (SEX[of], False))
        if of == 'adult' or not alike:
            self._choose_new(memory, of)
        elif len(alike) == 1 and alike.sex == SEX.get(of) and not is_named(text):
            self._choose(memory, alike.id)
        return 'who' in memory

    def _choose(self, memory, number):
        self._forget_who(memory)
        memory['who'] = number

    def _choose_oneself(self, conversation):
        """The patient who writes, or the guardian who is to be one."""
        memory, writer = conversation.memory, self._writer(conversation)
        self._choose(memory, writer.id or 0)
        name = self._guardian(conversation).name or ''
        if not writer and name_in(name):
            memory.update(self=True, name=name)

    def _choose_new(self, memory, of):
        memory.update(who=0, kin=of)

    def _correct_who(self, conversation, name, renamed):
        """Ask anew who comes, or only the name of somebody new; the right one may be said."""
        memory = conversation.memory
        if memory['who'] or not renamed:
            self._forget_who(memory)
        else:
            memory.pop('self', None)
            memory['name'] = name and _as_written(name)

    def _forget_who(self, memory):
        for name in WHO:
            memory.pop(name, None)

    # ------------------------------------------------------------------ somebody new
    def _ask_name(self, conversation):
        memory = conversation.memory
        if memory['who'] or memory.get('name'):
            return None
        question = "¿Cuál es el nombre completo de la persona que viene a consulta?"
        return Turn(texts=(question,), expects='text')

    def _take_name(self, conversation, answer):
        memory = conversation.memory
        memory['kin'] = kin(answer.text) or memory.get('kin', '')
        name = name_in(answer.text)
        bare = len(name.split()) == len(answer.text.split())
        if not name or bare and answer.intent not in LIKE_NAMES:
            memory['why'] = self._say(
                conversation,
                "Escriba solo nombre y apellidos, por favor.",
                "Escribe solo nombre y apellidos, por favor.",
            )
            return False
        memory['name'] = _as_written(name)
        return True

    def _ask_birth(self, conversation):
        memory = conversation.memory
        wanted = conversation.company.root_id.sudo().clinic_chat_birthdate
        if memory.get('kin') != 'adult':  # else it is said whether they are of age
            wanted = wanted or bool(memory.get('kin') or self._writer(conversation))
        if memory['who'] or memory.get('birth') or not wanted:
            return None
        question = f"¿Cuál es la fecha de nacimiento de {memory['name']}? Por ejemplo: 5/3/1990"
        return Turn(texts=(question,), expects='date')

    def _take_birth(self, conversation, answer):
        born = birthdate(answer.text, conversation.now.date())
        if not born:
            conversation.memory['why'] = self._say(
                conversation,
                "Escriba día, mes y año, por favor.",
                "Escribe día, mes y año, por favor.",
            )
            return False
        conversation.memory['birth'] = fields.Date.to_string(born)
        return True

    def _is_child(self, conversation):
        born = fields.Date.to_date(conversation.memory.get('birth'))
        return bool(born) and born > fields.Date.subtract(conversation.now.date(), years=ADULT)

    def _ask_guardian(self, conversation):
        """Who answers for the child of somebody unknown."""
        memory = conversation.memory
        if memory['who'] or memory.get('guardian') or not self._is_child(conversation):
            return None
        if self._guardian(conversation):
            return None
        question = self._say(
            conversation,
            "¿Y cuál es el nombre de usted, como responsable?",
            "¿Y cuál es tu nombre, como responsable?",
        )
        return Turn(texts=(question,), expects='text')

    def _take_guardian(self, conversation, answer):
        name = name_in(answer.text)
        if name:
            conversation.memory['guardian'] = _as_written(name)
        return bool(name)

    def _ask_phone(self, conversation):
        """Where another adult is told of the visit: it is not the writer's business afterwards."""
        memory = conversation.memory
        if memory['who'] or 'phone' in memory or self._is_own(conversation):
            return None
        if self._is_child(conversation):
            return None
        name = memory['name']
        question = self._say(
            conversation,
            f"¿A qué teléfono le avisamos a {name}? Escriba sus 10 dígitos.",
            f"¿A qué teléfono le avisamos a {name}? Escribe sus 10 dígitos.",
        )
        return Turn(texts=(question,), options=PHONES)

    def _take_phone(self, conversation, answer):
        said, phone = fold(answer.text), normalise_phone(answer.text)
        option = match_option(PHONES, answer)
        key = option.key if option else None
        if key == 'none' or answer.intent == 'negar':
            conversation.memory['phone'] = ''
        elif phone.valid:
            conversation.memory['phone'] = phone.e164
        elif key == 'same' or SAME_PHONE.search(said):
            conversation.memory['phone'] = conversation.phone
        elif NO_PHONE.search(said):
            conversation.memory['phone'] = ''
        else:
            return False
        return True

    # ------------------------------------------------------------------ registering
    def _enrol(self, conversation):
        """The patient of what was told: known by phone and name, or registered as a first contact.

        :raises UserError: the name or the phone cannot be right
        """
        memory, company = conversation.memory, conversation.company.root_id
        Patient = self.env['clinic.patient'].sudo().with_company(company)
        own, child = self._is_own(conversation), self._is_child(conversation)
        phone = conversation.phone if own else memory.get('phone', '')
        known = self._known(conversation, phone) if not child else None
        if known:
            return known
        vals = {
            'name': memory['name'],
            'company_id': company.id,
            'stage': 'contact',
            'phone': phone or False,
            'birthdate': memory.get('birth') or False,
        }
        if child:
            vals['guardian_id'] = self._guardian_of(conversation).id
        elif memory.get('self'):  # who answers for a child here comes for the first time
            vals['partner_id'] = self._guardian(conversation).id
        patient = Patient.create(vals)
        patient._ask_if_known()
        return patient

    def _known(self, conversation, phone):
        """Who has this name and the phone that writes; of another phone nothing is known."""
        if not phone or phone != conversation.phone or not conversation.own_number:
            return None
        words = sorted(fold(conversation.memory['name']).split())
        same = self._of_phone(conversation, phone).filtered(
            lambda one: sorted((one.search_name or '').split()) == words
        )
        return same if len(same) == 1 else None

    def _guardian_of(self, conversation):
        return self._guardian(conversation) or (
            self.env['res.partner']
            .sudo()
            .create({'name': conversation.memory['guardian'], 'phone': conversation.phone or False})
        )


class ClinicPatient(models.Model):
    """Somebody registered by a conversation, where nobody looked for the record they may have."""

    _inherit = 'clinic.patient'

    def _ask_if_known(self):
        """Let reception decide whether this is somebody who has a record already."""
        self.ensure_one()
        spoken = self.with_context(lang=self.company_id._staff_lang())
        if spoken._find_duplicates():
            spoken._ask_of_reception(
                spoken.env._("Registered by chat and perhaps known already: look for duplicates.")
            )

    def _ask_of_reception(self, summary):
        """A task of reception's, of nobody in particular, shown on «Today»."""
        self.ensure_one()
        return self.sudo().activity_schedule(
            'clinic_crm.activity_reception', summary=summary, user_id=False
        )


def _as_written(name):
    """All small or all capitals becomes Título; what mixes them is how it is written."""
    if name.islower() or name.isupper():
        small = {'de', 'del', 'la', 'las', 'los', 'y'}
        return ' '.join(w if w in small else w.capitalize() for w in name.lower().split())
    return name
