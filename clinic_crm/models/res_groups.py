from odoo import models


class ResGroups(models.Model):
    """Who is in a role is remembered (`res.users._in_role`) until a group changes."""

    _name = 'res.groups'
    _inherit = ['res.groups', 'clinic.cached.mixin']
