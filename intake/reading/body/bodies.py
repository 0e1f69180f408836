"""From the tree of parts to what a reader sees: body text in both forms, calendar, files.

One pass over the parts from the last to the first, so that every multipart finds its children done
and nothing recurses. Rules by type:
- multipart/alternative: one body in several forms, kept together (`unified` says which is shown);
- multipart/related: the root is the body, the rest are files shown inside;
- multipart/report, message/*: a report or an attached mail is never body text, not even inline;
- text with a file name after the first body, or with Content-Disposition attachment: a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.reading.body.armour import without_armour
from intake.reading.body.calendar_text import calendar_text
from intake.reading.body.forms import Segment, alternative, as_html, unified
from intake.reading.body.html_text import MAX_HTML, to_text
from intake.reading.body.plain_text import clean_text, unenriched, unflow
from intake.reading.mime.charsets import codec_name, decode
from intake.reading.mime.part_files import MAX_FILES, given_name, kept_file, part_files
from intake.reading.mime.tnef import is_winmail, unpack
from intake.reading.mime.transfer import content, uudecode
from intake.reading.mime.tree import Part, Tree
from intake.reading.parsed import PartFile

MAX_TEXT = 1_000_000  # octets of one text part that are read
NOT_UNPACKED = "winmail-not-unpacked"
MAX_SEGMENTS = 200  # text parts of one body
MAX_BODY = 3_000_000  # characters of all of them; a megabyte of HTML takes a second

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([A-Za-z0-9_:-]{2,40})", re.I)
_UUENCODED = re.compile(
    rb"^begin [0-7]{3,4} [^\r\n]{1,200}\r?\n(?:[ -`][^\r\n]{0,100}\r?\n)+?end[ \t]*\r?$", re.M
)
_HTML_START = re.compile(rb"\s{0,20}(?:<!doctype html|<html[\s>])", re.I)
_REPORT_PARTS = frozenset(
    (
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/global-disposition-notification",
        "message/feedback-report",
        "message/tracking-status",
        "text/rfc822-headers",
        "text/rfc822-header",
        "message/global-headers",
    )
)
_DATA_TEXT = frozenset(
    ("csv", "vcard", "x-vcard", "directory", "css", "javascript", "xml", "rtf", "tab-separated-values")
)
_HIDDEN_FORMS = frozenset(("text/x-amp-html", "text/watch-html"))


@dataclass(frozen=True, slots=True)
class Body:
    """What `read_body` gives; the fields are those of `Parsed`. method: of the calendar part."""

    html: str | None
    plain: str | None
    text: str
    calendar: str | None
    method: str
    invitation: str
    files: tuple[PartFile, ...]


@dataclass(slots=True)
class _Done:
    """What a part has come to: body pieces, and the leaves that are files."""

    segments: tuple[Segment, ...] = ()
    files: tuple[Part, ...] = ()


class _Reader:
    """State of one reading."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.method = self.invitation = ""
        self.done: dict[int, _Done] = {}
        self.extra: list[PartFile] = []  # out of winmail.dat and of the text
        self.enclosed: list[Segment] = []  # the bodies out of winmail.dat

    def read(self) -> _Done:
        for part in reversed(self.tree.parts):
            self.done[id(part)] = self._multipart(part) if part.children else self._leaf(part)
        return self.done[id(self.tree.root)]

    def _multipart(self, part: Part) -> _Done:
        children = [self.done[id(child)] for child in part.children]
        files = tuple(file for child in children for file in child.files)
        segments = tuple(segment for child in children for segment in child.segments)
        kind = part.type.partition("/")[2]
        if kind == "alternative":
            segments = alternative([child.segments for child in children])
        elif kind == "related":
            root = _related_root(part)
            segments = self.done[id(root)].segments
            others = [self.done[id(child)] for child in part.children if child is not root]
            if not segments:
                segments = tuple(segment for child in others for segment in child.segments)
            else:
                leaves = [c for c in part.children if c is not root and self.done[id(c)].segments]
                files += tuple(leaf for leaf in leaves if not leaf.children)
        elif kind == "encrypted":
            segments = ()
        return _Done(segments[:MAX_SEGMENTS], files)

    def _leaf(self, part: Part) -> _Done:
        type_ = part.type
        if type_ in _REPORT_PARTS or type_ in _HIDDEN_FORMS:
            return _Done()
        named = bool(given_name(part))
        if type_.startswith("multipart/"):
            type_ = "text/plain"  # its boundary never came: what is there is read as text
        if is_winmail(type_, given_name(part)):
            return self._winmail(part)
        if type_ in ("text/calendar", "application/ics"):
            return self._calendar(part, named)
        if not type_.startswith("text/") or part.disposition == "attachment":
            return _Done(files=(part,))
        if (named and self._is_later_text(part)) or (type_[5:] in _DATA_TEXT):
            return _Done(files=(part,))
        return _Done((self._text(part, type_),))

    def _is_later_text(self, part: Part) -> bool:
        """Does another part come before it, so that a file name means a file?"""
        parent = part.parent
        if parent is None or parent.type == "multipart/alternative":
            return False
        return parent.children[0] is not part

    def _text(self, part: Part, type_: str) -> Segment:
        octets = content(self.tree, part, MAX_TEXT + 1)
        if len(octets) > MAX_TEXT:
            self.tree.defects.append("text-too-long")
            octets = octets[:MAX_TEXT]
        is_html = type_ in ("text/html", "text/xhtml")
        if not is_html and type_ == "text/plain" and _HTML_START.match(octets):
            is_html = part.parent is None or part.parent.type != "multipart/alternative"
        if not is_html and b"begin " in octets:
            octets = _UUENCODED.sub(self._uuencoded, octets)
        text = self._decoded(octets, part.parameters.get("charset", ""), is_html=is_html)
        if is_html:
            return Segment(html=text[:MAX_HTML])
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        if type_ in ("text/enriched", "text/richtext"):
            text = unenriched(text)
        return Segment(plain=without_armour(clean_text(text)))

    def _uuencoded(self, block: re.Match[bytes]) -> bytes:
        """A file that stands in the text, as mailers before MIME wrote it."""
        name, octets = uudecode(block[0])
        if octets and len(self.extra) < MAX_FILES:
            self.extra.append(kept_file(name, "application/octet-stream", octets, len(self.extra) + 1))
            return b""
        return block[0]

    def _decoded(self, octets: bytes, label: str, *, is_html: bool) -> str:
        meta = _META.search(octets, 0, 4000) if is_html else None
        inner = meta[1].decode("ascii") if meta else ""
        if label and not codec_name(label):
            self.tree.defects.append("unknown-charset")
        text, repaired = decode(octets, label if codec_name(label) else inner)
        if repaired and inner and codec_name(inner) != codec_name(label):
            again, wrong = decode(octets, inner)
            if not wrong:
                text = again
        if repaired:
            self.tree.defects.append("wrong-charset")
        return text

    def _calendar(self, part: Part, named: bool) -> _Done:
        octets = content(self.tree, part, MAX_TEXT)
        source = self._decoded(octets, part.parameters.get("charset", "utf-8"), is_html=False)
        read = calendar_text(source)
        self.method = read.method or part.parameters.get("method", "").upper() or self.method
        is_file = named or part.disposition == "attachment"
        segments = (Segment(calendar=read.text),) if read.text else ()
        if segments and (not is_file or self.method in ("REQUEST", "CANCEL")):
            self.invitation = source
        return _Done(segments, (part,) if is_file or not segments else ())

    def _winmail(self, part: Part) -> _Done:
        """Outlook's own envelope: its files, its body where the mail has none; kept where it is damaged."""
        found = unpack(content(self.tree, part))
        if found is None or not found.is_whole:
            self.tree.defects.append(NOT_UNPACKED)
        if found is None:
            return _Done(files=(part,))
        self.extra += [kept_file(name, type_, octets, 0) for name, type_, octets in found.files[:MAX_FILES]]
        if found.plain or found.html:
            plain = clean_text(found.plain) if found.plain else None
            self.enclosed.append(Segment(html=found.html, plain=plain))
        return _Done(files=() if found.is_whole else (part,))


