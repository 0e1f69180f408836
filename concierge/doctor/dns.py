"""SPF and DMARC records of the service's domain, where a name server answers (RFC 7208, RFC 7489)."""

from __future__ import annotations

from collections.abc import Iterator

from cases.settings import MailboxSettings
from concierge.doctor.finding import Finding, advice, not_checked, ok
from concierge.name_servers import Names, NoAnswerError


def check_dns(box: MailboxSettings, names: Names | None = None) -> Iterator[Finding]:
    """What receivers of our mail will find; `names`: whom to ask instead of the machine's own servers."""
    name = f"{box.domain} DNS"
    asked = names or Names()
    try:
        spf = [text for text in asked.txt(box.domain) if text.lower().startswith("v=spf1")]
        dmarc = [text for text in asked.txt(f"_dmarc.{box.domain}") if text.lower().startswith("v=dmarc1")]
    except NoAnswerError as error:
        yield not_checked(name, f"SPF and DMARC: {error}", f"Look with `dig TXT _dmarc.{box.domain}`.")
        return
    if len(spf) == 1:
        yield ok(name, f"SPF: {spf[0]}")
    else:
        state = "no SPF record" if not spf else f"{len(spf)} SPF records, which receivers take for none"
        yield advice(
            name, state, f"Publish one TXT record v=spf1 … at {box.domain}, or mail may count as junk."
        )
    if dmarc:
        yield ok(name, f"DMARC: {dmarc[0]}")
    else:
        yield advice(name, "no DMARC record", f"Publish a TXT record v=DMARC1; p=… at _dmarc.{box.domain}.")
    yield not_checked(name, "DKIM: the selector is known only to your mail server", "See its DKIM-Signature.")
