"""A whole life with the service, erased: in no file of the database, log or mail of others is anything left.

Every field holds a word that stands nowhere else; the words of other people are there before and after.
"""

from __future__ import annotations

import base64
import io
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import peewee
from peewee import fn

from concierge.demo.border import PASS, Results
from db import tables
from db.compact import compact
from db.connect import disconnect
from db.erase import Erased, erase_person
from db.inbound import Received
from db.tables import Case, Cursor, Event, Inbound, Message, Outbox, Person, Recommendation, Survey
from intake.imap.mailbox import Mailbox
from intake.older.backfill import Backfill
from intake.older.mail_files import mails
from templates.drafts import Writer
from templates.load import load_library
from tests.scene import TIMEOUT
from tests.servers.post import User
from tests.world import World

FAIL = Results(dmarc="fail", spf="fail", dkim="none")
WORDS = (
    *("zonderlink", "quirinalda"),  # her address and name
    *("gierzwaluw", "platwoord", "htmlwoord", "bijlagewoord", "bestandsnaam"),
    *("quotedprintable", "basisvierenzestig", "citaatwoord", "handtekening"),
    *("behoeftewoord", "onthoudwoord", "notitiewoord", "antwoordwoord", "dossierwoord"),
    *(
        "enquetewoord",
        "onderwerpheld",
        "tekstheld",
        "bouncewoord",
        "afwezigwoord",
        "derdewoord",
        "open-vraag",
    ),
)
OTHERS = ("andermans", "tomwoord", "presenting")
REPORT = """From: Mail Delivery System <mailer-daemon@{domain}>
To: {mailbox}
Subject: Undelivered
Message-ID: <bounced.1@{domain}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

About your message.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; {domain}

Final-Recipient: rfc822; {recipient}
Action: delayed
Status: 4.4.7
Diagnostic-Code: smtp; 451 4.4.7 <{recipient}> bouncewoord

--b
Content-Type: message/rfc822

Message-ID: {about}
Subject: Re: gierzwaluw

platwoord

--b--
"""


@dataclass
class Life:
    """Who lived it, and what went to the service."""

    her: User
    tom: User
    raws: list[bytes] = field(default_factory=list)


def _mail(world: World, life: Life, mail: EmailMessage) -> Received:
    life.raws.append(mail.as_bytes())
    return world.submit(life.her, mail)


def _question(world: World, life: Life) -> None:
    """Her question with HTML and a file, answered with a quotation; two more mails, encoded in other ways."""
    her, anna = life.her, world.anna
    mail = world.compose(
        her,
        world.service.address,
        "Gierzwaluw",
        "Platwoord: my talks fall flat.\n\n-- \nHandtekening",
        html="<p>Platwoord: my talks <b>fall flat</b>. HTMLwoord</p>",
        files=[("bestandsnaam.txt", b"bijlagewoord")],
    )
    assert "request" == _mail(world, life, mail).reason
    note = world.newest(anna)
    wrote = f"On Monday {world.names[her.address]} <{her.address}> wrote:"
    quoted = f"{wrote}\n> Platwoord: my talks fall flat. Citaatwoord"
    world.reply(anna, note, f"Antwoordwoord: who listens?\n#remember onthoudwoord\n\n{quoted}")
    for encoding, word in (("quoted-printable", "quotedprintable"), ("base64", "basisvierenzestig")):
        reply = world.composed_reply(her, world.newest(her), "x")
        reply.set_content(f"Clients, é mostly. {word} " * 4 + "\n", cte=encoding)
        _mail(world, life, reply)
    world.reply(anna, world.newest(anna), "#note\nNotitiewoord about her.")
    world.reply(anna, note, '#need about="behoeftewoord" time=1h\n#topic presenting\n#time 30m')
    world.reply(anna, note, "#recommend\n#close")


def _machines(world: World, life: Life) -> None:
    """A report that quotes her mail, and a mail that says that she is away."""
    about = next(row for row in Outbox.select() if row.recipient == life.her.address)
    words = {"domain": world.post.domain, "mailbox": world.service.address, "recipient": life.her.address}
    world.outside(REPORT.format(about=about.message_id, **words).encode())
    headers = {"Auto-Submitted": "auto-replied"}
    away = world.composed_reply(life.her, world.newest(life.her), "Afwezigwoord until May.", headers=headers)
    _mail(world, life, away)


def _survey(world: World, life: Life) -> None:
    world.pass_time(timedelta(days=14))
    assert "survey" in world.sent_to(life.her)
    _mail(world, life, world.composed_reply(life.her, world.newest(life.her), "2\n\nEnquetewoord, sorry."))


