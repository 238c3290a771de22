"""The day's people through the network: the sandbox's control API and Odoo's RPC."""

from .place import NUMBER


class Cast:
    def __init__(self, day):
        client = day.clinic.server.client
        self.patient = Phone(day.clinic, day.person)
        self.waiting = Phone(day.clinic, day.waiting)
        self.desk = Desk(client('recepcion'), day)
        self.doctor = Doctor(client('doctora'), day)
        self.accountant = Accountant(client('contador'), day)
        self.direction = Direction(client('direccion'))


class Phone:
    """A patient's phone. What is tapped must have come after what was last said."""

    def __init__(self, clinic, person):
        self.clinic = clinic
        made = clinic.control('phones', name=person.name, number=person.number)
        self.id = made['phone']['id']

    def says(self, text):
        self._act(kind='text', text=text)

    def hears(self, text):
        """Wait for a message with these words."""
        return self.newest(lambda message: text in words(message), f"to hear «{text}»")

    def hears_file(self, ending):
        def is_it(message):
            media = message['view'].get('media') or {}
            return (media.get('filename') or '').endswith(ending)

        return self.newest(is_it, f"a file {ending}")

    def taps(self, text, title):
        message = self.hears(text)
        assert title in [button['title'] for button in message['view']['buttons']], message['view']
        self._act(kind='button', reply_to=message['id'], title=title)

    def picks(self, text, choose):
        """:param choose: takes the rows of the list and returns the place of one"""
        message = self.hears(text)
        self._act(kind='list', reply_to=message['id'], id=self.chosen(message, choose)['id'])

    # ------------------------------------------------------------------ what both casts use
    def chosen(self, message, choose):
        rows = rows_of(message)
        return rows[choose(rows)]

    def newest(self, fits, what):
        """Wait for a message of the clinic's that fits, newer than the patient's last one."""
        found = []

        def look():
            messages = self.clinic.look('messages', account=NUMBER, phone=self.id)['messages']
            said = max((m['seq'] for m in messages if m['direction'] == 'in'), default=0)
            found[:] = [
                m
                for m in messages
                if m['direction'] == 'out' and m['seq'] > said and m['status'] != 'failed'
                and fits(m)
            ]  # fmt: skip
            return found

        self.clinic.until(look, what)
        return found[-1]

    def _act(self, **what):
        self.clinic.control('inbound', account=NUMBER, phone=self.id, **what)


def words(message):
    view = message['view']
    return '\n'.join(str(view.get(name) or '') for name in ('text', 'body'))


def rows_of(message):
    return [row for section in message['view']['list']['sections'] for row in section['rows']]


class Desk:
    def __init__(self, client, day):
        self.client, self.day = client, day

    def _state(self, visit):
        [row] = self.client.call('clinic.appointment', 'read', [visit], ['state'])
        return row['state']

    def expects(self, visit):
        assert self._state(visit) == 'scheduled'

    def receives(self, visit):
        assert self.client.call('clinic.board', 'step', visit, 'arrive')['turn']

    def sees_done(self, visit):
        assert self._state(visit) == 'done'

    def charges(self, visit):
        """Make the invoice of the visit, with the patient's fiscal data; pressed twice is one."""
        self.client.call('res.partner', 'write', [self.day.find('partner')], FISCAL)
        opened = [
            self.client.call('clinic.appointment', 'action_charge', [visit]) for _press in range(2)
        ]
        [move] = {action['res_id'] for action in opened}
        self.client.call('account.move', 'action_post', [move])
        return move


class Doctor:
    def __init__(self, client, day):
        self.client, self.day = client, day

    def begins(self, visit):
        self.client.call('clinic.appointment', 'action_start', [visit])

    def ends(self, visit):
        self.client.call('clinic.appointment', 'action_finish', [visit])

    def plans_control(self, patient):
        vals = {'patient_id': patient, 'type_id': self.day.control, 'rhythm': 'months', 'every': 3}
        self.client.call('clinic.care.plan', 'create', [vals])


class Accountant:
    def __init__(self, client, day):
        self.client, self.day = client, day

    def sends(self, move):
        """Through Odoo's Send wizard, once: what the PAC leaves in doubt goes by itself later."""
        self._send(move)
        if self._state(move) == 'to_stamp':
            self.day.pac_waited()

    def _send(self, move):
        context = {'active_model': 'account.move', 'active_ids': [move]}
        wizard = self.client.call('account.move.send.wizard', 'create', [{}], context=context)
        self.client.call('account.move.send.wizard', 'action_send_and_print', wizard)

    def _state(self, move):
        return self.client.call('account.move', 'read', [move], ['cfdi_state'])[0]['cfdi_state']


FISCAL = {'vat': 'CACX7605101P8', 'zip': '36257', 'cfdi_regime': '605'}


class Direction:
    def __init__(self, client):
        self.client = client

    def takes(self, case):
        self.client.call('clinic.feedback.case', 'action_take', [case])

    def answers(self, case, text):
        self._dialog('answer', 'action_send', case_id=case, way='message', text=text)

    def closes(self, case, done):
        self._dialog('close', 'action_close', case_id=case, root_cause='wait', action_taken=done)

    def _dialog(self, name, button, **vals):
        model = f'clinic.feedback.{name}'
        self.client.call(model, button, self.client.call(model, 'create', [vals]))
