from odoo import api, models
from odoo.exceptions import UserError, ValidationError
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

    def _may_read(self, record):
        """Return those of these users who may open a record in one of their branches."""
        return self.filtered(
            lambda user: (
                record.with_user(user)
                .with_context(allowed_company_ids=user.sudo().company_ids.ids)
                .has_access('read')
            )
        )

    def _check_may_read(self, record):
        """Refuse what would tell one of these users of a record that is not for them."""
        strangers = self - self._may_read(record)
        if strangers:
            raise ValidationError(
                self.env._(
                    "%(names)s may not open this record, and would read of it here. Choose "
                    "somebody who works with patients.",
                    names=", ".join(strangers.sudo().mapped('name')),
                )
            )

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
