"""The codes of SAT and of the PACs: what a refusal to stamp means.

Of SAT's: 301-308, 401, 402, 501, 603 (Anexo 20, "matriz de errores"); CFDI4…, CRP… of its matrices.
Of SW: AU… (login and account), CFDI33… (its customid). Of Finkok: 300, 70…, 71….
A code that is in none of the tables proves nothing: then it is in doubt.
"""

from __future__ import annotations

import re

from .errors import PacError, Refused, StampedUnseen, Unknown

PREVIOUS = '307'
DOCUMENT = frozenset(
    (
        *('301', '302', '303', '304', '305', '306', '308', '402', '403'),
        *('705', '707', '712', '713'),  # Finkok: structure, a timbre inside, certificate
    )
)
TIME = frozenset(('401',))
ACCOUNT = frozenset(('300', '501', '702', '703', '704', '706'))
KEY = frozenset(('CFDI3307', 'CFDI3308'))
_MATRIX = re.compile(r'(CFDI4\d{4}|CRP\d{5}|GCEH\d+|IMPLOCAL\d+)')
_SW = re.compile(r'(AU|CE)\d+')
_CODE = re.compile(r'\s*(?:Error\s*)?([A-Z]{2,8}\d{2,5}|\d{3})\b')


def code_in(text: str) -> str:
    """The code a message begins with: ``'307. El comprobante…'`` → ``'307'``."""
    found = _CODE.match(text or '')
    return found[1] if found else ''


def words_of(text: str) -> str:
    """The message without the code before it."""
    found = _CODE.match(text or '')
    return (text[found.end() :] if found else text or '').lstrip(' .:-').strip()


def error_of(code: str, message: str) -> PacError:
    """What a PAC's refusal to stamp leaves certain."""
    if code == PREVIOUS:
        return StampedUnseen("Ya estaba timbrado y el PAC aún no entrega el XML.", code)
    if code in KEY:
        return Refused(code, message, 'key')
    if code in TIME:
        return Refused(code, message, 'time')
    if code in ACCOUNT or _SW.fullmatch(code):
        return Refused(code, message, 'account')
    if code in DOCUMENT or _MATRIX.fullmatch(code):
        return Refused(code, message, 'document')
    return Unknown(message or "El PAC respondió con un error que no se conoce.", code)


REMEDIES = {
    '300': "Revise el usuario y la contraseña del PAC en la configuración.",
    '501': "Revise el usuario y la contraseña del PAC en la configuración.",
    'AU2000': "Revise el usuario y la contraseña del PAC en la configuración.",
    'AU2001': "Compre timbres con el PAC; la factura se timbrará sola después.",
    '703': "Pregunte al PAC por la cuenta: suele faltar comprar timbres.",
    '702': "Dé de alta el RFC de la clínica en la cuenta del PAC.",
    '301': "El XML no cumple el esquema del SAT: avise a quien da soporte al sistema.",
    '302': "El sello no es válido: revise que el certificado y la llave sean el par correcto.",
    '303': "El certificado (CSD) es de otro RFC: cargue el de la clínica.",
    '304': "El certificado (CSD) está revocado o venció: tramite otro en el SAT y cárguelo.",
    '305': "El certificado (CSD) no estaba vigente en la fecha de la factura.",
    '306': "Ese certificado es la e.firma (FIEL): cargue el certificado de sello digital (CSD).",
    '308': "El certificado no es del SAT: cargue el certificado de sello digital (CSD).",
    '401': "La fecha está fuera del plazo de 72 horas: vuelva a preparar la factura con la de hoy.",
    '402': "El SAT no tiene vigente el RFC o el certificado en su lista (LCO): espere un día o "
    "consulte su situación en el portal del SAT.",
}


def remedy(error: PacError) -> str:
    """What a person can do about it; '' when the comprobante itself must be looked at."""
    return REMEDIES.get(error.code, '')
