from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from .clinic_appointment import FREE_STATES

KNOWN = 30  # visits to come, to say that there is one that day already


class ClinicBooking(models.AbstractModel):
    """For whom the visit is: somebody known, or somebody registered on the way."""

    _inherit = 'clinic.booking'

    @api.model
    @api.readonly
    def get_patient(self, patient_id):
        """What the desk sees of the patient before booking.

        :return: ``{'id', 'label', 'hint', 'practitioner_id', 'type_id', 'upcoming': [{'id', 'date',
            'text'}], 'closed': why no visit can be booked, or False}``
        """
        patient = self.env['clinic.patient'].browse(patient_id).exists()
        patient.check_access('read')
        if not patient:
            raise UserError(self.env._("This patient's record is gone. Look for it again."))
        Visit = self.env['clinic.appointment']
        today = self._today(self.env.company)
        upcoming = Visit.search(
            [
                ('patient_id', '=', patient.id),
                ('state', 'not in', ('done', *FREE_STATES)),
                ('start', '>=', self._midnight(today, self.env.company)),
            ],
            limit=KNOWN,
        )
        records = patient._with_history()
        last = Visit.search([('patient_id', 'in', records.ids)], order='start desc', limit=1)
        return {
            'id': patient.id,
            'label': patient.display_name,
            'hint': self.env['clinic.home']._patient_hint(patient),
            'practitioner_id': patient.practitioner_id.id or last.practitioner_id.id,
            'type_id': last.type_id.id,
            'upcoming': [
                {
                    'id': visit.id,
                    'date': self._local(visit.start, visit.company_id).date().isoformat(),
                    'text': self._visit_line(visit),
                }
                for visit in upcoming
            ],
            'closed': self._closed(patient),
        }

    @api.model
    def _closed(self, patient):
        if patient.merged_into_id:
            return self.env._(
                "This record was merged. Book with %(number)s.",
                number=patient.merged_into_id.record_number,
            )
        if patient.deceased_date:
            return self.env._("This patient died.")
        return False

    @api.model
    def _visit_line(self, visit):
        parts = (
            visit._agenda_when(visit.start, dated=True),
            visit.type_id.name,
            visit.practitioner_id.name,
        )
        return " · ".join(filter(None, parts))

    @api.model
    @api.readonly
    def get_likely(self, name, phone):
        """Patients who may be the one about to be registered.

        :return: ``[{'id', 'label', 'why'}]``, the likeliest first
        """
        self.env['clinic.patient'].check_access('create')
        draft = self.env['clinic.patient'].new({'name': name or "", 'phone': phone or ""})
        return [
            {
                'id': other.id,
                'label': other._duplicate_label(),
                'why': other._duplicate_words(score, reasons),
            }
            for other, score, reasons in draft._find_duplicates()
        ]

    @api.model
    def register(self, name, phone):
        """Register a new patient with what is known on the telephone.

        :return: as :meth:`get_patient`, or ``{'refused': sentence}``
        """
        self.env['clinic.patient'].check_access('create')
        try:
            with self.env.cr.savepoint():
                patient = self.env['clinic.patient'].create({'name': name, 'phone': phone})
        except (UserError, ValidationError) as error:
            return {'refused': error.args[0]}
        return self.get_patient(patient.id)
