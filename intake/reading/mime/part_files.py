"""The parts of a mail that are files: names, sizes, content, and whether the body shows them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from intake.reading.mime.filenames import file_name
from intake.reading.mime.header import read_header
from intake.reading.mime.transfer import content
from intake.reading.mime.tree import Part, Tree
from intake.reading.parsed import PartFile

MAX_FILES = 1_000
MAX_KEPT = 60_000_000  # octets of file content kept in memory, decoded

_CID = re.compile(r"""cid:([^"'\s>)]{1,200})""", re.I)


def given_name(part: Part) -> str:
    own = part.disposition_parameters
    return (
        own.get("filename")
        or part.parameters.get("name")
        or own.get("name")
        or part.parameters.get("file")
        or ""
    )


def part_files(tree: Tree, parts: tuple[Part, ...], html: str) -> tuple[PartFile, ...]:
    """The leaves that are files, in document order."""
    shown = {cid.lower() for cid in _CID.findall(html)} if html else set()
    order = {id(part): number for number, part in enumerate(tree.parts)}
    found: list[PartFile] = []
    kept = 0
    for part in sorted(parts, key=lambda p: order[id(p)]):
        if len(found) >= MAX_FILES:
            tree.defects.append("too-many-files")
            break
        octets = content(tree, part)
        kept += len(octets)
        cid = part.value("content-id").strip("<> ") or None
        in_place = cid is not None and cid.lower() in shown
        related = part.parent is not None and part.parent.type == "multipart/related"
        inline = in_place or (part.disposition == "inline") or (related and part.disposition != "attachment")
        name = given_name(part) or _message_name(tree, part)
        file = kept_file(name, part.type, octets, len(found) + 1)
        file = replace(file, inline=inline, content_id=cid)
        found.append(file if kept <= MAX_KEPT else replace(file, content=b""))
    return tuple(found)


def _message_name(tree: Tree, part: Part) -> str:
    """A name for an attached mail: its subject."""
    if part.type not in ("message/rfc822", "message/global"):
        return ""
    fields, _ = read_header(content(tree, part, 20_000), 0, {}, [])
    subject = Part(fields, "", {}, "", {}, 0, 0).value("subject")
    return f"{subject}.eml" if subject else ""


def kept_file(name: str, type_: str, octets: bytes, number: int) -> PartFile:
    digest = hashlib.sha256(octets).hexdigest()
    return PartFile(file_name(name, type_, number), type_, len(octets), False, None, octets, digest)
