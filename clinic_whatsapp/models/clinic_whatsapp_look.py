import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..cloud_api import (
    CloudApiError,
    GraphError,
    NotSent,
    asks_itself,
    decide,
    people_a_day,
    survey,
)
from .clinic_whatsapp_account_pace import FIRST_LIMIT

_logger = logging.getLogger(__name__)

LOOKS = 4  # numbers asked at a time
QUALITIES = [('GREEN', "Good"), ('YELLOW', "Middling"), ('RED', "Poor"), ('UNKNOWN', "Not rated")]


class ClinicWhatsappAccount(models.Model):
    """What Meta tells of a number: asked once a day, after news of a change, and by every test."""

    _inherit = 'clinic.whatsapp.account'

    handshake_at = fields.Datetime(string="Webhook verified on", readonly=True, copy=False)
    token_expires_at = fields.Datetime(string="Token is good until", readonly=True, copy=False)
    quality = fields.Selection(QUALITIES, readonly=True, copy=False)
    messaging_limit = fields.Integer(
        string="People a day, as Meta says", readonly=True, copy=False, help="0: not told yet."
    )

    def write(self, vals):
        """What was found out with one token or address says nothing of another."""
        if 'new_token' in vals and (vals['new_token'] or '').strip():
            vals = {**vals, 'token_expires_at': False}
        return super().write(vals)

    def _ask(self, call):
        """What a call answers (True for nothing), or None and what is wrong in words."""
        try:
            answer = call()
        except CloudApiError as error:
            answer = error
        return self._answer(True if answer is None else answer)

    def _answer(self, answer):
        """An answer and '', or None and what the error in its place means in words."""
        if isinstance(answer, GraphError):
            return None, self._refusal_words(answer)
        if isinstance(answer, NotSent):
            return None, self.env._(
                "No connection to %(address)s. Check the address and the server's own network.",
                address=self.base_url,
            )
        if isinstance(answer, CloudApiError):
            return None, self.env._("Meta gave no usable answer. Try again in a minute.")
        return answer, ''

    def _is_about_proof(self, error):
        return isinstance(error, GraphError) and 'appsecret_proof' in error.message

    def _refusal_words(self, error):
        """Meta's refusal as a sentence: what it means and what to do."""
        answer = (error.details or error.message)[:200]
        if error.code == 190 and error.subcode == 463:
            return self.env._("The token has run out. Make one that does not, and paste it here.")
        if error.code in (0, 190) or error.http == 401:
            return self.env._(
                "Meta does not accept the token: it was copied in part, or taken back. Make a new "
                "one, and paste it here."
            )
        if self._is_about_proof(error):
            return self.env._(
                "The app asks for a proof with every call. In the app's page, Settings, Advanced, "
                "switch off “Require app secret”."
            )
        if error.code in (33, 100):
            return self.env._(
                "Meta does not find this ID with this token (%(answer)s). Copy both IDs again, and "
                "give the system user the business account as an asset.",
                answer=answer,
            )
        if error.code == 10 or 200 <= error.code < 300:
            return self.env._(
                "The token has no right to it (%(answer)s). Make one with both rights of WhatsApp.",
                answer=answer,
            )
        if error.code == 131042:
            return self.env._("Meta has no way of payment: add one in WhatsApp Manager, Payments.")
        if error.code in (368, 131031):
            return self.env._(
                "Meta has locked the account (%(answer)s): see Business support home.",
                answer=answer,
            )
        if error.code in (4, 80007) or error.http == 429:
            return self.env._("Meta asks us to wait: try again in some minutes.")
        return self.env._("Meta answers: %(answer)s", answer=answer or error.code)

    def _note_number(self, number):
        """Keep what Meta tells of the number; its daily limit is ours until somebody lowers it."""
        people = people_a_day(number.get('whatsapp_business_manager_messaging_limit'))
        quality = str(number.get('quality_rating') or '').upper()
        vals = {
            'display_number': number.get('display_phone_number') or self.display_number,
            'quality': quality if quality in dict(QUALITIES) else 'UNKNOWN',
        }
        self.sudo().write(vals | self._limit_vals(people))

    def _limit_vals(self, people):
        """Meta's limit, followed unless the clinic has set itself a lower one."""
        if not people:
            return {}
        # before the first look Meta's own is not known: by hand is whatever is not the default
        by_hand = (
            self.daily_limit < self.messaging_limit
            if self.messaging_limit
            else self.daily_limit != FIRST_LIMIT
        )
        follow = not by_hand or people < self.daily_limit
        return {'messaging_limit': people} | ({'daily_limit': people} if follow else {})

    def _note_token(self, info):
        try:
            until = datetime.utcfromtimestamp(int(info.get('expires_at') or 0))
        except (TypeError, ValueError, OverflowError, OSError):
            return
        self.sudo().token_expires_at = until if until.year > 1970 else False

    def _handshake_seen(self, challenge):
        """Meta itself has asked for our address."""
        self.ensure_one()
        if not asks_itself(challenge) and not self.handshake_at:
            self.sudo().handshake_at = fields.Datetime.now()

    # ------------------------------------------------------------------ asking
    def _question(self, whole=False):
        """What `cloud_api.survey` needs to ask of this number, as values for another thread.

        :param bool whole: also whether the account, the app and its secret belong together
        """
        self.ensure_one()
        question = {'connection': self._connection(), 'phone_number_id': self.phone_number_id}
        if whole:
            question |= {'waba_id': self.waba_id, 'app_secret': self._secret('app_secret')}
        return question

    def _survey(self):
        """All that Meta says of this number (`cloud_api.Survey`); None without a token."""
        return survey(**self._question(whole=True)) if self.has_token else None

    @api.model
    def _cron_look(self):
        """Once a day: what Meta says of each number and token, before a patient waits in vain."""
        Cron = self.env['ir.cron']
        accounts = self.sudo().search([('has_token', '=', True)])
        questions = {account.id: account._alone_question() for account in accounts}
        Cron._commit_progress(0, remaining=len(questions))  # nothing is held while Meta answers
        with ThreadPoolExecutor(LOOKS, 'whatsapp-look') as pool:
            running = {
                account_id: pool.submit(survey, **question)
                for account_id, question in questions.items()
                if question
            }
            for done, (account_id, future) in enumerate(running.items(), 1):
                try:
                    told = future.result()
                    account = self.sudo().browse(account_id)
                    language = account.company_id._staff_lang()
                    account.with_context(lang=language)._note_look(told)
                    self.env.flush_all()
                except Exception as error:  # noqa: BLE001 - one number must not hide the others
                    self.env.cr.rollback()
                    _logger.error(
                        "Number %s is not looked at: %s", account_id, type(error).__name__
                    )
                if not Cron._commit_progress(1, remaining=len(running) - done):
                    return

    def _alone_question(self):
        """As `_question`; None of a number whose token cannot be opened."""
        try:
            return self._question()
        except UserError as error:
            _logger.error("Number %s cannot be looked at: %s", self.id, error)
            return None

    def _note_look(self, told):
        error = told.number
        if isinstance(error, GraphError):
            # only what stops every message stops the number: this was but a question
            if error.code in (0, 190) or error.http == 401:
                self._learn(decide(error, 0), self._refusal_words(error))
        elif not isinstance(error, CloudApiError):
            self._note_number(told.number)
            self._note_token(self._answer(told.token)[0] or {})
        # no connection: what is sent tells of it, and tomorrow is another look
