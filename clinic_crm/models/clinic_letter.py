import email
import email.policy
import logging
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ..fields import Encrypted
from ..letters import our_marks, read_letter, unreadable
from ..letters.letter import recipients

_logger = logging.getLogger(__name__)

LOOP = timedelta(hours=2)
OLDEST = timedelta(days=7)  # a date further back is not believed
LOOP_MOST = 10  # automatic e-mails of one sender that are kept in that time


class ClinicLetter(models.Model):
    """An e-mail from somebody of whom a person has to say who it is.

    Every e-mail to the clinic's own address, and every answer to an e-mail of ours, is taken in
    here, before Odoo's gateway reads it: its words would else lie in `mail.message` in clear. From
    a patient or their guardian it goes straight to the patient's timeline; else it waits, sealed.
    """

    _name = 'clinic.letter'
    _description = "E-mail from Somebody Unknown"
    _inherit = ['clinic.encrypted.mixin']
    _order = 'at desc, id desc'

    company_id = fields.Many2one('res.company', required=True, readonly=True, index=True)
    email = fields.Char(string="From", readonly=True, index='btree_not_null')
    name = fields.Char(string="Calls themself", readonly=True)
    subject = Encrypted(readonly=True)
    body = Encrypted(readonly=True)
    file_ids = fields.One2many('clinic.message.file', 'letter_id', string="Files", readonly=True)
    at = fields.Datetime(string="When", required=True, readonly=True)
    automatic = fields.Boolean(readonly=True)
    doubtful = fields.Boolean(
        readonly=True,
        help="The mail server found that it may not be from whom it says.",
    )
    state = fields.Selection(
        [
            ('waiting', "Who is it?"),
            ('assigned', "With the patient"),
            ('set_aside', "Set aside"),
        ],
        required=True,
        readonly=True,
        default='waiting',
        index=True,
    )
    patient_id = fields.Many2one(
        'clinic.patient',
        ondelete='restrict',
        index='btree_not_null',
        domain="[('company_id', 'parent_of', company_id)]",
    )
    candidate_ids = fields.Many2many(
        'clinic.patient', string="Could be", compute='_compute_candidate_ids'
    )
    message_id = fields.Many2one(
        'clinic.message', readonly=True, ondelete='restrict', index='btree_not_null'
    )
    assigned_id = fields.Many2one(
        'res.users', string="Said by", readonly=True, ondelete='restrict', copy=False
    )
    dedupe_key = fields.Char(required=True, readonly=True, copy=False)

    _dedupe_key_uniq = models.Constraint('UNIQUE (dedupe_key)', "This e-mail is here already.")

    @api.depends('name', 'email')
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = letter.name or letter.email or self.env._("Somebody")

    @api.depends('email', 'company_id')
    def _compute_candidate_ids(self):
        for letter in self:
            letter.candidate_ids = self._patients_of(letter.email, letter.company_id)

    def write(self, vals):
        if not self.env.su and vals.keys() - {'patient_id'}:
            raise AccessError(self.env._("Of an e-mail only the patient can be set."))
        return super().write(vals)

    # ------------------------------------------------------------------ coming in
    @api.model
    def _take_in(self, raw):
        """Take in an e-mail if it is for a clinic; return whether it was.

        :param bytes raw: as it came
        """
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        company = self._addressed(recipients(message))
        answered = self._ours(our_marks(message))
        if not company and not answered:
            return False
        try:
            letter = read_letter(message)
        except Exception:  # whatever its sender's program made of it, a person sees it
            _logger.exception("An e-mail could not be read: all of it is kept as a file.")
            letter = unreadable(message, raw)
        if not company and letter.kind == 'report':
            return False  # Odoo's own handling of bounces comes back to us
        company = company or answered.company_id[:1]
        lang = company._staff_lang()
        self.sudo().with_company(company).with_context(lang=lang)._receive(company, letter)
        return True

    @api.model
    def _addressed(self, addresses):
        """The clinic or branch that has one of these addresses."""
        names = [address.partition('@')[0] for address in addresses]
        aliases = (
            self.env['mail.alias']
            .sudo()
            .search(
                Domain('alias_model_id.model', '=', self._name)
                & (
                    Domain('alias_full_name', 'in', addresses)
                    | Domain('alias_name', 'in', names) & Domain('alias_incoming_local', '=', True)
                )
            )
        )
        exact = aliases.filtered(lambda alias: alias.alias_full_name in addresses)
        ids = (exact or aliases).mapped('alias_parent_thread_id')
        return self.env['res.company'].sudo().search([('id', 'in', ids)], limit=1)

    @api.model
    def _ours(self, marks):
        """The messages of ours with these marks, in their order."""
        if not marks:
            return self.env['clinic.message'].sudo()
        found = (
            self.env['clinic.message']
            .sudo()
            .search([('uuid', 'in', marks), ('channel', '=', 'email'), ('direction', '=', 'out')])
        )
        return found.sorted(lambda message: marks.index(message.uuid))

    @api.model
    def _receive(self, company, letter):
        """Put a `letters.Letter` where it belongs."""
        answered = self._ours(letter.marks).filtered(
            lambda message: message.patient_id.company_id.root_id == company.root_id
        )
        if letter.own:
            return  # ours, come back by a patient's or the clinic's own forwarding
        if letter.kind == 'report' and answered:
            if letter.refused:
                answered._came_back()
            return
        key = f'email:{company.root_id.id}:{letter.key}'
        Message = self.env['clinic.message'].sudo()
        if self.search_count([('dedupe_key', '=', key)]) or Message.search_count(
            [('dedupe_key', '=', key)]
        ):
            return
        if letter.kind != 'letter' and self._loops(letter.sender, company):
            _logger.info("An automatic e-mail was left out: its sender has sent too many.")
            return
        patient = self.env['clinic.patient'] if letter.doubtful else answered[:1].patient_id
        if letter.kind == 'automatic' and answered:
            answered[:1]._advance('delivered')  # its mailbox has answered
        if not patient and not letter.doubtful:
            patient = self._recognise(letter.sender, company)
        at = now = fields.Datetime.now()
        if letter.at and now - OLDEST < letter.at < now:
            at = letter.at  # a clock that is wrong would hide it far down the timeline
        try:
            with mute_logger('odoo.sql_db'):
                one = self.create(
                    {
                        'company_id': company.id,
                        'email': letter.sender or False,
                        'name': letter.name or False,
                        'subject': letter.subject or False,
                        'at': at,
                        'automatic': letter.kind != 'letter',
                        'doubtful': letter.doubtful,
                        'state': 'waiting' if letter.kind == 'letter' else 'set_aside',
                        'dedupe_key': key,
                    }
                )
        except UniqueViolation as error:
            raise ConcurrencyError("the same e-mail was taken in by another transaction") from error
        refusals = self.env['clinic.message.file']._keep(letter.files, letter_id=one.id)
        words = [patient and self._foreign(letter, patient), letter.text, *refusals]
        one.body = "\n\n".join(filter(None, words)) or False
        if patient:
            one.patient_id = patient._survivor()
            one._hand_to_patient()

    @api.model
    def _foreign(self, letter, patient):
        """What tells the staff that somebody else answers an e-mail to the patient."""
        theirs = (patient.partner_id | patient.guardian_id).mapped('email_normalized')
        if not letter.marks or letter.sender in theirs:
            return ''
        return self.env._(
            "[From %(email)s, which is not the patient's address: make sure who writes.]",
            email=letter.sender or '?',
        )

    @api.model
    def _loops(self, sender, company):
        since = fields.Datetime.now() - LOOP
        return (
            self.search_count(
                [
                    ('company_id', '=', company.id),
                    ('email', '=', sender),
                    ('automatic', '=', True),
                    ('create_date', '>=', since),
                ]
            )
            >= LOOP_MOST
        )

    # ------------------------------------------------------------------ who it is
    @api.model
    def _patients_of(self, address, company):
        """The patients reached by an address: their own, or that of who answers for a minor."""
        Patient = self.env['clinic.patient']
        if not address:
            return Patient
        found = Patient.search(
            (
                Domain('partner_id.email_normalized', '=', address)
                | Domain('guardian_id.email_normalized', '=', address)
            )
            & Domain('company_id', '=', company.root_id.id),
            limit=20,
        )
        return found.filtered(lambda p: p.is_minor or p.partner_id.email_normalized == address)

    @api.model
    def _recognise(self, address, company):
        """The one patient an address is of, or none: then a person decides."""
        found = self._patients_of(address, company)
        own = found.filtered(lambda p: p.partner_id.email_normalized == address)
        if len(found) > 1 and len(own) == 1:
            return own  # a mother's address is hers, though her children are reached by it
        if found or not address:
            return found if len(found) == 1 else found.browse()
        told = self.search(
            [
                ('email', '=', address),
                ('company_id', 'child_of', company.root_id.id),
                ('assigned_id', '!=', False),
                ('doubtful', '=', False),
            ]
        ).patient_id
        return told if len(told) == 1 else told.browse()

    def _hand_to_patient(self):
        """Put what was written among the patient's messages, once, and keep no copy."""
        for letter in self.filtered('patient_id'):
            words = [
                self.env._("[Automatic answer]") if letter.automatic else None,
                letter.subject,
                letter.body,
            ]
            message = (
                self.env['clinic.message']
                .sudo()
                .with_company(letter.company_id)
                ._log(
                    letter.patient_id,
                    'email',
                    'in',
                    "\n".join(filter(None, words)) or self.env._("[Empty message]"),
                    at=letter.at,
                    dedupe_key=letter.dedupe_key,
                )
            )
            # nobody of the staff wrote it
            message.sudo().write({'needs_answer': not letter.automatic, 'author_id': False})
            letter.file_ids.write({'message_id': message.id, 'letter_id': False})
            letter.write(
                {'state': 'assigned', 'message_id': message.id, 'subject': False, 'body': False}
            )

    # ------------------------------------------------------------------ by hand
    def _open_for(self):
        self.check_access('write')
        if any(letter.state == 'assigned' for letter in self):
            raise UserError(self.env._("It is with the patient already: open their timeline."))

    def action_assign(self):
        """It is of the patient that was chosen; the next from this address is known."""
        self.ensure_one()
        self._open_for()
        if not self.patient_id:
            raise UserError(self.env._("Choose whose e-mail it is."))
        self.patient_id.check_access('read')
        self.sudo().assigned_id = self.env.uid
        self.sudo()._hand_to_patient()
        return self._open_patient()

    def action_new_contact(self):
        """It is of somebody new, who asks and has not booked."""
        self.ensure_one()
        self._open_for()
        patient = self.env['clinic.patient'].create(
            {
                'name': self.name or (self.email or '').partition('@')[0],
                'email': self.email,
                'company_id': self.company_id.root_id.id,
                'stage': 'contact',
            }
        )
        patient._plan_call_back()
        self.patient_id = patient
        return self.action_assign()

    def action_set_aside(self):
        """It is not of a patient."""
        self._open_for()
        self.sudo().write({'state': 'set_aside'})

    def action_take_back(self):
        self._open_for()
        self.sudo().write({'state': 'waiting'})

    def _open_patient(self):
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'clinic.patient',
            'res_id': self.patient_id.id,
            'views': [(False, 'form')],
        }
