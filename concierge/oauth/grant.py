"""What a token server gives, and how it says no; the two providers' modules speak in these."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from cases.errors import TemporaryError
from cases.sasl import masked

USUAL = 600.0  # seconds, where a token server does not say (RFC 6749 section 5.1)
LONGEST_LIFE = 86_400.0  # seconds after which a token is renewed whatever its server says
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]++=*+")  # b64token (RFC 6750 section 2.1)
LONGEST = 300  # characters of a server's words that are shown


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token with its `lifetime` in seconds (RFC 6749 section 5.1).

    `refresh_token`: a new one to use from now on, None where the old one stays; `signed_in`: who gave
    consent, "" where it is not told.
    """

    access_token: str = field(repr=False)
    lifetime: float
    refresh_token: str | None = field(default=None, repr=False)
    signed_in: str = ""


class RefusedError(Exception):
    """The token server's no (RFC 6749 section 5.2): `error` is its code, `description` its words."""

    def __init__(self, error: str, description: str = "") -> None:
        super().__init__(f"{error}: {description}" if description else error)


class LaterError(TemporaryError):
    """The token server wants to be left alone for so many seconds (RFC 9110 section 10.2.3)."""

    def __init__(self, text: str, seconds: float) -> None:
        super().__init__(text)
        self.seconds = seconds


def is_token(word: str) -> bool:
    """Whether it can stand in a login as an access token: nothing that ends a line, nothing invisible."""
    return _TOKEN.fullmatch(word) is not None


def lifetime(raw: object) -> float:
    """Seconds of `expires_in`, a number or its digits; where it is missing or odd, USUAL."""
    try:
        seconds = float(raw) if isinstance(raw, int | float | str) and not isinstance(raw, bool) else USUAL
    except OverflowError:
        return LONGEST_LIFE
    except ValueError:
        return USUAL
    return min(seconds, LONGEST_LIFE) if seconds > 0 else USUAL


def shown(words: str, *secrets: str | None) -> str:
    """A server's words on one line, cut, without the secrets that it may say back to us."""
    words = masked(words, *secrets)
    line = " ".join("".join(char if char.isprintable() else " " for char in words).split())
    for tail in (" Trace ID:", " Correlation ID:", " Timestamp:"):  # of Microsoft; they change each time
        line = line.partition(tail)[0]
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
