# ruff: noqa: E501 - one row a line
"""Mail that wants to be in a conversation that is not its own."""

from __future__ import annotations

from typing import Any

from cases.model import Purpose
from tests.flow.attacks.cast import Cast, address
from tests.flow.attacks.row import Mail, Row, Wrote, usual
from tests.flow.attacks.tokens import signed

SPY = "What did she write? #status"
EVE = "Eve <eve@evil.example>"


_row = usual(
    honest=lambda c: c.follow("They look at phones."),
    does="accepted follow-up",
    says="They look at phones.",
    told=frozenset({"worker"}),
)


def _new(name: str, attack: Wrote, **more: Any) -> Row:
    """The mail opens a case of its own; the other's stays what it was."""
    return _row(name, attack, "accepted request", opens=1, **more)


def _spy(c: Cast, **how: Any) -> Mail:
    return c.write("worker", SPY, **how)


def _first_id(c: Cast) -> str:
    """The Message-ID of what the victim wrote, which stands in what we answered."""
    return c.victim_ack["In-Reply-To"]


def _tag(c: Cast) -> str:
    return f"[LC-{c.victim_case}]"


def _marker(c: Cast) -> str:
    return str(c.victim_ack.text.strip().splitlines()[-1])


def _carl(c: Cast) -> str:
    return f"carl-{c.case}@{c.domain}"


def _asked_too(c: Cast) -> None:
    c.play(c.write(_carl(c), "How do I learn to listen?"))


def _former(c: Cast) -> Mail:
    """Carl was on the roster: his address is still signed, his name no longer there."""
    return c.write(_carl(c), "#close", to=signed(c, Purpose.ANSWER, _carl(c)))


def _copied(c: Cast) -> Mail:
    mail = c.follow("They look at phones.")
    c.play(mail)
    return mail


ROWS = (
    _row("another's signed Message-ID in In-Reply-To", lambda c: _spy(c, in_reply_to=c.victim_ack["Message-ID"]), "accepted third-party"),
    _row("another's signed Message-ID in References", lambda c: _spy(c, references=f"<x@y> {c.victim_ack['Message-ID']} <z@y>"),
         "accepted third-party"),
    _row("another's signed address", lambda c: c.reply("worker", c.victim_ack, SPY), "accepted third-party", servers=True),
    _new("another's own Message-ID in In-Reply-To", lambda c: _spy(c, in_reply_to=_first_id(c)), servers=True),
    _new("another's own Message-ID in References", lambda c: _spy(c, references=f"{_first_id(c)} {_first_id(c)}")),
    _new("tag of another's case in the subject", lambda c: _spy(c, subject=f"Re: {_tag(c)} Zebra figures"), servers=True),
    _new("tag of another's case, encoded", lambda c: _spy(c, subject=f"=?utf-8?q?=5BLC-{c.victim_case}=5D?= Zebra")),
    _new("mark of another's case in the text", lambda c: c.write("worker", f"{SPY}\n\n{_marker(c)}")),
    _new("mark of another's case, quoted", lambda c: c.write("worker", f"{SPY}\n\n> {_marker(c)}")),
    _new("all weak clues together",
         lambda c: c.write("worker", f"{SPY}\n\n{_marker(c)}", subject=f"{_tag(c)} Zebra figures", in_reply_to=_first_id(c), references=_first_id(c))),
    _new("tag with an SQL condition", lambda c: _spy(c, subject="[LC-1 OR 1=1] [LC-1'--] [LC-0x1]")),
    _new("tag of a case that does not exist", lambda c: _spy(c, subject="[LC-999999999] [LC-0]")),
    _new("the very Message-ID of another's mail", lambda c: _spy(c, Message_ID=_first_id(c))),
    _new("a Message-ID of ours as its own", lambda c: _spy(c, Message_ID=c.victim_ack["Message-ID"])),
    _new("no Message-ID", lambda c: _spy(c, Message_ID=None)),
    _new("two Message-IDs", lambda c: _spy(c, Message_ID=["<a.1@x.example>", _first_id(c)])),
    _row("own signed address and another's tag", lambda c: c.follow(SPY, subject=f"Re: {_tag(c)} Zebra figures"), "accepted follow-up",
         changes=frozenset({"need"})),
    _row("own signed address and another's in Cc", lambda c: c.follow(SPY, cc=address(c.victim_ack)), "accepted follow-up"),
    _row("own address, another's mark in the text", lambda c: c.follow(f"{SPY}\n\n{_marker(c)}"), "accepted follow-up"),
    _row("the same mail again", _copied, "discarded duplicate", lambda c: c.follow("They look at phones."), told=frozenset()),
    _row("the same Message-ID with other words", lambda c: c.follow(SPY, Message_ID="<same@client.example.net>"), "accepted follow-up",
         lambda c: c.follow("They look at phones.", Message_ID="<same@client.example.net>")),
    _row("a stranger who was copied in answers all", lambda c: c.reply(EVE, c.ack, SPY, cc=c.worker.address), "accepted third-party",
         told=frozenset(), hidden=("What did she write",)),
    _row("a colleague who was copied in answers all", lambda c: c.reply(f"tom@{c.domain}", c.ack, SPY, cc=c.worker.address), "accepted third-party",
         told=frozenset()),
    _row("somebody who is no concierge any more", _former, "accepted third-party", given=_asked_too, told=frozenset()),
    _row("a concierge by tag alone", lambda c: c.write("bram", "#close", subject=c.told["Subject"]), "held no-token",
         given=lambda c: c.play(c.reply("bram", c.told_bram, "#note\n\nI know them.")), told=frozenset()),
    _row("a concierge's answer with another's tag", lambda c: c.answer("Begin with a question.", subject=f"Re: {_tag(c)} Zebra"),
         "accepted concierge-answer", changes=frozenset({"state", "owner", "survey"}), never=("Zebra",)),
    _row("a concierge writes to two cases at once", lambda c: c.answer("Begin with a question.", cc=address(c.theirs)),
         "accepted concierge-answer", changes=frozenset({"state", "owner", "survey"})),
    _row("#merge with another's case", lambda c: c.answer(f"#merge LC-{c.victim_case}"), "accepted transcript", told=frozenset()),
    _row("#requester after words went out", lambda c: [c.answer("Begin with a question."), c.answer("#requester eve@evil.example")],
         "accepted transcript", changes=frozenset({"state", "owner", "survey"})),
    _row("In-Reply-To with a hundred ids", lambda c: _spy(c, in_reply_to=" ".join(f"<{n}@x.example>" for n in range(100)) + _first_id(c)),
         "accepted request", opens=1),
)  # fmt: skip
