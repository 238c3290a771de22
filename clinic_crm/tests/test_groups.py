from odoo.tests import TransactionCase, tagged


@tagged('post_install', '-at_install')
class TestGroups(TransactionCase):
    def test_system_administrators_get_no_clinical_group(self):
        system = self.env.ref('base.group_system')
        clinical = self.env['res.groups'].search(
            [
                (
                    'privilege_id.category_id',
                    '=',
                    self.env.ref('clinic_crm.module_category_clinic').id,
                )
            ]
        )
        self.assertTrue(clinical)
        self.assertFalse(system.all_implied_ids & clinical)
