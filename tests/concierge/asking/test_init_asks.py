"""`concierge init` at a real terminal: what is typed, what the screen shows, what lies there afterwards."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from concierge.config.load import load
from tests.concierge.asking.typist import CTRL_C, CTRL_D, type_at
from tests.servers.name_server import name_server
from tests.servers.post import Post
from tests.servers.web_server import content, self_made_certificate, web_server

SECRET = "opensesame-und-mehr"
OFFLINE = [
    ("Service address: ", "help@example.be"),
    ("Who has the mailbox (microsoft / google / other) [other]: ", ""),
    ("[imap.example.be:993 tls]: ", ""),
    ("[smtp.example.be:587 starttls]: ", ""),
    ("User name [help@example.be]: ", ""),
    ("(not shown): ", SECRET),
]
REST = [
    ("[Learning Help]: ", ""),
    ("[en, nl]: ", ""),
    ("[Europe/Brussels]: ", ""),
    ("[BE]: ", ""),
    ("[Mon-Fri 09:00-17:00]: ", ""),
    ("[me]: ", ""),
    ("Your name", "Zoë Müller"),
    ("Your address: ", "zoe@example.be"),
    ("[@example.be]: ", ""),
    ("[questions]: ", ""),
]
ENGLISH = {"LC_ALL": "C.UTF-8", "TZ": "Europe/Brussels"}


def test_from_nothing_to_files(tmp_path: Path) -> None:
    """Wrong answers are asked again with the reason, back goes back, the password is nowhere to be seen."""
    folder = tmp_path / "service"
    answers = [
        ("Service address: ", "help at example.be"),
        ("is not a mail address", "back"),
        ("This is the first question.", "help@example.be"),
        *OFFLINE[1:],
        ("[Learning Help]: ", "back"),
        ("(not shown): ", SECRET),
        *REST,
        ("Write them (yes / no) [yes]: ", "perhaps"),
        ("Write yes / no.", "y"),
        ("Run it now (yes / no) [yes]: ", "no"),
    ]
    session = type_at(["init", str(folder), "--offline"], answers, ENGLISH)
    assert 0 == session.status
    assert SECRET not in session.screen
    file = folder / "concierge.toml"
    for command in ("doctor", "run"):
        assert f"    concierge {command} --config {file}\n" in session.screen
    settings = load(file, {})
    assert (SECRET, "Zoë Müller") == (settings.mailboxes[0].imap.password, settings.concierges[0].name)
    assert 0o600 == stat.S_IMODE((folder / "mailbox-password").stat().st_mode)
    assert SECRET not in file.read_text("utf-8")


@pytest.mark.parametrize(("typed", "key"), [(0, CTRL_D), (5, CTRL_C), (16, CTRL_C)])
def test_stopping_leaves_nothing(tmp_path: Path, typed: int, key: str) -> None:
    """At the first question, at a hidden one, at the last: no file, and that is said."""
    folder = tmp_path / "service"
    answers = [*OFFLINE, *REST, ("Write them (yes / no) [yes]: ", "")]
    stopped = [*answers[:typed], (answers[typed][0], key)]
    session = type_at(["init", str(folder), "--offline"], stopped, ENGLISH)
    assert 130 == session.status
    assert "Nothing was written." in session.screen
    assert not folder.exists()


def test_in_dutch(tmp_path: Path) -> None:
    """Questions, reasons and the words that may be typed, by the locale; and no to the last question."""
    folder = tmp_path / "service"
    answers = [
        ("Adres van de dienst: ", "hulp"),
        ("Dat is geen mailadres.", "hulp@example.nl"),
        ("[andere]: ", "terug"),
        ("Adres van de dienst [hulp@example.nl]: ", ""),
        ("[andere]: ", "google"),
        ("[serviceaccount]: ", "app-wachtwoord"),
        ("(niet getoond): ", ""),
        ("[Leerhulp]: ", ""),
        ("[nl, en]: ", ""),
        ("[Europe/Amsterdam]: ", ""),
        ("[NL]: ", "geen"),
        ("Werkuren [ma-vr 09:00-17:00]: ", "ma-vr"),
        ("ma-do 9-17, vr 9-12", "ma-vr 9-17"),
        ("[ik]: ", "wij samen"),
        ("eerste persoon", "Joke"),
        ("Adres van Joke: ", "joke@example.nl"),
        ("volgende persoon: ", ""),
        ("[joke@example.nl]: ", "geen"),
        ("[@example.nl]: ", "iedereen"),
        ("[vragen]: ", "kort"),
        ("[ja]: ", "nee"),
    ]
    session = type_at(
        ["init", str(folder), "--offline"], answers, {"LC_ALL": "nl_BE.UTF-8", "TZ": "Europe/Amsterdam"}
    )
    assert 130 == session.status
    assert "Er is niets geschreven." in session.screen
    assert not folder.exists()


def test_what_is_wrong_is_mended_next(tmp_path: Path) -> None:
    """In Dutch, with a server of one's own that is not there: no name server is asked, `run` comes last."""
    folder = tmp_path / "service"
    answers = [
        ("Adres van de dienst: ", "hulp@example.nl"),
        ("[andere]: ", "anders"),
        ("Server om te lezen", "127.0.0.1:1 none"),
        ("Server om te verzenden", "127.0.0.1:1 none"),
        ("Gebruikersnaam", ""),
        ("(niet getoond): ", "geheim"),
        ("[Leerhulp]: ", ""),
        ("[nl, en]: ", "Nederlands en Engels"),
        ("[Europe/Amsterdam]: ", ""),
        ("[NL]: ", "geen"),
        ("Werkuren", "maandag tot vrijdag van 9u tot 17u"),
        ("[ik]: ", "alleen"),
        ("Je naam", "Joke"),
        ("Je adres", "joke@example.nl"),
        ("[@example.nl]: ", ""),
        ("[vragen]: ", ""),
        ("[ja]: ", "ja"),
        ("Wat het zegt is Engels", ""),
    ]
    session = type_at(
        ["init", str(folder), "--offline"], answers, {"LC_ALL": "nl_BE.UTF-8", "TZ": "Europe/Amsterdam"}
    )
    assert 0 == session.status
    assert "wrong        hulp@example.nl imap" in session.screen
    assert "SPF" not in session.screen
    found, _, end = session.screen.partition("Verder: zet recht wat hierboven `wrong` is")
    assert ("concierge run --config" in found, "concierge doctor" in end) == (False, True)
    assert end.index("concierge doctor") < end.index("Als er niets meer mis is") < end.index("concierge run")
    written = (folder / "concierge.toml").read_text()
    assert 'week = "Mon-Fri 09:00-17:00"' in written
    assert 'languages = ["nl", "en"]' in written
    before, _, line = written.partition('\nproof = "token"')
    assert "# is safer: whoever is forwarded" in before
    assert "token" in line.partition("\n")[0]


