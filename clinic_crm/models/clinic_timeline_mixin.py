from odoo import fields, models


class ClinicTimelineMixin(models.AbstractModel):
    """What a model adds to the patient's timeline.

    Inherit it, name the kinds in `_timeline_kinds` and return plain entries from
    `_timeline_entries`. A user sees them only if they may read the model and the records.
    """

    _name = 'clinic.timeline.mixin'
    _description = "Contribution to the Timeline"

    def _timeline_kinds(self):
        """Return [(key, label, icon class)] of the entries this model contributes."""
        raise NotImplementedError

    def _timeline_entries(self, patients, before, limit):
        """Return the newest entries of these patients as `_timeline_entry` makes them.

        Search as the user does (no sudo): record rules decide.

        :param patients: `clinic.patient`: one person, with the records merged into it
        :param datetime before: naive UTC; only entries at or before it
        :param int limit: how many at most, ordered by time, then id, newest first
        """
        raise NotImplementedError

    def _timeline_entry(
        self,
        kind,
        at,
        *,
        title,
        text='',
        direction=None,
        channel=None,
        channel_label=None,
        icon=None,
        state=None,
        state_label=None,
        error=None,
        author=None,
        can_open=True,
        attached=(),
        buttons=(),
    ):
        """Return one entry about this record: plain values only, `at` in UTC as ISO 8601.

        :param attached: {'name', 'url', 'size'} of each
        :param buttons: {'label', and 'method' of the record or 'action' (XML id, with the record as
            `default_<key>`), perhaps 'confirm'} of each thing to do about it now
        """
        self.ensure_one()
        return {
            'key': f'{self._name},{self.id}',
            'model': self._name,
            'res_id': self.id,
            'kind': kind,
            'at': fields.Datetime.to_string(at),
            'title': title,
            'text': text or '',
            'direction': direction or '',
            'channel': channel or '',
            'channel_label': channel_label or '',
            'icon': icon or '',
            'state': state or '',
            'state_label': state_label or '',
            'error': error or '',
            'author': author or '',
            'can_open': can_open,
            'attached': list(attached),
            'buttons': list(buttons),
        }
