"""What a PAC would refuse, found before a stamp is spent."""

from datetime import datetime

from ..findings import Finding, Lists


def preflight(
    xml: bytes, lists: Lists | None = None, now: datetime | None = None
) -> list[Finding]:
    """Findings of a CFDI, sealed or not; empty when a PAC would take it.

    Never raises for what is in the XML: one that cannot be read is a finding '301'. Without
    `lists` the rules that need SAT's lists are silent; without `now` (aware) so is the rule of the
    72 hours (401). The seal is checked when there is one.
    """
    raise NotImplementedError