def read_body(tree: Tree) -> Body:
    """Body and files of a parsed mail. Never raises; defects are added to the tree's."""
    reader = _Reader(tree)
    done = reader.read()
    segments = done.segments
    calendars = tuple(dict.fromkeys(s.calendar for s in segments if s.calendar))
    written = tuple(s for s in segments if s.html is not None or s.plain is not None)
    if reader.enclosed and not any(_says(s) for s in written):
        written = tuple(reversed(reader.enclosed))[:MAX_SEGMENTS]
    segments = _first_of(written)
    if len(segments) < len(written):
        tree.defects.append("text-too-long")
    rendered = [to_text(s.html) if s.html is not None else None for s in segments]
    shown = [unified(s.plain, text) for s, text in zip(segments, rendered, strict=True)]
    html = plain = None
    if any(s.html is not None for s in segments):
        html = "\n<br>\n".join(s.html if s.html is not None else as_html(s.plain or "") for s in segments)
    if any(s.plain is not None for s in segments):
        pairs = zip(segments, rendered, strict=True)
        plain = "\n\n".join(s.plain if s.plain is not None else text or "" for s, text in pairs)
    calendar = "\n\n".join(calendars) or None
    texts = [text for text in (*shown, calendar) if text and text.strip()]
    files = part_files(tree, done.files, html or "") + tuple(reader.extra)
    return Body(html, plain, "\n\n".join(texts), calendar, reader.method, reader.invitation, files)


def _says(segment: Segment) -> bool:
    """Whether there is a word in it."""
    return bool((segment.plain or "").strip() or to_text(segment.html or "").strip())


def _first_of(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The first ones, as many as are read of one body."""
    total = 0
    for number, segment in enumerate(segments):
        total += len(segment.html or "") + len(segment.plain or "")
        if total > MAX_BODY and number:
            return segments[:number]
    return segments


def _related_root(part: Part) -> Part:
    """The part that a multipart/related shows (RFC 2387): by `start`, else the first."""
    start = part.parameters.get("start", "").strip("<> ")
    for child in part.children:
        if start and child.value("content-id").strip("<> ") == start:
            return child
    return part.children[0]
