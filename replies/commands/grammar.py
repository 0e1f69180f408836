"""Command lines in a concierge's new text (CONTRACT 4): found, normalised, never guessed.

A command is a line that holds only `#verb arguments` (or `/verb`). Everything that looks like a mistyped
command is reported as a problem, so that it is asked about instead of mailed to a worker:

    #close          command                    #closs, #clos please   problem: did you mean #close?
    /close          command                    # close, @close        problem: did you mean #close?
    #Close  #sluit  command                    thanks #close          problem: a command inside a line
    * #close        command (list item)        #clo.se                problem: a broken letter inside it
    **#close**      command (bold)             #learning #growth      prose: hashtags
    #growth, #a b c problem: unknown, and too short for a sentence    #growth is a mindset   prose
    //close  #-close  !close  ＃close   problem: another sign than # or /       /etc/hosts   prose

A verb inside a line or with something broken in it may have been meant as words all the same: such a mail is
held, and its author can send it as it is (`MAY_BE_PROSE`).

Pure. Linear: of a line longer than `MAX_LINE` only the beginning is read. With a verb there it is a problem,
else prose: half a page behind #remember must not go to whom it is about.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from replies.commands.slips import nearest as slipped

MAX_LINE = 2000
_BEGINNING = 100  # characters of a longer line that are looked at
FREE_WORDS = frozenset(
    {"remember", "suggest", "phrase", "introduce"}
)  # any words may follow; below #note all is note
_FREE = {verb: verb for verb in FREE_WORDS} | {
    "onthoud": "remember",
    "voorstel": "suggest",
    "zin": "phrase",
    "introduceer": "introduce",
}
WRAPPED_FROM, WRAPPED_TO = 70, 80  # columns at which clients break lines of plain text (RFC 3676: 78)
SENTENCE = 4  # words from which on a line may be one
MAY_BE_PROSE = frozenset({"inside", "broken", "one-form", "signed"})
"""Reasons of problems that the author can settle by saying that the line is meant as words."""
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # shown as nothing
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\t]")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′", "'"))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_BULLET = re.compile(r"^(?:[-*+•·▪‣o]|\d{1,2}[.)])\s+(?=[#/\\*_])")
_AUTOLINK = re.compile(r"\[([^\]\[]{1,320})\]\((?:mailto:)?[^)\s]{1,400}\)|<(?:mailto:)?([^<>\s]{3,320})>")
_LINE = re.compile(r"^([#/])([^\W\d_][\w\u2010-\u2014\u2212-]{0,30}):?(?:\s++(.*))?$", re.DOTALL)
_SIGNS = "#/@\\!\uff03\ufe5f\u266f\uff0f"  # the last four: full-width, small, sharp #; full-width /
_LOOSE = re.compile(
    rf"^(?:[{re.escape(_SIGNS)}]\s*+){{1,4}}[-_]?\s*+([^\W\d_][\w-]{{0,30}})[.!]?(?:\s++(.*))?$", re.DOTALL
)
_INSIDE = re.compile(r"(?<![\w#/&])#([^\W\d_][\w-]{1,30})")
_PAIRS = re.compile(r"""^(?:[^\W\d_]\w{0,20}=(?>"[^"]*+"(?!\S)|'[^']*+'(?!\S)|\S++)\s*+)++$""")
_ARGUMENT = re.compile(r"""(?:[^\s"]+=)?"[^"]*"|\S+""")
_KEY = re.compile(r"[^\W\d_]\w{0,20}=")
_OPENED = re.compile(r"""[^\s"=]+="[^"]*""")  # an argument whose quote is not closed on its line


@dataclass(frozen=True, slots=True)
class Command:
    """One command: canonical English verb, arguments in order, the line as written, its number (0-based)."""

    verb: str
    arguments: tuple[str, ...]
    line: str
    number: int

    @property
    def words(self) -> tuple[str, ...]:
        """Arguments that are not key=value."""
        return tuple(a for a in self.arguments if "=" not in a)

    @property
    def said(self) -> str:
        """What follows the verb, as it was typed: for commands of free words, whose commas count."""
        return self.line.partition(" ")[2].strip()

    @property
    def pairs(self) -> Mapping[str, str]:
        """The key=value arguments, keys in lower case."""
        split = (a.partition("=") for a in self.arguments if "=" in a)
        return {key.lower(): value.strip('"') for key, _, value in split}


