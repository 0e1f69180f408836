"""Mail as real clients write it: addressed, threaded, encoded and quoted as theirs."""

from __future__ import annotations

import email
import email.policy
import email.utils
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from concierge.demo.client_parts import Attachment
from concierge.demo.clients import (
    CLIENTS,
    Client,
    Letter,
    Person,
    apple_mail_nl,
    gmail,
    gmail_nl,
    outlook,
    outlook_nl,
    outlook_web_nl,
    thunderbird_below,
)

AT = datetime(2026, 11, 3, 10, 12, tzinfo=ZoneInfo("Europe/Brussels"))
ANNA = Person("Anna Pèèters", "anna@example.org")
ASKED = "Hoe bouw ik één draaitabel?\n\nZie https://example.org/x. {Alvast} <bedankt>"


def received() -> bytes:
    """A notification: long ids, a name outside ASCII, a signed Reply-To."""
    letter = Letter(ASKED, Person("Mária via Learning Help", "learninghelp@example.org"), AT)
    raw = gmail.new(letter, "[LC-1] Draaitabel")
    more = (
        b"Reply-To: =?utf-8?q?M=C3=A1ria?= <learninghelp+a2b3@example.org>\r\n"
        b"References: <" + b"r" * 90 + b"@example.org> <second@example.org>\r\n"
        b"To: Anna <anna@example.org>\r\n"
    )
    return more + raw.replace(b"To: \r\n", b"", 1)


def parsed(raw: bytes) -> EmailMessage:
    """As the standard library reads it."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def body(mail: EmailMessage, kind: str) -> str:
    """The text or HTML body."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.fixture(params=CLIENTS)
def client(request: pytest.FixtureRequest) -> Client:
    """Every client in every language."""
    return CLIENTS[request.param]


def test_a_reply_goes_where_it_was_asked_to_and_threads(client: Client) -> None:
    """Reply-To is honoured; References grow by the Message-ID, unencoded however long."""
    asked = parsed(received())
    mail = parsed(client.reply(received(), Letter("Dag", ANNA, AT)))
    assert "learninghelp+a2b3@example.org" == mail["To"].addresses[0].addr_spec
    assert ("Anna Pèèters", "anna@example.org") == email.utils.parseaddr(mail["From"])
    assert asked["Message-ID"] == mail["In-Reply-To"]
    references = ["<" + "r" * 90 + "@example.org>", "<second@example.org>", asked["Message-ID"]]
    assert references == str(mail["References"]).split()
    assert "[LC-1] Draaitabel" == str(mail["Subject"]).split(": ", 1)[1]
    assert [] == list(mail.defects)


def test_both_alternatives_hold_the_words_and_the_quote(client: Client) -> None:
    """Braces, angle brackets and accents survive, and lines end in CRLF only."""
    words = "Prima {idee} <vandaag>.\n\n#sluit"
    letter = Letter(words, ANNA, AT, signature="Anna\nLearning Help")
    raw = client.reply(received(), letter)
    mail = parsed(raw)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    text, page = body(mail, "plain").replace("\r\n", "\n"), body(mail, "html")
    assert all(line in text for line in words.split("\n"))
    assert "Prima {idee} &lt;vandaag&gt;." in page
    assert "#sluit" in page
    assert "één draaitabel" in text
    assert "één draaitabel" in page
    assert "{Alvast} &lt;bedankt&gt;" in page
    below = client.name == "thunderbird_below"
    assert below == (text.index("#sluit") > text.index("draaitabel"))


def test_the_same_letter_gives_the_same_octets(client: Client) -> None:
    """And another letter another Message-ID."""
    letter = Letter("Dag", ANNA, AT)
    other = Letter("Dag!", ANNA, AT)
    assert client.reply(received(), letter) == client.reply(received(), letter)
    one, two = (parsed(client.reply(received(), each)) for each in (letter, other))
    assert one["Message-ID"] != two["Message-ID"]


