"""Forwarded mails: clients times languages, each with and without a comment above."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from cases.model import Address
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from intake.reading.quotes.forwards import comment, forwarded, written_address

BODY = "Dear all,\n\nWho helps me with Excel?\n\nJan"
FOLDER = Path(__file__).parent.parent.parent.parent / "data" / "replies" / "forwards"
CLIENTS = sorted(path.name for path in FOLDER.iterdir())
FIELDS = (
    "apple",
    "from_",
    "subject",
    "date",
    "to",
    "sent",
    "thunderbird",
    "apple_date",
    "outlook_date",
)

# Apple's first line; from, subject, date, to, Outlook's word for the date; Thunderbird's separator;
# the date as Apple and as Outlook write it
LANGUAGES: dict[str, tuple[str, str, str, str, str, str, str, str, str]] = {
    "en": (
        "Begin forwarded message:", "From", "Subject", "Date", "To", "Sent",
        "-------- Forwarded Message --------",
        "November 3, 2025 at 2:02:11 PM GMT+1", "Monday, November 3, 2025 2:02 PM",
    ),
    "nl": (
        "Begin doorgestuurd bericht:", "Van", "Onderwerp", "Datum", "Aan", "Verzonden",
        "-------- Doorgestuurd bericht --------",
        "3 november 2025 om 14:02:11 CET", "maandag 3 november 2025 14:02",
    ),
    "de": (
        "Anfang der weitergeleiteten Nachricht:", "Von", "Betreff", "Datum", "An", "Gesendet",
        "-------- Weitergeleitete Nachricht --------",
        "3. November 2025 um 14:02:11 MEZ", "Montag, 3. November 2025 14:02",
    ),
    "fr": (
        "Début du message réexpédié :", "De", "Objet", "Date", "À", "Envoyé",
        "-------- Message transféré --------",
        "3 novembre 2025 à 14:02:11 UTC+1", "lundi 3 novembre 2025 14:02",
    ),
    "es": (
        "Inicio del mensaje reenviado:", "De", "Asunto", "Fecha", "Para", "Enviado",
        "-------- Mensaje reenviado --------",
        "3 de noviembre de 2025, 14:02:11 CET", "lunes, 3 de noviembre de 2025 14:02",
    ),
    "it": (
        "Inizio messaggio inoltrato:", "Da", "Oggetto", "Data", "A", "Inviato",
        "-------- Messaggio Inoltrato --------",
        "3 novembre 2025 alle ore 14:02:11 CET", "lunedì 3 novembre 2025 14:02",
    ),
    "pt": (
        "Início da mensagem reencaminhada:", "De", "Assunto", "Data", "Para", "Enviado",
        "-------- Mensagem reencaminhada --------",
        "3 de novembro de 2025, 14:02:11 CET", "segunda-feira, 3 de novembro de 2025 14:02",
    ),
    "da": (
        "Start på videresendt besked:", "Fra", "Emne", "Dato", "Til", "Sendt",
        "-------- Videresendt meddelelse --------",
        "3. november 2025 kl. 14.02.11 CET", "3. november 2025 14:02",
    ),
    "sv": (
        "Vidarebefordrat mejl:", "Från", "Ämne", "Datum", "Till", "Skickat",
        "-------- Vidarebefordrat meddelande --------",
        "3 november 2025 14:02:11 CET", "den 3 november 2025 14:02",
    ),
    "no": (
        "Videresendt melding:", "Fra", "Emne", "Dato", "Til", "Sendt",
        "-------- Videresendt melding --------",
        "3. november 2025 kl. 14:02:11 CET", "mandag 3. november 2025 14:02",
    ),
    "pl": (
        "Początek przekazywanej wiadomości:", "Od", "Temat", "Data", "Do", "Wysłano",
        "--- Treść przekazanej wiadomości ---",
        "3 listopada 2025 14:02:11 CET", "poniedziałek, 3 listopada 2025 14:02",
    ),
}  # fmt: skip


def mail(subject: str, body: str, subtype: str, *, newline: str = "\n") -> Parsed:
    """A mail from a concierge, sent at 15:00 in a zone one hour east of Greenwich."""
    head = (
        f"From: Anna <anna@example.org>\nTo: learninghelp@example.org\nSubject: {subject}\n"
        "Date: Mon, 3 Nov 2025 15:00:00 +0100\nMessage-ID: <x@example.org>\nMIME-Version: 1.0\n"
        f"Content-Type: text/{subtype}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return parse((head + body).replace("\n", newline).encode())


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n"))


def forward(client: str, language: str, above: str, newline: str) -> Parsed:
    """A forward as a client writes it; the first line of its file is the prefix of the subject."""
    words = dict(zip(FIELDS, LANGUAGES[language], strict=True))
    prefix, body = (FOLDER / client).read_text(encoding="utf-8").split("\n", 1)
    subtype = "html" if client.endswith(".html") else "plain"
    body = body.format(above=above, **words).lstrip("\n")
    return mail(f"{prefix}: Excel question", body, subtype, newline=newline)


@pytest.mark.parametrize("above", ["See below.", ""], ids=["comment", "bare"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("client", CLIENTS)
def test_forward_of_a_client(client: str, language: str, above: str) -> None:
    """Sender, subject, moment and text of the inner mail are found, and the comment above it."""
    for newline in ("\n", "\r\n"):
        parsed = forward(client, language, above, newline)
        found = forwarded(parsed)
        assert found is not None
        assert Address("Jan Maes", "jan@example.net") == found.from_
        assert "Excel question" == found.subject
        assert found.date is not None
        assert datetime(2025, 11, 3, 13, 2, tzinfo=UTC) == found.date.replace(second=0)
        assert BODY == found.text
        assert above == comment(parsed)


def test_outlook_for_mac_forwards_below_an_attribution() -> None:
    """No header lines: sender and moment come from the attribution, the subject from the mail."""
    line = 'Op 3/11/2025 14:02 heeft "Jan Maes" <jan@example.net> geschreven:'
    found = forwarded(mail("FW: Excel question", f"Zie onder.\n\n{line}\n\n{BODY}", "plain"))
    assert found is not None
    assert (Address("Jan Maes", "jan@example.net"), "Excel question") == (found.from_, found.subject)
    assert (datetime(2025, 11, 3, 13, 2, tzinfo=UTC), BODY) == (found.date, found.text)


@pytest.mark.parametrize("subject", ["Re: Excel question", "RE: FW: Excel question", "Antw: Excel", "Excel"])
def test_a_reply_is_no_forward(subject: str) -> None:
    """Outlook's block above a quote is not a forward, and neither is an attribution."""
    block = "Van: Jan <jan@example.net>\nVerzonden: 3 november 2025 14:02\nOnderwerp: Excel question"
    attributed = "Op 3/11/2025 om 14:02 schreef Jan <jan@example.net>:\n> Wie?\n> Jan"
    if subject != "Excel":
        assert forwarded(mail(subject, f"Ok.\n\n{block}\n\n{BODY}", "plain")) is None
    assert forwarded(mail(subject, f"Ok.\n\n{attributed}", "plain")) is None


