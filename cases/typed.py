"""What a person typed, as Markdown that shows exactly these characters; and back. Pure and linear.

Text that was read from a mail (`intake.reading`) is no Markdown. Of what stands in it a few things mean more
than their letters: `*bold*` and `~~struck out~~` as HTML mail gives them, `[words](address)`, addresses, pipe
tables, pictures of the mail, and quotations behind "> ". Everything else is letters: lists too, as a list
of Markdown counts anew and shows one mark for "+", "-" and "*". What looks like those marks but was typed
has `TYPED` behind its first mark (`as_typed`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import unquote

TYPED: Final = "\u2060"  # WORD JOINER; reading takes it out of every mail
_MOST: Final = 200  # characters of a bold or struck piece
_INDENT: Final = 40  # spaces before a line
_BOLD: Final = rf"(?<![^\s(\[|])\*(?=[^\s*{TYPED}])([^*\n]{{1,{_MOST}}}+)(?<!\s)\*(?![\w*])"
_STRUCK: Final = rf"(?<!~)~~(?=[^\s~{TYPED}])([^~\n]{{1,{_MOST}}}+)(?<!\s)~~(?!~)"
_PICTURE: Final = rf"(!)\[(?!{TYPED})([^\[\]\n]{{0,500}}+)\]\((cid:[^()\s<>\\]{{1,500}}+)\)"
LINK_TARGET: Final = r"(?:[^()\s<>\\]|\([^()\s<>\\]{0,500}+\)){1,2000}+"  # parentheses in pairs, one deep
_LINK: Final = rf"\[(?!{TYPED})([^\[\]\n]{{1,500}}+)\]\(((?:https?://|mailto:|tel:|ftps?://){LINK_TARGET})\)"
_URL: Final = rf"(https?://[^\s<>\\`{TYPED}]{{1,2000}}+)"
_PIECE = re.compile("|".join((_BOLD, _STRUCK, _PICTURE, _LINK, _URL)))
_WHOLLY = re.compile(_BOLD)
_LOOKS = re.compile("|".join((_BOLD, _PICTURE, _LINK)))

_BARE = re.compile(_LINK)

_MARK = re.compile(r"([\\`*<\[~])|(?<![^\W_])(_)|(_)(?![^\W_])|(:)(?=//)")
_BEGINNING = re.compile(r"([0-9]{0,9})([#>+=|~.)-])")  # a heading, a quotation, a list, a fence, a table
_BREAKS = re.compile(r"[ \t\u00a0]|(?:[-+*•·#=|]|\d{1,9}[.)])\s*")
_QUOTED = re.compile(r"(?:> ?){1,40}")
_MARKER = re.compile(r"((?:[-+*]|\d{1,9}[.)]) )\s*(?=\|)")
_RULER = re.compile(r"\|(?: ?:?-{3,}+:? ?\|){1,40}")
_BAR = re.compile(r"(?<!\\)\|")
_TYPED_RULER = re.compile(
    r"^([^\S\n]{0,40}(?:>[^\S\n]?){0,40}[^\S\n]{0,40}\|)(?=[ :|-]{1,400}+[^\S\n]*+$)", re.MULTILINE
)

TO_TEXT: Final = str.maketrans({"\u00a0": " ", TYPED: None})
_ENTITY = re.compile(r"&#?\w{1,40};")  # in an address it would be read as what it names
_TAPPED = re.compile(r"\[`([^`\]\n]{1,300}+)`\]\(mailto:[^()\s&]{1,2000}+&body=([^()\s&]{1,900}+)\)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|<(https?://[^\s<>]{1,2000}+)>")


def as_typed(text: str) -> str:
    """Text of a mail without HTML, in which all that looks like more is letters."""
    text = _LOOKS.sub(_with_mark, text)
    if "|" in text:
        text = _TYPED_RULER.sub(rf"\1{TYPED}", text)
    return text.replace("~~", f"~~{TYPED}") if "~~" in text else text


def without_marks(text: str) -> str:
    """`text` without the marks of `as_typed`."""
    return text.replace(TYPED, "")


def with_bare_links(text: str) -> str:
    """`text` of a mail in which links whose words are their address are that address alone."""
    return _BARE.sub(
        lambda found: found[1] if found[1] in (found[2], found[2].removeprefix("mailto:")) else found[0], text
    )


def as_markdown(text: str) -> str:
    """Markdown that shows the words of a mail letter by letter, its structure apart; "" stays ""."""
    lines = "\n".join(str(text).splitlines()).strip("\n").split("\n")
    out: list[str] = []
    depth = row = 0
    while row < len(lines):
        marks, line = _split(lines[row])
        prefix = "> " * marks
        if marks != depth and out and out[-1].strip("> ") and line.strip():
            out.append(("> " * min(marks, depth)).rstrip())  # or the line would belong to the other one
        depth = marks
        table = _table(lines, row)
        if table:
            out += [f"{prefix}{cells}" for cells in table] + [prefix.rstrip()]
            row += 1 + _rows(lines, row)
            continue
        out.append(f"{prefix}{_line(line)}{_break(lines, row)}" if line.strip() else prefix.rstrip())
        row += 1
    return "\n".join(out).strip("\n")


def as_text(markdown: str) -> str:
    """Markdown without what `as_markdown` put before letters; a link that writes its words is just these."""
    shown = _TAPPED.sub(lambda tap: f"`{tap[1]}`" if unquote(tap[2]) == tap[1] else tap[0], markdown)
    return _ESCAPED.sub(lambda found: found[1] or found[2], shown).translate(TO_TEXT)


def _with_mark(found: re.Match[str]) -> str:
    bold, picture = found[1], found[2]
    if bold is not None and bold[0] in "#/":
        return found[0]  # a command in stars is a command all the same; its word must not be broken
    begun = 1 if picture is None else 2
    return f"{found[0][:begun]}{TYPED}{found[0][begun:]}"


def _split(line: str) -> tuple[int, str]:
    """How deep a line is quoted, and the rest of it."""
    found = _QUOTED.match(line)
    return (found[0].count(">"), line[found.end() :]) if found else (0, line)


def _break(lines: Sequence[str], row: int) -> str:
    """The break of Markdown where the next line must not flow into this one."""
    if row + 1 == len(lines):
        return ""
    following = _split(lines[row + 1])[1]
    return "  " if following.strip() and _BREAKS.match(following) else ""


def _line(line: str) -> str:
    bare = line.lstrip(" \t\u00a0")
    spaces = len(line[: len(line) - len(bare)].expandtabs(4))
    indent = (
        TYPED + "\u00a0" * min(spaces, _INDENT) if spaces else ""
    )  # a mark, for Markdown drops white space
    words = _words(bare.rstrip())
    begun = _BEGINNING.match(words)
    if begun and not indent:
        words = f"{begun[1]}\\{begun[2]}{words[begun.end() :]}"
    return indent + words


def _words(text: str, *, linked: bool = True) -> str:
    """Letters escaped, what means more kept."""
    pieces: list[str] = []
    last = 0
    for found in _PIECE.finditer(text):
        if found.start() < last:
            continue
        pieces.append(_letters(text[last : found.start()], before=found[4] or found[3]))
        piece, last = _piece(found, linked=linked)
        pieces.append(piece)
    pieces.append(_letters(text[last:]))
    return "".join(pieces)


def _piece(found: re.Match[str], *, linked: bool) -> tuple[str, int]:
    """The Markdown of a piece, and where it ends."""
    bold, struck, _, picture, source, label, target, url = found.groups()
    if bold is not None:
        return f"**{_words(bold, linked=linked)}**", found.end()
    if struck is not None:
        return f"~~{_words(struck, linked=linked)}~~", found.end()
    if source is not None:
        return f"![{_letters(picture)}]({source})", found.end()
    if target is not None:
        return f"[{_label(label)}]({f'<{target}>' if '(' in target else target})", found.end()
    address = bounded(url)
    if not linked or len(address) < len("https://x") or _ENTITY.search(address):
        return _letters(address), found.start() + len(address)
    return f"<{address}>", found.start() + len(address)


def _label(label: str) -> str:
    bold = _WHOLLY.fullmatch(label)
    return f"**{_letters(bold[1])}**" if bold else _letters(label)


def bounded(url: str) -> str:
    """An address as far as it goes: without the stops, quotes and parentheses that only follow it."""
    end = len(url)
    opened, closed = url.count("("), url.count(")")
    while end > 0:
        last = url[end - 1]
        if last == ")" and closed > opened:
            closed -= 1
        elif last not in ".,:;!?\"'*~_|[]":
            break
        end -= 1
    return url[:end]


def _letters(text: str, before: str | None = None) -> str:
    """`text` escaped; `before`: a link follows, so that a "!" would make it a picture."""
    escaped = _MARK.sub(lambda found: "\\" + found[0], text.replace(TYPED, ""))
    return f"{escaped[:-1]}\\!" if escaped.endswith("!") and not before else escaped


def _is_row(line: str) -> bool:
    return len(line) > 1 and line[0] == "|" and line[-1] == "|"


def _content(lines: Sequence[str], row: int) -> str:
    return _split(lines[row])[1].strip() if row < len(lines) else ""


def _rows(lines: Sequence[str], row: int) -> int:
    """How many rows of the same table follow."""
    depth, count = _split(lines[row])[0], 0
    while _is_row(_content(lines, row + count + 1)) and _split(lines[row + count + 1])[0] == depth:
        count += 1
    return count


def _table(lines: Sequence[str], row: int) -> list[str]:
    """The lines of the table that begins here, its list mark above it; [] where none does."""
    first = _content(lines, row)
    marker = _MARKER.match(first)
    first = first[marker.end() :] if marker else first
    ruler = _content(lines, row + 1)
    if not (_is_row(first) and _RULER.fullmatch(ruler)):
        return []
    more = [_content(lines, row + 1 + number) for number in range(1, _rows(lines, row))]
    above = [_line(marker[1]), ""] if marker else [""]
    return [*above, _cells(first), ruler, *(_cells(line) for line in more)]


def _cells(line: str) -> str:
    cells = (cell.strip().replace("\\|", "|") for cell in _BAR.split(line[1:-1]))
    return "| " + " | ".join(_words(cell).replace("|", "\\|") for cell in cells) + " |"
