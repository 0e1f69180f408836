"""Whatever is written to us, what we write about it stays small, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from cases.effects import Draft
from cases.model import Address, Case, CaseState, OutboxKind, Person, Purpose
from db.followups import HeldMail, Week
from followups.digest import Agenda
from followups.digest_mails import DigestMails
from intake.decide.decide import decide
from mailer.compose import MAX_REFERENCES, compose
from replies.mails import colleagues
from replies.mails.colleagues import NotDelivered
from replies.mails.worker import LETTERS
from templates.drafts import Addressing, Thread, Writer
from templates.excerpts import UNCUT, excerpt
from templates.load import load_library
from templates.samples import sample
from templates.variables import MAILS
from tests import desk

MOST = 150_000  # characters of text and HTML together, files aside
OCTETS = 998  # of a line (RFC 5322 section 2.1.1)

LONG: Mapping[str, str] = {
    "words": "word " * 60_000,
    "lines": "a line of words\n" * 10_000,
    "one word": "x" * 300_000,
    "ampersands": "&" * 300_000,
    "quotation marks": '"' * 300_000,
    "code": "`a` " * 75_000,
    "links": "[a](b) " * 43_000,
    "lists": "- - - - - - a\n" * 22_000,
    "quotes": "> > > > > > a\n\n" * 20_000,
    "tables": f"|{'a|' * 300}\n|{'-|' * 300}\n" + f"|{'a|' * 300}\n" * 400,
    "faces": "\U0001f600" * 75_000,
    "separators": "a\u2028" * 150_000,
}
FEW = ("words", "lines", "one word", "ampersands")
extreme = pytest.mark.parametrize("text", [LONG["words"], LONG["lines"]], ids=["words", "lines"])

NAME = "N" * 1_200
FILES = [f"{number:03}-{'f' * 170}.pdf" for number in range(500)]
PEOPLE = [f"person.{number:03}.{'p' * 40}@example.org" for number in range(300)]
COMMANDS = "\n".join(f"#topic unknown-{number}" for number in range(2_000))

KEPT = frozenset({"language", "state", "tag", "timezone", "link", "url", "accept", "discard", "with", "kind",
                  "rate", "amount", "total", "currency", "corrects", "month"})  # fmt: skip
"""What no stranger writes: slugs, money, and links that are built from bounded words."""
LISTS: Mapping[str, int] = {"attachments": 500, "cc": 300, "done": 2_000, "details": 2_000, "remembered": 500,
                            "lead": 300, "earlier": 5, "late": 500, "today": 500, "open": 500, "later": 500,
                            "waiting": 500, "held": 500, "timeline": 12, "lines": 40, "cases": 40,
                            "mails": 1, "tags": 300}  # fmt: skip
"""How long these may be; those of a command are folded before a template sees them (below)."""


def swollen(name: str, value: object, text: str) -> object:
    """A documented value, as large as somebody could make it."""
    if isinstance(value, str):
        quoted = name in ("words", "text", "comment", "reason")
        return value if name in KEPT or not value else text if quoted else NAME
    if isinstance(value, list) and value:
        return [swollen(name, value[0], text)] * LISTS.get(name, len(value))
    if isinstance(value, dict):
        return {key: each if key == "reason" else swollen(key, each, text) for key, each in value.items()}
    return value


def written(draft: Draft) -> EmailMessage:
    """The mail as it goes over the wire, within every bound."""
    octets = compose(
        draft, f"<{'t' * 44}.7@example.org>", desk.mailbox(), "Learning Help", lambda digest: b"stored"
    )
    assert max(len(line) for line in octets.split(b"\r\n")) <= OCTETS
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert sum(len(body(message, kind)) for kind in ("plain", "html")) <= MOST
    assert len(str(message["Subject"])) <= 400
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    text: str = part.get_content()
    return text


def attached(message: EmailMessage) -> list[str]:
    """The text files that go along, as their label says that they are to be read."""
    files = (part for part in message.iter_attachments() if part.get_content_type() == "text/plain")
    return [part.get_content().removeprefix("\ufeff").replace("\r\n", "\n") for part in files]


def checked(drafts: list[Draft]) -> list[EmailMessage]:
    assert drafts
    return [written(draft) for draft in drafts]


LIBRARY = load_library()
WRITER = Writer(desk.settings(), LIBRARY)
CARRIERS = frozenset({"concierge/notification", "concierge/transcript"})  # quoted, and letter by letter
BOUNDED = sorted(MAILS.keys() - UNCUT)


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, LONG[kind]) for name in BOUNDED for kind in (LONG if name in CARRIERS else FEW)],
    ids=lambda value: value if len(value) < 40 else "",
)
def test_no_mail_of_ours_is_large(name: str, text: str) -> None:
    """Each mail of the service, with the largest that each of its variables can be."""
    kept = {"service", "language", "options", "templates", "reason"}
    kept -= {"reason"} if name == "concierge/mail-failed" else set()
    values = {
        key: value if key in kept else swollen(key, value, text)
        for key, value in sample(LIBRARY, name, "nl").items()
    }
    who = Person(9, "anna@example.org", NAME)
    where = Addressing(who, "nl", Purpose.NOTE, desk.HELP, 7, from_name=NAME)
    mail = written(WRITER.write(OutboxKind.NOTIFICATION, name, where, desk.NOW, values))
    assert {text} >= set(attached(mail))
    assert (bool(MAILS[name].quotes) and excerpt(text).is_cut) == bool(attached(mail))
    assert ("Hier afgekapt" in body(mail, "plain")) >= bool(attached(mail))


def test_words_to_a_worker_are_never_cut() -> None:
    """Not in an answer, not through a template of one's own that quotes them."""
    words = "a line of my own\n" * 20_000
    assert {*LETTERS.values()} == UNCUT
    for name in UNCUT:
        values = {**sample(LIBRARY, name, "en"), "words": words}
        where = Addressing(desk.MARIA, "en", Purpose.WORKER, desk.HELP, 7)
        draft = WRITER.write(OutboxKind.ANSWER, name, where, desk.NOW, values)
        assert words.strip() in draft.text
        assert () == draft.attachments
    own = LIBRARY.environment.from_string("{{ words|quote }}{{ words|verbatim }}{{ words|plain }}")
    assert 3 * words.count("own") == own.render(words=words, language="en").count("own")


