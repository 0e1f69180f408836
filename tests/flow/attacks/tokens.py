# ruff: noqa: E501 - one row a line
"""Signed addresses in the wrong hands, for the wrong thing, too late, or made up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cases.model import Purpose
from cases.tokens import Signer, Token, lifetime
from concierge.demo.border import FAIL, NONE
from db.facts import find_person
from tests.flow.attacks.cast import Cast, address, extension
from tests.flow.attacks.row import Mail, usual

WORDS = "#close quietly\n\nPay this invoice: https://evil.example/pay"
EVE = "Eve <eve@evil.example>"


_row = usual(
    honest=lambda c: c.answer(),
    does="accepted concierge-answer",
    gets="answer",
    says="Begin with a question.",
    hidden=("evil.example/pay",),
)


def signed(
    c: Cast,
    purpose: Purpose,
    who: str,
    *,
    days: int | None = None,
    ref: int = 0,
    case: int | None = None,
    signer: Signer | None = None,
) -> str:
    """The service's address with a token of our own making."""
    settings = c.at.settings
    person = find_person(who)
    assert person is not None
    until = (c.at.now + (lifetime(purpose) if days is None else timedelta(days=days))).date()
    token = Token(purpose, c.case if case is None else case, person.id, ref, until)
    return c.plus((signer or settings.signer).sign(token))


def bare(c: Cast, to: str, sender: str = "anna", words: str = WORDS, **how: Any) -> Mail:
    """To this address, with the case's tag in the subject, and nothing else that names it."""
    return c.write(sender, words, to=to, **{"subject": c.told["Subject"], **how})


def _flipped(c: Cast) -> str:
    """The address made for Anna, with another case's number inside."""
    token = extension(c.told)
    return c.plus(token[:2] + ("b" if token[2] != "b" else "c") + token[3:])


def _tail(c: Cast) -> str:
    """The same octets in base32 whose last letter has other unused bits: another spelling of the token."""
    token = extension(c.told)
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return c.plus(token[:-1] + letters[letters.index(token[-1]) ^ 1])


def _unproven(c: Cast) -> None:
    assert "held unproven" == c.play(c.answer("Begin with a question.", results=NONE))
    c.seen["asked"] = c.newest("anna")


def _confirmed(c: Cast) -> None:
    _unproven(c)
    assert "accepted confirmed" == c.play(c.reply("anna", c.seen["asked"], "Yes, that was me."))


def _denied(c: Cast) -> None:
    _unproven(c)
    assert "accepted denied" == c.play(c.reply("anna", c.seen["asked"], "No, that was not me."))


def _announced(c: Cast) -> None:
    assert "held dmarc-fail" == c.play(c.follow("Is it me?", results=FAIL))
    c.seen["held"] = c.newest("anna")


def _noted(c: Cast) -> None:
    assert "accepted concierge-note" == c.play(c.answer("#note\n\nDo you know her manager?"))
    c.seen["note"] = c.newest("bram")


def surveyed(c: Cast) -> None:
    """The worker has an answer, and the survey."""
    assert "accepted concierge-answer" == c.play(c.answer("#survey now\n\nBegin with a question."))
    c.at.pass_time(timedelta(0))
    c.seen["survey"] = c.newest("worker")
    assert "1 poor" in c.seen["survey"].text, c.seen["survey"].text


RATED: dict[str, Any] = {
    "given": surveyed, "honest": lambda c: c.reply("worker", c.seen["survey"], "4, thanks"),
    "does": "accepted survey-answer", "gets": "thanks", "says": "",
}  # fmt: skip
CONFIRM: dict[str, Any] = {
    "given": _unproven, "honest": lambda c: c.reply("anna", c.seen["asked"], "Yes, that was me."),
    "does": "accepted confirmed", "gets": "answer",
}  # fmt: skip
HELD: dict[str, Any] = {
    "given": _announced, "honest": lambda c: c.reply("anna", c.seen["held"], "#accept"),
    "does": "accepted concierge-commands", "gets": "", "says": "",
}  # fmt: skip

