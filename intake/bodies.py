"""From the tree of parts to what a reader sees: body text in both forms, calendar, files.

One pass over the parts from the last to the first, so that every multipart finds its children done
and nothing recurses. Rules by type:
- multipart/alternative: one body in several forms, kept together (`_unified` says which is shown);
- multipart/related: the root is the body, the rest are files shown inside;
- multipart/report, message/*: a report or an attached mail is never body text, not even inline;
- text with a file name after the first body, or with Content-Disposition attachment: a file.
"""

from __future__ import annotations

import hashlib
import html as html_escapes
import re
from dataclasses import dataclass, replace

from intake.calendar_text import calendar_text
from intake.charsets import codec_name, decode
from intake.filenames import file_name
from intake.html_text import MAX_HTML, to_text
from intake.mime import Part, Tree, read_header
from intake.parsed import PartFile
from intake.plain_text import clean_text, unenriched, unflow
from intake.tnef import unpack
from intake.transfer import content

MAX_TEXT = 1_000_000  # octets of one text part that are read
MAX_SEGMENTS = 200  # text parts of one body
MAX_FILES = 1_000
MAX_MISSING = 0.2  # share of the plain part's words that the HTML may lack
MAX_KEPT = 60_000_000  # octets of file content kept in memory, decoded

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:-]{2,40})", re.I)
_CID = re.compile(r"""cid:([^"'\s>)]{1,200})""", re.I)
_WORD = re.compile(r"[^\W\d_]{3,}")
_NOT_WORDS = re.compile(r"https?://\S+|\[(?:cid|image|afbeelding)[^\]\n]{0,200}\]")
_STRUCTURE = re.compile(r"^(?:\s*(?:- |\d+\. |> )|\| )|\]\(|https?://", re.M)
_BROKEN_LINE = re.compile(r"^(?!>).{60,}\n\S", re.M)  # the next line goes on with the sentence
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
class Segment:
    """A piece of body in the forms it came in; None where it has no such form."""

    html: str | None = None
    plain: str | None = None
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What `read_body` gives; the fields are those of `Parsed`. method: of the calendar part."""

    html: str | None
    plain: str | None
    text: str
    calendar: str | None
    method: str
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
        self.method = ""
        self.done: dict[int, _Done] = {}
        self.extra: list[PartFile] = []  # out of winmail.dat

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
            segments = _alternative([child.segments for child in children])
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
        named = bool(_given_name(part))
        if type_.startswith("multipart/"):
            type_ = "text/plain"  # its boundary never came: what is there is read as text
        if type_ in ("application/ms-tnef", "application/vnd.ms-tnef"):
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
        text = self._decoded(octets, part.parameters.get("charset", ""), is_html=is_html)
        if is_html:
            return Segment(html=text[:MAX_HTML])
        if part.parameters.get("format", "").lower() == "flowed":
            text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
        if type_ in ("text/enriched", "text/richtext"):
            text = unenriched(text)
        return Segment(plain=clean_text(text))

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
        read = calendar_text(self._decoded(octets, part.parameters.get("charset", "utf-8"), is_html=False))
        self.method = read.method or part.parameters.get("method", "").upper() or self.method
        is_file = named or part.disposition == "attachment"
        segments = (Segment(calendar=read.text),) if read.text else ()
        return _Done(segments, (part,) if is_file or not segments else ())

    def _winmail(self, part: Part) -> _Done:
        """Outlook's own envelope: its files, and its body where the mail has none."""
        found = unpack(content(self.tree, part))
        if found is None:
            return _Done(files=(part,))
        self.extra += [_file(name, type_, octets, 0) for name, type_, octets in found.files[:MAX_FILES]]
        is_only = part.parent is None
        if is_only and (found.plain or found.html):
            plain = clean_text(found.plain) if found.plain else None
            return _Done((Segment(html=found.html, plain=plain),))
        return _Done()


