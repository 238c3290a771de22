"""The calls to the Graph API. Each says how it ended by what it returns or raises.

API pages: "Messages", "Media", "Message templates", "Business phone numbers". No call is made twice
in here: whether the same may be sent again is the caller's to know, who can write it down first.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from .errors import GraphError, MediaError, NotSent, OutcomeUnknown

DEFAULT_URL = 'https://graph.facebook.com'
DEFAULT_VERSION = 'v23.0'
CONNECT_SECONDS, READ_SECONDS = 5.0, 30.0
LARGEST_MEDIA = 100 * 1024 * 1024  # Meta's own limit, of a document
LONGEST_ANSWER = 8 * 1024 * 1024
PAGES = 200  # of a list, before it is taken for endless
DOWNLOAD_SECONDS = 120.0  # for a whole file, however slowly it drips
HOPS = 3

# Where Meta keeps files: they ask for our token, which nobody else may be shown.
MEDIA_HOSTS = ('facebook.com', 'fbcdn.net', 'fbsbx.com', 'whatsapp.net')
_VERSION = re.compile(r'v\d{1,3}\.\d')


@dataclass(frozen=True)
class Accepted:
    """Meta took a message: it will be tried, which is not yet delivered. ``wa_id``: the spelling of
    the number Meta knows the person by."""

    wamid: str
    wa_id: str = ''
    status: str = 'accepted'


@dataclass(frozen=True)
class MediaFile:
    """A file of a patient's, fetched and found whole."""

    content: bytes
    mime_type: str
    sha256: str