# --- from mail to mail ---------------------------------------------------------------------------


def about(raw: bytes, *cases: Case, **changed: object) -> list[EmailMessage]:
    """The mails that a mail makes, each within its bounds."""
    return checked(desk.sent(decide(desk.facts(raw, cases, **changed))))  # type: ignore[arg-type]


@extreme
def test_a_large_request(text: str) -> None:
    """With a long name, a long subject, three hundred in copy: acknowledged and told, whole in a file."""
    cc = ",\r\n ".join(PEOPLE)
    raw = desk.mail(text, sender=f"{NAME} <maria@example.org>", Subject="S" * 1_200, Cc=cc)
    acknowledged, *told = about(raw)
    assert 2 == len(told)
    assert "S" * 100 in str(acknowledged["Subject"])
    assert [] == attached(acknowledged)
    for mail in told:
        plain = body(mail, "plain")
        assert "Cut here" in plain or "Hier afgekapt" in plain
        assert PEOPLE[0] in plain
        assert 1 == len(attached(mail))


@extreme
def test_a_large_mail_in_a_case_and_of_a_stranger(text: str) -> None:
    """A follow-up, and somebody else's voice."""
    to = f"help+{desk.token(Purpose.WORKER, 1)}@example.org"
    for sender in ("Maria Claes <maria@example.org>", f"{NAME} <bob@example.net>"):
        mails = about(desk.mail(text, sender=sender, to=to), desk.case())
        assert [1, 1] == [len(attached(mail)) for mail in mails]


@extreme
def test_a_large_mail_that_is_held(text: str) -> None:
    """Its first lines, and the command that shows the rest."""
    raw = desk.mail(text, sender=f"{NAME} <bob@example.net>", Subject="S" * 1_200)
    for mail in about(raw):
        assert [] == attached(mail)
        assert len(body(mail, "plain")) < 5_000
        assert "concierge held show 100" in body(mail, "plain")