def _held(world: World, life: Life) -> None:
    mail = world.compose(life.her, world.service.address, "Onderwerpheld", "Tekstheld, a second question.")
    life.raws.append(mail.as_bytes())
    assert "held" == world.outside(mail.as_bytes(), FAIL).state


def _of_others(world: World, life: Life) -> None:
    """Tom asks and names her; she writes on his case; a colleague quotes both."""
    her, tom = life.her, life.tom
    named = f"Andermans question: {world.names[her.address]} <{her.address}> said that you help. Tomwoord"
    html = f'<p>{named.replace("<", "&lt;")} <a href="mailto:{her.address}">mail</a></p>'
    mail = world.compose(
        tom, world.service.address, "Presenting", named, html=html, headers={"Cc": her.address}
    )
    mail["X-Seen"] = (
        f"=?utf-8?b?{base64.b64encode(world.names[her.address].encode()).decode()}?= <{her.address}>"
    )
    world.submit(tom, mail)
    answer = world.newest(tom)
    third = world.composed_reply(her, answer, "Derdewoord: I had the same.")
    _mail(world, life, third)
    world.reply(world.anna, world.newest(world.anna), f"Dear Tom, andermans answer.\n#cc {her.address}")


def _live(world: World) -> Life:
    life = Life(world.person("zonderlink", "Quirinalda Zonderlink"), world.person("tom", "Tom Peeters"))
    _question(world, life)
    _machines(world, life)
    _survey(world, life)
    _held(world, life)
    _of_others(world, life)
    again = world.compose(life.her, world.service.address, "Open-vraag", "Dossierwoord: a last question.")
    _mail(world, life, again)
    world.pass_time(timedelta(days=1))  # the morning's digest names what is open
    assert any(row.kind == "digest" and "Open-vraag" in row.draft["text"] for row in Outbox.select())
    return life


