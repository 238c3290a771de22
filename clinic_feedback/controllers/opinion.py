from odoo import SUPERUSER_ID, http
from odoo.http import request

from odoo.addons.clinic_crm.controllers.page import STRANGERS, draw
from odoo.addons.survey.controllers.main import Survey

OVER = "Esta encuesta ya se cerró. Si quiere contarnos algo, llámenos o escríbanos: le leemos."
USED = "Esta encuesta ya se contestó. ¡Gracias!"


class OpinionPage(http.Controller):
    """Where a survey is answered on the web, by the link of its invitation and without a login."""

    @http.route(
        '/clinic/opinion/<string:token>', type='http', auth='public', methods=['GET'], sitemap=False
    )
    def page(self, token, **params):
        found, refusal = self._found(token)
        if refusal:
            return refusal
        if not found.is_anonymous:
            return request.redirect(found.user_input_id.get_start_url())
        return self._render('clinic_feedback.opinion_page', found, token=token)

    @http.route(
        '/clinic/opinion/<string:token>', type='http', auth='public', methods=['POST'],
        sitemap=False, csrf=False,
    )  # fmt: skip
    def begin(self, token, **params):
        """Programs that look into mails open links: only this uses up an anonymous invitation."""
        found, refusal = self._found(token)
        if refusal:
            return refusal
        answers = found.user_input_id if not found.is_anonymous else found._open_anonymously()
        if not answers:
            return self._render('clinic_feedback.opinion_closed', words=USED, status=404)
        return request.redirect(answers.get_start_url(), code=303)

    def _found(self, token):
        """(request, None) or (None, the answer that says it is over)."""
        Request = request.env['clinic.feedback.request'].with_user(SUPERUSER_ID)
        found = Request.search([('token', '=', token)]) if len(token) <= 40 else Request
        if not found and not STRANGERS.admits((request.db, None)):
            return None, request.make_response('', status=429)
        if found.state == 'done' or found.is_used:
            return None, self._render('clinic_feedback.opinion_closed', found, words=USED)
        if not found or not found._is_open():
            status = 200 if found else 404
            return None, self._render(
                'clinic_feedback.opinion_closed', found, words=OVER, status=status
            )
        return found, None

    def _render(self, template, found=None, status=200, **values):
        company = found.company_id if found else request.env['res.company']
        values = {'company': company, 'survey': found and found.survey_id, **values}
        return draw(request.env(su=True), template, values, status)


class ClinicSurvey(Survey):
    """Odoo's pages, for patients: whoever has the link answers, whether or not logged in."""

    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True
    ):
        if answer_sudo and answer_sudo.clinic_owned:
            check_partner = False
        return super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token, check_partner
        )
