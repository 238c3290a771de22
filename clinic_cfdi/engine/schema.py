"""How a node of Anexo 20 is described: see `anexo20` for the description itself.

One description serves three readers. `builder` writes a node's attributes and children in its
order; `cadena` joins what is sealed in the same order; `checks.structure` holds an XML against
types, catalogues and conditions.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

CFDI = 'http://www.sat.gob.mx/cfd/4'
PAGOS = 'http://www.sat.gob.mx/Pagos20'
LOCAL = 'http://www.sat.gob.mx/implocal'
TFD = 'http://www.sat.gob.mx/TimbreFiscalDigital'
XSI = 'http://www.w3.org/2001/XMLSchema-instance'
PREFIXES = {CFDI: 'cfdi', PAGOS: 'pago20', LOCAL: 'implocal', TFD: 'tfd'}
PLACES = 'http://www.sat.gob.mx/sitio_internet/cfd/'
SCHEMAS = {
    CFDI: f'{PLACES}4/cfdv40.xsd',
    PAGOS: f'{PLACES}Pagos/Pagos20.xsd',
    LOCAL: f'{PLACES}implocal/implocal.xsd',
    TFD: f'{PLACES}TimbreFiscalDigital/TimbreFiscalDigitalv11.xsd',
}


class Type(NamedTuple):
    """A type of value: what it must match as a whole, and how it is said in Spanish."""

    pattern: re.Pattern[str]
    words: str


def _type(pattern: str, words: str) -> Type:
    return Type(re.compile(pattern), words)


def text(longest: int, shortest: int = 1) -> Type:
    return _type(rf'[^|]{{{shortest},{longest}}}', f"de {shortest} a {longest} caracteres, sin «|»")


RFC_DATE = r'[0-9]{2}(?:0[1-9]|1[012])(?:0[1-9]|[12][0-9]|3[01])[A-Z0-9]{2}[0-9A]'
UUID = r'[a-fA-F0-9]{8}-(?:[a-fA-F0-9]{4}-){3}[a-fA-F0-9]{12}'

ANY = _type(r'(?s).*', "un texto")
AMOUNT = _type(r'[0-9]{1,18}(?:\.[0-9]{1,6})?', "un importe con hasta 6 decimales")
PESOS = _type(r'[0-9]{1,18}(?:\.[0-9]{1,2})?', "un importe con hasta 2 decimales")
CENTS = _type(r'-?[0-9]{1,18}(?:\.[0-9]{1,2}0*)?', "un importe con hasta 2 decimales")
# Zero is of these types: that it must be more has a rule, and a code, of its own.
QUANTITY = _type(r'[0-9]{1,18}(?:\.[0-9]{1,6}0*)?', "una cantidad con hasta 6 decimales")
RATE = _type(r'[0-9]{1,12}(?:\.[0-9]{1,6}0*)?', "una tasa con 6 decimales, como 0.160000")
EQUIVALENCE = _type(r'[0-9]{1,18}(?:\.[0-9]{1,10}0*)?', "un número con hasta 10 decimales")
RFC = _type(rf'[A-Z&Ñ]{{3,4}}{RFC_DATE}', "un RFC de 12 o 13 caracteres en mayúsculas")
RFC_COMPANY = _type(rf'[A-Z&Ñ]{{3}}{RFC_DATE}', "el RFC de una persona moral (12 caracteres)")
RFC_BANK = _type(rf'XEXX010101000|[A-Z&Ñ]{{3}}{RFC_DATE}', "el RFC de un banco")
MOMENT = _type(
    r'20[1-9][0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])'
    r'T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]',
    "una fecha como 2026-01-31T10:30:00",
)


def moment(text: str | None) -> datetime | None:
    """A date as SAT writes it; None for another form or a day that does not exist."""
    try:
        return datetime.fromisoformat(text) if text and MOMENT.pattern.fullmatch(text) else None
    except ValueError:
        return None


FOLIO = _type(UUID, "un folio fiscal (UUID)")
PAID_FOLIO = _type(rf'{UUID}|[0-9]{{3}}-[0-9]{{2}}-[0-9]{{9}}', "un folio fiscal (UUID)")
POSTAL = _type(r'[0-9]{5}', "un código postal de 5 dígitos")
SERIAL = _type(r'[0-9]{20}', "los 20 dígitos del certificado")
INSTALLMENT = _type(r'[1-9][0-9]{0,2}', "un número de 1 a 999")
YEAR = _type(r'20[0-9]{2}', "un año de cuatro dígitos")
ACCOUNT = _type(r'[A-Z0-9_]{10,50}', "una cuenta de 10 a 50 letras y dígitos")
CUSTOMS = _type(r'[0-9]{2}  [0-9]{2}  [0-9]{4}  [0-9]{7}', "un número de pedimento")
PROPERTY = _type(r'[0-9a-zA-Z]{1,150}', "una cuenta predial")
CONFIRMATION = _type(r'[0-9a-zA-Z]{5}', "una clave de 5 letras o dígitos")
OPERATION = _type(r'[0-9]{10}', "un número de operación de 10 dígitos")
BASE64 = _type(r'[A-Za-z0-9+/=\s]*', "un texto en base 64")

MALFORMED = '301'  # SAT's code for what its schema refuses


@dataclass(frozen=True)
class Attribute:
    """An attribute of a node.

    `catalogue` is SAT's name without `c_`; `code` what a PAC answers to a value of another type or
    outside the catalogue; `forbidden` the kinds of comprobante that may not have it, with the code
    for that; `decimals` the code when it has more decimals than the currency; `lacking` the code
    when it is required and absent. The seal brings the `late` ones, required only with it.
    """

    name: str
    type: Type = ANY
    required: bool = False
    catalogue: str | None = None
    code: str = MALFORMED
    fixed: str | None = None
    sealed: bool = True
    forbidden: tuple[tuple[str, str], ...] = ()
    decimals: str | None = None
    lacking: str = MALFORMED
    late: bool = False


@dataclass(frozen=True)
class Node:
    """An element: its attributes in the order of the cadena, its children in that of the schema.

    `order` names attributes ('@…') and children where the cadena mixes them. An `open` node takes
    complements. `forbidden` is as of an attribute.
    """

    name: str
    attributes: tuple[Attribute, ...] = ()
    children: tuple['Node', ...] = ()
    required: bool = False
    many: bool = False
    namespace: str = CFDI
    order: tuple[str, ...] = ()
    open: bool = False
    sealed: bool = True
    forbidden: tuple[tuple[str, str], ...] = ()
    tag: str = field(init=False)
    by_name: dict[str, Attribute] = field(init=False, compare=False, repr=False)
    by_tag: dict[str, 'Node'] = field(init=False, compare=False, repr=False)
    places: dict[str, int] = field(init=False, compare=False, repr=False)
    steps: tuple['Attribute | Node', ...] = field(init=False, compare=False, repr=False)
    needed: tuple['Attribute', ...] = field(init=False, compare=False, repr=False)
    needed_nodes: tuple['Node', ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, 'tag', f'{{{self.namespace}}}{self.name}')
        put(self, 'by_name', {one.name: one for one in self.attributes})
        put(self, 'by_tag', {one.tag: one for one in self.children})
        put(self, 'places', {one.tag: place for place, one in enumerate(self.children)})
        put(self, 'steps', tuple(self._sealed_steps()))
        put(self, 'needed', tuple(one for one in self.attributes if one.required))
        put(self, 'needed_nodes', tuple(one for one in self.children if one.required))

    def _sealed_steps(self) -> Iterable['Attribute | Node']:
        """What goes into the cadena, in its order."""
        children = {one.name: one for one in self.children}
        for name in self.order:
            yield self.by_name[name[1:]] if name.startswith('@') else children[name]
        if not self.order:
            yield from (one for one in self.attributes if one.sealed)
            yield from (one for one in self.children if one.sealed)
