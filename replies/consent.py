"""Whether an answer to a question of ours ("was this you?") says yes, no, or neither. Pure.

A yes lets something happen that cannot be taken back, so only a plain one counts: `#send` or `#accept`, or
an answer that begins with "yes" or "ja" and holds nothing besides but courtesy, a name, and words that repeat
the yes (`replies.repeated`). A no begins with "no", "nee" or "niet", says "not me" in so many words, or is
`#discard`. Whoever says both, asks back, or writes anything else is asked again; so is whose mail says one
thing in plain text and another in its layout.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from replies.commands.grammar import Command, read
from replies.commands.table import VERBS
from replies.repeated import IDIOMS, NO_MORE, POLITE, SENDING

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
_SOFTENED = frozenset(
    {
        "doe",
        "verstuur",
        "stuur",
        "verzend",
        "aanvaard",
        "wis",
        "verwijder",
        "vergeet",
        "schrijf",
        "bezorg",
        "stop",
    }
)
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


@dataclass(frozen=True, slots=True)
class Answer:
    """An author's own words in each form of the mail; without any it is unclear.

    They are read for commands when it is asked what they say: hardly any mail answers a question of ours.
    `names`: the words that they sign with.
    """

    forms: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()

    def says(self, repeats: frozenset[str]) -> Consent:
        """What all forms say, where they agree. `repeats`: words that repeat a yes to what was asked."""
        said = {consent(text, read(text, VERBS).commands, repeats | self.names) for text in self.forms}
        return said.pop() if len(said) == 1 else Consent.UNCLEAR


def names_in(*names: str) -> frozenset[str]:
    """The words that these people sign with, as they are compared."""
    return frozenset(word for name in names for word in _WORD.findall(_plain(name)))


def consent(new_text: str, commands: Sequence[Command], repeats: frozenset[str] = SENDING) -> Consent:
    """What the new text of an answer says, and the commands read in it (their lines are no words).

    `repeats`: the words, in small letters, that may stand beside a yes.
    """
    if len(new_text) > MAX_ANSWER:
        return Consent.UNCLEAR
    taken = {command.number for command in commands}
    lines = new_text.split("\n")
    spoken = (line for number, line in enumerate(lines) if number not in taken and not _QUOTED.match(line))
    words = _by_words("\n".join(spoken), repeats)
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


def _by_words(text: str, repeats: frozenset[str]) -> Consent:
    plain = _plain(text)
    greeting = _GREETING.match(plain)
    answer = (plain[greeting.end() :] if greeting else plain).lstrip()
    sentence = _SENTENCE.match(answer)
    beginning = sentence[0] if sentence else ""
    first = _words(beginning)
    every = _words(plain)
    if not first or beginning.endswith("?"):
        return Consent.UNCLEAR
    if first[0] in _YES:
        greeted = any(word in _AGAINST_YES or word.endswith("n't") for word in every)
        return Consent.YES if not greeted and _only_repeats(answer, repeats) else Consent.UNCLEAR
    spoken = f" {' '.join(first)} "
    if first[0] in _NO or any(phrase in spoken for phrase in _DENIALS):
        doubtful = any(word in _AGAINST_NO for word in every) or _owns_up(every)
        return Consent.UNCLEAR if doubtful or spoken.startswith(_REASSURING) else Consent.NO
    return Consent.UNCLEAR


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")


def _words(text: str) -> list[str]:
    """The words; "no more surveys" is one, or its "no" would be the answer."""
    said = f" {' '.join(_WORD.findall(text))} "
    for phrase in NO_MORE:
        said = said.replace(f" {phrase} ", " surveys ")
    return said.split()


def _only_repeats(answer: str, repeats: frozenset[str]) -> bool:
    """Whether nothing stands beside the yes that could take it back or narrow it."""
    said = f" {' '.join(_words(answer))} "
    if "?" in answer or any(f" {phrase} " in said for phrase in IDIOMS):
        return False
    for phrase in POLITE:
        said = said.replace(f" {phrase} ", " ")
    words = said.split()
    return all(word in repeats or (word == "maar" and _softens(words[:at])) for at, word in enumerate(words))


def _softens(before: Sequence[str]) -> bool:
    """Whether the "maar" after these words is that of "verstuur hem maar" and no "but"."""
    return not _SOFTENED.isdisjoint(before[-4:])


def _owns_up(words: Sequence[str]) -> bool:
    """Whether it says "that was me" or "dat was ik", without a "niet" behind it."""
    pairs = enumerate(itertools.pairwise(words))
    return any(
        pair == ("was", "me") or (pair == ("was", "ik") and "niet" not in words[at + 2 : at + 5])
        for at, pair in pairs
    )
