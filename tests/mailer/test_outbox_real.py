"""A mail through real servers: STARTTLS, login, relay, mailbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from cases.effects import Decision, SendMail
from cases.model import Address, InboundState
from cases.reasons import Reason
from db.apply import apply
from db.connect import transaction
from db.tables import Outbox as Row
from mailer.outbox import Outbox
from tests.mailer.letters import BOX, NOW, draft, settings
from tests.servers.post import Post

pytestmark = pytest.mark.usefixtures("database")


def test_a_mail_arrives_unchanged_through_every_loop(any_post: Post) -> None:
    """Long References, other alphabets and a person's name arrive as they were written."""
    service, maria = any_post.new_user("learninghelp"), any_post.new_user("maria")
    smtp = replace(any_post.smtp(service), rate=(100, timedelta(minutes=1)))
    box = replace(BOX, address=service.address, smtp=smtp)
    thread = tuple(f"<{'VI1PR0101MB2222' * 8}{n}@prod.outlook.example>" for n in range(12))
    given = draft(
        case=None,
        mailbox=service.address,
        to=(Address("Zoë “M.” Jansen", maria.address),),
        subject="Re: [LC-1] Eén vraag – presenteren",
        text="Dag Zoë,\n\n.dit is **één** antwoord.\n\nFrom here on = fine\n",
        parent=thread[-1],
        references=thread[:-1],
    )
    with transaction():
        effects = (SendMail(given, on_case=False),)
        apply(Decision(InboundState.ACCEPTED, Reason.REQUEST, effects), None, NOW, "test")
    sender = Outbox(settings(box), lambda: NOW)
    try:
        assert 1 == sender.run_once(NOW)
    finally:
        sender.close()
    sent = Row.get(Row.recipient == maria.address)
    assert ("sent", "250") == (sent.state, sent.last_reply[:3])
    raw = any_post.wait_for(maria, lambda mail: mail["Message-ID"] == sent.message_id)
    message = message_from_bytes(raw, policy=policy.default)
    assert list(thread) == message["References"].split()
    assert given.subject == message["Subject"]
    assert "Zoë “M.” Jansen" == message["To"].addresses[0].display_name
    plain = message.get_body(("plain",))
    assert plain is not None
    text = plain.get_content().replace("\r\n", "\n")
    assert "Dag Zoë,\n\n.dit is één antwoord.\n\nFrom here on = fine\n" == text
