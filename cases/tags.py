"""The public name of a case, "LC-12": written, read as people type it, and found in subjects and text.

One place, so that no reader of it forgets the prefix: "HR-12" is a case of another service. A number has
nine digits at most, and capitals make no difference.
"""

from __future__ import annotations

import re

_TYPED = re.compile(r"\[?(?:([a-z][a-z0-9]*)-)?(\d{1,9})\]?", re.IGNORECASE)


def tag(prefix: str, case: int) -> str:
    """ "LC-12"."""
    return f"{prefix}-{case}"


def case_number(typed: str, prefix: str) -> int | None:
    """The number in "LC-12", "[lc-12]" or "12"; None where it names no case of ours."""
    match = _TYPED.fullmatch(typed.strip())
    if match is None or (match[1] and match[1].upper() != prefix.upper()):
        return None
    return int(match[2])


def tagged(subject: str, prefix: str) -> tuple[int, ...]:
    """Cases whose tag stands in a subject: "Re: [LC-12] Talks"."""
    return tuple(int(number) for number in _in_brackets(prefix).findall(subject))


def untagged(subject: str, prefix: str) -> str:
    """The subject with a blank in place of each tag."""
    return _in_brackets(prefix).sub(" ", subject)


def named(text: str, prefix: str) -> tuple[int, ...]:
    """Cases that a text names, in brackets or not: "see LC-9"."""
    pattern = re.compile(rf"\b{re.escape(prefix)}-(\d{{1,9}})\b", re.IGNORECASE)
    return tuple(int(number) for number in pattern.findall(text))


def _in_brackets(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"\[{re.escape(prefix)}-(\d{{1,9}})\]", re.IGNORECASE)
