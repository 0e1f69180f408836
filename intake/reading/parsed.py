"""What a mail says, read from its bytes alone: the value that `intake.reading.parse.parse` gives.

Everything here is decoded, unfolded and free of control characters, so that no consumer has to know
MIME. Who sent it and what it means for a case is judged elsewhere (`authres`, `classify`, `match`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cases.model import Address, Kind


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file that came along. `name` is never empty and never a path; `size` in octets, decoded.

    `inline` is True for what the body shows in place (a picture with a Content-ID that the HTML
    names, or Content-Disposition: inline). `content_id` has no angle brackets. Over the cap of
    files `content` is empty while `size` stays true.
    """

    name: str
    type: str
    size: int
    inline: bool
    content_id: str | None
    content: bytes = field(repr=False)
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient of a delivery report.

    action: failed | delayed | delivered | relayed | expanded | "" (RFC 3464 section 2.3.3).
    status: "5.1.1" (RFC 3463) or "". diagnostic: one line, at most 500 characters.
    """

    address: str
    action: str
    status: str
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A report about an earlier mail (RFC 3464, RFC 8098, or a bounce that follows neither).

    permanent: True when at least one recipient failed for good, False when the trouble may pass,
    None when the report says neither (a read receipt, a success).
    original_message_id has its angle brackets.
    """

    recipients: tuple[Recipient, ...] = ()
    original_message_id: str | None = None
    is_disposition: bool = False
    permanent: bool | None = None


@dataclass(frozen=True, slots=True)
class Automatic:
    """A machine wrote it. kind: AUTO_REPLIED, AUTO_GENERATED or BULK; reason: a slug."""

    kind: Kind
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """One mail. Total: whatever the bytes were, every field has a usable value.

    message_id, in_reply_to, references: "<left@right>", white space inside taken out, header order.
    from_: every usable mailbox of every From field, none where one of them is empty; `from_headers` counts
        the fields. Whether that is exactly one is judged by `classify`, not here.
    from_as_written: each of them stands in its field letter by letter; not so where it had to be decoded or
        put together, which a host that checks the sender may have read otherwise.
    html, plain: the body in its two forms, each complete (a part that exists in one form only is
        carried over into the other); None when the mail has no part of that form.
    text: what a reader sees, Markdown-clean. calendar: an invitation as readable lines, in `text` too.
    calendar_method: REQUEST, REPLY, CANCEL ... (RFC 5546), "" without a calendar part.
    invitation: the text of a calendar part that is body, or invites (REQUEST, CANCEL); else "".
    part_types: the media types of all parts, lower case.
    encrypted: an `Encrypted`: whether the mail, or a part of it, cannot be read without a key.
    headers: (lower-case name, unfolded decoded value), in order; Authentication-Results as written.
    language: "en" | "nl" | "other" | "" (not sure).
    malformed: why this is not a mail at all, or None.
    """

    raw_size: int
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    from_: tuple[Address, ...] = ()
    from_headers: int = 0
    from_as_written: bool = True
    sender: Address | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    delivered_to: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    html: str | None = field(default=None, repr=False)
    plain: str | None = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    attachments: tuple[PartFile, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    thread_index: str | None = None
    report: DeliveryReport | None = None
    automatic: Automatic | None = None
    calendar: str | None = None
    calendar_method: str = ""
    invitation: str = field(default="", repr=False)
    part_types: frozenset[str] = frozenset()
    encrypted: str = ""
    language: str = ""
    defects: tuple[str, ...] = ()
    malformed: str | None = None

    @property
    def shown_from(self) -> Address:
        """Who it says it is from, for people: the first mailbox, or the words of the field."""
        words = (self.header("from") or "").lstrip("< ").partition("<")[0]
        return self.from_[0] if self.from_ else Address(words.strip('"> '), "")

    def header(self, name: str) -> str | None:
        """Value of the first field of that name (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key == wanted), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Values of all fields of that name (any case), topmost first."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key == wanted)
