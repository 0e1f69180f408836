"""The interview: which question comes next, what is taken as an answer, and what stands in the file then."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import settings as its
from hypothesis import strategies as st

from cases.settings import Settings
from concierge.asking.answers import WrongError
from concierge.asking.fill import PASSWORD_FILE, filled, missing_files, needs_login, private_files
from concierge.asking.provider import GOOGLE, MICROSOFT, OTHER, SERVERS, Found, guess
from concierge.asking.questions import Interview, Known, lead, people
from concierge.asking.servers import Server
from concierge.asking.words import reason, say, texts
from concierge.config.load import load
from concierge.starter_files import init, starter_configuration

KNOWN = Known("Europe/Brussels", "en", "Anna Peeters", date(2026, 11, 27))
ADDRESSES = {"address": "help@example.org", "address 1": "anna@example.org"}


def found(provider: str, **changed: Any) -> Found:
    imap, smtp = SERVERS[provider]
    return Found(provider, "mx", imap, smtp, "mx.example.net", **changed)


def talk(typed: Mapping[str, str], known: Known = KNOWN) -> Interview:
    """A whole interview; Enter to what is not in `typed`, which has only questions that are asked."""
    interview, asked = Interview(known), set()
    while (question := interview.next()) is not None:
        asked.add(question.key)
        interview = interview.answered(question, typed.get(question.key, ""))
    assert set() == typed.keys() - asked
    return interview


def read(folder: Path, given: Mapping[str, Any]) -> Settings:
    """The files written and read again, with files of secrets where they are still missing."""
    init(folder, configuration=filled(starter_configuration(), given), private=private_files(given))
    for name in missing_files(given):
        text = '{"client_email": "a@b", "private_key": "x", "token_uri": "https://x"}'
        (folder / name).write_text(text if name.endswith("json") else "later")
    return load(folder / "concierge.toml", {})


def test_enter_to_everything(tmp_path: Path) -> None:
    """Only two addresses have to be typed; what the machine knows is there already."""
    given = talk(ADDRESSES).given
    settings = read(tmp_path, given)
    box = settings.mailboxes[0]
    assert ("help@example.org", "imap.example.org", 993, "tls") == (
        box.address,
        box.imap.host,
        box.imap.port,
        box.imap.security,
    )
    assert ("smtp.example.org", 587, "starttls", "help@example.org") == (
        box.smtp.host,
        box.smtp.port,
        box.smtp.security,
        box.smtp.username,
    )
    assert [("Anna Peeters", "anna@example.org")] == [(p.name, p.address) for p in settings.concierges]
    assert ("Learning Help", "Europe/Brussels", ("en", "nl"), ("anna@example.org",)) == (
        settings.name,
        settings.timezone,
        settings.languages,
        settings.lead,
    )
    assert date(2026, 7, 21) in settings.hours.holidays
    assert ("@example.org",) == box.allowed_senders  # no stranger is answered unasked
    assert (PASSWORD_FILE,) == missing_files(given)


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30).map(
    str.strip
)
NAMES = TEXT.filter(lambda name: bool(name) and name[0] not in "\"'")


@its(max_examples=40, deadline=None)
@examples(
    name=NAMES,
    persons=st.lists(NAMES, min_size=1, max_size=3),
    password=st.text(st.characters(categories=["L", "N", "P"]), max_size=20).filter(str.isprintable),
    week=st.sampled_from(["Mon-Fri 09:00-17:00", "Mon-Thu 09:00-12:30 13:00-17:00, Fri 09:00-15:00"]),
    holidays=st.sampled_from(["BE", "de-by", "none", "NL 2026-12-24", "2026-12-24"]),
    allowed=st.sampled_from(["anyone", "example.org", "@example.org, bert@example.net"]),
    acknowledge=st.sampled_from(["questions", "plain", "no"]),
)
def test_what_is_written_is_what_was_answered(
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    persons: list[str],
    password: str,
    week: str,
    holidays: str,
    allowed: str,
    acknowledge: str,
) -> None:
    """Whatever people are called and type: read again, the file says the same, and no comment is lost."""
    typed = {
        **{f"person {number}": person for number, person in enumerate(persons, 1)},
        **{f"address {number}": f"p{number}@example.org" for number in range(1, len(persons) + 1)},
        "address": "help@example.org",
        "who": "several",
        "name": name,
        "password": password,
        "week": week,
        "holidays": holidays,
        "allowed": allowed,
        "acknowledge": acknowledge,
    }
    given = talk(typed).given
    folder = tmp_path_factory.mktemp("written")
    settings = read(folder, given)
    assert people(given) == [(person.name, person.address) for person in settings.concierges]
    assert persons == [person.name for person in settings.concierges]
    assert (name, lead(given), acknowledge) == (settings.name, settings.lead, settings.intake.acknowledge)
    assert given["allowed"] == settings.mailboxes[0].allowed_senders
    assert (password or "later") == settings.mailboxes[0].imap.password == settings.mailboxes[0].smtp.password
    written = (folder / "concierge.toml").read_text("utf-8")
    table = tomllib.loads(written)
    assert week == table["hours"]["week"]
    assert "password" not in table["mailbox"][0]["imap"]
    comments = [
        line.partition("  # ")[2].removeprefix("<-- ") for line in starter_configuration().splitlines()
    ]
    assert set() == {each for each in comments if each and each != "<--"} - set(_comments(written))


def _comments(text: str) -> list[str]:
    return [comment for line in text.splitlines() for comment in line.split("  # ")[1:]]


@pytest.mark.parametrize(
    ("known", "typed", "oauth2", "missing", "login"),
    [
        (
            found(MICROSOFT),
            {"client id": "11-22", "client secret": "opensesame", "secret ends": "2027-05-01"},
            {
                "tenant": "example.org",
                "client_id": "11-22",
                "client_secret_file": "client-secret",
                "client_secret_expires": date(2027, 5, 1),
            },
            (),
            False,
        ),
        (found(MICROSOFT), {"client id": "11-22"}, {"tenant": "example.org", "client_id": "11-22"}, (), True),
        (
            found(MICROSOFT, of_persons=True),
            {"client id": "11"},
            {"tenant": "consumers", "client_id": "11"},
            (),
            True,
        ),
        (
            found(GOOGLE),
            {},
            {"service_account_file": "service-account.json"},
            ("service-account.json",),
            False,
        ),
        (
            found(GOOGLE),
            {"way": "sign-in", "client id": "x.apps.googleusercontent.com"},
            {"client_id": "x.apps.googleusercontent.com", "client_secret_file": "client-secret"},
            ("client-secret",),
            True,
        ),
        (found(GOOGLE), {"way": "app-password", "password": "abcdefghijklmnop"}, None, (), False),
        (
            guess("example.org"),
            {"provider": "google", "way": "app-password"},
            None,
            None,
            False,
        ),
    ],
)
def test_providers(
    tmp_path: Path,
    known: Found,
    typed: Mapping[str, str],
    oauth2: Mapping[str, object] | None,
    missing: tuple[str, ...] | None,
    login: bool,
) -> None:
    """Tokens for Microsoft and Google, their hosts, and what is still to be put there or done."""
    given = talk({**ADDRESSES, **typed}, Known("Europe/Brussels", "en", "Anna", KNOWN.today, known)).given
    settings = read(tmp_path, given)
    marked = known.provider == MICROSOFT and not known.of_persons
    assert ("exchange" if marked else "results") == settings.mailboxes[0].proof
    table = tomllib.loads((tmp_path / "concierge.toml").read_text())["mailbox"][0]
    assert (oauth2 and {"provider": known.provider, **oauth2}) == table.get("oauth2")
    assert str(SERVERS[given["provider"]][0].host) == settings.mailboxes[0].imap.host
    assert settings.mailboxes[0].trusted_authserv_ids
    assert missing is None or missing == missing_files(given)
    assert login is needs_login(given)
    assert "opensesame" not in (tmp_path / "concierge.toml").read_text()


def test_what_is_left_open_stays_marked() -> None:
    """A client ID that nobody has yet; of everything else no mark is left."""
    known = Known("Europe/Brussels", "en", "Anna", KNOWN.today, found(MICROSOFT))
    text = filled(starter_configuration(), talk(ADDRESSES, known).given)
    marked = [line for line in text.splitlines() if "<--" in line and not line.startswith("#")]
    assert ['oauth2 = { provider = "microsoft", tenant = "example.org", client_id = "" }'] == [
        line.partition("  #")[0] for line in marked
    ]
    for way in ({}, {"who": "several"}):
        text = filled(starter_configuration(), talk({**ADDRESSES, **way}).given)
        assert [] == [line for line in text.splitlines() if "<--" in line and not line.startswith("#")]


@pytest.mark.parametrize(
    ("key", "typed", "why"),
    [
        ("address", "", "needed"),
        ("address", "help", "not a mail address"),
        ("address", "Help <help@example.org>", "not a mail address"),
        ("provider", "mine", "choice"),
        ("imap", "imap example", "server security"),
        ("imap", "-bad-", "server host"),
        ("imap", "imap.example.org:0", "server port"),
        ("imap", "imap.example.org:99999", "server port"),
        ("imap", "imap.example.org:1993", "server security"),
        ("imap", "993", "server alone"),
        ("smtp", "21993", "server alone"),
        ("smtp", ":587", "server alone"),
        ("smtp", "587 starttls", "server alone"),
        ("smtp", "mail.587", "server host"),
        ("smtp", "1.2.3", "server host"),
        ("smtp", "localhost:21587", "server security of local"),
        ("smtp", "smtp.example.org:25 none", "server plain"),
        ("imap", "imap.example.org:143 none", "server plain"),
        ("smtp", "[::1]:25", "server host"),
        ("password", "a\x1bb", "secret"),
        ("name", "Help\udcff", "not utf-8"),
        ("languages", "en, fr", '"fr" is not a language'),
        ("timezone", "Europe/Brusels", 'Did you mean "Europe/Brussels"'),
        ("timezone", "../etc/passwd", "not a time zone"),
        ("holidays", "XX", "not a country whose holidays are known"),
        ("holidays", "Belgum", 'Did you mean "BE"'),
        ("holidays", "Atlantis", "Write an ISO country"),
        ("holidays", "BE-XX", "has no holidays of its own"),
        ("week", "Mon-Fri", "not a week"),
        ("week", "Mon 17:00-09:00", "ends before it begins"),
        ("person 1", "   ", None),  # Enter: the name that the machine knows
        ("address 1", "help@example.org", "own address"),
        ("address 1", "HELP+x@example.org", "own address"),
        ("address 1", "anna", "not a mail address"),
        ("allowed", "help@example.org", "own sender"),
        ("allowed", "@", "neither an address nor a domain"),
        ("acknowledge", "maybe", "choice"),
    ],
)
def test_what_is_no_answer(key: str, typed: str, why: str | None) -> None:
    """Said in a sentence, in both languages, and asked again: nothing is recorded."""
    interview = Interview(KNOWN)
    while (question := interview.next()) is not None and question.key != key:
        interview = interview.answered(question, ADDRESSES.get(question.key, ""))
    assert question is not None
    if why is None:
        assert "Anna Peeters" == interview.answered(question, typed).given[key]
        return
    with pytest.raises(ValueError) as refused:
        interview.answered(question, typed)
    assert why in str(refused.value)
    if isinstance(refused.value, WrongError):
        fields = {"choices": "x", **refused.value.fields}
        assert say("en", why, **fields) != say("nl", why, **fields)
        if key == "smtp" and "tls" in say("en", why, **fields):
            assert "imap" not in say("en", why, **fields)
    else:
        assert not reason("en", question.text, str(refused.value))[0].islower()
        assert reason("nl", question.text, str(refused.value)) not in (
            str(refused.value),
            texts()["wrong"]["nl"],
        )


def test_ids_of_an_application() -> None:
    """Read as the configuration reads them; a secret's last day is a date."""
    known = Known("Europe/Brussels", "en", "Anna", KNOWN.today, found(MICROSOFT))
    for key, typed in (
        ("tenant", "my org"),
        ("client id", "a b"),
        ("client secret", "0f8fad5b-d9cb-469f-a165-70867728950e"),
        ("secret ends", "May 2027"),
    ):
        answers = {**ADDRESSES, "client secret": "opensesame", key: typed}
        with pytest.raises(ValueError, match=r"tenant|client|secret id|day"):
            talk(answers, known)


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("imap", "mail.example.org", "mail.example.org:993 tls"),
        ("imap", "Mail.Example.org:143", "mail.example.org:143 starttls"),
        ("imap", "127.0.0.1:10143 none", "127.0.0.1:10143 none"),
        ("imap", "mail.example.org starttls", "mail.example.org:143 starttls"),
        ("smtp", "mail.example.org:465", "mail.example.org:465 tls"),
        ("smtp", "mail.example.org tls", "mail.example.org:465 tls"),
        ("smtp", "localhost none", "localhost:25 none"),
        ("languages", "NL", "('nl',)"),
        ("name", '"Learning desk"', "Learning desk"),
        ("holidays", "geen", "[]"),
        ("holidays", "be, nl;2026-12-24", "['BE', 'NL', '2026-12-24']"),
        ("holidays", "Belgium", "['BE']"),
        ("holidays", "belgië", "['BE']"),
        ("holidays", "Belgie Nederland 2026-12-24", "['BE', 'NL', '2026-12-24']"),
        ("holidays", "the Netherlands", "['NL']"),
        ("holidays", "Verenigd Koninkrijk, Duitsland", "['GB', 'DE']"),
        ("holidays", "no", "['NO']"),
        ("smtp", "127.0.0.1:21587 none", "127.0.0.1:21587 none"),
        ("allowed", "example.org @example.net", "('@example.org', '@example.net')"),
        ("allowed", "Iedereen", "()"),
        ("who", "ik", "alone"),
        ("acknowledge", "VRAGEN", "questions"),
    ],
)
def test_ways_to_say_it(key: str, typed: str, value: str) -> None:
    """Short forms and the words of both languages."""
    assert value == str(talk({**ADDRESSES, key: typed}).given[key])


