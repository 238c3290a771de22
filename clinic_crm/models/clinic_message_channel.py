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
    _sensitivities = ('neutral', 'personal', 'clinical')

    def _label(self):
        """Return the channel's name for staff."""
        raise NotImplementedError

    def _problem(self, patient, kind):
        """Return in one sentence why this channel cannot reach the patient, or None if it can.

        :param kind: `clinic.message.kind`; empty: whatever kind
        """
        raise NotImplementedError

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

        The patient's preferred channel goes first. Without `kind.fallback` only the first tries.
        """
        preferred = patient.preferred_channel
        channels = sorted(self._channels(), key=lambda channel: channel._code != preferred)
        problems = []
        for channel in channels:
            if channel._code in tried:
                continue
            problem = channel._kind_problem(kind) or channel._problem(patient, kind)
            if not problem:
                return channel, None
            problems.append(problem)
            if kind and not kind.fallback:
                break
        return None, ' '.join(problems) or self.env._("No other way to reach the patient is left.")

    def _kind_problem(self, kind):
        if kind and kind.sensitivity not in self._sensitivities:
            return self.env._(
                "%(channel)s is not private enough for this message.",
                channel=self._label(),
            )
        return None
