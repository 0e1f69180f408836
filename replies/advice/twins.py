"""Rows of the catalogue that are one option in two languages: who got one has had the other. Pure.

Two rows are one option when their languages differ and either the slugs say so ("pomodoro" and "pomodoro-nl",
of one kind) or every fact about them is the same: provider, kind, page, length, price and with whom, and the
topics of one are among those of the other. Where a row could belong to two others, it belongs to none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from cases.catalogue import Catalogue, Option

_SUFFIX = re.compile(r"[-_.]([a-z]{2})\Z")
_CODE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?\Z")


def same_options(catalogue: Catalogue) -> Mapping[str, str]:
    """Slug -> slug of the first row of the same option, for rows that are one of two; to be kept with
    `Catalogue.derived`."""
    first: dict[str, str] = {}
    for one, other in (*_by_slug(catalogue.options), *_by_facts(catalogue.options)):
        if one.slug not in first and other.slug not in first:
            first[one.slug] = first[other.slug] = one.slug
    return first


def option_of(slug: str, catalogue: Catalogue) -> str:
    """What stands for the option of that slug in any language; the slug itself where it has no twin."""
    return catalogue.derived(same_options).get(slug, slug)


Pairs = Iterable[tuple[Option, Option]]


def _by_slug(options: Iterable[Option]) -> Pairs:
    named: dict[tuple[str, str], list[Option]] = defaultdict(list)
    for option in options:
        suffix = _SUFFIX.search(option.slug)
        stem = option.slug[: suffix.start()] if suffix and suffix[1] in option.languages else option.slug
        named[stem, option.kind].append(option)
    for rows in named.values():
        yield from ((rows[0], other) for other in rows[1:] if _languages_differ(rows[0], other))


def _by_facts(options: Iterable[Option]) -> Pairs:
    groups: dict[tuple[object, ...], list[Option]] = defaultdict(list)
    for option in options:
        if facts := _facts(option):
            groups[facts].append(option)
    for rows in groups.values():
        twins = {row.slug: [other for other in rows if _twins(row, other)] for row in rows}
        single = (rows for rows in twins.values() if len(rows) == 1)
        yield from ((twins[other.slug][0], other) for [other] in single if len(twins[other.slug]) == 1)


def _facts(option: Option) -> tuple[object, ...]:
    """What twins have in common; () where too little is known of a row to say that it is another's twin."""
    page = _page(option.url)
    certain = option.minutes is not None or "/" in page
    if not (option.provider.strip() and option.languages and certain):
        return ()
    return (
        option.provider.strip().lower(), option.kind.lower(), option.training, page, option.minutes,
        option.price, option.currency if option.price else "", option.with_, option.client,
    )  # fmt: skip


def _page(url: str) -> str:
    """Host and path without what names a language: "https://nl.example.org/en/x" is "example.org/x"."""
    parts = urlsplit(url.lower()) if "]" not in url and "[" not in url else urlsplit("")
    host = [label for label in parts.netloc.split(".") if label != "www" and not _CODE.match(label)]
    path = [step for step in parts.path.split("/") if step and not _CODE.match(step)]
    return "/".join([".".join(host), *path])


def _twins(one: Option, other: Option) -> bool:
    topics, others = set(one.topics), set(other.topics)
    return _languages_differ(one, other) and bool(topics & others) and (topics <= others or others <= topics)


def _languages_differ(one: Option, other: Option) -> bool:
    return bool(one.languages and other.languages) and set(one.languages).isdisjoint(other.languages)
