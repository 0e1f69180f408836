"""Which folder is meant: the Sent folder under its many names, and a wanted name on a given server."""

from __future__ import annotations

from collections.abc import Iterable
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


def existing_folder(name: str, folders: Iterable[Folder], prefix: str) -> str | None:
    """The folder that `name` ("Processed", "Service/Done") means here, or None if there is none.

    "/" stands for the server's delimiter. `prefix` is the personal namespace, e.g. "INBOX.".
    """
    for folder in folders:
        here = local_name(name, folder.delimiter)
        if folder.name in (here, prefix + here):
            return folder.name
        if folder.name.upper() == "INBOX" == name.upper():
            return folder.name
    return None


def local_name(name: str, delimiter: str) -> str:
    """`name` with "/" written as this server's hierarchy delimiter."""
    return name.replace("/", delimiter) if delimiter else name
