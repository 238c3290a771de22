import json
from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..cloud_api import (
    Client,
    CloudApiError,
    GraphError,
    NotSent,
    PayloadError,
    read_template,
    sample_pdf,
)
from ..cloud_api.templates import CATEGORIES

CLOCKS_DIFFER = timedelta(minutes=1)  # Meta's and ours, at most: no news of Meta's is missed
SUBMITTING = 'SUBMITTING'  # ours: committed before Meta is asked, so that a lost answer shows


class ClinicWhatsappTemplate(models.Model):
    """Texts go to Meta's review and come from it.

    What is written before Meta is asked is committed first, and what Meta answered is written after
    it: nothing is locked while Meta answers, and nothing Meta has taken is forgotten by a rollback.
    """

    _inherit = 'clinic.whatsapp.template'

    def action_submit(self):
        """Give the texts to Meta for review.

        One whose answer was lost stays `SUBMITTING`; submitted again, it is first looked for.

        :raises UserError: what is wrong with one, and none is submitted; or what Meta answered to
            those it did not take, and the others are submitted
        """
        self.check_access('write')
        drafts = self.filtered(lambda record: record.status in ('DRAFT', SUBMITTING))
        questions = [(draft.id, draft._submission()) for draft in drafts]
        drafts.sudo().write({'status': SUBMITTING, 'rejected_reason': False})
        self.env['clinic.whatsapp.account']._let_go()
        answers = [(draft_id, _submit(**question)) for draft_id, question in questions]
        problems = [
            problem
            for draft_id, answer in answers
            if (problem := self.browse(draft_id).sudo()._submitted(answer))
        ]
        if problems:
            # kept, whatever is told now
            self.env['clinic.whatsapp.account']._let_go()
            raise UserError("\n".join(dict.fromkeys(problems)))

    def _submission(self):
        """What `_submit` needs, as plain values.

        :raises UserError: Meta would not take it
        """
        self.ensure_one()
        template = self._template()
        try:
            template.check()
            if template.header_kind != 'DOCUMENT':
                template.creation()
        except PayloadError as error:
            raise UserError(self._problem_words(error)) from error
        return {
            'connection': self.account_id._connection(),
            'waba_id': self.account_id.waba_id,
            'template': template,
            'maybe_there': self.status == SUBMITTING,
        }

    def _submitted(self, answer):
        """Write what Meta answered; returns what is to be told of it, or ''."""
        self.ensure_one()
        if self.status != SUBMITTING:
            return ''  # a webhook, or a colleague who pressed at the same time, was faster
        if isinstance(answer, CloudApiError):
            if isinstance(answer, GraphError | NotSent | PayloadError):
                self.status = 'DRAFT'
                return self._refusal(self.account_id, answer)
            return self.env._(
                "Meta's answer for “%(name)s” was lost: it may have the text. Submit it again in a "
                "minute: it is not submitted twice.",
                name=self.name,
            )
        self.write(
            {
                'remote_id': str(answer.get('id') or '') or False,
                'status': answer.get('status') or 'PENDING',
                'components': json.dumps(answer['components']),
            }
        )
        return ''

    # ------------------------------------------------------------------ what Meta has
    @api.model
    def _sync(self, accounts):
        """Bring the texts of these numbers to what Meta has, page after page.

        :raises UserError: Meta did not answer; what came of other numbers is kept
        """
        asked_at = fields.Datetime.now() - CLOCKS_DIFFER
        questions = [(one.id, one._connection(), one.waba_id) for one in accounts]
        accounts._let_go()
        answers = [(number, _ask_all(*question)) for number, *question in questions]
        problems = []
        for number, answer in answers:
            account = accounts.browse(number)
            if isinstance(answer, CloudApiError):
                problems.append(self._refusal(account, answer))
            else:
                self._take_in(account, answer, asked_at)
        if problems:
            accounts._let_go()  # kept, whatever is told now
            raise UserError("\n".join(dict.fromkeys(problems)))

    @api.model
    def _take_in(self, account, nodes, asked_at):
        """Write what Meta told of the texts of an account."""
        for node in nodes:
            known = self.sudo().search(
                [
                    ('account_id.waba_id', '=', account.waba_id),
                    ('name', '=', node.get('name')),
                    ('language', '=', node.get('language')),
                ],
                limit=1,
            )
            template = read_template(node)
            vals = {
                'status': node.get('status') or 'PENDING',
                'status_at': asked_at,
                'remote_id': str(node.get('id') or '') or False,
                'components': json.dumps(node.get('components') or []),
                'rejected_reason': node.get('rejected_reason') or False,
                'body': template.body or '-',
                'header': template.header or False,
                'footer': template.footer or False,
                'parked': False,
            }
            if node.get('category') in CATEGORIES:
                vals['category'] = node['category']
            if known:
                known.write(vals)
            else:
                self.sudo().create(
                    vals
                    | {
                        'account_id': account.id,
                        'name': node.get('name'),
                        'language': node.get('language'),
                    }
                )
        told = {str(node.get('id') or '') for node in nodes}
        gone = (
            self.sudo()
            .search([('account_id.waba_id', '=', account.waba_id), ('remote_id', '!=', False)])
            .filtered(lambda known: known.remote_id not in told)
        )
        gone.write({'status': 'DELETED'})

    @api.model
    def _refusal(self, account, error):
        if isinstance(error, PayloadError):
            return self._problem_words(error)
        if not isinstance(error, GraphError):
            return account._answer(error)[1]
        return self.env._(
            "Meta did not take it: %(answer)s. Test the connection of the number, or try "
            "again in a minute.",
            answer=str(error)[:300],
        )


class ClinicWhatsappAccount(models.Model):
    _inherit = 'clinic.whatsapp.account'

    def action_sync_templates(self):
        """Fetch the approved texts of these numbers."""
        self.check_access('write')
        self.env['clinic.whatsapp.template']._sync(self)
        return self.env['ir.actions.act_window']._for_xml_id(
            'clinic_whatsapp.clinic_whatsapp_template_action'
        )

    @api.model
    def _let_go(self):
        """Commit what a person's press of a button has written so far: nothing is locked, and
        nothing can be taken back, while Meta answers."""
        self.env['clinic.whatsapp.kept.mixin']._commit()


# ------------------------------------------------------------------ without the database
def _submit(connection, waba_id, template, maybe_there):
    """Meta's answer with the ``components`` it was given, or the error in its place."""
    client = Client(**connection)
    try:
        if maybe_there:
            for node in client.templates(waba_id):
                if (node.get('name'), node.get('language')) == (template.name, template.language):
                    return {'components': [], **node}
        if template.header_kind == 'DOCUMENT':
            handle = client.upload_sample(sample_pdf(), 'application/pdf', 'ejemplo.pdf')
            template = replace(template, header_example=handle)
        creation = template.creation()
        return client.create_template(waba_id, creation) | {'components': creation['components']}
    except CloudApiError as error:
        return error
    finally:
        client.close()


def _ask_all(connection, waba_id):
    """All that Meta has of an account, or the error in its place."""
    client = Client(**connection)
    try:
        return list(client.templates(waba_id))
    except CloudApiError as error:
        return error
    finally:
        client.close()
