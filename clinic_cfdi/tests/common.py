import base64
from datetime import datetime, timedelta, timezone
from functools import cache
from unittest.mock import patch
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from ..engine import schema
from ..engine.pac import Stamped
from ..models import clinic_cfdi_stamper

RFC, PASSWORD = 'EKU9003173C9', '12345678a'
TFD = schema.TFD


@cache
def private_key(number=0):
    return rsa.generate_private_key(65537, 2048)


def csd(rfc=RFC, branch='Matriz', days=(-30, 900), serial='30001000000500003416', key=0):
    """Values for `clinic.cfdi.certificate`: as a person gives them."""
    names = [
        x509.NameAttribute(NameOID.COMMON_NAME, "CLINICA NOGAL"),
        x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, f'{rfc} / VADA800927DJ3'),
    ]
    if branch:
        names.append(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, branch))
    now, private = datetime.now(timezone.utc), private_key(0)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(names))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "AC DE PRUEBA")]))
        .public_key(private.public_key())
        .serial_number(int.from_bytes(serial.encode(), 'big'))
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .sign(private, hashes.SHA256())
    )
    der = serialization.Encoding.DER
    lock = serialization.BestAvailableEncryption(PASSWORD.encode())
    secret = private_key(key).private_bytes(der, serialization.PrivateFormat.PKCS8, lock)
    return {
        'new_cer': base64.b64encode(certificate.public_bytes(der)).decode(),
        'new_key': base64.b64encode(secret).decode(),
        'new_password': PASSWORD,
    }


def stamp(xml):
    """What a PAC gives back."""
    root, uuid = etree.fromstring(xml), str(uuid4()).upper()
    place = etree.SubElement(root, f'{{{schema.CFDI}}}Complemento')
    values = {
        'Version': '1.1',
        'UUID': uuid,
        'FechaTimbrado': '2026-11-01T10:00:00',
        'RfcProvCertif': 'SPR190613I52',
        'SelloCFD': root.get('Sello'),
        'NoCertificadoSAT': '30001000000500009999',
        'SelloSAT': 'c2VsbG8=',
    }
    mark = etree.SubElement(place, f'{{{TFD}}}TimbreFiscalDigital', nsmap={'tfd': TFD})
    for name, value in values.items():
        mark.set(name, value)
    return Stamped(etree.tostring(root), uuid)


class FakePac:
    """A PAC that answers what it is told: exceptions first, in their order."""

    def __init__(self, *errors):
        self.errors, self.sent, self.known = list(errors), [], {}
        self.lost = False

    def __call__(self, connection):
        self.name = connection['name']
        return self

    def stamp(self, xml, key):
        self.sent.append(xml)
        if self.errors:
            error = self.errors.pop(0)
            if self.lost:
                self.known[xml] = self.known.get(xml) or stamp(xml)
            raise error
        self.known[xml] = self.known.get(xml) or stamp(xml)
        return self.known[xml]

    def recover(self, xml, key):
        return self.known.get(xml)

    def close(self):
        pass


class CfdiCase(TransactionCase):
    """A clinic of Mexico with a CSD and a PAC, one exempt fee and one product with 16 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        mexico = cls.env.ref('base.mx')
        cls.company = cls.env['res.company'].create(
            {
                'name': "Clínica de prueba",
                'country_id': mexico.id,
                'currency_id': cls.env.ref('base.MXN').id,
                'vat': RFC,
                'zip': '06700',
                'cfdi_name': "ESCUELA KEMPER URGATE",
                'cfdi_regime': '601',
            }
        )
        cls.env.ref('base.MXN').active = True
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, 'allowed_company_ids': cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.env['account.chart.template'].try_loading('mx', cls.company, install_demo=False)
        cls.accountant = new_test_user(
            cls.env,
            'cfdi_books',
            'clinic_cfdi.group_accountant',
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.certificate = cls.env['clinic.cfdi.certificate'].create(
            {'company_id': cls.company.id, **csd()}
        )
        cls.pac = cls.env['clinic.cfdi.pac'].create(
            {
                'name': "PAC",
                'provider': 'finkok',
                'company_id': cls.company.id,
                'new_user': "u",
                'new_password': "secret-of-the-pac",
            }
        )
        cls.patient = cls.env['res.partner'].create(
            {
                'name': "Xochilt Casas Chávez",
                'vat': 'CACX7605101P8',
                'zip': '36257',
                'country_id': mexico.id,
                'cfdi_regime': '612',
                'cfdi_use': 'D01',
                'email': 'x@correo.example',
            }
        )
        cls.exempt, cls.vat = cls.tax('tax19'), cls.tax('tax12')
        cls.visit = cls.product("Consulta", 850, cls.exempt, 'service', '85121502')
        cls.splint = cls.product("Férula", 389.5, cls.vat, 'consu', '42241705')

    @classmethod
    def tax(cls, name):
        return cls.env.ref(f'account.{cls.company.id}_{name}')

    @classmethod
    def product(cls, name, price, taxes, kind, key):
        return cls.env['product.product'].create(
            {
                'name': name,
                'type': kind,
                'list_price': price,
                'cfdi_key': key,
                'taxes_id': [Command.set(taxes.ids)],
            }
        )

    def invoice(self, *lines, post=True, **vals):
        """Lines as (product, quantity, discount, taxes or None)."""
        move = self.env['account.move'].create(
            {
                'move_type': 'out_invoice',
                'company_id': self.company.id,
                'partner_id': self.patient.id,
                'invoice_line_ids': [
                    Command.create(
                        {'product_id': product.id, 'quantity': quantity, 'discount': discount}
                        | ({'tax_ids': [Command.set(taxes.ids)]} if taxes is not None else {})
                    )
                    for product, quantity, discount, taxes in lines
                ],
                **vals,
            }
        )
        if post:
            move.action_post()
        return move

    def with_pac(self, pac):
        return patch.object(clinic_cfdi_stamper, 'client_of', pac)

    def job(self):
        with self.enter_registry_test_mode():
            self.env.ref('clinic_cfdi.ir_cron_stamp').method_direct_trigger()
        self.env.invalidate_all()
