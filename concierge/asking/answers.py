"""What was typed, read as a value; pure.

ValueError has the rest of a sentence, as in the configuration; `WrongError` names a row of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from concierge.asking.servers import NoServerError, Server, read_server
from concierge.asking.weeks import english_week
from concierge.config import values as value
from concierge.config.countries import country_named
from concierge.config.hours import parse_holidays, parse_week
from concierge.config.oauth import client_id_text

NONE = ("none", "geen", "-", "nobody", "niemand")
ANYONE = ("anyone", "iedereen", "*", "everyone", "everybody", "anybody")
LANGUAGES = {
    **dict.fromkeys(("english", "engels"), "en"),
    **dict.fromkeys(("dutch", "nederlands", "vlaams"), "nl"),
}
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_BETWEEN = re.compile(r"[\s,;]+")


class WrongError(ValueError):
    """What was typed cannot be taken; `row` says why, with `fields`."""

    def __init__(self, row: str, **fields: str) -> None:
        super().__init__(row)
        self.row, self.fields = row, fields


def secret(typed: str) -> str:
    if typed and not typed.isprintable():
        raise WrongError("secret")
    return typed


def client_secret(typed: str) -> str:
    """The secret of an application; a value of Microsoft's is no GUID, which its Secret ID is."""
    if _GUID.fullmatch(typed.strip()):
        raise WrongError("secret id")
    return secret(typed)


def agreed_to(word: str) -> str:
    if word == "no":
        raise WrongError("shorter")
    return word


def client_id_or_none(typed: str) -> str:
    return client_id_text(typed) if typed else ""


def day_or_none(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise WrongError("day") from None


def server(typed: str, kind: str) -> Server:
    try:
        return read_server(typed, kind)
    except NoServerError as error:
        raise WrongError(error.row, example=error.example) from None


def username(written: str, address: str) -> str:
    local, _, domain = address.rpartition("@")
    for mark, word in (("ADDRESS", address), ("LOCALPART", local), ("DOMAIN", domain)):
        written = written.replace(f"%EMAIL{mark}%", word)
    return written if written and written.isprintable() and "%" not in written else address


def languages(typed: str) -> tuple[str, ...]:
    words = [LANGUAGES.get(word, word) for word in _words(typed.lower()) if word not in ("and", "&")]
    return value.languages(list(dict.fromkeys(words)))  # "Nederlands en Engels" has the code of one in it


def holidays(typed: str, today: date) -> list[str]:
    words = [] if typed.casefold() in NONE else [code for part in _parts(typed) for code in _countries(part)]
    parse_holidays(list(words), today)
    return words


def _parts(typed: str) -> list[str]:
    return [part.strip() for part in re.split("[,;]", typed) if part.strip()]


def _countries(part: str) -> list[str]:
    """A country by its name, which may be several words, or words one by one."""
    whole = country_named(part)
    return [whole] if whole else [country_named(word) or word.upper() for word in _words(part)]


def week(typed: str) -> str:
    """As the configuration writes it, from days and hours in either language ("ma-vr 9-17")."""
    written = english_week(typed)
    parse_week(written)
    return written


def choice(typed: str, choices: Mapping[str, Iterable[str]]) -> str:
    """The choice that what was typed names, itself or by words of one language; "" where none does."""
    words = typed.casefold().strip(" .,;!").replace(",", " ").split()
    for each, languages in choices.items():
        if words == [each] or (words and any(set(words) <= set(known.split()) for known in languages)):
            return each
    return ""


def persons_address(typed: str, own: str, others: list[str]) -> str:
    address = value.address(typed)
    if _is_own(address, own):
        raise WrongError("own address")
    if address.lower() in (other.lower() for other in others):
        raise WrongError("address twice")
    return address


def addresses_of_leads(typed: str, own: str) -> tuple[str, ...]:
    if typed.casefold() in NONE:
        return ()
    found = value.listed(value.address)(_words(typed))
    if any(_is_own(address, own) for address in found):
        raise WrongError("own address")
    return found


def senders(typed: str, own: str) -> tuple[str, ...]:
    if typed.casefold() in ANYONE:
        return ()
    words = [word if "@" in word else f"@{word}" for word in _words(typed)]
    found = value.listed(value.sender_pattern)(words)
    if any(_is_own(sender, own) for sender in found):
        raise WrongError("own sender")
    return found


def _is_own(address: str, own: str) -> bool:
    """Whether it reaches the service's own mailbox, with or without a plus part."""
    local, _, domain = address.lower().rpartition("@")
    return own.lower() in (address.lower(), f"{local.partition('+')[0]}@{domain}")


def _words(typed: str) -> list[str]:
    return [word for word in _BETWEEN.split(typed) if word]


def unquoted(typed: str) -> str:
    words = typed.strip()
    return words[1:-1].strip() if len(words) > 1 and words[0] == words[-1] and words[0] in "\"'" else words
