"""The files of a concierge's reply: what reaches the worker, what is left behind, what is asked about."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage

from tests.world import World


def _reply(world: World, text: str, *files: tuple[str, str, bytes]) -> EmailMessage:
    """Anna's reply to her notification, with files (name, type, content)."""
    notification = world.newest(world.anna)
    mail = world.composed_reply(world.anna, notification, text)
    for name, type_, content in files:
        if type_ == "message/rfc822":
            mail.add_attachment(email.message_from_bytes(content, policy=email.policy.default), filename=name)
        else:
            main, _, sub = type_.partition("/")
            mail.add_attachment(content, main, sub, filename=name)
    return mail


def test_our_own_notification_is_never_passed_on(world: World) -> None:
    """Outlook's "attach original message": the words go, the file stays, and the concierge is told."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", "My presentations fall flat.")
    ours = world.newest(world.anna).raw
    mail = _reply(
        world,
        "Begin small.",
        ("Presenting.eml", "message/rfc822", ours),
        ("smime.p7s", "application/pkcs7-signature", b"0\x80"),
        ("tips.txt", "text/plain", b"Begin with a story."),
    )
    assert "concierge-answer" == world.submit(world.anna, mail).reason
    got = world.newest(maria)
    assert ["tips.txt"] == [part.get_filename() for part in got.mail.iter_attachments()]
    assert "Presenting.eml" in world.newest(world.anna).text
    assert "mail.files-left-out" in {event["event"] for event in world.case(1)["timeline"]}


def test_an_invitation_with_the_concierges_address_is_asked_about(world: World) -> None:
    """A file is searched as words are; #send sends it all the same."""
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", "My presentations fall flat.")
    ics = f"BEGIN:VCALENDAR\r\nORGANIZER:mailto:{world.bram.address}\r\nEND:VCALENDAR\r\n".encode()
    held = world.submit(world.anna, _reply(world, "See the plan.", ("plan.ics.txt", "text/plain", ics)))
    assert ("held", "leak") == (held.state, held.reason)
    asked = world.newest(world.anna)
    assert "plan.ics.txt" in asked.text
    world.reply(world.anna, asked, "#send")
    got = world.newest(maria)
    assert ["plan.ics.txt"] == [part.get_filename() for part in got.mail.iter_attachments()]
