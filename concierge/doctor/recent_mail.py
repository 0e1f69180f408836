"""What recent mail says about the mailbox: proposals for whom to trust, `also`, `lists` and `envelope`.

Only header sections are read, and nothing is marked. A proposal is advice: the operator knows which server
adds which header, this program does not. Longer than 250 lines: what is proposed for one key depends on what
is proposed for another.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from cases.errors import ConciergeError
from cases.settings import MailboxSettings
from concierge.apart import lines_apart
from concierge.doctor.finding import Finding, Line, advice, from_json, not_checked, ok
from concierge.doctor.provider import is_at_microsoft
from concierge.limited import limits_for
from intake.imap.mailbox import Mailbox
from intake.reading.machine.authres import FIELD, MICROSOFT, is_aligned, topmost
from intake.reading.machine.authres_field import read_field
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from mailer.compose import LOOP_HEADER

LOOKED_AT = 50  # newest mails a folder
EXCHANGE_MARK = "x-ms-exchange-organization-authas"
OFTEN = 3  # mails from which on something is no accident
_BY = re.compile(r"(?:^|\s)by\s++([^\s;()]+)", re.I)  # of a Received field (RFC 5321 section 4.4)
_LIST_ID = re.compile(r"<([^<>\s]++)>\s*+$")  # RFC 2919 section 3


def check_recent(box: MailboxSettings) -> Iterator[Finding]:
    """Proposals from the newest mails of INBOX and the processed folder."""
    name = f"{box.address} recent mail"
    try:
        headers = tuple(_headers(box))
        for line in lines_apart(lambda begins: _proposed(name, box, headers, begins), limits_for(0)):
            yield from_json(json.loads(line))
    except ConciergeError as error:
        yield not_checked(name, str(error))


def _proposed(
    name: str, box: MailboxSettings, headers: Sequence[bytes], begins: Callable[[int, int], None]
) -> Iterator[str]:
    """In a process of its own: strangers wrote these."""
    mails = []
    for number, header in enumerate(headers, 1):
        begins(number, 0)
        mails.append(parse(header))
    yield from (json.dumps(finding.as_json()) for finding in proposals(name, box, mails))


def proposals(name: str, box: MailboxSettings, mails: Sequence[Parsed]) -> Iterator[Finding]:
    """Advice from these mails; pure."""
    theirs = [mail for mail in mails if mail.header(LOOP_HEADER) is None and not _is_from(mail, box)]
    tried = [mail for mail in mails if mail.header(LOOP_HEADER) is not None]
    if not theirs:
        yield not_checked(name, "no mail of others there yet", "Run it again when some has come in.")
        yield from _checkers(name, box, (), tried)
        yield from _not_proven_yet(name, box, tried)
        return
    yield ok(name, f"{len(theirs)} mails looked at")
    yield from _checkers(name, box, theirs, tried)
    yield from _how_proven(name, box, theirs)
    yield from _also(name, box, theirs)
    yield from _lists(name, box, theirs)
    yield from _envelope(name, box, mails)


def _checkers(
    name: str, box: MailboxSettings, theirs: Sequence[Parsed], tried: Sequence[Parsed]
) -> Iterator[Finding]:
    """Who judged senders: the topmost field is the nearest server's, the one whose word can count.

    One of the mails that this command sent to the mailbox is enough, so that a new mailbox has it too.
    """
    found = Counter(_first_authserv_id(mail) for mail in theirs)
    ours = Counter(_first_authserv_id(mail) for mail in tried)
    often = [each for each, count in (found + ours).most_common() if count >= OFTEN or ours[each]]
    trusted = {"", *(each.lower() for each in box.trusted_authserv_ids)}
    unknown = [each for each in often if each not in trusted]
    if unknown:
        own = f"{unknown[0]} is your own mail server"
        lines = [_line(box, "trusted_authserv_ids", [unknown[0]], own)]
        if box.proof == "token" and not _is_marked(box, theirs):  # what `init` writes while nothing is known
            lines.append(_line(box, "proof", "results", own))
        yield advice(
            name,
            f"senders are checked by {', '.join(unknown)}",
            f'If that is your own mail server, write trusted_authserv_ids = ["{unknown[0]}"].',
        ).with_lines(*lines)


def _how_proven(name: str, box: MailboxSettings, mails: Sequence[Parsed]) -> Iterator[Finding]:
    """What else may stand in the way of believing who wrote, or can tell it."""
    yield from _below_their_hop(name, mails)
    if box.proof == "token":
        yield advice(name, 'proof = "token"', "Whoever reads a mail to a concierge can then write as them.")
    unproven = _is_unproven(box, mails)
    if _is_marked(box, mails) and box.proof != "exchange":
        yield advice(
            name, "Exchange marks mail from inside", 'Write proof = "exchange" to let that count.'
        ).with_lines(_line(box, "proof", "exchange"))
    elif unproven and _internal(mails) < OFTEN and box.proof != "token":
        yield advice(
            name,
            "no server tells who a sender is, so each mail of a concierge has to be confirmed",
            'Let your server add Authentication-Results, or trust the signed address alone: proof = "token".',
        ).with_lines(
            _line(box, "proof", "token", "your server cannot, and nobody else reads mail to a concierge")
        )


def _is_marked(box: MailboxSettings, mails: Sequence[Parsed]) -> bool:
    """Whether Exchange's mark can tell mail from inside.

    Microsoft takes it off mail from outside, and often writes dmarc=none of mail from inside.
    """
    least = 1 if is_at_microsoft(box) else OFTEN
    return _internal(mails) >= least and (is_at_microsoft(box) or _is_unproven(box, mails))


def _is_unproven(box: MailboxSettings, mails: Sequence[Parsed]) -> bool:
    """Whether no server says who wrote."""
    return not (box.trusted_authserv_ids or any(_first_authserv_id(mail) for mail in mails))


def _internal(mails: Sequence[Parsed]) -> int:
    return sum((mail.header(EXCHANGE_MARK) or "").strip().lower() == "internal" for mail in mails)


def _not_proven_yet(name: str, box: MailboxSettings, tried: Sequence[Parsed]) -> Iterator[Finding]:
    """Before any mail came, our own test mail tells what becomes of a concierge's first answer."""
    told = any(_first_authserv_id(mail) or mail.header(EXCHANGE_MARK) is not None for mail in tried)
    if tried and not told and not box.trusted_authserv_ids and box.proof == "results":
        yield advice(
            name,
            "no server said who sent our own test mail, so a concierge's first answer may be held",
            "Let your server add Authentication-Results, or trust the signed address alone:"
            ' proof = "token". Otherwise each waits for a yes by mail.',
        ).with_lines(
            _line(
                box,
                "proof",
                "token",
                "your server writes no Authentication-Results, and nobody else reads mail to a concierge",
            )
        )


