"""What a log may not hold: addresses of people, and words that an error quotes from somebody's mail.

Records name persons by the numbers of their cases and mails (`case=17 inbound=203`), which lead to the
names in the database and nowhere else: a log is kept, copied and searched by more people than the service
has. Replies of servers and messages of errors hold addresses all the same, so this is the last thing that
happens to every record, those of libraries included.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Collection, Mapping, MutableMapping
from types import MappingProxyType, TracebackType
from typing import Any

ADDRESS = "[address]"
QUOTED = "'…'"
LONGEST = 2000  # characters of one value

_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:=']{1,64}@[^\s<>()\[\]\",;:='`]{1,255}")
_ROW = "DETAIL:"  # PostgreSQL goes on with the whole row
_PLACES = frozenset({"mailbox", "folder", "file"})  # said by the configuration or the command, not by a mail
_MADE_HERE = frozenset({"at", "level", "event", "exception"})

ExceptionInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class Nameless:
    """A processor of structlog; `own`: addresses that may stand, those of the service.

    `called`: what stands for an address.
    """

    def __init__(self, own: Collection[str] = (), called: Mapping[str, str] = MappingProxyType({})) -> None:
        self._own = frozenset(address.lower() for address in own)
        self._called = {address.lower(): name for address, name in called.items()}

    def __call__(self, _: Any, __: str, record: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in record.items():
            if key not in _PLACES and key not in _MADE_HERE:
                record[key] = self._without(value)
        for key in ("event", "exception"):
            if isinstance(record.get(key), str):
                record[key] = self.masked(record[key])
        return record

    def masked(self, text: str) -> str:
        """The text without addresses but our own."""
        return _ADDRESS.sub(self._masked_one, text)

    def _masked_one(self, found: re.Match[str]) -> str:
        before = "`" if found[0].startswith("`") else ""  # of a command to type: `concierge login ADDRESS`
        address = found[0].removeprefix(before).rstrip(".")
        if address.lower() in self._own:
            return found[0]
        name = self._called.get(address.lower(), ADDRESS)
        return before + name + found[0][len(before) + len(address) :]

    def _without(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._without(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._without(each) for each in value]
        if isinstance(value, bool | int | float) or value is None:
            return value
        return self.masked(str(value)[:LONGEST])


def told(exc_info: ExceptionInfo) -> str:
    """An error and what led to it: the places in the program, and messages without what they quote.

    What Python, a library or a database quotes may be somebody's words: where it came from is enough to find
    the fault, and the mail itself is in the database.
    """
    chain: list[BaseException] = []
    error: BaseException | None = exc_info[1]
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(_one(each) for each in reversed(chain))


def _one(error: BaseException) -> str:
    places = "".join(traceback.format_tb(error.__traceback__))
    message = str(error)[:LONGEST].partition(_ROW)[0]
    marks = [place for place, char in enumerate(message) if char in "'\""]
    if len(marks) > 1:  # from the first to the last: an apostrophe between them pairs with nothing
        message = message[: marks[0]] + QUOTED + message[marks[-1] + 1 :]
    return f"Traceback (most recent call last):\n{places}{type(error).__name__}: {' '.join(message.split())}"
