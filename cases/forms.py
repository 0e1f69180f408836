"""Addresses of forms and machines that write for somebody: nobody reads what is sent to them. Pure.

A web form or an intranet sends as `noreply@` or `intranet@`, with the person who filled it in as Reply-To
(RFC 5322 section 3.6.2). That is a claim: it is shown, and a case becomes theirs only by `#requester`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cases.model import Address

_SILENT: Final = re.compile(
    r"(?:[\w.]{1,40}[-_.])?"
    r"(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|geen[-_.]?antwoord|niet[-_.]?beantwoorden)(?:[-+_.\d].{0,99})?",
    re.IGNORECASE,
)
_FORM: Final = re.compile(
    r"(?:intranet|extranet|sharepoint|wordpress|website|(?:web|contact|online)?[-_.]?"
    r"(?:forms?|formulier(?:en)?|formular|formulaire))(?:[-+_.\d].{0,99})?",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"(?:support|info|help(?:desk)?|contact|service(?:desk)?|sales|team|admin|office|reply|feedback|hr|it|"
    r"notifications?|news(?:letter)?|mail(?:er)?|postmaster|bounces?|security|billing|jobs|events?)(?:[-+_.\d].{0,99})?",
    re.IGNORECASE,
)


_ORDINARY: Final = re.compile(r"[\w.+'-]+@[\w.-]+")  # so that it can stand in a command


def nobody_reads(address: str) -> bool:
    """Whether an addr-spec is that of a form or of a sender that takes no answer, by its local part."""
    local = address.rpartition("@")[0][:200]
    return _SILENT.fullmatch(local) is not None or _FORM.fullmatch(local) is not None


def sent_for(authors: Sequence[Address], reply_to: Sequence[Address]) -> Address | None:
    """For whom a form wrote, as it says: the one person in Reply-To. None for a person's mail, and for the
    notices of other services: a sender without answers has to name somebody of its own domain."""
    if len(authors) != 1 or len(reply_to) != 1 or not nobody_reads(authors[0].addr_spec):
        return None
    person = reply_to[0]
    local, _, domain = person.key.rpartition("@")
    if not _ORDINARY.fullmatch(person.key[:320]) or nobody_reads(person.key) or _ROLE.fullmatch(local[:200]):
        return None
    sender, _, host = authors[0].key.rpartition("@")
    related = f".{domain}".endswith(f".{host}") or f".{host}".endswith(f".{domain}")
    return person if related or _FORM.fullmatch(sender[:200]) else None
