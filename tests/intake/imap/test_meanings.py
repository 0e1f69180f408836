"""What real servers say, what it means for people, and how long they are left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.imap.errors import certificate_words
from intake.imap.meanings import LONGEST_REST, ends_connection, explained, meaning, rest_after

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("said", "means", "rest"),
    [
        (
            "Request is throttled. Suggested Backoff Time: 299923 milliseconds",
            "limits how much",
            timedelta(seconds=299.923),
        ),
        (
            "AUTHENTICATE failed. Request is throttled. Suggested Backoff Time: 1 milliseconds",
            "limits how much",
            timedelta(seconds=1),
        ),
        ("BYE Request is throttled. Suggested Backoff Time: 3000000 ms", "limits", timedelta(seconds=3000)),
        ("Request is throttled. Suggested Backoff Time: 999999999999 milliseconds", "limits", LONGEST_REST),
        ("Suggested Backoff Time: 40 seconds", "", timedelta(seconds=40)),
        ("Suggested Backoff Time: 120", "", timedelta(seconds=120)),
        ("Suggested Backoff Time: 1000.", "", timedelta(seconds=1000)),
        ("Suggested Backoff Time: 299923", "", timedelta(seconds=299.923)),
        ("Suggested Backoff Time: 120 Milliseconds", "", timedelta(seconds=1)),
        ("Suggested Backoff Time: 2 minutes", "", timedelta(minutes=2)),
        ("Suggested Backoff Time: 0", "", timedelta(seconds=1)),
        ("[THROTTLED] slow down", "limits how much", 5 * MINUTE),
        ("[OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)", "Google's daily", HOUR),
        ("[ALERT] Account exceeded command or bandwidth limits. (Failure)", "Google's daily", HOUR),
        ("[ALERT] Too many simultaneous connections. (Failure)", "more programs", MINUTE),
        (
            "[UNAVAILABLE] Maximum number of connections from user+IP exceeded "
            "(mail_max_userip_connections=10)",
            "mail_max_userip_connections",
            MINUTE,
        ),
        ("BYE Too many connections from your IP", "more programs", MINUTE),
        ("[LIMIT] UID FETCH Rate limit hit.", "for a while", 5 * MINUTE),
        ("[LIMIT] Too many invalid IMAP commands", "for a while", 5 * MINUTE),
        ("Too many login attempts, try again later", "for a while", 5 * MINUTE),
        ("User is authenticated but not connected.", "FullAccess", MINUTE),
        ("Server Unavailable. 15", "comes back by itself", None),
        ("BYE Connection is closed. 13", "comes back by itself", None),
        ("BYE Connection closed. 14", "comes back by itself", None),
        ("[OVERQUOTA] Quota exceeded (mailbox for user is full)", "the mailbox is full", None),
        ("[ALERT] Application-specific password required (Failure)", "app password", None),
        ("[ALERT] Please log in via your web browser: https://x.example", "with a browser", None),
        ("Your account is not enabled for IMAP use.", "IMAP is switched off", None),
        ("[INUSE] Mailbox in use", "another program", None),
    ],
)
def test_servers_words_are_understood(said: str, means: str, rest: timedelta | None) -> None:
    """The time that a server suggests is kept to, up to an hour; its words stay in the sentence."""
    known = meaning(said)
    assert means in (known.says if known else "")
    assert rest == rest_after(said)
    assert explained(said).startswith(said)


@pytest.mark.parametrize(
    "said",
    [
        "[AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        "[UNAVAILABLE] Temporary authentication failure.",
        "[NOPERM] Permission denied",
        "Invalid mailbox name",
        "The requested message could not be converted to an RFC-822 compatible format.",
        "System error",
        "",
    ],
)
def test_other_words_are_left_as_they_are(said: str) -> None:
    """What is no limit is tried again as after any failure, on the same connection."""
    assert (None, False, said) == (rest_after(said), ends_connection(said), explained(said))


@pytest.mark.parametrize(
    ("code", "message", "remedy"),
    [
        (10, "certificate has expired", "needs a new one"),
        (9, "certificate is not yet valid", "clock of this machine"),
        (62, "Hostname mismatch", "host name that is in the certificate"),
        (18, "self-signed certificate", "ca_file"),
        (20, "unable to get local issuer certificate", "ca_file"),
    ],
)
def test_each_fault_of_a_certificate_has_its_own_remedy(code: int, message: str, remedy: str) -> None:
    """An authority's file is no help against an expired one."""
    assert remedy in certificate_words("imap://x:993", code, message)
    assert (remedy == "ca_file") == ("ca_file" in certificate_words("imap://x:993", code, message))
