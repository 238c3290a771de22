from collections import defaultdict
from datetime import timedelta
from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from odoo.addons.clinic_crm.trail import note_fetched, reading_because

from ..sheet import MOST_ROWS, Sheet, workbook
from ..statistics import FEWEST
from .clinic_feedback_panel import DAYS
from .clinic_feedback_request import SCORES

EXPORTERS = 'clinic_feedback.group_manager,clinic_crm.group_director'


class ClinicFeedbackPanel(models.AbstractModel):
    """The answers behind the panel as a workbook: one row a finished survey.

    It names no patient. Words are read with the rights of whoever exports, each read is in the log
    of accesses with the reason, and the export itself too. Anonymous answers are on a page of their
    own, without moment, practitioner or type of visit, in an order that tells nothing, once their
    month is over, and by tens of one survey and branch.
    """

    _inherit = 'clinic.feedback.panel'

    @api.model
    def action_export(self, days=90, only=None):
        """Download what the panel shows now: its period, what it is narrowed to, the branches one
        works in.

        :param dict only: as `get_panel` says
        """
        self._check_may_export()
        days = days if days in DAYS else DAYS[1]
        branches = ','.join(map(str, self.env.companies.ids))
        asked = urlencode({'days': days, 'branches': branches, **self._narrowed(only)})
        return {
            'type': 'ir.actions.act_url',
            'url': f'/clinic/feedback/answers.xlsx?{asked}',
            'target': 'download',
        }

    @api.model
    def _check_may_export(self):
        if not self.env.user.has_groups(EXPORTERS):
            raise AccessError(self.env._("Only who keeps the feedback exports answers."))

    @api.model
    def _export(self, days, only=None):
        """The workbook of a period. Narrowed, it is without the page of anonymous answers: they
        keep nothing to choose them by, and those of one branch may be too few to hide among.

        :rtype: bytes
        """
        self._check_may_export()
        Request = self.env['clinic.feedback.request']
        only = self._narrowed(only)
        mine = [('state', '=', 'done'), ('company_id', 'in', self.env.companies.ids)]
        since = fields.Datetime.now() - timedelta(days=days if days in DAYS else DAYS[1])
        named = Request.search(
            [
                *mine,
                ('finished_at', '>=', since),
                ('is_anonymous', '=', False),
                *((name, '=', number) for name, number in only.items()),
            ],
            order='finished_at, id',
            limit=MOST_ROWS + 1,
        )
        nobody = Request if only else Request.search(
            [*mine, ('is_anonymous', '=', True), ('user_input_id', '!=', False)],
            limit=MOST_ROWS + 1,
        )  # fmt: skip
        if max(len(named), len(nobody)) > MOST_ROWS:
            raise UserError(
                self.env._(
                    "There are more than %(most)s answers: choose a shorter period.", most=MOST_ROWS
                )
            )
        waiting, nobody = nobody, self._many_enough(nobody)
        reason = self.env._("Export of answers to Excel")
        with reading_because(reason, bulk=True):
            note_fetched(named + nobody, ['score', 'answers'])
        with reading_because(reason):
            sheets = [self._named_sheet(named, since, only)]
            if waiting:
                sheets.append(self._anonymous_sheet(nobody))
        return workbook(sheets)

    # ------------------------------------------------------------------ pages
    @api.model
    def _named_sheet(self, requests, since, only):
        about = self._export_facts(requests)
        titles = [
            self.env._("Answered on"),
            self.env._("Survey"),
            self.env._("Branch"),
            self.env._("Practitioner"),
            self.env._("Specialty"),
            self.env._("Type of visit"),
            self.env._("First visit"),
            self.env._("Visit on"),
            *self._common_titles(),
            self.env._("Complaint"),
            self.env._("Hours to close"),
        ]
        states = self._labels('clinic.feedback.case', 'state')
        cases = self.env['clinic.feedback.case'].search([('request_id', 'in', requests.ids)])
        complained = {case.request_id.id: case for case in cases}
        rows = []
        for request in requests:
            seen, case = request.sudo(), complained.get(request.id)
            rows.append(
                [
                    self._local(request.finished_at, seen.company_id),
                    seen.survey_id.title,
                    seen.company_id.name,
                    seen.practitioner_id.name or '',
                    seen.specialty_id.name or '',
                    seen.type_id.name or '',
                    self.env._("Yes") if request.first_visit else self.env._("No"),
                    self._local(request.visit_at, seen.company_id),
                    *self._common(request, about),
                    states[case.state] if case else '',
                    round(case.hours_open, 1) if case and case.state == 'closed' else None,
                ]
            )
        day = format_date(self.env, since.date())
        note = self.env._("Finished surveys since %(day)s.", day=day)
        note = ' '.join([note, *self._narrowed_words(only)])
        return Sheet(self.env._("Answers"), titles, rows, note)

    @api.model
    def _many_enough(self, requests):
        """Of one survey and branch, or of one survey in the small branches together, whole tens.

        The oldest ones, of months of which none can come any more: what the next export has more
        is then ten again, and nobody's.
        """
        now = fields.Datetime.now()
        requests = requests.filtered(lambda one: one.expires_at and one.expires_at <= now)
        shown, few = requests.sudo().browse(), defaultdict(requests.sudo().browse)
        for (survey, _company), some in self._by_survey_and_branch(requests).items():
            if len(some) < FEWEST:
                few[survey] |= some
            else:
                shown |= self._tens(some)
        return shown.union(*map(self._tens, few.values())).with_env(requests.env)

    @api.model
    def _by_survey_and_branch(self, requests):
        return requests.sudo().grouped(lambda one: (one.survey_id, one.company_id))

    @api.model
    def _tens(self, requests):
        return requests.sorted('id')[: len(requests) // FEWEST * FEWEST]

    @api.model
    def _anonymous_sheet(self, requests):
        """By chance in no order: the one of the rows would tell who came when."""
        names = {
            key: key[1].name if len(some) >= FEWEST else self.env._("Small branches together")
            for key, some in self._by_survey_and_branch(requests).items()
        }
        about = self._export_facts(requests)
        rows = [
            [
                request.survey_id.title,
                names[request.sudo().survey_id, request.sudo().company_id],
                *self._common(request, about),
            ]
            for request in requests.sorted(lambda request: request.sudo().token)
        ]
        return Sheet(
            self.env._("Anonymous"),
            [self.env._("Survey"), self.env._("Branch"), *self._common_titles()],
            rows,
            self.env._(
                "Of whatever day: an anonymous answer keeps none. Those of a month come days after "
                "it is over, and those of a survey in a branch by tens: what is left waits."
            ),
        )

    @api.model
    def _common_titles(self):
        return [
            self.env._("Satisfaction (1 to 5)"),
            self.env._("Ease (1 to 5)"),
            self.env._("Recommendation (0 to 10)"),
            self.env._("Tone"),
            *self._aspect_labels().values(),
            self.env._("In their words"),
        ]

    @api.model
    def _common(self, request, about):
        scores, analysed, words = (one[request.id] for one in about)
        polarities = self._labels('clinic.feedback.analysis', 'polarity')
        signs = defaultdict(set)
        for aspect in analysed.aspect_ids:
            signs[aspect.aspect].add(aspect.sign)
        return [
            *(scores.get(measure) for measure in SCORES),
            ', '.join(dict.fromkeys(polarities[one.polarity] for one in analysed)),
            # as words: a lone + or − is what a spreadsheet takes for the start of a formula
            *(self._signs_in_words(signs[aspect]) for aspect in self._aspect_labels()),
            '\n'.join(words),
        ]

    @api.model
    def _export_facts(self, requests):
        """({request: {measure: score}}, {request: analyses}, {request: [words]}); words are those
        that the present user may read."""
        owner = {one.sudo().user_input_id.id: one.id for one in requests}
        scores, words = defaultdict(dict), defaultdict(list)
        lines = self.env['survey.user_input.line'].sudo().search_fetch(
            [
                ('user_input_id', 'in', list(owner)),
                ('question_id.clinic_measure', 'in', SCORES),
                ('answer_type', '=', 'scale'),
                ('skipped', '=', False),
            ],
            ['user_input_id', 'question_id', 'value_scale'],
        )  # fmt: skip
        for line in lines:
            scores[owner[line.user_input_id.id]][line.question_id.clinic_measure] = line.value_scale
        Text = self.env['clinic.feedback.text']
        if Text.has_access('read'):
            answers = self.env['survey.user_input'].sudo().browse(owner)
            texts = Text.search([('line_id', 'in', answers.user_input_line_ids.ids)], order='id')
            texts.fetch(['line_id', 'text'])
            for text in texts:
                words[owner[text.sudo().line_id.user_input_id.id]].append(text.text or '')
        Analysis = self.env['clinic.feedback.analysis']
        analysed = defaultdict(Analysis.browse)
        found = Analysis.search([('request_id', 'in', requests.ids)])
        for request, some in found.grouped('request_id').items():
            analysed[request.id] = some
        return scores, analysed, words

    @api.model
    def _signs_in_words(self, signs):
        praised, blamed = self.env._("praised"), self.env._("blamed")
        return ', '.join(word for sign, word in (('+', praised), ('-', blamed)) if sign in signs)

    @api.model
    def _labels(self, model, name):
        return dict(self.env[model]._fields[name]._description_selection(self.env))

    @api.model
    def _local(self, at, company):
        return at and company._on_clock(at.replace(microsecond=0)) or None
