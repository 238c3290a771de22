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
            else:
                apps = menus['root']['children']
                apps.append(apps.pop(apps.index(root_id)))
        return menus
