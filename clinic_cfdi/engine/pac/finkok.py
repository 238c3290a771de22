"""Finkok, today Quadrum: SOAP, user and password in each body, the comprobante in base64.

Service pages: "stamp", "quick_stamp", "stamped", "cancel_signature", "get_sat_status", "get" of
the registration. Refusals come with HTTP 200.
"""

from __future__ import annotations

import base64

from lxml import etree

from . import codes
from .answers import Cancellation, Query, SatStatus, Stamped, cancellation, parse, stamped
from .errors import PacError, Refused, Unavailable, Unknown
from .sat import SOAP
from .wire import Wire

URL = 'https://facturacion.finkok.com'
SPACE = 'http://facturacion.finkok.com/'


class Finkok:
    """:param rfc: the issuer's, whose stamps `credits` tells
    :param quick: stamp without waiting for SAT, for many at once
    """

    name = 'finkok'
    asks = True

    def __init__(
        self,
        url: str = URL,
        user: str = '',
        password: str = '',
        *,
        rfc: str = '',
        quick: bool = False,
        wire: Wire | None = None,
    ) -> None:
        self._root = f'{url.rstrip("/")}/servicios/soap/'
        self._login = (user, password)
        self._rfc, self._quick = rfc, quick
        self._wire = wire or Wire()

    def close(self) -> None:
        self._wire.close()

    # -- stamping ------------------------------------------------------------------------------

    def stamp(self, xml: bytes, key: str) -> Stamped:
        return self._stamped('quick_stamp' if self._quick else 'stamp', xml)

    def recover(self, xml: bytes, key: str) -> Stamped | None:
        try:
            found = self._stamped('stamped', xml)
        except (Refused, Unknown) as error:
            if error.code == '603':
                return None
            raise
        return Stamped(found.xml, found.uuid, again=True)

    def _stamped(self, operation: str, xml: bytes) -> Stamped:
        result = self._call('stamp', operation, {'xml': base64.b64encode(xml).decode()})
        incidents = [
            (_text(each, 'CodigoError'), _text(each, 'MensajeIncidencia'))
            for each in result.iter('{*}Incidencia')
        ]
        text = _text(result, 'xml')
        if text:
            again = any(code == codes.PREVIOUS for code, _ in incidents)
            return stamped(xml, text.encode(), again)
        if incidents:
            code, message = incidents[0]
            raise codes.error_of(code or codes.code_in(message), codes.words_of(message))
        raise Unknown("El PAC respondió sin decir si timbró.")

    # -- cancelling and asking -----------------------------------------------------------------

    def cancel(self, request: bytes, uuid: str) -> Cancellation:
        fields = {'xml': base64.b64encode(request).decode(), 'store_pending': 'false'}
        result = self._call('cancel', 'cancel_signature', fields)
        receipt = _text(result, 'Acuse')
        for folio in result.iter('{*}Folio'):
            if _text(folio, 'UUID').upper() == uuid.upper():
                code, words = _text(folio, 'EstatusUUID'), _text(folio, 'EstatusCancelacion')
                return cancellation(uuid, code, words, receipt)
        whole = _text(result, 'CodEstatus') or _text(result, 'error')
        code = codes.code_in(whole)
        if code == '708':
            raise Unavailable("El PAC no pudo conectarse al SAT.", code)
        if code or whole:
            raise Refused(code, codes.words_of(whole), 'account')
        if said := _code_in_receipt(receipt, uuid):  # the demo service leaves the folios out
            return cancellation(uuid, said, '', receipt)
        raise Unknown("El PAC respondió sin decir si solicitó la cancelación.")

    def status(self, query: Query) -> SatStatus:
        fields = {
            'taxpayer_id': query.issuer,
            'rtaxpayer_id': query.receiver,
            'uuid': query.uuid,
            'total': str(query.total),
        }
        result = self._call('cancel', 'get_sat_status', fields)
        found = result.find('.//{*}sat')
        if found is None:
            words = _text(result, 'error')
            message = codes.words_of(words) or "El PAC no dio el estado."
            raise Unavailable(message, codes.code_in(words))
        return SatStatus.of({etree.QName(each).localname: each.text or '' for each in found})

    def credits(self) -> int | None:
        result = self._call('registration', 'get', {'taxpayer_id': self._rfc}, 'reseller_')
        for user in result.iter('{*}ResellerUser'):
            if _text(user, 'taxpayer_id') in ('', self._rfc):
                left = _text(user, 'credit')
                if left.lstrip('-').isdigit():
                    return None if int(left) < 0 else int(left)  # -1: paid afterwards
        words = _text(result, 'error') or _text(result, 'message')
        code = codes.code_in(words)
        if code in codes.ACCOUNT:
            raise Refused(code, codes.words_of(words), 'account')
        raise Unavailable("El PAC no dio el saldo de timbres.", code)

    # -- the wire ------------------------------------------------------------------------------

    def _call(
        self, service: str, operation: str, fields: dict[str, str], prefix: str = ''
    ) -> etree._Element:
        """The `…Result` of an operation.

        :raise Unavailable, Unknown: see `Wire.call`
        :raise Refused: the envelope was not understood
        """
        space = SPACE + service
        envelope = etree.Element(f'{{{SOAP}}}Envelope', nsmap={'s': SOAP, 'f': space})
        body = etree.SubElement(envelope, f'{{{SOAP}}}Body')
        asked = etree.SubElement(body, f'{{{space}}}{operation}')
        login = zip((f'{prefix}username', f'{prefix}password'), self._login, strict=True)
        for name, value in [*fields.items(), *login]:
            etree.SubElement(asked, f'{{{space}}}{name}').text = value
        headers = {'Content-Type': 'text/xml; charset=utf-8', 'SOAPAction': operation}
        content = etree.tostring(envelope, xml_declaration=True, encoding='UTF-8')
        answer = self._wire.call('POST', self._root + service, headers, data=content)
        if answer.status in (401, 403):
            raise Refused(str(answer.status), "El PAC no aceptó el acceso.", 'account')
        root = parse(answer.content)
        fault = root.find('.//{*}Fault') if root is not None else None
        if fault is not None:
            raise _of_fault(fault)
        result = root.find(f'.//{{*}}{operation}Result') if root is not None else None
        if answer.status != 200 or result is None:
            words = f"El PAC tuvo un problema (HTTP {answer.status})."
            raise Unknown(words, str(answer.status))
        return result


def _text(parent: etree._Element, name: str) -> str:
    return str(parent.findtext(f'.//{{*}}{name}') or '').strip()


def _of_fault(fault: etree._Element) -> PacError:
    """`Client`: what was sent was not understood, so nothing was done; else it may have been."""
    where = fault.findtext('faultcode') or ''
    words = fault.findtext('faultstring') or "El PAC tuvo un problema."
    return Refused('', words, 'account') if 'Client' in where else Unknown(words)


def _code_in_receipt(receipt: str, uuid: str) -> str:
    root = parse(receipt.encode()) if receipt else None
    if root is None:
        return ''
    names = [(each.text or '').strip().upper() for each in root.iter('{*}UUID')]
    said = [(each.text or '').strip() for each in root.iter('{*}EstatusUUID')]
    return str(dict(zip(names, said, strict=False)).get(uuid.upper(), ''))
