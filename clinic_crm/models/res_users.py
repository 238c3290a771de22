from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import ormcache


class ResUsers(models.Model):
    _inherit = 'res.users'

    @api.model
    def _in_role(self, company, *roles):
        """Staff with one of these roles who work in a company or in a branch of it, as superuser.

        :param roles: XML ids of groups
        """
        return self.sudo().browse(self._ids_in_role(company._ids, roles))

    @api.model
    @ormcache('companies', 'roles')
    def _ids_in_role(self, companies, roles):
        """Forgotten when a user changes (Odoo does so) or a group (`res_groups.py`)."""
        found = self.sudo().search(
            [
                ('all_group_ids', 'in', [self.env.ref(role).id for role in roles]),
                ('company_ids', 'child_of', list(companies)),
                ('share', '=', False),
            ],
            order='id',
        )
        return found._ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reader(self):
        """Who has read a clinical record stays known."""
        Log = self.env['clinic.access.log'].sudo()
        for user in self:
            if Log.search_count([('user_id', '=', user.id)], limit=1):
                raise UserError(
                    self.env._(
                        "%(name)s has read clinical records, and the log has to say so. Archive "
                        "the user instead of deleting it.",
                        name=user.name,
                    )
                )
