from odoo import api, fields, models

from ..jobs import work_off

BATCH = 20  # rows a transaction
RHYTHM = {'minutes': 10}  # what is due before the job runs anyway is called for


class ClinicPlannedMixin(models.AbstractModel):
    """A message planned ahead as a row, sent by the model's own job when it is due.

    A model names the job in `_job` and says in `_send` what becomes of rows whose time has come.
    """

    _name = 'clinic.planned.mixin'
    _inherit = ['clinic.outcome.mixin']
    _description = "Message planned ahead"

    _job = None  # its XML id

    due_at = fields.Datetime(string="Goes at", required=True, readonly=True)

    @api.model
    def _cron_send(self):
        """Send what is due, some a transaction. Any number of jobs may run side by side."""
        all_done = work_off(
            self.env, self._find_due, lambda some: some._send(fields.Datetime.now()), BATCH
        )
        if all_done:
            self._wake_for_next()

    @api.model
    def _find_due(self):
        return self.search(
            [('state', '=', 'planned'), ('due_at', '<=', fields.Datetime.now())],
            order='due_at, id',
            limit=200,
        )

    def _send(self, now):
        """Send these, put them off, or say why they do not go. For models to say."""
        raise NotImplementedError

    @api.model
    def _wake_for_next(self):
        following = self.sudo().search(
            [('state', '=', 'planned'), ('due_at', '>', fields.Datetime.now())],
            order='due_at',
            limit=1,
        )
        if following:
            self._wake_at(following.due_at)

    @api.model
    def _wake_at(self, moment):
        """Call the job for a moment to come, if it does not run before anyway."""
        if moment <= fields.Datetime.add(fields.Datetime.now(), **RHYTHM):
            self.env.ref(self._job).sudo()._trigger(moment)
