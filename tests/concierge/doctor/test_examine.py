"""`concierge doctor` on real servers: a sound mailbox is told as one, and each fault with what to do."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cases.settings import MailboxSettings
from concierge.cli import main
from concierge.config.load import load
from concierge.config.written import as_toml
from concierge.doctor.finding import Finding, Grade, Line
from concierge.doctor.mailbox import check_imap, check_smtp
from concierge.doctor.recent_mail import check_recent, proposals
from concierge.doctor.round_trip import check_trip
from intake.decide.classify import author, is_own
from intake.reading.parse import parse
from mailer.compose import LOOP_HEADER
from tests.desk import mailbox
from tests.servers.post import Post, User

INBOUND = b"""From: Maria <maria@example.test>\r
To: %s\r
Subject: Question %d\r
Message-ID: <%d@example.test>\r
%s\r
\r
Hello\r
"""


def box_of(post: Post, user: User) -> MailboxSettings:
    return MailboxSettings(user.address, post.imap(user), post.smtp(user))


def states(findings: Iterable[Finding]) -> list[str]:
    return [f"{finding.grade}: {finding.state}" for finding in findings]


def worst(findings: Iterable[Finding]) -> set[Grade]:
    return {finding.grade for finding in findings}


def test_a_sound_mailbox(any_post: Post) -> None:
    """Login, folders, abilities, sending and the round trip with a plus address all succeed."""
    box = box_of(any_post, any_post.new_user("help"))
    found = [*check_imap(box), *check_smtp(box), *check_trip(box, patience=20)]
    assert Grade.WRONG not in worst(found)
    assert "a mail with a plus address arrived" in [finding.state for finding in found]
    assert "agrees with the mail server's" in [finding.state for finding in found]


def test_the_test_mail_is_known_as_our_own(post: Post, tmp_path: Path) -> None:
    """The mail of the round trip stays in the mailbox, marked so that intake discards it."""
    user = post.new_user("help")
    box = box_of(post, user)
    list(check_trip(box, patience=20))
    stored = parse(post.inbox(user)[0])
    assert box.address == stored.header("x-learning-concierge-loop")
    configuration = settings_file(tmp_path, post, user)
    settings = load(configuration, {})
    assert is_own(stored, author(stored, settings), settings)


def test_wrong_password_and_no_server(post: Post) -> None:
    """A refused login and a closed port are wrong, in a sentence without the password."""
    box = box_of(post, post.new_user("help"))
    refused = replace(
        box,
        imap=replace(box.imap, password="opensesame"),
        smtp=replace(box.smtp, password="opensesame", username="nobody@example.test"),
    )
    gone = replace(box, imap=replace(box.imap, port=1), smtp=replace(box.smtp, port=1))
    for each in (refused, gone):
        found = [*check_imap(each), *check_smtp(each)]
        assert [Grade.WRONG, Grade.WRONG] == [finding.grade for finding in found]
        assert "opensesame" not in " ".join(finding.state for finding in found)


def test_a_sent_folder_that_is_not_there(post: Post) -> None:
    """A misspelt sent_folder is wrong; "never" needs none."""
    box = box_of(post, post.new_user("help"))
    found = [each for each in check_imap(replace(box, sent_folder="Snet")) if each.grade is Grade.WRONG]
    assert ['wrong: there is no folder "Snet"'] == states(found)
    assert [Line("mailbox", "sent_folder", "Sent", box.address)] == [
        line for each in found for line in each.lines
    ]
    assert "ok: copies of sent mail are not filed" in states(check_imap(replace(box, sent_copy="never")))


@pytest.mark.parametrize(
    ("header", "changed", "held"),
    [
        (b"X-Test: 1", {}, True),
        (b"X-Test: 1", {"proof": "token"}, False),
        (b"X-Test: 1", {"proof": "exchange"}, False),
        (b"X-Test: 1", {"trusted_authserv_ids": ("mx.example.test",)}, False),
        (b"Authentication-Results: mx.example.test; spf=pass", {}, False),
        (b"X-MS-Exchange-Organization-AuthAs: Internal", {}, False),
    ],
)
def test_a_new_mailbox_without_proof(header: bytes, changed: dict[str, Any], held: bool) -> None:
    """Where nothing will prove who wrote, that is said before the first answer is held, with a line."""
    box = replace(mailbox(), **({"trusted_authserv_ids": (), "proof": "results"} | changed))
    ours = b"%s: doctor\r\n%s" % (LOOP_HEADER.encode(), header)
    found = list(proposals("x", box, [parse(INBOUND % (b"help@example.test", 1, 1, ours))]))
    assert held == any("may be held" in finding.state for finding in found)
    assert held == any((line.key, line.value) == ("proof", "token") for each in found for line in each.lines)
    assert not any("may be held" in finding.state for finding in proposals("x", box, []))


def test_a_mail_that_does_not_arrive(post: Post) -> None:
    """Where mail to the mailbox goes elsewhere, both attempts are told."""
    box = box_of(post, post.new_user("help"))
    elsewhere = box_of(post, post.new_user("other"))
    found = list(check_trip(replace(box, imap=elsewhere.imap), patience=1))
    assert [Grade.WRONG, Grade.WRONG] == [finding.grade for finding in found]
    assert all("did not arrive within 1 seconds" in finding.state for finding in found)


def test_recent_mail_is_looked_at(post: Post) -> None:
    """The servers' own Authentication-Results lead to a proposal; nothing is marked as read."""
    user = post.new_user("help")
    box = box_of(post, user)
    assert ["not checked: no mail of others there yet"] == states(check_recent(box))
    for number in range(3):
        post.deliver(INBOUND % (user.address.encode(), number, number, b"X-Test: 1"), user.address)
    post.wait_for(user, lambda mail: mail["Subject"] == "Question 2")
    found = list(check_recent(box))
    assert f'trusted_authserv_ids = ["{post.authserv_id}"]' in " ".join(finding.advice for finding in found)
    trusting = replace(box, trusted_authserv_ids=(post.authserv_id,))
    settled = [each for each in check_recent(trusting) if "below its own Received" not in each.state]
    assert ["ok: 3 mails looked at"] == states(settled)


