"""The configuration: the sample of the contract is read whole, and every mistake is told at once."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from cases.calendar import working_day
from cases.errors import ConfigurationError
from cases.settings import Client, Hours, Settings, Span
from concierge.config import load as config

TODAY = date(2026, 11, 21)
MINIMAL = """
[[mailbox]]
address = "learninghelp@example.org"
imap = { host = "imap.example.org", password = "opensesame" }
smtp = { host = "smtp.example.org", password = "opensesame" }
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
"""
FULL = """
[service]
name = "Learning Help"
timezone = "Europe/Brussels"
languages = ["nl", "en"]
case_prefix = "HELP"
secret_file = "keys"
lead = ["lead@example.org"]
templates = "own"
catalogue = "options.csv"
topics = "topics.toml"
[[mailbox]]
address = "learninghelp@example.org"
also = ["leerhulp@example.org"]
lists = ["learning.example.org"]
client = "example"
allowed_senders = ["@example.org", "guest@example.com"]
trusted_authserv_ids = ["mx.example.org"]
proof = "exchange"
plus_addressing = true
envelope = "verp"
sent_folder = "Sent Items"
sent_copy = "never"
processed_folder = ""
[mailbox.imap]
host = "imap.example.org"
port = 143
security = "starttls"
username = "help"
password_file = "pw"
[mailbox.smtp]
host = "smtp.example.org"
port = 465
security = "tls"
username = "help"
password_file = "pw"
connections = 3
rate = "10 per 1m"
[[concierge]]
name = "Anna Peeters"
address = "anna@example.org"
aliases = ["Anna.P@example.org"]
topics = ["presenting"]
languages = ["en", "nl"]
clients = ["example"]
away = ["2026-12-24..2027-01-03", "2026-11-11", 2026-11-02]
[intake]
acknowledge = "plain"
backlog = "2d"
max_message = "10 MB"
poll = "30s"
reopen_within = "14d"
[response]
target = "1 working days"
remind = "90 working minutes"
others_after = "1h"
hold = "5m"
receipts = "always"
nudge = "5d"
close_after = "7d"
digest = "07:45"
lead_digest = "Fri 16:00"
[survey]
after = "3d"
remind = "0s"
lapse = "20d"
stale = "5d"
per_person = "60d"
[hours]
week = "Mon-Thu 09:00-12:30 13:00-17:00, Fri 09:00-15:00"
holidays = ["BE", 2026-12-24]
[limits]
requests_per_sender = "5 per 1h"
automatic_per_sender = "6 per 1d"
automatic_per_case = "7 per 1d"
automatic_total = "8 per 1h"
[independence]
provider_share = 0.5
[report]
monthly = false
publish_to = []
[privacy]
publish_threshold = 8
anonymise_after = "365d"
mailbox_after = "90d"
[alert]
after = "10m"
[alert.smtp]
host = "smtp.example.net"
username = "alerts@example.net"
password_file = "pw"
to = ["night@example.net"]
[monitor]
listen = "[::1]:9090"
[log]
format = "json"
[database]
url = "postgresql://help@db.example.org/help"
[[client]]
id = "example"
name = "Example NV"
domains = ["example.org"]
rate = "95 EUR per case"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with everything that FULL names."""
    (tmp_path / "secret").write_text("0:" + "ab" * 32 + "\n")
    (tmp_path / "keys").write_text("# newest first\n3:" + "cd" * 32 + "\n2:" + "ef" * 32 + "\n")
    (tmp_path / "pw").write_text("from the file\n")
    (tmp_path / "own").mkdir()
    (tmp_path / "options.csv").write_text("slug,title\n")
    (tmp_path / "topics.toml").write_text('[presenting]\nen = "Presenting"\nnl = "Presenteren"\n')
    (tmp_path / "broken.toml").write_text("broken")
    return tmp_path


def load(folder: Path, text: str, **environ: str) -> Settings:
    path = folder / "concierge.toml"
    path.write_text(text)
    return config.load(path, environ, TODAY)


def mistakes(folder: Path, text: str, **environ: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, text, **environ)
    return str(caught.value).splitlines()


def test_every_key_is_read(folder: Path) -> None:
    """Each key of the contract that this version acts on arrives in the settings."""
    settings = load(folder, FULL)
    box = settings.mailboxes[0]
    anna = settings.concierges[0]
    assert ("Learning Help", "Europe/Brussels", ("nl", "en")) == (
        settings.name,
        settings.timezone,
        settings.languages,
    )
    assert ("HELP-12", ("lead@example.org",)) == (settings.tag(12), settings.lead)
    assert (3, {2, 3}) == (settings.signer.current, set(settings.signer.keys))
    assert (folder / "own", folder / "options.csv", folder / "topics.toml") == (
        settings.templates,
        settings.catalogue,
        settings.topics,
    )
    assert {"learninghelp@example.org", "leerhulp@example.org"} == box.own_addresses
    assert (("learning.example.org",), "example", "exchange", "verp") == (
        box.lists,
        box.client,
        box.proof,
        box.envelope,
    )
    assert (("@example.org", "guest@example.com"), ("mx.example.org",)) == (
        box.allowed_senders,
        box.trusted_authserv_ids,
    )
    assert ("Sent Items", "never", "") == (box.sent_folder, box.sent_copy, box.processed_folder)
    assert ("imap.example.org", 143, "starttls", "help", "from the file") == (
        box.imap.host,
        box.imap.port,
        box.imap.security,
        box.imap.username,
        box.imap.password,
    )
    assert (465, 3, (10, timedelta(minutes=1)), "from the file") == (
        box.smtp.port,
        box.smtp.connections,
        box.smtp.rate,
        box.smtp.password,
    )
    assert {"anna@example.org", "anna.p@example.org"} == anna.addresses
    assert (("presenting",), ("en", "nl"), ("example",)) == (anna.topics, anna.languages, anna.clients)
    assert (
        (date(2026, 12, 24), date(2027, 1, 3)),
        (date(2026, 11, 11), date(2026, 11, 11)),
        (date(2026, 11, 2), date(2026, 11, 2)),
    ) == anna.away
    assert ("plain", timedelta(2), 10_000_000, timedelta(seconds=30), timedelta(14)) == (
        settings.intake.acknowledge,
        settings.intake.backlog,
        settings.intake.max_message,
        settings.intake.poll,
        settings.intake.reopen_within,
    )
    assert (Span(working_days=1), Span(working_minutes=90), Span(length=timedelta(hours=1)), "always") == (
        settings.response.target,
        settings.response.remind,
        settings.response.others_after,
        settings.response.receipts,
    )
    assert timedelta(minutes=5) == settings.response.hold
    assert (timedelta(days=5), timedelta(days=7), "07:45", "Fri 16:00") == (
        settings.response.nudge,
        settings.response.close_after,
        settings.response.digest,
        settings.response.lead_digest,
    )
    assert (3, 0, 20, 5, 60) == (
        settings.survey.after.length.days,
        settings.survey.remind.length.days,
        settings.survey.lapse.days,
        settings.survey.stale.days,
        settings.survey.per_person.days,
    )
    assert (5, 6, 7, 8) == (
        settings.limits.requests_per_sender[0],
        settings.limits.automatic_per_sender[0],
        settings.limits.automatic_per_case[0],
        settings.limits.automatic_total[0],
    )
    assert (365, 90) == (settings.privacy.anonymise_after.days, settings.privacy.mailbox_after.days)
    assert (0.5, 8, "json", "postgresql://help@db.example.org/help") == (
        settings.provider_share,
        settings.publish_threshold,
        settings.log_format,
        settings.database_url,
    )
    assert (Decimal(95), "EUR", "case") == settings.clients[0].rate
    assert "example" == settings.client_of("joe@sales.example.org")
    assert 9 == len(settings.hours.week)
    assert {date(2026, 12, 24), date(2026, 12, 25), date(2020, 7, 21)} <= settings.hours.holidays


def test_countries_can_be_looked_up_later(folder: Path) -> None:
    """The days are the same; a country that nobody knows is said when somebody asks for a day."""
    path = folder / "concierge.toml"
    path.write_text(FULL)
    at_once, later = (config.load(path, {}, TODAY, look_up_countries=now) for now in (True, False))
    assert at_once.hours == later.hours
    path.write_text(f'{MINIMAL}[hours]\nholidays = "BE-XX"')
    unknown = config.load(path, {}, TODAY, look_up_countries=False)
    with pytest.raises(ConfigurationError, match=r'^\[hours\] holidays: "BE-XX" has no .* Write "BE"\.$'):
        working_day(unknown.hours, TODAY)


def test_defaults_of_a_short_configuration(folder: Path) -> None:
    """What is left out is as the contract says; files that lie at their usual place are used."""
    settings = load(folder, MINIMAL)
    box = settings.mailboxes[0]
    assert (993, "tls", "learninghelp@example.org") == (box.imap.port, box.imap.security, box.imap.username)
    assert (587, "starttls", "learninghelp@example.org") == (
        box.smtp.port,
        box.smtp.security,
        box.smtp.username,
    )
    assert (Span(working_minutes=240), timedelta(10)) == (
        settings.response.target,
        settings.survey.after.length,
    )
    assert (f"sqlite:///{folder}/concierge.db", folder / "topics.toml", None) == (
        settings.database_url,
        settings.topics,
        settings.templates,
    )
    assert (0, time(9), time(17)) == settings.hours.week[0]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (
            '[response]\ntarget = "4 worknig hours"',
            '[response] target = "4 worknig hours": not a duration. Write "4h" or "4 working hours".',
        ),
        (
            '[response]\ndigest = "8:30"',
            '[response] digest = "8:30": not a time of day. Write "08:30", or "" for none.',
        ),
        (
            '[response]\nlead_digest = "08:30"',
            '[response] lead_digest = "08:30": not a day and a time. Write "Mon 08:30", or "" for none.',
        ),
        (
            '[response]\nlead_digest = "Mon 24:00"',
            '[response] lead_digest = "Mon 24:00": not a day and a time. Write "Mon 08:30", or "" for none.',
        ),
        ('[response]\ntargt = "4h"', "[response] targt: unknown key. Did you mean target?"),
        ('[respons]\ntarget = "4h"', "respons: unknown key. Did you mean response?"),
        ("[response]\ntarget = 4", "[response] target = 4: not text. Put it in quotes."),
        ('[response]\ntarget = "0s"', '[response] target = "0s": too short. Write "4 working hours".'),
        (
            '[privacy]\nmailbox_after = "12h"',
            '[privacy] mailbox_after = "12h": too short, because a database that was restored from a backup '
            'finds its newest mail in the mailbox only. Write "7d" or more, or "0s" for never.',
        ),
        (
            '[privacy]\nanonymise_after = "60d"\n[intake]\nreopen_within = "60d"',
            '[privacy] anonymise_after = "60d": too short, because until then a case may be opened again '
            "([intake] reopen_within) and its survey asked and answered ([survey] after, stale, lapse). "
            'Write "107d" or more, or "0s" for never.',
        ),
        (
            '[privacy]\nanonymise_after = "29d"\n[intake]\nreopen_within = "0s"\n'
            '[survey]\nafter = "1d"\nremind = "1d"\nlapse = "2d"\nstale = "1d"',
            '[privacy] anonymise_after = "29d": too short, because until then a case may be opened again '
            "([intake] reopen_within) and its survey asked and answered ([survey] after, stale, lapse). "
            'Write "30d" or more, or "0s" for never.',
        ),
        (
            '[experts]\nasked_at_most = "often"',
            '[experts] asked_at_most = "often": not a rate above zero. Write "20 per 1h".',
        ),
        (
            '[survey]\nafter = "4 working days"',
            '[survey] after = "4 working days": working time is not possible here. '
            'Write a plain duration such as "4h" or "10d".',
        ),
        (
            '[survey]\nremind = "30d"',
            '[survey] remind: not before lapse, so nobody would be reminded. Write less, or "0s" for never.',
        ),
        (
            '[service]\ntimezone = "Europe/Brusels"',
            '[service] timezone = "Europe/Brusels": not a time zone. Did you mean "Europe/Brussels"?',
        ),
        (
            '[service]\nlanguages = ["en", "fr"]',
            '[service] languages = ["en", "fr"]: "fr" is not a language of this version. Write "en" or "nl".',
        ),
        (
            "[service]\nlanguages = []",
            '[service] languages = []: empty. Write at least one, such as ["en", "nl"]; '
            "the first is the default.",
        ),
        (
            '[service]\ncase_prefix = "LC-"',
            '[service] case_prefix = "LC-": not a case prefix. '
            'Write up to eight letters and digits, a letter first: "LC".',
        ),
        (
            '[service]\nlead = ["learninghelp+x@example.org"]',
            '[service] lead = "learninghelp+x@example.org": feeds the service itself. '
            "Write a person's own address.",
        ),
        (
            '[service]\ncatalogue = "nowhere.csv"',
            '[service] catalogue = "nowhere.csv": there is no such file. Make it, or take the line out.',
        ),
        (
            '[service]\ncatalogue = "~nobody-here/options.csv"',
            '[service] catalogue = "~nobody-here/options.csv": nobody here is called "nobody-here". '
            "Write the whole path.",
        ),
        ("service = 4", "service: not a section. Write [service] on a line of its own, its keys below."),
        ("client = 4", "client: not a list of sections. Write [[client]], with two brackets on each side."),
        (
            '[hours]\nweek = "Mon-Fri"',
            '[hours] week = "Mon-Fri": not a week. '
            'Write "Mon-Fri 09:00-17:00" or "Mon-Thu 09:00-17:00, Fri 09:00-12:00".',
        ),
        (
            '[hours]\nweek = "Mon 17:00-09:00"',
            '[hours] week = "Mon 17:00-09:00": 17:00-09:00 ends before it begins. Split it at 24:00.',
        ),
        (
            '[hours]\nholidays = "BE-XX"',
            '[hours] holidays = "BE-XX": "BE-XX" has no holidays of its own here. Write "BE".',
        ),
        (
            "[intake]\nacknowledge = false",
            "[intake] acknowledge = false: not text. Put it in quotes.",
        ),
        (
            '[intake]\nacknowledge = "yes"',
            '[intake] acknowledge = "yes": not one of the choices. Write "questions", "plain" or "no".',
        ),
        (
            '[limits]\nautomatic_total = "500"',
            '[limits] automatic_total = "500": not a rate above zero. Write "20 per 1h".',
        ),
        (
            "[independence]\nprovider_share = 40",
            "[independence] provider_share = 40: not a number from 0 to 1. Write 0.4 for forty percent.",
        ),
        (
            '[database]\nurl = "mysql://root:hunter2@db/help"',
            '[database] url: not a database. Write "sqlite:///concierge.db" or "postgresql://user@host/name".',
        ),
        (
            '[[concierge]]\nname = "Bert"\naddress = "Bert <bert@example.org>"',
            '[[concierge]] #2 address = "Bert <bert@example.org>": "Bert <bert@example.org>" '
            'is not a mail address. Write only the address, such as "anna@example.org".',
        ),
        (
            '[[concierge]]\nname = "Bert"\naddress = "LearningHelp@Example.org"',
            '[[concierge]] #2 address = "learninghelp@example.org": feeds the service itself. '
            "Write the person's own address.",
        ),
        (
            '[[concierge]]\nname = "Bert"\naddress = "Anna@example.org"',
            '[[concierge]] #2 address = "anna@example.org": belongs to #1 already. '
            "Keep each address with one person.",
        ),
        (
            '[[concierge]]\nname = "Bert"\naddress = "bert@example.org"\ntopics = ["presentin"]',
            '[[concierge]] #2 topics = ["presentin"]: "presentin" is not a topic of the topics file. '
            'Did you mean "presenting"?',
        ),
        (
            '[[concierge]]\nname = "Bert"\naddress = "bert@example.org"\nclients = ["acme"]',
            '[[concierge]] #2 clients = "acme": there is no such client. '
            "Correct it, or add a [[client]] with that id.",
        ),
        (
            '[[client]]\nid = "acme"\ncatalogue = "nowhere.csv"',
            '[[client]] #1 catalogue = "nowhere.csv": there is no such file. Make it, or take the line out.',
        ),
        (
            '[[client]]\nid = "acme"\ntemplates = "nowhere"',
            '[[client]] #1 templates = "nowhere": there is no such folder. Make it, or take the line out.',
        ),
        (
            '[[client]]\nid = "acme"\nhours = "Mon-Fri"',
            '[[client]] #1 hours = "Mon-Fri": not a week. '
            'Write "Mon-Fri 09:00-17:00" or "Mon-Thu 09:00-17:00, Fri 09:00-12:00".',
        ),
        (
            '[[client]]\nid = "acme"\nhours = { week = "Mon-Fri 09:00-17:00" }',
            "[[client]] #1 hours: not text. Put it in quotes.",
        ),
        (
            '[[client]]\nid = "acme"\nholidays = "BE-XX"',
            '[[client]] #1 holidays = "BE-XX": "BE-XX" has no holidays of its own here. Write "BE".',
        ),
        (
            '[[client]]\nid = "acme"\ntimezone = "Europe/Brusels"',
            '[[client]] #1 timezone = "Europe/Brusels": not a time zone. Did you mean "Europe/Brussels"?',
        ),
        (
            '[[client]]\nid = "acme"\ntarget = "0s"',
            '[[client]] #1 target = "0s": too short. Write "4 working hours".',
        ),
        (
            '[[client]]\nid = "acme"\nlanguages = []',
            '[[client]] #1 languages = []: empty. Write at least one, such as ["en", "nl"]; '
            "the first is the default.",
        ),
        (
            '[[client]]\nid = "acme"\npublish_to = ["LearningHelp@example.org"]',
            '[[client]] #1 publish_to = "LearningHelp@example.org": feeds the service itself. '
            "Write an address of theirs.",
        ),
        (
            '[[client]]\nid = "acme"\npublish_to = ["joe@brit.example"]\n'
            '[[client]]\nid = "brit"\ndomains = ["brit.example"]',
            '[[client]] #1 publish_to = "joe@brit.example": belongs to brit, which would read of acme. '
            "Take it out.",
        ),
        (
            '[[client]]\nid = "acme"\ntopics = "broken.toml"',
            "[[client]] #1 topics: broken.toml cannot be read: Expected '=' after a key in a key/value pair "
            "(at end of document). Correct that file.",
        ),
        (
            '[[concierge]]\naddress = "bert@example.org"',
            '[[concierge]] #2 name is missing. Write name = "Anna Peeters".',
        ),
    ],
)
def test_a_mistake_names_key_value_and_fix(folder: Path, wrong: str, expected: str) -> None:
    """One mistake gives one line, with the key, the value and what to write."""
    separate = re.match(r"\w+ = ", wrong)
    text = f"{wrong}\n{MINIMAL}" if separate else f"{MINIMAL}\n{wrong}"
    assert [f"concierge.toml: {expected}"] == mistakes(folder, text)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            'address = "learninghelp@example.org"',
            'address = "a-very-long-service-name@example.org"',
            '[[mailbox]] #1 address = "a-very-long-service-name@example.org": more than 19 characters before '
            "the @ leave no room for signed reply addresses. "
            "Use a shorter address, or plus_addressing = false.",
        ),
        (
            'host = "imap.example.org"',
            'host = "imap.example.org", security = "none"',
            '[[mailbox]] #1 imap security = "none": plain text is for servers on this machine only. '
            'Write "tls" or "starttls".',
        ),
        (
            'imap = { host = "imap.example.org", password = "opensesame" }',
            'imap = { host = "imap.example.org" }',
            "[[mailbox]] #1 imap password: is missing. Write password_file, or set CONCIERGE_IMAP_PASSWORD.",
        ),
        (
            'imap = { host = "imap.example.org", password = "opensesame" }',
            'imap = { host = "imap.example.org", password = "" }',
            "[[mailbox]] #1 imap password: is empty. Fill it in (<-- marks what is open), "
            'or write password_file = "FILE" instead.',
        ),
        (
            'imap = { host = "imap.example.org", password = "opensesame" }',
            'imap = { host = "imap.example.org", password = 1234 }',
            "[[mailbox]] #1 imap password: not a text in quotes. Write it in quotes, "
            "or password_file instead.",
        ),
        (
            'imap = { host = "imap.example.org", password = "opensesame" }',
            'imap = { host = "imap.example.org", password_file = "" }',
            "[[mailbox]] #1 imap password_file: is empty. Name the file.",
        ),
        (
            'imap = { host = "imap.example.org", password = "opensesame" }',
            'imap = { host = "imap.example.org", password = "opensesame", password_file = "" }',
            "[[mailbox]] #1 imap password: given beside password_file. Keep one of the two.\n"
            "concierge.toml: [[mailbox]] #1 imap password_file: is empty. Name the file.",
        ),
        (
            'imap = { host = "imap.example.org", password = "opensesame" }',
            'imap = { host = "imap.example.org", pasword = "opensesame", password_file = "pw" }',
            "[[mailbox]] #1 imap pasword: unknown key. Did you mean password?",
        ),
        (
            'imap = { host = "imap.example.org", password = "opensesame" }',
            'imap = { host = "imap.example.org", password = "opensesame", password_file = "pw" }',
            "[[mailbox]] #1 imap password: given beside password_file. Keep one of the two.",
        ),
        (
            'imap = { host = "imap.example.org", password = "opensesame" }',
            'imap = { password = "opensesame", port = 0 }',
            '[[mailbox]] #1 imap host is missing. Write host = "imap.example.org".\n'
            "concierge.toml: [[mailbox]] #1 imap port = 0: not a whole number from 1 to 65535. "
            "Write it without quotes.",
        ),
        (
            'address = "learninghelp@example.org"',
            'address = "learninghelp@example.org"\nenvelope = "verp"\nplus_addressing = false',
            '[[mailbox]] #1 envelope = "verp": needs plus addressing. Write "mailbox".',
        ),
        (
            'address = "learninghelp@example.org"',
            'address = "learninghelp@example.org"\nallowed_senders = ["LearningHelp@example.org"]',
            '[[mailbox]] #1 allowed_senders = "LearningHelp@example.org": an address of the service '
            "cannot be a worker. Take it out.",
        ),
    ],
)
def test_mistakes_about_the_mailbox(folder: Path, old: str, new: str, expected: str) -> None:
    """Mailbox mistakes name the mailbox by its place in the file and never show a secret."""
    assert f"concierge.toml: {expected}".splitlines() == mistakes(folder, MINIMAL.replace(old, new))


def test_all_mistakes_at_once_without_secrets(folder: Path) -> None:
    """A configuration with many mistakes tells all of them in one go, and no secret."""
    text = MINIMAL.replace("opensesame", "open\\nsesame") + (
        '[servce]\n[response]\ntarget = "x"\nremind = 3\n[log]\nformat = "xml"\n'
        '[database]\npassword = "hunter2"\n'
    )
    lines = mistakes(folder, text, CONCIERGE_SECRET="short")
    assert 6 == len(lines)
    assert all(line.startswith("concierge.toml: ") for line in lines)
    assert not any(secret in line for line in lines for secret in ("sesame", "hunter2", "short\n"))


def test_mailboxes_that_feed_each_other_are_refused(folder: Path) -> None:
    """A shared address, a shared list and a shared account are each a mistake of two mailboxes."""
    second = """
