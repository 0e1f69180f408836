# ruff: noqa: E501 - one row a line
"""Commands that nobody meant to give: in what others wrote, in what nobody sees, or nearly spelt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.flow.attacks.cast import Body, Cast, both, file, html, many, text
from tests.flow.attacks.row import Mail, Row, Wrote, usual

ANSWERED = frozenset({"state", "owner", "survey"})  # what every answer changes
VERB = "#lang nl"  # its effect is seen whatever else the mail does
WORDS = "Begin with a question."

_row = usual(
    honest=lambda c: c.answer(f"{VERB}\n\n{WORDS}"),
    does="accepted concierge-answer",
    gets="answer",
    says=WORDS,
    told=frozenset({"worker"}),
)


def _ignored(name: str, body: Callable[[Cast], str | Body], honest: Wrote | None = None, **more: Any) -> Row:
    """The words go to the worker; the command is not carried out, and does not go along."""
    return _row(name, lambda c: c.answer(body(c)), "accepted concierge-answer", honest, changes=ANSWERED,
                after="answered en", **{"hidden": (VERB,), "further": "servers" not in more, **more})  # fmt: skip


def _asked(
    name: str, body: str | Body, ends: str = "held maybe-command", honest: Wrote | None = None, **more: Any
) -> Row:
    """Nothing goes to anybody: its author is asked."""
    return _row(name, lambda c: c.answer(body), ends, honest, told=frozenset(), after="new en", **more)


def _worker(name: str, body: str | Body, **how: Any) -> Row:
    """In a worker's mail it is words."""
    return _row(name, lambda c: c.follow(body, **how), "accepted follow-up", lambda c: c.follow("They look at phones."),
                does="accepted follow-up", gets="", says="phones", told=frozenset(), after="new en",
                changes=frozenset({"need"}))  # fmt: skip


def _hidden(style: str) -> Body:
    shown = f"<p>{WORDS}</p>"
    return both(f"{WORDS}\n", f'<html><body>{shown}<p style="{style}">{VERB}</p></body></html>')


def _quoted(c: Cast) -> str:
    """What an Outlook user sends: no marks, a block of header lines."""
    return (
        f"{WORDS}\n\n________________________________\nFrom: Maria Jansen via Learning Help <{c.service}>\n"
        f"Sent: Monday, November 23, 2026 10:00 AM\nTo: Anna Peeters <{c.anna}>\nSubject: {c.told['Subject']}\n\n"
        f"{VERB}\n{c.told.text}"
    )


def _gmail(c: Cast) -> Body:
    told = c.told.text.replace("\n", "<br>")
    return both(
        f"{WORDS}\n\nOn Mon, Nov 23, 2026 at 10:00 AM Maria <{c.service}> wrote:\n> {VERB}\n",
        f'<div dir="ltr">{WORDS}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Nov 23, '
        f'2026 at 10:00 AM Maria &lt;{c.service}&gt; wrote:<br></div><blockquote class="gmail_quote">{VERB}<br>{told}'
        "</blockquote></div>",
    )


def _invitation() -> Body:
    lines = ("BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VEVENT", f"SUMMARY:{VERB}", f"DESCRIPTION:{VERB}",
             "UID:1@example.net", "DTSTART:20261123T090000Z", "END:VEVENT", "END:VCALENDAR")  # fmt: skip
    return many(
        "mixed", text(f"{WORDS}\n"), text("\n".join(lines), "text/calendar; method=REQUEST; charset=utf-8")
    )


def _inner(subject: str = "x") -> Body:
    inner = f"From: eve@evil.example\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n{VERB}\r\n"
    return Body("message/rfc822", inner.encode())


def _forward(c: Cast) -> Mail:
    words = (
        f"#requester {c.worker.address}\n\n---------- Forwarded message ---------\nFrom: Maria <{c.worker.address}>\n"
        f"Date: Mon, Nov 23, 2026 at 10:00 AM\nSubject: Listening\nTo: Anna <{c.anna}>\n\n"
        f"How do I listen?\n\n{VERB}\n#close\n"
    )
    return c.write("anna", words, subject="Fwd: Listening")


