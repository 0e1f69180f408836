# ruff: noqa: E501 - one row a line
"""Words that must not reach somebody: addresses, notes, other people's cases, signed addresses, files."""

from __future__ import annotations

from typing import Any

from concierge.demo.border import NONE
from tests.flow.attacks.cast import Body, Cast, address, file, many, text
from tests.flow.attacks.row import Row, usual

WORDS = "Begin with a question."
NOTE = "Her manager says that she is far too slow for this job."
ANSWERED = frozenset({"state", "owner"})
EVE = "Eve <eve@evil.example>"

_row = usual(
    honest=lambda c: c.answer(WORDS),
    does="accepted concierge-answer",
    gets="answer",
    says=WORDS,
    hidden=("far too slow", "+32 470 12 34 56"),
)


def _noted(c: Cast) -> None:
    assert "accepted concierge-note" == c.play(c.reply("bram", c.told_bram, f"#note\n\n{NOTE}"))
    c.seen["note"] = c.newest("anna")


def _remembered(c: Cast) -> None:
    assert "accepted concierge-commands" == c.play(c.answer(f"#remember {NOTE}"))


def _held(name: str, words: Any, ends: str = "held leak", **more: Any) -> Row:
    """Its author is asked; the worker gets nothing."""
    return _row(name, lambda c: c.answer(words(c)), ends, **more)


def _goes(name: str, words: Any, **more: Any) -> Row:
    """It goes, without what must not go."""
    fields = {"told": frozenset({"worker"}), "changes": ANSWERED, **more}
    return _row(name, lambda c: c.answer(words(c)), "accepted concierge-answer", **fields)


def _with(*parts: Body) -> Body:
    return many("mixed", text(f"{WORDS}\n"), *parts)


def _eml(c: Cast) -> Body:
    octets = c.told.raw
    return Body("message/rfc822", octets, (("Content-Disposition", 'attachment; filename="request.eml"'),))


def _card(c: Cast) -> Body:
    lines = ("BEGIN:VCARD", "VERSION:3.0", "FN:Anna Peeters", f"EMAIL:{c.anna}", "END:VCARD")
    return file("anna.vcf", "\r\n".join(lines).encode(), "text/vcard")


def _pasted(c: Cast) -> str:
    return f"{WORDS}\n\nI got this:\n\nFrom: Bram Jansen\nSent: Monday\nTo: Anna Peeters\nSubject: Maria\n\nShe is nice."


def _signed(c: Cast) -> str:
    return f"{WORDS}\n\nKind regards,\nAnna\n\n-- \nAnna Peeters\n{c.anna}\n+32 470 12 34 56\n"


def _dsn(c: Cast, original: str, words: str = "") -> Body:
    fields = f"Reporting-MTA: dns; mx.example.net\r\n\r\nFinal-Recipient: rfc822; {c.worker.address}\r\nAction: failed\r\nStatus: 5.2.2\r\n"
    return many("report; report-type=delivery-status", text("Mailbox full."), Body("message/delivery-status", fields.encode()),
                Body("message/rfc822", f"Message-ID: {original}\r\nSubject: x\r\n\r\n{words}\r\n".encode()))  # fmt: skip


def _spelt(c: Cast) -> str:
    return c.anna.replace("@", " [at] ").replace(".", " [dot] ")


