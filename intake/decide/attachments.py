"""The files of a mail that go along with it, to a case and to whoever gets the mail. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cases.model import Attachment
from cases.settings import Settings
from cases.tokens import find_tokens
from intake.decide.classify import LOOP_HEADER
from intake.reading.files import FileKind, attached_mail, kind_of, said_in
from intake.reading.mime.tnef import is_winmail
from intake.reading.parsed import Parsed, PartFile
from intake.reading.quotes.pictures import cut_pictures
from intake.reading.quotes.split import Split
from intake.reading.signatures.signatures import logos


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The files of a concierge's mail.

    said: (name, everything readable in it) of all that go along, to be searched for leaks. left_out: names
    of files that never go to a worker, though somebody may have attached them on purpose.
    """

    files: tuple[Attachment, ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()


def attachments(files: Iterable[PartFile]) -> tuple[Attachment, ...]:
    """All but what came without its octets."""
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
        if f.content or not f.size
    )


def are_for_nobody(files: Iterable[PartFile]) -> bool:
    """Whether a client added all of these by itself: seals, keys, visiting cards, pictures in a signature."""
    added = (FileKind.SEAL, FileKind.KEY, FileKind.CARD)
    return all(file.inline or kind_of(file) in added for file in files)


def enclosed(
    parsed: Parsed,
    found: Split,
    settings: Settings,
    signatures: Collection[str] = (),
    pictures: Iterable[str] = (),
) -> Enclosed:
    """What goes along with a concierge's mail (CONTRACT 4): no mail of ours, no
    winmail.dat, which names its writer and nobody could search, no seal, no key, no card of
    somebody on the roster, no picture of a signature.

    signatures: blocks below their earlier mails; pictures: SHA-256 of each inline picture of these, with
    repetition.
    """
    skip = logos(pictures, pictures_in(parsed))
    cut = cut_pictures(parsed, found, signatures)
    files: list[PartFile] = []
    left_out: list[str] = []
    for file in parsed.attachments:
        if file.sha256 in skip or (file.inline and (file.content_id or "").lower() in cut):
            continue
        kind = kind_of(file)
        if kind in (FileKind.SEAL, FileKind.KEY):
            continue
        if (
            is_winmail(file.type, file.name)
            or _is_ours(file, settings)
            or (kind is FileKind.CARD and _is_of_roster(file, settings))
        ):
            left_out.append(file.name)
        else:
            files.append(file)
    said = tuple((file.name, said_in(file)) for file in files)  # the name of a picture may say something too
    return Enclosed(attachments(files), said, tuple(left_out))


def pictures_in(parsed: Parsed) -> tuple[str, ...]:
    """SHA-256 of each picture that stands in the text: the logo of a signature is one."""
    return tuple(f.sha256 for f in parsed.attachments if f.inline and f.type.startswith("image/"))


def _is_ours(file: PartFile, settings: Settings) -> bool:
    """A mail that this service wrote: its answers carry the signed address of whoever it went to."""
    mail = attached_mail(file)
    if mail is None:
        return False
    if (mail.header(LOOP_HEADER) or "").strip().lower() in settings.own_addresses:
        return True
    by_us = any(settings.is_own(address.key) for address in mail.from_)
    signed = (mail.message_id or "", *(address.addr_spec for address in mail.reply_to))
    return by_us and any(True for text in signed for _ in find_tokens(text))


def _is_of_roster(file: PartFile, settings: Settings) -> bool:
    said = said_in(file).lower()
    return any(address in said for address in settings.roster_addresses)
