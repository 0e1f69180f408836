"""What a mail says: what is new in it, and of a concierge's mail the commands, read once. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from cases.settings import Concierge
from cases.tokens import MARKER
from intake.decide.both_forms import is_shown, with_doubts
from intake.reading.parsed import Parsed
from intake.reading.quotes.comparing import SentTexts
from intake.reading.quotes.forwards import Forwarded, forwarded
from intake.reading.quotes.split import Confidence, Split, split
from intake.reading.signatures.contact_lines import MAX_BLOCK
from intake.reading.signatures.doubtful import asked_below, doubtful
from intake.reading.signatures.own_words import closing, own_words
from intake.reading.signatures.signatures import Cut
from replies.commands.grammar import Reading, read
from replies.commands.table import VERBS
from replies.consent import MAX_ANSWER, Answer, names_in
from replies.rights import Request, read_request
from templates.values import base_subject

_SIGN = re.compile(r"[#/]\w")
_BARE = ("--", "—", "–", "—-")
_MAY_ASK = re.compile(r"[#/\\!\uff03\ufe5f\u266f][ ]?\w")

_MAY_ANSWER = re.compile(
    r"[#/]\w|\b(?:yes|ja|no|nope|nee|neen|niet|not|nooit|never)\b|n['\u2019]t\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Words:
    """A mail, split; and of a concierge's mail their own words, the commands in them, the mail they forward.

    `own`, `reading` and `forwarded` are empty for everybody else: a worker's "#close" is words. `request` is
    what the author asks about their own data, whoever they are; `answer` is read where we asked something.
    """

    split: Split
    own: Cut = field(default_factory=Cut)
    reading: Reading = field(default_factory=Reading)
    forwarded: Forwarded | None = None
    request: Request | None = None
    answer: Answer = field(default_factory=Answer)

    @property
    def new_text(self) -> str:
        return self.split.new_text

    @property
    def said(self) -> str:
        """What of it the author surely said: what needs, languages and ratings are read from."""
        return self.split.said

    @property
    def unsure(self) -> bool:
        """Whether what is new could not be told from what was quoted."""
        return self.split.confidence is Confidence.LOW


def words_of(
    parsed: Parsed,
    concierge: Concierge | None,
    signatures: Sequence[str] = (),
    parts: Split | None = None,
    *,
    ours: Collection[str] | None = None,
    sent: SentTexts | None = None,
    was_asked: bool = True,
) -> Words:
    """`concierge`: the author, where they are one. `signatures`: blocks below the author's earlier mails.

    `parts`: the mail as it is split with what is known of the case; else it is split here, with `sent`: all
    that was sent about the case. `ours`: our addresses, of a first mail, which answers nothing of ours: what
    it quotes is its author's, unless it names us. `was_asked`: whether it may be a yes or a no to something.
    """
    if parts is None:
        parts = split(parsed, known_signatures=signatures, ours=sent)
    if concierge is not None:
        parts = _cut_below_dashes(parts)
    request = _request(parsed, parts)
    answer = _answer(parsed, parts, concierge, signatures) if was_asked else Answer()
    if concierge is None:
        if ours is not None and parts.quoted_text and not _is_ours(parts.quoted_text, ours):
            parts = split(parsed, known_signatures=signatures, first=True)
        parts = _with_words_below(parts, signatures, [author.name for author in parsed.from_])
        return Words(parts, request=request, answer=answer)
    own = _own(parts, concierge)
    reading = read(own.kept, VERBS)
    if parsed.html is not None:
        reading = with_doubts(parsed, reading, _plain_reading(parsed, concierge, signatures))
    inside = forwarded(parsed)
    asks = not (reading.commands or reading.problems or inside)  # a question of their own, like anybody's
    if asks and ours is not None and parts.quoted_text and not _is_ours(parts.quoted_text, ours):
        parts = split(parsed, known_signatures=signatures, first=True)
    return Words(parts, own, reading, inside, request, answer)


def _answer(parsed: Parsed, parts: Split, concierge: Concierge | None, signatures: Sequence[str]) -> Answer:
    """The author's words in each form of a mail short enough to be a yes or a no; empty where not sure."""
    if parts.confidence is Confidence.LOW or len(parts.new_text) > MAX_ANSWER or not parsed.from_:
        return Answer()
    author = parsed.from_[0]
    name = concierge.name if concierge else author.name
    texts = [_signed(parts, name)]
    if parsed.html is not None and _MAY_ANSWER.search(texts[0]):
        if not is_shown(parsed.html, texts[0]):
            return Answer()
        if parsed.plain and parsed.plain.strip():
            plain = split(replace(parsed, html=None), known_signatures=signatures)
            plain = _cut_below_dashes(plain) if concierge else plain
            texts.append("" if plain.confidence is Confidence.LOW else _signed(plain, name))
    names = names_in(name, author.name, author.addr_spec.partition("@")[0])
    return Answer(tuple(texts), names)


