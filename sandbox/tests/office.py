"""Both PACs and SAT as a clinic calls them, over plain HTTP."""

import base64

from lxml import etree

from .comprobante import ISSUER, RECEIVER, sealed

SOAP = 'http://schemas.xmlsoap.org/soap/envelope/'
TOKEN = {'Authorization': 'Bearer sandbox-sw-token'}


class Office:
    def __init__(self, clinic):
        self.clinic = clinic

    def sw(self, xml, key='', version='v4', **more):
        headers = TOKEN | ({'customid': key} if key else {})
        url = f'{self.clinic.url}/v4/cfdi33/stamp/{version}'
        files = {'xml': ('xml', xml, 'text/xml')}
        return self.clinic.http.post(url, headers=headers, files=files, **more)

    def finkok(self, operation, service='stamp', user='sandbox@clinica.example', **fields):
        """The result's leaves, by name; of repeated ones the last."""
        space = f'http://facturacion.finkok.com/{service}'
        envelope = etree.Element(f'{{{SOAP}}}Envelope')
        body = etree.SubElement(envelope, f'{{{SOAP}}}Body')
        asked = etree.SubElement(body, f'{{{space}}}{operation}')
        if isinstance(fields.get('xml'), bytes):
            fields['xml'] = base64.b64encode(fields['xml']).decode()
        prefix = 'reseller_' if service == 'registration' else ''
        login = {f'{prefix}username': user, f'{prefix}password': 'sandbox-password'}
        for name, value in (fields | login).items():
            etree.SubElement(asked, f'{{{space}}}{name}').text = value
        url = f'{self.clinic.url}/servicios/soap/{service}'
        response = self.clinic.http.post(url, data=etree.tostring(envelope))
        root = etree.fromstring(response.content)
        return {etree.QName(each).localname: each.text for each in root.iter() if not len(each)}

    def status(self, stamp, total=None):
        expression = f'?re={ISSUER}&rr={RECEIVER}&tt={total or stamp["total"]}&id={stamp["uuid"]}'
        body = (
            f'<Envelope xmlns="{SOAP}"><Body><Consulta xmlns="http://tempuri.org/">'
            f'<expresionImpresa><![CDATA[{expression}]]></expresionImpresa>'
            '</Consulta></Body></Envelope>'
        )
        url = f'{self.clinic.url}/ConsultaCFDIService.svc'
        root = etree.fromstring(self.clinic.http.post(url, data=body.encode()).content)
        return {etree.QName(each).localname: each.text or '' for each in root.iter()}

    def stamped(self, **what):
        """Stamp a comprobante; what `/stamps` says of it."""
        response = self.sw(sealed(**what))
        assert response.status_code == 200, response.text
        return self.find(response.json()['data']['uuid'])

    def find(self, uuid):
        stamps = self.clinic.look('stamps')['stamps']
        return next(each for each in stamps if each['uuid'] == uuid)

    def cancel(self, stamp, motive='02', other='', rfc=ISSUER):
        """SW's code for it."""
        url = f'{self.clinic.url}/cfdi33/cancel/{rfc}/{stamp["uuid"]}/{motive}'
        answer = self.clinic.http.post(f'{url}/{other}'.rstrip('/'), headers=TOKEN).json()
        codes = (answer['data'] or {}).get('uuid') or {}
        return codes.get(stamp['uuid']) or answer['message'].split(' - ')[0]
