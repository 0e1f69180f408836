"""The mail loops of the tests themselves: what they promise to the tests that use them."""

from __future__ import annotations

import email
import imaplib
import smtplib
import time

import psycopg
import pytest

from concierge.demo.border import FAIL
from tests.servers.dovecot import Dovecot
from tests.servers.post import Post
from tests.servers.postgres import Postgres


def letter(author: str, to: str, subject: str = "Excel", more: str = "") -> bytes:
    """A small mail."""
    head = f"From: <{author}>\r\nTo: <{to}>\r\nSubject: {subject}\r\n{more}"
    return (head + "\r\nHello\r\n").encode()


def results(raw: bytes) -> list[str]:
    """Authentication-Results of our border, unfolded."""
    found = email.message_from_bytes(raw).get_all("Authentication-Results", [])
    return [" ".join(str(value).split()) for value in found]


def test_submitted_mail_arrives_with_a_pass(any_post: Post) -> None:
    """What a user sends lies in the other's inbox, with one pass and without the claim they wrote."""
    worker, service = any_post.new_user("worker"), any_post.new_user("service")
    claim = "Authentication-Results: mx.example.test; dmarc=fail\r\n"
    any_post.submit(worker, letter(worker.address, service.address, more=claim), service.address)
    stamped = results(any_post.wait_for(service))
    assert 1 == len(stamped)
    assert stamped[0].startswith("mx.example.test;")
    assert f"dmarc=pass header.from={any_post.domain}" in stamped[0]


def test_plus_addresses_reach_their_user(any_post: Post) -> None:
    """A token behind a plus is kept in Delivered-To."""
    service = any_post.new_user("service")
    address = service.address.replace("@", "+a2b3c4@")
    any_post.deliver(letter("maria@example.net", address), address)
    mail = email.message_from_bytes(any_post.wait_for(service))
    assert address == mail["Delivered-To"].strip("<>")


def test_the_border_stamps_what_the_test_asks(any_post: Post) -> None:
    """A forged mail carries a fail, and results of other hosts stay."""
    service = any_post.new_user("service")
    more = (
        "Authentication-Results: mx.example.test;\r\n dmarc=pass header.from=example.test\r\n"
        "Authentication-Results: mx.example.net; dmarc=pass\r\n"
    )
    raw = letter("lead@example.test", service.address, more=more)
    any_post.deliver(raw, service.address, results=FAIL)
    stamped = results(any_post.wait_for(service))
    assert ["mx.example.test;", "mx.example.net;"] == [value.split()[0] for value in stamped]
    assert "dmarc=fail" in stamped[0]


def test_nobody_sends_without_a_password(any_post: Post) -> None:
    """The submission port wants AUTH."""
    worker = any_post.new_user("worker")
    with pytest.raises(smtplib.SMTPAuthenticationError):
        any_post.submit(type(worker)(worker.address, "wrong"), b"", worker.address)


def test_unknown_recipients_come_back(any_post: Post) -> None:
    """Nobody by that name: 550 5.1.1 at once, or a delivery report with 5.1.1."""
    worker = any_post.new_user("worker")
    nobody = f"nobody@{any_post.domain}"
    said = ""
    try:
        any_post.submit(worker, letter(worker.address, nobody), nobody)
    except smtplib.SMTPException as error:
        said = str(error)
    if not said:
        report = any_post.wait_for(worker, lambda m: m.get_content_subtype() == "report")
        said = report.decode("ascii", "replace")
    assert "5.1.1" in said


def test_dovecot_knows_a_new_user_at_once(dovecot: Dovecot) -> None:
    """Users added while it runs can log in; a wrong password is refused without delay."""
    dovecot.add_user("new@example.test", "secret")
    begin = time.monotonic()
    with imaplib.IMAP4("127.0.0.1", dovecot.imap) as client:
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            client.login("new@example.test", "wrong")
        assert "OK" == client.login("new@example.test", "secret")[0]
    assert time.monotonic() - begin < 1.5


def test_databases_are_copied_from_a_template(postgres: Postgres) -> None:
    """What `prepare` made once is in every copy, and copies do not see each other."""
    calls = []

    def prepare(url: str) -> None:
        calls.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE case_ (id int)")

    urls = [postgres.copy_of("test_post", prepare) for _ in range(2)]
    with psycopg.connect(urls[0]) as connection:
        connection.execute("INSERT INTO case_ VALUES (1)")
    with psycopg.connect(urls[1]) as connection:
        assert (0,) == connection.execute("SELECT count(*) FROM case_").fetchone()
    for url in urls:
        postgres.drop(url)
    assert 1 == len(calls)
