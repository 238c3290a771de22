"""What was stamped, by whom, and what became of it: the books of both PACs and of SAT."""

import datetime
import itertools
from collections import OrderedDict
from decimal import Decimal, InvalidOperation

from lxml import etree

from ..records import Json
from .authority import CENTRAL, CFDI
from .checks import Sealed
from .records import ACCEPTED, DIRECT, EXPIRED, REJECTED, WAITING, Stamp

PAYMENTS = 'http://www.sat.gob.mx/Pagos20'
GENERIC = ('XAXX010101000', 'XEXX010101000')
MOST_STAMPS = 30_000
CUSTOM_ID_SECONDS = 72 * 3600


class Book:
    """`lock` of the world is held by whoever calls."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.stamps: OrderedDict[str, Stamp] = OrderedDict()
        self._by_seal: dict[tuple[str, str], Stamp] = {}
        self._by_key: dict[str, Stamp] = {}
        self._children: dict[str, list[Stamp]] = {}
        self._seq = itertools.count(1)
        self.used = {'sw': 0, 'finkok': 0}

    def add(self, stamp: Stamp) -> None:
        self._seq = itertools.count(stamp.seq + 1)
        self.stamps[stamp.uuid.upper()] = stamp
        self._by_seal[stamp.pac, stamp.seal] = stamp
        if stamp.key:
            self._by_key[stamp.key] = stamp
        for _, parent in stamp.relations:
            self._children.setdefault(parent, []).append(stamp)
        self.used[stamp.pac] += 1
        while len(self.stamps) > MOST_STAMPS:
            _, old = self.stamps.popitem(last=False)
            self._by_seal.pop((old.pac, old.seal), None)
            self._by_key.pop(old.key, None)

    def next_seq(self) -> int:
        return next(self._seq)

    def find(self, uuid: str) -> Stamp | None:
        return self.stamps.get(uuid.upper())

    def of_seal(self, pac: str, seal: str) -> Stamp | None:
        """What this PAC stamped with that seal. The other one knows nothing of it: two PACs stamp
        the same comprobante twice."""
        return self._by_seal.get((pac, seal))

    def of_key(self, key: str, now: float) -> Stamp | None:
        """By SW's customid, which it keeps for 72 hours."""
        found = self._by_key.get(key) if key else None
        return found if found and now < found.at + CUSTOM_ID_SECONDS else None

    def children(self, uuid: str) -> list[Stamp]:
        """Comprobantes in force that relate to this one."""
        return [each for each in self._children.get(uuid.upper(), ()) if not each.cancelled]

    def doubles(self) -> int:
        """How many comprobantes were stamped more than once, by anybody."""
        seals = [stamp.seal for stamp in self.stamps.values()]
        return len(seals) - len(set(seals))


def facts_of(sealed: Sealed) -> Json:
    """What `/stamps` shows of a comprobante."""
    root = sealed.root
    issuer, receiver = (_child(root, name) for name in ('Emisor', 'Receptor'))
    lines = [
        {
            'text': line.get('Descripcion', ''),
            'quantity': line.get('Cantidad', ''),
            'amount': line.get('Importe', ''),
            'taxes': [
                f"{tax.get('Impuesto')} {tax.get('TipoFactor')} {tax.get('TasaOCuota') or ''}"
                for tax in line.iter(f'{{{CFDI}}}Traslado', f'{{{CFDI}}}Retencion')
            ],
        }
        for line in root.iterfind(f'{{{CFDI}}}Conceptos/{{{CFDI}}}Concepto')
    ]
    payments = root.find(f'.//{{{PAYMENTS}}}Totales')
    return {
        'kind': root.get('TipoDeComprobante', ''),
        'serie': root.get('Serie', ''),
        'folio': root.get('Folio', ''),
        'date': root.get('Fecha', ''),
        'currency': root.get('Moneda', ''),
        'total': root.get('Total', '0'),
        'paid': payments.get('MontoTotalPagos', '') if payments is not None else '',
        'method': root.get('MetodoPago', ''),
        'global': root.find(f'{{{CFDI}}}InformacionGlobal') is not None,
        'issuer': {'rfc': issuer.get('Rfc', ''), 'name': issuer.get('Nombre', '')},
        'receiver': {
            'rfc': receiver.get('Rfc', ''),
            'name': receiver.get('Nombre', ''),
            'use': receiver.get('UsoCFDI', ''),
        },
        'lines': lines[:50],
        'more_lines': max(0, len(lines) - 50),
    }


