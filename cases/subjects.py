"""What a subject is about, without what clients and gateways put before and behind it.

The base subject of RFC 5256, section 2.1, with the reply and forward words of all languages instead of
English ones, and with the marks of gateways ("[EXTERNAL]", "{Spam?}"), from the tables in `cases.wordlists`.
Other brackets stay where a subject is shown, and do not count where two are compared. Linear: only the first
`LONGEST` characters are looked at.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Final

from cases.tags import untagged
from cases.wordlists import rows, words

LONGEST: Final = 2000
_PREFIX: Final = re.compile(
    r"\s*+(?P<word>[^\W\d_][^:：\[\](){}<>*^\n]{0,20}?)\.?\s?"
    r"(?:\[\d{1,4}\]|\(\d{1,4}\)|\*\d{1,4}|\^\d{1,4})?\s{0,3}[:：]\s*+"
)
_LEADING: Final = re.compile(
    r"\s*+(?:\[([^\[\]\n]{1,60})\]|\{([^{}\n]{1,60})\}|\(([^()\n]{1,60})\)|\*{2,5}([^*\n]{1,60})\*{2,5}"
    r"|<([^<>\n]{1,60})>)\s*+"
)
_TRAILING: Final = re.compile(r"(?:\[([^\[\]\n]{1,60})\]|\(([^()\n]{1,60})\))\s*+$")
_WRAPPED: Final = re.compile(r"\[\s{0,3}fwd?\s{0,3}:\s{0,3}(.{0,1990})\]", re.IGNORECASE)
_BLOB: Final = re.compile(r"\s*+\[[^\[\]\n]{0,200}\]\s*+")


def folded(text: str) -> str:
    """Case folded, the Turkish dotted capital too."""
    return text.casefold().replace("i\u0307", "i")


_MEANING: Final = {folded(row["word"]): row["means"] for row in rows("subject_prefixes")}
_BRACKETED: Final = frozenset(words("gateway_marks", form="bracketed"))
_EXACT: Final = frozenset(word for word in _BRACKETED if not word.endswith("*"))
_BEGINNINGS: Final = tuple(word[:-1] for word in _BRACKETED if word.endswith("*"))
_BEFORE_COLON: Final = frozenset(words("gateway_marks", form="colon"))
_BEFORE_MARK: Final = frozenset(words("gateway_marks", form="before"))  # only with another of them behind it
_ABSENT: Final = frozenset(words("gateway_marks", form="absent"))
"""What clients write where there is no subject, in brackets."""


def prefix_of(subject: str) -> str:
    """ "forward" or "reply" for the first prefix of a subject ("FW:", "Doorst:", "Re:"), else "".

    Marks of gateways and tags in brackets before it do not count.
    """
    text = subject[:LONGEST]
    for _ in range(4):
        found = _PREFIX.match(text)
        if found is not None:
            return _meaning(found["word"])
        blob = _BLOB.match(text)
        if blob is None:
            return ""
        text = text[blob.end() :]
    return ""


def without_prefix(subject: str) -> str:
    """A subject without its first prefix, and without what stands in brackets before that."""
    if not prefix_of(subject):
        return subject.strip()
    text = subject[:LONGEST]
    while (blob := _BLOB.match(text)) is not None:
        text = text[blob.end() :]
    found = _PREFIX.match(text)
    return (text[found.end() :] if found else text).strip()


def base_subject(subject: str, tag_prefix: str = "") -> str:
    """A subject without prefixes, tags of our cases (of `tag_prefix`) and marks of gateways, on one line."""
    text = " ".join(subject[:LONGEST].split())
    if tag_prefix:
        text = " ".join(untagged(text, tag_prefix).split())
    before = None
    while text != before:
        before, text = text, _shorter(text)
    return text


def same_subject(one: str, other: str, tag_prefix: str = "") -> bool:
    """Whether two subjects are about the same; one without a letter or digit is about anything."""
    compared = _compared(one, tag_prefix), _compared(other, tag_prefix)
    return not all(compared) or compared[0] == compared[1]


def _compared(subject: str, tag_prefix: str) -> str:
    text = base_subject(subject, tag_prefix)
    before = None
    while text != before:
        before = text
        blob = _BLOB.match(text)
        text = base_subject(text[blob.end() :] if blob else text) or text
    compared = " ".join(re.findall(r"\w+", folded(text)))
    return "" if text.startswith("(") and compared in _ABSENT else compared


def _shorter(text: str) -> str:
    """Without the first thing that does not belong to it."""
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped is not None:
        return wrapped[1].strip()
    found = _PREFIX.match(text)
    if found is not None and (_meaning(found["word"]) or folded(found["word"]) in _BEFORE_COLON):
        return text[found.end() :]
    if found is not None and folded(found["word"]) in _BEFORE_MARK:
        marked = _PREFIX.match(text, found.end())
        if marked is not None and folded(marked["word"]) in _BEFORE_COLON:
            return text[found.end() :]
    leading = _LEADING.match(text)
    if leading is not None and _is_mark(leading[1] or leading[2] or leading[3] or leading[4] or leading[5]):
        return text[leading.end() :].lstrip(":-– ")
    trailing = _TRAILING.search(text)
    if trailing is not None and _is_trailing(trailing[1] or trailing[2]):
        return text[: trailing.start()].rstrip()
    return text


def _meaning(word: str) -> str:
    found = _MEANING.get(folded(word.strip().rstrip(".")), "")
    if found == "either":  # "VS:" answers in Finnish as "Vs:", forwards in Danish as "VS:"
        return "forward" if word[1:2].isupper() else "reply"
    return found


def _is_mark(word: str) -> bool:
    inner = folded(" ".join(word.split())).strip("*: ")
    return inner in _EXACT or any(map(partial(_is_numbered, inner), _BEGINNINGS))


def _is_numbered(word: str, beginning: str) -> bool:
    """ "sec=" takes anything; what follows "ticket" or "#" has a number, unlike "[Case study]"."""
    rest = word.removeprefix(beginning)
    return len(rest) < len(word) and (beginning.endswith("=") or any(map(str.isdigit, rest)))


def _is_trailing(word: str) -> bool:
    return folded(word).strip() in ("fwd", "fw") or _is_mark(word)