def test_back_and_forth() -> None:
    """Back takes one answer away, also the last person's; before the first question it does nothing."""
    whole = talk({**ADDRESSES, "who": "several", "person 2": "Bert", "address 2": "bert@example.org"})
    keys = list(whole.given)
    assert ["person 2", "address 2", "person 3", "lead"] == keys[keys.index("person 2") :][:4]
    interview = whole
    for key in reversed(keys):
        interview = interview.back()
        question = interview.next()
        assert question is not None
        assert key == question.key
    assert {} == interview.back().given
    assert "address" == getattr(interview.back().next(), "key", "")


@pytest.mark.parametrize(
    ("machine", "address", "zone"),
    [
        ("Europe/Paris", "help@example.be", "Europe/Paris"),
        ("Etc/UTC", "help@example.be", "Europe/Brussels"),
        ("", "help@example.nl", "Europe/Amsterdam"),
        ("UTC", "help@example.org", "UTC"),
        ("Etc/UTC", "help@example.us", "Etc/UTC"),  # many time zones
        ("", "help@example.org", None),
    ],
)
def test_the_time_zone_that_is_proposed(machine: str, address: str, zone: str | None) -> None:
    """The machine's; where that is UTC the one of the domain's country; else it has to be typed."""
    interview = Interview(Known(machine, "en", "Anna", KNOWN.today))
    while (question := interview.next()) is not None and question.key != "timezone":
        interview = interview.answered(question, address if question.key == "address" else "")
    assert zone == getattr(question, "default", "")


