from odoo import models


class IrUiMenu(models.Model):
    _inherit = 'ir.ui.menu'

    def load_web_menus(self, debug):
        """Let the app's own entry open the page of the user's role.

        Somebody without one (an administrator) keeps the first app they had: ours goes last.
        """
        menus = super().load_web_menus(debug)
        root_id = self.env['ir.model.data']._xmlid_to_res_id('clinic_crm.menu_clinic_root')
        if root_id in menus:
            action = self.env['clinic.home']._home_action()
            if action:
                menus[root_id].update(
                    actionID=action.id, actionModel=action._name, actionPath=action.path
                )
                self._leave_out_idle_apps(menus)
            else:
                apps = menus['root']['children']
                apps.append(apps.pop(apps.index(root_id)))
        return menus

    def _leave_out_idle_apps(self, menus):
        """Spare whoever works at the clinic the apps that have nothing for them.

        Odoo's catalogue of modules, for all but its administrators, and its dashboards, for those
        who may read none.
        """
        idle = []
        if not self.env.user.has_group('base.group_system'):
            idle.append('base.menu_management')
        boards = self.env.get('spreadsheet.dashboard')
        if boards is not None and not boards.search_count([], limit=1):
            idle.append('spreadsheet_dashboard.spreadsheet_dashboard_menu_root')
        ids = {self.env['ir.model.data']._xmlid_to_res_id(one) for one in idle}
        menus['root']['children'] = [one for one in menus['root']['children'] if one not in ids]
