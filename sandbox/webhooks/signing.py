"""The bytes of a webhook and their signature.

*Graph API > Webhooks > Getting started > Validating payloads*: the signature is made over the
payload with every non-ASCII letter escaped, in lower case hexadecimals. PHP's encoder, which Meta's
bodies come from, also escapes slashes.
"""

import hashlib
import hmac
import json

from ..records import Json


def encode(payload: Json) -> bytes:
    """
    >>> encode({'texto': 'mañana a/b'})
    b'{"texto":"ma\\\\u00f1ana a\\\\/b"}'
    """
    text = json.dumps(payload, ensure_ascii=True, separators=(',', ':'))
    return text.replace('/', '\\/').encode()


def headers(body: bytes, secret: str) -> dict[str, str]:
    """Both signatures Meta sends; only the second is to be trusted."""
    return {
        'Content-Type': 'application/json',
        'User-Agent': 'facebookexternalua',
        'X-Hub-Signature': f'sha1={_sign(body, secret, "sha1")}',
        'X-Hub-Signature-256': f'sha256={_sign(body, secret, "sha256")}',
    }


def proof(token: str, secret: str) -> str:
    """`appsecret_proof` (*Graph API > Secure requests*)."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _sign(body: bytes, secret: str, algorithm: str) -> str:
    return hmac.new(secret.encode(), body, algorithm).hexdigest()
