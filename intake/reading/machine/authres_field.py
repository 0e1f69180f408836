"""One Authentication-Results field read by its grammar (RFC 8601 section 2.2, RFC 2045 section 5.1).

    field    = [id [version]] *(";" [result]) / id [version] ";" "none"
    result   = method ["/" version] "=" keyword *(name "=" value)
    name     = keyword ["." keyword]
    value    = (word / quoted-string) ["@" domain]

with white space and comments (nested) between any two of these, never inside. A field that breaks this
anywhere proves nothing, because what stands behind the break may be words of the sender; it may still tell of
a failed dmarc, because nobody says that of himself. What hosts
really write is wider than the RFC in six places, each without a way to make one result look like another:

- the id is missing (Microsoft 365), and with it a bare domain may stand between two semicolons;
- a semicolon stands at the end, or two in a row (OpenDKIM, Yahoo);
- keywords hold underscores (Fastmail);
- a property has no type in front: `action=none`, `x-bits=2048` (Microsoft 365, Fastmail);
- a value without quotes holds any of `<>@,:/[]?` (IPv6 addresses, signatures in base64, `<>`);
- it holds `=` too (bounce addresses, base64), where it stands directly behind the equals sign.

Values are given as they stand: nothing is decoded (RFC 2047), since an encoded semicolon is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.reading.machine.authres_tokens import Is, Token, tokens

MAX_FIELD = 20_000  # characters; a longer field does not parse

_KEYWORD = re.compile(r"[a-z0-9_-]+", re.I | re.A)
_METHOD = re.compile(r"([a-z0-9_-]+)(?:/([0-9]+))?", re.I | re.A)
_PROPERTY = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)?", re.I | re.A)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_FAILURE = re.compile(r"(?<![\w.-])dmarc(?:/1)?\s*=\s*fail(?![\w=-])", re.I | re.A)
_JOINTS = (".", "/")  # white space may stand around these inside a name


@dataclass(frozen=True, slots=True)
class Result:
    """One result of a field: method "dkim", result "pass", properties {"header.d": "example.org"}.

    Method, result and names in lower case; values as written, without their quotes. A method in a
    version that nobody has defined has the result "".
    """

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """The values of the properties of that name, in their order."""
        return tuple(value for key, value in self.properties if key == name)


FAILED = Result("dmarc", "fail")


@dataclass(frozen=True, slots=True)
class Field:
    """What a field says. authserv_id: lower case, "" where it has none; known also of a broken field.

    whole: it parsed to its end; without that there are no results, and it may `tells_of_failure`: the words
    dmarc=fail stand in it. A whole field without results that `says_none` speaks of every method.
    """

    authserv_id: str
    results: tuple[Result, ...] = ()
    whole: bool = True
    says_none: bool = False
    tells_of_failure: bool = False


class _BrokenError(ValueError):
    """The field does not follow the grammar."""


def read_field(value: str) -> Field:
    """A field's value (folded or not) taken apart; total, and linear in its length."""
    found, sound = tokens(value[:MAX_FIELD])
    reader = _Reader(found)
    authserv_id = reader.identity()
    if not sound or len(value) > MAX_FIELD:
        return _broken(authserv_id, value)
    try:
        return reader.field(authserv_id)
    except _BrokenError:
        return _broken(authserv_id, value)


def _broken(authserv_id: str, value: str) -> Field:
    return Field(authserv_id, whole=False, tells_of_failure=_FAILURE.search(value) is not None)


class _Reader:
    """The tokens of one field, read from left to right. Its methods raise _BrokenError."""

    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _is(self, *kinds: Is) -> bool:
        return self._now.kind in kinds

    def identity(self) -> str:
        """The authserv-id, lower case; "" where the field begins with a result. Raises nothing."""
        self._name()
        begins_with_result = self._is(Is.EQUALS)
        self._at = 0
        if begins_with_result or not self._is(Is.WORD, Is.QUOTED):
            return ""
        return self._take().text.lower() or '""'

    def field(self, authserv_id: str) -> Field:
        """Everything behind the id."""
        if authserv_id:
            if self._is(Is.WORD) and self._take().text != "1":  # no other version is defined
                raise _BrokenError
            self._expect(Is.SEMICOLON)
        results: list[Result] = []
        says_none = False
        while not self._is(Is.END):
            if not self._is(Is.SEMICOLON):
                lone = self._lone_word()
                if lone.lower() == "none" and authserv_id:
                    says_none = True
                elif not lone or authserv_id or not _DOMAIN.fullmatch(lone):
                    results.append(self._result())
            if not self._is(Is.END):
                self._expect(Is.SEMICOLON)
        if says_none and results:
            raise _BrokenError
        return Field(authserv_id, tuple(results), says_none=says_none)

    def _lone_word(self) -> str:
        """The word that is alone between two semicolons, read past; "" where there are more."""
        if self._is(Is.WORD) and self._tokens[self._at + 1].kind in (Is.SEMICOLON, Is.END):
            return self._take().text
        return ""

    def _result(self) -> Result:
        method = _METHOD.fullmatch(self._name())
        self._expect(Is.EQUALS)
        verdict = self._expect(Is.WORD).text
        if method is None or not _KEYWORD.fullmatch(verdict):
            raise _BrokenError
        properties: list[tuple[str, str]] = []
        while not self._is(Is.SEMICOLON, Is.END):
            if not self._now.apart:
                raise _BrokenError
            name = self._name()
            if not _PROPERTY.fullmatch(name):
                raise _BrokenError
            self._expect(Is.EQUALS)
            properties.append((name.lower(), self._value()))
        is_known = method[2] in (None, "1")
        return Result(method[1].lower(), verdict.lower() if is_known else "", tuple(properties))

    def _name(self) -> str:
        """The words up to what is no part of a name any more, white space around dots taken out."""
        pieces: list[str] = []
        while self._is(Is.WORD):
            if pieces and not (pieces[-1].endswith(_JOINTS) or self._now.text.startswith(_JOINTS)):
                break
            pieces.append(self._take().text)
        return "".join(pieces)

    def _value(self) -> str:
        """A value without its quotes. What touches it without belonging to it breaks the field."""
        if self._is(Is.QUOTED):
            text = self._take().text
            if self._is(Is.WORD) and not self._now.apart and self._now.text.startswith("@"):
                text += self._take().text
            return text
        if self._now.apart:
            return self._expect(Is.WORD).text
        pieces: list[str] = []
        while self._is(Is.WORD, Is.EQUALS) and not self._now.apart:
            pieces.append(self._take().text)
        if not pieces:
            raise _BrokenError
        return "".join(pieces)

    def _take(self) -> Token:
        token = self._now
        self._at += 1
        return token

    def _expect(self, kind: Is) -> Token:
        if not self._is(kind):
            raise _BrokenError
        return self._take()