@pytest.mark.parametrize(
    ("address", "who", "proposed"),
    [
        ("help@example.org", "several", "@example.org"),
        ("help@example.org", "alone", "@example.org"),
        ("help@gmail.com", "alone", "anyone"),
        ("help@gmail.com", "several", "anyone"),  # else all of Gmail would be colleagues
    ],
)
def test_who_may_write_by_default(address: str, who: str, proposed: str) -> None:
    """The own domain, unless strangers have their mailboxes there."""
    interview = Interview(KNOWN)
    typed = {"address": address, "who": who, "address 1": "anna@example.net"}
    while (question := interview.next()) is not None and question.key != "allowed":
        interview = interview.answered(question, typed.get(question.key, ""))
    assert proposed == getattr(question, "default", "")


def test_a_long_address() -> None:
    """Accepted only on purpose, and then without plus addresses."""
    typed = {**ADDRESSES, "address": "the-learning-help-of-all@example.org"}
    text = filled(starter_configuration(), talk({**typed, "without plus": "yes"}).given)
    assert tomllib.loads(text)["mailbox"][0]["plus_addressing"] is False
    with pytest.raises(WrongError, match="shorter"):
        talk({**typed, "without plus": "no"})


def test_every_text_is_there_in_both_languages() -> None:
    """Also with the same blanks to fill in; a question's last line is what stands before the answer."""
    for row, each in texts().items():
        assert row.startswith("wrong") or {"en", "nl"} == each.keys()
        if {"en", "nl"} == each.keys():
            for field in (
                "folder",
                "files",
                "domain",
                "because",
                "name",
                "longest",
                "country",
                "parts",
                "path",
                "example",
            ):
                assert (f"{{{field}}}" in each["en"]) == (f"{{{field}}}" in each["nl"]), row
            assert each["en"].count("\n") == each["nl"].count("\n"), row