@dataclass(frozen=True, slots=True)
class LineProblem:
    """A line that looks like a command and is none. `meant` is the nearest verb, or None."""

    line: str
    number: int
    reason: str  # unknown | misspelt | inside | broken | unclosed | one-form | signed | too-long
    meant: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: its commands, the lines that remain for people, and those that need a question.

    prose: (number, line) of every line that is no command; a line with a problem is among them.
    """

    commands: tuple[Command, ...] = ()
    prose: tuple[tuple[int, str], ...] = ()
    problems: tuple[LineProblem, ...] = ()

    @property
    def as_words(self) -> Reading:
        """The same, where its author has said that lines which may be prose are."""
        return replace(self, problems=tuple(p for p in self.problems if p.reason not in MAY_BE_PROSE))

    def followed_by(self, signed: Reading) -> Reading:
        """The same with what stands in a signature below it, as words: no command of it is carried out."""
        numbers = [number for number, _ in self.prose] + [c.number for c in self.commands]
        start = 2 + max(numbers, default=0)
        asked = [LineProblem(c.line, start + c.number, "signed", c.verb) for c in signed.commands]
        asked += [replace(p, number=start + p.number, reason="signed") for p in signed.problems]
        words = sorted((*signed.prose, *((c.number, c.line) for c in signed.commands)))
        below = [(start - 1, ""), *((start + number, line) for number, line in words)]
        return Reading(self.commands, (*self.prose, *below), (*self.problems, *asked))

    @property
    def remainder(self) -> str:
        """All that is no command. It reads as none again: a line means the same wherever it stands."""
        return _tidy(line for _, line in self.prose)

    def above(self, number: int) -> str:
        """The remainder of what stands above the line with this number."""
        return _tidy(line for place, line in self.prose if place < number)

    def below(self, number: int) -> str:
        """The remainder of what stands below the line with this number."""
        return _tidy(line for place, line in self.prose if place > number)


def normalised(line: str) -> str:
    """`line` as compared: no invisible characters, plain spaces, quotes and dashes, no list or bold marks.

    Composed (NFC): a Mac types "ê" as two characters.
    """
    text = _laid_bare(line)
    return text if _is_plain(text) else "".join(c for c in text if not _is_invisible(c))


def _laid_bare(line: str) -> str:
    """The same, with the invisible characters that stand between visible ones."""
    if _is_plain(line):
        text = line.replace("\t", " ")
    else:
        text = _SPACES.sub(" ", unicodedata.normalize("NFC", line)).translate(_QUOTES)
    text = _without_edges(text)
    text = _BULLET.sub("", text)
    if text.startswith(("*", "_")):
        text = text.strip("*_ ")
    text = re.sub(r"^\\(?=[#/])", "", text)
    return re.sub(r"^([#/]\S+?)(?:\*\*|__)(?=\s|$)", r"\1", text)


def _is_plain(text: str) -> bool:
    """Whether nothing in it can be invisible: DEL is the one of ASCII that is."""
    return text.isascii() and "\x7f" not in text


def _without_edges(text: str) -> str:
    if _is_plain(text):
        return text.strip()
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or _is_invisible(text[start])):
        start += 1
    while start < end and (text[end - 1].isspace() or _is_invisible(text[end - 1])):
        end -= 1
    return text[start:end]


def _is_invisible(char: str) -> bool:
    """Formatting characters, tags and fillers; those that are not assigned show nothing either."""
    return char >= "\u007f" and (unicodedata.category(char) in ("Cf", "Cc", "Cn", "Co") or char in _FILLERS)


def folded(verb: str) -> str:
    """A verb as looked up: lower case, without accents and hyphens ("#re-open" is "#reopen")."""
    plain = unicodedata.normalize("NFKD", verb.translate(_DASHES))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower().replace("-", "")


def unquoted(word: str) -> str:
    """A word as tables of words have it: folded, with a plain apostrophe."""
    first, mark, rest = word.replace("\u2019", "'").partition("'")
    return f"{folded(first)}{mark}{folded(rest)}"


def read(text: str, verbs: Mapping[str, str]) -> Reading:
    """Commands and near misses in `text`. `verbs`: folded name in any language -> canonical verb."""
    lines = text.split("\n")
    commands: list[Command] = []
    problems: list[LineProblem] = []
    prose: list[tuple[int, str]] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        found = _read_line(line, number, verbs)
        if isinstance(found, Command):
            more = _continuation(lines, number, found)
            commands.append(more[0])
            number += more[1]
            if (opened := _opened_below(lines, number, more[0])) is not None:
                problems.append(opened)
        else:
            prose.append((number, line))
            if found is not None:
                problems.append(found)
        number += 1
    return Reading(tuple(commands), tuple(prose), tuple(problems))


def _read_line(line: str, number: int, verbs: Mapping[str, str]) -> Command | LineProblem | None:
    if not any(c in line for c in _SIGNS):
        return None
    if len(line.strip()) > MAX_LINE:
        return _too_long(line, number, verbs)
    text = normalised(line)
    match = _LINE.match(text)
    if match:
        verb = verbs.get(folded(match[2]))
        if verb and _is_broken(_laid_bare(line)):
            return LineProblem(text, number, "broken", verb)
        if verb and verb not in FREE_WORDS and _is_open(match[3] or ""):
            return LineProblem(text, number, "unclosed", verb)
        if verb:
            return Command(verb, _arguments(match[3] or ""), text, number)
        return _unknown(text, number, match[1], match[2], match[3] or "", verbs)
    loose = _LOOSE.match(text)
    if loose and folded(loose[1]) in verbs and len((loose[2] or "").split()) <= 3:
        return LineProblem(text, number, "misspelt", verbs[folded(loose[1])])
    whole = _with_foreign_signs(text, verbs)
    if whole:
        return LineProblem(text, number, "broken", whole)
    for inside in _INSIDE.finditer(text):
        verb = verbs.get(folded(inside[1]))
        if verb and not _is_web_address(text, inside.start()):
            return LineProblem(text, number, "inside", verb)
    if not match and text[:1] == "#" and text[1:2].isalpha() and _is_short(text):
        return LineProblem(text, number, "unknown", None)
    return None


def _too_long(line: str, number: int, verbs: Mapping[str, str]) -> LineProblem | None:
    """A command whose line goes on for longer than any command; what it shows of it is its beginning."""
    beginning = normalised(line.strip()[:_BEGINNING])
    match = _LINE.match(beginning)
    verb = verbs.get(folded(match[2])) if match else None
    return LineProblem(f"{beginning} …", number, "too-long", verb) if verb else None


def _is_broken(bare: str) -> bool:
    """Whether something invisible stands inside the first word."""
    return any(_is_invisible(c) for c in _without_edges(bare.partition(" ")[0]))


def _with_foreign_signs(text: str, verbs: Mapping[str, str]) -> str | None:
    """The verb that the first word is, but for a dot, a slash or a mark inside it ("#clo.se")."""
    word = text.partition(" ")[0].rstrip(".,;:!?)")
    if word[:1] not in tuple(_SIGNS) or word[1:2] in ("", *_SIGNS):
        return None
    letters = "".join(c for c in unicodedata.normalize("NFKD", word[1:]) if c.isalnum())
    return verbs.get(folded(letters)) if letters != word[1:] else None


def _is_short(text: str) -> bool:
    """Whether it has fewer words than a sentence, and is no row of hashtags."""
    words = [word for word in text.split() if any(c.isalnum() for c in word)]
    return len(words) < SENTENCE and (len(words) == 1 or not all(word.startswith("#") for word in words))


def _unknown(
    text: str, number: int, mark: str, word: str, rest: str, verbs: Mapping[str, str]
) -> LineProblem | None:
    words = rest.split()
    near = verbs.get(folded(word + "".join(words))) or nearest(word, verbs)  # "#cl ose"
    if mark == "/":
        return LineProblem(text, number, "misspelt", near) if near and not words and "/" not in word else None
    if words and all(w.startswith("#") for w in words):
        known = next((verbs[folded(w[1:])] for w in words if folded(w[1:]) in verbs), None)
        return LineProblem(text, number, "inside", known) if known else None  # a row of hashtags
    if near and (len(words) <= 6 or slipped(folded(word), _FREE) == near):
        return LineProblem(text, number, "misspelt", near)
    return LineProblem(text, number, "unknown", None) if _is_short(text) else None


def nearest(word: str, verbs: Mapping[str, str]) -> str | None:
    """The verb that `word` was probably meant to be, or None."""
    close = difflib.get_close_matches(folded(word), list(verbs), n=1, cutoff=0.72)
    return verbs[close[0]] if close else None


def _is_web_address(text: str, at: int) -> bool:
    """Whether the # at `at` is the fragment of a link ("https://example.org/page#help")."""
    word = text[:at].rpartition(" ")[2]
    return "://" in word or "](" in word or word.startswith("www.")


