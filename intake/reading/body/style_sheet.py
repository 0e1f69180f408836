"""Style sheets of HTML mail, as far as it takes to say what they may do to an element.

Only the last part of a selector is compared ("td.a > p.b" as "p.b"; attributes and pseudo-classes as if they
held), so that a rule may be taken to match more than it does and never less; and no order of rules is
computed. Linear: at most `MAX_RULES` rules, each compared with elements that share its class, id or tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from selectolax.lexbor import LexborNode

MAX_RULES = 100  # that matter, in one mail
MAX_SHEET = 200_000  # characters

Declarations = Mapping[str, str]

_BRACE = re.compile(r"[{}]")
_SPACE = re.compile(r"\s+")
_COMBINATOR = re.compile(r"[\s>+~]+")
_PSEUDO = re.compile(r":{1,2}[a-z-]+|\[[^\[\]]*\]|\([^()]*\)", re.I)
_MARK = re.compile(r"[.#][\w-]+")
_COMPOUND = re.compile(r"(\*|[a-z][a-z0-9-]*)?((?:[.#][\w-]+)*)", re.I)


_Part = tuple[str, frozenset[str]]
"""The last part of a selector: its tag ("" = any), and its classes and ids with their mark."""


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """What is declared for each part, by a mark of it (or its tag) under which an element finds it."""

    _parts: Mapping[str, Mapping[_Part, Declarations]]

    def declared(self, node: LexborNode) -> Declarations:
        """Everything that some rule may declare for this element; of two values one of them."""
        if not self._parts:
            return {}
        attributes = node.attributes
        tag = (node.tag or "").lower()
        marks = {f".{name}" for name in (attributes.get("class") or "").lower().split()[:MAX_RULES]}
        if attributes.get("id"):
            marks.add(f"#{(attributes['id'] or '').lower()}")
        found: dict[str, str] = {}
        for key in ("", tag, *sorted(marks)):
            for (its_tag, its_marks), declared in self._parts.get(key, {}).items():
                if its_tag in ("", tag) and its_marks <= marks:
                    found.update(declared)
        return found


def style_sheet(text: str, *, matters: Callable[[Declarations], bool]) -> StyleSheet | None:
    """The rules whose declarations matter; None where there are too many, or one cannot be understood."""
    parts: dict[str, dict[_Part, dict[str, str]]] = {}
    count = 0
    for selectors, declared in _rules(text):
        if not matters(declared):
            continue
        for selector in selectors.split(","):
            count += 1
            last = _COMBINATOR.split(_PSEUDO.sub("", selector.strip()).strip())[-1]
            compound = _COMPOUND.fullmatch(last)
            if compound is None or count > MAX_RULES:
                return None
            tag = (compound[1] or "").lower().removeprefix("*")
            marks = frozenset(_MARK.findall(compound[2].lower()))
            same = parts.setdefault(min(marks, default=tag), {}).setdefault((tag, marks), {})
            same.update(declared)
    return StyleSheet(parts)


def _rules(sheet: str) -> Iterator[tuple[str, Declarations]]:
    """(selectors, declarations); the rules inside @media are rules like any other."""
    text = _without_comments(sheet[:MAX_SHEET])
    selectors, last, opened = "", 0, False
    for brace in _BRACE.finditer(text):
        piece, last = text[last : brace.start()], brace.end()
        if brace[0] == "}" and opened and not selectors.startswith("@"):
            yield selectors, declarations(piece)
        selectors, opened = piece.rpartition(";")[2].strip(), brace[0] == "{"


@lru_cache(maxsize=512)
def declarations(style: str) -> Declarations:
    """Declarations by name, lower case, without white space; a shorthand gives the colour that it holds.

    "escaped" where a backslash may spell anything.
    """
    if not style:
        return {}
    text = _SPACE.sub("", _without_comments(style)).lower()
    declared: dict[str, str] = {"escaped": "yes"} if "\\" in text else {}
    for part in text.split(";"):
        name, _, value = part.partition(":")
        declared[name] = value.partition("!important")[0]
    if "background" in declared:
        declared.setdefault("background-color", declared["background"])
    return declared


def _without_comments(style: str) -> str:
    """CSS comments taken out, and the marks that hide a style sheet from old clients."""
    first, *rest = style.split("/*")
    pieces = [first, *(piece.partition("*/")[2] for piece in rest)]
    return "".join(pieces).replace("<!--", " ").replace("-->", " ")
