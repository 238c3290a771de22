import base64
import re
import secrets
from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.clinic_crm.paper import qr_png, qr_svg

ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'  # nothing that is read for something else
CODE_LENGTH = 4
CODE = re.compile(r'\[([2-9A-HJKMNP-Z]{4})\]')
LONGEST_TEXT = 300


class ClinicWhatsappLink(models.Model):
    """An address or QR code that opens a chat with the clinic, and says where it was found.

    The text it types for the person ends in a short code; whoever sends it as their first message
    has come by this link.
    """

    _name = 'clinic.whatsapp.link'
    _description = "Link to the clinic's WhatsApp"
    _order = 'active desc, name, id'

    name = fields.Char(
        required=True, help="Where it hangs or stands: front desk, Instagram, flyer of May…"
    )
    active = fields.Boolean(default=True)
    account_id = fields.Many2one(
        'clinic.whatsapp.account',
        string="Number",
        required=True,
        ondelete='restrict',
        index=True,
        default=lambda self: self.env['clinic.whatsapp.account'].search([], limit=1),
    )
    company_id = fields.Many2one(related='account_id.company_id', store=True, index=True)
    source = fields.Selection(
        selection=lambda self: self.env['clinic.patient']._fields['source'].selection,
        string="How they came",
        help="Noted at whoever comes by it and is not a patient yet.",
    )
    text = fields.Char(
        string="The person's first words",
        required=True,
        size=LONGEST_TEXT,
        default="Hola, quiero información para una cita.",
        help="Typed for them; they only press send.",
    )
    headline = fields.Char(
        string="On the poster",
        default="Escríbanos por WhatsApp",
        required=True,
        size=60,
    )
    code = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: self._new_code()
    )
    url = fields.Char(string="Link", compute='_compute_url')
    qr = fields.Binary(string="QR code", compute='_compute_url')
    people_count = fields.Integer(string="Wrote", compute='_compute_counts')
    patient_count = fields.Integer(string="Became patients", compute='_compute_counts')
    booked_count = fields.Integer(string="Booked", compute='_compute_counts')

    _code_uniq = models.Constraint('UNIQUE (code)', "Two links have the same code.")

    @api.model
    def _new_code(self):
        while True:
            code = ''.join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
            if not self.sudo().with_context(active_test=False).search_count([('code', '=', code)]):
                return code

    @api.constrains('text')
    def _check_text(self):
        for link in self:
            if CODE.search(link.text):
                raise ValidationError(
                    self.env._(
                        "Leave the code in brackets out of the text: it is added at the end."
                    )
                )

    @api.depends('account_id.display_number', 'text', 'code')
    def _compute_url(self):
        for link in self:
            link.url = link._address()
            link.qr = link.url and base64.b64encode(qr_png(link.url))

    def _address(self):
        digits = re.sub(r'\D', '', self.account_id.display_number or '')
        if not digits:
            return False
        return f'https://wa.me/{digits}?text={quote(self._first_words())}'

    def _first_words(self):
        return f'{(self.text or "").strip()} [{self.code}]'

    def _compute_counts(self):
        """Who wrote by it, who of them is a patient and who has booked, in one statement."""
        self.env.flush_all()
        found = {
            link_id: counts
            for link_id, *counts in self.env.execute_query(
                SQL(
                    """
                    SELECT i.link_id, count(*),
                           count(DISTINCT p.id) FILTER (WHERE p.stage = 'patient'),
                           count(DISTINCT p.id) FILTER (WHERE EXISTS (
                               SELECT FROM clinic_appointment v
                                WHERE v.patient_id = p.id AND v.state NOT IN ('hold', 'cancelled')
                                  AND v.create_date >= i.linked_at))
                      FROM clinic_whatsapp_identity i
                      LEFT JOIN clinic_patient p ON p.id = i.patient_id AND p.active
                     WHERE i.link_id = ANY(%s)
                     GROUP BY i.link_id
                    """,
                    self.ids,
                )
            )
        }
        for link in self:
            people, patients, booked = found.get(link.id, (0, 0, 0))
            link.people_count, link.patient_count, link.booked_count = people, patients, booked

    # ------------------------------------------------------------------ found in a message
    @api.model
    def _of_text(self, account, text):
        """The link whose code stands in what somebody wrote, or none."""
        codes = CODE.findall((text or '').upper())
        if not codes:
            return self.sudo()
        return self.sudo().with_context(active_test=False).search(
            [('account_id', '=', account.id), ('code', 'in', codes)], limit=1
        )  # fmt: skip

    # ------------------------------------------------------------------ paper
    def action_poster(self):
        """The poster as PDF, to print and to hang up."""
        self._ready()
        return self._open('poster.pdf')

    def action_qr(self):
        """The code alone as a drawing, for whoever designs the flyer."""
        self._ready()
        return self._open('qr.svg')

    def action_people(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.name,
            'res_model': 'clinic.whatsapp.identity',
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('link_id', '=', self.id)],
        }

    def _open(self, name):
        return {
            'type': 'ir.actions.act_url',
            'url': f'/clinic/whatsapp/link/{self.id}/{name}',
            'target': 'new',
        }

    def _ready(self):
        self.ensure_one()
        if not self.url:
            raise UserError(
                self.env._(
                    "The number itself is not known yet. Test the connection of “%(name)s” once: "
                    "Meta tells it then.",
                    name=self.account_id.name,
                )
            )

    def _poster_pdf(self):
        """The poster: PDF as bytes."""
        self._ready()
        self.check_access('read')
        clinic = self.company_id.sudo()
        digits = re.sub(r'\D', '', self.account_id.display_number)
        drawing = base64.b64encode(self._qr_svg()).decode()
        poster = {
            'clinic': clinic.root_id.name,
            'branch': clinic.name if clinic.parent_id else '',
            'headline': self.headline,
            'number': self.account_id.display_number,
            'short': f'wa.me/{digits}',
            'qr': f'data:image/svg+xml;base64,{drawing}',
        }
        return self.env['clinic.paper']._pdf('clinic_whatsapp.paper_poster', {'poster': poster})

    def _qr_svg(self):
        return qr_svg(self.url)


class ClinicWhatsappIdentity(models.Model):
    """By which link a person came, told by their first message."""

    _inherit = 'clinic.whatsapp.identity'

    link_id = fields.Many2one(
        'clinic.whatsapp.link',
        string="Came by",
        readonly=True,
        ondelete='set null',
        index='btree_not_null',
    )
    linked_at = fields.Datetime(readonly=True)

    def write(self, vals):
        result = super().write(vals)
        if vals.get('patient_id'):
            self.filtered('link_id')._pass_on_source()
        return result

    def _came_by(self, link, at):
        """Note the link of somebody's first message."""
        self.ensure_one()
        self.sudo().write({'link_id': link.id, 'linked_at': at})
        self._pass_on_source()

    def _pass_on_source(self):
        """Tell the patient's record how they came; of whoever was there before, nothing."""
        for person in self:
            patient, source = person.patient_id.sudo(), person.link_id.sudo().source
            new = patient.stage == 'contact' or (
                patient and person.linked_at and patient.create_date >= person.linked_at
            )
            if source and new and not patient.source:
                patient.source = source
