import logging
from dataclasses import dataclass
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.clinic_crm.jobs import whole_or_not
from odoo.addons.clinic_crm.language.endpoint import EndpointError, Used, converse

from ..analysis import Analysis
from ..analysis.service import LONGEST_ANSWER, SHAPE, TASK, joined, understood
from .clinic_feedback_analysis import plain

_logger = logging.getLogger(__name__)

KIND = 'opinion'
USEFUL = timedelta(days=1)  # after an outage, what is older has been seen by somebody
TRIAL = "La doctora muy amable, pero esperé una hora"


@dataclass(frozen=True)
class Reading:
    """What the service found, and what the answer took."""

    analysis: Analysis
    used: Used


class ClinicLanguageService(models.Model):
    _inherit = 'clinic.language.service'

    kind = fields.Selection(
        selection_add=[(KIND, "Reads the comments of surveys")], ondelete={KIND: 'cascade'}
    )

    def _try_out(self):
        if self.kind != KIND:
            return super()._try_out()
        found = read(self._endpoint(), TRIAL).analysis
        return self.env._(
            "It works. “%(comment)s” was taken for: %(labels)s.",
            comment=TRIAL,
            labels=', '.join([found.polarity, *(f'{x.aspect}{x.sign}' for x in found.aspects)]),
        )


class ClinicFeedbackAnalysis(models.Model):
    """A comment is analysed here in the transaction that stores it, and what cannot wait is found
    there. Where the clinic has a service for it, a job asks that afterwards, once: its labels take
    the place of ours. It may make a comment graver, never milder; what staff corrected stays.
    """

    _inherit = 'clinic.feedback.analysis'

    service_state = fields.Selection(
        [
            ('queued', "To be asked"),
            ('asked', "Asked"),  # so it stays when the job dies meanwhile: ours stands
            ('done', "Read by it"),
            ('failed', "Not read by it"),
        ],
        string="Language service",
        readonly=True,
    )

    _to_ask = models.Index("(id) WHERE service_state = 'queued'")

    @api.model
    def _of_line(self, request, line, text):
        """Anonymous comments stay here: whose names to take out of them is not known."""
        analysis = super()._of_line(request, line, text)
        if analysis and not analysis.is_anonymous and analysis._service():
            analysis.service_state = 'queued'
            self.env.ref('clinic_feedback.ir_cron_analysis_service').sudo()._trigger()
        return analysis

    def _service(self):
        return self.env['clinic.language.service']._of(self.company_id, KIND)

    # ------------------------------------------------------------------ the job
    @api.model
    def _cron_ask_service(self):
        """One comment after the other; no transaction is open while the service thinks."""
        committed = self.env['clinic.whatsapp.kept.mixin']._committed
        while (call := committed(self._claim_for_service)) is not None:
            if call:
                analysis_id, service_id, *asked = call
                result = _read(*asked)
                committed(lambda a=analysis_id, s=service_id, r=result: self._keep_reading(a, s, r))
            if not self.env['ir.cron']._commit_progress(1):
                return

    @api.model
    def _claim_for_service(self):
        """(ids of the analysis and the service, endpoint, text, what is known of the patient);
        (): this one is not to be asked, or breaks; None: there is none."""
        due = self.sudo().search([('service_state', '=', 'queued')], order='id', limit=20)
        analysis = due.try_lock_for_update(limit=1)
        if not analysis:
            return None
        analysis.service_state = 'failed'
        call = []
        whole_or_not(self.env, _logger, f"Comment {analysis.id}", analysis._service_call, call)
        return tuple(call)

    def _service_call(self, call):
        """Put into `call` what `_claim_for_service` returns."""
        service = self._service()
        is_old = self.answered_at < fields.Datetime.now() - USEFUL
        if not service or is_old or self.corrected_at:
            return
        if text := self._said().get(self.line_id.id):
            self.service_state = 'asked'
            clinic = self.company_id.root_id
            known = self._known_names({clinic: self._staff_names(clinic)})
            call += [self.id, service.id, service._endpoint(), text, known]

    @api.model
    def _keep_reading(self, analysis_id, service_id, result):
        """:param result: a `Reading`, or why there is none: an `EndpointError`"""
        service = self.env['clinic.language.service'].sudo().browse(service_id).exists()
        if service:
            service._note_call(result)
        analysis = self.sudo().browse(analysis_id).exists()
        if not analysis or analysis.service_state != 'asked':
            return
        analysis.service_state = 'failed'
        if isinstance(result, EndpointError) or analysis.corrected_at:
            return
        who = f"Comment {analysis.id}"
        whole_or_not(self.env, _logger, who, analysis._take_over, result.analysis)

    def _take_over(self, theirs):
        """Put what the service found in the place of what was found here."""
        was = self.severity
        ours = Analysis(self.polarity, severity=was, evidence=tuple(self._places()))
        found = joined(ours, theirs)
        self.aspect_ids.unlink()
        self.write({'service_state': 'done', **self._found_vals(found), 'found': plain(theirs)})
        request = self.request_id
        request.wait_long = request._felt_long()
        if self.severity != was:
            self.env['clinic.feedback.case']._weigh(request, analysis=self)


def read(endpoint, text, known=()):
    """Ask the service; `EndpointError` when it gives nothing that can be used."""
    said, used = converse(
        endpoint, TASK, {'comentario': text}, SHAPE, known=known, longest=LONGEST_ANSWER
    )
    try:
        return Reading(understood(said, text, endpoint.model), used)
    except ValueError as error:
        raise EndpointError('form', used=used) from error


def _read(endpoint, text, known):
    """What the service found, or why not. No database in here."""
    try:
        return read(endpoint, text, known)
    except EndpointError as error:
        return error
    except Exception as error:  # noqa: BLE001 - it has been read here already
        _logger.error("A comment could not be read again: %s", type(error).__name__)
        return EndpointError('form')