def relations_of(root: etree._Element) -> list[tuple[str, str]]:
    """What it relates to; a payment relates to the invoices it pays."""
    found = [
        (str(group.get('TipoRelacion')), str(each.get('UUID')).upper())
        for group in root.iterfind(f'{{{CFDI}}}CfdiRelacionados')
        for each in group
    ]
    paid = root.iter(f'{{{PAYMENTS}}}DoctoRelacionado')
    return [*found, *(('pago', str(each.get('IdDocumento')).upper()) for each in paid)]


def _child(root: etree._Element, name: str) -> etree._Element:
    found = root.find(f'{{{CFDI}}}{name}')
    return found if found is not None else etree.Element(name)


# -- cancelling ----------------------------------------------------------------------------------


def code_of_request(book: Book, rfc: str, uuid: str, motive: str, other: str, now: float) -> str:
    """What SAT answers to a request to cancel: `201` when it takes it up."""
    stamp = book.find(uuid)
    if stamp is None or now < stamp.known_from:
        return '205'
    if stamp.rfc != rfc:
        return '203'
    if motive not in ('01', '02', '03', '04') or (motive == '01') != bool(other):
        return '207'
    if stamp.request and stamp.request.answer != REJECTED:
        return '202'
    if _blocked_by(book, stamp, other):
        return 'no_cancelable'
    if now > _last_day(stamp):
        return '208'
    return '201'


def _blocked_by(book: Book, stamp: Stamp, replacement: str = '') -> bool:
    for child in book.children(stamp.uuid):
        if child.uuid.upper() == replacement.upper():
            continue
        if not any(kind == '04' for kind, uuid in child.relations if uuid == stamp.uuid.upper()):
            return True
    return False


def _last_day(stamp: Stamp) -> float:
    """The end of the month of the annual return: March of a legal entity, April of a person."""
    issued = datetime.datetime.fromtimestamp(stamp.at, CENTRAL)
    month = 4 if len(stamp.rfc) == 12 else 5
    return datetime.datetime(issued.year + 1, month, 1, tzinfo=CENTRAL).timestamp()


def needs_acceptance(stamp: Stamp, now: float) -> bool:
    """RMF 2.7.1.34 and 2.7.1.35; since 2026 a payment always does."""
    facts = stamp.facts
    if facts['kind'] == 'P':
        return True
    if facts['kind'] in 'EN' or facts['receiver']['rfc'] in GENERIC or facts['global']:
        return False
    try:
        rate = Decimal(etree.fromstring(stamp.sent).get('TipoCambio') or 1)
        small = Decimal(facts['total']) * rate <= 1000
    except InvalidOperation:
        small = False
    return not small and now >= business_days_after(stamp.at, 1)


def business_days_after(moment: float, days: int) -> float:
    """The end of so many working days after that day (holidays are not known here)."""
    day = datetime.datetime.fromtimestamp(moment, CENTRAL)
    while days:
        day += datetime.timedelta(days=1)
        days -= day.weekday() < 5
    end = day.replace(hour=0, minute=0, second=0, microsecond=0) + datetime.timedelta(days=1)
    return end.timestamp()


# -- SAT's own answer ------------------------------------------------------------------------------


HOW = {
    WAITING: "En proceso",
    ACCEPTED: "Cancelado con aceptación",
    REJECTED: "Solicitud rechazada",
    EXPIRED: "Plazo vencido",
    DIRECT: "Cancelado sin aceptación",
}


def status(book: Book, rfc: str, receiver: str, total: str, uuid: str, now: float) -> Json:
    """SAT's five words on a comprobante, as the public query answers."""
    stamp = book.find(uuid)
    if stamp is None or now < stamp.known_from:
        return _words("N - 602: Comprobante no encontrado.", "No Encontrado")
    asked = (stamp.rfc, stamp.facts['receiver']['rfc'], _amount(stamp.facts['total']))
    if (rfc, receiver, _amount(total)) != asked:
        return _words("N - 601: La expresión impresa proporcionada no es válida.", "No Encontrado")
    if stamp.cancelled:
        cancellable = ''
    elif _blocked_by(book, stamp):
        cancellable = "No cancelable"
    elif needs_acceptance(stamp, now):
        cancellable = "Cancelable con aceptación"
    else:
        cancellable = "Cancelable sin aceptación"
    how = HOW[stamp.request.answer] if stamp.request else ''
    found = "S - Comprobante obtenido satisfactoriamente."
    return _words(found, "Cancelado" if stamp.cancelled else "Vigente", cancellable, how)


def _words(code: str, state: str, cancellable: str = '', how: str = '') -> Json:
    return {
        'CodigoEstatus': code,
        'EsCancelable': cancellable,
        'Estado': state,
        'EstatusCancelacion': how,
        'ValidacionEFOS': '200' if code.startswith('S') else '',
    }


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
