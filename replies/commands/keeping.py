"""#keep: an option made of a link that a concierge gave a worker, and the links for it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cases.catalogue import Option
from cases.growth import keep_command
from cases.model import Case, Direction, Message, Role
from replies.advice.relevance import STOP_WORDS
from replies.commands.grammar import Command
from replies.commands.phrases import say
from replies.commands.plan import Desk, Plan, Refusal
from replies.options.cells import slug_of
from replies.options.keeping import KEYS, BadKeyError, cells, free_slug, key_named, missing, option_of
from replies.options.links import Link, links, refused, together, unknown
from replies.options.pages import host_of, judged, page
from replies.options.personal import People, people

OFFERED = 3
"""Links that a receipt offers to keep."""
Offers = tuple[list[Mapping[str, str]], int]
"""{title, url, command} of links that could be kept, and how many more there are."""
NO_OFFERS: Offers = ([], 0)
MOST_KEPT = 20  # by one mail


def keep(plan: Plan, command: Command, desk: Desk) -> Plan | Refusal:
    """Reads the option; topics, language and client come from the case as the whole mail leaves it."""
    if desk.case is None:
        return Refusal("needs-case")
    if desk.catalogue.added is None:
        return Refusal("keep-nowhere")
    if len(command.words) != 1:
        return Refusal("needs-name") if not command.words else _too_many(command)
    try:
        slug = slug_of({"slug": command.words[0]})
    except ValueError:
        return Refusal("keep-slug", {"name": command.words[0]})
    before = next((o for o in reversed(plan.keep) if o.slug == slug), None) or _added(slug, desk)
    if before is None and (desk.catalogue.option(slug) or slug in desk.catalogue.reserved):
        return Refusal("keep-exists", {"name": slug, "free": free_slug(Link("", slug), desk.catalogue)})
    if len(plan.keep) >= MOST_KEPT:
        return Refusal("keep-many", {"count": MOST_KEPT})
    try:
        typed = cells(command.pairs)
        link = _link(slug, typed, before, desk)
        if isinstance(link, Refusal):
            return link
        option = option_of(slug, typed, link, before, desk.now.date())
    except BadKeyError as bad:
        return _refused(bad, desk)
    wrong = [topic for topic in option.topics if desk.catalogue.topic(topic) is None]
    if wrong:
        near = ", ".join(desk.catalogue.nearest_topics(wrong[0], 1))
        return Refusal("unknown-topic", {"name": wrong[0], "near": near})
    others = (o for o in plan.keep if o.slug != slug)
    return replace(plan, keep=(*others, option))


def completed(plan: Plan, case: Case) -> tuple[Option, ...]:
    """What is kept, with what the case says where the mail did not; the client is always the case's."""
    return tuple(
        replace(
            option,
            topics=option.topics or case.topics,
            languages=option.languages or ((case.language,) if option.url else ()),
            client=case.client,
        )
        for option in plan.keep
    )


def kept_words(option: Option, desk: Desk) -> str:
    """What the receipt says of it: its title, and what to add with which line."""
    language = desk.language
    said = say("kept", language, title=option.title, name=option.slug)
    if option.client:
        said += say("kept-client", language, client=option.client)
    lacks = missing(option)
    if not lacks:
        return said
    pairs = " ".join(f"{key_named(column, language)}=…" for column in lacks)
    return f"{said}. {say('kept-lacks', language, command=f'{keep_command(option.slug, language)} {pairs}')}"


def offers(plan: Plan, desk: Desk, case: Case | None) -> Offers:
    """Links of this answer that are in no catalogue."""
    if case is None or desk.catalogue.added is None:
        return NO_OFFERS
    found = unknown(links(desk.text, _whom(case, desk)), desk.catalogue, case.client, plan.keep)
    taken: list[str] = [option.slug for option in plan.keep]
    shown: list[Mapping[str, str]] = []
    for link in found[:OFFERED]:
        slug = free_slug(link, desk.catalogue, taken)
        taken.append(slug)
        tag = desk.settings.tag(case.id)
        told = {"title": link.title, "url": link.url, "command": keep_command(slug, desk.language)}
        shown.append({**told, "tag": tag, "link": ""})
    return shown, len(found[OFFERED:])