def _below_their_hop(name: str, mails: Sequence[Parsed]) -> Iterator[Finding]:
    """A server that writes its field below its own Received, where what the sender wrote begins too."""
    found = Counter(authserv_id for mail in mails if (authserv_id := _misplaced(mail)))
    for authserv_id, count in found.most_common():
        if count >= OFTEN:
            yield advice(
                name,
                f"in {count} mails the Authentication-Results of {authserv_id} lie below its own Received,"
                " where forged ones would lie too",
                "Let the mail server write them above that line, and take out those in its name that a mail"
                " brings along.",
            )


def _misplaced(mail: Parsed) -> str:
    """The id of the first Authentication-Results when that server's own Received lines all stand above it."""
    authserv_id = _first_authserv_id(mail)
    family = "outlook.com" if authserv_id == MICROSOFT else authserv_id
    above = below = 0
    met = False
    for key, value in mail.headers:
        met = met or key == FIELD
        by = _BY.search(value) if key == "received" else None
        if by and is_aligned(by[1], family):
            below, above = below + met, above + (not met)
    return authserv_id if above and not below else ""


def _also(name: str, box: MailboxSettings, mails: Iterable[Parsed]) -> Iterator[Finding]:
    """Addresses through which mail comes in without naming the mailbox."""
    found: Counter[str] = Counter()
    for mail in mails:
        named = {_plain(address.key) for address in (*mail.to, *mail.cc)}
        if not named & box.own_addresses:
            found.update(address for address in named if address.endswith(f"@{box.domain}"))
    for address, count in found.most_common(3):
        if count >= OFTEN:
            yield advice(
                name, f"{count} mails came by {address}", f'If it feeds this mailbox, also = ["{address}"].'
            ).with_lines(_line(box, "also", [address], f"{address} feeds this mailbox"))


