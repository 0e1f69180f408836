"""Links in what a concierge wrote that an option could be made of: followed by people, and public. Pure.

No link of a meeting, a map, a list of mails or a scanner of links; no address inside a network; none that
names somebody, lets somebody in, or leads to a file that was shared. Linear: of a text at most `MOST_SEEN`
are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import unquote, urlsplit

from cases.catalogue import Catalogue, Option
from cases.typed import LINK_TARGET
from replies.options.pages import judged, page
from replies.options.personal import NOBODY, People, names_somebody

MOST_SEEN = 200  # links of one text that are looked at
MOST = 20  # that are given
_TITLE = 120
_LINK = re.compile(
    rf"\[(?P<words>[^\[\]\n]{{1,300}}+)\]\((?P<target>https?://{LINK_TARGET})\)"
    r"|(?P<bare>https?://[^\s<>\[\]\"'`|\\]{1,2000}+)",
    re.IGNORECASE,
)
_SAYS_NOTHING = frozenset(
    (
        *("here", "there", "link", "links", "this", "that", "click", "click here", "this link", "the link"),
        *("page", "this page", "website", "site", "more", "info", "more info", "read more", "learn more"),
        *("source", "url", "see here", "hier", "daar", "deze", "dit", "klik", "klik hier", "deze link"),
        *("de link", "pagina", "deze pagina", "meer", "meer info", "lees meer", "bron", "zie hier"),
    )
)
_NO_CLIENT: frozenset[str | None] = frozenset()
_EDGES = ".,;:!?*_~'\"”’»…"


@dataclass(frozen=True, slots=True)
class Link:
    """A page: its address without what follows people around, and the words of the link ("": none).

    why: it is no option, as `pages.judged` says.
    """

    url: str
    title: str = ""
    why: str = ""

    @property
    def slug(self) -> str:
        """A short name for it: of its title, else of the last part of its address that says something."""
        parts = urlsplit(self.url)
        steps = [unquote(step).rpartition(".")[0] or unquote(step) for step in parts.path.split("/") if step]
        said = [step for step in reversed(steps) if sum(c.isalpha() for c in step) >= 3]
        host = parts.hostname or ""
        for words in (self.title, *said[:1], host.removeprefix("www.").rpartition(".")[0]):
            if found := _slug(words):
                return found
        return "option"


def links(text: str, whom: People = NOBODY) -> tuple[Link, ...]:
    """The links of a text, in its order, each page once; with the first words that say more than "here".

    whom: people whom neither an address nor its words may name.
    """
    found: dict[str, Link] = {}
    for link in _links(text, whom):
        if link.why:
            continue
        key = page(link.url)
        if key not in found:
            found[key] = link
        elif link.title and not found[key].title:
            found[key] = replace(found[key], title=link.title)
    return tuple(found.values())[:MOST]


def refused(text: str, whom: People = NOBODY) -> tuple[Link, ...]:
    """The links of a text that are no options as they tell of people, let somebody in, or were shared."""
    return tuple(link for link in _links(text, whom) if link.why)[:MOST]


def _links(text: str, whom: People) -> Iterator[Link]:
    for match in islice(_LINK.finditer(text), MOST_SEEN):
        url, why = judged(match["target"] or _ended(match["bare"]), whom)
        title = _title(match["words"] or "", url) if url else ""
        if url:
            yield Link(url, "" if "@" in title or names_somebody(title, whom) else title, why)


def unknown(
    found: Iterable[Link], catalogue: Catalogue, client: str | None, besides: Iterable[Option] = ()
) -> tuple[Link, ...]:
    """Those links of which this client has no option yet."""
    known, new = catalogue.derived(_owners), {page(option.url) for option in besides if option.url}
    left = ((link, page(link.url)) for link in found)
    return tuple(
        link for link, key in left if key not in new and known.get(key, _NO_CLIENT).isdisjoint((None, client))
    )


def _owners(catalogue: Catalogue) -> Mapping[str, frozenset[str | None]]:
    """Whose options lead to each page: clients, None for everybody."""
    found: dict[str, frozenset[str | None]] = {}
    for option in catalogue.options:
        if option.url:
            key = page(option.url)
            found[key] = found.get(key, _NO_CLIENT) | {option.client}
    return found


def together(parts: Sequence[tuple[Link, ...]]) -> tuple[Link, ...]:
    """The links of several texts, each page once, the first title that there is."""
    found: dict[str, Link] = {}
    for link in (link for part in parts for link in part):
        key = page(link.url)
        if key not in found or (link.title and not found[key].title):
            found[key] = link
    return tuple(found.values())


def _ended(bare: str) -> str:
    """A bare address without the sentence's own marks, and without a bracket that was opened before it."""
    url = bare.rstrip(_EDGES)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_EDGES)
    return url


def _title(words: str, url: str) -> str:
    """The words of a link as a title; "" where they say no more than "here" or the address."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in words).replace("\\", "").split())
    plain = plain.strip(" *_~`").rstrip(".,;:")
    if plain.lower().strip(" .!>»→") in _SAYS_NOTHING or sum(c.isalpha() for c in plain) < 3:
        return ""
    shown = plain.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    address = page(url)
    if " " not in shown and (shown == address or address.startswith(shown)):
        return ""
    return harmless(plain)[:_TITLE].rstrip()


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, on one line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split()).lstrip("=+-@|%\t ")


def _slug(words: str) -> str:
    """At most six words of it, as a slug."""
    plain = "".join(_PLAIN.get(c, c) for c in words.lower())
    return "-".join(re.findall(r"[a-z0-9]+", plain[:300])[:6])[:60].strip("-")


_PLAIN = dict(zip("àáâäãåçèéêëìíîïñòóôöõùúûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy", strict=True)) | {
    "ß": "ss",
    "'": "",
    "’": "",
}
