"""Everything of one person as files that they can read: a folder for `people export`, a zip for `#mydata`.

README.txt (in their language), data.json (keys: docs/own-data.md), and mails/*.eml, as they came or went out.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from cases.errors import ConciergeError, PermanentError
from cases.model import Attachment, Person
from cases.moments import public_moment
from cases.settings import Settings
from cases.typed import without_marks
from concierge.composed import composed
from db.own_data import OwnData, OwnMail, Packed, View, original, own_data
from intake.reading.parse import parse
from mailer.markdown import read
from mailer.plain import plain_body
from templates.phrases import day
from templates.render import Library
from templates.values import of_service, of_worker

Files = Iterator[tuple[str, bytes]]


def collect(
    address: str, settings: Settings, language: str | None = None, *, notes: bool = False
) -> OwnData | None:
    """What is stored about whoever has this address, as they may see it; None when nothing is.

    `language`: of what explains it; None for theirs.
    """

    def name_of(who: str) -> str | None:
        colleague = settings.concierge(who)
        ours = settings.is_own(who) or who.lower() in {lead.lower() for lead in settings.lead}
        return colleague.name if colleague else settings.name if ours else None

    on_roster = name_of(address.strip()) is not None
    owned = own_data(address, View(settings.case_prefix, name_of, _recipients, on_roster, notes))
    return replace(owned, language=language) if owned and language else owned


def own_zip(owned: OwnData, settings: Settings, library: Library, now: datetime, largest: int) -> Packed:
    """What is stored about somebody as one zip of at most `largest` octets; without content where larger."""
    buffer = io.BytesIO()
    counted = {"cases": len(owned.facts["cases"]), "mails": len(owned.mails)}
    when = max(now.timetuple()[:6], (1980, 1, 1, 0, 0, 0))  # a zip knows no earlier time
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files(owned, settings, library, now):
            entry = zipfile.ZipInfo(name, when)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            file.writestr(entry, content)
            if buffer.tell() > largest:
                return Packed(None, **counted)
    content = buffer.getvalue()
    if len(content) > largest:
        return Packed(None, **counted)
    digest = hashlib.sha256(content).hexdigest()
    name = library.words("own_data", "file", _language(owned, settings))
    return Packed(Attachment(name, "application/zip", digest, len(content), content=content), **counted)


def write_folder(owned: OwnData, folder: Path, settings: Settings, library: Library, now: datetime) -> int:
    """Write the files below `folder`, which must be empty or not there yet; gives how many.

    Nobody but the user who runs this can read them. Raises PermanentError when it cannot be done.
    """
    written = 0
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise PermanentError(f"{folder} is not empty: name a new folder, so that nothing is mixed up.")
        for name, content in files(owned, settings, library, now):
            path = folder / name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
            written += 1
    except OSError as error:
        raise PermanentError(
            f"{folder} cannot be written ({error.strerror}): name another folder with --to."
        ) from error
    return written


def files(owned: OwnData, settings: Settings, library: Library, now: datetime) -> Files:
    """(path, octets) of each file, mails first: what could not be composed again has no file in data.json."""
    ours = frozenset(library.fixed["own_data"]["file"].values())
    for number, mail in enumerate(owned.mails, start=1):
        octets = _octets(mail, settings, ours)
        if octets:
            side = "from-you" if mail.shown["direction"] == "in" else "to-you"
            mail.shown["file"] = f"mails/{number:04}-{mail.at:%Y-%m-%d}-{side}.eml"
            yield mail.shown["file"], octets
    facts = {"service": settings.name, "made_at": public_moment(now), **owned.facts}
    yield "data.json", without_marks(json.dumps(facts, ensure_ascii=False, indent=2)).encode() + b"\n"
    yield "README.txt", _readme(owned, settings, library, now).encode()


def _octets(mail: OwnMail, settings: Settings, ours: frozenset[str]) -> bytes:
    """As it came or went; an earlier zip of ours is left out, or each would hold all before it."""
    if mail.inbound is not None:
        return original(mail.inbound)
    assert mail.outbox is not None
    try:
        return composed(mail.outbox, settings, ours)
    except (ConciergeError, KeyError, ValueError):  # a mailbox that is gone, content that was erased
        return b""


def _readme(owned: OwnData, settings: Settings, library: Library, now: datetime) -> str:
    language = _language(owned, settings)
    facts = owned.facts
    name = (facts["person"] or {}).get("name", "")
    variables = {
        "service": of_service(settings, settings.mailboxes[0], now),
        "worker": of_worker(Person(0, facts["address"], name), language),
        "at": day(now.date(), language, date.min),  # with its year: the file may lie for long
        "number": len(facts["cases"]),
        "mail_count": len(owned.mails),
        "left_out": facts["mails_by_others_left_out"],
        "notes": facts["internal_notes"],
        "notes_given": owned.notes_given,
    }
    rendered = library.render("worker/own-data-readme", language, variables)
    return plain_body(read(rendered.text), language)


def _language(owned: OwnData, settings: Settings) -> str:
    return owned.language if owned.language in settings.languages else settings.languages[0]


def _recipients(raw: bytes) -> frozenset[str]:
    mail = parse(raw)
    return frozenset(address.key for address in (*mail.to, *mail.cc))
