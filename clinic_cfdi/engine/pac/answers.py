"""What the PACs and SAT answer, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from ..catalogues.lookup import bare
from ..seal import STAMP
from .errors import Mismatch, Unknown


@dataclass(frozen=True)
class Stamped:
    """A comprobante with its timbre. ``uuid`` in capitals, whichever the PAC writes; ``again``: it
    had been stamped before this call."""

    xml: bytes
    uuid: str
    again: bool = False


@dataclass(frozen=True)
class Cancellation:
    """What was said to a request to cancel. A receipt is no proof of cancellation: that is
    `SatStatus.state`.

    ``state``: ``requested``; ``already`` (asked before); ``not_found`` (SAT does not know the
    comprobante yet: again in some minutes); ``related`` (others in force relate to it);
    ``too_late``; ``refused``.
    """

    uuid: str
    state: str
    code: str
    message: str = ''
    receipt: str = ''

    @property
    def taken(self) -> bool:
        return self.state in ('requested', 'already')


STATES = {
    '201': 'requested',
    '202': 'already',
    '205': 'not_found',
    'no_cancelable': 'related',
    '208': 'too_late',
}


def cancellation(uuid: str, code: str, message: str = '', receipt: str = '') -> Cancellation:
    state = STATES.get(code.strip().lower(), 'refused')
    return Cancellation(uuid, state, code.strip(), message, receipt)


@dataclass(frozen=True)
class Query:
    """What SAT must be told of a comprobante to answer for it; ``total`` as in its XML, ``seal``
    the whole Sello or its end."""

    issuer: str
    receiver: str
    total: Decimal | str
    uuid: str
    seal: str = ''


@dataclass(frozen=True)
class SatStatus:
    """SAT's word on a comprobante, as it came."""

    code: str  # CodigoEstatus
    state_text: str  # Estado
    cancellable_text: str = ''  # EsCancelable
    cancellation_text: str = ''  # EstatusCancelacion
    efos: str = ''

    @classmethod
    def of(cls, found: Mapping[str, str]) -> SatStatus:
        """:raise Unknown: that says nothing"""
        names = ('CodigoEstatus', 'Estado', 'EsCancelable', 'EstatusCancelacion', 'ValidacionEFOS')
        status = cls(*((found.get(name) or '').strip() for name in names))
        if not status.state_text:
            raise Unknown("El SAT no dio el estado del comprobante.", status.code)
        return status

    @property
    def state(self) -> str:
        """``valid``, ``cancelled``, ``not_found``, or '' for a word that is not known."""
        return _of(self.state_text, _STATE)

    @property
    def cancellable(self) -> str:
        """``no``, ``with`` or ``without`` acceptance, or ''."""
        return _of(self.cancellable_text, _CANCELLABLE)

    @property
    def cancellation(self) -> str:
        """``waiting``, ``accepted``, ``direct``, ``expired`` (nobody answered: cancelled),
        ``rejected``, or ''."""
        return _of(self.cancellation_text, _CANCELLATION)


_STATE = {'vigente': 'valid', 'cancelado': 'cancelled', 'no encontrado': 'not_found'}
_CANCELLABLE = {
    'no cancelable': 'no',
    'cancelable con aceptacion': 'with',
    'cancelable sin aceptacion': 'without',
}
_CANCELLATION = {
    'en proceso': 'waiting',
    'cancelado con aceptacion': 'accepted',
    'cancelado sin aceptacion': 'direct',
    'plazo vencido': 'expired',
    'solicitud rechazada': 'rejected',
}


def _of(text: str, table: Mapping[str, str]) -> str:
    return table.get(' '.join(bare(text).split()), '')


def parse(xml: bytes) -> etree._Element | None:
    """A root, or None when that is no harmless XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root.getroottree().docinfo.doctype else root


def timbre(root: etree._Element) -> etree._Element | None:
    return root.find(STAMP)


def stamped(sent: bytes, got: bytes, again: bool = False) -> Stamped:
    """The PAC's XML, when it is what was sent with a timbre on it.

    The seal is over all of the contents, so one with our seal is ours; that the timbre is for this
    seal is looked at too.

    :raise Mismatch: it is another comprobante
    :raise Unknown: it cannot be read
    """
    ours, theirs = parse(sent), parse(got)
    mark = timbre(theirs) if theirs is not None else None
    if ours is None or theirs is None or mark is None:
        raise Unknown("El PAC respondió sin un comprobante timbrado.")
    seals = {_seal(ours.get('Sello')), _seal(theirs.get('Sello')), _seal(mark.get('SelloCFD'))}
    uuid = (mark.get('UUID') or '').strip().upper()
    if len(seals) != 1 or not seals.pop() or len(uuid) != 36:
        raise Mismatch("El PAC respondió con el timbre de otro comprobante.")
    return Stamped(got, uuid, again)


def _seal(text: str | None) -> str:
    return ''.join((text or '').split())
