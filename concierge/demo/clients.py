"""Mail as real clients write it: Outlook, Gmail, Apple Mail, iPhone and Thunderbird, English and Dutch.

    gmail_nl.reply(received, Letter("Graag morgen.\\n\\n#sluit", anna, at))

answers `received` as Anna would in Gmail: to its Reply-To, with In-Reply-To and References, text and
HTML, her words above the quote. Deterministic: the same letter gives the same octets.
"""

from __future__ import annotations

import email.policy
import email.utils
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage, Message

from concierge.demo import client_styles as styles
from concierge.demo.client_parts import Attachment, encoded, file_part, multipart, text_part
from concierge.demo.client_styles import Body, Original, Page, Quote, Written

CRLF = email.policy.compat32.clone(linesep="\r\n", max_line_length=0)
_PREFIX = re.compile(r"^\s*(?:(?:re|aw|antw|fw|fwd|tr)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody typed and when (aware, in their zone). `html` replaces the HTML made from `text`.

    `to` replaces the recipients of a reply; a forward needs it. `logo` is a PNG in the signature.
    """

    text: str
    author: Person
    at: datetime
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    signature: str = ""
    logo: bytes = b""
    attachments: tuple[Attachment, ...] = ()
    html: str = ""


@dataclass(frozen=True, slots=True)
class Client:
    """One mail client in one language; `nests` is Apple's way of putting attachments into the HTML part."""

    name: str
    language: str
    page: Page
    quote: Quote
    forwarded: Quote
    prefixes: tuple[str, str] = ("Re: ", "Fwd: ")
    headers: tuple[tuple[str, str], ...] = ()
    id_form: str = "<{0}@mail.example.com>"
    encoding: str = "quoted-printable"
    nests: bool = False

    def new(self, letter: Letter, subject: str) -> bytes:
        """A mail that answers nothing; `letter.to` says to whom."""
        return self._mail(letter, subject, letter.to, None, ())

    def reply(self, received: bytes, letter: Letter) -> bytes:
        """An answer to Reply-To (else From), with the received mail quoted below."""
        mail = _parsed(received)
        original = _original(mail, letter.at)
        to = letter.to or (str(mail["Reply-To"] or mail["From"]),)
        subject = self.prefixes[0] + _PREFIX.sub("", original.subject)
        threads = (*str(mail.get("References", "")).split(), original.message_id)
        return self._mail(letter, subject, to, self.quote(original, self.language), threads)

    def forward(self, received: bytes, letter: Letter) -> bytes:
        """The received mail inside a new one to `letter.to`, with its attachments."""
        mail = _parsed(received)
        original = _original(mail, letter.at)
        subject = self.prefixes[1] + _PREFIX.sub("", original.subject)
        threads = (*str(mail.get("References", "")).split(), original.message_id)
        inner = self.forwarded(original, self.language)
        return self._mail(letter, subject, letter.to, inner, threads, tuple(_attached(mail)))

    def _mail(
        self,
        letter: Letter,
        subject: str,
        to: Iterable[str],
        quote: Body | None,
        threads: tuple[str, ...],
        more: tuple[Attachment, ...] = (),
    ) -> bytes:
        seed = hashlib.sha256(repr((self.name, letter, subject, threads)).encode()).hexdigest()
        logo = f"image001.png@{seed[:8].upper()}.{seed[8:16].upper()}" if letter.logo else ""
        written = Written(letter.text, letter.html, letter.signature, logo)
        body = self.page(written, quote, self.language)
        mail = self._body(body, letter, logo, seed, more)
        mail["From"] = email.utils.formataddr((letter.author.name, letter.author.address))
        mail["To"] = _addresses(to)
        if letter.cc:
            mail["Cc"] = _addresses(letter.cc)
        mail["Subject"] = encoded(subject)
        mail["Date"] = email.utils.format_datetime(letter.at)
        mail["Message-ID"] = self.id_form.format(seed[:24], seed[24:40].upper())
        if threads:
            mail["In-Reply-To"] = threads[-1]
            mail["References"] = "\r\n ".join(threads)
        for name, value in self.headers:
            mail[name] = value
        mail["MIME-Version"] = "1.0"
        return mail.as_bytes(policy=CRLF)

    def _body(
        self, body: Body, letter: Letter, logo: str, seed: str, more: tuple[Attachment, ...]
    ) -> Message:
        plain = text_part(body.text, "plain", self.encoding)
        page = text_part(body.html, "html", self.encoding)
        attached = [file_part(one) for one in (*letter.attachments, *more)]
        picture = [file_part(Attachment("image001.png", "image/png", letter.logo), logo)] if logo else []
        if self.nests:  # Apple: text beside (HTML with everything that belongs to it)
            kind = "mixed" if attached else "related"
            inside = [page, *picture, *attached]
            rich = multipart(kind, inside, seed + "r") if inside[1:] else page
            return multipart("alternative", [plain, rich], seed + "a")
        both = multipart("alternative", [plain, page], seed + "a")
        if picture:
            both = multipart("related", [both, *picture], seed + "r")
        return multipart("mixed", [both, *attached], seed + "m") if attached else both


def _parsed(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def _original(mail: EmailMessage, reader_at: datetime) -> Original:
    name, address = email.utils.parseaddr(str(mail["From"]))
    sent = email.utils.parsedate_to_datetime(str(mail["Date"])) if mail["Date"] else reader_at
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    text = str(plain.get_content()).replace("\r\n", "\n").rstrip() if plain else ""
    inside = str(page.get_content()) if page else "<p>" + styles.escape(text) + "</p>"
    begin, end = re.search(r"<body[^>]{0,500}+>", inside, re.IGNORECASE), inside.lower().rfind("</body>")
    return Original(
        name,
        address,
        str(mail["To"] or ""),
        str(mail["Subject"] or ""),
        sent.astimezone(reader_at.tzinfo),
        str(mail["Message-ID"] or "").strip(),
        text,
        inside[begin.end() : end] if begin and end > begin.end() else inside,
    )


def _attached(mail: EmailMessage) -> Iterable[Attachment]:
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            yield Attachment(part.get_filename() or "attachment", part.get_content_type(), content)


def _addresses(texts: Iterable[str]) -> str:
    """Names outside ASCII as RFC 2047 words, the addresses plain."""
    return ",\r\n ".join(map(email.utils.formataddr, email.utils.getaddresses(list(texts))))


def _outlook(language: str, web: bool) -> Client:
    quote = styles.outlook_web_quote if web else styles.outlook_quote
    return Client(
        "outlook_web" if web else "outlook",
        language,
        styles.outlook_web_page if web else styles.outlook_page,
        quote,
        quote,
        ("RE: ", "FW: "),
        (
            ("Accept-Language", "nl-BE, en-US" if language == "nl" else "en-US"),
            ("Content-Language", "nl-BE" if language == "nl" else "en-US"),
            ("X-MS-Has-Attach", ""),
        ),
        "<AM9PR05MB{1}{0}@AM9PR05MB7654.eurprd05.prod.outlook.example.com>",
    )


def _gmail(language: str) -> Client:
    return Client(
        "gmail",
        language,
        styles.gmail_page,
        styles.gmail_reply,
        styles.gmail_forward,
        id_form="<CAK{0}=+{1}@mail.gmail.example.com>",
        encoding="base64" if language == "nl" else "quoted-printable",
    )


def _apple(language: str, phone: bool) -> Client:
    return Client(
        "iphone" if phone else "apple_mail",
        language,
        styles.apple_page,
        styles.iphone_reply if phone else styles.apple_reply,
        styles.apple_forward,
        headers=(("X-Mailer", "iPhone Mail (22A3354)" if phone else "Apple Mail (2.3826.200.121)"),),
        id_form="<{0}-{1}@icloud.example.com>",
        nests=True,
    )


def _thunderbird(language: str, below: bool) -> Client:
    return Client(
        "thunderbird_below" if below else "thunderbird",
        language,
        styles.thunderbird_below_page if below else styles.thunderbird_page,
        styles.thunderbird_reply,
        styles.thunderbird_forward,
        headers=(("User-Agent", "Mozilla Thunderbird"), ("Content-Language", language)),
        id_form="<{0}@example.org>",
        encoding="8bit",
    )


outlook, outlook_nl = _outlook("en", web=False), _outlook("nl", web=False)
outlook_web, outlook_web_nl = _outlook("en", web=True), _outlook("nl", web=True)
gmail, gmail_nl = _gmail("en"), _gmail("nl")
apple_mail, apple_mail_nl = _apple("en", phone=False), _apple("nl", phone=False)
iphone, iphone_nl = _apple("en", phone=True), _apple("nl", phone=True)
thunderbird, thunderbird_nl = _thunderbird("en", below=False), _thunderbird("nl", below=False)
thunderbird_below = _thunderbird("en", below=True)
thunderbird_below_nl = _thunderbird("nl", below=True)
CLIENTS = {
    f"{client.name}_{client.language}": client
    for pair in (
        (outlook, outlook_nl),
        (outlook_web, outlook_web_nl),
        (gmail, gmail_nl),
        (apple_mail, apple_mail_nl),
        (iphone, iphone_nl),
        (thunderbird, thunderbird_nl),
        (thunderbird_below, thunderbird_below_nl),
    )
    for client in pair
}