[[mailbox]]
address = "second@example.org"
also = ["Learninghelp@example.org"]
lists = ["<Team.example.org>"]
imap = { host = "imap.example.org", username = "learninghelp@example.org", password = "x" }
smtp = { host = "localhost", security = "none" }
"""
    first = MINIMAL.replace("imap =", 'lists = ["team.example.org"]\nimap =', 1)
    assert [
        'concierge.toml: [[mailbox]] #1 and #2 address or also = "learninghelp@example.org": '
        "feeds both mailboxes. Leave it in one of them.",
        'concierge.toml: [[mailbox]] #1 and #2 lists = "team.example.org": '
        "feeds both mailboxes. Leave it in one of them.",
        'concierge.toml: [[mailbox]] #1 and #2 imap.username = "learninghelp@example.org": '
        "the same account is read twice. Put the second address into also of the first.",
    ] == mistakes(folder, first + second)


def test_secrets_come_from_the_environment_first(folder: Path) -> None:
    """Variables win over files and the configuration; with several mailboxes they carry its number."""
    text = MINIMAL.replace('password = "opensesame"', 'password_file = "pw"')
    one = load(folder, text, CONCIERGE_IMAP_PASSWORD="from the variable", CONCIERGE_SECRET="s" * 20)
    assert "from the variable" == one.mailboxes[0].imap.password
    assert "from the file" == one.mailboxes[0].smtp.password
    assert {0: b"s" * 20} == one.signer.keys
    second = text.partition("[[concierge]]")[0].replace("learninghelp@", "second@").replace("imap.", "imap2.")
    both = load(
        folder,
        text + second,
        CONCIERGE_IMAP_PASSWORD="of nobody",
        CONCIERGE_MAILBOX_2_IMAP_PASSWORD="of the second",
        CONCIERGE_DATABASE_URL="postgresql:///help",
    )
    assert ["from the file", "of the second"] == [box.imap.password for box in both.mailboxes]
    assert "postgresql:///help" == both.database_url


def test_no_secret_in_the_printed_settings(folder: Path) -> None:
    """Printing the settings, as a traceback or a log might, shows no password and no key."""
    shown = repr(load(folder, MINIMAL, CONCIERGE_DATABASE_URL="postgresql://u:hunter2@h/n"))
    assert not any(secret in shown for secret in ("opensesame", "hunter2", "\\xab", "abab"))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "holds no key"),
        ("# only a comment\n", "holds no key"),
        ("short\n", "shorter than 16 octets"),
        ("0:abc\n", "odd number"),
        ("1:" + "ab" * 32 + "\n1:" + "cd" * 32, "there twice"),
        ("16:" + "ab" * 32, "above 15"),
    ],
)
def test_unusable_secrets_are_refused(folder: Path, text: str, part: str) -> None:
    """A secret file without a usable key is a mistake that does not show the key."""
    (folder / "secret").write_text(text)
    lines = mistakes(folder, MINIMAL)
    assert 1 == len(lines)
    assert lines[0].startswith("concierge.toml: [service] secret_file: ")
    assert part in lines[0]


def test_a_new_plain_key_leaves_the_numbers_of_the_others(folder: Path) -> None:
    """Plain lines are numbered from the bottom, so that tokens of older keys verify after a rotation."""
    old, new = "old" * 8, "new" * 8
    (folder / "secret").write_text(f"{old}\n")
    before = load(folder, MINIMAL).signer
    (folder / "secret").write_text(f"{new}\n{old}\n")
    after = load(folder, MINIMAL).signer
    assert (0, 1) == (before.current, after.current)
    assert before.keys[0] == after.keys[0] == old.encode()


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"[service", "not TOML"),
        (b"\xff\xfe", "not UTF-8 text"),
        (b"", "[[mailbox]] is missing"),
    ],
)
def test_a_file_that_is_no_configuration(folder: Path, content: bytes, part: str) -> None:
    """Broken TOML, another encoding and an empty file are told in a sentence."""
    (folder / "concierge.toml").write_bytes(content)
    with pytest.raises(ConfigurationError, match=re.escape(part)):
        config.load(folder / "concierge.toml", {}, TODAY)


def test_no_file_names_the_way_out(tmp_path: Path) -> None:
    """Without a configuration the error says how to make one."""
    with pytest.raises(ConfigurationError, match="concierge init"):
        config.load(tmp_path / "concierge.toml", {}, TODAY)


def test_a_missing_secret_names_the_way_out(tmp_path: Path) -> None:
    """Without a secret nothing can be signed; the error says which file is missing."""
    lines = mistakes(tmp_path, MINIMAL)
    assert [f"concierge.toml: [service] secret_file: there is no file {tmp_path}/secret. "
            "Make it, or correct its name."] == lines  # fmt: skip


def test_what_a_client_has_of_its_own(folder: Path) -> None:
    """Read as the organisation's; hours without holidays take those of the organisation, and the reverse."""
    own = (
        '[hours]\nweek = "Mon-Fri 08:00-12:00"\nholidays = ["2026-12-24"]\n'
        '[[client]]\nid = "brit"\ntemplates = "own"\ncatalogue = "options.csv"\ntopics = "topics.toml"\n'
        'timezone = "Europe/London"\nhours = "Mon 10:00-12:00"\ntarget = "3 working days"\n'
        'languages = ["en"]\n'
        'publish_to = ["news@brit.example"]\n'
        '[[client]]\nid = "dutch"\nholidays = ["2026-04-27"]\n'
        '[[client]]\nid = "plain"\n'
    )
    brit, dutch, plain = load(folder, MINIMAL + own).clients
    assert (folder / "own", folder / "options.csv", folder / "topics.toml") == (
        brit.templates,
        brit.catalogue,
        brit.topics,
    )
    assert ("brit", "Europe/London", ("en",)) == (brit.name, brit.timezone, brit.languages)
    assert (Span(working_days=3), ("news@brit.example",)) == (brit.target, brit.publish_to)
    assert Hours("Europe/London", ((0, time(10), time(12)),), frozenset({date(2026, 12, 24)})) == brit.hours
    week = tuple((day, time(8), time(12)) for day in range(5))
    assert Hours("UTC", week, frozenset({date(2026, 4, 27)})) == dutch.hours
    assert plain == Client("plain", "plain")


def test_a_concierges_topic_may_be_a_clients_own(folder: Path) -> None:
    """It is compared with the topics of all files."""
    (folder / "their.toml").write_text('[welding]\nen = "Welding"\n')
    text = MINIMAL.replace("[[concierge]]", '[[concierge]]\ntopics = ["welding"]', 1)
    settings = load(folder, text + '\n[[client]]\nid = "brit"\ntopics = "their.toml"\n')
    assert ("welding",) == settings.concierges[0].topics
