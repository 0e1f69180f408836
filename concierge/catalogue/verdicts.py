"""What comes of a link that was followed, in a word and a sentence. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from replies.options.pages import split_url

LATER = frozenset((408, 425, 429))  # and all from 500 on: the server itself says that it may pass
_GONE = frozenset((404, 410))
_SHUT = frozenset((401, 402, 403, 405, 406, 451))


class Verdict(StrEnum):
    """What comes of a link."""

    GOOD = "good"
    MOVED = "moved"  # for good: the catalogue should have the new address
    ELSEWHERE = "elsewhere"  # it leads to another page, for now
    FRONT = "front-page"  # a deep link that leads to the front page: mostly the page is gone
    DEAD = "dead"
    LATER = "later"  # no answer now: ask again
    SHUT = "shut"  # it does not answer programs: a person has to look
    TLS = "tls"
    ROBOTS = "robots"  # robots.txt asks not to be asked
    INSIDE = "inside"  # an address inside a network: not asked
    CIRCLE = "circle"  # redirects without end


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of one address. status: of the last answer, 0: there was none; location: where it ended."""

    url: str
    verdict: Verdict
    status: int = 0
    location: str = ""
    why: str = ""


PROBLEMS = {
    "unknown-host": (Verdict.DEAD, "there is no such host"),
    "bad-address": (Verdict.DEAD, "it is no web address"),
    "inside": (Verdict.INSIDE, "it lies inside a network and was not asked (--inside asks)"),
    "tls": (Verdict.TLS, "its certificate cannot be trusted"),
    "no-answer": (Verdict.LATER, "no connection now: ask again later"),
    "timeout": (Verdict.LATER, "no answer in time: ask again later"),
    "circle": (Verdict.CIRCLE, "its redirects do not end, or want cookies: look yourself"),
    "robots": (Verdict.ROBOTS, "its robots.txt asks programs to stay away: look yourself"),
}


def judged(url: str, here: str, status: int, problem: str, *, for_good: bool) -> Followed:
    """What comes of a link that led `here`, where the server said `status`, or nothing because of `problem`
    (of `PROBLEMS`). `for_good`: all redirects on the way say that they are to stay."""
    moved, location = here != url, here if here != url else ""
    if problem:
        verdict, why = PROBLEMS[problem]
    elif status in _GONE:
        verdict, why = Verdict.DEAD, f"there is nothing any more (HTTP {status})"
    elif status in LATER or status >= 500:
        verdict, why = Verdict.LATER, f"it cannot answer now (HTTP {status}): ask again later"
    elif status in _SHUT:
        verdict, why = Verdict.SHUT, f"it does not let programs in (HTTP {status}): look yourself"
    elif status >= 400:
        verdict, why = Verdict.DEAD, f"it is refused (HTTP {status})"
    elif moved and _is_front(here) and not _is_front(url):
        verdict, why = Verdict.FRONT, f"it leads to the front page {here}: the page itself is probably gone"
    elif moved and for_good and not _same_site_detail(url, here):
        verdict, why = Verdict.MOVED, f"it moved to {here}"
    elif moved and not _same_site_detail(url, here):
        verdict, why = Verdict.ELSEWHERE, f"it leads to {here}"
    else:
        verdict, why = Verdict.GOOD, ""
    return Followed(url, verdict, status, location, why)


def _same_site_detail(url: str, here: str) -> bool:
    """Whether the addresses differ in nothing that a reader would notice: https, "www.", a last slash."""
    return _plain(url) == _plain(here)


def _plain(url: str) -> str:
    parts = split_url(url)
    if parts is None:
        return url
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}?{parts.query}"


def _is_front(url: str) -> bool:
    """A first page, also of one language ("/nl/")."""
    parts = split_url(url)
    steps = [step for step in parts.path.split("/") if step] if parts else []
    return not (parts and parts.query) and (not steps or (len(steps) == 1 and len(steps[0]) in (2, 5)))
