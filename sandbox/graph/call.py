"""One call of the Graph API: who calls, what was asked, what the faults do to it."""

import time
from dataclasses import dataclass, field
from typing import Any

from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Request

from ..chat import Chats
from ..records import Account, Json, Phone
from ..webhooks import signing
from ..world import World
from .errors import GraphError, unknown_object
from .limits import Limits


class Dropped(Exception):
    """The connection is to be cut without an answer."""


@dataclass
class Call:
    """A request after its token was recognised."""

    world: World
    chats: Chats
    limits: Limits
    request: Request
    account: Account
    name: str
    notes: Json = field(default_factory=dict)

    def json(self) -> Json:
        """The body as an object; what is no JSON counts as empty, as at Meta."""
        if 'body' not in self.notes:
            try:
                body: Any = self.request.get_json(force=True)
            except BadRequest:
                body = None
            self.notes['body'] = body if isinstance(body, dict) else {}
        found: Json = self.notes['body']
        return found

    def number(self, object_id: str) -> Account:
        """The business number of this id, when the token may use it."""
        account = self.world.accounts.get(object_id)
        if account is None or account.token != self.account.token:
            raise unknown_object(object_id, self.request.method.lower())
        return account

    def business(self, object_id: str) -> Account:
        """A number of the WhatsApp Business account of this id."""
        for account in self.world.accounts.values():
            if account.waba_id == object_id and account.token == self.account.token:
                return account
        raise unknown_object(object_id, self.request.method.lower())

    def facts(self) -> Json:
        """What a fault's `match` is compared with."""
        return facts(self.request, self.name, self.account.phone_number_id)

    def late_error(self, account: Account, phone: Phone | None, kind: str) -> GraphError | None:
        """An error that a fault wants told as a status, after the message was accepted."""
        about = self.facts() | {'type': kind, 'phone': phone.id if phone else ''}
        rule = self.world.faults.hit('failed', about)
        return GraphError(int(rule['code'])) if rule else None


def facts(request: Request, name: str, account: str) -> Json:
    found: Json = {
        'path': request.path,
        'method': request.method,
        'call': name,
        'account': account,
    }
    if name == 'messages' and request.mimetype == 'application/json':
        body = request.get_json(silent=True)
        if isinstance(body, dict):
            found['type'] = 'read' if 'status' in body else body.get('type', 'text')
            found['to'] = str(body.get('to') or body.get('recipient') or '')
            template = body.get('template')
            if isinstance(template, dict):
                found['template'] = template.get('name')
    return found


def authenticate(world: World, request: Request) -> Account:
    """*Graph API > Authentication*: a Bearer token, or `access_token` in the query.

    :raise GraphError: 190, or 100 for a wrong `appsecret_proof`
    """
    header = request.headers.get('Authorization', '')
    kind, _, token = header.partition(' ')
    if kind.lower() not in ('bearer', 'oauth'):
        token = request.args.get('access_token', '')
    if not token:
        raise GraphError(
            190, message="An access token is required to request this resource.", status=401
        )
    found = [account for account in world.accounts.values() if account.token == token.strip()]
    if not found:
        raise GraphError(190, message="Invalid OAuth access token - Cannot parse access token")
    account = next((each for each in found if each.phone_number_id in request.path), found[0])
    if account.token_expires is not None and account.token_expires <= world.clock.now():
        raise expired(account.token_expires)
    proof = request.args.get('appsecret_proof')
    wanted = signing.proof(account.token, account.app_secret)
    if account.require_proof and not proof:
        raise GraphError(100, message="API calls from the server require an appsecret_proof")
    if proof and proof != wanted:
        raise GraphError(100, message="Invalid appsecret_proof provided in the API argument")
    return account


def expired(moment: float) -> GraphError:
    when = time.strftime('%A, %d-%b-%y %H:%M:%S UTC', time.gmtime(moment))
    return GraphError(
        190,
        message=f"Error validating access token: Session has expired on {when}.",
        subcode=463,
    )


def strike(world: World, about: Json) -> None:
    """What the faults do before the call is looked at.

    :raise GraphError: the answer a fault wants
    :raise Dropped: no answer at all
    """
    if slow := world.faults.hit('slow', about):
        time.sleep(min(60.0, slow['seconds']))
    if world.faults.hit('drop', about):
        raise Dropped
    if world.faults.hit('token_expired', about):
        raise expired(world.clock.now())
    if rule := world.faults.hit('rate_limit', about):
        raise GraphError(rule['code'], retry_after=rule['retry_after'], status=429)
    if rule := world.faults.hit('error', about):
        code = int(rule['code'])
        subcode = 463 if code == 190 else None
        raise GraphError(code, subcode=subcode, retry_after=rule['retry_after'])
