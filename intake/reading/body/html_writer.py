"""Lines of Markdown-clean text, put together while a tree of HTML is walked.

White space follows what a browser shows: runs collapse, a block starts on its own line, paragraphs
are one blank line apart, `<br>` breaks, a block that holds only a no-break space is a blank line
(Outlook and Gmail write empty lines like that).
"""

from __future__ import annotations

import re

from cases.typed import as_typed
from intake.reading.body.invisible import without_invisible

_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
MAX_WORD = 64  # characters; no command has so many
MAX_PREFIX = 40  # characters of "> " and indentation; deeper is cut, not lost


class _Prefix:
    """What stands before each line of a quote or list item; `first` once, before its first line."""

    __slots__ = ("first", "rest", "used")

    def __init__(self, rest: str, first: str | None = None) -> None:
        self.rest = rest
        self.first = first
        self.used = False  # a line stands in it, so that a blank line belongs inside

    def take(self) -> str:
        prefix, self.first = self.rest if self.first is None else self.first, None
        self.used = True
        return prefix


class Writer:
    """Collects text, spans (bold, links), blocks, list items; `result` gives the text."""

    def __init__(self) -> None:
        self.pre = 0
        self._lines: list[str] = []
        self._line: list[str] = []
        self._spans: list[list[str]] = []
        self._prefixes: list[_Prefix] = []
        self._counters: list[int | None] = []  # one a list: None = bullets, else the next number
        self._blank = False  # a blank line is due before the next line
        self._nbsp = False  # the line held a no-break space

    def text(self, text: str) -> None:
        """Text as it stands in the source."""
        text = without_invisible(text, self._word)
        if self.pre:
            self.raw(as_typed(text).replace("\r\n", "\n").replace("\u00a0", " "), keep=True)
            return
        if "\u00a0" in text:
            self._nbsp = True
        self._put(_SPACES.sub(" ", as_typed(text)))

    def raw(self, text: str, keep: bool = False) -> None:
        """Text that is already laid out: line feeds in it break lines."""
        first = True
        for line in text.split("\n"):
            if not first:
                if keep:
                    self.line_break()
                else:
                    self.block()
            first = False
            self._put(line, keep)

    def _put(self, text: str, keep: bool = False) -> None:
        buffer = self._spans[-1] if self._spans else self._line
        if text.startswith(" ") and not keep and self._at_space():
            text = text[1:]
        if text:
            buffer.append(text)

    def _word(self) -> str:
        """The word that the line ends in so far; "" for one that is longer than any command."""
        pieces = (piece for buffer in (*reversed(self._spans), self._line) for piece in reversed(buffer))
        word = ""
        for piece in pieces:
            word = piece + word
            if len(word) > MAX_WORD or any(char.isspace() for char in piece):
                break
        last = word.rpartition("\n")[2].split(" ")[-1] if len(word) <= MAX_WORD else ""
        return last.strip("\ue000\ue001")

    def _at_space(self) -> bool:
        """Is the last thing written white space, or nothing at all?"""
        for buffer in (*reversed(self._spans), self._line):
            if buffer:
                return buffer[-1].endswith((" ", "\n"))
        return True

    # Spans

    def open_span(self) -> None:
        self._spans.append([])

    def close_span(self) -> str:
        """Text written since `open_span`; "\\n" where blocks broke it."""
        return "".join(self._spans.pop())

    def bold(self, text: str) -> None:
        """`*text*` inside a line; bare where it would not read as emphasis."""
        bare = text.strip()
        if (
            not bare
            or "\n" in bare
            or "*" in bare
            or len(bare) > 200
            or not (bare[-1].isalnum() or bare[-1] in ".!?%)")
        ):
            self.raw(text)
            return
        if not text[0].isspace() and not self._at_space():
            self.raw(text)  # bold inside a word
            return
        lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        self._put(f"{lead}\ue000{bare}\ue001{trail}")

    def struck(self, text: str) -> None:
        """`~~text~~` inside a line."""
        bare = text.strip()
        if not bare or "\n" in bare or "~" in bare or len(bare) > 200:
            self.raw(text)
            return
        lead, trail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        self._put(f"{lead}~~{bare}~~{trail}")

    def _dissolve(self) -> None:
        """A block construct inside a span: what the span holds so far is ordinary text."""
        if not any(self._spans):
            return
        depth, texts = len(self._spans), ["".join(span) for span in self._spans]
        self._spans = []
        for text in texts:
            self.raw(text)
        self._spans = [[] for _ in range(depth)]

    # Blocks

    def block(self) -> None:
        """What follows starts on its own line."""
        if self._spans:
            self._put("\n")
            return
        self._flush(force=False)

    def paragraph(self) -> None:
        """What follows is one blank line away (inside a list: on its own line)."""
        self.block()
        if not self._spans and not self._counters:
            self._blank = True

    def line_break(self) -> None:
        if self._spans:
            self._put("\n")
            return
        self._flush(force=True)

    def rule(self) -> None:
        self.verbatim(("---",))

    def verbatim(self, lines: tuple[str, ...]) -> None:
        """Whole lines that are not touched any more, a blank line around them."""
        self._dissolve()
        self._flush(force=False)
        self._blank = True
        for line in lines:
            self._emit(line)
        self._blank = True

    def push_quote(self) -> None:
        self._begin(_Prefix("> "))

    def open_list(self, start: int | None) -> None:
        """start: None = bullets, else the first number."""
        self._dissolve()
        self._flush(force=False)
        self._counters.append(start)

    def close_list(self) -> None:
        self._dissolve()
        self._flush(force=False)
        self._counters.pop()

    def open_item(self) -> None:
        marker = "- "
        if self._counters and self._counters[-1] is not None:
            marker = f"{self._counters[-1]}. "
            self._counters[-1] += 1
        self._begin(_Prefix(" " * len(marker), marker))

    def _begin(self, prefix: _Prefix) -> None:
        self._dissolve()
        self._flush(force=False)
        self._prefixes.append(prefix)

    def pop(self) -> None:
        """Leave a quote or a list item."""
        self._dissolve()
        self._flush(force=False)
        self._prefixes.pop()

    # Lines

    def _flush(self, force: bool) -> None:
        line = "".join(self._line)
        self._line.clear()
        bare = line.rstrip() if self.pre else line.strip()
        if bare:
            # the signature delimiter (RFC 3676 section 4.3) ends in a space, which a browser does not show
            self._emit("-- " if bare == "--" and line[-1].isspace() else _plain_if_whole(bare))
        elif force or self._nbsp:
            self._emit("")
        self._nbsp = False

    def _emit(self, line: str) -> None:
        if self._blank or not line:
            between = "".join([p.rest for p in self._prefixes if p.used])
            self._lines.append(between[:MAX_PREFIX].rstrip())
        self._blank = False
        if not line:
            return
        prefix = "".join([p.take() for p in self._prefixes])
        self._lines.append(prefix[:MAX_PREFIX] + line)

    def result(self) -> str:
        """The text: no blank line twice, none at either end."""
        self._spans, texts = [], ["".join(span) for span in self._spans]
        for text in texts:
            self.raw(text)
        self._flush(force=False)
        kept: list[str] = []
        for line in self._lines:
            if line.strip("> ") or (kept and kept[-1] != line and kept[-1].strip("> ")):
                kept.append(line)
        return "\n".join(kept).rstrip("\n")


def _plain_if_whole(line: str) -> str:
    """Marks of bold resolved: stars inside a line, nothing when the whole line is bold."""
    if "\ue000" not in line:
        return line
    if line[0] == "\ue000" and line.find("\ue001") == len(line) - 1:
        return line[1:-1]
    return line.replace("\ue000", "*").replace("\ue001", "*")
