"""What a mail client writes by itself when somebody taps: reactions, recalls, receipts, a phone's answers.

None of it is an answer. The texts stand in tables (`cases.wordlists`: reactions, recalls, receipts, absences,
phone_answers), with gaps as `intake.reading.machine.shapes` reads them. A table counts only where nothing
else was typed: the whole of what stands above a quotation has to be that one text, because "I liked your
message" is a person's.
"""

from __future__ import annotations

import re
from typing import Final

from cases.model import Kind
from cases.subjects import without_prefix
from cases.wordlists import rows
from intake.reading.machine.absence import tells_absence
from intake.reading.machine.shapes import Shape, folded
from intake.reading.parsed import Automatic, Parsed

REACTION_TYPE: Final = "text/vnd.google.email-reaction+json"
LONGEST: Final = 1_200  # characters of a notice above what it quotes
FIRST_LINES: Final = 40
QUOTED: Final = 4  # words of a message that a reaction quotes; what people name has fewer
SENTENCE: Final = 3  # or a whole sentence, which no title is

_LINK: Final = re.compile(r"\[([^\]\[\n]{1,60})\]\([^()\n]{0,300}\)")
_TARGET: Final = re.compile(r"\s(?:<https?://[^<>\s]{1,300}>|\(https?://[^()\s]{1,300}\))$")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_RULE: Final = re.compile(r"[_=*-]{5,200}|-{2,}[^-\n]{1,60}-{2,}")
_FIELD: Final = re.compile(r"\*{0,2}[^\W\d_][^\n:：]{0,24}\*{0,2}\s?[:：]\*{0,2}\s")
_SIGNATURE: Final = re.compile(
    r"-- ?|Sent from my .{1,40}|Verstuurd vanaf .{1,40}|Get Outlook for .{1,40}", re.IGNORECASE
)
_MACHINES: Final = ("noreply@", "no-reply@", "notification@", "notifications@", "donotreply@")
_NAMES: Final = re.compile(r"[^\W\d_]{2,}")
_PICTURES: Final = re.compile(r"[^\w\n?]{1,30}|![\w -]{1,40}|:[\w+-]{1,36}:")


def _shapes(table: str, column: str) -> tuple[Shape, ...]:
    return tuple(Shape(row[column]) for row in rows(table))


_REACTIONS: Final = _shapes("reactions", "text")
_PHONES: Final = _shapes("phone_answers", "text")
_ABSENCES: Final = _shapes("absences", "subject")
_BY_SUBJECT: Final = tuple(
    (kind, Shape(row["subject"]), Shape(row["text"]))
    for kind, table in (("recall", "recalls"), ("read-receipt-text", "receipts"))
    for row in rows(table)
)


def notice(mail: Parsed) -> Automatic | None:
    """Which notice a mail is, or None when a person may have written it."""
    if REACTION_TYPE in mail.part_types:
        return Automatic(Kind.AUTO_GENERATED, "reaction")
    typed, quotes = _typed(mail.text)
    answers = bool(mail.in_reply_to or mail.references)
    if answers and typed and _is_reaction(typed, mail, quotes=quotes):  # it may quote a question
        return Automatic(Kind.AUTO_GENERATED, "reaction")
    if not typed or any("?" in line for line in typed):
        return None
    if answers and _is_any(_PHONES, " ".join(typed)):
        return Automatic(Kind.AUTO_REPLIED, "phone-answer")
    if _is_absence(without_prefix(mail.subject[:400]), mail):
        return Automatic(Kind.AUTO_REPLIED, "absence-subject")
    return _by_subject(mail.subject[:400], " ".join(typed))


def _is_reaction(typed: list[str], mail: Parsed, *, quotes: bool) -> bool:
    """One line, and its picture above, below or beside it. `quotes`: an older mail follows at once."""
    lines = [line for line in typed if not _PICTURES.fullmatch(line)]
    if len(lines) != 1:
        return False
    line, shows = lines[0], len(typed) > 1
    if _is_printed(line, mail) or ((quotes or shows) and _names_its_author(line, mail)):
        return True
    before, _, last = line.rpartition(" ")
    if _PICTURES.fullmatch(last):
        line, shows = before.rstrip(), True
    return shows and any(_is_printed(each, mail) for each in (line, f"{line}:", line.rstrip(" :")))


