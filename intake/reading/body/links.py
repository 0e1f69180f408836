"""Links as Markdown: `[text](url)`, the bare url where the text says no more than the url."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, unquote, urlsplit

from cases.typed import LINK_TARGET, bounded

MAX_URL = 2000  # characters; longer ones are trackers, their text is kept alone
_WRAPPED = re.compile(
    r"https?://(?:[a-z0-9-]+\.safelinks\.protection\.outlook\.com/|www\.google\.com/url\?)", re.I
)
_SCHEME = re.compile(r"^(?:https?|mailto|tel|ftps?):", re.I)
_SPACE = re.compile(r"\s+")
_FITS = re.compile(LINK_TARGET)
_LETTERS = "".join(map(chr, range(33, 127)))  # what an address may have in it as it is


def link_text(text: str, href: str) -> str:
    """The Markdown of a link; its text alone when the address is not one a person can follow.

    Several lines of text: the last one carries the link. Line feeds in `text` stay.
    """
    url = _clean(href)
    bare = text.strip()
    if not url or not bare:
        return text
    lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    before, newline, last = bare.rpartition("\n")
    if same_target(last, url) and (bounded(url) == url or "[" in last or "]" in last):
        shown = _shown(last, url)
    else:
        label = last.replace("[", "(").replace("]", ")")
        shown = f"[{label}]({_target(url)})"
    return f"{lead}{before}{newline}{shown}{trail}"


def same_target(text: str, url: str) -> bool:
    """Does the text only repeat the url (scheme, "www.", trailing slash and case aside)?"""
    return _core(text) == _core(url)


def _shown(text: str, url: str) -> str:
    """A bare address for mailto:, the words where they are the whole url, the full url otherwise."""
    whole = not _SPACE.search(text) and quote(text, _LETTERS) == quote(url, _LETTERS)
    return text if whole or url.lower().startswith(("mailto:", "tel:")) else url


def _target(url: str) -> str:
    """The url so that it ends where Markdown's parentheses do."""
    return url if _FITS.fullmatch(url) else url.replace("(", "%28").replace(")", "%29")


def _core(url: str) -> str:
    url = url.strip().strip("<>").lower()
    url = re.sub(r"^(?:https?://|mailto:|tel:|ftp://)", "", url)
    url = re.sub(r"^www\.", "", url)
    return unquote(url.split("?subject=")[0]).rstrip("/").replace(" ", "")


def _clean(href: str) -> str:
    """A url without white space, or "" when it is none."""
    url = _SPACE.sub("", href) if "\n" in href or "\t" in href else href.strip()
    if not _SCHEME.match(url) or len(url) > MAX_URL:
        return ""
    url = _unwrapped(url)
    return url.replace(" ", "%20")


def _unwrapped(url: str) -> str:
    """The address that a link scanner wrapped (Outlook Safe Links, Google)."""
    if not _WRAPPED.match(url):
        return url
    try:
        query = parse_qs(urlsplit(url).query, max_num_fields=20)
    except ValueError:
        return url
    for key in ("url", "q"):
        for target in query.get(key, ())[:1]:
            if target.lower().startswith(("http://", "https://")):
                return target
    return url
