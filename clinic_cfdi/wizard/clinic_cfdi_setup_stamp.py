from decimal import Decimal
from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine import CfdiError, Document, Issuer, Line, Receiver, Tax, build, preflight, sign
from ..engine import pac as engine
from ..engine.rfc import GENERIC
from ..models.clinic_cfdi_document import _now
from ..models.clinic_cfdi_pac import client_of
from .clinic_cfdi_setup import place_of


class ClinicCfdiSetup(models.TransientModel):
    """The test at the end of the set-up: one peso to nobody."""

    _inherit = 'clinic.cfdi.setup'

    test_uuid = fields.Char(string="Fiscal folio of the test", readonly=True)
    test_problem = fields.Char(readonly=True)

    def action_test_stamp(self):
        """Stamp one peso to nobody; refused with a real PAC, where it would be a real CFDI."""
        self.ensure_one()
        self.invalidate_recordset()
        if place_of(self.pac_id) == 'live':
            raise UserError(
                self.env._(
                    "With the real PAC a test would be a real invoice at SAT. Stamp the first "
                    "invoice: it says what is missing before it is sent."
                )
            )
        self.write({'test_uuid': False, 'test_problem': False})
        try:
            self.test_uuid = self._stamp_a_peso()
        except (CfdiError, engine.PacError) as error:
            words = str(error)
            if isinstance(error, engine.PacError):
                words = f'{error.message} {engine.remedy(error)}'.strip()
            self.test_problem = words
            return self._show('stamp')
        return self._show('ready')

    def _stamp_a_peso(self):
        company, certificate = self.company_id.sudo(), self.certificate_id.sudo()
        place = company.zip
        document = Document(
            kind='I',
            issuer=Issuer(company._cfdi_rfc(), company.cfdi_name, company.cfdi_regime),
            receiver=Receiver(GENERIC, "CLIENTE DE PRUEBA", place, '616', 'S01'),
            postal_code=place,
            date=_now(),
            lines=(
                Line(
                    '85121502',
                    "Prueba de timbrado",
                    Decimal(1),
                    Decimal(1),
                    taxes=(Tax('002', 'Exento'),),
                ),
            ),
            serie='PRUEBA',
            folio='1',
            form='01',
            method='PUE',
        )
        xml = build(document)
        for finding in preflight(xml):
            raise CfdiError(f'{finding.message} {finding.remedy}')
        client = client_of(self.pac_id._connection())
        try:
            return client.stamp(sign(xml, certificate._loaded()), str(uuid4())).uuid
        finally:
            client.close()
