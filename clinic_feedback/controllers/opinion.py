from odoo import SUPERUSER_ID, http
from odoo.http import request

from odoo.addons.clinic_crm.controllers.page import STRANGERS, draw
from odoo.addons.survey.controllers.main import Survey

from ..models.survey_survey import TYPE

OVER = "Esta encuesta ya se cerró. Si quiere contarnos algo, llámenos o escríbanos: le leemos."
USED = "Esta encuesta ya se contestó. ¡Gracias!"
MINE = "Este enlace es de su paciente: nadie contesta sobre sus propias consultas."
ENDED = "Esta encuesta ya se contestó o se cerró. ¡Gracias!"


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
        values = {'company': found.company_id, 'survey': found.survey_id, 'token': token}
        return draw(request.env(su=True), 'clinic_feedback.opinion_page', values, 200)

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
            return _closed(USED, status=404)
        return request.redirect(answers.get_start_url(), code=303)

    def _found(self, token):
        """(request, None) or (None, the answer that says it is over)."""
        Request = request.env['clinic.feedback.request'].with_user(SUPERUSER_ID)
        found = Request.search([('token', '=', token)]) if len(token) <= 40 else Request
        if not found and not STRANGERS.admits((request.db, None)):
            return None, request.make_response('', status=429)
        if found.state == 'done' or found.is_used:
            return None, _closed(USED, found)
        if not found or not found._is_open():
            return None, _closed(OVER, found, status=200 if found else 404)
        if found.with_user(request.env.user).sudo()._rates_me():
            return None, _closed(MINE, found, status=403)
        return found, None


class ClinicSurvey(Survey):
    """Odoo's pages, for patients: whoever has the link answers, whether or not logged in, but
    nobody about their own visits; and nobody reads there what was answered."""

    def _check_validity(
        self, survey_sudo, answer_sudo, answer_token, ensure_token=True, check_partner=True
    ):
        if answer_sudo and answer_sudo.clinic_owned:
            check_partner = False
            asked = answer_sudo.clinic_request_ids.with_user(request.env.user).sudo()
            if any(one._rates_me() for one in asked):
                return 'answer_wrong_user'
        return super()._check_validity(
            survey_sudo, answer_sudo, answer_token, ensure_token, check_partner
        )

    def _redirect_with_error(self, access_data, error_key):
        """The address of anonymous answers ends with them."""
        if error_key == 'token_wrong' and access_data['survey_sudo'].survey_type == TYPE:
            return _closed(ENDED, status=404)
        return super()._redirect_with_error(access_data, error_key)

    def _prepare_survey_data(self, survey_sudo, answer_sudo, **post):
        if answer_sudo.clinic_owned:
            post.pop('previous_page_id', None)  # it shows what was answered
        return super()._prepare_survey_data(survey_sudo, answer_sudo, **post)

    @http.route()
    def survey_submit(self, survey_token, answer_token, **post):
        _survey, answers = self._fetch_from_access_token(survey_token, answer_token)
        result = super().survey_submit(survey_token, answer_token, **post)
        if 'error' not in result[1]:
            answers.clinic_request_ids._entered_by(request.env.user)
        return result

    @http.route()
    def survey_print(self, survey_token, review=False, answer_token=None, **post):
        _survey, answers = self._fetch_from_access_token(survey_token, answer_token)
        if answers.clinic_owned and not answers.test_entry:
            return request.not_found()
        return super().survey_print(survey_token, review, answer_token, **post)


def _closed(words, found=None, status=200):
    company = found.company_id if found else request.env['res.company']
    values = {'company': company, 'survey': found and found.survey_id, 'words': words}
    return draw(request.env(su=True), 'clinic_feedback.opinion_closed', values, status)
