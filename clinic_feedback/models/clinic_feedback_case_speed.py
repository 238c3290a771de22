from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..statistics import share

FAST = 24  # hours within which a complaint should be closed


class ClinicFeedbackCase(models.Model):
    """How fast complaints are closed: told one way wherever it is told."""

    _inherit = 'clinic.feedback.case'

    @api.model
    def _speeds(self):
        """Which complaints were `fast` among those that can be `judged`, and `in_time` among those
        that are `timed`, by name. What is still open counts against it once its time is over."""
        closed = Domain('state', '=', 'closed')
        a_day_ago = fields.Datetime.now() - timedelta(hours=FAST)
        return {
            'fast': closed & Domain('hours_open', '<=', FAST),
            'judged': closed | Domain('opened_at', '<=', a_day_ago),
            'in_time': closed & Domain('in_time', '=', True),
            'timed': closed | Domain('is_late', '=', True),
        }

    @api.model
    def _closed_fast(self, since, until=None):
        """The share of complaints closed within a day, of those opened in a period; anonymous ones
        aside, which are nobody's."""
        opened = Domain('opened_at', '>=', since) & Domain('is_anonymous', '=', False)
        if until:
            opened &= Domain('opened_at', '<', until)
        speeds = self._speeds()
        return share(
            self.search_count(opened & speeds['fast']), self.search_count(opened & speeds['judged'])
        )