ROWS = (
    _held("own address in the words", lambda c: f"{WORDS} Write to {c.anna}."),
    _held("own address, spelt", lambda c: f"{WORDS} Write to {_spelt(c)}."),
    _held("own address in capitals", lambda c: f"{WORDS} Write to {c.anna.upper()}."),
    _held("own address behind a link", lambda c: f"{WORDS} Write to [me](mailto:{c.anna})."),
    _held("own address with other letters for the sign", lambda c: f"{WORDS} Write to {c.anna.replace('@', chr(0xFF20))}."),
    _held("a colleague's address behind a link", lambda c: f"{WORDS} Write to [him](mailto:{c.bram})."),
    _held("the lead's address behind a link", lambda c: f"{WORDS} Write to [her](mailto:{c.at.lead.address})."),
    _held("a signed address", lambda c: f"{WORDS} Write to {c.token}."),
    _held("a signed address without its domain", lambda c: f"{WORDS} {c.token.partition('+')[2].partition('@')[0].upper()}"),
    _held("another case's mark", lambda c: f"{WORDS}\n\n{c.theirs.text.strip().splitlines()[-1]}"),
    _held("another case's tag", lambda c: f"{WORDS} As in LC-{c.victim_case}."),
    _held("a sentence of a note", lambda c: f"{WORDS} {NOTE}", given=_noted),
    _held("a sentence of a note in other layout", lambda c: f"{WORDS}\n\n*{NOTE.upper()}*", given=_noted),
    _held("a sentence that is remembered", lambda c: f"{WORDS} {NOTE}", given=_remembered),
    _held("a block of header lines", _pasted),
    _held("a number of the signature in the words", lambda c: _signed(c).replace("Begin", "Call +32 (0)470 123 456. Begin", 1)),
    _held("a note in a file", lambda c: _with(file("x.txt", NOTE.encode(), "text/plain")), given=_noted),
    _held("own address in a file", lambda c: _with(file("x.txt", f"By {c.anna}".encode(), "text/plain"))),
    _held("a signed address in a file", lambda c: _with(file("x.csv", f"a,{c.token}".encode(), "text/csv"))),
    _held("own address in a web page", lambda c: _with(file("x.html", f"<p>{c.anna.replace('@', '&#64;')}</p>".encode(), "text/html"))),
    _held("own address in a file of UTF-16", lambda c: _with(file("x.txt", f"By {c.anna}".encode("utf-16"), "text/plain; charset=utf-16"))),
    _held("own address, escaped", lambda c: f"{WORDS} Write to {c.anna.replace('@', chr(92) + '@')}."),
    _held("own address, spaced", lambda c: f"{WORDS} Write to {' '.join(c.anna)}."),
    _held("own address over a line end", lambda c: f"{WORDS} Write to {c.anna.replace('@', '@' + chr(10))} today."),
    _held("a signed address, percent-encoded", lambda c: f"{WORDS} https://example.net/?to={c.token.replace('+', '%2B').replace('@', '%40')}"),
    _held("a sentence of a note, wrapped", lambda c: f"{WORDS} {NOTE.replace('that she', 'that' + chr(10) + 'she')}", given=_noted),
    _held("a pasted key", lambda c: f"{WORDS}\n\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQENBF\n-----END PGP PUBLIC KEY BLOCK-----"),
    _held("own address as the name of a file", lambda c: _with(file(f"{c.anna}.pdf", b"%PDF\0\0", "application/pdf"))),
    _held("a signed address as the name of a file", lambda c: _with(file(f"{c.token.partition('+')[2].partition('@')[0]}.png", b"\x89PNG\0\0", "image/png"))),
    _held("own address in a drawing", lambda c: _with(file("x.svg", f"<svg><text>{c.anna}</text></svg>".encode(), "image/svg+xml"))),
    _held("own address in octets without an ending", lambda c: _with(file("notes", f"By {c.anna}".encode()))),
    _held("the notification under another name", lambda c: _with(file("a.dat", c.told.raw))),
    _goes("the notification as a file", lambda c: _with(_eml(c)), hidden=("request.eml",)),
    _goes("the notification as octets", lambda c: _with(file("x.eml", c.told.raw)), hidden=("x.eml",)),
    _goes("an own visiting card", lambda c: _with(_card(c)), hidden=("anna.vcf",)),
    _goes("an S/MIME seal", lambda c: _with(file("smime.p7s", b"0\x80\x06\x09*\x86H\x86\xf7\r\x01\x07\x02", "application/pkcs7-signature")), hidden=("smime.p7s",)),
    _goes("an OpenPGP key", lambda c: _with(file("key.asc", b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nx\n", "application/pgp-keys")), hidden=("key.asc",)),
    _goes("signature and telephone number", _signed, hidden=("+32 470", "470 12 34")),
    _goes("the whole notification, quoted", lambda c: WORDS + "\n\n" + "\n".join(f"> {line}" for line in c.told.text.splitlines()),
          hidden=("#recommend", "#use")),
    _row("the header of the concierge's client", lambda c: c.answer(WORDS, X_Mailer="SecretClient 1.0", Organization="SecretClient",
        X_Originating_IP="[192.0.2.99]", Disposition_Notification_To=c.anna, Return_Receipt_To=c.anna, Importance="high"),
        "accepted concierge-answer", told=frozenset({"worker"}), changes=ANSWERED, hidden=("SecretClient", "192.0.2.99", "Disposition")),
    # who gets it
    _row("reply to all, outsiders in Cc", lambda c: c.answer(WORDS, cc="eve@evil.example, tom@example.test"), "accepted concierge-answer",
         told=frozenset({"worker"}), changes=ANSWERED),
    _row("reply to all, outsiders in To", lambda c: c.answer(WORDS, to=f"{c.token}, eve@evil.example", envelope=c.token), "accepted concierge-answer",
         told=frozenset({"worker"}), changes=ANSWERED),
    _row("Bcc left in the header", lambda c: c.answer(WORDS, Bcc="eve@evil.example"), "accepted concierge-answer",
         told=frozenset({"worker"}), changes=ANSWERED),
    _row("Reply-To of the concierge's mail", lambda c: c.answer("#status", Reply_To="eve@evil.example"), "accepted concierge-commands"),
    _row("a worker's Reply-To", lambda c: c.follow("And?", Reply_To="eve@evil.example"), "accepted follow-up", changes=frozenset({"need"})),
    _row("a new worker's Reply-To and Return-Path", lambda c: c.write("worker", "And this?", subject="Other", Reply_To="eve@evil.example", mail_from="eve@evil.example"),
         "accepted request", told=frozenset({"worker"}), opens=1),
    _row("copied in by the worker", lambda c: c.write("worker", "And this?", subject="Other", cc="eve@evil.example"), "accepted request",
         told=frozenset({"worker"}), opens=1),
    _row("#cc to a stranger", lambda c: c.answer(f"#cc eve@evil.example\n\n{WORDS}"), "held cc-outside"),
    _row("#cc to a look-alike domain", lambda c: c.answer(f"#cc tom@{c.domain}.evil.example\n\n{WORDS}"), "held cc-outside"),
    _row("the answer to a note", lambda c: c.reply("anna", c.seen["note"], f"Yes. {NOTE}"), "accepted concierge-note", given=_noted),
    _row("files of a note", lambda c: c.answer(many("mixed", text("#note\n\nSee the file."), file("far too slow.txt", b"x"))), "accepted concierge-note"),
    _row("words below #note", lambda c: c.answer(f"{WORDS}\n\n#note\n{NOTE}"), "accepted concierge-answer",
         told=frozenset({"worker"}), changes=ANSWERED),
    _row("what is remembered", lambda c: c.answer(f"#remember {NOTE}\n\n{WORDS}"), "accepted concierge-answer",
         told=frozenset({"worker"}), changes=ANSWERED | {"remembered"}),
    _row("#preview", lambda c: c.answer(f"#preview\n\n{WORDS}"), "accepted concierge-commands"),
    _row("#suggest", lambda c: c.answer("#suggest"), "accepted concierge-commands", never=("zebra",)),
    _row("an answer to another's case", lambda c: c.reply("anna", c.told, WORDS, to=address(c.told), references=c.theirs["Message-ID"]),
         "accepted concierge-answer", told=frozenset({"worker"}), changes=ANSWERED, hidden=("Zebra", "zebra")),
    # strangers
    _row("a stranger is not answered", lambda c: c.write(EVE, "Who are you?", mail_from="eve@evil.example"), "held sender-not-allowed"),
    _row("a stranger with a receipt request", lambda c: c.write(EVE, "Hi", Disposition_Notification_To="eve@evil.example"), "held sender-not-allowed"),
    _row("a worker with a receipt request", lambda c: c.follow("And?", Disposition_Notification_To="eve@evil.example"), "accepted follow-up", changes=frozenset({"need"})),
    _row("a stranger who got the worker's mail", lambda c: c.reply(EVE, c.ack, "What did she ask?"), "accepted third-party"),
    _row("a stranger asks for the list", lambda c: c.write(EVE, "#list\n#report\n#help"), "held sender-not-allowed"),
    _row("a worker asks for the list", lambda c: c.follow("#list\n#report\n#status"), "accepted follow-up", hidden=("Olga", "Zebra")),
    _row("a worker asks for the report in a new mail", lambda c: c.write("worker", "#report", subject="#report"), "accepted request", opens=1, told=frozenset({"worker"}),
         hidden=("Olga", "Zebra"), never=("median", "surveys answered", "By concierge")),
    _row("a worker asks for the report in Dutch, in a reply", lambda c: c.follow("#rapport"), "accepted follow-up", never=("mediaan", "median", "By concierge")),
    _row("a concierge asks for what another has", lambda c: c.reply("bram", c.told_bram, "#report"), "accepted concierge-commands",
         given=lambda c: c.play(c.answer("Begin with a question.")), never=("Anna Peeters", "By concierge", "1 request")),
    _row("a report in a concierge's name without proof", lambda c: c.write("anna", "#report", results=NONE), "held unproven", never=("median", "By concierge")),
    _row("a report to who reads along", lambda c: c.reply("anna", c.told, "#report", Cc="eve@evil.example", Reply_To="eve@evil.example"),
         "accepted concierge-commands", never=("By concierge",)),
    _row("too large and unproven", lambda c: c.write("worker", _with(file("x.bin", bytes(150_000))), subject="Big", results=NONE), "held too-large",
         world="small"),
    # machines that quote
    _row("a delivery report that quotes", lambda c: c.write("MAILER-DAEMON@mx.example.net", _dsn(c, c.ack["Message-ID"], NOTE), mail_from=""), "accepted report-matched"),
    _row("a delivery report about another's mail", lambda c: c.write("MAILER-DAEMON@mx.example.net", _dsn(c, c.victim_ack["Message-ID"], NOTE), mail_from=""),
         "accepted report-matched"),
    _row("a made-up delivery report", lambda c: c.write("MAILER-DAEMON@mx.example.net", _dsn(c, f"<{'a' * 44}.1@{c.domain}>"), mail_from=""), "accepted report-unmatched"),
    _row("a vacation message that quotes", lambda c: c.reply("anna", c.told, f"I am away.\n\n{c.told.text}", Auto_Submitted="auto-replied"), "accepted automatic-on-case"),
    _row("a list that archives", lambda c: c.write("worker", "And this?", List_Id="<all.example.test>", List_Archive="<https://evil.example>", Precedence="list"), "discarded bulk"),
)  # fmt: skip
