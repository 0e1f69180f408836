"""Whether an answer to a question of ours ("was this you?") says yes, no, or neither. Pure.

A yes lets something happen that cannot be taken back, so only a plain one counts: `#send` or `#accept`, or
an answer that begins with "yes" or "ja". A no begins with "no", "nee" or "niet", says "not me" in so many
words, or is `#discard`. Whoever says both, asks back, or writes anything else is asked again.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum

from replies.commands.grammar import Command

MAX_ANSWER = 2000  # characters; nobody consents in more
COMMANDS_OF_YES = frozenset({"send", "accept"})
COMMANDS_OF_NO = frozenset({"discard"})

_YES = frozenset({"yes", "ja"})
_NO = frozenset({"no", "nope", "nee", "neen", "niet"})
_DENIALS = tuple(
    f" {phrase} "
    for phrase in (
        *("not me", "wasn't me", "isn't me", "not from me", "not mine", "isn't mine", "wasn't mine"),
        *("did not send", "didn't send", "did not write", "didn't write", "never sent", "never wrote"),
        *("was ik niet", "ben ik niet", "niet ik", "niet van mij", "niet gestuurd", "niet verstuurd"),
        *("niet verzonden", "niet geschreven", "nooit gestuurd", "nooit verstuurd", "nooit geschreven"),
    )
)
_AGAINST_YES = frozenset({"not", "never", "cannot", "nooit", "geen", "discard", "verwerp"}) | _NO
_AGAINST_NO = frozenset({"wel"}) | _YES
_REASSURING = (" no problem ", " no worries ", " no objection ", " no doubt ")
_GREETING = re.compile(
    r"\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|dag|hallo|hoi|beste|geachte"
    r"|goede?(?:n|morgen|middag|avond))(?:[ \t][\w.'-]{1,30}){0,3}[ \t]*[,!:.\n]\s*",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"\s*>"
)  # kept as new where its writer answers between quoted lines; never their own yes
_SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]?")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


class Consent(StrEnum):
    """What an answer says. UNCLEAR is no answer: ask once more."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


def consent(new_text: str, commands: Sequence[Command]) -> Consent:
    """What the new text of an answer says, and the commands read in it (their lines are no words)."""
    if len(new_text) > MAX_ANSWER:
        return Consent.UNCLEAR
    taken = {command.number for command in commands}
    lines = new_text.split("\n")
    spoken = (line for number, line in enumerate(lines) if number not in taken and not _QUOTED.match(line))
    words = _by_words("\n".join(spoken))
    if not commands:
        return words
    ordered = _by_commands(commands)
    return ordered if words in (ordered, Consent.UNCLEAR) else Consent.UNCLEAR


def _by_commands(commands: Sequence[Command]) -> Consent:
    verbs = {command.verb for command in commands}
    if any(command.arguments for command in commands):
        return Consent.UNCLEAR
    if verbs <= COMMANDS_OF_YES:
        return Consent.YES
    return Consent.NO if verbs <= COMMANDS_OF_NO else Consent.UNCLEAR


def _by_words(text: str) -> Consent:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    greeting = _GREETING.match(plain)
    answer = (plain[greeting.end() :] if greeting else plain).lstrip()
    sentence = _SENTENCE.match(answer)
    beginning = sentence[0] if sentence else ""
    first = _WORD.findall(beginning)
    every = _WORD.findall(plain)
    if not first or beginning.endswith("?"):
        return Consent.UNCLEAR
    if first[0] in _YES:
        doubtful = any(word in _AGAINST_YES or word.endswith("n't") for word in every)
        return Consent.UNCLEAR if doubtful else Consent.YES
    spoken = f" {' '.join(first)} "
    if first[0] in _NO or any(phrase in spoken for phrase in _DENIALS):
        doubtful = any(word in _AGAINST_NO for word in every) or _owns_up(every)
        return Consent.UNCLEAR if doubtful or spoken.startswith(_REASSURING) else Consent.NO
    return Consent.UNCLEAR


def _owns_up(words: Sequence[str]) -> bool:
    """Whether it says "that was me" or "dat was ik", without a "niet" behind it."""
    pairs = enumerate(itertools.pairwise(words))
    return any(
        pair == ("was", "me") or (pair == ("was", "ik") and "niet" not in words[at + 2 : at + 5])
        for at, pair in pairs
    )