@pytest.mark.parametrize(
    ("header", "to", "advice"),
    [
        (b"X-Test: 1", b"help@example.test", 'proof = "token"'),
        (b"X-MS-Exchange-Organization-AuthAs: Internal", b"help@example.test", 'proof = "exchange"'),
        (
            b"Authentication-Results: mx.example.test; spf=pass",
            b"vraag@example.test",
            'also = ["vraag@example.test"]',
        ),
        (
            b"Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.test",
            b"help@example.test",
            'trusted_authserv_ids = ["protection.outlook.com"]',
        ),
        (
            b"Authentication-Results: mx.example.test; spf=pass\r\nList-Id: Team <team.example.test>",
            b"help@example.test",
            'lists = ["team.example.test"]',
        ),
    ],
)
def test_proposals(header: bytes, to: bytes, advice: str) -> None:
    """What three mails have in common is proposed; what one mail has is not."""
    mails = [parse(INBOUND % (to, number, number, header)) for number in range(3)]
    box = mailbox("help@example.test", trusted_authserv_ids=())
    assert advice in " ".join(finding.advice for finding in proposals("x", box, mails))
    assert 'also = ["' not in " ".join(finding.advice for finding in proposals("x", box, mails[:1]))


def test_exchange_is_proposed_where_init_wrote_token() -> None:
    """One proposal for `proof`, not two: "exchange" counts results too."""
    header = b"X-MS-Exchange-Organization-AuthAs: Internal\r\n%s"
    results = b"Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.test"
    imap = replace(mailbox("help@example.test").imap, host="outlook.office365.com")
    box = mailbox("help@example.test", trusted_authserv_ids=(), proof="token", imap=imap)
    for other in (b"X-Test: 1", results):
        mails = [
            parse(INBOUND % (b"help@example.test", number, number, header % other)) for number in range(3)
        ]
        lines = [
            line for finding in proposals("x", box, mails) for line in finding.lines if line.key == "proof"
        ]
        assert len(lines) == 1
        assert lines[0].value == "exchange"


def test_the_test_mail_tells_who_checks() -> None:
    """A new mailbox has no mail of others yet; our own says who judges, one of it is enough."""
    box = mailbox("help@example.test", trusted_authserv_ids=())
    header = b"Authentication-Results: mx.example.test; spf=pass\r\n%s: doctor" % LOOP_HEADER.encode()
    found = list(proposals("x", box, [parse(INBOUND % (b"help@example.test", 1, 1, header))]))
    assert Grade.NOT_CHECKED == found[0].grade
    assert 'trusted_authserv_ids = ["mx.example.test"]' in found[1].advice
    trusting = replace(box, trusted_authserv_ids=("mx.example.test",))
    assert found[:1] == list(proposals("x", trusting, [parse(INBOUND % (b"h@example.test", 1, 1, header))]))


RESULTS = b"Authentication-Results: mx.example.test; spf=pass smtp.mailfrom=example.org\r\n"
BORDER = b"Received: from out.example.org (by chance [192.0.2.1])\r\n\tby mx.example.test with ESMTPS\r\n"
STORE = b"Received: from mx.example.test by mx.example.test with LMTP\r\n"
BEFORE = b"Received: from pc.example.org by out.example.org with ESMTPSA\r\n"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (RESULTS + BORDER + BEFORE, False),
        (STORE + RESULTS + BORDER + BEFORE, False),
        (BORDER + RESULTS + BEFORE, True),
        (STORE + BORDER + RESULTS + BEFORE, True),
        (BEFORE + RESULTS, False),  # whose hop that is cannot be told from its name
        (RESULTS, False),
    ],
)
def test_results_below_the_servers_own_hop(header: bytes, told: bool) -> None:
    """A forged field would lie there too, so the operator is told; a hop of the store above is no matter."""
    mails = [
        parse(header + INBOUND % (b"help@example.test", number, number, b"X-Test: 1")) for number in range(3)
    ]
    box = mailbox("help@example.test", trusted_authserv_ids=())
    found = [each for each in proposals("x", box, mails) if "below its own Received" in each.state]
    assert told is bool(found)
    assert [] == [each for each in proposals("x", box, mails[:2]) if "below its own" in each.state]