def test_attachments_and_logo_are_where_the_client_puts_them(client: Client) -> None:
    """The file comes back as it was, the picture is referred to by its Content-ID."""
    pdf = Attachment("Oefening één.pdf", "application/pdf", b"%PDF\x00\xff")
    letter = Letter("Zie bijlage", ANNA, AT, signature="Anna", logo=b"PNG", attachments=(pdf,))
    mail = parsed(client.reply(received(), letter))
    found = {part.get_content_type(): part for part in mail.walk()}
    file, picture = found["application/pdf"], found["image/png"]
    assert (pdf.name, pdf.content) == (file.get_filename(), file.get_payload(decode=True))
    assert f"cid:{str(picture['Content-ID']).strip('<>')}" in body(mail, "html")
    nested = client.name in ("apple_mail", "iphone")
    assert ("multipart/alternative" if nested else "multipart/mixed") == mail.get_content_type()


def test_a_forward_names_the_first_author(client: Client) -> None:
    """With the original's attachments, to somebody else."""
    pdf = Attachment("vraag.pdf", "application/pdf", b"%PDF")
    asked = gmail.new(
        Letter("Kan dit?", Person("Jan", "jan@example.net"), AT, to=("x@example.org",), attachments=(pdf,)),
        "Vraag",
    )
    mail = parsed(client.forward(asked, Letter("Ter info", ANNA, AT, to=("b@example.org",))))
    text = body(mail, "plain")
    assert "b@example.org" == str(mail["To"])
    assert ("FW: Vraag" if "outlook" in client.name else "Fwd: Vraag") == str(mail["Subject"])
    assert "Jan <jan@example.net>" in text
    assert "Kan dit?" in text
    assert ["vraag.pdf"] == [part.get_filename() for part in mail.walk() if part.get_filename()]


@pytest.mark.parametrize(
    ("client", "text", "page"),
    [
        (gmail, "On Tue, Nov 3, 2026 at 10:12\u202fAM Mária", '<div dir="ltr" class="gmail_attr">'),
        (gmail_nl, "Op di 3 nov 2026 om 10:12 schreef Mária", '<blockquote class="gmail_quote"'),
        (outlook, "Sent: Tuesday, November 3, 2026 10:12 AM", "border-top:solid #E1E1E1 1.0pt"),
        (outlook_nl, "Verzonden: dinsdag 3 november 2026 10:12", "<b>Onderwerp:</b> [LC-1]"),
        (outlook_web_nl, "_" * 32 + "\nVan: Mária via", '<div id="divRplyFwdMsg" dir="ltr">'),
        (
            apple_mail_nl,
            "> Op 3 nov 2026, om 10:12 heeft Mária via Learning Help <learninghelp@example.org> "
            "het volgende geschreven:",
            '<blockquote type="cite">',
        ),
        (thunderbird_below, "On 03/11/2026 10:12, Mária via Learning Help wrote:\n> Hoe", "moz-cite"),
    ],
)
def test_each_client_has_its_words(client: Client, text: str, page: str) -> None:
    """The attribution, in its language and with the time of the writer's zone."""
    letter = Letter("Dag", ANNA, AT.astimezone(UTC) + timedelta(hours=1))
    letter = Letter("Dag", ANNA, letter.at.astimezone(AT.tzinfo))
    mail = parsed(client.reply(received(), letter))
    assert text in body(mail, "plain").replace("\r\n", "\n")
    assert page in body(mail, "html")


def test_outlook_repeats_links_and_gmail_wraps() -> None:
    """What a typed command may look like when it arrives."""
    typed = "#requester jan@example.net\n#recommend " + "presenting time=2h budget=100 " * 4
    letter = Letter(typed, ANNA, AT, to=("b@example.org",))
    linked = body(parsed(outlook.new(letter, "x")), "plain")
    assert "#requester jan@example.net<mailto:jan@example.net>" in linked
    wrapped = body(parsed(gmail.new(letter, "x")), "plain")
    assert max(map(len, wrapped.split("\n"))) <= 76
