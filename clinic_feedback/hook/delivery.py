"""One POST to an address that somebody typed.

The name is looked up once, every address it has must be a public one, and the connection goes to
the very address that was checked: a name that answers otherwise a moment later leads nowhere else.
No redirect is followed, and of what comes back only the number is looked at.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import certifi
import urllib3

CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
_LOCAL = frozenset(('localhost', '127.0.0.1', '::1'))
_CARRYING = tuple(map(ip_network, ('64:ff9b::/96', '64:ff9b:1::/48')))  # IPv4 within IPv6


class HookError(Exception):
    """It was not delivered. ``reason``: ``address`` (not one to send to), ``private`` (it leads
    into a network that is not public), ``unknown`` (no such name), ``silent`` (cannot be reached),
    ``late``, ``secure`` (its certificate is not good), ``refused`` (it said no: ``status``)."""

    def __init__(self, reason: str, status: int = 0) -> None:
        self.reason = reason
        self.status = status
        super().__init__(f"{reason} {status or ''}".strip())


def check_address(url: str, local: bool = False) -> SplitResult:
    """Raise `HookError` unless it may be sent to, as far as that is written in it.

    :param local: this machine may be meant, without encryption (trials and tests)
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises on one that is none
    except ValueError as error:
        raise HookError('address') from error
    host = parts.hostname
    strange = any(one.isspace() or ord(one) < 32 for one in url)
    if not host or strange or parts.fragment or parts.username or parts.password:
        raise HookError('address')
    if parts.scheme == 'http' and local and host in _LOCAL:
        return parts
    if parts.scheme != 'https':
        raise HookError('address')
    if not local:
        if host in _LOCAL:
            raise HookError('private')
        try:
            literal = ip_address(host)
        except ValueError:  # a name: what it stands for is looked at when it is called
            return parts
        if not _is_public(literal):
            raise HookError('private')
    return parts


def deliver(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    local: bool = False,
    seconds: float = READ_SECONDS,
) -> int:
    """Send it; return the number of the answer, which is one of success.

    :param seconds: how long all of it may take, from the connection on
    :raises HookError: it was not taken
    """
    parts = check_address(url, local)
    host = parts.hostname or ''
    port = parts.port or (443 if parts.scheme == 'https' else 80)
    address = _look_up(host, port, local)
    timeout = urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds)
    pool: urllib3.HTTPConnectionPool
    if parts.scheme == 'https':
        pool = urllib3.HTTPSConnectionPool(
            address,
            port,
            timeout=timeout,
            retries=False,
            cert_reqs='CERT_REQUIRED',
            ca_certs=certifi.where(),
            ssl_minimum_version=ssl.TLSVersion.TLSv1_2,
            server_hostname=host,
            assert_hostname=host,
        )
    else:
        pool = urllib3.HTTPConnectionPool(address, port, timeout=timeout, retries=False)
    target = (parts.path or '/') + (f'?{parts.query}' if parts.query else '')
    named = host if ':' not in host else f'[{host}]'
    whole = {
        'Host': f'{named}:{parts.port}' if parts.port else named,
        'User-Agent': 'clinic-feedback/1',
        'Content-Type': 'application/json',
        **headers,
    }
    over = threading.Event()
    try:
        with _cut_off(pool, seconds, over):
            answer = pool.urlopen(
                'POST', target, body=body, headers=whole, redirect=False, retries=False,
                preload_content=False,
            )  # fmt: skip
            status = answer.status
            answer.close()
    except urllib3.exceptions.SSLError as error:
        raise HookError('late' if over.is_set() else 'secure') from error
    except urllib3.exceptions.NewConnectionError as error:  # counted as a timeout by urllib3
        raise HookError('silent') from error
    except urllib3.exceptions.TimeoutError as error:
        raise HookError('late') from error
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise HookError('late' if over.is_set() else 'silent') from error
    finally:
        pool.close()
    if over.is_set():  # what came until then may read like a whole answer
        raise HookError('late')
    if not 200 <= status < 300:
        raise HookError('refused', status)
    return status


@contextmanager
def _cut_off(
    pool: urllib3.HTTPConnectionPool, seconds: float, over: threading.Event
) -> Iterator[None]:
    """Shut the connection after so long: a byte now and then would hold it open for ever."""
    connection = pool._get_conn()
    pool._put_conn(connection)  # the one that is taken next

    def cut() -> None:
        over.set()
        used: socket.socket | None = getattr(connection, 'sock', None)
        if used is not None:
            with suppress(OSError):
                socket.socket.shutdown(used, socket.SHUT_RDWR)  # not that of TLS: it would wait

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _look_up(host: str, port: int, local: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HookError('unknown') from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise HookError('unknown')
    if not local and not all(_is_public(ip_address(one.partition('%')[0])) for one in addresses):
        raise HookError('private')
    return addresses[0]


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is None and any(address in network for network in _CARRYING):
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None and not _is_public(inner):
            return False
        if address.ipv4_mapped:
            return True
    return address.is_global and not address.is_multicast
