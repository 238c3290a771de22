import json

from odoo import Command, api, models
from odoo.exceptions import AccessError, UserError

from ..sheet import Scales, board
from ..statistics import BAD, FEWEST, GOOD

DASHBOARD = 'spreadsheet.dashboard'  # of Odoo's `spreadsheet_dashboard`, where it is installed
OURS, GROUP = 'clinic_feedback.opinion_board', 'clinic_feedback.opinion_board_group'
SCALES = Scales(range(GOOD['csat'], 6), range(GOOD['nps'], 11), range(BAD['nps'] + 1), FEWEST)
READERS = ('clinic_feedback.group_manager', 'clinic_crm.group_director')


class ClinicFeedbackPanel(models.AbstractModel):
    """The opinions as a spreadsheet dashboard of Odoo's, for whoever has that module: it shows
    such sheets and is no part of what a clinic needs, so nothing here depends on it."""

    _inherit = 'clinic.feedback.panel'

    @api.model
    def action_open_board(self):
        """Open the dashboard, made the first time it is looked at."""
        if not self.env.user.has_groups(','.join(READERS)):
            raise AccessError(self.env._("Only who keeps the feedback sees its panel."))
        if DASHBOARD not in self.env:
            raise UserError(
                self.env._(
                    "The spreadsheet needs Odoo's module “Spreadsheet dashboard”: whoever "
                    "administers Odoo installs it under Apps. The panel shows the same without it."
                )
            )
        return {
            'type': 'ir.actions.client',
            'tag': 'action_spreadsheet_dashboard',
            'name': self.env._("Spreadsheet"),
            'params': {'dashboard_id': self._board().id},
        }

    @api.model
    def _board(self):
        """The dashboard, as this version of it is and in the language of the clinic's staff."""
        panel = self.sudo().with_context(lang=self.env.company.sudo().root_id._staff_lang())
        content = json.dumps(board(panel._board_words(), SCALES))
        found = panel.env.ref(OURS, raise_if_not_found=False)
        if not found:
            group = panel._known_as(
                GROUP,
                'spreadsheet.dashboard.group',
                {'name': panel.env._("Feedback"), 'sequence': 1},
            )
            readers = [panel.env.ref(name).id for name in READERS]
            found = panel._known_as(
                OURS,
                DASHBOARD,
                {
                    'name': panel.env._("Feedback"),
                    'dashboard_group_id': group.id,
                    'group_ids': [Command.set(readers)],
                },
            )
        if found.spreadsheet_data != content:
            found.spreadsheet_data = content
        return found

    @api.model
    def _known_as(self, name, model, vals):
        """The record of this name, which goes with the addon and stays when it is updated."""
        record = self.env.ref(name, raise_if_not_found=False) or self.env[model].create(vals)
        self.env['ir.model.data']._update_xmlids(
            [{'xml_id': name, 'record': record, 'noupdate': True}]
        )
        return record

    @api.model
    def _board_words(self):
        return {
            'board': self.env._("Feedback"),
            'data': self.env._("Figures"),
            'sent': self.env._("Surveys sent"),
            'answered': self.env._("Were answered"),
            'satisfied': self.env._("Satisfied"),
            'nps': self.env._("Recommendation"),
            'closed': self.env._("Complaints closed"),
            'in_time': self.env._("Complaints in time"),
            'period': self.env._("Period"),
            'practitioner': self.env._("Practitioner"),
            'branch': self.env._("Branch"),
            'trend': self.env._("Average score, by month"),
            'aspects': self.env._("What comments speak of"),
            'table': self.env._("By practitioner"),
            'answers': self.env._("Answers"),
            'few': self.env._("too few"),
            'value': self.env._("Figure"),
            'note': self.env._(
                "Satisfied: 4 and 5 of 5. Recommendation: who gives 9 or 10 of 10 less who gives 0 "
                "to 6. With fewer than 10 answers nobody is compared. Click a figure to see what "
                "stands behind it."
            ),
        }


class IrUiMenu(models.Model):
    _inherit = 'ir.ui.menu'

    def _load_menus_blacklist(self):
        """One root menu: ours opens the dashboard where there are any, and Odoo's root menu of
        dashboards stays for whoever has others to look at."""
        hidden = super()._load_menus_blacklist()
        if DASHBOARD not in self.env:
            name = 'clinic_feedback.menu_clinic_feedback_board'
        elif self._sees_other_boards():
            return hidden
        else:
            name = 'spreadsheet_dashboard.spreadsheet_dashboard_menu_root'
        menu = self.env.ref(name, raise_if_not_found=False)
        return [*hidden, *menu.ids] if menu else hidden

    @api.model
    def _sees_other_boards(self):
        Dashboard = self.env[DASHBOARD]
        ours = self.env['ir.model.data']._xmlid_to_res_id(OURS)
        return Dashboard.has_access('read') and bool(
            Dashboard.search_count([('id', '!=', ours)], limit=1)
        )
