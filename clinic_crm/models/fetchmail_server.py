import threading

from odoo import models

_here = threading.local()


def leave_in_mailbox():
    """The e-mail this thread is fetching stays where it is."""
    _here.left = True


class FetchmailServer(models.Model):
    """A letter that could not be kept for the moment stays in its mailbox, and is fetched again.

    Odoo marks as read what failed, and deletes it by POP: a deadlock, or a key file that is missing
    for a minute, would lose what a patient wrote.
    """

    _inherit = 'fetchmail.server'

    def _connect__(self, allow_archived=False):  # noqa: PLW3201 - Odoo's name
        connection = super()._connect__(allow_archived=allow_archived)
        return self._that_leaves(connection)

    def _that_leaves(self, connection):
        handled, _here.left = connection.handled_message, False

        def handled_message(number):
            left, _here.left = _here.left, False
            if not left:
                handled(number)

        connection.handled_message = handled_message
        return connection