def _is_printed(line: str, mail: Parsed) -> bool:
    """A reaction of the table, about its own author, or quoting more than a title.

    "I liked your message" and 'Liked "Presentation Zen"' are what people write.
    """
    text = folded(line)
    for shape in _REACTIONS:
        filled = shape.fillings(text)
        if filled is None:
            continue
        if shape.begins_with_a_name:
            return _is_author(filled[0], mail)
        return not filled or any(map(_is_message, filled)) or _stands_below(filled, mail)
    return False


def _is_message(words: str) -> bool:
    """Whether words on the line are of a message, and no title."""
    count = len(words.split())
    return count >= QUOTED or (count >= SENTENCE and words.endswith((".", "?", "!", "…")))


def _is_author(name: str, mail: Parsed) -> bool:
    """Whether that is who the mail is from, in whatever order, or a machine that speaks of others."""
    author = mail.from_[0] if mail.from_ else None
    if author is None:
        return False
    if author.addr_spec.casefold().startswith(_MACHINES):
        return True
    own = set(_NAMES.findall(folded(f"{author.name} {author.addr_spec.partition('@')[0]}")))
    return not own.isdisjoint(_NAMES.findall(name))


def _stands_below(filled: tuple[str, ...], mail: Parsed) -> bool:
    """Whether what was quoted on the line is in the older mail below it."""
    older = folded(mail.text[: LONGEST * 4].partition("\n")[2])
    return any(len(words) > 3 and words in older for words in filled)


def _is_any(shapes: tuple[Shape, ...], text: str) -> bool:
    found = folded(text)
    return any(shape.fits(found) for shape in shapes)


def _names_its_author(line: str, mail: Parsed) -> bool:
    """ "Anna Peeters … :" directly above the older mail, from Anna Peeters: nobody writes that of themselves.

    Outlook prints this in every language it has, more than the table knows.
    """
    name = mail.from_[0].name if mail.from_ else ""
    rest = line.removeprefix(name)
    return (
        len(name) > 3
        and rest != line
        and len(rest.split()) >= 2
        and "?" not in rest
        and line.endswith((":", "："))
    )


def _by_subject(subject: str, text: str) -> Automatic | None:
    """A subject that only a client writes, together with its text."""
    head, colon, _ = subject.partition(":")
    for kind, title, words in _BY_SUBJECT if colon else ():
        if title.fits(folded(head)) and words.fits(folded(text)):
            return Automatic(Kind.AUTO_GENERATED, kind)
    return None


def _is_absence(subject: str, mail: Parsed) -> bool:
    """ "Anna Peeters is out of the office", from Anna Peeters, with words of absence."""
    bare = subject.removeprefix("AUTO:").strip().rstrip(".")
    names = mail.from_[0].name.casefold().replace(",", " ").split() if mail.from_ else []
    first = bare.partition(" ")[0].strip(",").casefold()
    return first in names and _is_any(_ABSENCES, bare) and tells_absence(mail.text)


def _typed(text: str) -> tuple[list[str], bool]:
    """The lines above whatever is quoted or signed, and whether a block of header lines follows them.

    Nothing where more was written than a notice has, or words stand below.
    """
    found: list[str] = []
    quotes = False
    lines = text[: LONGEST * 4].splitlines()
    for place, line in enumerate(lines[:FIRST_LINES]):
        bare = _ESCAPE.sub(r"\1", _TARGET.sub("", _LINK.sub(r"\1", line))).strip().strip("*").strip()
        if not bare:
            continue
        follows = next((each.strip() for each in lines[place + 1 : place + 4] if each.strip()), "")
        if bare.startswith(">") or _SIGNATURE.fullmatch(bare):
            break
        if _RULE.fullmatch(bare):
            quotes = _FIELD.match(follows) is not None
            break
        if found and bare.endswith((":", "：")) and follows.startswith(">"):
            if len(found) > 1 and lines[place - 1].strip():
                found.pop()  # the first half of an attribution
            break
        if found and _FIELD.match(bare) and _FIELD.match(follows):
            quotes = True
            break
        found.append(bare)
        if sum(map(len, found)) > LONGEST:
            return [], False
    return found, quotes
