"""What is removed from the mailbox: copies of one person when asked, old mail; never anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from db.mailbox_copies import Copy, received_copies
from db.tables import Inbound, Outbox
from intake.imap.mailbox import Mailbox
from intake.removing.copies import naming, remove_copies
from intake.removing.old import OldMail
from tests.servers.post import User
from tests.servers.renaming import renamed
from tests.world import World

FOLDERS = ("INBOX", "Processed", "Sent")
OLD = '[privacy]\nmailbox_after = "8d"\n'
LATER = timedelta(days=12)


def there(world: World) -> dict[str, set[str]]:
    """Subjects of what lies in each folder of the service's mailbox."""
    return {folder: {each["Subject"] for each in world.letters(world.service, folder)} for folder in FOLDERS}


def asked(world: World) -> tuple[User, User]:
    """Maria's case, answered, and Tom's: all handled mail is filed."""
    maria, tom = world.person("maria", "Maria Jansen"), world.person("tom", "Tom Maes")
    world.mail(maria, "Presenting", "My presentations fall flat. What can I do?")
    world.reply(world.anna, world.newest(world.anna), "Begin with a question.")
    world.mail(tom, "Writing", "How do I write shorter?")
    world.round()
    world.round()
    return maria, tom


def hers() -> list[Copy]:
    """What was received and sent on case 1."""
    received = received_copies(row.id for row in Inbound.select().where(Inbound.case_id == 1))
    rows = Outbox.select().where(Outbox.case_id == 1)
    return [*received, *(Copy(r.mailbox, "", 0, 0, r.message_id, None, r.queued_at) for r in rows)]


def test_copies_of_one_case_go_and_others_stay(world: World) -> None:
    """In the processed folder and in Sent, where our answers lie; nothing is missing, nothing else goes."""
    maria, _ = asked(world)
    before = there(world)
    assert {"Presenting", "Writing"} <= before["Processed"]
    assert any("Presenting" in subject for subject in before["Sent"])
    copies = hers()
    with Mailbox(world.settings.mailboxes[0].imap) as box:
        rehearsed = remove_copies(box, world.settings.mailboxes[0], copies, rehearse=True)
        assert before == there(world)
        outcome = remove_copies(box, world.settings.mailboxes[0], copies)
        assert rehearsed == outcome
        assert (len(copies), (), ()) == (len(outcome.removed), outcome.stayed, outcome.missing)
        after = there(world)
        assert [] == [s for subjects in after.values() for s in subjects if "Presenting" in s]
        assert "Writing" in after["Processed"]
        assert any("Writing" in subject for subject in after["Sent"])
        assert () == naming(box, world.settings.mailboxes[0], maria.address)
        again = remove_copies(box, world.settings.mailboxes[0], copies)
        assert (0, len(copies)) == (len(again.removed), len(again.missing))


def test_without_uidplus_they_are_told(world: World) -> None:
    """Folder and Message-ID of each copy that the server cannot remove alone."""
    maria, _ = asked(world)
    copies, before = hers(), there(world)
    with Mailbox(world.settings.mailboxes[0].imap, ignore=("UIDPLUS",)) as box:
        outcome = remove_copies(box, world.settings.mailboxes[0], copies)
        assert ((), len(copies)) == (outcome.removed, len(outcome.stayed))
        assert {"Processed", "Sent"} == {place.folder for place in outcome.stayed}
        assert before == there(world)
        assert len(naming(box, world.settings.mailboxes[0], maria.address)) >= 2


def test_without_message_id_the_content_tells(world: World) -> None:
    """Under its UID, and after it was moved; a mail with other words of the same day stays."""
    maria = world.person("maria", "Maria Jansen")
    plain = f"From: {maria.address}\r\nTo: {world.service.address}\r\nSubject: %s\r\n\r\nWhat can I do?\r\n"
    for subject in ("Presenting", "Other"):
        with Mailbox(world.post.imap(world.service)) as box:  # a relay would give it a Message-ID
            box.append("INBOX", (plain % subject).encode())
        world.decided(None)
    row = Inbound.get(Inbound.subject == "Presenting")
    for _ in range(3):
        world.round()
    (copy,) = received_copies([row.id])
    assert copy.message_id is None
    with Mailbox(world.settings.mailboxes[0].imap) as box:
        outcome = remove_copies(box, world.settings.mailboxes[0], [copy])
        assert (1, ()) == (len(outcome.removed), outcome.missing)
    left = {subject for subjects in there(world).values() for subject in subjects}
    assert ("Other" in left, "Presenting" in left) == (True, False)


def test_old_mail_goes_once_it_is_old(make_world: Callable[..., World]) -> None:
    """What was handled and what was sent; what nobody has handled stays, also in these folders."""
    world = make_world(extra=OLD)
    asked(world)
    strange = world.compose(world.person("x", "X"), world.service.address, "Strange", "Put here by somebody")
    with Mailbox(world.post.imap(world.service)) as box:
        for folder in ("Processed", "Sent"):
            box.append(folder, strange.as_bytes())
        ours = world.letters(world.service, "Sent")[0]
        box.append("Sent", renamed(ours.raw.replace(ours["Subject"].encode(), b"Renamed by a relay", 1)))
    before = there(world)
    world.now = datetime.now(UTC)
    world.round()
    assert before == there(world)
    world.pass_time(LATER)
    kept = {folder: subjects & before[folder] for folder, subjects in there(world).items()}
    assert {"INBOX": set(), "Processed": {"Strange"}, "Sent": {"Strange"}} == kept
    assert b"" not in {bytes(row.content) for row in Inbound.select()}  # the store keeps its own
    with Mailbox(world.post.imap(world.service)) as box:
        again = OldMail(world.settings, world.settings.mailboxes[0])  # of a service that is started anew
        assert 0 == again.step(box, world.now)
        assert again.step(box, world.now + timedelta(days=1)) >= 2  # both strange ones, and what grew old


def test_nothing_old_goes_unasked(world: World) -> None:
    """mailbox_after is "0s" where nobody says otherwise."""
    asked(world)
    before = there(world)
    world.pass_time(timedelta(days=4000))
    kept = there(world)
    assert all(before[folder] <= kept[folder] for folder in FOLDERS)


def test_held_mail_stays_in_the_mailbox(make_world: Callable[..., World]) -> None:
    """A mail that waits for a person is not handled, whatever its age."""
    world = make_world(extra=OLD)
    outsider = "From: x@elsewhere.example\r\nMessage-ID: <held@elsewhere.example>\r\nSubject: Held\r\n"
    raw = f"{outsider}To: {world.service.address}\r\n\r\nWhat can I do about my talks?\r\n"
    assert "held" == world.outside(raw.encode()).state
    with Mailbox(world.post.imap(world.service)) as box:
        (uid,) = box.find_by_message_id("INBOX", "<held@elsewhere.example>")
        box.open("INBOX")
        box.move(uid, box.ensure_folder("Processed"))
        world.now = datetime.now(UTC) + LATER
        planned = OldMail(world.settings, world.settings.mailboxes[0]).all(box, world.now, rehearse=True)
    assert () == planned.removed
    world.round()
    assert "Held" in there(world)["Processed"]
