from odoo import models


class IrUiMenu(models.Model):
    _inherit = 'ir.ui.menu'

    def load_web_menus(self, debug):
        """Let the app's own entry open the page of the user's role."""
        menus = super().load_web_menus(debug)
        root = menus.get(self.env['ir.model.data']._xmlid_to_res_id('clinic_crm.menu_clinic_root'))
        action = root and self.env['clinic.home']._home_action()
        if action:
            root.update(
                actionID=action.id,
                actionModel=action._name,
                actionPath=action.path,
            )
        return menus