def _continuation(lines: Sequence[str], number: int, command: Command) -> tuple[Command, int]:
    """A line of only key=value pairs below a command belongs to it: the client wrapped the line.

    So does what a client that breaks lines moved below a command of free words: without it, half a sentence
    about a person would go to that person.
    """
    if command.verb in FREE_WORDS:
        return _wrapped(lines, number, command)
    if not command.pairs and not command.arguments:
        return command, 0
    taken = 0
    while number + taken + 1 < len(lines):
        text = normalised(lines[number + taken + 1])
        if len(text) > MAX_LINE or not _PAIRS.match(text + " ") or _is_open(text):
            break
        command = Command(
            command.verb,
            command.arguments + _arguments(text),
            f"{command.line} {text}",
            command.number,
        )
        taken += 1
    return command, taken


def _opened_below(lines: Sequence[str], number: int, command: Command) -> LineProblem | None:
    """The line below a command that goes on with a pair whose quote is not closed: it is for nobody."""
    if command.verb in FREE_WORDS or not command.arguments or number + 1 >= len(lines):
        return None
    text = normalised(lines[number + 1])
    if len(text) > MAX_LINE or not _KEY.match(text) or not _is_open(text):
        return None
    return LineProblem(text, number + 1, "unclosed", command.verb)