def _spellings(word: str) -> Iterable[bytes]:
    for form in (word, word.capitalize(), word.upper(), "HTMLwoord" if word == "htmlwoord" else word):
        yield form.encode("utf-16-le")
        yield form.encode("utf-16-be")
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + form.encode())
            yield coded[-(-shift * 4 // 3) + 1 : len(coded) - 4]


def _found(words: Iterable[str], data: bytes) -> list[str]:
    """Words that stand in these octets: plain, base64, quoted-printable, UTF-16, in any case of letters."""
    joined = re.sub(rb"=\r?\n|\r\n|\n", b"", data)
    low = joined.lower(), data.lower()
    return [
        word
        for word in words
        if any(word.encode() in each for each in low) or any(each in joined for each in _spellings(word))
    ]


def _octets(world: World) -> bytes:
    """All files of the database: SQLite's own, or those of PostgreSQL and all rows."""
    if isinstance(world.database, peewee.SqliteDatabase):
        files = sorted(world.folder.glob("concierge.db*"))
    else:
        world.database.execute_sql("CHECKPOINT")
        (place,) = world.database.execute_sql("SHOW data_directory").fetchone()
        (number,) = world.database.execute_sql(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        files = sorted((Path(place) / "base" / str(number)).iterdir())
    return b"\0".join([*(path.read_bytes() for path in files), *_rows()])


def _rows() -> Iterable[bytes]:
    for table in tables.TABLES:
        found: Any = table.select().tuples()
        for row in found:
            for value in row:
                yield value if isinstance(value, bytes) else str(value).encode()


def _figures() -> dict[str, object]:
    """What has to stay."""
    counted = (Case, Message, Inbound, Outbox, Recommendation)
    return {
        "rows": [table.select().count() for table in counted],
        "ratings": [row.rating for row in Survey.select().order_by(Survey.id)],
        "bills": [
            (row.billed, row.currency, row.minutes, row.topics) for row in Case.select().order_by(Case.id)
        ],
        "need": [row.need["time"] for row in Case.select().order_by(Case.id)],
        "kinds": sorted(str(row.kind) for row in Inbound.select()),
    }


def _erase(world: World, user: User) -> Erased:
    erased = erase_person(user.address.upper(), world.settings, world.now)
    assert erased.finished
    return erased


def test_a_whole_life_is_forgotten(make_world: Callable[..., World], log: io.StringIO) -> None:
    """Everything of hers goes, octet for octet; the words of others and the figures stay."""
    world = make_world(catalogue=True, response='remind = "0s"\nothers_after = "0s"')
    life = _live(world)
    assert list(WORDS) == _found(WORDS, _octets(world))
    figures, tag = _figures(), f"zonderlink-{life.her.address[11:17]}"
    erased = _erase(world, life.her)
    left = _octets(world)
    assert [] == _found([*WORDS, tag], left)
    assert list(OTHERS) == _found(OTHERS, left)
    assert [] == _found(WORDS, log.getvalue().encode())
    assert figures == _figures()
    assert {3: None} == {closed.case: closed.owner for closed in erased.closed}
    assert {raw["Message-ID"] for raw in map(message_from_bytes, life.raws)} <= {
        copy.message_id for copy in erased.received
    }
    assert {"closed"} == {row.state for row in Case.select().where(Case.id.in_(erased.cases))}
    assert 0 == Outbox.select().where(Outbox.state.in_(("queued", "deferred", "held"))).count()


def _read_again(world: World) -> None:
    """Everything lies in INBOX again, and the folder has another UIDVALIDITY."""
    with Mailbox(world.post.imap(world.service)) as box:
        for folder in ("Processed",):
            state = box.open(folder)
            assert state.uidvalidity
            for uid in box.uids_after(0, 1000):
                box.move(uid, "INBOX")
    Cursor.update(uidvalidity=1).where(Cursor.folder == "INBOX").execute()
    world.round()
    world.round()


def test_nothing_comes_back(make_world: Callable[..., World], tmp_path: Path) -> None:
    """The mailbox read anew, the files imported, a mail of then that nobody knew: nothing of her is kept.
    A new mail is a new question of somebody new.
    """
    world = make_world(response='remind = "0s"\nothers_after = "0s"', catalogue=True)
    life = _live(world)
    _erase(world, life.her)
    cases, sent = Case.select().count(), world.count()
    _read_again(world)
    fresh = world.compose(life.her, world.service.address, "Open-vraag", "Dossierwoord, never read before.")
    archive = [*life.raws, fresh.as_bytes()]
    for number, raw in enumerate(archive):
        (tmp_path / f"{number}.eml").write_bytes(raw)
    writer = Writer(world.settings, load_library(None, world.settings.languages))
    world.now += timedelta(hours=1)
    summary = Backfill(writer, world.service.address, world.clock).run(mails((tmp_path,), 1_000_000))
    assert len(life.raws) == summary.known
    assert {"erased": 1} == {reason: count for reason, count in summary.without_case.items() if count}
    assert (cases, sent) == (Case.select().count(), world.count())
    assert compact()
    assert [] == _found(WORDS, _octets(world))
    question = world.mail(life.her, "Something else", "How do I learn to juggle?")
    assert "request" == question.reason
    assert cases + 1 == Case.select().count()
    assert "acknowledgement" == world.sent_to(life.her)[-1]
    assert 1 == Person.select().where(Person.address == life.her.address).count()
    assert 0 == Event.select().where(Event.event == "case.reopened").count()
    disconnect()


def _not_kept(world: World, mail: EmailMessage | bytes, sender: User | None = None) -> Inbound:
    """A mail of which only the row is left, when it was decided."""
    last = Inbound.select(fn.MAX(Inbound.id)).scalar()
    if isinstance(mail, bytes):
        world.post.deliver(mail, world.service.address, results=PASS)
    else:
        world.send(sender or world.anna, mail)
    deadline = time.monotonic() + TIMEOUT
    while not Inbound.select().where(Inbound.id > last, Inbound.state != "received").exists():
        assert time.monotonic() < deadline
        world.round()
    row = Inbound.get(Inbound.id > last)
    assert (b"", "", None) == (bytes(row.content), row.subject, row.message_id)
    return row


def test_late_mail_about_an_erased_case(make_world: Callable[..., World]) -> None:
    """A colleague's late answer, a late report and her reply find no case; what they quote is not kept."""
    world = make_world()
    her = world.person("zonderlink", "Quirinalda Zonderlink")
    world.mail(her, "Gierzwaluw", "Platwoord: my talks fall flat.")
    notification, acknowledgement = world.newest(world.anna), world.newest(her)
    erase_person(her.address, world.settings, world.now)
    answer = "Begin with a story.\n\n> Platwoord: my talks fall flat."
    late = _not_kept(world, world.composed_reply(world.anna, notification, answer))
    assert ("discarded", "erased", None) == (late.state, late.reason, late.author)
    assert "LC-1 is empty" in world.newest(world.anna).text
    words = {"domain": world.post.domain, "mailbox": world.service.address, "recipient": her.address}
    about = acknowledgement["Message-ID"]
    report = _not_kept(world, REPORT.format(about=about, **words).encode())
    assert ("discarded", "erased", None) == (report.state, report.reason, report.author)
    headers = {"Auto-Submitted": "auto-replied"}
    away = world.composed_reply(her, acknowledgement, "Afwezigwoord until May.", headers=headers)
    assert None is _not_kept(world, away, her).author
    again = world.reply(her, acknowledgement, "Something new, please.")
    assert ("accepted", 2) == (again.state, again.case)
