from datetime import datetime, time, timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..agenda import Plan, Refusal, epoch, moment, zone

SHOWN = 5
AHEAD = timedelta(days=30)
TRIED_HOURS = (10, 12, 17)
TRIED_DAYS = 7


class ClinicAppointmentType(models.Model):
    """What the direction sees while setting up a type of visit: its price, and whether it works."""

    _inherit = 'clinic.appointment.type'

    currency_id = fields.Many2one(related='company_id.currency_id')
    price = fields.Monetary(
        compute='_compute_price',
        inverse='_inverse_price',
        compute_sudo=True,
        help="The list price of its product, before taxes. Without a product, one is made.",
    )
    preview_html = fields.Html(
        string="When could it be?", compute='_compute_preview_html', sanitize=False
    )

    # ------------------------------------------------------------------ price
    @api.depends('product_id.list_price')
    def _compute_price(self):
        for visit_type in self:
            visit_type.price = visit_type.product_id.list_price

    def _inverse_price(self):
        for visit_type in self:
            if visit_type.price < 0:
                raise UserError(self.env._("A price is not negative."))
            product = visit_type.sudo().product_id
            if product:
                product.product_tmpl_id.list_price = visit_type.price
            elif visit_type.price:
                visit_type.product_id = visit_type._make_product(visit_type.price)

    def _make_product(self, price):
        """The service that is sold with this type of visit."""
        product = self.env['product.product'].sudo()
        return product.create(
            {'name': self.name, 'type': 'service', 'list_price': price, 'purchase_ok': False}
        )

    # ------------------------------------------------------------------ does it work?
    @api.depends('duration', 'role_ids', 'buffer_before', 'buffer_after', 'step', 'grid', 'seats')
    @api.depends_context('lang', 'company', 'allowed_company_ids')
    def _compute_preview_html(self):
        now = fields.Datetime.now()
        for visit_type in self:
            saved = visit_type._origin
            if not saved:
                visit_type.preview_html = False
                continue
            # what cannot be saved is refused in words before it is tried
            saved.flush_recordset()
            saved.role_ids.flush_recordset()
            blocks = Markup()
            branches = self.env.companies.filtered(
                lambda branch, root=saved.company_id: branch.root_id == root
            )
            for branch in branches:
                title = branch.name if len(branches) > 1 else ""
                blocks += Markup('<div class="mb-3">%s%s</div>') % (
                    Markup('<div class="fw-bold">%s</div>') % title if title else "",
                    saved._preview(branch, now),
                )
            visit_type.preview_html = blocks

    def _preview(self, branch, now):
        """The first times it could be in a branch, or why there is none."""
        Visit = self.env['clinic.appointment']
        if not Visit._agenda_needs(self.id):
            return self.env._("It needs nobody: add under “Needs” who gives it.")
        slots = Visit._agenda_slots(self, branch, now, now + AHEAD, limit=SHOWN, staff=True)
        if not slots:
            return Markup('<div class="alert alert-warning mb-0">%s %s</div>') % (
                self.env._("No time in the next 30 days."),
                self._why_none(branch, now),
            )
        rows = Markup()
        for slot in slots:
            names = self._slot_names(slot)
            when = format_datetime(
                self.env, slot.start, tz=branch.clinic_tz, dt_format='EEEE d MMM, H:mm'
            )
            rows += Markup('<li>%s <span class="text-muted">%s</span></li>') % (when, names)
        return Markup('<ul class="list-unstyled mb-0">%s</ul>') % rows

    def _slot_names(self, slot):
        resources = self.env['clinic.resource'].sudo().browse(slot.resources)
        return " · ".join(dict.fromkeys(resources.mapped('name')))

    def _why_none(self, branch, now):
        """The refusal with the fewest reasons among some hours of the next days, in words."""
        Visit = self.env['clinic.appointment']
        request = Visit._agenda_request(self, branch, staff=True)
        needed = {number for role in request.roles for number in role.alternatives}
        clock = zone(branch.clinic_tz)
        today = moment(clock.wall(epoch(now))).date()
        starts = [
            moment(clock.utc(epoch(datetime.combine(today + timedelta(day), time(hour)))))
            for day in range(1, TRIED_DAYS + 1)
            for hour in TRIED_HOURS
        ]
        world = Visit._agenda_world(branch, needed, starts[0], starts[-1] + timedelta(days=1))
        plan = Plan(world, request)
        refusals = [verdict for start in starts if isinstance(verdict := plan.fits(start), Refusal)]
        if not refusals:
            return ""
        refusal = min(refusals, key=lambda refusal: len(refusal.reasons))
        visit = Visit.new({'type_id': self.id, 'company_id': branch.id, 'start': refusal.start})
        when = format_datetime(
            self.env, refusal.start, tz=branch.clinic_tz, dt_format='EEEE d MMM, H:mm'
        )
        sentences = dict.fromkeys(
            visit._reason_text(reason, staff=True) for reason in refusal.reasons
        )
        return self.env._(
            "For example %(when)s: %(why)s", when=when, why=" ".join(sentences)
        ).replace("..", ".")