def test_a_first_mail_with_an_older_one_below_is_a_forward() -> None:
    """Thunderbird once wrote "Original Message" above what it forwarded; nothing says it is a reply."""
    block = "-------- Original Message --------\nSubject: \tExcel question\nFrom: \tJan <jan@example.net>"
    found = forwarded(mail("Excel question", f"Zie onder.\n\n{block}\n\n\n{BODY}", "plain"))
    assert found is not None
    assert (Address("Jan", "jan@example.net"), BODY) == (found.from_, found.text)


def test_a_forward_deeper_in_a_quote_is_no_forward() -> None:
    """Answering a mail that held a forward is answering."""
    inner = "---------- Forwarded message ---------\nFrom: Els <els@example.net>\nSubject: x\n\nHi"
    text = f"Ok.\n\nOp 3/11/2025 om 14:02 schreef Jan <jan@example.net>:\n{quoted(inner)}\n"
    assert forwarded(mail("Re: Excel", text, "plain")) is None


def test_the_block_of_the_mail_before_ends_the_first_one() -> None:
    """A one-line mail between two blocks of header lines is no wrapped subject."""
    block = "Van: {0}@example.net\nVerzonden: vrijdag 13 november 2026 09:12\nAan: Piet\nOnderwerp: Excel"
    text = f"Kan jij dit?\n\n{block.format('karel')}\nIk wil Excel leren.\n{block.format('piet')}\nVraag?\n"
    found = forwarded(mail("FW: Excel", text, "plain"))
    assert found is not None
    assert ("Excel", True) == (found.subject, found.text.startswith("Ik wil Excel leren."))


