"""Which folder is meant: the Sent folder under its many names, and a wanted name on a given server."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Last path component, lower case, most telling first. English, then Dutch.
SENT_NAMES = (
    "sent",
    "sent items",
    "sent messages",
    "sent mail",
    "verzonden items",
    "verzonden",
    "verzonden berichten",
    "verzonden e-mail",
    "verzonden objecten",
)
# Where a Sent folder may live beside the top level (Courier and Cyrus; Gmail; Gmail in Germany and the UK).
PARENTS = ("", "inbox", "[gmail]", "[google mail]")


_SHIFTED = re.compile(r"&([A-Za-z0-9+,]*+)-")


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder as LIST shows it: `flags` as spelt by the server, `delimiter` "" in a flat store."""

    name: str
    flags: frozenset[str] = frozenset()
    delimiter: str = "/"

    @property
    def selectable(self) -> bool:
        return not {flag.lower() for flag in self.flags} & {"\\noselect", "\\nonexistent"}

    @property
    def parent_and_leaf(self) -> tuple[str, str]:
        if not self.delimiter:
            return "", self.name
        parent, _, leaf = self.name.rpartition(self.delimiter)
        return parent, leaf


def folder_name(octets: bytes | str) -> str:
    """A name as LIST gives it: in modified UTF-7 (RFC 3501 §5.1.3), else as it is, best as UTF-8."""
    if isinstance(octets, str):
        octets = octets.encode("utf-8", "replace")
    if octets.isascii():
        try:
            return _SHIFTED.sub(_unshifted, octets.decode())
        except UnicodeDecodeError:
            pass
    return octets.decode("utf-8", "replace")


def _unshifted(match: re.Match[str]) -> str:
    coded = match[1].replace(",", "/")
    letters = f"+{coded}-".encode().decode("utf-7") if coded else "&"
    half = any("\ud800" <= letter <= "\udfff" for letter in letters)  # of a surrogate pair
    return match[0] if half else letters


def special_folder(use: str, folders: Iterable[Folder]) -> str | None:
    """The folder for `use` ("sent", "archive", "trash" …): its attribute (RFC 6154), then known names.

    Known names exist for "sent" only. A guess is made at the top level and below INBOX or [Gmail],
    so that a project folder called "Clients/Sent" is never taken.
    """
    usable = [folder for folder in folders if folder.selectable]
    wanted = "\\" + use.lower()
    for folder in usable:
        if wanted in {flag.lower() for flag in folder.flags}:
            return folder.name
    if use.lower() != "sent":
        return None
    named = {
        folder.parent_and_leaf[1].lower(): folder.name
        for folder in reversed(usable)
        if folder.parent_and_leaf[0].lower() in PARENTS
    }
    return next((named[name] for name in SENT_NAMES if name in named), None)


def existing_folder(name: str, folders: Iterable[Folder], prefix: str | None) -> str | None:
    """The folder that `name` ("Processed", "Service/Done") means here, or None if none can be opened.

    "/" stands for the server's delimiter. `prefix` is the personal namespace ("INBOX."), None where the
    server does not tell: then what lies below INBOX counts too.
    """
    usable = [folder for folder in folders if folder.selectable]
    found = {
        _comparable(folder.name): folder.name
        for folder in reversed(usable)
        if _comparable(folder.name) in {_comparable(each) for each in places(name, folder.delimiter, prefix)}
    }
    delimiter = usable[0].delimiter if usable else "/"
    wanted = (*places(name, delimiter, prefix), *(found or ()))
    return next((found[_comparable(each)] for each in wanted if _comparable(each) in found), None)


def same_but_for_case(name: str, folders: Iterable[Folder], prefix: str | None) -> str | None:
    """The one folder that differs from `name` in capitals only: on Gmail and Exchange it is the same."""
    found = {
        folder.name
        for folder in folders
        if folder.selectable
        and folder.name.casefold() in {each.casefold() for each in places(name, folder.delimiter, prefix)}
    }
    return found.pop() if len(found) == 1 else None


def places(name: str, delimiter: str, prefix: str | None) -> tuple[str, ...]:
    """Where a folder of this name may lie, the best first: in the personal namespace (RFC 2342)."""
    here = local_name(name, delimiter)
    if here == "INBOX":
        return (here,)
    below = f"INBOX{delimiter}" if prefix is None else prefix
    if not delimiter or not below or here.startswith(below):
        return (here,)
    return (here, below + here) if prefix is None else (below + here, here)


def local_name(name: str, delimiter: str) -> str:
    """`name` with "/" written as this server's hierarchy delimiter, and INBOX in capitals (RFC 3501 §5.1)."""
    parts = name.strip("/").split("/")
    first, mark, rest = parts[0].partition(delimiter) if delimiter else (parts[0], "", "")
    if first.upper() == "INBOX":
        parts[0] = "INBOX" + mark + rest
    return delimiter.join(parts) if delimiter else "/".join(parts)


def cannot_make(name: str, said: str, folders: Sequence[Folder], prefix: str | None) -> str:
    """Why there is no folder `name` and none can be made, in a sentence that says what to do.

    `said`: the server's own words.
    """
    choose = "make it in a mail program, or write a name that is there"
    for folder in folders:
        names = places(name, folder.delimiter, prefix)
        if folder.name in names and not folder.selectable:
            return (
                f'The folder "{name}" is there, but no mail can lie in it (\\Noselect): write another name.'
            )
        inside = {each.rpartition(folder.delimiter)[0] for each in names if folder.delimiter}
        if folder.name in inside and "\\noinferiors" in {flag.lower() for flag in folder.flags}:
            return f'The folder "{folder.name}" takes no folders (\\Noinferiors): write a name at the top.'
    if local_name(name, "/").partition("/")[0].lower() in ("[gmail]", "[google mail]"):
        return (
            f'Google keeps names below "[Gmail]" to itself: write another name than "{name}", as "Processed".'
        )
    return f'The folder "{name}" is not there, and the server does not make it ({said}): {choose}.'


def _comparable(name: str) -> str:
    """Accents as one letter, however a server or a keyboard composes them."""
    return unicodedata.normalize("NFC", name)