def _lists(name: str, box: MailboxSettings, mails: Iterable[Parsed]) -> Iterator[Finding]:
    """Lists through which people of the own domain write; a list that only strangers use is bulk."""
    known = {each.strip("<>").lower() for each in box.lists}
    found: Counter[str] = Counter()
    for mail in mails:
        match = _LIST_ID.search(mail.header("list-id") or "")
        inside = any(address.key.endswith(f"@{box.domain}") for address in mail.from_)
        if match and inside and match[1].lower() not in known:
            found[match[1].lower()] += 1
    for list_id, count in found.most_common(3):
        if count >= OFTEN:
            yield advice(
                name,
                f"{count} mails from {box.domain} came by the list {list_id} and count as bulk",
                f'If people ask for help there, lists = ["{list_id}"].',
            ).with_lines(_line(box, "lists", [list_id], f"people ask for help by the list {list_id}"))


def _envelope(name: str, box: MailboxSettings, mails: Iterable[Parsed]) -> Iterator[Finding]:
    """Whether the MAIL FROM of our own mail survives: bounces come back to it."""
    for mail in mails:
        path = (mail.header("return-path") or "").strip().strip("<>").lower()
        if mail.header(LOOP_HEADER) is None or not path:
            continue
        if _plain(path) not in box.own_addresses:
            yield advice(
                name, f"the server sends our mail as {path}", 'Bounces go there. Keep envelope = "mailbox".'
            )
        elif box.envelope == "mailbox" and box.plus_addressing and not is_at_microsoft(box):
            # Exchange sends from a mailbox's own addresses only, and refuses one with a plus part.
            yield advice(
                name,
                "bounces that quote nothing cannot be told apart",
                'envelope = "verp" gives each mail its own return address, where the server allows that.',
            ).with_lines(_line(box, "envelope", "verp", "the server sends from plus addresses"))
        return


def _line(box: MailboxSettings, key: str, value: object, when: str = "") -> Line:
    return Line("mailbox", key, value, of=box.address, when=when)


def _headers(box: MailboxSettings) -> Iterator[bytes]:
    with Mailbox(box.imap) as mailbox:
        names = {folder.name for folder in mailbox.folders()}
        for folder in dict.fromkeys(("INBOX", box.processed_folder)):
            if folder == "INBOX" or folder in names:
                state = mailbox.open(folder, read_only=True)
                after = max(0, state.uidnext - 1 - 4 * LOOKED_AT)  # UIDs have gaps
                for uid in mailbox.uids_after(after, 4 * LOOKED_AT)[-LOOKED_AT:]:
                    yield mailbox.header(uid)


def _first_authserv_id(mail: Parsed) -> str:
    fields = topmost(mail.headers)
    if not fields:
        return ""
    return read_field(fields[0]).authserv_id or MICROSOFT  # a field without an id is Microsoft's


def _is_from(mail: Parsed, box: MailboxSettings) -> bool:
    return any(address.key in box.own_addresses for address in mail.from_)


def _plain(address: str) -> str:
    """Without its plus part."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
