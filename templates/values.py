"""The values of `cases` as the mappings that templates read (fields: see `templates.variables`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from urllib.parse import quote

from cases import subjects
from cases.catalogue import Catalogue, Option
from cases.idn import readable
from cases.model import Address, Case, Need, Person
from cases.settings import Concierge, MailboxSettings, Settings
from templates.excerpts import NAME, SUBJECT, short
from templates.phrases import first_name


def base_subject(subject: str, tag_prefix: str) -> str:
    """A subject without Re:, Antw:, gateways' marks and our tag, no longer than a subject; "" stays ""."""
    return short(subjects.base_subject(subject, tag_prefix), SUBJECT)


def of_service(
    settings: Settings, mailbox: MailboxSettings, now: datetime, timezone: str = ""
) -> Mapping[str, object]:
    """`timezone`: that of whoever reads it, "" for a worker."""
    return {
        "name": settings.name,
        "address": mailbox.address,
        "timezone": timezone or settings.timezone,
        "now": now,
    }


def of_worker(person: Person, language: str | None = None) -> Mapping[str, object]:
    return {
        "name": short(person.name or readable(person.address), NAME),
        "first": first_name(short(person.name, NAME)),
        "address": person.address,
        "language": language or person.language or "en",
    }


def of_sender(sender: Address) -> Mapping[str, str]:
    """Somebody whom a mail names, of whom nothing is known: `name` is the address where it has none."""
    return {"name": short(sender.name or sender.addr_spec, NAME), "address": sender.addr_spec}


def of_concierge(concierge: Concierge) -> Mapping[str, object]:
    return {"name": concierge.name, "first": first_name(concierge.name)}


def of_case(case: Case, settings: Settings, catalogue: Catalogue, language: str) -> Mapping[str, object]:
    owner = settings.concierge(case.owner) if case.owner else None
    topics = [catalogue.topic_name(slug, language) for slug in case.topics]
    return {
        "tag": settings.tag(case.id),
        "subject": base_subject(case.subject, settings.case_prefix),
        "state": case.state.value,
        "topics": topics,
        "owner": owner.name if owner else case.owner or "",
        "worker": short(case.requester.name or case.requester.address, NAME),
    }


def of_need(need: Need) -> Mapping[str, object]:
    return {
        "about": need.about,
        "tried": need.tried,
        "with": need.with_,
        "time": need.time,
        "budget": need.budget,
        "currency": need.currency,
        "by": need.by,
    }


def of_option(option: Option, why: str = "", guess: str = "", *, told: bool = False) -> Mapping[str, object]:
    """Its facts, `why` it is offered, the topic it is a `guess` for; `told`: time and price are in `why`."""
    return {
        "slug": option.slug,
        "title": option.title,
        "summary": option.summary,
        "kind": option.kind,
        "training": option.training,
        "provider": "" if option.is_own else option.provider,
        "price": option.price,
        "currency": option.currency,
        "priced_on": option.priced_on,
        "minutes": option.minutes,
        "with": option.with_,
        "level": option.level,
        "languages": option.languages,
        "url": option.url,
        "interest": option.interest,
        "why": why,
        "guess": guess,
        "told": told,
    }


def mailto(address: str, subject: str, body: str = "") -> str:
    """A link that opens a mail (RFC 6068) to `address` with this subject and text.

    A "+" is written as %2B too: desktops that read such links as forms (GNOME's) make a space of it.
    """
    local, _, domain = address.rpartition("@")
    link = f"mailto:{quote(local, safe='')}@{domain}?subject={quote(subject, safe='')}"
    return with_body(link, body) if body else link


def with_body(link: str, body: str) -> str:
    """A link of `mailto` that has no text yet, with this one."""
    return f"{link}&body={quote(body, safe='')}"


def survey_buttons(
    reply_to: str, subject: str, ratings: Iterable[int] = (1, 2, 3, 4, 5)
) -> list[Mapping[str, object]]:
    """One `mailto:` link a rating: a mail to `reply_to` whose text is the digit."""
    return [{"rating": rating, "link": mailto(reply_to, subject, str(rating))} for rating in ratings]
