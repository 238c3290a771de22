"""Comprobantes as clinics issue them, at random: invoices, credit notes, payments and globals."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from odoo.addons.clinic_cfdi.engine import (
    Document,
    GlobalInfo,
    Line,
    LocalTax,
    PaidDocument,
    Payment,
    Receiver,
    Relation,
    Tax,
    ThirdParty,
    build,
    catalogues,
    paid_taxes,
    read,
    totals,
)

from tests.support import cfdi

D = Decimal
KEYS = [key for keys in catalogues.SPECIALTIES.values() for key in keys]
TAXES = (
    (),
    (cfdi.EXEMPT,),
    (cfdi.EXEMPT,),
    (cfdi.IVA,),
    (cfdi.IVA,),
    (cfdi.IVA_BORDER,),
    (cfdi.IVA_ZERO,),
    (cfdi.EXEMPT, cfdi.ISR_WITHHELD),
    (cfdi.EXEMPT, Tax('001', rate=D('0.0125'), withheld=True)),
    (cfdi.IVA, cfdi.ISR_WITHHELD, cfdi.IVA_WITHHELD),
    (cfdi.ISR_WITHHELD,),
)
TEXTS = (
    "Consulta de psicología, paciente José Ñandú Pérez, cédula 1234567",
    'Curación "simple" & material <estéril>',
    "Análisis   clínicos | perfil de lípidos",
    "Vacuna – dosis 0.5 ml",
    "Honorarios médicos",
)
RECEIVERS = (
    cfdi.PATIENT,
    Receiver('CACX7605101P8', 'XOCHILT CASAS CHAVEZ', '36257', '605', 'D01'),
    Receiver('CACX7605101P8', 'XOCHILT CASAS CHAVEZ', '36257', '626', 'S01'),
    Receiver('EKU9003173C9', 'ESCUELA KEMPER URGATE', '42501', '601', 'G03'),
    Receiver('XEXX010101000', 'JOHN O\'HARA & SONS', '', '616', 'S01'),
    Receiver('XAXX010101000', 'CLIENTE SIN DATOS', '', '616', 'S01'),
)
PLACES = ('06700', '22000', '32000', '77500', '80000', '83000', '32880', '44100')
CURRENCIES = (('MXN', None),) * 6 + (('USD', D('18.4567')), ('EUR', D('20.1')), ('JPY', D('0.12')))


class Clinic:
    """Documents one after the other, by a `random.Random`."""

    def __init__(self, chance):
        self.chance = chance

    def document(self) -> Document:
        kind = self.chance.choices('IEPG', (5, 2, 3, 2))[0]
        make = {'I': self.invoice, 'E': self.credit, 'P': self.payment, 'G': self.globally}[kind]
        return make()

    def invoice(self, **changes):
        chance = self.chance
        currency, rate = chance.choice(CURRENCIES)
        place = chance.choice(PLACES)
        deferred = chance.random() < 0.3
        receiver = self._receiver(place)
        local = (LocalTax("Impuesto cedular", D('5'), self._money(1, 90), chance.random() < 0.5),)
        document = cfdi.invoice(
            receiver=receiver,
            postal_code=place,
            date=cfdi.NOW + timedelta(minutes=chance.randrange(60 * 24)),
            lines=tuple(self._line() for _time in range(chance.choice((1, 1, 1, 2, 3, 8)))),
            serie=chance.choice((None, 'A', 'MX-1')),
            folio=str(chance.randrange(10**6)),
            currency=currency,
            exchange_rate=rate,
            form='99' if deferred else chance.choice(('01', '03', '04', '28')),
            method='PPD' if deferred else 'PUE',
            conditions=chance.choice((None, "Pago a 30 días")),
            local_taxes=local if currency == 'MXN' and chance.random() < 0.1 else (),
            decimals=chance.choice((2, 6, 6)),
        )
        document = replace(document, **changes)
        return document if totals(document).total > 0 else self.invoice(**changes)

    def credit(self):
        kind = self.chance.choice(('01', '03', '07'))
        return self.invoice(kind='E', relations=(Relation(kind, (self._uuid(), self._uuid())),))

    def globally(self):
        tickets = tuple(
            replace(
                self._line(),
                key='01010101',
                unit='ACT',
                description="Venta",
                number=f'T-{number}',
                third_party=None,
            )  # fmt: skip
            for number in range(self.chance.choice((1, 5, 20)))
        )
        place = self.chance.choice(PLACES)
        receiver = replace(cfdi.PUBLIC, postal_code=place)
        document = self.invoice(
            receiver=receiver,
            postal_code=place,
            lines=tickets,
            currency='MXN',
            exchange_rate=None,
            form='01',
            method='PUE',
            global_info=GlobalInfo(self.chance.choice(('01', '02', '03', '04')), '03', 2026),
        )
        return document

    def payment(self):
        place = self.chance.choice(PLACES)
        payments = tuple(self._payment() for _time in range(self.chance.choice((1, 1, 2))))
        return cfdi.payment(postal_code=place, payments=payments)

    def _payment(self):
        """Of one to three invoices, in full or in part, some in another currency."""
        chance = self.chance
        currency, rate = chance.choice(CURRENCIES[:8])
        documents, amount = [], D(0)
        for _time in range(chance.choice((1, 1, 3))):
            found = self._paid(currency, rate)
            documents.append(found)
            amount += found.paid / found.equivalence
        places = D('0.01')
        amount = amount.quantize(places, 'ROUND_CEILING')
        return Payment(
            cfdi.NOW - timedelta(days=chance.randrange(20)),
            chance.choice(('01', '03', '28')),
            amount,
            tuple(documents),
            currency=currency,
            exchange_rate=rate,
            operation=chance.choice((None, 'SPEI 123456')),
        )

    def _paid(self, currency, rate):
        """Part of an invoice in pesos or in the payment's own currency."""
        chance = self.chance
        same = currency == 'MXN' or chance.random() < 0.5
        invoice = read(
            build(
                self.invoice(
                    currency=currency if same else 'MXN',
                    exchange_rate=rate if same else None,
                    receiver=cfdi.PATIENT,
                )
            )
        )
        paid = (invoice.total * chance.choice((D(1), D(1), D('0.5'), D('0.37')))).quantize(
            D('0.01')
        )
        paid = max(paid, D('0.01'))
        return PaidDocument(
            self._uuid(),
            chance.choice((1, 1, 2, 12)),
            invoice.total,
            paid,
            currency=invoice.document.currency,
            equivalence=D(1) if same else rate,
            serie=invoice.document.serie,
            folio=invoice.document.folio,
            taxes=paid_taxes(invoice, paid),
        )

    def _line(self):
        chance = self.chance
        quantity = chance.choice((D(1), D(1), D(2), D('1.5'), D('0.333'), D(12)))
        price = chance.choice((self._money(50, 5000), self._money(50, 5000, 6), D('431.034483')))
        share = chance.choice((None, None, None, D('0.1'), D('0.155'), D(1)))
        discount = None
        if share is not None:
            discount = (quantity * price * share).quantize(D('0.01'), 'ROUND_FLOOR')
        party = ThirdParty('PZA000413788', 'UN TERCERO', '601', '56816')
        return Line(
            chance.choice(KEYS),
            chance.choice(TEXTS),
            quantity,
            price,
            unit=chance.choice(('E48', 'H87', 'ACT')),
            unit_name=chance.choice((None, 'servicio')),
            number=chance.choice((None, 'SKU-1')),
            discount=discount,
            taxes=chance.choice(TAXES),
            third_party=party if chance.random() < 0.05 else None,
        )

    def _receiver(self, place):
        found = self.chance.choice(RECEIVERS)
        return found if found.postal_code else replace(found, postal_code=place)

    def _money(self, low, high, places=2):
        return D(self.chance.randint(low * 10**places, high * 10**places)).scaleb(-places)

    def _uuid(self):
        text = f'{self.chance.getrandbits(128):032X}'
        return f'{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}'
