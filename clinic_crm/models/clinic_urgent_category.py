import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ..conversation.turn import MAX_TEXT, MAX_TEXTS
from ..identity import normalise_phone
from ..language import CATEGORIES, RuleError, default_rules, explain

_logger = logging.getLogger(__name__)

LABELS = {
    'cardiaco': "Heart",
    'respiratorio': "Breathing",
    'inconsciencia': "Unconscious",
    'evc': "Stroke",
    'convulsion': "Seizure",
    'sangrado': "Bleeding",
    'obstetrico': "Pregnancy",
    'alergia': "Allergy",
    'intoxicacion': "Poisoning",
    'suicida': "Harming oneself",
    'fiebre': "Fever",
    'metabolico': "Sugar, pressure, dialysis",
    'trauma': "Injury",
    'abdomen': "Belly",
    'violencia': "Violence",
    'generico': "Emergency, without saying which",
}
# What patients read. No diagnosis and no advice on treatment: where to get help, at once.
USTED = (
    "Si es una emergencia, llame ahora al 911 o vaya al hospital más cercano. "
    "No espere la respuesta por aquí."
)
TU = (
    "Si es una emergencia, llama ahora al 911 o ve al hospital más cercano. "
    "No esperes la respuesta por aquí."
)
OWN = {
    'suicida': (
        "Lo que siente importa y hay quien le escuche ahora: llame a la Línea de la Vida, "
        "800 911 2000, gratis y a toda hora. Si hay peligro en este momento, llame al 911.",
        "Lo que sientes importa y hay quien te escuche ahora: llama a la Línea de la Vida, "
        "800 911 2000, gratis y a toda hora. Si hay peligro en este momento, llama al 911.",
    ),
    'violencia': (
        "Si está en peligro, llame ahora al 911 y, si puede, vaya a un lugar seguro. "
        "No espere la respuesta por aquí.",
        "Si estás en peligro, llama ahora al 911 y, si puedes, ve a un lugar seguro. "
        "No esperes la respuesta por aquí.",
    ),
}
TOLD = "Ya avisamos a una persona de la clínica."
NOBODY = "En este momento no hay nadie de guardia en la clínica: {no_espere}."
AGAIN = "Recibido: lo agregamos al aviso. Si es una emergencia, {llame} al 911."
# What is written every day: a phrase that alarms at one of these would alarm all day long.
EVERYDAY = (
    "hola buenos días",
    "buenas tardes doctora",
    "quiero una cita para mañana",
    "cuánto cuesta la consulta",
    "sí, gracias",
    "no puedo ir, quiero cambiar mi cita",
    "a qué hora abren",
    "me duele la muela desde ayer, quisiera agendar",
    "ya voy en camino",
    "necesito mi factura",
)


