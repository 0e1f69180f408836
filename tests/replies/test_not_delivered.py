"""A concierge reads why a mail did not arrive, in their own language, and what they can do about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from replies.mails.colleagues import NotDelivered, failed
from tests import desk

MARIA = "maria@example.org"


@pytest.mark.parametrize(
    ("why", "stopped", "english", "dutch"),
    [
        (
            "too-large",
            False,
            "Send smaller files, or a link to them",
            "Stuur kleinere bestanden, of een link",
        ),
        ("content", False, "Say it differently", "Schrijf het anders"),
        ("recipient-full", False, "only its owner can make room", "alleen de eigenaar kan plaats maken"),
        (
            "domain-records",
            False,
            "tell whoever runs this service",
            "Laat het weten aan wie deze dienst beheert",
        ),
        ("relaying", False, "tell whoever runs this service", "Laat het weten aan wie deze dienst beheert"),
        (
            "recipient-refused",
            False,
            "I will not send it again by myself",
            "Ik stuur hem niet uit mezelf opnieuw",
        ),
        ("", False, "I will not send it again by myself", "Ik stuur hem niet uit mezelf opnieuw"),
        ("no-such-address", True, "does not exist or takes no mail", "bestaat niet of ontvangt geen mail"),
        ("content", True, "does not exist or takes no mail", "bestaat niet of ontvangt geen mail"),
    ],
)
def test_why_it_did_not_arrive(why: str, stopped: bool, english: str, dutch: str) -> None:
    """Each row: the kind of refusal, and the sentence for it in both languages."""
    told = NotDelivered(MARIA, "Re: Presenting", "554 what the server said", stopped, why)
    for language, expected in (("en", english), ("nl", dutch)):
        concierge = replace(desk.ANNA, languages=(language,))
        settings = replace(desk.settings(), concierges=(concierge,))
        (draft,) = failed(desk.background(settings).mails, desk.case(owner=concierge.address), {}, told)
        assert expected in draft.text
        assert "554 what the server said" in draft.text