def read_body(tree: Tree) -> Body:
    """Body and files of a parsed mail. Never raises; defects are added to the tree's."""
    reader = _Reader(tree)
    done = reader.read()
    segments = done.segments
    calendars = tuple(dict.fromkeys(s.calendar for s in segments if s.calendar))
    segments = tuple(s for s in segments if s.html is not None or s.plain is not None)
    rendered = [to_text(s.html) if s.html is not None else None for s in segments]
    shown = [_unified(s.plain, text) for s, text in zip(segments, rendered, strict=True)]
    html = plain = None
    if any(s.html is not None for s in segments):
        html = "\n<br>\n".join(s.html if s.html is not None else _as_html(s.plain or "") for s in segments)
    if any(s.plain is not None for s in segments):
        pairs = zip(segments, rendered, strict=True)
        plain = "\n\n".join(s.plain if s.plain is not None else text or "" for s, text in pairs)
    calendar = "\n\n".join(calendars) or None
    texts = [text for text in (*shown, calendar) if text and text.strip()]
    files = _files(tree, done.files, html or "") + tuple(reader.extra)
    return Body(html, plain, "\n\n".join(texts), calendar, reader.method, files)


def _unified(plain: str | None, rendered: str | None) -> str:
    """The form to show. HTML, as clients do, where it has links, lists, tables or quotes to keep;
    else the client's own plain text, unless its lines are broken by width.

    When the forms say different things (a fifth of the plain part's words are not in the HTML) the
    plain part may hold the only words that matter, so nothing is dropped: it comes first.
    """
    if rendered is None or not rendered.strip():
        return plain or ""
    if not plain or not plain.strip():
        return rendered
    words = set(_WORD.findall(_NOT_WORDS.sub(" ", plain.lower())))
    shown = set(_WORD.findall(rendered.lower()))
    if len(words - shown) > MAX_MISSING * len(words):
        return f"{plain}\n\n{rendered}"
    is_same = len(shown - words) <= MAX_MISSING * len(shown)
    if is_same and not _STRUCTURE.search(rendered) and not _BROKEN_LINE.search(plain):
        return plain
    return rendered


def _alternative(children: list[tuple[Segment, ...]]) -> tuple[Segment, ...]:
    """One segment out of the forms of a multipart/alternative: best HTML is the last one."""
    plain = html = calendar = None
    for segments in children:
        if not segments:
            continue
        merged = _merged(segments)
        if merged.html is not None:
            html = merged.html
        if merged.plain is not None and (plain is None or merged.html is None):
            plain = (
                merged.plain
                if plain is None or merged.plain.startswith(plain)
                else f"{plain}\n\n{merged.plain}"
            )
        calendar = merged.calendar or calendar
    if plain is None and html is None and calendar is None:
        return ()
    return (Segment(html, plain, calendar),)


def _merged(segments: tuple[Segment, ...]) -> Segment:
    """Several pieces of one form as one."""
    if len(segments) == 1:
        return segments[0]
    html = [s.html if s.html is not None else _as_html(s.plain or "") for s in segments]
    plain = [s.plain for s in segments if s.plain is not None]
    return Segment(
        "\n<br>\n".join(html) if any(s.html is not None for s in segments) else None,
        "\n\n".join(plain) if len(plain) == len(segments) else None,
        next((s.calendar for s in segments if s.calendar), None),
    )


def _related_root(part: Part) -> Part:
    """The part that a multipart/related shows (RFC 2387): by `start`, else the first."""
    start = part.parameters.get("start", "").strip("<> ")
    for child in part.children:
        if start and child.value("content-id").strip("<> ") == start:
            return child
    return part.children[0]


def _as_html(plain: str) -> str:
    return f'<div style="white-space:pre-wrap">{html_escapes.escape(plain, quote=False)}</div>'


def _given_name(part: Part) -> str:
    own = part.disposition_parameters
    return (
        own.get("filename")
        or part.parameters.get("name")
        or own.get("name")
        or part.parameters.get("file")
        or ""
    )


def _files(tree: Tree, parts: tuple[Part, ...], html: str) -> tuple[PartFile, ...]:
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
        name = _given_name(part) or _message_name(tree, part)
        file = _file(name, part.type, octets, len(found) + 1)
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


def _file(name: str, type_: str, octets: bytes, number: int) -> PartFile:
    digest = hashlib.sha256(octets).hexdigest()
    return PartFile(file_name(name, type_, number), type_, len(octets), False, None, octets, digest)