class ClinicUrgentCategory(models.Model):
    """What a clinic answers to one kind of urgent message, and its own phrases that are urgent.

    The list that comes with the suite (`language/urgent_es.txt`) always counts; phrases only add.
    """

    _name = 'clinic.urgent.category'
    _description = "What cannot wait"
    _order = 'company_id, sequence, id'
    _rec_name = 'category'

    company_id = fields.Many2one(
        'res.company',
        string="Clinic",
        required=True,
        readonly=True,
        index=True,
        ondelete='cascade',
        default=lambda self: self.env.company.root_id,
    )
    sequence = fields.Integer(readonly=True)
    category = fields.Selection(
        [(name, LABELS[name]) for name in CATEGORIES], required=True, readonly=True
    )
    text = fields.Text(
        string="What the patient reads (usted)",
        required=True,
        help="One or two lines. The clinic's phone, and whether somebody was told, are added.",
    )
    text_informal = fields.Text(string="What the patient reads (tú)", required=True)
    phrases = fields.Text(
        string="Own phrases",
        help="One a line, as patients say it: me picó un mapache. Accents and typing errors do not "
        "matter; embaraz* is every word that begins so; a + b wants both near each other.",
    )
    phrase_count = fields.Integer(compute='_compute_phrase_count')
    try_text = fields.Char(string="Try a sentence", store=False)
    try_result = fields.Char(compute='_compute_try_result')
    preview = fields.Text(string="The whole answer", compute='_compute_preview')

    _once = models.Constraint(
        'UNIQUE (company_id, category)', "The clinic has this category already."
    )

    # ------------------------------------------------------------------ computes
    @api.depends('phrases')
    def _compute_phrase_count(self):
        for record in self:
            record.phrase_count = len(record._phrases())

    @api.depends('try_text', 'phrases')
    @api.depends_context('lang')
    def _compute_try_result(self):
        """What the reading says of a sentence, with the phrases as they stand on the screen."""
        for record in self:
            record.try_result = False
            if not (record.try_text or '').strip():
                continue
            try:
                rules = record._with_siblings()
            except ValidationError as error:
                record.try_result = error.args[0]
                continue
            record.try_result = record._explained(*explain(record.try_text, rules))

    @api.depends('text', 'text_informal', 'company_id')
    def _compute_preview(self):
        for record in self:
            informal = record.company_id.clinic_informal
            record.preview = "\n".join(
                record._lines(record.company_id, informal, nobody=False, again=False)
            )

    @api.model
    def _explained(self, found, words):
        labels = dict(self._fields['category']._description_selection(self.env))
        said = " · ".join(words)
        if found.urgent and not words:
            return self.env._(
                "Urgent: no phrase of the list is in it, but it is much like urgent messages."
            )
        if found.urgent:
            return self.env._(
                "Urgent: %(category)s, because of “%(words)s”.",
                category=labels[found.category],
                words=said,
            )
        why = {
            'denied': self.env._("it is denied"),
            'past': self.env._("it is of the past"),
            'over': self.env._("it is said to be over"),
        }.get(found.rule.partition(':')[0])
        if why:
            return self.env._(
                "Not urgent: “%(words)s” was found, but %(why)s.", words=said, why=why
            )
        return self.env._("Not urgent: nothing of the list is in it.")

    # ------------------------------------------------------------------ checks
    @api.constrains('phrases')
    def _check_phrases(self):
        for record in self:
            rules = record._with_siblings()
            for text in EVERYDAY:
                found, words = explain(text, rules)
                if found.urgent and not explain(text)[0].urgent:
                    raise ValidationError(
                        self.env._(
                            "“%(words)s” would alarm at everyday messages such as “%(text)s”. "
                            "Write more words of what patients say.",
                            words=" · ".join(words),
                            text=text,
                        )
                    )

    @api.constrains('text', 'text_informal')
    def _check_texts(self):
        for record in self:
            for text in (record.text, record.text_informal):
                lines = _split(text)
                if not lines or len(lines) >= MAX_TEXTS or any(len(x) > MAX_TEXT for x in lines):
                    raise ValidationError(
                        self.env._(
                            "The text for “%(category)s” has one or two lines of up to %(most)s "
                            "characters.",
                            category=dict(
                                self._fields['category']._description_selection(self.env)
                            )[record.category],
                            most=MAX_TEXT,
                        )
                    )

    def _phrases(self):
        """[(category, phrase)] of these, without blank lines and signs at the ends."""
        found = []
        for record in self:
            for line in (record.phrases or '').splitlines():
                phrase = line.strip(' \t.,;!¡?¿"\'“”-•')
                if phrase:
                    found.append((record.category, phrase))
        return found

    def _with_siblings(self):
        """The rules with the phrases of the whole clinic, these as they are on the screen.

        :raises ValidationError: a phrase that cannot be read, in words
        """
        self.ensure_one()
        others = (
            self.sudo().search(
                [
                    ('company_id', '=', self.company_id.id),
                    ('id', '!=', self._origin.id),
                    ('phrases', '!=', False),
                ]
            )
        )  # fmt: skip
        mine = self._phrases()
        try:
            return default_rules().extended([*mine, *others._phrases()])
        except RuleError as error:
            phrase = (mine + others._phrases())[error.line - 1][1]
            raise ValidationError(self._rule_words(phrase, error.reason)) from error

    @api.model
    def _rule_words(self, phrase, reason):
        """What is wrong with a phrase, as a sentence."""
        if reason.startswith("there is no list"):
            why = self.env._("there is no list %(name)s", name=reason.rpartition(' ')[2])
        elif reason.startswith("a rule begins"):
            why = self.env._("it has to begin with what is looked for, not with “-”")
        else:
            why = self.env._(
                "write only words, as patients say them; of signs only * at the end of a word, and "
                "+ or - with a space on both sides"
            )
        return self.env._(
            "The phrase “%(phrase)s” cannot be read: %(why)s.", phrase=phrase, why=why
        )

    # ------------------------------------------------------------------ reading
    @api.model
    @ormcache('root_id')
    def _rules(self, root_id):
        """The rules that count for a clinic; those of the suite if its own cannot be read."""
        own = self.sudo().search([('company_id', '=', root_id), ('phrases', '!=', False)])
        if not own:
            return default_rules()
        try:
            return default_rules().extended(own._phrases())
        except RuleError as error:
            _logger.error("The urgent phrases of company %s cannot be read: %s", root_id, error)
            return default_rules()

    @api.model
    def _reading(self, text, company):
        """Read a text: ``(Triage, the words that decided)``."""
        return explain(text or '', self._rules(company.sudo().root_id.id))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if 'phrases' in vals:
            self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    # ------------------------------------------------------------------ answering
    @api.model
    def _answer(self, company, category, *, informal=False, nobody=False, again=False):
        """What the patient reads, at most three short lines.

        :param bool nobody: nobody is on duty
        :param bool again: they have just read it, and go on writing
        """
        record = self.sudo().search(
            [('company_id', '=', company.sudo().root_id.id), ('category', '=', category)], limit=1
        )
        return record._lines(company.sudo(), informal, nobody, again, category)

    def _lines(self, company, informal, nobody, again, category=None):
        if again:
            return [AGAIN.format(llame='llama' if informal else 'llame')]
        lines = _split(self.text_informal if informal else self.text)
        if not lines or any(len(line) > MAX_TEXT for line in lines):
            lines = [default_text(category or self.category, informal)]
        phone = normalise_phone(company.phone or company.root_id.phone or '')
        told = (
            NOBODY.format(no_espere='no nos esperes' if informal else 'no nos espere')
            if nobody
            else TOLD
        )
        if phone.display or company.phone:
            told += f" Teléfono: {phone.display or company.phone}"
        return [*lines[: MAX_TEXTS - 1], told[:MAX_TEXT]]

    # ------------------------------------------------------------------ what a clinic begins with
    @api.model
    def _set_up(self, companies=None):
        """Give clinics the categories they lack, with the usual texts."""
        if companies is None:
            companies = self.env['res.company'].sudo().search([('parent_id', '=', False)])
        known = {
            (record.company_id.id, record.category)
            for record in self.sudo().search([('company_id', 'in', companies.ids)])
        }
        self.sudo().create(
            [
                {
                    'company_id': company.id,
                    'sequence': number,
                    'category': category,
                    'text': default_text(category, False),
                    'text_informal': default_text(category, True),
                }
                for company in companies
                for number, category in enumerate(CATEGORIES)
                if (company.id, category) not in known
            ]
        )

    def action_default_text(self):
        """Back to the text that comes with the suite."""
        for record in self:
            record.write(
                {
                    'text': default_text(record.category, False),
                    'text_informal': default_text(record.category, True),
                }
            )


class ResCompany(models.Model):
    _inherit = 'res.company'

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env['clinic.urgent.category']._set_up(companies.filtered(lambda c: not c.parent_id))
        return companies


def default_text(category, informal):
    return OWN.get(category, (USTED, TU))[bool(informal)]


def _split(text):
    return [line.strip() for line in (text or '').splitlines() if line.strip()]
