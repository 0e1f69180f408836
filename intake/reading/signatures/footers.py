"""Lines that a program added, not the writer: client footers, list footers, disclaimers, banners.

What clients, scanners and gateways print stands in tables (`cases.wordlists`: footers, devices). Every
pattern is matched against one line of bounded length, so that the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cases.wordlists import each
from intake.reading.phrases import choice, printed

_LINK: Final = re.compile(r"\[([^\]\n]{0,300})\]\((?:<[^>\n]{0,1000}>|[^)\s]{0,1000})\)")
_ANGLED: Final = re.compile(r"<(?:https?://|mailto:)[^>\s]{0,1000}>", re.IGNORECASE)
_EMBEDDINGS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2061, 0x206A)))  # of directions
_BRACKETED: Final = re.compile(r"\((?:https?://)[^)\s]{0,500}\)", re.IGNORECASE)
_SITE: Final = re.compile(r"[<(]?(?:https?://|www\.)[^\s<>]{3,300}", re.IGNORECASE)

MOST_WORDS: Final = 14  # of a footer: what is longer is a sentence
_GAPS: Final = {"*": r".{0,60}", "device": r"(?P<device>.{1,90})"}
_AROUND: Final = "[]()<>|*_~#=+/\\^.,:;!?•·…»«\"'-–— \t"


@dataclass(frozen=True, slots=True)
class _Footer:
    """A line of the table: its kind, the letters it may begin with ("" for any), the pattern."""

    kind: str
    letters: frozenset[str]
    pattern: re.Pattern[str]


def _footer(row: Mapping[str, str]) -> _Footer:
    if row["kind"] not in ("client", "scanner", "banner"):
        raise ValueError(f"kind is client, scanner or banner, not {row['kind']!r}")
    line = row["line"]
    first = line[1:].partition(")")[0].split("|") if line.startswith("(") else (line.lstrip("*{"),)
    letters = frozenset("" if line[0] in "*{" else word[0].casefold() for word in first)
    return _Footer(row["kind"], letters, re.compile(printed(line, _GAPS), re.IGNORECASE))


def _device(row: Mapping[str, str]) -> str:
    if row["whole"] not in ("yes", ""):
        raise ValueError("whole is yes or empty")
    word = choice((row["word"],)) if row["whole"] else re.escape(row["word"])
    return word if row["word"][0].isupper() else f"(?i:{word})"  # "Proton Mail"; "by mail" is of a sentence


def _by_letter(kind: str) -> dict[str, tuple[re.Pattern[str], ...]]:
    """The patterns that a line may be, by its first letter."""
    found = [footer for footer in _FOOTERS if footer.kind == kind]
    return {
        letter: tuple(footer.pattern for footer in found if footer.letters & {letter, ""})
        for letter in {letter for footer in found for letter in footer.letters}
    }


_FOOTERS: Final = each("footers", _footer)
_DEVICE: Final = re.compile("|".join(each("devices", _device)))

_CLIENT: Final = _by_letter("client")
_SCANNER: Final = _by_letter("scanner")
_BANNERS: Final = _by_letter("banner")
_NOT_A_FOOTER: Final = re.compile(
    r",\s\w+\s(?:is|are|was|will|ben|heb|zal|kan|kon)\b|\?\s*$|^(?:\S+\s){3,}\S+:\s+\S|\b(?:tomorrow|yesterday|morgen|gisteren|"
    r"attached|bijlage|hr|because|omdat)\b|, is\b",
    re.IGNORECASE,
)
_LIST_RULE: Final = re.compile(r"^\s*_{20,}\s*$")
_LIST: Final = re.compile(
    r"mailing\slist|mailinglist|listinfo|unsubscribe|uitschrijven|googlegroups|abmelden|"
    r"you\sreceived\sthis\smessage\sbecause|u\sontvangt\sdit\sbericht\somdat",
    re.IGNORECASE,
)
_BANNER: Final = re.compile(
    r"^\W{0,6}(?:caution|warning|external(?:\ssender|\semail)?|let\sop|opgelet|waarschuwing|achtung|attention|"
    r"vorsicht|externe\s(?:mail|e-mail|afzender))\b.{0,10}:?.{0,80}"
    r"(?:originated|outside|external|buiten|extern|außerhalb|extérieur|externe)",
    re.IGNORECASE,
)
_LEGAL: Final = (
    "confidential", "vertrouwelijk", "vertraulich", "confidentiel", "confidencial", "riservat",
    "intended solely", "intended recipient", "intended only", "uitsluitend bestemd",
    "uitsluitend bedoeld", "geadresseerde", "bestemmeling", "niet de bedoelde", "ten onrechte",
    "per vergissing", "in error", "privileged", "disclaimer", "unauthorized", "unauthorised",
    "prohibited", "verboden", "openbaarmaking", "disclosure", "legally", "liability", "aansprakelijk",
    "virus", "notify the sender", "afzender", "verwijder", "delete", "destroy", "vernietig",
    "destinataire", "destinatario", "empfänger", "irrtümlich", "proprietary", "rechten worden ontleend",
    "juridisch", "bindend", "bevoegd", "securities", "contractual",
)  # fmt: skip
_LEGAL_HEAD: Final = re.compile(
    r"^\W{0,6}(?:disclaimer|vertrouwelijkheid\w*|confidentiality(?:\snotice)?|proclaimer|"
    r"legal\snotice|avis\sde\sconfidentialité|haftungsausschluss)\W{0,4}$",
    re.IGNORECASE,
)
# How a disclaimer begins that is too short for three of them: its title, or the mail "and any attachments".
_LEGAL_START: Final = re.compile(
    r"^\W{0,6}(?:"
    r"(?:disclaimer|confidentiality(?: notice)?|legal notice|vertrouwelijkheid\w*|proclaimer)\s?[:–-]|"
    r"(?:(?:the (?:information|content)\w*|de (?:informatie|inhoud)) (?:of|in|van) )?(?:this|dit|deze|die) "
    r"(?:e-?mail|mail|message|communication|bericht|boodschap)[\w-]{0,10}(?: message)?,? "
    r"(?:and|en|including|inclusief|met) .{0,30}(?:attach|bijlage|files|bestanden))",
    re.IGNORECASE,
)


def plain_words(line: str) -> str:
    """A line without link targets, Markdown emphasis and outer white space."""
    text = _LINK.sub(r"\1", line[:1000]).translate(_EMBEDDINGS)
    text = _BRACKETED.sub("", _ANGLED.sub("", text))
    return text.strip().strip("*_").strip()


def is_client_footer(line: str) -> bool:
    """ "Sent from my iPhone", "Verzonden vanuit Outlook voor Android", in the languages of the table.

    A sentence that begins alike ("Sent from my desk, is much easier …") is not one.
    """
    text = plain_words(line).strip("[]()<> ")
    if not text or len(text) > 140:
        return False
    if not _is_any(_CLIENT, text):
        return False
    first = text.split(". ")[0].rstrip(".")
    if len(first.split()) > MOST_WORDS:
        return False
    return _NOT_A_FOOTER.search(text) is None


def added_lines(lines: Sequence[str], numbers: range) -> set[int]:
    """Which of these lines a client or a scanner added, with the web address that it prints below."""
    added = {i for i in numbers if is_client_footer(lines[i]) or is_scanner_line(lines[i])}
    return added | {i for i in numbers if i - 1 in added and _SITE.fullmatch(lines[i].strip())}


def is_scanner_line(line: str) -> bool:
    """What virus scanners and company templates add ("Virus-free.", "Consider the environment …"), and
    the visible rest of a tracker ("ᐧ")."""
    return line.strip() == "ᐧ" or _is_any(_SCANNER, plain_words(line).lstrip(_AROUND))


def is_banner(line: str) -> bool:
    """A warning that a gateway put on top ("CAUTION: This email originated from outside …")."""
    text = plain_words(line)[:400].strip("[]| ")
    return _BANNER.match(text) is not None or _is_any(_BANNERS, text.lstrip(_AROUND))


def is_legal(paragraph: str) -> bool:
    """Whether a paragraph is a disclaimer: its heading, its first words with one of the words that lawyers
    use, or three of these."""
    text = plain_words(paragraph) if len(paragraph) < 1000 else paragraph[:4000]
    if _LEGAL_HEAD.match(text[:80]):
        return True
    folded = text.casefold()
    hits = sum(1 for word in _LEGAL if word in folded)
    if hits and _LEGAL_START.match(text[:200]):
        return True
    return len(text) >= 80 and hits >= 3


def list_footer(lines: Sequence[str], start: int) -> int:
    """Lines of a mailing list's footer that begins there (a long underscore rule, then at most eight
    lines that name the list), or 0."""
    if _LIST_RULE.match(lines[start][:200]) is None:
        return 0
    end = start + 1
    while end < len(lines) and end - start <= 8 and lines[end].strip():
        end += 1
    body = "\n".join(line[:300] for line in lines[start + 1 : end])
    return end - start if _LIST.search(body) else 0


def _is_any(patterns: Mapping[str, Sequence[re.Pattern[str]]], text: str) -> bool:
    """Whether a line begins like one of the table, with a device or program where it has to name one."""
    for pattern in patterns.get(text[:1].casefold(), patterns.get("", ())):
        found = pattern.match(text)
        if found is not None:
            device = found.groupdict().get("device")
            if device is None or _DEVICE.search(device):
                return True
    return False