def _asked(interview: Interview, key: str) -> str | None:
    """What Enter would answer to the question `key`, all before it answered so."""
    while (question := interview.next()) is not None and question.key != key:
        interview = interview.answered(question, ADDRESSES.get(question.key, ""))
    assert question is not None
    return question.default


@pytest.mark.parametrize(
    ("imap", "smtp"),
    [
        ("", "smtp.example.org:587 starttls"),
        ("mail.example.org", "mail.example.org:587 starttls"),
        ("mail.example.org:143 starttls", "mail.example.org:587 starttls"),
        ("imap.provider.net", "smtp.provider.net:587 starttls"),
        ("localhost:21993 none", "localhost:25 none"),
    ],
)
def test_sending_is_guessed_beside_reading(imap: str, smtp: str) -> None:
    """The same host, or its brother; where the domain names its servers, what it says holds."""
    interview = Interview(KNOWN)
    while (question := interview.next()) is not None and question.key != "imap":
        interview = interview.answered(question, ADDRESSES.get(question.key, ""))
    assert question is not None
    assert smtp == _asked(interview.answered(question, imap), "smtp")
    told = Found(OTHER, "srv", Server("in.example.net", 993, "tls"), Server("out.example.net", 465, "tls"))
    interview = replace(interview, known=replace(KNOWN, found=told))
    assert "out.example.net:465 tls" == _asked(interview.answered(question, imap or "mail.x.net"), "smtp")


