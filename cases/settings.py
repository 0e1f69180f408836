"""The configuration as the house reads it: frozen values, filled by `concierge.config.load` (CONTRACT 3).

Secrets are values here, never shown: every field that holds one is left out of `repr`. Longer than 250
lines: one value a section of the file, read together.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from cases import tags
from cases.model import Address
from cases.tokens import Signer


@dataclass(frozen=True, slots=True)
class Span:
    """A duration: either `length` of the wall clock, or working `minutes`/`days` of the service's week.

    "4h" -> length; "4 working hours" -> working_minutes=240; "3 working days" -> working_days=3.
    """

    length: timedelta = timedelta(0)
    working_minutes: int = 0
    working_days: int = 0

    def __bool__(self) -> bool:
        return bool(self.length or self.working_minutes or self.working_days)


class OAuthFlow(StrEnum):
    """How access tokens come about (RFC 6749): the first three without a person, the others after a login."""

    CLIENT_SECRET = "client secret"  # noqa: S105 - of an application with rights of its own, section 4.4
    CERTIFICATE = "certificate"  # the same, proved by a key (RFC 7523)
    SERVICE_ACCOUNT = "service account"  # of Google, acting for the mailbox (RFC 7523)
    DEVICE_CODE = "device code"  # typed in a browser anywhere (RFC 8628)
    DESKTOP = "desktop client"  # a browser comes back to this machine (RFC 8252)

    @property
    def needs_login(self) -> bool:
        """Whether a person has to run `concierge login` once."""
        return self in (OAuthFlow.DEVICE_CODE, OAuthFlow.DESKTOP)


@dataclass(frozen=True, slots=True)
class OAuth2:
    """Where a mailbox's access tokens come from, instead of a password.

    `username` is whose mailbox is opened. `authority` is the beginning of the addresses of the token server.
    `secret_ends`: as configured; a certificate says it itself. `secret_now` and `certificate_password_now`
    read client secret and password again where they stand in files of their own.
    """

    provider: str  # microsoft | google
    flow: OAuthFlow
    mailbox: str
    username: str
    token_file: Path
    authority: str
    tenant: str = ""
    client_id: str = ""
    client_secret: str | None = field(default=None, repr=False)
    certificate_file: Path | None = None
    certificate_password: str | None = field(default=None, repr=False)
    secret_now: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    certificate_password_now: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    service_account_file: Path | None = None
    secret_ends: date | None = None


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """How to reach the mailbox. `token` (OAuth 2) is used instead of `password` where given.

    `refused` gives another token after the server refused this one, or None where that was done lately;
    `explain` says what to do about the words with which the server refused, "" where that is not known.
    `password_now` reads `password` again where it stands in a file of its own; `password_from` names that.
    """

    host: str
    port: int
    security: str  # tls | starttls | none
    username: str
    password: str | None = field(default=None, repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    ca_file: str | None = None
    timeout: float = 60.0  # seconds
    refused: Callable[[str], str | None] | None = field(default=None, repr=False)
    explain: Callable[[str], str] | None = field(default=None, repr=False)
    password_now: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    password_from: str = field(default="", compare=False)

    @property
    def current_password(self) -> str:
        """The password as it is now, "" without one."""
        return (self.password_now() if self.password_now is not None else self.password) or ""


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """How mail goes out. `rate` is (count, per timedelta). username "" = no authentication."""

    host: str
    port: int
    security: str
    username: str = ""
    password: str | None = field(default=None, repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    connections: int = 2
    rate: tuple[int, timedelta] = (25, timedelta(minutes=1))
    ca_file: str | None = None
    timeout: float = 60.0  # seconds
    refused: Callable[[str], str | None] | None = field(default=None, repr=False)  # as of ImapAccount
    explain: Callable[[str], str] | None = field(default=None, repr=False)
    password_now: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    password_from: str = field(default="", compare=False)

    @property
    def current_password(self) -> str:
        """The password as it is now, "" without one."""
        return (self.password_now() if self.password_now is not None else self.password) or ""


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """One shared mailbox."""

    address: str
    imap: ImapAccount
    smtp: SmtpAccount
    also: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    client: str | None = None
    allowed_senders: tuple[str, ...] = ()
    trusted_authserv_ids: tuple[str, ...] = ()
    proof: str = "results"
    plus_addressing: bool = True
    envelope: str = "mailbox"
    sent_folder: str = "auto"
    sent_copy: str = "auto"
    processed_folder: str = "Processed"
    oauth2: OAuth2 | None = None
    login_files: tuple[Path, ...] = field(default=(), compare=False)  # read for a login, each time anew

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2].lower()

    @property
    def local(self) -> str:
        return self.address.rpartition("@")[0]

    @property
    def own_addresses(self) -> frozenset[str]:
        """Every address that feeds this mailbox, lower case."""
        return frozenset(a.lower() for a in (self.address, *self.also))

    def admits(self, address: str) -> bool:
        """Whether `allowed_senders` names this address or its domain; nobody named is everybody."""
        key = address.strip().lower()
        domain = f"@{key.rpartition('@')[2]}"
        named = {rule.lower() for rule in self.allowed_senders}
        return not named or key in named or domain in named

    def reply_address(self, token: str) -> str:
        """Where an answer to a mail with this token goes."""
        return f"{self.local}+{token}@{self.domain}" if self.plus_addressing else self.address


@dataclass(frozen=True, slots=True)
class Concierge:
    """Somebody on the roster. Empty tuples mean "all"; `away` holds inclusive date ranges."""

    name: str
    address: str
    aliases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    away: tuple[tuple[date, date], ...] = ()

    @property
    def addresses(self) -> frozenset[str]:
        return frozenset(a.lower() for a in (self.address, *self.aliases))

    @property
    def mailbox(self) -> Address:
        return Address(self.name, self.address)

    def serves(self, client: str | None) -> bool:
        """Whether they may know of this client's people."""
        return not self.clients or client in self.clients


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    acknowledge: str = "questions"
    backlog: timedelta = timedelta(days=1)
    max_message: int = 25_000_000  # octets
    poll: timedelta = timedelta(seconds=60)
    reopen_within: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ResponseSettings:
    target: Span = Span(working_minutes=240)
    remind: Span = Span(working_minutes=120)
    others_after: Span = Span(working_minutes=60)
    hold: timedelta = timedelta(0)
    receipts: str = "commands"
    nudge: timedelta = timedelta(0)
    close_after: timedelta = timedelta(0)
    digest: str = "08:30"
    lead_digest: str = "Mon 08:30"


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """monthly: the lead gets the report of each month. publish_to: who gets what may be published."""

    monthly: bool = True
    publish_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SurveySettings:
    after: Span = Span(length=timedelta(days=10))
    remind: Span = Span(length=timedelta(days=5))
    lapse: timedelta = timedelta(days=30)
    stale: timedelta = timedelta(days=7)
    per_person: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class ExpertSettings:
    """Colleagues who help; `asked_at_most` is (count, per timedelta), for each of them."""

    asked_at_most: tuple[int, timedelta] = (2, timedelta(days=30))


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """How long words and names are kept, here and in the mailboxes; zero is for good."""

    anonymise_after: timedelta = timedelta(days=730)
    mailbox_after: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Another route than the mailbox, for what has not worked for `after`; none is given: nobody is told.

    command: its words, run without a shell; smtp: another account, with `sender` and `to`, and `oauth2` where
    it logs in by tokens.
    """

    after: timedelta = timedelta(minutes=30)
    command: tuple[str, ...] = ()
    smtp: SmtpAccount | None = None
    sender: str = ""
    to: tuple[str, ...] = ()
    oauth2: OAuth2 | None = None

    def __bool__(self) -> bool:
        return bool(self.command or self.smtp)


@dataclass(frozen=True, slots=True)
class MonitorSettings:
    """Where figures are asked for over HTTP; host "" = nowhere."""

    host: str = ""
    port: int = 0

    def __bool__(self) -> bool:
        return bool(self.host)


@dataclass(frozen=True, slots=True)
class AssistantSettings:
    """A server that speaks the OpenAI-compatible API; url "" = none is asked.

    url: up to and with the version, without a slash behind it ("http://127.0.0.1:11434/v1"). wait: how long a
    notification waits for its answer.
    """

    url: str = ""
    model: str = ""
    key: str = field(default="", repr=False)
    wait: timedelta = timedelta(seconds=20)

    def __bool__(self) -> bool:
        return bool(self.url)


@dataclass(frozen=True, slots=True)
class Hours:
    """Working time: weekdays (Monday 0) with opening periods, and free days, in `timezone`.

    countries: those whose public holidays are free days (ISO 3166), in their order.
    """

    timezone: str = "UTC"
    week: tuple[tuple[int, time, time], ...] = tuple((day, time(9), time(17)) for day in range(5))
    holidays: Set[date] = frozenset()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps as (count, per timedelta)."""

    requests_per_sender: tuple[int, timedelta] = (20, timedelta(hours=1))
    automatic_per_sender: tuple[int, timedelta] = (10, timedelta(days=1))
    automatic_per_case: tuple[int, timedelta] = (10, timedelta(days=1))
    automatic_total: tuple[int, timedelta] = (500, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Client:
    """A client organisation. `rate` is (amount, currency, "case"|"hour") or None.

    What follows is its own instead of the organisation's; "", () and None: the organisation's.
    """

    id: str
    name: str
    domains: tuple[str, ...] = ()
    rate: tuple[Decimal, str, str] | None = None
    templates: Path | None = None  # before the organisation's own, which come before the built-in ones
    catalogue: Path | None = None
    topics: Path | None = None
    timezone: str = ""
    hours: Hours | None = None  # in its time zone
    target: Span | None = None
    languages: tuple[str, ...] = ()
    publish_to: tuple[str, ...] = ()

    @property
    def has_own_files(self) -> bool:
        """Whether its catalogue is put together from other files than the organisation's."""
        return self.catalogue is not None or self.topics is not None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that was configured, validated together."""

    name: str
    timezone: str
    languages: tuple[str, ...]
    mailboxes: tuple[MailboxSettings, ...]
    concierges: tuple[Concierge, ...]
    signer: Signer = field(repr=False)
    case_prefix: str = "LC"
    lead: tuple[str, ...] = ()
    templates: Path | None = None
    catalogue: Path | None = None
    topics: Path | None = None
    intake: IntakeSettings = IntakeSettings()
    response: ResponseSettings = ResponseSettings()
    survey: SurveySettings = SurveySettings()
    report: ReportSettings = ReportSettings()
    hours: Hours = Hours()
    limits: Limits = Limits()
    privacy: PrivacySettings = PrivacySettings()
    experts: ExpertSettings = ExpertSettings()
    alert: AlertSettings = AlertSettings()
    monitor: MonitorSettings = MonitorSettings()
    assistant: AssistantSettings = AssistantSettings()
    sentence_model: str = ""  # that ranks topics beside the words; "": none
    provider_share: float = 0.4
    publish_threshold: int = 5
    session_threshold: int = 8  # people in a quarter from which a session in-house is proposed
    database_url: str = field(default="sqlite:///concierge.db", repr=False)
    clients: tuple[Client, ...] = ()
    log_format: str = "text"
    directory: Path = Path()  # where the configuration lies; relative paths start here
    private_files: tuple[tuple[Path, str], ...] = ()  # that secrets were read from, with what each is
    whole: Settings | None = field(default=None, repr=False, compare=False)  # see `for_client`
    _of_clients: dict[str, Settings] = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def organisation(self) -> Settings:
        """As they were configured, where these are one client's; what colleagues read goes by them."""
        return self.whole or self

    def for_client(self, client: str | None) -> Settings:
        """As this client's people find the service: its hours, promise, languages, time zone and files.

        Made once; the organisation's own for a client that has nothing of its own.
        """
        made = self.organisation._of_clients
        if (client or "") not in made:
            made[client or ""] = _for_client(self.organisation, client)
        return made[client or ""]

    def mailbox_for(self, client: str | None) -> str:
        """From where people of a client, or of none, are written to about no case.

        That of another client only where there is nothing else, as it tells of that client.
        """
        own = [box.address for box in self.mailboxes if client and box.client == client]
        common = [box.address for box in self.mailboxes if not box.client]
        return (own or common or [self.mailboxes[0].address])[0]

    def mailbox(self, address: str) -> MailboxSettings:
        """The mailbox of this service address; KeyError when it is not configured (any more)."""
        for box in self.mailboxes:
            if box.address.lower() == address.lower():
                return box
        raise KeyError(address)

    @property
    def own_addresses(self) -> frozenset[str]:
        return frozenset(a for box in self.mailboxes for a in box.own_addresses)

    def is_own(self, address: str) -> bool:
        """Whether mail to this address comes to us: one of `own_addresses`, with whatever after a "+"."""
        local, _, domain = address.strip().lower().rpartition("@")
        return f"{local.partition('+')[0]}@{domain}" in self.own_addresses

    def concierge(self, address: str) -> Concierge | None:
        """The concierge registered under this address or alias."""
        key = address.strip().lower()
        return next((c for c in self.concierges if key in c.addresses), None)

    def leads(self, concierge: Concierge) -> bool:
        """Whether this concierge leads, so may see what the others have; without a lead, who is alone."""
        lead = {address.lower() for address in self.lead}
        return bool(lead & concierge.addresses) if lead else len(self.concierges) == 1

    def leads_from(self, address: str) -> bool:
        """Whether whoever has this address leads, be they a concierge or not."""
        concierge = self.concierge(address)
        named = address.lower() in {lead.lower() for lead in self.lead}
        return named or (concierge is not None and self.leads(concierge))

    @property
    def roster(self) -> dict[str, str]:
        """Names of all who answer here or lead, by the address that they are written to, lower case."""
        names = {concierge.address.lower(): concierge.name for concierge in self.concierges}
        return names | {address.lower(): "" for address in self.lead if address.lower() not in names}

    @property
    def roster_addresses(self) -> frozenset[str]:
        """Every address of these people, aliases too."""
        return frozenset((*self.roster, *(address for c in self.concierges for address in c.addresses)))

    def language_of(self, reader: Concierge | None) -> str:
        """What a reader gets the service's mails in: their first language that it speaks, else its first."""
        spoken, ours = reader.languages if reader else (), self.organisation.languages
        return next((code for code in spoken if code in ours), ours[0])

    def timezone_of(self, address: str) -> str:
        """The time zone of whoever is written to: our people have the organisation's, others the client's."""
        return (self.organisation if address.strip().lower() in self.roster_addresses else self).timezone

    def client_of(self, address: str) -> str | None:
        """The client organisation whose domain the address is in (or below)."""
        domain = address.rpartition("@")[2].lower()
        for client in self.clients:
            if any(domain == d or domain.endswith("." + d) for d in client.domains):
                return client.id
        return None

    def client_at(self, mailbox: MailboxSettings, address: str) -> str | None:
        """Whose person writes from this address to this mailbox: the mailbox's client, else by the domain."""
        return mailbox.client or self.client_of(address)

    def tag(self, case: int) -> str:
        """The public name of a case, "LC-12"."""
        return tags.tag(self.case_prefix, case)

    def case_number(self, typed: str) -> int | None:
        """The case that somebody means with "LC-12", "[lc-12]" or "12"; None where it is none of ours."""
        return tags.case_number(typed, self.case_prefix)


def _for_client(settings: Settings, client: str | None) -> Settings:
    own = next((each for each in settings.clients if each.id == client), None)
    if own is None:
        return settings
    changed: dict[str, Any] = {
        name: value
        for name in ("timezone", "hours", "languages", "templates", "catalogue", "topics")
        if (value := getattr(own, name))
    }
    if own.target is not None:
        changed["response"] = replace(settings.response, target=own.target)
    return replace(settings, whole=settings, **changed) if changed else settings
