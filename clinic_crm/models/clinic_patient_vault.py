from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..const import CLINICAL_GROUPS, STAFF_GROUPS
from ..fields import Encrypted
from ..identity import check_curp

CURP_LENGTH = 18
ALLERGY_WEIGHT = {'yes': 0, 'no': 1, 'unknown': 2}  # the lowest stays in a merge


class ClinicPatient(models.Model):
    """What is kept sealed from the start: the CURP and the allergies.

    The CURP is given by the patient and checked, never made (NOM-024-SSA3-2012, 6.5.1). Allergies
    are a clinical text; reception reads no more than whether there are any.
    """

    _inherit = 'clinic.patient'

    curp = Encrypted(string="CURP", index_field='curp_index', groups=STAFF_GROUPS)
    curp_index = fields.Char(copy=False, readonly=True, index=True, groups=fields.NO_ACCESS)
    curp_state = fields.Selection(
        [
            ('declared', "Told by the patient"),
            ('document', "Seen on a document"),
            ('registry', "Checked with RENAPO"),
            ('none', "Has none"),
        ],
        string="CURP verified",
        copy=False,
    )
    allergies = Encrypted(groups=CLINICAL_GROUPS)
    allergy_state = fields.Selection(
        [('unknown', "Not known"), ('no', "No"), ('yes', "Yes")],
        string="Allergic",
        required=True,
        default='unknown',
        copy=False,
    )

    _curp_uniq = models.UniqueIndex(
        '(company_id, curp_index) WHERE curp_index IS NOT NULL AND merged_into_id IS NULL',
        "Another patient has this CURP.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._clean_sealed_vals(vals)
            if vals.get('curp'):  # a list that is imported may say no more
                curp = check_curp(vals['curp'])
                vals['birthdate'] = vals.get('birthdate') or curp.birthdate
                vals['sex'] = vals.get('sex') or curp.sex
        return super().create(vals_list)

    def write(self, vals):
        if {'curp', 'curp_state', 'allergies', 'allergy_state'} & vals.keys():
            vals = dict(vals)
            self._clean_sealed_vals(vals)
        return super().write(vals)

    def _clean_sealed_vals(self, vals):
        """Check and tidy CURP and allergies of values about to be saved, in place."""
        if 'curp' in vals:
            vals['curp'] = self._check_curp(vals['curp'])
            vals.setdefault('curp_state', 'declared' if vals['curp'] else False)
        if vals.get('curp_state') == 'none' and (
            vals.get('curp')
            or ('curp' not in vals and self.filtered(lambda patient: patient.sudo().curp_index))
        ):
            raise ValidationError(self.env._("There is a CURP. Delete it to say there is none."))
        if {'allergies', 'allergy_state'} & vals.keys():
            self._clean_allergy_vals(vals)

    def _clean_allergy_vals(self, vals):
        if 'allergies' in vals:
            text = (vals['allergies'] or '').strip()
            vals['allergies'] = text or False
            if text:
                vals['allergy_state'] = 'yes'
            elif self and 'allergy_state' not in vals:
                vals['allergy_state'] = 'unknown'
        state = vals.get('allergy_state')
        if not self.env.su and (self or state != 'unknown') and not self._reads_allergies():
            raise AccessError(self.env._("Allergies are written by nursing and the practitioners."))
        if (
            state in ('no', 'unknown')
            and 'allergies' not in vals
            and any(patient.allergies for patient in self)
        ):
            raise UserError(self.env._("Delete the text of the allergies first."))

    @api.model
    def _reads_allergies(self):
        return self.env.user.has_groups(CLINICAL_GROUPS)

    @api.model
    def _nursing_fields(self):
        return super()._nursing_fields() | {'allergies', 'allergy_state'}

    # --- CURP ---

    def _check_curp(self, text):
        """Return a CURP in capitals, or False.

        :raise ValidationError: when it cannot be one, or another patient has it
        """
        if not (text or '').strip():
            return False
        curp = check_curp(text, fields.Date.context_today(self))
        if not curp.valid:
            raise ValidationError(self._curp_refusal(curp))
        others = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ('curp', '=', curp.value),
                    ('merged_into_id', '=', False),
                    ('company_id', 'in', (self.company_id or self.env.company.root_id).ids),
                    ('id', 'not in', self.ids),
                ],
                limit=1,
            )
        )
        if others:
            raise ValidationError(
                self.env._(
                    "The CURP %(curp)s belongs to %(name)s (record %(number)s). If it is the same "
                    "person, use that record.",
                    curp=curp.value,
                    name=others.name,
                    number=others.record_number,
                )
            )
        return curp.value

    @api.model
    def _curp_refusal(self, curp):
        """Return a sentence: what is wrong with a CURP."""
        why = {
            'length': self.env._(
                "It has %(length)s characters and needs 18.", length=len(curp.value or '')
            ),
            'birthdate': self.env._("Its birth date does not exist."),
            'birthdate_ahead': self.env._("Its birth date is in the future."),
            'sex': self.env._("The 11th character must be H, M or X."),
            'state': self.env._("The two letters of the state do not exist."),
            'check_digit': self.env._("The last digit does not fit: one character is mistyped."),
        }.get(curp.reason, self.env._("Its letters and digits are not in their places."))
        return self.env._(
            "The CURP %(curp)s is not right. %(why)s Copy it from the document.",
            curp=curp.value,
            why=why,
        )

    @api.onchange('curp')
    def _onchange_curp(self):
        """Read birth date and sex from a valid CURP where empty; tell where they differ."""
        curp = check_curp(self.curp, fields.Date.context_today(self))
        if not curp.valid:
            return None
        differs = (self.birthdate and self.birthdate != curp.birthdate) or (
            self.sex and self.sex != curp.sex
        )
        self.birthdate = self.birthdate or curp.birthdate
        self.sex = self.sex or curp.sex
        if not differs:
            return None
        return {
            'warning': {
                'title': self.env._("The CURP says something else"),
                'message': self.env._(
                    "By the CURP the birth date is %(birthdate)s and the sex %(sex)s. Check both.",
                    birthdate=curp.birthdate.strftime('%d/%m/%Y'),
                    sex=dict(self._fields['sex']._description_selection(self.env))[curp.sex],
                ),
            }
        }

    @api.onchange('allergies')
    def _onchange_allergies(self):
        if self.allergies:
            self.allergy_state = 'yes'

    # --- what search, duplicates and merge do with it ---

    @api.model
    def _search_identifier(self, text):
        curp = check_curp(text)
        if (
            curp.value
            and len(curp.value) == CURP_LENGTH
            and ' ' not in text.strip()
            and any(char.isdigit() for char in curp.value)
        ):
            return Domain('curp', '=', curp.value)
        return super()._search_identifier(text)

    def _merge_refusal(self, survivor):
        refusal = super()._merge_refusal(survivor)
        if refusal:
            return refusal
        indexes = {patient.curp_index for patient in (self | survivor).sudo()} - {False}
        if len(indexes) > 1:
            return self.env._(
                "Their CURPs differ: they are two people, or one CURP is wrong. Correct it first."
            )
        return False

    def _prepare_merge_vals(self, survivor):
        vals = super()._prepare_merge_vals(survivor)
        if self.curp and not survivor.curp:
            vals.update(curp=self.curp, curp_state=self.curp_state)
        elif self.curp_state == 'none' and not survivor.curp_state:
            vals['curp_state'] = 'none'
        texts = [text for text in (survivor.allergies, self.allergies) if text]
        if self.allergies and self.allergies not in (survivor.allergies or ''):
            vals['allergies'] = "\n".join(texts)
        return vals

    @api.model
    def _merge_filled_fields(self):
        return [*super()._merge_filled_fields(), 'allergy_state']

    def _merge_source(self, name):
        if name != 'allergy_state':
            return super()._merge_source(name)
        # An allergy told once counts, whatever the other record says.
        return self.sorted(lambda patient: ALLERGY_WEIGHT[patient.allergy_state])[:1]

    def _merge_warning(self, survivor):
        warning = super()._merge_warning(survivor)
        if {'yes', 'no'} <= set((self | survivor).mapped('allergy_state')):
            doubt = self.env._("One record says allergic and another says not: ask the patient.")
            warning = f"{warning} {doubt}" if warning else doubt
        return warning
