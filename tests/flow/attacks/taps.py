# ruff: noqa: E501 - one row a line
"""Answers of one tap to a question about a mistyped mail, or about a signature: by others, twice, too late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from concierge.demo.border import FAIL, NONE
from tests.flow.attacks.cast import Cast
from tests.flow.attacks.row import usual

EVE = "Eve <eve@evil.example>"
TYPO = "Begin with a question.\n\n#clsoe"
SIGNED = (
    "Begin with a question.\n\n-- \nAnna Peeters, {}\nOn Fridays I am with my plants."  # learnt by one row
)


def _typo(c: Cast) -> None:
    assert "held mistyped" == c.play(c.answer(TYPO))
    c.seen["asked"] = c.newest("anna")


def _signed(c: Cast) -> None:
    assert "held signature-at-risk" == c.play(c.answer(SIGNED.format(c.name)))
    c.seen["asked"] = c.newest("anna")


def _sent(c: Cast) -> None:
    _typo(c)
    assert "accepted concierge-commands" == c.play(c.reply("anna", c.seen["asked"], "#send fixed"))


def _answered(c: Cast) -> None:
    _typo(c)
    assert "accepted concierge-answer" == c.play(c.reply("bram", c.told_bram, "Use fewer slides."))


def _answered_herself(c: Cast) -> None:
    _typo(c)
    c.at.pass_time(timedelta(minutes=1))
    assert "accepted concierge-answer" == c.play(c.answer("Begin with a story."))


def _dropped(c: Cast) -> None:
    _typo(c)
    assert "accepted concierge-commands" == c.play(c.reply("anna", c.seen["asked"], "#undo"))


def _corrected(c: Cast) -> None:
    _typo(c)
    c.at.pass_time(timedelta(minutes=1))
    assert "accepted concierge-answer" == c.play(c.reply("anna", c.seen["asked"], "Begin small."))


_row = usual(
    given=_typo,
    honest=lambda c: c.reply("anna", c.seen["asked"], "#send fixed"),
    does="accepted concierge-commands",
    gets="answer",
    says="Begin with a question.",
    after="new en",
)
SETTLED: dict[str, Any] = {
    "honest": lambda c: c.reply("anna", c.newest("anna"), "#status"), "does": "accepted concierge-commands", "gets": "", "says": "",
}  # fmt: skip
WITHOUT: dict[str, Any] = {
    "given": _signed, "honest": lambda c: c.reply("anna", c.seen["asked"], "#send without"), "hidden": ("my plants",),
}  # fmt: skip

ROWS = (
    _row("#send fixed by a colleague", lambda c: c.reply("bram", c.seen["asked"], "#send fixed"), "held no-token"),
    _row("#send fixed by the worker", lambda c: c.reply("worker", c.seen["asked"], "#send fixed"), "accepted follow-up"),
    _row("#send fixed by a stranger", lambda c: c.reply(EVE, c.seen["asked"], "#send fixed"), "accepted third-party"),
    _row("#send fixed unproven", lambda c: c.reply("anna", c.seen["asked"], "#send fixed", results=NONE), "held unproven"),
    _row("#send fixed that fails dmarc", lambda c: c.reply("anna", c.seen["asked"], "#send fixed", results=FAIL), "held dmarc-fail"),
    _row("#send fixed in reply to the request", lambda c: c.answer("#send fixed"), "accepted transcript"),
    _row("#send fixed in a quote", lambda c: c.reply("anna", c.seen["asked"], "> #send fixed\n\nHuh?"), "accepted transcript | accepted concierge-answer | held maybe-command", further=True),
    _row("#send fixed by vacation message", lambda c: c.reply("anna", c.seen["asked"], "#send fixed", Auto_Submitted="auto-replied"), "accepted automatic-on-case"),
    _row("#send as it is, mistyped", lambda c: c.reply("anna", c.seen["asked"], "#send"), "held mistyped | accepted transcript"),
    _row("#send fixed twice", lambda c: c.reply("anna", c.seen["asked"], "#send fixed"), "accepted transcript",
         given=_sent, after="closed en", **SETTLED),
    _row("#send fixed after a colleague answered", lambda c: c.reply("anna", c.seen["asked"], "#send fixed"), "accepted concierge-commands",
         given=_answered, after="answered en", **SETTLED),
    _row("#send fixed after an answer of one's own", lambda c: c.reply("anna", c.seen["asked"], "#send fixed"), "accepted concierge-commands",
         given=_answered_herself, after="answered en", **SETTLED),
    _row("#send fixed after #undo", lambda c: c.reply("anna", c.seen["asked"], "#send fixed"), "accepted transcript", given=_dropped, **SETTLED),
    _row("#send fixed after it was written anew", lambda c: c.reply("anna", c.seen["asked"], "#send fixed"), "accepted transcript",
         given=_corrected, after="answered en", **SETTLED),
    _row("#send without by a colleague", lambda c: c.reply("bram", c.seen["asked"], "#send without"), "held no-token", **WITHOUT),
    _row("#send without by the worker", lambda c: c.reply("worker", c.seen["asked"], "#send without"), "accepted follow-up", **WITHOUT),
    _row("#send fixed where a signature was asked about", lambda c: c.reply("anna", c.seen["asked"], "#send fixed"), "accepted transcript", **WITHOUT),
)  # fmt: skip