def test_nothing_is_asked_of_who_says_yes(tmp_path: Path) -> None:
    """--yes writes the files as they come, also on a terminal; a second time it says what to do instead."""
    assert "fill in the addresses" in type_at(["init", str(tmp_path), "--yes"], [], ENGLISH).screen
    again = type_at(["init", str(tmp_path)], [], ENGLISH)
    assert 1 == again.status
    assert f"concierge doctor --config {tmp_path}/concierge.toml" in again.screen.replace("\n", "")


def test_found_by_name_and_web_servers_then_looked_at(tmp_path: Path, post: Post) -> None:
    """What is found stands in the brackets; with real servers `doctor` says at the end that all is well."""
    user = post.new_user("help")
    imap, smtp = post.imap(user), post.smtp(user)
    local, _, domain = user.address.partition("@")
    made = self_made_certificate(tmp_path, [f"autoconfig.{domain}"])
    file = (
        "<clientConfig><emailProvider><incomingServer type='imap'><hostname>imap.example.net</hostname>"
        "<port>993</port><socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>"
        "</emailProvider></clientConfig>"
    )
    url = f"https://autoconfig.{domain}/mail/config-v1.1.xml"
    answers = [
        ("Service address: ", user.address),
        (f"{url} names its mail servers.", ""),
        ("[imap.example.net:993 tls]: ", f"{imap.host}:{imap.port} {imap.security}"),
        (f"[smtp.{domain}:587 starttls]: ", f"{smtp.host}:{smtp.port} {smtp.security}"),
        (f"User name [{local}]: ", imap.username),
        ("(not shown): ", imap.password or ""),
        *REST[:-2],
        ("[@example.test]: ", ""),
        REST[-1],
        ("Write them (yes / no) [yes]: ", ""),
        ("Run it now (yes / no) [yes]: ", ""),
    ]
    mx = {(domain, "MX"): ["10 mx.example.net."]}
    with name_server(mx) as names, web_server({url: content(file.encode())}, *made) as (port, _):
        environ = {
            **ENGLISH,
            "SSL_CERT_FILE": str(imap.ca_file or made[0]),
            "TEST_NAME_SERVER": f"{names[0]}:{names[1]}",
            "TEST_WEB_SERVER": str(port),
        }
        if imap.ca_file:
            both = tmp_path / "both.pem"
            both.write_text(Path(imap.ca_file).read_text() + made[0].read_text())
            environ["SSL_CERT_FILE"] = str(both)
        session = type_at(["init", str(tmp_path / "service")], answers, environ)
    assert 0 == session.status
    assert "ok           configuration: " in session.screen
    assert "round trip: a mail with a plus address arrived" in session.screen
    assert "wrong  " not in session.screen


@pytest.mark.parametrize(("content", "mode"), [(None, 0), ("{}", 0o600), ("{}", 0o644)])
def test_what_is_typed_next_destroys_no_key(tmp_path: Path, content: str | None, mode: int) -> None:
    """A key that is there is at most closed; for one that is missing nothing empties what comes meanwhile."""
    folder, key = tmp_path / "service", tmp_path / "key.json"
    if content is not None:
        key.write_text(content)
        key.chmod(mode)
    answers = [
        ("Service address: ", "help@example.be"),
        ("[other]: ", "google"),
        ("[service-account]: ", ""),
        ("Key file", str(key)),
        *REST,
        ("Write them (yes / no) [yes]: ", ""),
        ("Run it now (yes / no)", "no"),
    ]
    session = type_at(["init", str(folder), "--offline"], answers, ENGLISH)
    assert 0 == session.status
    assert "/dev/null" not in session.screen
    assert (f"chmod 600 {key}" in session.screen) == (mode != 0o600)
    assert (f"touch {key}" in session.screen) == (content is None)
