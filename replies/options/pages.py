"""Addresses of pages, as they are kept and compared; and which of them everybody can open. Pure, linear."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit

from replies.options.personal import NOBODY, People, is_below, tells

_LONGEST = 2000  # characters of an address
_TRACKING = re.compile(
    r"utm_\w{1,40}|mc_[ce]id|_hs(?:enc|mi)|vero_\w{1,20}|mkt_tok|fbclid|gclid|dclid|msclkid|twclid|yclid|igshid|si"
    r"|icid|ref_src|trk|trackingid|oly_\w{1,20}|wt_mc|at_\w{1,20}|pk_\w{1,20}|mtm_\w{1,20}|elq\w{0,20}|spm|cmpid"
)
_WRAPPERS = ("safelinks.protection.outlook.com", "urldefense.proofpoint.com", "google.com")
_NO_OPTION = frozenset(
    """
    teams.microsoft.com teams.live.com zoom.us meet.google.com webex.com whereby.com meet.jit.si
    gotomeeting.com gotomeet.me bluejeans.com calendly.com doodle.com datumprikker.nl cal.com
    outlook.office365.com outlook.office.com calendar.google.com bookings.cloud.microsoft calendar.app.google
    maps.google.com maps.app.goo.gl goo.gl openstreetmap.org waze.com maps.apple.com what3words.com
    routeplanner.be list-manage.com mailchi.mp sendgrid.net mandrillapp.com hubspotlinks.com mailjet.com
    createsend.com cmail19.com cmail20.com sendinblue.com brevo.com mailgun.org awstrack.me linksynergy.com
    click.pstmrk.it exct.net rs6.net mailerlite.com mail.google.com outlook.live.com aka.ms
    login.microsoftonline.com
    """.split()  # noqa: SIM905 - easier to read than fifty strings
)
"""Hosts of meetings, maps, mailings and mailboxes, with all below them."""
_PATHS = re.compile(
    r"unsubscribe|uitschrijven|afmelden|opt-?out|/maps?/|/wf/click|/ls/click|/track/|/open\.php|manage-?preferences",
    re.IGNORECASE,
)
_INSIDE = (
    ".local",
    ".localhost",
    ".internal",
    ".intranet",
    ".lan",
    ".corp",
    ".home",
    ".test",
    ".invalid",
    ".arpa",
)


def public(url: str) -> str:
    """The address as it is kept, without tracking and fragment; "" where it is not for everybody."""
    kept, why = judged(url)
    return "" if why else kept


def judged(url: str, whom: People = NOBODY) -> tuple[str, str]:
    """The address without tracking and fragment, and why nobody else should get it.

    "closed": nobody outside could follow it, or it is no page; or as `personal.tells` says; "" for a page.
    """
    parts = split_url(url)
    for _ in range(2):
        if parts is not None and is_below(parts.hostname or "", _WRAPPERS):
            parts = split_url(_unwrapped(parts))
    if parts is None or len(url) > 4 * _LONGEST or not _is_public(parts):
        return "", "closed"
    host = parts.hostname or ""
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._") or ""
    kept = "" if len(parts.query) > _LONGEST else _without_tracking(parts.query)
    whole = f"{parts.scheme}://{host}{port}{path}{'?' if kept else ''}{kept}"
    return (whole, tells(parts, kept, whom)) if len(whole) <= _LONGEST else ("", "closed")


def page(url: str) -> str:
    """What two addresses of one page have in common: scheme, "www.", case and a last slash aside."""
    parts = split_url(url)
    if parts is None:
        return url.lower()
    host = (parts.hostname or "").removeprefix("www.")
    query = _without_tracking(parts.query[:_LONGEST])
    return f"{host}{unquote(parts.path).rstrip('/')}{'?' if query else ''}{query}"


def host_of(url: str) -> str:
    """Of which site an address is, for people; without "www."."""
    parts = split_url(url)
    return (parts.hostname or "").removeprefix("www.") if parts else ""


def split_url(url: str) -> SplitResult | None:
    """The parts of a web address; None where it is none."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None


def _is_public(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if parts.username or parts.password or "." not in host or host.endswith(_INSIDE) or len(host) > 253:
        return False
    if host.rpartition(".")[2].isdigit():  # a number is an address inside as well as 127.0.0.1
        return False
    try:
        ip_address(host)
    except ValueError:
        pass
    else:
        return False
    if not all(c.isprintable() and not c.isspace() for c in parts.geturl()):
        return False
    google_map = ".google." in f".{host}" and parts.path.startswith("/maps")
    return not (
        google_map or is_below(host, _NO_OPTION) or _PATHS.search(f"{parts.path[:500]}?{parts.query[:500]}")
    )


def _unwrapped(parts: SplitResult) -> str:
    """The address that a scanner of links wrapped; the same one where it wraps none."""
    if is_below(parts.hostname or "", ("google.com",)) and parts.path != "/url":
        return parts.geturl()
    try:
        query = parse_qs(parts.query[:4000], max_num_fields=20)
    except ValueError:
        return ""
    target = next((query[key][0] for key in ("url", "q", "u") if key in query), "")
    if "proofpoint" in (parts.hostname or ""):
        target = unquote(target.replace("-", "%").replace("_", "/"))
    return target


def _without_tracking(query: str) -> str:
    """The query without its tracking; as it is written where nothing was left out."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return ""
    kept = [(key, value) for key, value in pairs if not _TRACKING.fullmatch(key.lower())]
    if len(kept) == len(pairs) and query.isascii() and query.isprintable():
        return query
    return urlencode(kept)