@extreme
@pytest.mark.parametrize("end", ["#closs", "#note", "#preview", "#close"])
def test_a_concierge_writes_very_much(text: str, end: str) -> None:
    """Refused, noted, shown first, sent: their own text comes back whole, and the worker gets all of it."""
    words = f"{text}\n{end}" if end != "#note" else f"{end}\n{text}"
    token = desk.token(Purpose.ANSWER, 11, ref=1)
    raw = desk.mail(words, sender="Anna Peeters <anna@example.org>", to=f"help+{token}@example.org")
    facts = desk.facts(raw, (desk.case(),), threads={who: Thread("<told@x>") for who in desk.PEOPLE})
    to_worker, files = [], []
    for draft in desk.sent(decide(facts)):
        if draft.to[0].key == desk.MARIA.address:
            to_worker.append(draft.text)
        else:
            files += attached(written(draft))
    assert ("#close" == end) == bool(to_worker)
    assert all(text.strip() in sent for sent in to_worker)
    assert 1 == len(files)
    assert text.strip() in files[0]


@extreme
def test_a_large_mail_that_nothing_proves(text: str) -> None:
    """ "Was this you?" shows what it begins with; all of it is attached."""
    token = desk.token(Purpose.ANSWER, 11, ref=1)
    to = f"help+{token}@example.org"
    raw = desk.mail(text, sender="Anna Peeters <anna@example.org>", to=to, Authentication_Results="")
    (mail,) = about(raw, desk.case())
    assert str(mail["Subject"]).startswith("Was this you?")
    assert 1 == len(attached(mail))


def test_two_thousand_commands() -> None:
    """A line that is wrong among two thousand is told, wherever it stands; the rest is counted."""
    token = desk.token(Purpose.ANSWER, 11, ref=1)
    for commands, shown in ((COMMANDS, "unknown-0"), ("#take\n" * 1_999 + "#closs", "#closs")):
        raw = desk.mail(commands, sender="Anna Peeters <anna@example.org>", to=f"help+{token}@example.org")
        (mail,) = about(raw, desk.case())
        assert shown in body(mail, "plain")
        assert "and 1,960 more" in body(mail, "plain") or "and 1960 more" in body(mail, "plain")
        assert [commands] == [file.strip() for file in attached(mail)]


def test_two_thousand_commands_that_do_something() -> None:
    """Their receipt names forty."""
    commands = "\n".join(f"#remember fact {number}" for number in range(2_000))
    token = desk.token(Purpose.ANSWER, 11, ref=1)
    raw = desk.mail(commands, sender="Anna Peeters <anna@example.org>", to=f"help+{token}@example.org")
    (receipt,) = about(raw, desk.case())
    assert "fact 39" in body(receipt, "plain")
    assert "fact 41" not in body(receipt, "plain")
    assert "1960" in body(receipt, "plain")


def test_five_hundred_files() -> None:
    """Twenty names and a number; the files themselves go along."""
    octets = desk.mail("See the files.", Content_Type='multipart/mixed; boundary="b"').partition(b"\r\n\r\n")
    head = "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename"
    parts = [f'{head}="{name}"\r\n\r\nx\r\n' for name in FILES]
    text = "--b\r\nContent-Type: text/plain\r\n\r\nSee the files.\r\n"
    raw = octets[0] + b"\r\n\r\n" + "".join((text, *parts, "--b--\r\n")).encode()
    _, *told = about(raw)
    for mail in told:
        plain = body(mail, "plain")
        assert "019-fff" in plain
        assert "020-fff" not in plain
        assert " 480" in plain
        assert 500 == len(list(mail.iter_attachments()))


def test_a_failure_with_many_words() -> None:
    """What a server said of a thousand recipients."""
    failure = NotDelivered(
        ", ".join(PEOPLE), "S" * 1_200, "; ".join(f"{p} 5.1.1 {'no ' * 160}" for p in PEOPLE)
    )
    assert checked(colleagues.failed(desk.background().mails, desk.case(), {}, failure))


