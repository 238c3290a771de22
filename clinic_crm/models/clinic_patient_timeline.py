from odoo import api, fields, models
from odoo.exceptions import UserError

from ..plugins import find_plugins

MAX_PAGE = 100


class ClinicPatient(models.Model):
    """Everything that happened with a patient, newest first."""

    _inherit = 'clinic.patient'

    @api.readonly
    def timeline(self, cursor=None, limit=30, kinds=None):
        """Return one page of the patient's timeline, made only of what the user may read.

        :param list cursor: `next` of the page before; None: the newest page
        :param list kinds: keys of the kinds wanted; None: all
        :return: {'entries': [see `clinic.timeline.mixin._timeline_entry`],
                  'next': cursor of the next page or False,
                  'kinds': [{'key', 'label', 'icon'}] the user may see}
        """
        self.ensure_one()
        self.check_access('read')
        before, seen = self._read_cursor(cursor)
        limit = min(max(int(limit), 1), MAX_PAGE)
        patients = self._with_history()
        entries, labels = [], []
        for model in find_plugins(self.env, 'clinic.timeline.mixin'):
            if model._abstract or not model.has_access('read'):
                continue
            offered = model._timeline_kinds()
            labels += [{'key': key, 'label': label, 'icon': icon} for key, label, icon in offered]
            if kinds is None or {key for key, _label, _icon in offered} & set(kinds):
                entries += model._timeline_entries(patients, before, limit + seen + 1)
        if kinds is not None:
            entries = [entry for entry in entries if entry['kind'] in kinds]
        # Stable: entries of one instant keep the order of their models and of each model's rows.
        entries.sort(key=lambda entry: entry['at'], reverse=True)
        page = entries[seen : seen + limit]
        following = False
        if len(entries) > seen + limit:
            last = page[-1]['at']
            same = sum(entry['at'] == last for entry in page)
            if last == fields.Datetime.to_string(before):
                same += seen
            following = [last, same]
        return {'entries': page, 'next': following, 'kinds': labels}

    def _read_cursor(self, cursor):
        """Return (before, number of entries of that very instant already shown)."""
        if not cursor:
            # A visit to come belongs to the agenda; a clock a little ahead does not hide anything.
            return fields.Datetime.add(fields.Datetime.now(), minutes=5).replace(microsecond=0), 0
        try:
            at, seen = cursor
            return fields.Datetime.to_datetime(at), min(max(int(seen), 0), 10_000)
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("The timeline could not go on: open it again.")) from error
