from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, mute_logger

from odoo.addons.clinic_crm.identity import normalise_phone, phone_from_wa_id
from odoo.addons.clinic_crm.reading import find

WINDOW = timedelta(hours=24)


class ClinicWhatsappIdentity(models.Model):
    """Somebody who writes to one of our numbers, by every name Meta gives.

    `wa_id` is kept as Meta spells it, for sending (521… for old Mexican accounts); `e164` is the
    same number as everybody else spells it, for finding the patient. A person may come with a
    `bsuid` and no number at all.
    """

    _name = 'clinic.whatsapp.identity'
    _description = "Person on WhatsApp"
    _inherit = ['clinic.whatsapp.kept.mixin']
    _order = 'last_inbound_at desc, id desc'
    _by_hand = frozenset({'patient_id', 'active'})

    account_id = fields.Many2one(
        'clinic.whatsapp.account',
        required=True,
        readonly=True,
        ondelete='restrict',
        index=True,
    )
    company_id = fields.Many2one(
        related='account_id.company_id', store=True, precompute=True, index=True
    )
    active = fields.Boolean(default=True)
    wa_id = fields.Char(string="WhatsApp number", readonly=True, index='btree_not_null')
    bsuid = fields.Char(string="User ID", readonly=True, index='btree_not_null')
    e164 = fields.Char(
        string="Phone",
        compute='_compute_e164',
        store=True,
        precompute=True,
        index='btree_not_null',
    )
    username = fields.Char(readonly=True)
    name = fields.Char(string="Calls themself", readonly=True)
    patient_id = fields.Many2one(
        'clinic.patient',
        ondelete='set null',
        index='btree_not_null',
        domain="[('company_id', 'parent_of', company_id)]",
    )
    candidate_ids = fields.Many2many(
        'clinic.patient', string="Could be", compute='_compute_candidate_ids'
    )
    newcomer = fields.Boolean(
        readonly=True,
        help="Has a number that was somebody else's: a person has to say who it is.",
    )
    shared = fields.Boolean(
        readonly=True,
        help="Whoever writes has said that the patient of this number is somebody else: a person "
        "has to say who it is.",
    )
    last_inbound_at = fields.Datetime(string="Last wrote", readonly=True)
    window_until = fields.Datetime(
        readonly=True,
        help="Until then the clinic may answer freely; afterwards only by an approved text.",
    )
    next_send = fields.Float(
        readonly=True,
        digits=(16, 3),
        help="Epoch seconds by which the next message to this person would be on time.",
    )
    unreachable_code = fields.Integer(
        readonly=True,
        help="Meta's code when it said that this person cannot be reached.",
    )
    heir_id = fields.Many2one(
        'clinic.whatsapp.identity',
        string="Goes on as",
        readonly=True,
        ondelete='set null',
        index='btree_not_null',
        help="The same person, whose new number this was.",
    )
    message_ids = fields.One2many('clinic.whatsapp.message', 'identity_id', readonly=True)
    # one at most; read once a transaction, however many ask for it
    conversation_ids = fields.One2many(
        'clinic.whatsapp.conversation', 'identity_id', readonly=True, groups=fields.NO_ACCESS
    )

    _wa_id_uniq = models.UniqueIndex(
        '(account_id, e164) WHERE active AND e164 IS NOT NULL',
        "This number is known already.",
    )
    _bsuid_uniq = models.UniqueIndex(
        '(account_id, bsuid) WHERE active AND bsuid IS NOT NULL',
        "This person is known already.",
    )

    @api.depends('wa_id')
    def _compute_e164(self):
        for identity in self:
            digits = identity.wa_id
            phone = phone_from_wa_id(digits) if digits else None
            # a number no plan knows is still a name: that of whoever has it
            identity.e164 = phone and (phone.e164 or f'+{digits}')

    @api.depends('name', 'e164', 'patient_id.display_name', 'username')
    def _compute_display_name(self):
        for identity in self:
            identity.display_name = (
                identity.patient_id.display_name
                or identity.name
                or identity.username
                or identity.e164
                or self.env._("Somebody")
            )

    @api.depends('e164', 'account_id')
    def _compute_candidate_ids(self):
        for identity in self:
            identity.candidate_ids = identity._candidates()

    # ------------------------------------------------------------------ who it is
    @api.model
    def _recognise(self, account, sender):
        """The identity of a `cloud_api.Sender`, made or brought up to date.

        A user ID names the person, a number only whoever has it now: the same number with another
        user ID is somebody else, and starts anew.
        """
        known, newcomer = self.browse(), False
        if sender.bsuid:
            known = find(self, [('account_id', '=', account.id), ('bsuid', '=', sender.bsuid)])
        if sender.wa_id:
            holder = self._holder(account, sender.wa_id)
            if holder and holder != known:
                if not known and not (holder.bsuid and sender.bsuid):
                    known = holder
                else:
                    newcomer = not known
                    holder.write({'active': False})
                    holder.flush_recordset()  # the index lets one at a time have the number
        told = {
            'wa_id': sender.wa_id,
            'bsuid': sender.bsuid,
            'username': sender.username[:200],
            'name': sender.name[:200],
        }
        if not known:
            identity = self.create({name: value or False for name, value in told.items()}
                                   | {'account_id': account.id, 'newcomer': newcomer})  # fmt: skip
            identity._match()
            return identity
        changed = {name: value for name, value in told.items() if value and value != known[name]}
        if changed:
            known.write(changed)
        if not known.patient_id:
            known._match()
        return known

    def _known(self, account, sender):
        """The identity of a `cloud_api.Sender` as `_recognise` finds it; nothing changes."""
        known = self.browse()
        if sender.bsuid:
            known = self.search([('account_id', '=', account.id), ('bsuid', '=', sender.bsuid)])
        if known or not sender.wa_id:
            return known
        holder = self._holder(account, sender.wa_id)
        return known if holder.bsuid and sender.bsuid else holder

    def _holder(self, account, wa_id):
        """Whoever was last known by this number."""
        e164 = phone_from_wa_id(wa_id).e164 or f'+{wa_id}'
        return find(self, [('account_id', '=', account.id), ('e164', '=', e164)])

    def _candidates(self):
        """The patients this number may be of: their own phone, or that of who answers for them."""
        self.ensure_one()
        Patient = self.env['clinic.patient']
        if not self.e164:
            return Patient
        same = Domain('partner_id.phone_sanitized', '=', self.e164) | Domain(
            'guardian_id.phone_sanitized', '=', self.e164
        )
        found = Patient.search(
            same & Domain('company_id', '=', self.account_id.company_id.root_id.id), limit=20
        )
        # whoever answered for a child does not answer for the adult
        return found.filtered(lambda p: p.is_minor or p.phone_sanitized == self.e164)

    def _match(self):
        """Know the patient by the number when there is exactly one; else a person decides."""
        for identity in self.filtered(lambda one: not one.newcomer and not one.shared):
            found = identity._candidates()
            if len(found) > 1:
                # a mother's phone is hers, though her children are reached by it
                own = found.filtered(lambda p, e164=identity.e164: p.phone_sanitized == e164)
                found = own if len(own) == 1 else found
            if len(found) == 1:
                identity.patient_id = found

    def _may_be_answered(self):
        """Whether free words still reach this person."""
        soon = fields.Datetime.now() + timedelta(minutes=1)
        return bool(self.window_until and self.window_until > soon)

    def _heard(self, at):
        """The person wrote: for a day the clinic may answer freely."""
        self.ensure_one()
        if not self.last_inbound_at or at > self.last_inbound_at:
            until = min(at, fields.Datetime.now()) + WINDOW  # Meta's clock may be ahead of ours
            self.write({'last_inbound_at': at, 'window_until': until, 'unreachable_code': 0})
        else:
            # who gives the person another number or patient meanwhile must notice the message
            self.env.cr.execute(
                "UPDATE clinic_whatsapp_identity SET active = active WHERE id = %s", [self.id]
            )

    def _renumber(self, wa_id, bsuid):
        """The person has a new number or user ID; what the new one has said already is theirs."""
        self.ensure_one()
        changed = bool(wa_id) and wa_id != self.wa_id
        # Meta gives a new user ID with a new number, sometimes in the next message only
        names = {'wa_id': wa_id or self.wa_id, 'bsuid': bsuid or (not changed and self.bsuid)}
        others = self.browse()
        if wa_id:
            phone = phone_from_wa_id(wa_id)
            others |= self.search(
                [
                    ('account_id', '=', self.account_id.id),
                    ('e164', '=', phone.e164 or f'+{wa_id}'),
                ]
            )
        if bsuid:
            others |= self.search([('account_id', '=', self.account_id.id), ('bsuid', '=', bsuid)])
        others -= self
        self.patient_id = self.patient_id or others.patient_id[:1]
        others.message_ids.write({'identity_id': self.id})
        rows = self.env['clinic.whatsapp.outbox'].search([('identity_id', 'in', others.ids)])
        rows.write({'identity_id': self.id})
        others.write({'active': False, 'heir_id': self.id})
        self.env.flush_all()
        self.write({name: value or False for name, value in names.items()})
        if self.patient_id:
            self.message_ids._hand_to_patient()

    @api.model
    def _space(self, dues):
        """Note from when on people may be sent the next message: written at every one of them.

        :param dict dues: id → epoch seconds
        """
        if not dues:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE clinic_whatsapp_identity i SET next_send = v.due"
                " FROM (VALUES %s) AS v (id, due) WHERE i.id = v.id",
                SQL(", ").join(sorted(dues.items())),
            )
        )
        self.browse(dues).invalidate_recordset(['next_send'], flush=False)

    @api.model
    def _of_patient(self, account, patient):
        """The person to write to for a patient: the one who wrote last, else whoever has the phone.

        Empty when the patient has no number that could be written to.
        """
        reader = patient._reader()
        phone = normalise_phone(reader.phone) if reader.phone else None
        known = self.sudo().search(
            [('account_id', '=', account.id), ('patient_id', '=', patient.id)],
            order='last_inbound_at DESC NULLS LAST, id DESC',
        )
        if phone and phone.can_text:
            # a number changed at the desk counts more than a conversation of last year
            same = known.filtered(lambda person: person.e164 == phone.e164)
            if same:
                return same[:1]
            holder = self.sudo().search(
                [('account_id', '=', account.id), ('e164', '=', phone.e164)], limit=1
            )
            if holder.newcomer and holder.patient_id != patient:
                return self.browse()  # the number is somebody else's now
            return holder or self._new_person(
                {
                    'account_id': account.id,
                    'wa_id': phone.e164.lstrip('+'),
                    'patient_id': patient.id if reader == patient.partner_id else False,
                }
            )
        others = patient.guardian_id if reader == patient.partner_id else reader.browse()
        return known.filtered(
            lambda person: not person.e164 or person.e164 != others.phone_sanitized
        )[:1]

    @api.model
    def _new_person(self, vals):
        try:
            with mute_logger('odoo.sql_db'):
                return self.sudo().create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError("the same person was noted by another transaction") from error

    # ------------------------------------------------------------------ by hand
    @api.constrains('patient_id', 'account_id')
    def _check_clinic(self):
        for identity in self.filtered('patient_id'):
            if identity.patient_id.company_id != identity.account_id.company_id.root_id:
                raise ValidationError(self.env._("The patient is of another clinic."))

    def write(self, vals):
        result = super().write(vals)
        if vals.get('patient_id'):
            self.filtered('newcomer').sudo().newcomer = False
            self.sudo().message_ids._hand_to_patient()
        return result
