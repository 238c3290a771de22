from odoo import api, fields, models

STATES = [
    ('planned', "Planned"),
    ('sent', "Sent"),
    ('skipped', "Not sent"),
    ('withdrawn', "Taken back"),
]


class ClinicOutcomeMixin(models.AbstractModel):
    """A message that was planned as a row, and in one line what became of it.

    A model has its `state` (`STATES` or others), names in `why` the reasons for which it does not
    go, and in `_gone` the state in which it has a message.
    """

    _name = 'clinic.outcome.mixin'
    _description = "Message planned"

    _gone = 'sent'

    message_id = fields.Many2one('clinic.message', readonly=True, copy=False, ondelete='set null')
    outcome = fields.Char(compute='_compute_outcome')

    @api.depends('state', 'why', 'message_id.state', 'message_id.error')
    def _compute_outcome(self):
        """What its channel says where it was sent."""
        states = dict(self._fields['state']._description_selection(self.env))
        reasons = dict(self._fields['why']._description_selection(self.env))
        Message = self.env['clinic.message']
        told = dict(Message._fields['state']._description_selection(self.env))
        for row in self:
            message = row.sudo().message_id
            if row.state == self._gone and message:
                row.outcome = message.error or told[message.state]
            else:
                row.outcome = reasons.get(row.why) or states.get(row.state)