def settings_file(folder: Path, post: Post, user: User, extra: str = "") -> Path:
    """A configuration for this mailbox."""
    imap, smtp = post.imap(user), post.smtp(user)
    account = 'host = "{}", port = {}, security = "{}", password = "{}"{}'
    ca_file = f', ca_file = "{imap.ca_file}"' if imap.ca_file else ""
    (folder / "secret").write_text("0:" + "ab" * 32)
    path = folder / "concierge.toml"
    path.write_text(
        f'[[mailbox]]\naddress = "{user.address}"\n'
        f"imap = {{ {account.format(imap.host, imap.port, imap.security, imap.password, ca_file)} }}\n"
        f"smtp = {{ {account.format(smtp.host, smtp.port, smtp.security, smtp.password, ca_file)} }}\n"
        f'[[concierge]]\nname = "Anna"\naddress = "anna@example.org"\n{extra}'
    )
    return path


def test_the_whole_command(post: Post, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a finding, as words and as JSON, and status 0 when nothing is wrong."""
    path = settings_file(tmp_path, post, post.new_user("help"))
    assert 0 == main(["doctor", "--config", str(path), "--json", "--no-send"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert all({"what", "grade", "state", "advice", "lines"} == set(each) for each in found)
    assert {"configuration", "database", "secret", "templates", "catalogue", "hours"} <= {
        each["what"] for each in found
    }


def test_faults_on_this_machine(post: Post, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A broken template is wrong, a readable secret is advice; the status is 1."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "hello.en.md").write_text('+++\nkind = "answer"\n+++\n{{ wrods }}\n')
    path = settings_file(
        tmp_path, post, post.new_user("help"), '[database]\nurl = "sqlite:///no/such/folder.db"\n'
    )
    (tmp_path / "secret").chmod(0o644)
    (tmp_path / "topics.toml").write_text("[presenting]\nkeywords = 3\n")
    assert 1 == main(["doctor", "--config", str(path), "--no-send"])
    lines = capsys.readouterr().out.splitlines()
    wrong = [line for line in lines if line.startswith("wrong")]
    assert any("database" in line for line in wrong)
    assert any("templates: hello" in line for line in wrong)
    assert any("catalogue: " in line and "keywords" in line for line in wrong)
    assert any(f"Run chmod 600 {tmp_path}/secret" in line for line in lines)


def test_a_wrong_configuration_stops_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every mistake of the configuration is one finding, and nothing else is looked at."""
    path = tmp_path / "concierge.toml"
    path.write_text('[response]\ntarget = "soon"\n')
    assert 1 == main(["doctor", "--config", str(path), "--json"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"configuration"} == {each["what"] for each in found}
    assert 4 == len(found)


def test_what_is_pasted_mends_it(post: Post, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The lines at the end, put where their headings say: the next look finds nothing more to mend."""
    user = post.new_user("help")
    path = settings_file(tmp_path, post, user, '[service]\ntimezone = "Europe/Brussels"\n')
    bare = tomllib.loads(path.read_text())
    for service in ("imap", "smtp"):
        bare["mailbox"][0][service].pop("ca_file", None)
    path.write_text(_written(bare))
    for _ in range(2):  # certificates first, then what a login shows
        main(["doctor", "--config", str(path), "--no-send", "--save-certificates"])
        out = capsys.readouterr().out
        pasted = tomllib.loads(out[out.index("# Each line goes under") :]) if "# Each line" in out else {}
        for section, values in pasted.items():
            if isinstance(values, list):
                bare[section][0] |= values[0]
            else:
                bare[section] = bare.get(section, {}) | values
        path.write_text(_written(bare).replace('"…"', f'"{post.imap(user).password}"'))
    assert 0 == main(["doctor", "--config", str(path), "--no-send"])
    assert "# Each line" not in capsys.readouterr().out


def _written(values: dict[str, Any]) -> str:
    """A configuration with these values; sections with one or two brackets."""
    lines = []
    for section, found in values.items():
        for table in found if isinstance(found, list) else [found]:
            lines.append(f"[[{section}]]" if isinstance(found, list) else f"[{section}]")
            lines += [f"{key} = {as_toml(value)}" for key, value in table.items()]
    return "\n".join(lines) + "\n"