def _signed(parts: Split, name: str) -> str:
    """The new text without its author's signature."""
    return own_words(
        parts.new_text, name, quoted=parts.quoted_text, signature=parts.signature, sure=True
    ).kept.rstrip()


def _is_ours(quoted: str, addresses: Collection[str]) -> bool:
    """Whether what is quoted may be a mail of ours all the same: to an address that we no longer know."""
    folded = quoted.lower()
    return MARKER.search(quoted) is not None or any(
        address in folded or f"{address.partition('@')[0]}+" in folded for address in addresses
    )


def _request(parsed: Parsed, parts: Split) -> Request | None:
    """What is asked of the author's own data; nothing where what is new is not sure, or nobody wrote."""
    said = f"{parsed.subject}\n{parts.new_text}"
    if parts.confidence is Confidence.LOW or not (parsed.from_ and _MAY_ASK.search(said)):
        return None
    name = parsed.from_[0].name
    sure = _signed(parts, name)
    text = sure.removesuffix(closing(sure, name))
    return read_request(text, base_subject(parsed.subject, ""), name)


def _cut_below_dashes(parts: Split) -> Split:
    """A concierge's mail ends at a bare "--" too: they are asked, where sentences stand below it."""
    lines = parts.new_text.split("\n")
    at = next((i for i, line in enumerate(lines) if line.strip() in _BARE), None)
    if at is None or parts.confidence is Confidence.LOW or sum(map(bool, lines[at:])) > MAX_BLOCK:
        return parts
    kept, below = "\n".join(lines[:at]).rstrip(), "\n".join(lines[at:])
    signature = "\n\n".join(part for part in (below, parts.signature) if part)
    return replace(parts, new_text=kept, signature=signature)


def _with_words_below(parts: Split, signatures: Collection[str], names: Collection[str]) -> Split:
    """A worker's words below their signature are words: a paragraph apart from it, in sentences; and in it
    what asks something, or says that it is a postscript.

    Those of a concierge are asked about, because they go on to somebody.
    """
    if parts.confidence is Confidence.LOW or not parts.signature:
        return parts
    first, *rest = parts.signature.split("\n\n")
    below = [asked_below(first, signatures, names), *(doubtful(each, signatures) for each in rest)]
    text = "\n\n".join(part for part in (parts.new_text, *below) if part.strip())
    return replace(parts, new_text=text) if any(below) else parts


def _own(parts: Split, concierge: Concierge) -> Cut:
    return own_words(
        parts.new_text,
        concierge.name,
        quoted=parts.quoted_text,
        signature=parts.signature,
        sure=parts.confidence is not Confidence.LOW,
    )


def _plain_reading(parsed: Parsed, concierge: Concierge, signatures: Sequence[str]) -> Reading:
    """What the new text of the plain form alone says; nothing where that cannot be told from a quote."""
    if parsed.plain is None or not _SIGN.search(parsed.plain):
        return Reading()
    parts = _cut_below_dashes(split(replace(parsed, html=None), known_signatures=signatures))
    return Reading() if parts.confidence is Confidence.LOW else read(_own(parts, concierge).kept, VERBS)