def answers(messages: Sequence[Message]) -> tuple[str, ...]:
    """The words of the concierges' answers, latest first."""
    written = [m for m in messages if m.direction is Direction.OUT and m.role is Role.CONCIERGE]
    return tuple(m.new_text for m in reversed(written[-20:]))


def _whom(case: Case, desk: Desk) -> People:
    """Whom no link may name: each name of who asked, the whole names of whoever wrote and of the roster."""
    wrote = [m.author for m in case.messages if m.role in (Role.CONCIERGE, Role.THIRD_PARTY)]
    others = [(author.name, author.addr_spec) for author in wrote]
    roster = [(concierge.name, concierge.address) for concierge in desk.settings.concierges]
    return people([(case.requester.name, case.requester.address)], [*others, *roster], STOP_WORDS)


def _added(slug: str, desk: Desk) -> Option | None:
    """An option of that name that was kept by mail for the same client, and is not merged yet."""
    assert desk.case is not None
    found = desk.catalogue.option(slug) if slug in (desk.catalogue.added or ()) else None
    return found if found and found.client == desk.case.client else None


def _link(slug: str, typed: Mapping[str, str], before: Option | None, desk: Desk) -> Link | Refusal | None:
    """Which link is meant: the one typed, the one that was offered under this name, or the only one."""
    assert desk.case is not None
    whom, said = _whom(desk.case, desk), answers(desk.case.messages)
    written, answered = links(desk.reading.remainder, whom), together([links(text, whom) for text in said])
    if "url" in typed:
        url, why = judged(typed["url"], whom)
        if why == "closed":
            raise BadKeyError("url", typed["url"])
        if why:
            return Refusal(f"keep-{why}", {"host": host_of(url)})
        known = (link for link in (*written, *answered) if page(link.url) == page(url))
        return _known(Link(url, next((link.title for link in known if link.title), "")), before, desk)
    if before is not None:
        return None
    new = [
        unknown(found, desk.catalogue, desk.case.client) for found in (written, together([written, answered]))
    ]
    named = next((link for link in new[1] if slug.startswith(link.slug)), None)
    if named is not None:
        return named
    left_out = [link for text in (desk.reading.remainder, *said) for link in refused(text, whom)]
    meant = next((link for link in left_out if slug.startswith(link.slug)), None)
    if meant is not None:
        return None if "title" in typed else Refusal(f"keep-{meant.why}", {"host": host_of(meant.url)})
    for found in new:
        if len(found) == 1:
            return found[0]
    if "title" in typed:  # a book, a colleague: there is not always a link
        return None
    if new[1]:
        first = new[0] or new[1]
        return Refusal(
            "keep-which", {"links": " · ".join(f"{link.slug} ({link.url[:100]})" for link in first[:5])}
        )
    if left_out:
        return Refusal(f"keep-{left_out[0].why}", {"host": host_of(left_out[0].url)})
    return Refusal("keep-no-link")


def _known(link: Link, before: Option | None, desk: Desk) -> Link | Refusal:
    """The link, where no other option has it."""
    assert desk.case is not None
    for option in desk.catalogue.options:
        same = option.url and page(option.url) == page(link.url) and option.client in (None, desk.case.client)
        if same and (before is None or option.slug != before.slug):
            return Refusal("keep-known", {"name": option.slug})
    return link


def _refused(bad: BadKeyError, desk: Desk) -> Refusal:
    if bad.value is None:
        keys = ", ".join(key_named(column, desk.language) for column in KEYS)
        return Refusal("keep-key", {"key": bad.key, "keys": keys})
    example = say(f"cell-{bad.key}", desk.language)
    return Refusal(
        "keep-value", {"key": key_named(bad.key, desk.language), "value": bad.value[:60], "example": example}
    )


def _too_many(command: Command) -> Refusal:
    return Refusal("too-many", {"extra": " ".join(command.words[1:])})
