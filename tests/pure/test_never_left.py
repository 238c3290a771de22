"""Whether a request that failed can have been read: WhatsApp's client and the PACs' judge alike.

Each stands in a package of its own that imports no other; this keeps the two from drifting apart.
"""

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NameResolutionError, NewConnectionError, SSLError

from odoo.addons.clinic_cfdi.engine.pac import wire
from odoo.addons.clinic_whatsapp.cloud_api import client


def retried(reason):
    return MaxRetryError(None, '/', reason)


NEVER = [
    requests.ConnectTimeout(),
    requests.ConnectionError(retried(NewConnectionError(None, "refused"))),
    requests.ConnectionError(retried(NameResolutionError('host', None, OSError("no such host")))),
    requests.exceptions.InvalidURL(),
    requests.exceptions.MissingSchema(),
    requests.exceptions.SSLError(retried(SSLError("[SSL: CERTIFICATE_VERIFY_FAILED] expired"))),
]
PERHAPS = [
    requests.ReadTimeout(),
    requests.ConnectionError("Connection aborted."),
    requests.exceptions.ChunkedEncodingError(),
    requests.exceptions.SSLError(retried(SSLError("[SSL] record layer failure"))),
]


@pytest.mark.parametrize('judge', [client._never_left, wire._never_left])
def test_never_left(judge):
    assert all(map(judge, NEVER))
    assert not any(map(judge, PERHAPS))
