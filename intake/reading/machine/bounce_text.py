"""Bounces in free text: who speaks, whether of a failure, for how long, and about whom.

The words are in `intake.reading.machine.bounce_words`; here is what is made of them.
"""

from __future__ import annotations

import re

from intake.reading.machine.bounce_words import (
    ANSWERS,
    COPY,
    EXPANDED,
    FAILURE,
    FINAL,
    FIRST_PERSON,
    FOLLOWING,
    GREETING,
    INTRODUCTION,
    LINE_WHO,
    LOCAL_NAME,
    MACHINE,
    MACHINE_NAME,
    MAILER,
    NOT_WHO,
    OPENING,
    REFUSAL,
    SECOND_PERSON,
    SERVER_REPLY,
    SMTP_REPLY,
    SUBJECT,
    TEMPORARY,
    TEMPORARY_SUBJECT,
    TOLD_WHO,
    WENT_TO,
    X400,
)
from intake.reading.mime.addresses import find_addresses
from intake.reading.parsed import Parsed

MAX_TOLD = 30_000  # characters of text that are searched
MAX_LINE = 1_000
MAX_SUBJECT = 1_000
MAX_REFUSAL = 8  # lines of a server's reply
_HEADER_LINE = re.compile(r"[ \t]*(?:To|From|Subject|Date|Received|Message-ID):", re.IGNORECASE)

_SPACES = re.compile(r"[ \t]{3,}")
_BLANKS = re.compile(r"\n{4,}")


def is_mailer(mail: Parsed) -> bool:
    """Does the mail system itself write, so that nothing but a report can be meant?"""
    who = [a.addr_spec.partition("@")[0] for a in mail.from_]
    raw_from = (mail.header("from") or "").strip(" <>")
    if not who:
        who = [raw_from.partition("@")[0]]
    return any(MAILER.match(local) for local in who)


def is_machine(mail: Parsed) -> bool:
    """Does a mail system speak: by its address, its name, or the null return path?"""
    return_path = mail.header("return-path")
    if return_path is not None and (return_path.strip(" <>") == "" or MAILER.match(return_path.strip(" <>"))):
        return True
    for who in (*mail.from_, *((mail.sender,) if mail.sender else ())):
        if MACHINE.match(who.addr_spec.partition("@")[0]) or MACHINE_NAME.search(who.name):
            return True
    raw_from = (mail.header("from") or "").strip()
    if mail.from_:
        return False
    return not raw_from.strip(" <>") or bool(
        MACHINE_NAME.search(raw_from) or MACHINE.match(raw_from.strip(' <>"'))
    )


def speaks_of_failure(mail: Parsed) -> bool:
    """Subject or opening of a bounce, and words of failure; answers ("Re:") never are."""
    if ANSWERS.match(mail.subject):
        return False
    told = told_part(mail)
    if (OPENING.search(told) or INTRODUCTION.search(told)) and FAILURE.search(told):
        return True
    return bool(
        SUBJECT.search(mail.subject[:MAX_SUBJECT])
        and (FAILURE.search(told) or FAILURE.search(mail.subject[:MAX_SUBJECT]))
    )


def begins_like_a_report(mail: Parsed, *, returned: bool) -> bool:
    """Is it worded like a report from its first lines on, whoever sends it?

    returned: a mail is attached; without one an address has to be named. A person may paste such
    lines; but then with a greeting above, or a question somewhere.
    """
    told = told_part(mail)
    if "?" in told or GREETING.match(told) or len(told) > 5_000:
        return False
    head = told.lstrip()[:400]
    if not (OPENING.search(head) or INTRODUCTION.search(head)):
        return False
    introduced = bool(INTRODUCTION.search(head))
    named = returned or bool(failed_addresses(mail))
    return named and (introduced or bool(SUBJECT.search(mail.subject[:MAX_SUBJECT])))


def is_refusal(mail: Parsed) -> bool:
    """Whether the text is a server's reply and nothing else: "550 - no such user here", to our mail.

    Gateways write so, sometimes in the name of somebody. A person who pastes such a line says more, with a
    pronoun or a question.
    """
    lines = list[str]()
    for line in _searched(mail).split("\n"):
        if line.lstrip().startswith((">", "|")) or _HEADER_LINE.match(line):
            break
        lines += [line] if line.strip() else []
    if not lines or len(lines) > MAX_REFUSAL or "?" in "".join(lines) or GREETING.match(lines[0]):
        return False
    if len(lines) > 1 and LINE_WHO.fullmatch(lines[0].rstrip(" >:,")):
        lines = [f"{lines[0]} {lines[1]}", *lines[2:]]
    if is_machine(mail):  # with an introduction: "Your message to ... was refused:"
        at = next((i for i, line in enumerate(lines[:3]) if SERVER_REPLY.match(line)), 0)
        lines = lines[at:]
    code = SERVER_REPLY.match(lines[0])
    refused = REFUSAL.match(lines[0][code.end() :] if code else lines[0]) is not None
    if is_machine(mail):
        return refused or (code is not None and FAILURE.search("\n".join(lines[:3]), code.end()) is not None)
    enhanced = code is not None and any(code.groups())
    if code is None or not (enhanced or refused) or not (mail.in_reply_to or mail.references):
        return False
    written = "\n".join(line for line in lines if not SERVER_REPLY.match(line))
    return not (FIRST_PERSON.search("\n".join(lines)) or SECOND_PERSON.search(written))


