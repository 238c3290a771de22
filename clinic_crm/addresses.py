"""Addresses of services that are given a clinic's secrets and what it says to patients."""

from urllib.parse import urlsplit

_HERE = ('localhost', '127.0.0.1', '::1')


def is_here(url: str | None) -> bool:
    """Whether it is this machine's: the sandbox."""
    return _host(url) in _HERE


def is_closed(url: str | None) -> bool:
    """Whether nobody on the way can read what goes there: encrypted, or on this machine."""
    scheme = urlsplit(url or '').scheme if _host(url) else ''
    return scheme == 'https' or (scheme == 'http' and is_here(url))


def _host(url):
    try:
        return urlsplit(url or '').hostname or ''
    except ValueError:  # not an address at all
        return ''
