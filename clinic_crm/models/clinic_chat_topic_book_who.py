from odoo import fields, models

from ..conversation import Option, Turn, birthdate, match_option, name_in, options_of
from ..identity import fold, normalise_phone

ADULT = 18


class ClinicChatTopicBook(models.AbstractModel):
    """For whom: somebody the writer speaks for, or somebody new; what is asked of them is little.

    Of somebody unknown a name, and the birth date only where the clinic wants it; of another person
    of somebody known also the birth date, since a child is answered for by whoever writes. Who has
    the writer's phone and the same name already is the same patient; nothing is shown of them.
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

    def _is_own(self, conversation):
        """Whether the patient is the writer, as far as can be told."""
        memory = conversation.memory
        return not conversation.patient and not memory.get('guardian')

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
        return (*options_of('who', rows), Option('who:0', "Otra persona"))

    def _take_who(self, conversation, answer):
        option = match_option(self._options_of_patients(conversation), answer)
        if not option:
            return False
        conversation.memory['who'] = int(option.key.partition(':')[2])
        return True

    # ------------------------------------------------------------------ somebody new
    def _ask_name(self, conversation):
        memory = conversation.memory
        if memory['who'] or memory.get('name'):
            return None
        question = "¿Cuál es el nombre completo de la persona que viene a consulta?"
        return Turn(texts=(question,), expects='text')

    def _take_name(self, conversation, answer):
        name = name_in(answer.text)
        if not name:
            conversation.memory['why'] = self._say(
                conversation,
                "Escriba nombre y apellidos, por favor.",
                "Escribe nombre y apellidos, por favor.",
            )
            return False
        conversation.memory['name'] = _as_written(name)
        return True

    def _ask_birth(self, conversation):
        memory = conversation.memory
        wanted = conversation.company.root_id.sudo().clinic_chat_birthdate
        if memory['who'] or memory.get('birth') or not (conversation.patient or wanted):
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
        """Who answers for the child of somebody who is no patient."""
        memory = conversation.memory
        if memory['who'] or conversation.patient or memory.get('guardian'):
            return None
        if not self._is_child(conversation):
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
        if memory['who'] or not conversation.patient or 'phone' in memory:
            return None
        if self._is_child(conversation):
            return None
        return Turn(
            texts=(f"¿A qué teléfono le avisamos a {memory['name']}? Escriba sus 10 dígitos.",)
            if not conversation.informal
            else (f"¿A qué teléfono le avisamos a {memory['name']}? Escribe sus 10 dígitos.",),
            options=(Option('none', "No tiene"),),
        )

    def _take_phone(self, conversation, answer):
        options = (Option('none', "No tiene"),)
        if match_option(options, answer) or answer.intent == 'negar':
            conversation.memory['phone'] = ''
            return True
        phone = normalise_phone(answer.text)
        if not phone.valid:
            return False
        conversation.memory['phone'] = phone.e164
        return True

    # ------------------------------------------------------------------ registering
    def _enrol(self, conversation):
        """The patient of what was told: known by phone and name, or registered as a first contact.

        :raises UserError: the name or the phone cannot be right
        """
        memory, company = conversation.memory, conversation.company.root_id
        Patient = self.env['clinic.patient'].sudo().with_company(company)
        own = self._is_own(conversation)
        phone = conversation.phone if own else memory.get('phone', '')
        known = own and conversation.own_number and self._known(phone, memory, company)
        if known:
            return known
        vals = {
            'name': memory['name'],
            'company_id': company.id,
            'stage': 'contact',
            'phone': phone or False,
            'birthdate': memory.get('birth') or False,
        }
        if self._is_child(conversation):
            vals['guardian_id'] = self._guardian_of(conversation).id
        patient = Patient.create(vals)
        patient._ask_if_known()
        return patient

    def _known(self, phone, memory, company):
        if not phone:
            return None
        same = (
            self.env['clinic.patient']
            .sudo()
            .search([('phone_sanitized', '=', phone), ('company_id', '=', company.id)])
        )
        words = sorted(fold(memory['name']).split())
        same = same.filtered(
            lambda one: not one.deceased_date and sorted((one.search_name or '').split()) == words
        )
        return same if len(same) == 1 else None

    def _guardian_of(self, conversation):
        if conversation.patient:
            return conversation.patient.partner_id
        return (
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
