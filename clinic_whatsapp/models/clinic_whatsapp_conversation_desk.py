import re

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.http import DEFAULT_MAX_CONTENT_LENGTH

from odoo.addons.clinic_crm.identity import normalise_phone

from ..cloud_api import media as files
from .clinic_alert_call_whatsapp import KIND as STAFF_ALERT
from .clinic_whatsapp_reply import PLACES

PAGE = 40  # of each source, read at once
ORDER = {'in': 0, 'out': 1, 'note': 2}  # of what was said in the same second
ROOM = 64 * 1024  # of a request with a file, for all that is not the file
COMING = ('scheduled', 'confirmed', 'arrived')


class ClinicWhatsappConversation(models.Model):
    """What the desk shows of a conversation, read with the rights of who asks."""

    _inherit = 'clinic.whatsapp.conversation'

    @api.model
    def _of_channel(self, channel_id):
        """The conversation of a channel, if the user may read it.

        :raises AccessError: there is none, or it is not theirs to read
        """
        found = self.search([('channel_id', '=', channel_id)], limit=1)
        if not found:
            raise AccessError(
                self.env._("This conversation is not, or no longer, one of your branch.")
            )
        found.check_access('read')
        return found

    @api.model
    def desk_open(self, channel_id, before=None):
        """Everything about a conversation, with its newest messages.

        :param before: UTC text: only messages up to that moment, those of its second included
        :return: ``{'person': {…}, 'items': […], 'more': bool, 'now': UTC}``
        """
        conversation = self._of_channel(channel_id)
        items, more = conversation._items(before)
        return {
            'person': conversation._person(),
            'items': items,
            'more': more,
            'now': fields.Datetime.to_string(fields.Datetime.now()),
        }

    @api.model
    def desk_seen(self, channel_id):
        """The user has it before their eyes: nothing in it is unread, and Meta is told by a job."""
        conversation = self._of_channel(channel_id)
        channel = conversation.sudo().channel_id
        member = self.env['discuss.channel.member'].search(
            [('channel_id', '=', channel.id), ('is_self', '=', True)]
        )
        if member:
            last = self.env['mail.message'].sudo().search(
                [('model', '=', channel._name), ('res_id', '=', channel.id)],
                order='id desc',
                limit=1,
            )  # fmt: skip
            if last and member.new_message_separator <= last.id:
                member.sudo()._mark_as_read(last.id)
        conversation.sudo()._mark_read()

    # ------------------------------------------------------------------ who it is
    def _person(self):
        self.ensure_one()
        person, known = self.sudo().identity_id, self.env['clinic.patient']
        if person.patient_id:
            known = self.env['clinic.patient'].search([('id', '=', person.patient_id.id)])
        visit = self._next_visit(known)
        moment = fields.Datetime.to_string
        return self._for_sidebar() | {
            'name': person.display_name,
            'calls_themself': person.name or person.username or '',
            'phone': (person.e164 and normalise_phone(person.e164).display) or person.e164 or '',
            'number': person.account_id.name,
            'patient': {'id': known.id, 'name': known.display_name} if known else False,
            'is_known': bool(person.patient_id),  # also when the patient is not theirs to read
            'candidates': [
                {'id': one.id, 'name': one.display_name, 'record': one.record_number or ''}
                for one in (known.browse() if person.patient_id else self._candidates())
            ],
            'visit': {'id': visit.id, 'words': visit._when_in_words()} if visit else False,
            'may_book': self._may_book(),
            'may_register': self.env['clinic.patient'].has_access('create'),
            'is_open_until': moment(person.window_until) if person._may_be_answered() else False,
            'problem': self._problem(person),
            'colleagues': [
                {'id': user.id, 'name': user.name}
                for user in self._team(self.sudo().company_id) - self.env.user
            ],
            'largest': self._largest(),
            'me': self.env.uid,
        }

    @api.model
    def _largest(self):
        """{kind: the largest file in bytes}: what Meta takes, and what fits into a request here."""
        server = int(
            self.env['ir.config_parameter']
            .sudo()
            .get_param('web.max_file_upload_size', DEFAULT_MAX_CONTENT_LENGTH)
        )
        fits = server * 3 // 4 - ROOM  # it travels in base64
        return {
            kind: min(files.largest(f'{kind}/'), fits)
            for kind in ('image', 'audio', 'video', 'document')
        }

    def _candidates(self):
        """Patients of this number whom the user may read."""
        found = self.sudo().identity_id._candidates()
        return self.env['clinic.patient'].search([('id', 'in', found.ids)])

    def _may_book(self):
        groups = ('group_reception', 'group_practitioner', 'group_director')
        return any(self.env.user.has_group(f'clinic_crm.{group}') for group in groups)

    def _next_visit(self, patient):
        Visit = self.env['clinic.appointment']
        if not patient or not Visit.has_access('read'):
            return Visit
        return Visit.search(
            [
                ('patient_id', '=', patient.id),
                ('state', 'in', COMING),
                ('start', '>=', fields.Datetime.now()),
            ],
            order='start',
            limit=1,
        )

    def _problem(self, person):
        """Why nothing goes at the moment, in a sentence; '' when all is well."""
        account = person.account_id
        if not person.active:
            return self.env._("The number is somebody else's now: ask for the new one.")
        if not account.has_token:
            return self.env._("This number is not connected: tell whoever keeps WhatsApp.")
        if account.parked_at:  # why is for who can mend it: the banner tells them
            return self.env._(
                "This number is stopped: what you write waits, and goes by itself later. Tell "
                "whoever keeps WhatsApp and, if it is urgent, call the patient."
            )
        if person.unreachable_code:
            return self.env._("WhatsApp did not reach this number the last time: call instead.")
        return ''

    # ------------------------------------------------------------------ what was said
    def _items(self, before=None):
        """(what was said, oldest first; whether there is more before that)."""
        person = self.sudo().identity_id
        moment = before and fields.Datetime.to_datetime(before)
        sources = [
            self._page('clinic.whatsapp.message', 'identity_id', person.id, 'at', moment),
            self._page('clinic.whatsapp.note', 'conversation_id', self.id, 'create_date', moment),
            self._page(
                'clinic.whatsapp.outbox',
                'identity_id',
                person.id,
                'create_date',
                moment,
                [('wamid', '=', False)],
            ),
        ]
        messages, notes, waiting = sources
        more = any(len(source) == PAGE for source in sources)
        items = messages._for_desk(person) + notes._for_desk() + self._waiting_for_desk(waiting)
        items.sort(key=lambda item: (item['at'], ORDER[item['direction']], item['number']))
        if more:
            items = items[-PAGE:]
        return items, more

    def _page(self, model, link, record_id, when, moment, more=()):
        domain = [(link, '=', record_id), *more]
        if moment:
            domain.append((when, '<=', moment))  # of one second there may be several
        return self.env[model].search(domain, order=f'{when} desc, id desc', limit=PAGE)

    def _waiting_for_desk(self, rows):
        """What has not been taken by Meta: on its way, or it did not go."""
        said = rows.sudo()._said_of(self.env)
        return [row.sudo()._for_desk(said[row.id]) for row in rows]

    # ------------------------------------------------------------------ helps
    @api.model
    def desk_replies(self, channel_id):
        """The quick replies, filled in for this person; what nobody can fill stays in braces."""
        conversation = self._of_channel(channel_id)
        values = conversation._places()
        replies = self.env['clinic.whatsapp.reply'].search([], limit=500)
        situations = dict(replies._fields['situation']._description_selection(self.env))
        tones = dict(replies._fields['tone']._description_selection(self.env))
        return [
            {
                'id': reply.id,
                'name': reply.name,
                'situation': situations[reply.situation],
                'tone': tones[reply.tone],
                'text': re.sub(
                    r'\{(\w+)\}', lambda found: values.get(found[1]) or found[0], reply.text
                ),
            }
            for reply in replies
        ]

    @api.model
    def desk_templates(self, channel_id):
        """The approved texts of the number that a person can fill in here.

        :return: ``[{'id', 'name', 'header', 'body', 'footer', 'buttons', 'variables'}]`` with
            ``variables`` ``[{'name', 'label', 'value'}]``
        """
        conversation = self._of_channel(channel_id)
        account = conversation.sudo().identity_id.account_id
        values = conversation._template_values()
        shown = []
        for record in self.env['clinic.whatsapp.template'].sudo().search(
            [('account_id.waba_id', '=', account.waba_id), ('usable', '=', True)]
        ):  # fmt: skip
            if record.kind_id.code == STAFF_ALERT:
                continue  # to whoever is on duty, never to a patient
            template = record._template()
            needs_more = any(b.needs_value and b.kind != 'QUICK_REPLY' for b in template.buttons)
            if needs_more or template.header_kind not in ('', 'TEXT'):
                continue
            labels = {v.name: v.description for v in record.kind_id.variable_ids}
            known = template.preview({})
            shown.append(
                {
                    'id': record.id,
                    'name': record.kind_id.name or record.name.replace('_', ' ').capitalize(),
                    'variables': [
                        {
                            'name': name,
                            'label': labels.get(name) or name.replace('_', ' ').capitalize(),
                            'value': values.get(name, ''),
                            'example': template.examples.get(name, ''),
                        }
                        for name in template.variables
                    ],
                }
                | known
            )
        # what is filled in already, and needs no further thought, comes first
        shown.sort(key=lambda one: (sum(not v['value'] for v in one['variables']), one['name']))
        return shown

    def _places(self):
        """What may stand in a quick reply for this person."""
        person = self.sudo().identity_id
        patient = self.env['clinic.patient'].search([('id', '=', person.patient_id.id)])
        visit = self._next_visit(patient)
        company = self.sudo().company_id
        values = {
            'clinica': company.root_id.name,
            'sucursal': company.name,
            'yo': self.env.user.name.split(' ')[0],
            'nombre': (person.name or '').split(' ')[0],
        }
        if patient:
            standard = self.env['clinic.message'].sudo()._standard_values(patient.sudo(), company)
            values |= {'nombre': standard['nombre'], 'paciente': standard['paciente']}
        if visit:
            values |= {'cita': visit._when_in_words(), 'doctor': visit.practitioner_id.name or ''}
        return {name: values.get(name, '') for name in PLACES}

    def _template_values(self):
        """The same for approved texts, whose variables are those of the kinds of message."""
        values = {name: value for name, value in self._places().items() if value}
        person = self.sudo().identity_id
        patient = self.env['clinic.patient'].search([('id', '=', person.patient_id.id)])
        visit = self._next_visit(patient)
        if visit:
            values |= visit.sudo()._notice_values()
        return values