def _is_open(arguments: str) -> bool:
    """Whether a quote behind a key is not closed on its line."""
    return any(_OPENED.fullmatch(each) for each in _ARGUMENT.findall(arguments))


def _wrapped(lines: Sequence[str], number: int, command: Command) -> tuple[Command, int]:
    """The command with the lines below it that would not have fitted on the one above."""
    taken = 0
    while number + taken + 1 < len(lines):
        above, below = lines[number + taken].rstrip(), lines[number + taken + 1].strip()
        first = below.partition(" ")[0]
        full = WRAPPED_FROM < len(above) + 1 + len(first) and len(above) <= WRAPPED_TO
        if not first or first[0] in "#/" or not full:
            break
        command = Command(
            command.verb,
            command.arguments + _arguments(below),
            f"{command.line} {below}",
            command.number,
        )
        taken += 1
    return command, taken


def _arguments(rest: str) -> tuple[str, ...]:
    unlinked = _AUTOLINK.sub(lambda m: m[1] or m[2], rest)
    return tuple(
        a.strip('"') if a.startswith('"') else a.rstrip(",;") for a in _ARGUMENT.findall(unlinked) if a
    )


def _tidy(lines: Iterable[str]) -> str:
    """The remaining lines, without more than one empty line in a row; "" without a letter or digit."""
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return text if any(c.isalnum() for c in text) else ""  # "---" is no letter to anybody
