"""The interview of `concierge init`: from the answers so far to the next question; pure.

A question knows its default, as it would be typed, and how to read what was typed. Reading raises ValueError
with the rest of a sentence, as the configuration's own values do, or `WrongError` with a row of
`concierge.asking.words`. Longer than 250 lines: all questions stand here in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count, takewhile
from typing import Any

from concierge.asking import answers as typed_as
from concierge.asking.answers import WrongError
from concierge.asking.provider import DOMAINS_OF_PERSONS, GOOGLE, MICROSOFT, OTHER, Found, guess
from concierge.asking.servers import IMAP, SMTP, beside
from concierge.config import values as value
from concierge.config.countries import country_of, only_timezone, parts_with_holidays
from concierge.config.mailbox import LONGEST_LOCAL
from concierge.config.oauth import tenant_id

YES, NO = "yes", "no"
ALONE, SEVERAL = "alone", "several"
NAMED = ("autoconfig", "srv")  # ways to find servers that are no guess
SERVICE_ACCOUNT, SIGN_IN, APP_PASSWORD = "service-account", "sign-in", "app-password"
OF_PERSONS = "consumers"  # the tenant of mailboxes that belong to no organisation
CHOICES: Mapping[str, Mapping[str, str]] = {  # what may be typed, the first of each language shown
    YES: {"en": "yes y ok", "nl": "ja j"},
    NO: {"en": "no n", "nl": "nee n neen"},
    MICROSOFT: {"en": "microsoft 365 office365 office m365 exchange", "nl": "microsoft"},
    GOOGLE: {"en": "google workspace gmail", "nl": "google"},
    OTHER: {"en": "other another else neither", "nl": "andere ander anders iets geen"},
    ALONE: {"en": "me alone i just only myself", "nl": "ik alleen enkel ikzelf zelf"},
    SEVERAL: {"en": "several we team people more us", "nl": "meer meerdere wij mensen samen ons"},
    SERVICE_ACCOUNT: {"en": "service-account service account", "nl": "serviceaccount"},
    SIGN_IN: {"en": "sign-in sign in login", "nl": "aanmelden"},
    APP_PASSWORD: {"en": "app-password app password", "nl": "app-wachtwoord app wachtwoord appwachtwoord"},
    "questions": {"en": "questions", "nl": "vragen"},
    "plain": {"en": "plain", "nl": "kort"},
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known without asking: of the machine, and of the address's domain once there is one."""

    timezone: str = ""
    language: str = "en"
    person: str = ""
    today: date = date.min
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """`text`: its row of words, filled with `fields`. `default` None: an answer is needed."""

    key: str
    text: str
    read: Callable[[str], object]
    default: str | None = None
    hidden: bool = False
    choices: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interview:
    """The answers so far, in the order in which they were given.

    before: what was typed to each question, also to those that were taken back, with its default then.
    """

    known: Known
    given: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, tuple[str | None, str]] = field(default_factory=dict)

    def next(self) -> Question | None:
        """The first question without an answer; None when there is none left.

        An answer that was taken back is its default, unless what led to the default has changed since.
        """
        question = self._open()
        if question is None or question.key not in self.before:
            return question
        default, typed = self.before[question.key]
        return replace(question, default=typed) if default == question.default else question

    def _open(self) -> Question | None:
        return next((each for each in _questions(self.known, self.given) if each.key not in self.given), None)

    def answered(self, question: Question, typed: str) -> Interview:
        """With this answer, Enter being the default. ValueError with the reason why it cannot be taken."""
        words = typed if question.hidden else typed_as.unquoted(typed)
        if not words and question.default is None:
            raise WrongError("needed")
        if any("\ud800" <= char <= "\udfff" for char in words):
            raise WrongError("not utf-8")
        read = question.read(words or question.default or "")
        before = {**self.before, **self._remembered(question, words or question.default or "", read)}
        return replace(self, given={**self.given, question.key: read}, before=before)

    def _remembered(self, question: Question, words: str, read: object) -> dict[str, tuple[str | None, str]]:
        """Nothing of a secret; and where Enter means nothing, it goes on to do so."""
        asked = self._open()
        if question.hidden or asked is None or asked.default == "":
            return {}
        return {question.key: (asked.default, str(read) if question.choices else words)}

    def back(self) -> Interview:
        """Without the latest answer."""
        kept = dict(self.given)
        if kept:
            kept.popitem()
        return replace(self, given=kept)


