"""A comprobante as plain data: what `build` writes and `read` gives back.

Codes are SAT's, as text with their zeros ('01', '616'). Money is `Decimal`, never float. A figure
left at None is computed; one that is given is written as it is, so that a sale of Odoo and its CFDI
agree to the cent.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Issuer:
    """The taxpayer who issues. `name` as SAT has it: upper case, without the kind of company."""

    rfc: str
    name: str
    regime: str
    acquirer_operation: str | None = None  # FacAtrAdquirente


@dataclass(frozen=True)
class Receiver:
    """Who gets the CFDI: the payer, not always the patient."""

    rfc: str
    name: str
    postal_code: str
    regime: str
    use: str
    residence: str | None = None  # ResidenciaFiscal: of a foreigner with a tax id
    tax_id: str | None = None  # NumRegIdTrib


@dataclass(frozen=True)
class Tax:
    """A tax of a line or of a paid document.

    `tax` is '001' ISR, '002' IVA or '003' IEPS; `factor` Tasa, Cuota or Exento. `rate` is a part
    of one (`Decimal('0.16')`), None when exempt. `base` and `amount` are computed when None: the
    base of a line is its amount less its discount.
    """

    tax: str
    factor: str = 'Tasa'
    rate: Decimal | None = None
    withheld: bool = False
    base: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True)
class ThirdParty:
    """On whose account a line is sold (ACuentaTerceros)."""

    rfc: str
    name: str
    regime: str
    postal_code: str


@dataclass(frozen=True)
class Line:
    """A concepto. `object` (ObjetoImp) is '02' with taxes and '01' without, unless given."""

    key: str  # ClaveProdServ
    description: str
    quantity: Decimal
    unit_price: Decimal  # before discount and taxes
    unit: str = 'E48'  # ClaveUnidad
    unit_name: str | None = None
    number: str | None = None  # NoIdentificacion; the folio of the ticket in a global invoice
    discount: Decimal | None = None
    taxes: tuple[Tax, ...] = ()
    object: str | None = None
    amount: Decimal | None = None  # Importe: quantity × unit price unless given
    third_party: ThirdParty | None = None
    property_accounts: tuple[str, ...] = ()  # CuentaPredial


@dataclass(frozen=True)
class Relation:
    kind: str  # TipoRelacion: '01' credit note, '03' return, '04' substitution, '07' advance…
    uuids: tuple[str, ...]


@dataclass(frozen=True)
class GlobalInfo:
    """InformacionGlobal: with the receiver XAXX010101000 and the name PUBLICO EN GENERAL."""

    periodicity: str  # '01' daily … '05' two-monthly
    months: str  # '01'…'12'; '13'…'18' with periodicity '05'
    year: int


@dataclass(frozen=True)
class LocalTax:
    """A state tax (complement implocal). `rate` in per cent: `Decimal('3')` is 3 %."""

    name: str
    rate: Decimal
    amount: Decimal
    withheld: bool = False


@dataclass(frozen=True)
class PaidDocument:
    """What a payment pays of one invoice.

    `equivalence` is units of the invoice's currency for one of the payment's (1 when they are
    the same). `taxes` are the invoice's, in the part that is paid: see `paid_taxes`.
    """

    uuid: str
    installment: int
    previous_balance: Decimal
    paid: Decimal
    currency: str = 'MXN'
    equivalence: Decimal = Decimal(1)
    serie: str | None = None
    folio: str | None = None
    object: str | None = None  # '02' with taxes, '01' without, unless given
    taxes: tuple[Tax, ...] = ()
    remaining: Decimal | None = None  # previous balance less paid unless given


@dataclass(frozen=True)
class Payment:
    """One payment received, with the invoices it pays."""

    date: datetime  # aware, or naive and then local
    form: str  # FormaDePagoP, never '99'
    amount: Decimal
    documents: tuple[PaidDocument, ...]
    currency: str = 'MXN'
    exchange_rate: Decimal | None = None  # pesos for one unit; 1 when the currency is MXN
    operation: str | None = None
    payer_bank_rfc: str | None = None  # RfcEmisorCtaOrd
    payer_bank_name: str | None = None  # NomBancoOrdExt: of a foreign bank
    payer_account: str | None = None
    bank_rfc: str | None = None  # RfcEmisorCtaBen
    account: str | None = None
    chain_kind: str | None = None  # TipoCadPago with its three companions: SPEI
    chain_certificate: str | None = None
    chain: str | None = None
    chain_seal: str | None = None


@dataclass(frozen=True)
class Document:
    """A CFDI 4.0 before it is sealed.

    `kind` is 'I' (income), 'E' (credit note) or 'P' (payments: `payments` instead of `lines`;
    currency, form and method are then not looked at). `decimals` are those of the amounts and
    taxes of the lines: 6 when the taxes are rounded once for the whole document, 2 when line by
    line. `date` is now, aware: it is written in the legal time of `postal_code`; a naive one is
    written as it is.
    """

    kind: str
    issuer: Issuer
    receiver: Receiver
    postal_code: str  # LugarExpedicion
    date: datetime
    lines: tuple[Line, ...] = ()
    payments: tuple[Payment, ...] = ()
    serie: str | None = None
    folio: str | None = None
    currency: str = 'MXN'
    exchange_rate: Decimal | None = None  # pesos for one unit of another currency
    form: str | None = None  # FormaPago: '99' with PPD
    method: str | None = None  # MetodoPago: PUE or PPD
    conditions: str | None = None
    export: str = '01'
    relations: tuple[Relation, ...] = ()
    global_info: GlobalInfo | None = None
    local_taxes: tuple[LocalTax, ...] = ()
    confirmation: str | None = None
    decimals: int = 6


@dataclass(frozen=True)
class Stamp:
    """The Timbre Fiscal Digital 1.1."""

    uuid: str
    date: datetime  # naive: central Mexico's time, as the PAC wrote it
    pac_rfc: str
    issuer_seal: str
    sat_certificate: str
    sat_seal: str
    legend: str | None = None


@dataclass(frozen=True)
class Comprobante:
    """A CFDI 4.0 as it was read: its data, the totals it states, seal and stamp."""

    document: Document
    subtotal: Decimal
    discount: Decimal
    transferred: Decimal  # TotalImpuestosTrasladados, zero when absent
    withheld: Decimal  # TotalImpuestosRetenidos, zero when absent
    total: Decimal
    certificate_number: str | None
    certificate: str | None  # base64
    seal: str | None
    stamp: Stamp | None
