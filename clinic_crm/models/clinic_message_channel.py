from odoo import api, models

from ..plugins import find_plugins


class DeliveryError(Exception):
    """A channel could not deliver a message; the text is one sentence for staff.

    `temporary`: the same channel may try again later. `unknown`: it may have arrived all the same,
    so nothing tries again by itself.
    """

    def __init__(self, sentence, *, temporary=False, unknown=False):
        super().__init__(sentence)
        self.sentence = sentence
        self.temporary = temporary
        self.unknown = unknown


class ClinicMessageChannel(models.AbstractModel):
    """A way to reach patients. A channel is one model that inherits this one:

        class ClinicMessageChannelPigeon(models.AbstractModel):
            _name = 'clinic.message.channel.pigeon'
            _inherit = 'clinic.message.channel'
            _code = 'pigeon'            # value of `clinic.message.channel`

            def _label(self): ...       # what staff read
            def _problem(self, patient, kind): ...
            def _deliver(self, message): ...

    Nothing has to be registered. A channel with a queue of its own sets `_own_queue`, takes the
    message over in `_enqueue`, asks `message._still_goes()` right before it sends, and reports with
    `message._advance(state)` and `message._delivery_failed(DeliveryError)`.
    """

    _name = 'clinic.message.channel'
    _description = "Channel to Patients"

    _code = None
    _sequence = 100
    _icon = 'fa-comment-o'
    _own_queue = False
    _has_buttons = False  # whether it shows those of a kind of message; else a link stands for them
    _sensitivities = ('neutral', 'personal', 'clinical')

    def _label(self):
        """Return the channel's name for staff."""
        raise NotImplementedError

    def _problem(self, patient, kind):
        """Return in one sentence why this channel cannot reach the patient, or None if it can.

        :param kind: `clinic.message.kind`; empty: whatever kind
        """
        raise NotImplementedError

    def _in_use(self, company):
        """Return whether the clinic writes to anybody by this channel."""
        return True

    def _address(self, patient):
        """Return what the patient is reached by, such as a number; empty: it is to be asked for.

        Without any address on any channel in use a message waits for one.
        """
        return True

    def _wants(self):
        """Return what staff write down so that this channel reaches a patient, in a word or two."""
        return ''

    def _enqueue(self, message):
        """Take over a message just queued, in the caller's transaction. No call to the outside."""

    def _deliver(self, message):
        """Send one message. Called by the delivery job, with the row locked.

        First do all that can fail without effect; then `message._hand_over()`, which commits that
        the message is on its way; then the one call with effect. Raise DeliveryError if it fails.
        """
        raise NotImplementedError

    @api.model
    def _channels(self):
        """Return every channel, in the order in which they are tried."""
        return find_plugins(self.env, 'clinic.message.channel')

    @api.model
    def _channel(self, code):
        """Return the channel with this code, or None if its addon is gone."""
        return next((channel for channel in self._channels() if channel._code == code), None)

    @api.model
    def _choose(self, patient, kind, tried=()):
        """Return (channel, None), or (None, why no channel reaches the patient in one sentence).

        The patient's preferred channel goes first, then the order of the kind. Without
        `kind.fallback` only the first tries.
        """
        preferred = patient.preferred_channel
        channels = [channel for channel in self._ordered(kind) if channel._code not in tried]
        used = [channel for channel in channels if channel._in_use(patient.company_id)]
        if not used and not tried:
            return None, self.env._(
                "The clinic has no way to write to patients yet: give it an e-mail address, or "
                "connect WhatsApp."
            )
        problems = []
        for channel in sorted(used, key=lambda channel: channel._code != preferred):
            problem = channel._kind_problem(kind) or channel._problem(patient, kind)
            if not problem:
                return channel, None
            problems.append(problem)
            if kind and not kind.fallback:
                break
        return None, ' '.join(problems) or self.env._("No other way to reach the patient is left.")

    @api.model
    def _ordered(self, kind):
        """Return the channels a kind goes by, in the order in which they are tried."""
        channels = self._channels()
        codes = kind._channel_order() if kind else []
        if not codes:
            return channels
        return sorted(
            (channel for channel in channels if channel._code in codes),
            key=lambda channel: codes.index(channel._code),
        )

    @api.model
    def _missing(self, patient, kind):
        """Return in one sentence what to write down when nothing is known to reach a patient by.

        None: something is known, or the clinic has no channel that would use it.
        """
        used = [c for c in self._ordered(kind) if c._in_use(patient.company_id)]
        if not used or any(channel._address(patient) for channel in used):
            return None
        if len(used) == 1:
            return self.env._(
                "%(problem)s Then it goes by itself.", problem=used[0]._problem(patient, kind)
            )
        wants = list(dict.fromkeys(channel._wants() for channel in used if channel._wants()))
        reader = patient._reader()
        if reader != patient.partner_id:
            return self.env._(
                "There is no way to reach %(guardian)s, the guardian: write down %(what)s, and it "
                "goes by itself.",
                guardian=reader.name,
                what=self._either(wants),
            )
        return self.env._(
            "There is no way to reach the patient: write down %(what)s, and it goes by itself.",
            what=self._either(wants),
        )

    @api.model
    def _either(self, words):
        if len(words) < 2:
            return ''.join(words)
        return self.env._("%(several)s or %(last)s", several=", ".join(words[:-1]), last=words[-1])

    def _kind_problem(self, kind):
        if kind and kind.sensitivity not in self._sensitivities:
            return self.env._(
                "%(channel)s is not private enough for this message.",
                channel=self._label(),
            )
        return None