def test_a_list_of_five_hundred_cases() -> None:
    """The forty most urgent, by their promised time, and how many more."""
    cases = tuple(
        desk.case(id=number, subject="S" * 1_200, requester=Person(number, PEOPLE[number % 300], NAME),
                  promised_at=desk.NOW + timedelta(hours=500 - number))
        for number in range(1, 501)
    )  # fmt: skip
    token = desk.token(Purpose.ANSWER, 11, ref=1)
    raw = desk.mail("#list", sender="Anna Peeters <anna@example.org>", to=f"help+{token}@example.org")
    (mail,) = about(raw, desk.case(), open_cases=cases)
    plain = body(mail, "plain")
    assert "[LC-7] Open cases: 500" == mail["Subject"]
    assert ("LC-500" in plain, "LC-461" in plain, "LC-460 " in plain) == (True, True, False)
    assert "and 460 more" in plain


def test_digests_of_very_much() -> None:
    """Five hundred late, open, put off and held."""
    one = desk.case(
        subject="\U0001f600" * 1_200, requester=Person(1, "maria@example.org", NAME), wait_until=desk.NOW
    )
    waiting = replace(one, state=CaseState.WAITING)
    held = HeldMail(9, desk.HELP, NAME, "\U0001f600" * 1_200, "sender-not-allowed")
    plan = Agenda((one,) * 500, (one,) * 500, (one,) * 500, (one,) * 500, (waiting,) * 500, (held,) * 500)
    mails = DigestMails(desk.settings(), WRITER, desk.NOW, {})
    to = desk.PEOPLE["anna@example.org"]
    for language in ("en", "nl"):
        written(mails.digest(to, language, desk.NOW.date(), plan, 3))
        week = Week(1, 1, 1, 1, {5: 1})
        cases = {"late": (one,) * 500, "open": (one,) * 500, "waiting": ()}
        written(mails.lead_digest(to, language, desk.NOW.date(), week, cases, 500))


# --- header fields -------------------------------------------------------------------------------


def _fields() -> Iterator[tuple[str, str]]:
    yield "ASCII", "N" * 1_200
    yield "accents", "é" * 1_200
    yield "faces", "\U0001f600" * 1_200
    yield "quotation marks", '"' * 1_200
    yield "encoded words", "=?utf-8?q?x?=" * 100


@pytest.mark.parametrize("word", [word for _, word in _fields()], ids=[name for name, _ in _fields()])
def test_every_field_is_folded_and_short(word: str) -> None:
    """Display names, subject and file name, of 1,200 letters without a blank."""
    file = replace(desk.attachment(f"{word[:180]}.pdf"), content=b"x")
    who = replace(desk.MARIA, name=word)
    where = Addressing(
        who, "en", Purpose.WORKER, desk.HELP, 7, from_name=word, attachments=(file,), subject=word
    )
    draft = WRITER.draft(OutboxKind.ANSWER, where, desk.NOW, f"Re: {word}", "Hello")
    mail = written(draft)
    assert str(mail["Subject"]).startswith("Re: [LC-7] ")
    for field in ("From", "To", "Reply-To"):
        # The standard library reads a blank between two encoded words that stand for one.
        assert len(mail[field].addresses[0].display_name.replace(" ", "")) <= 100
    (part,) = mail.iter_attachments()
    assert "=?" in word or part.get_filename() == file.name


def test_a_long_thread_keeps_its_ends() -> None:
    """Of two hundred Message-IDs the first and the latest stand in References, the parent last."""
    ids = tuple(f"<{number}.{'i' * 200}@example.org>" for number in range(200))
    where = Addressing(desk.MARIA, "en", Purpose.WORKER, desk.HELP, 7, thread=Thread("<parent@x>", ids))
    mail = written(WRITER.draft(OutboxKind.ANSWER, where, desk.NOW, "x", "Hello"))
    chain = str(mail["References"]).split()
    assert MAX_REFERENCES == len(chain)
    assert (ids[0], ids[-1], "<parent@x>") == (chain[0], chain[-2], chain[-1])
    assert "<parent@x>" == mail["In-Reply-To"]


def test_many_recipients_are_folded() -> None:
    """Three hundred in copy stand on lines of their own."""
    where = Addressing(desk.MARIA, "en", Purpose.WORKER, desk.HELP, 7)
    draft = WRITER.draft(OutboxKind.ANSWER, where, desk.NOW, "x", "Hello")
    mail = written(replace(draft, cc=tuple(Address(NAME[:90], address) for address in PEOPLE)))
    assert 300 == len(mail["Cc"].addresses)
