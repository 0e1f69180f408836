"""The configuration file: read, checked as a whole, and turned into frozen settings (CONTRACT 3).

Every mistake is reported with its key, its value (never a secret) and the fix, all of them at once.
Longer than 250 lines: one reader a section of the file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from cases.durations import parse_length, parse_rate, parse_size, parse_span
from cases.errors import ConfigurationError
from cases.settings import (
    ExpertSettings,
    IntakeSettings,
    Limits,
    PrivacySettings,
    ReportSettings,
    ResponseSettings,
    Settings,
    Span,
    SurveySettings,
)
from cases.tokens import Signer
from concierge.config import values as value
from concierge.config.advice import read_assistant, sentence_model
from concierge.config.checks import check_together
from concierge.config.hours import (
    HolidayReader,
    daily,
    note_holidays,
    parse_holidays,
    read_hours,
    weekly,
)
from concierge.config.mailbox import read_mailbox
from concierge.config.people import read_client, read_concierge
from concierge.config.secrets import Sources, read_signer, secret_path
from concierge.config.section import Mistakes, Section
from concierge.config.watching import read_alert, read_monitor

T = TypeVar("T")
ELAPSED = value.parsed(parse_length)
WORKING = value.parsed(parse_span)
RATE = value.parsed(parse_rate)
DATABASE = "sqlite:///concierge.db"
LATER_SECTIONS: tuple[str, ...] = ()
"""Sections that hold only keys of `concierge.config.keys.NOT_YET` so far."""


def load(
    path: Path,
    environ: Mapping[str, str] = os.environ,
    today: date | None = None,
    *,
    look_up_countries: bool = True,
    mail: bool = True,
) -> Settings:
    """The settings in the file `path`, with secrets from `environ`; relative paths start at the file.

    Holidays are worked out for the years around `today`, those of countries at once or when one is first
    asked for. Without `mail` nothing is read that logs in to the mail servers. ConfigurationError lists every
    mistake, one a line; a country that is not known is among them if it was looked up.
    """
    mistakes = Mistakes(path.name)
    root = Section(_toml(path), "", mistakes)
    read = parse_holidays if look_up_countries else note_holidays
    holidays = partial(read, today=today or datetime.now(UTC).date())
    settings = read_sections(root, Sources(environ, path.absolute().parent, mail=mail), holidays)
    private = ((path.absolute(), "the configuration"), *settings.private_files)
    if mistakes.lines:
        raise ConfigurationError("\n".join(mistakes.lines))
    return replace(settings, private_files=private)


def read_sections(root: Section, sources: Sources, read_holidays: HolidayReader) -> Settings:
    """The settings of a whole file; what is wrong goes into the mistakes of `root`, and defaults stand in."""
    settings = _read(root, sources, read_holidays)
    root.done()
    check_together(settings, root.mistakes)
    return settings


def read_database_url(path: Path, environ: Mapping[str, str], directory: Path) -> str:
    """Only where the data of the configuration `path` lies, once that lies in `directory`."""
    mistakes = Mistakes(path.name)
    root = Section(_toml(path), "", mistakes)
    url = _read_database(root.table("database"), Sources(environ, directory, mail=False))
    if mistakes.lines:
        raise ConfigurationError("\n".join(mistakes.lines))
    return url


def read_secret_path(path: Path, directory: Path) -> Path:
    """Only where the signing keys of the configuration `path` lie, once that lies in `directory`."""
    root = Section(_toml(path), "", Mistakes(path.name))
    return secret_path(root.table("service"), Sources({}, directory, mail=False))


def _toml(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"There is no configuration {path}. Run `concierge init`, or name one with --config."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path.name}: not TOML: {error}. Correct that line.") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{path.name}: not UTF-8 text. Save it in that encoding.") from None
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error.strerror}. Correct its owner or mode."
        ) from None


def _read(root: Section, sources: Sources, read_holidays: HolidayReader) -> Settings:
    service = root.table("service")
    timezone = service.get("timezone", "UTC", value.timezone)
    topics = _existing(service, "topics", "topics.toml", sources, folder=False)
    hours = read_hours(root.table("hours"), timezone, read_holidays)
    clients = tuple(
        read_client(client, sources.directory, hours, read_holidays) for client in root.tables("client")
    )
    own_topics = {f"[[client]] #{number}": client.topics for number, client in enumerate(clients, start=1)}
    known = _topic_names({"[service]": topics} | own_topics, root.mistakes)
    privacy = root.table("privacy")
    boxes = root.tables("mailbox")
    if not boxes:
        root.mistakes.add("[[mailbox]] is missing. Add one, with address, imap and smtp.")
    settings = Settings(
        name=service.get("name", "Learning Help", value.filled),
        timezone=timezone,
        languages=service.get("languages", value.LANGUAGES, value.languages),
        case_prefix=service.get("case_prefix", "LC", value.case_prefix),
        lead=service.get("lead", (), value.listed(value.address)),
        signer=read_signer(service, sources) or Signer({}, 0),
        templates=_existing(service, "templates", "templates", sources, folder=True),
        catalogue=_existing(service, "catalogue", "catalogue.csv", sources, folder=False),
        topics=topics,
        mailboxes=tuple(
            read_mailbox(box, sources, number, len(boxes) == 1) for number, box in enumerate(boxes, start=1)
        ),
        concierges=tuple(read_concierge(person, known) for person in root.tables("concierge")),
        clients=clients,
        intake=_read_intake(root.table("intake")),
        response=_read_response(root.table("response")),
        survey=_read_survey(root.table("survey")),
        report=_read_report(root.table("report")),
        hours=hours,
        limits=_read_limits(root.table("limits")),
        experts=_read_experts(root.table("experts")),
        alert=read_alert(root.table("alert"), sources),
        monitor=read_monitor(root.table("monitor")),
        assistant=read_assistant(root.table("assistant"), sources),
        sentence_model=_read_one(root.table("semantic"), "model", "", sentence_model),
        provider_share=_read_one(root.table("independence"), "provider_share", 0.4, value.share),
        privacy=_read_privacy(privacy),
        publish_threshold=privacy.get("publish_threshold", 5, value.integer(3, 1000)),
        session_threshold=_read_one(root.table("demand"), "session_threshold", 8, value.integer(1, 100_000)),
        database_url=_read_database(root.table("database"), sources),
        log_format=_read_one(root.table("log"), "format", "text", value.choice("text", "json")),
        directory=sources.directory,
        private_files=tuple(sources.private.items()),
    )
    service.done()
    privacy.done()
    for name in LATER_SECTIONS:
        root.table(name).done()
    return settings


def _read_intake(section: Section) -> IntakeSettings:
    default = IntakeSettings()
    intake = IntakeSettings(
        acknowledge=section.get("acknowledge", default.acknowledge, value.choice("questions", "plain", "no")),
        backlog=section.get("backlog", default.backlog, ELAPSED),
        max_message=section.get("max_message", default.max_message, value.parsed(parse_size)),
        poll=section.get("poll", default.poll, ELAPSED),
        reopen_within=section.get("reopen_within", default.reopen_within, ELAPSED),
    )
    if not intake.poll:
        section.refuse("poll", 'too short. Write "60s".', section.values["poll"])
    if not intake.max_message:
        section.refuse("max_message", 'too small. Write "25 MB".', section.values["max_message"])
    section.done()
    return intake


def _read_response(section: Section) -> ResponseSettings:
    default = ResponseSettings()
    response = ResponseSettings(
        target=section.get("target", default.target, WORKING),
        remind=section.get("remind", default.remind, WORKING),
        others_after=section.get("others_after", default.others_after, WORKING),
        hold=section.get("hold", default.hold, ELAPSED),
        receipts=section.get("receipts", default.receipts, value.choice("always", "commands", "problems")),
        nudge=section.get("nudge", default.nudge, ELAPSED),
        close_after=section.get("close_after", default.close_after, ELAPSED),
        digest=section.get("digest", default.digest, value.parsed(daily)),
        lead_digest=section.get("lead_digest", default.lead_digest, value.parsed(weekly)),
    )
    if not response.target:
        section.refuse("target", 'too short. Write "4 working hours".', section.values["target"])
    section.done()
    return response


def _read_survey(section: Section) -> SurveySettings:
    default = SurveySettings()
    survey = SurveySettings(
        after=section.get("after", default.after, lambda raw: Span(length=ELAPSED(raw))),
        remind=section.get("remind", default.remind, lambda raw: Span(length=ELAPSED(raw))),
        lapse=section.get("lapse", default.lapse, ELAPSED),
        stale=section.get("stale", default.stale, ELAPSED),
        per_person=section.get("per_person", default.per_person, ELAPSED),
    )
    if survey.remind.length >= survey.lapse:
        section.refuse(
            "remind", 'not before lapse, so nobody would be reminded. Write less, or "0s" for never.'
        )
    section.done()
    return survey


def _read_report(section: Section) -> ReportSettings:
    default = ReportSettings()
    report = ReportSettings(
        monthly=section.get("monthly", default.monthly, value.boolean),
        publish_to=section.get("publish_to", default.publish_to, value.listed(value.address)),
    )
    section.done()
    return report


def _read_privacy(section: Section) -> PrivacySettings:
    default = PrivacySettings()
    return PrivacySettings(
        anonymise_after=section.get("anonymise_after", default.anonymise_after, ELAPSED),
        mailbox_after=section.get("mailbox_after", default.mailbox_after, ELAPSED),
    )


def _read_limits(section: Section) -> Limits:
    default = Limits()
    limits = Limits(
        requests_per_sender=section.get("requests_per_sender", default.requests_per_sender, RATE),
        automatic_per_sender=section.get("automatic_per_sender", default.automatic_per_sender, RATE),
        automatic_per_case=section.get("automatic_per_case", default.automatic_per_case, RATE),
        automatic_total=section.get("automatic_total", default.automatic_total, RATE),
    )
    section.done()
    return limits


def _read_experts(section: Section) -> ExpertSettings:
    most = section.get("asked_at_most", ExpertSettings().asked_at_most, RATE)
    section.done()
    return ExpertSettings(most)


def _read_database(section: Section, sources: Sources) -> str:
    """Where the data lies; a relative SQLite file starts at the configuration."""
    url = section.get("url", DATABASE, value.filled, secret=True)
    url = sources.variable("CONCIERGE_DATABASE_URL") or url
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        url = f"sqlite:///{sources.directory / rest[1:]}"
    elif scheme != "postgresql" or not rest:
        section.refuse(
            "url", 'not a database. Write "sqlite:///concierge.db" or "postgresql://user@host/name".'
        )
    section.done()
    return url


def _read_one(section: Section, key: str, default: T, parse: Callable[[object], T]) -> T:
    """The value of a section that has one key so far."""
    read = section.get(key, default, parse)
    section.done()
    return read


def _existing(section: Section, key: str, name: str, sources: Sources, *, folder: bool) -> Path | None:
    """A file or folder that has to be there when it is named; without the key, `name` where it exists."""
    usual = sources.directory / name
    read = value.existing(sources.directory, folder=folder)
    return section.get(key, usual if usual.exists() else None, read)


def _topic_names(files: Mapping[str, Path | None], mistakes: Mistakes) -> frozenset[str] | None:
    """The topics of all these files, by the section that names them; None where there are none to compare."""
    found: set[str] = set()
    named = {place: path for place, path in files.items() if path is not None}
    for place, path in named.items():
        try:
            found |= tomllib.loads(path.read_text("utf-8")).keys()
        except (OSError, ValueError) as error:
            mistakes.add(f"{place} topics: {path.name} cannot be read: {error}. Correct that file.")
            return None
    return frozenset(found) if named else None