def test_a_report_that_returns_a_mail_is_no_forward() -> None:
    """A bounce in free text shows our own mail below a separator; nobody forwarded it."""
    text = (
        "Delivery to the following recipient failed permanently:\n\n     tom@example.net\n\n"
        "----- Original message -----\n\nFrom: help@example.org\nTo: tom@example.net\n"
        "Date: Mon, 3 Nov 2025 14:02:11 +0100\nSubject: Excel\n\nHello Tom\n"
    )
    report = EmailMessage()
    report["From"] = "Mail Delivery Subsystem <mailer-daemon@example.net>"
    report["Subject"] = "Delivery Status Notification (Failure)"
    report.set_content(text)
    assert forwarded(parse(bytes(report))) is None


def test_a_mail_in_utf_8_attached_as_a_file_is_forwarded() -> None:
    """message/global (RFC 6532) is an attached mail too."""
    raw = (
        'From: anna@example.org\nSubject: Fwd: x\nContent-Type: multipart/mixed; boundary="b"\n\n'
        "--b\n\nSee below.\n--b\nContent-Type: message/global\n\n"
        "From: Zoë Maes <zoe@example.net>\nSubject: Excel\n\nHallo\n--b--\n"
    )
    found = forwarded(parse(raw.encode()))
    assert found is not None
    assert (Address("Zoë Maes", "zoe@example.net"), "Hallo") == (found.from_, found.text)


def test_a_mail_attached_as_a_file_is_forwarded() -> None:
    """Forwarded as attachment (message/rfc822): the inner mail is read itself."""
    inner = EmailMessage()
    inner["From"] = "Jan Maes <jan@example.net>"
    inner["Subject"] = "Excel question"
    inner["Date"] = "Mon, 03 Nov 2025 14:02:11 +0100"
    inner.set_content(BODY)
    outer = EmailMessage()
    outer["From"] = "Anna <anna@example.org>"
    outer["Subject"] = "Fwd: Excel question"
    outer.set_content("See the attached mail.\n")
    outer.add_attachment(inner)
    parsed = parse(bytes(outer))
    found = forwarded(parsed)
    assert found is not None
    assert (Address("Jan Maes", "jan@example.net"), "Excel question") == (found.from_, found.subject)
    assert (datetime(2025, 11, 3, 13, 2, 11, tzinfo=UTC), BODY) == (found.date, found.text)
    assert "See the attached mail." == comment(parsed)


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("Jan Maes <jan@example.net>", Address("Jan Maes", "jan@example.net")),
        ('"Maes, Jan" <jan@example.net>', Address("Maes, Jan", "jan@example.net")),
        ("'Jan Maes' via Help <jan@example.net>", Address("Jan Maes' via Help", "jan@example.net")),
        ("Jan Maes [mailto:jan@example.net]", Address("Jan Maes", "jan@example.net")),
        ("Jan Maes <mailto:jan@example.net>", Address("Jan Maes", "jan@example.net")),
        ("[Jan Maes](mailto:jan@example.net)", Address("Jan Maes", "jan@example.net")),
        ("jan@example.net<mailto:jan@example.net>", Address("", "jan@example.net")),
        ("<jan@example.net>", Address("", "jan@example.net")),
        ("jan@example.net <jan@example.net>", Address("", "jan@example.net")),
        ("Jan Maes", Address("Jan Maes", "")),
    ],
)
def test_addresses_as_clients_print_them(value: str, address: Address) -> None:
    """A name, an address, or both, in every wrapping."""
    assert address == written_address(value)