def _questions(known: Known, given: Mapping[str, Any]) -> Iterator[Question]:
    """In order; what comes after a question may depend on its answer, so take no more than was answered."""
    yield Question("address", "address", value.address)
    local, _, domain = given["address"].rpartition("@")
    if len(local) > LONGEST_LOCAL:
        yield _choice("without plus", (YES, NO), YES, typed_as.agreed_to, longest=str(LONGEST_LOCAL))
    found = known.found or guess(domain.lower(), "offline")
    yield _choice(
        "provider",
        (MICROSOFT, GOOGLE, OTHER),
        found.provider,
        told=found.how,
        because=found.because,
        domain=domain,
    )
    yield from _login(found, given, domain.lower())
    yield Question("name", "name", value.filled, "Leerhulp" if known.language == "nl" else "Learning Help")
    yield Question(
        "languages", "languages", typed_as.languages, "nl, en" if known.language == "nl" else "en, nl"
    )
    yield Question("timezone", "timezone", value.timezone, _zone(known.timezone, domain) or None)
    country = country_of(given["timezone"])
    parts = parts_with_holidays(country) if country else None
    yield Question(
        "holidays",
        "holidays" if not parts else "holidays of parts",
        lambda typed: typed_as.holidays(typed, known.today),
        "none" if parts is None else country,
        fields={"country": country, "parts": ", ".join(f"{country}-{part}" for part in parts or ())},
    )
    yield Question("week", "week", typed_as.week, "Mon-Fri 09:00-17:00")
    yield from _people(known, given)
    strangers = domain.lower() in DOMAINS_OF_PERSONS or found.of_persons
    yield Question(
        "allowed",
        "allowed of persons" if strangers else "allowed",
        lambda typed: typed_as.senders(typed, given["address"]),
        "anyone" if strangers else f"@{domain.lower()}",
        fields={"domain": domain.lower()},
    )
    yield _choice("acknowledge", ("questions", "plain", NO), "questions")


def _zone(machine: str, domain: str) -> str:
    """The machine's, unless that is UTC, as on many servers: then that of the domain's country."""
    return machine if country_of(machine) else only_timezone(domain.rpartition(".")[2]) or machine


def _login(found: Found, given: Mapping[str, Any], domain: str) -> Iterator[Question]:
    """How the service gets into the mailbox at its provider."""
    provider = given["provider"]
    if provider == MICROSOFT:
        tenant = OF_PERSONS if found.of_persons else domain
        yield Question("tenant", "tenant", tenant_id, tenant)
        yield Question("client id", "microsoft client id", typed_as.client_id_or_none, "")
        yield _hidden("client secret", "microsoft client secret", typed_as.client_secret)
        if given["client secret"]:
            yield Question("secret ends", "secret ends", typed_as.day_or_none, "")
        return
    if provider == GOOGLE:
        ways = (SERVICE_ACCOUNT, SIGN_IN, APP_PASSWORD)
        yield _choice("way", ways, APP_PASSWORD if domain in DOMAINS_OF_PERSONS else SERVICE_ACCOUNT)
        if given["way"] == SERVICE_ACCOUNT:
            yield Question("key file", "key file", value.filled, "service-account.json")
            return
        if given["way"] == SIGN_IN:
            yield Question("client id", "google client id", typed_as.client_id_or_none, "")
            yield _hidden("client secret", "google client secret")
            return
    else:
        row = f"servers by {found.how}" if found.provider == OTHER else "servers"
        servers = found if found.provider == OTHER else guess(domain)
        yield Question(
            "imap",
            row,
            lambda typed: typed_as.server(typed, IMAP),
            str(servers.imap),
            fields={"because": servers.because, "domain": domain},
        )
        told = servers.how in NAMED or given["imap"] == servers.imap
        smtp = servers.smtp if told else beside(given["imap"])
        yield Question("smtp", "smtp", lambda typed: typed_as.server(typed, SMTP), str(smtp))
        yield Question(
            "username", "username", value.filled, typed_as.username(servers.username, given["address"])
        )
    yield _hidden("password", "app password" if provider == GOOGLE else "password")


def _people(known: Known, given: Mapping[str, Any]) -> Iterator[Question]:
    yield _choice("who", (ALONE, SEVERAL), ALONE)
    alone = given["who"] == ALONE
    for number in count(1):
        if number == 1:
            text = "your name" if alone else "person"
            yield Question("person 1", text, value.filled, known.person or None)
        else:
            yield Question(f"person {number}", "more persons", value.text, "")
        if not given[f"person {number}"]:
            break
        others = [given[f"address {each}"] for each in range(1, number)]
        yield Question(
            f"address {number}",
            "your address" if alone else "their address",
            lambda typed, others=others: typed_as.persons_address(typed, given["address"], others),  # type: ignore[misc]
            fields={"name": given[f"person {number}"]},
        )
        if alone:
            return
    yield Question(
        "lead", "lead", lambda typed: typed_as.addresses_of_leads(typed, given["address"]), given["address 1"]
    )


def people(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, address) of everybody who answers."""
    numbers = takewhile(lambda number: bool(given.get(f"person {number}")), count(1))
    return [(given[f"person {number}"], given[f"address {number}"]) for number in numbers]


def lead(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Who gets alerts; whoever answers alone."""
    return tuple(given["lead"]) if "lead" in given else (given["address 1"],)


def _choice(
    key: str,
    choices: tuple[str, ...],
    default: str,
    then: Callable[[str], object] = str,
    told: str = "",
    **fields: str,
) -> Question:
    def read(typed: str) -> object:
        chosen = typed_as.choice(typed, {each: CHOICES[each].values() for each in choices})
        if chosen:
            return then(chosen)
        raise WrongError("choice")

    return Question(key, f"{key} by {told}" if told else key, read, default, choices=choices, fields=fields)


def _hidden(key: str, text: str, read: Callable[[str], object] = typed_as.secret) -> Question:
    return Question(key, text, read, "", hidden=True)
