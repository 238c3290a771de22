from odoo import api, models
from odoo.exceptions import UserError

from .clinic_appointment import FREE_STATES
from .clinic_appointment_rights import MOVABLE


class ClinicBooking(models.AbstractModel):
    """Group visits: who has a place in a session, one step to add or take out somebody."""

    _inherit = 'clinic.booking'

    @api.model
    def add_participant(self, session_id, patient_id):
        """Give a patient a place in a group session.

        :return: as :meth:`book`
        """
        session = self.env['clinic.appointment'].browse(session_id)
        session.check_access('read')
        if not session.is_session:
            raise UserError(self.env._("This is not a group session."))
        return self.book(
            {
                'patient_id': patient_id,
                'type_id': session.type_id.id,
                'company_id': session.company_id.id,
                'practitioner_id': session.practitioner_id.id,
                'visits': [
                    {
                        'start': session.start,
                        'stop': session.stop,
                        'resource_ids': [(6, 0, session.sudo().booking_ids.resource_id.ids)],
                    }
                ],
            }
        )

    @api.model
    @api.readonly
    def get_participants(self, session_id):
        """Who has a place in a group session.

        :return: ``{'rows': [{'id', 'label', 'hint', 'state', 'can_remove'}], 'left', 'can_add'}``
        """
        session = self.env['clinic.appointment'].browse(session_id)
        visits = session.participant_ids.filtered(lambda visit: visit.state not in FREE_STATES)
        labels = dict(session._fields['state']._description_selection(self.env))
        writable = session.has_access('write')
        left = session.seats - len(visits)
        return {
            'rows': [
                {
                    'id': visit.id,
                    'label': visit.display_name,
                    'hint': visit.patient_phone or "",
                    'state': labels[visit.state],
                    'can_remove': writable and visit.state in MOVABLE,
                }
                for visit in visits.sorted('seat')
            ],
            'left': left,
            'can_add': left > 0 and session.state in MOVABLE and session.has_access('create'),
        }