def told_part(mail: Parsed) -> str:
    """The text before the returned mail."""
    text = _searched(mail)
    copy = COPY.search(text, 1)
    while copy is not None and not text[: copy.start()].strip():
        copy = COPY.search(text, copy.end())
    return text[: copy.start()] if copy else text


def _searched(mail: Parsed) -> str:
    """The text that patterns look at: cut, lines cut, white space squeezed, so that they stay linear."""
    text = (mail.plain or mail.text)[:MAX_TOLD]
    lines = [_SPACES.sub("  ", line[:MAX_LINE]) for line in text.split("\n")]
    return _BLANKS.sub("\n\n\n", "\n".join(lines))


def is_temporary(subject: str, told: str) -> bool:
    """Does the mail system still try?"""
    if TEMPORARY.search(told):
        return True
    return bool(TEMPORARY_SUBJECT.search(subject) and not FINAL.search(told))


def failed_addresses(mail: Parsed) -> tuple[str, ...]:
    """Whom the mail did not reach.

    In order: told in a header, listed below an introduction, at the head of a line, after a phrase,
    named anywhere. Addresses named anywhere count alone when the returned mail went to them.
    """
    header = mail.header("x-failed-recipients")
    if header:
        return find_addresses(header)
    told = told_part(mail)
    whole = _searched(mail)
    for candidates in (_below_introduction(told, mail), _at_line_start(told), _after_phrase(told)):
        named = _others(candidates, mail)
        if named:
            return named
    anywhere = _others(find_addresses(told), mail)
    returned = {a.lower() for m in WENT_TO.findall(whole) for a in find_addresses(" ".join(m))}
    both = tuple(a for a in anywhere if a.lower() in returned)
    if both or anywhere:
        return both or anywhere
    for candidates in (_at_line_start(whole), _after_phrase(whole), find_addresses(whole)):
        named = _others(candidates, mail)
        if named:
            return named
    return ()


def _below_introduction(text: str, mail: Parsed) -> tuple[str, ...]:
    """The list below "the following recipients": one address a line, local names completed."""
    introduction = FOLLOWING.search(text)
    if introduction is None:
        return ()
    found: list[str] = []
    blanks = 0
    for line in text[introduction.end() :].split("\n")[:60]:
        if not line.strip():
            blanks += 1
            if blanks > 2 and found:
                break
            continue
        x400 = X400.search(line)
        addresses = find_addresses(x400[1] if x400 else line)
        item = addresses[0] if addresses and (not found or LINE_WHO.match(line)) else None
        local = LOCAL_NAME.match(line)
        if item is None and not found and local and mail.from_:
            item = f"{local[1]}@{mail.from_[0].addr_spec.rpartition('@')[2].lower()}"
        if item is None and not found:
            break
        if item is not None:
            found.append(item)
            found += [a for m in EXPANDED.findall(line) for a in find_addresses(m)]
        elif EXPANDED.search(line):
            found += [a for m in EXPANDED.findall(line) for a in find_addresses(m)]
        elif blanks:
            break
        blanks = 0
    return tuple(found)


def _at_line_start(text: str) -> tuple[str, ...]:
    return tuple(a for m in LINE_WHO.findall(text) for a in find_addresses(m)[:1])


def _after_phrase(text: str) -> tuple[str, ...]:
    found = [a for m in TOLD_WHO.findall(text) for a in find_addresses(m)[:1]]
    return tuple(found + [a for m in SMTP_REPLY.findall(text) for a in find_addresses(m)])


def _others(candidates: tuple[str, ...], mail: Parsed) -> tuple[str, ...]:
    """Without the reporter itself, and without the one reported to unless nobody else is named."""
    reporter = {a.key for a in (*mail.from_, *((mail.sender,) if mail.sender else ()))}
    ours = {a.key for a in (*mail.to, *mail.delivered_to)}
    named = dict.fromkeys(c for c in candidates if c.lower() not in reporter and not NOT_WHO.match(c))
    others = tuple(c for c in named if c.lower() not in ours)
    return others or tuple(named)
