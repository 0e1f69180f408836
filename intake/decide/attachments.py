"""The files of a mail that go along with it, to a case and to whoever gets the mail. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from cases.model import Attachment
from intake.reading.parsed import Parsed
from intake.reading.signatures.signatures import logos


def attachments(parsed: Parsed, earlier: Iterable[str] = ()) -> tuple[Attachment, ...]:
    """All but the logos of a signature and what came without its octets.

    earlier: SHA-256 of each inline picture of the author's earlier mails, with repetition.
    """
    files = parsed.attachments
    inline = [f.sha256 for f in files if f.inline and f.type.startswith("image/")]
    skip = logos(earlier, inline)
    return tuple(
        Attachment(
            f.name,
            f.type,
            f.sha256 or hashlib.sha256(f.content).hexdigest(),
            f.size,
            f.inline,
            f.content_id,
            f.content,
        )
        for f in files
        if f.sha256 not in skip and (f.content or not f.size)
    )