ROWS = (
    _row("another concierge's, in Anna's hands", lambda c: c.reply("anna", c.told_bram, WORDS), "held no-token", servers=True),
    _row("the worker's, in Anna's hands", lambda c: bare(c, address(c.ack)), "held no-token"),
    _row("a concierge's, in the worker's hands", lambda c: c.reply("worker", c.told, WORDS), "accepted follow-up"),
    _row("a concierge's, in another worker's hands", lambda c: c.reply("victim", c.told, WORDS), "accepted third-party"),
    _row("a concierge's, in a stranger's hands", lambda c: c.write(EVE, WORDS, to=c.token), "accepted third-party", servers=True),
    _row("expired yesterday", lambda c: bare(c, signed(c, Purpose.ANSWER, c.anna, days=-1)), "accepted transcript",
         lambda c: bare(c, signed(c, Purpose.ANSWER, c.anna), words="Begin with a question.")),
    _row("made for a survey", lambda c: bare(c, signed(c, Purpose.SURVEY, c.anna)), "accepted third-party"),
    _row("made for an introduction", lambda c: bare(c, signed(c, Purpose.INTRODUCTION, c.anna)), "accepted third-party"),
    _row("made for a worker who is Anna", lambda c: bare(c, signed(c, Purpose.WORKER, c.anna)), "accepted third-party"),
    _row("made for another case", lambda c: bare(c, signed(c, Purpose.DIGEST, c.anna, case=0), cc=c.plus("x")), "accepted transcript"),
    _row("signed with another secret", lambda c: bare(c, signed(c, Purpose.ANSWER, c.anna, signer=Signer({1: b"x" * 32}, 1))), "accepted transcript"),
    _row("signed with an unknown key", lambda c: bare(c, signed(c, Purpose.ANSWER, c.anna, signer=Signer({9: b"x" * 32}, 9))), "accepted transcript"),
    _row("one letter changed", lambda c: bare(c, _flipped(c)), "accepted transcript"),
    _row("another spelling of the last letter", lambda c: bare(c, _tail(c)), "accepted transcript"),
    _row("truncated", lambda c: bare(c, c.plus(extension(c.told)[:-1])), "accepted transcript",
         lambda c: bare(c, c.plus(extension(c.told).upper()), words="Begin with a question."), servers=True),
    _row("with a letter more", lambda c: bare(c, c.plus(extension(c.told) + "a")), "accepted transcript"),
    _row("twice in one address", lambda c: bare(c, c.plus(extension(c.told) * 2)), "accepted transcript"),
    _row("guessed", lambda c: bare(c, c.plus("a" * 44)), "accepted transcript"),
    _row("at an address that is not ours", lambda c: bare(c, f"other+{extension(c.told)}@evil.example", envelope=c.service), "accepted transcript"),
    _row("at a domain that ends like ours", lambda c: bare(c, c.token.replace("@", "@x."), envelope=c.service), "accepted transcript"),
    _row("in the display name of the recipient", lambda c: bare(c, f'"{c.token}" <{c.service}>'), "accepted transcript"),
    _row("in a comment of the recipient", lambda c: bare(c, f"{c.service} ({c.token})"), "accepted transcript"),
    _row("in the text only", lambda c: bare(c, c.service, words=f"{WORDS}\n{c.token}"), "accepted transcript",
         lambda c: bare(c, c.service, cc=c.token, words="Begin with a question.")),
    _row("in the subject only", lambda c: c.write("anna", "#list", subject=extension(c.told), results=NONE), "held unproven"),
    _row("in X-headers only", lambda c: bare(c, c.service, X_To=c.token, Reply_To=c.token, Bcc=c.token), "accepted transcript",
         lambda c: bare(c, c.service, envelope=c.token, words="Begin with a question.")),
    _row("a made-up Message-ID with the shape of ours", lambda c: bare(c, c.service, in_reply_to=f"<{'a' * 44}.1@{c.domain}>"), "accepted transcript",
         lambda c: bare(c, c.service, in_reply_to=c.told["Message-ID"], words="Begin with a question.")),
    _row("somebody else's Message-ID in References", lambda c: bare(c, c.service, references=c.told_bram["Message-ID"]), "held no-token"),
    # confirmations
    _row("a confirmation, twice", lambda c: c.reply("anna", c.seen["asked"], "Yes, that was me."), "accepted transcript",
         given=_confirmed),
    _row("a yes after a no", lambda c: c.reply("anna", c.seen["asked"], "Yes, that was me."), "accepted transcript",
         given=_denied),
    _row("a confirmation by a colleague", lambda c: c.reply("bram", c.seen["asked"], "Yes, that was me."), "accepted transcript", **CONFIRM),
    _row("a confirmation by the worker", lambda c: c.reply("worker", c.seen["asked"], "Yes."), "accepted request",
         told=frozenset({"worker"}), opens=1, **CONFIRM),
    _row("a confirmation by a stranger", lambda c: c.reply(EVE, c.seen["asked"], "Yes."), "held sender-not-allowed", **CONFIRM),
    _row("a confirmation that fails dmarc", lambda c: c.reply("anna", c.seen["asked"], "Yes.", results=FAIL), "held dmarc-fail", **CONFIRM),
    _row("a confirmation of another mail's number", lambda c: bare(c, signed(c, Purpose.CONFIRM, c.anna, ref=1), words="Yes."), "accepted transcript"),
    _row("a confirmation in a quote", lambda c: c.reply("anna", c.seen["asked"], "> Yes, that was me.\n\nHuh?"), "accepted consent-unclear", **CONFIRM),
    _row("a confirmation by vacation message", lambda c: c.reply("anna", c.seen["asked"], "Yes, I am away.", Auto_Submitted="auto-replied"),
         "discarded automatic", **CONFIRM),
    # announcements of held mail
    _row("#accept by the forged worker", lambda c: c.reply("worker", c.seen["held"], "#accept"), "accepted request",
         told=frozenset({"worker"}), opens=1, **HELD),
    _row("#accept by a colleague with Anna's address", lambda c: c.reply("bram", c.seen["held"], "#accept"), "accepted transcript", **HELD),
    _row("#accept unproven", lambda c: c.reply("anna", c.seen["held"], "#accept", results=NONE), "held unproven", **HELD),
    _row("#accept in reply to the request", lambda c: c.answer("#accept"), "accepted transcript", **HELD),
    _row("#send in reply to the request", lambda c: c.answer("#send"), "accepted transcript", **CONFIRM),
    # notes and surveys
    _row("a template in reply to a note", lambda c: c.reply("bram", c.seen["note"], "#use presenting"), "accepted transcript",
         given=_noted, never=("evil",)),
    _row("words in reply to a note", lambda c: c.reply("bram", c.seen["note"], "He is a pain."), "accepted concierge-note",
         given=_noted, hidden=("He is a pain",)),
    _row("a rating by a stranger", lambda c: c.reply(EVE, c.seen["survey"], "1"), "accepted third-party", **RATED),
    _row("a rating by the concierge", lambda c: c.reply("anna", c.seen["survey"], "5"), "held no-token", **RATED),
    _row("a rating by another worker", lambda c: c.reply("victim", c.seen["survey"], "1"), "accepted third-party", **RATED),
    _row("a rating that fails dmarc", lambda c: c.reply("worker", c.seen["survey"], "1", results=FAIL), "held dmarc-fail", **RATED),
    _row("a rating by vacation message", lambda c: c.reply("worker", c.seen["survey"], "1", Auto_Submitted="auto-replied"),
         "accepted automatic-on-case", **RATED),
    _row("a rating for another case", lambda c: c.write("worker", "1", to=signed(c, Purpose.SURVEY, c.victim.address, case=c.victim_case)),
         "accepted third-party", **RATED),
)  # fmt: skip