@pytest.mark.parametrize(
    ("key", "typed", "then"),
    [
        ("address", "help@example.net", "help@example.net"),
        ("imap", "mail.example.org", "mail.example.org"),
        ("name", "Leerpunt", "Leerpunt"),
        ("who", "we", "several"),
        ("holidays", "Nederland", "Nederland"),
        ("lead", "lead@example.org", "lead@example.org"),
        ("password", "opensesame", ""),  # never shown
        ("person 2", "Bert", ""),  # Enter is: nobody else
    ],
)
def test_back_proposes_what_was_answered(key: str, typed: str, then: str) -> None:
    """Not the first guess; unless that is another one now."""
    known = KNOWN if key != "password" else replace(KNOWN, found=None)
    interview = Interview(known)
    while (question := interview.next()) is not None and question.key != key:
        several = {**ADDRESSES, "who": "several"} if key in ("lead", "person 2") else ADDRESSES
        interview = interview.answered(question, several.get(question.key, ""))
    assert question is not None
    again = interview.answered(question, typed).back().next()
    assert (key, then) == (getattr(again, "key", ""), getattr(again, "default", None))


def test_another_address_has_other_servers() -> None:
    """What was typed for the old one is proposed no more."""
    interview = talk({**ADDRESSES, "imap": "mail.example.org"})
    while interview.given:
        interview = interview.back()
    interview = replace(interview, known=replace(KNOWN, found=None))
    question = interview.next()
    assert question is not None
    assert "imap.example.net:993 tls" == _asked(interview.answered(question, "help@example.net"), "imap")
