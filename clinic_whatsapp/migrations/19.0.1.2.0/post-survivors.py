"""Whoever wrote from the phone of a record that was merged before is the one that answers."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    people = env['clinic.whatsapp.identity'].with_context(active_test=False)
    for person in people.search([('patient_id.merged_into_id', '!=', False)]):
        person.patient_id = person.patient_id._survivor()