class Client:
    """One account's way to the Graph API. It keeps connections open: one object a thread.

    :param base_url: Meta's, or that of the sandbox
    :param app_secret: with it each call carries its proof, which some apps ask for
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str = DEFAULT_URL,
        version: str = DEFAULT_VERSION,
        app_secret: str = '',
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
        session: requests.Session | None = None,
    ) -> None:
        if not _VERSION.fullmatch(version):
            raise ValueError(f"{version!r} is no version of the Graph API, such as v23.0")
        self._root = base_url.rstrip('/')
        self._version = version
        self._timeout = timeout
        self._session = session or requests.Session()
        self._session.trust_env = False  # no ~/.netrc in the place of our token
        self._headers = {'Authorization': f'Bearer {token}'}
        self._proof = {}
        if app_secret:
            proof = hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            self._proof = {'appsecret_proof': proof}

    def close(self) -> None:
        """Let go of the open connections."""
        self._session.close()

    # ------------------------------------------------------------------ messages

    def send(self, phone_number_id: str, body: Mapping[str, Any]) -> Accepted:
        """Send what `messages.envelope` made.

        :raises GraphError: Meta refused it; nothing was sent
        :raises NotSent: no connection; nothing was sent
        :raises OutcomeUnknown: it may have been accepted
        """
        answer = self._call('POST', f'{phone_number_id}/messages', json=dict(body))
        try:
            [message, *_more] = answer['messages']
            wamid = str(message['id'])
        except (KeyError, TypeError, ValueError) as error:
            raise OutcomeUnknown("an answer without a message id") from error
        contacts = answer.get('contacts') or [{}]
        wa_id = contacts[0].get('wa_id') if isinstance(contacts[0], Mapping) else ''
        return Accepted(wamid, str(wa_id or ''), str(message.get('message_status') or 'accepted'))

    def mark_read(self, phone_number_id: str, body: Mapping[str, Any]) -> None:
        """Send what `messages.read_mark` made. Doing it twice does no harm."""
        self._call('POST', f'{phone_number_id}/messages', json=dict(body))

    # ------------------------------------------------------------------ media

    def upload(self, phone_number_id: str, content: bytes, mime_type: str, filename: str) -> str:
        """Hand over a file; returns its id, good for 30 days."""
        answer = self._call(
            'POST',
            f'{phone_number_id}/media',
            data={'messaging_product': 'whatsapp', 'type': mime_type},
            files={'file': (filename, content, mime_type)},
        )
        return _identifier(answer)

    def media(self, media_id: str) -> dict[str, Any]:
        """``url``, ``mime_type``, ``sha256`` (base64) and ``file_size`` of a file."""
        return self._call('GET', media_id)

    def download(
        self,
        url: str,
        *,
        sha256: str = '',
        largest: int = LARGEST_MEDIA,
        seconds: float = DOWNLOAD_SECONDS,
    ) -> MediaFile:
        """Fetch a file by the address Meta gave for it.

        :param sha256: in base64 or hexadecimal, as the message said; '' for unknown
        :param seconds: for all of it
        :raises MediaError: it is larger than ``largest`` bytes, not what was sent, or not Meta's
        :raises GraphError: the address has run out (404), or Meta refuses
        :raises NotSent: it did not come, or not in time
        """
        until = time.monotonic() + seconds
        try:
            with self._follow(url) as response:
                if response.status_code != 200:
                    raise self._refusal(response)
                content = _read(response, largest, until)
                mime_type = response.headers.get('Content-Type', '')
        except requests.RequestException as error:
            raise NotSent("the file could not be fetched") from error
        except ValueError as error:  # of an address to go on to that is none
            raise MediaError('untrusted') from error
        if content is None:
            raise MediaError('too_large')
        digest = hashlib.sha256(content).digest()
        if sha256 and sha256 not in (base64.b64encode(digest).decode(), digest.hex()):
            raise MediaError('altered')
        return MediaFile(content, mime_type, base64.b64encode(digest).decode())

    def _follow(self, url: str) -> requests.Response:
        """The answer at an address of Meta's, past its redirects; only the host Meta named first
        is shown our token.

        :raises MediaError: it leads away from Meta
        """
        first = ''
        for _hop in range(HOPS):
            if not self._is_metas(url):
                break
            host = urlsplit(url).netloc
            first = first or host
            response = self._session.get(
                url,
                headers=self._headers if host == first else {},
                timeout=self._timeout,
                stream=True,
                allow_redirects=False,
            )
            if not response.is_redirect:
                return response
            response.close()
            url = urljoin(url, response.headers['Location'])
        raise MediaError('untrusted')

    def _is_metas(self, url: str) -> bool:
        """Whether our token may be shown there: where the API is, or at Meta's, encrypted."""
        try:
            there, home = urlsplit(url), urlsplit(self._root)
            same = (there.scheme, there.hostname, there.port) == (
                home.scheme,
                home.hostname,
                home.port,
            )
        except ValueError:
            return False
        host = there.hostname or ''
        known = any(host == name or host.endswith(f'.{name}') for name in MEDIA_HOSTS)
        return same or (there.scheme == 'https' and known)

    # ------------------------------------------------------------------ templates

    def templates(self, waba_id: str, limit: int = 100) -> Iterator[dict[str, Any]]:
        """All templates of an account, page after page."""
        fields = 'id,name,language,status,category,parameter_format,components,quality_score'
        parameters = {'limit': str(limit), 'fields': f'{fields},rejected_reason'}
        for _page in range(PAGES):
            answer = self._call('GET', f'{waba_id}/message_templates', params=parameters)
            yield from answer.get('data') or ()
            paging = answer.get('paging') or {}
            after = (paging.get('cursors') or {}).get('after')
            if not paging.get('next') or not after or after == parameters.get('after'):
                return
            parameters['after'] = after

    def create_template(self, waba_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Submit what `templates.Template.creation` made; returns ``id``, ``status``,
        ``category``."""
        return self._call('POST', f'{waba_id}/message_templates', json=dict(body))

    def upload_sample(self, content: bytes, mime_type: str, filename: str) -> str:
        """Hand over a sample for the review of a template; returns its handle.

        API page: "Resumable Upload". ``app`` is the app our token is of.
        """
        described = {
            'file_length': str(len(content)),
            'file_type': mime_type,
            'file_name': filename,
        }
        session = _identifier(self._call('POST', 'app/uploads', params=described))
        answer = self._call('POST', session, data=content, extra_headers={'file_offset': '0'})
        handle = answer.get('h')
        if not isinstance(handle, str) or not handle:
            raise OutcomeUnknown("an upload without a handle")
        return handle

    # ------------------------------------------------------------------ account

    def phone_number(self, phone_number_id: str) -> dict[str, Any]:
        """Name, quality, throughput and limits of a number."""
        fields = (
            'id,display_phone_number,verified_name,quality_rating,throughput,status,name_status,'
            'whatsapp_business_manager_messaging_limit'
        )
        return self._call('GET', phone_number_id, params={'fields': fields})

    def phone_numbers(self, waba_id: str) -> list[dict[str, Any]]:
        """The numbers of an account, as far as one page goes (Meta allows 20)."""
        return list(self._call('GET', f'{waba_id}/phone_numbers').get('data') or ())

    def subscribe(self, waba_id: str, callback_url: str = '', verify_token: str = '') -> None:
        """Ask for the account's webhooks. Doing it twice does no harm.

        :param callback_url: where they go instead of the app's own address; Meta asks it at once
            whether it knows ``verify_token``
        """
        body = {'override_callback_uri': callback_url, 'verify_token': verify_token}
        more = {'json': body} if callback_url else {}
        self._call('POST', f'{waba_id}/subscribed_apps', **more)

    def token_info(self) -> dict[str, Any]:
        """What Meta knows of our own token: ``is_valid``, ``expires_at`` (0: never), ``scopes``."""
        token = self._headers['Authorization'].removeprefix('Bearer ')
        info = self._call('GET', 'debug_token', params={'input_token': token}).get('data')
        return info if isinstance(info, dict) else {}

    def subscriptions(self, waba_id: str) -> list[dict[str, Any]]:
        """The apps that get the account's webhooks."""
        return list(self._call('GET', f'{waba_id}/subscribed_apps').get('data') or ())

    # ------------------------------------------------------------------ the wire

    def _call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        options['params'] = {**options.get('params', {}), **self._proof} or None
        headers = self._headers | options.pop('extra_headers', {})
        url = f'{self._root}/{self._version}/{path}'
        try:
            # past the session's cookies, hooks and redirects, of which there are none: it is made
            # eighty times a second
            request = requests.Request(method, url, headers=headers, **options).prepare()
            response = self._session.get_adapter(url).send(
                request, timeout=self._timeout, stream=True
            )
            with response:
                content = _read(response, LONGEST_ANSWER)
        except requests.RequestException as error:
            if _never_left(error):
                raise NotSent("no connection") from error
            raise OutcomeUnknown(type(error).__name__) from error
        answer = _object(content)
        if response.status_code >= 400 or 'error' in answer:
            raise self._refusal(response, answer)
        if response.status_code != 200 or not answer:
            raise OutcomeUnknown(f"HTTP {response.status_code} without an answer")
        return answer

    def _refusal(
        self, response: requests.Response, answer: Mapping[str, Any] | None = None
    ) -> GraphError | OutcomeUnknown:
        """What an answer that is no success means.

        Graph itself refuses with an error object. A 5xx without one is a gateway's in between, and
        what lies behind it may have accepted the message.
        """
        error = (answer or {}).get('error')
        if not isinstance(error, Mapping):
            if response.status_code >= 500 and response.request.method == 'POST':
                return OutcomeUnknown(f"HTTP {response.status_code}")
            error = {}
        return GraphError.of(error, response.status_code, _retry_after(response.headers))


def _never_left(error: requests.RequestException) -> bool:
    """Whether the connection itself failed: then not a byte of the request was written."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    reason = error.args[0] if error.args else None
    reason = getattr(reason, 'reason', reason)
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError, NameResolutionError)) or (
        isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.MissingSchema))
        or (isinstance(error, requests.exceptions.SSLError) and 'CERTIFICATE' in str(reason))
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds Meta asks us to wait: `Retry-After`, or the usage header's minutes."""
    if re.fullmatch(r'\d+(\.\d+)?', headers.get('Retry-After', '')):
        return float(headers['Retry-After'])
    try:
        usage = json.loads(headers.get('X-Business-Use-Case-Usage', ''))
        minutes = [
            float(item['estimated_time_to_regain_access'])
            for items in usage.values()
            for item in items
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    longest = max(minutes, default=0.0)
    return longest * 60 if longest > 0 else None


def _read(response: requests.Response, largest: int, until: float | None = None) -> bytes | None:
    """The body, or None when it is larger; no more than that is ever held."""
    chunks, size = [], 0
    for chunk in response.iter_content(16 * 1024):
        size += len(chunk)
        if size > largest:
            return None
        if until is not None and time.monotonic() > until:
            raise requests.ReadTimeout("too slow")
        chunks.append(chunk)
    return b''.join(chunks)


def _object(content: bytes | None) -> dict[str, Any]:
    try:
        answer = json.loads(content or b'')
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _identifier(answer: Mapping[str, Any]) -> str:
    identifier = str(answer.get('id') or '')
    if not identifier:
        raise OutcomeUnknown("an answer without an id")
    return identifier
