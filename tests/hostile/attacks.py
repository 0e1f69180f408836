"""Texts that hang careless readers: atoms, their pairs, and what an expression itself asks to be given.

For each repeat in an expression there is what comes before it, one round of it, and something that it cannot
end with: pumped, that is the text on which a backtracking matcher tries every way to divide.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import islice
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

ATOMS = (
    "a", "x", " ", "\n", "\t", "0", "1,", "9.", "-", "_", "*", "`", "~", "#", ">", "> ", "<", "(", ")", "[",
    "]", "](", "![](", "[](", "{", "}", "|", "\\", "/", ":", ";", ",", ".", "!", "?", "=", "&", "%", "@",
    "a@", "a.", "@a.b", "'", "\"", "“", "’", "\xa0", "\u200b", "é", "é", "😀", "\r\n", "\x00", "- ",
    "-- \n", "1. ", "\n\n", "re: ", "on ", "Op 3 ", "From: a\n", "http://", "<a@b>", "=?utf-8?q?", "&amp;",
    "<b>", "</b>", "<!--", "  \n", "|-", "**", "__", "~~", "[a]: ", "\ufeff", "\u202e",
)  # fmt: skip
ENDS = ("", "\x01", "!x", "\n\x01")
LONGEST_REPEAT = 40  # a repeat that may go on for longer than this is pumped
_CLASS = {
    op.CATEGORY_DIGIT: "0",
    op.CATEGORY_NOT_DIGIT: "a",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_NOT_SPACE: "a",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_WORD: " ",
}
_TRIED = "a0 \n-x.,:;>*_@/'\"\t#A(\u00e9\u00a0[]<=" + string.printable


def pumped(pattern: str | bytes, flags: int) -> Iterator[tuple[str, str, str]]:
    """(before, what is repeated, end) of the texts that an expression finds hardest."""
    words = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    tree = list(_parser.parse(words, (flags & ~re.UNICODE) | (re.ASCII if isinstance(pattern, bytes) else 0)))
    whole = _example(tree)
    texts = [("", whole), ("", whole + " ")]
    for before, round_ in _repeats(tree, ""):
        texts += [(before, round_), ("", before + round_ * 3), ("", before)]
    for before, round_ in dict.fromkeys(texts):
        if round_:
            yield from ((before, round_, end) for end in ENDS)


def _repeats(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """(what comes before, one round) for every repeat that may be long, outer ones and inner ones."""
    for kind, argument in nodes:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _, most, inside = argument
            if most > LONGEST_REPEAT:
                for round_ in islice(dict.fromkeys(_examples(list(inside))), 6):
                    yield before, round_
            yield from _repeats(list(inside), before)
        elif kind is op.SUBPATTERN:
            yield from _repeats(list(argument[-1]), before)
        elif kind is op.ATOMIC_GROUP:
            yield from _repeats(list(argument), before)
        elif kind is op.BRANCH:
            for branch in argument[1]:
                yield from _repeats(list(branch), before)
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            yield from _repeats(list(argument[1]), before)
        elif kind is op.GROUPREF_EXISTS:
            for branch in argument[1:]:
                yield from _repeats(list(branch or ()), before)
        before += _example([(kind, argument)])


def _example(nodes: list[Any]) -> str:
    return next(_examples(nodes))


def _examples(nodes: list[Any]) -> Iterator[str]:
    """Some texts that match, the first the plainest; what looks around or back counts as nothing."""
    if not nodes:
        yield ""
        return
    head, rest = nodes[0], _example(nodes[1:])
    for one in _of_one(*head):
        yield one + rest
    if len(nodes) > 1:
        plain = next(_of_one(*head))
        for others in islice(_examples(nodes[1:]), 1, 6):
            yield plain + others


def _of_one(kind: Any, argument: Any) -> Iterator[str]:
    if kind is op.LITERAL:
        yield chr(argument)
    elif kind is op.NOT_LITERAL:
        yield from (char for char in _TRIED if ord(char) != argument)
    elif kind is op.ANY:
        yield from "a \t0x"
    elif kind is op.IN:
        yield from _of_class(argument)
    elif kind is op.BRANCH:
        for branch in argument[1]:
            yield _example(list(branch))
    elif kind is op.SUBPATTERN:
        yield from _examples(list(argument[-1]))
    elif kind is op.ATOMIC_GROUP:
        yield from _examples(list(argument))
    elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, inside = argument
        for one in islice(_examples(list(inside)), 4):
            yield one * max(least, 1 if least else 0)
            if not least and most:
                yield one
    else:
        yield ""


def _of_class(items: list[Any]) -> Iterator[str]:
    refused = bool(items) and items[0][0] is op.NEGATE
    found = False
    for kind, argument in items:
        if refused:
            continue
        found = True
        if kind is op.LITERAL:
            yield chr(argument)
        elif kind is op.RANGE:
            yield chr(argument[0])
        elif kind is op.CATEGORY:
            yield _CLASS[argument]
    if refused:
        allowed = re.compile("[^" + "".join(map(_written, items[1:])) + "]")
        for char in _TRIED:
            if allowed.match(char):
                found = True
                yield char
    if not found:
        yield ""


def _written(item: tuple[Any, Any]) -> str:
    kind, argument = item
    if kind is op.LITERAL:
        return re.escape(chr(argument))
    if kind is op.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return {
        op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
        op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
    }[argument]  # fmt: skip
