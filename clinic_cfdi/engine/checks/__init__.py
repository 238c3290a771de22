"""What a PAC would refuse, found before a stamp is spent.

The description of Anexo 20 tells what each node may hold; the modules here tell what holds between
nodes. Each rule reports SAT's code; `texts` says it in Spanish.
"""

from contextlib import suppress
from datetime import datetime

from ..errors import XmlError
from ..findings import Finding, Lists
from ..money import exact
from ..parsing import parse
from . import comprobante, lines, payments
from .sealing import sealing
from .sheet import Sheet, TooMany
from .structure import examine

RULES = (
    comprobante.head,
    comprobante.period,
    comprobante.issuer,
    comprobante.receiver,
    lines.lines,
    lines.summary,
    payments.payments,
)


def preflight(xml: bytes, lists: Lists | None = None, now: datetime | None = None) -> list[Finding]:
    """Findings of a CFDI, sealed or not; empty when a PAC would take it.

    Never raises for what is in the XML: one that cannot be read is a finding '301'. Without
    `lists` the rules that need SAT's lists are silent; without `now` (aware) so is the rule of the
    72 hours (401). The seal is checked when there is one. At most 100 findings.
    """
    sheet = Sheet(lists, now)
    try:
        element = parse(xml)
    except XmlError as error:
        sheet.add('301', '', None, str(error))
        return sheet.findings
    with exact(), suppress(TooMany):
        examine(element, sheet)
        for rule in RULES:
            rule(sheet)
        sealing(sheet, element)
    return sheet.findings