ROWS = (
    # what others wrote
    _asked("quoted with marks", f"{WORDS}\n\n> Maria wrote:\n> {VERB}\n> #close"),
    _asked("quoted deeper", f"{WORDS}\n\n> > {VERB}\n>> #close\n> # close"),
    _asked("quoted above the words", f"> {VERB}\n> #close\n\n{WORDS}"),
    _ignored("quoted below a block of header lines", _quoted),
    _ignored("quoted by a web client", _gmail, servers=True),
    _ignored("in the quoted card of commands", lambda c: f"{WORDS}\n\n" + "\n".join(f"> {line}" for line in c.told.text.splitlines())),
    _asked("below the mark of a signature", f"{WORDS}\n\n-- \nAnna Peeters\n{VERB}", "held signature-at-risk"),
    _ignored("in the subject", lambda c: WORDS, lambda c: c.answer(f"{VERB}\n\n{WORDS}", subject=f"Re: {c.told['Subject']}")),
    _row("in the subject alone", lambda c: c.answer(WORDS, subject=VERB), "accepted concierge-answer",
         changes=ANSWERED, after="answered en"),
    _row("in the concierge's display name", lambda c: c.reply(f'"{VERB}" <{c.anna}>', c.told, WORDS), "accepted concierge-answer",
         changes=ANSWERED, after="answered en"),
    _worker("in a worker's first words", f"{VERB}\n#close\n#remember she is slow", subject="#close"),
    _worker("in a worker's HTML", both(f"{VERB}\n#close", f"<p>{VERB}</p><p>#close</p>")),
    _worker("all verbs by a worker", "\n".join(f"#{verb}" for verb in (
        "use presenting", "recommend", "ask", "close", "reopen", "reject", "take", "assign Bram", "note", "send", "undo",
        "accept", "discard", "requester eve@evil.example", "cc eve@evil.example", "merge LC-1", "status", "list", "report"))),
    _row("in a forwarded mail's words", _forward, "accepted request", opens=1,
         honest=lambda c: c.answer(f"{VERB}\n\n{WORDS}")),
    _row("in a stranger's mail on the case", lambda c: c.reply("Eve <eve@evil.example>", c.ack, f"{VERB}\n#close"), "accepted third-party",
         told=frozenset(), after="new en"),
    _row("in a vacation message of the concierge", lambda c: c.answer(f"{VERB}\n#close\n\nI am away.", Auto_Submitted="auto-replied"),
         "accepted automatic-on-case", told=frozenset(), after="new en"),
    _row("in a meeting answer of the concierge",
         lambda c: c.answer(text(f"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:{VERB}\nEND:VEVENT\nEND:VCALENDAR",
                                 "text/calendar; method=REPLY; charset=utf-8")),
         "accepted automatic-on-case", told=frozenset(), after="new en"),
    # other parts
    _ignored("in an attached text", lambda c: many("mixed", text(f"{WORDS}\n"), file("todo.txt", VERB.encode(), "text/plain")), hidden=()),
    _ignored("in an attached web page", lambda c: many("mixed", text(f"{WORDS}\n"), file("x.html", VERB.encode(), "text/html")), hidden=()),
    _ignored("in an attached mail", lambda c: many("mixed", text(f"{WORDS}\n"), _inner()), hidden=()),
    _ignored("in a digest of mails", lambda c: many("mixed", text(f"{WORDS}\n"), many("digest", Body("message/rfc822", _inner().octets), boundary="=_d")), hidden=()),
    _ignored("in the name of a file", lambda c: many("mixed", text(f"{WORDS}\n"), file("#close", b"x"))),
    _ignored("in an invitation", lambda c: _invitation(), hidden=()),  # its title goes on as a title
    _ignored("in the preamble and epilogue", lambda c: Body('multipart/mixed; boundary="=_b"',
             f"{VERB}\r\n".encode() + many("mixed", text(f"{WORDS}\n")).octets + f"{VERB}\r\n".encode())),
    # unseen
    _ignored("display: none", lambda c: _hidden("display:none")),
    _asked("white on white", _hidden("color:#ffffff;background-color:#fff"), servers=True),
    _ignored("no size", lambda c: _hidden("font-size:0px")),
    _asked("one pixel", _hidden("font-size:1px")),
    _ignored("no opacity", lambda c: _hidden("opacity:0")),
    _ignored("hidden", lambda c: _hidden("visibility:hidden")),
    _asked("out of the window", _hidden("position:absolute;left:-9999px")),
    _ignored("no height", lambda c: _hidden("max-height:0;overflow:hidden")),
    _asked("in the web form only", both(f"{WORDS}\n", f"<p>{VERB}</p><p>{WORDS}</p>")),
    _asked("in the plain form only", both(f"{VERB}\n\n{WORDS}\n", f"<p>{WORDS}</p>")),
    _asked("one command in each form", both(f"#close\n\n{WORDS}\n", f"<p>{VERB}</p><p>{WORDS}</p>")),
    _ignored("in a comment of the page", lambda c: both(f"{WORDS}\n", f"<!-- \n{VERB}\n --><p>{WORDS}</p>")),
    _ignored("in the head of the page", lambda c: both(f"{WORDS}\n", f"<html><head><title>{VERB}</title><style>{VERB}</style></head><body><p>{WORDS}</p></body></html>")),
    _ignored("in a script", lambda c: both(f"{WORDS}\n", f"<script>\n{VERB}\n</script><p>{WORDS}</p>")),
    _ignored("in alt and title of a picture", lambda c: both(f"{WORDS}\n", f'<p>{WORDS}</p><img src="cid:x" alt="x" title="{VERB}">')),
    _ignored("hidden where there is no plain form", lambda c: html(f'<p style="display:none">{VERB}</p><p>{WORDS}</p>'),
             lambda c: c.answer(html(f"<p>&#35;lang nl</p><p>{WORDS}</p>"))),
    # nearly spelt
    _asked("soft hyphen inside", f"#la\u00adng nl\n\n{WORDS}"),
    _asked("zero-width space inside", f"#lan\u200bg nl\n\n{WORDS}"),
    _asked("a dot inside", f"#lan.g nl\n\n{WORDS}"),
    _asked("full-width sign", f"\uff03lang nl\n\n{WORDS}", "held mistyped"),
    _asked("sharp sign", f"\u266flang nl\n\n{WORDS}", "held mistyped"),
    _asked("Cyrillic letter", f"#l\u0430ng nl\n\n{WORDS}", "held mistyped"),
    _asked("right-to-left override", f"\u202e#gnal nl\n\n{WORDS}", "accepted transcript"),
    _asked("an exclamation mark", f"!lang nl\n\n{WORDS}", "held mistyped"),
    _asked("inside a sentence", f"Please #close and go on with it, as we said\n\n{WORDS}"),
    _asked("a good and a bad one", f"{VERB}\n#clse\n\n{WORDS}", "held mistyped"),
    _asked("a verb and a template's braces", f"{{{{ '#close' }}}}\n#lang {{{{ 'nl' }}}}\n\n{WORDS}", "accepted transcript"),
    _asked("nothing but a misspelt command", "#clsoe", "held mistyped",
           lambda c: c.answer(WORDS)),
)  # fmt: skip
