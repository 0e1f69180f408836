"""What is an offer in plain words, and what is not: it is only ever proposed."""

from __future__ import annotations

import pytest

from replies.offering import offered_in
from tests import desk as d

OFFERS = [
    "By the way, I can help with presenting.",
    "I can help colleagues with writing and presenting!",
    "If needed: ask. I am happy to help others with writing",
    "Glad to help anybody with presenting, any time.",
    "Ik kan anderen helpen met presenteren.",
    "Ik wil graag collega's helpen bij schrijven.",
    "Met plezier. Ik help graag met presenteren",
]
OTHERS = [
    "Can you help me with presenting?",
    "Who can help with presenting?",
    "I can help nobody, and not with presenting.",
    "I cannot help with presenting.",
    "I want to learn, so that I can help my team with presenting.",
    "How can I help colleagues with presenting?",
    "I can help with knitting.",
    "I need help with presenting.",
    "Kan iemand me helpen met presenteren?",
    "Ik wil leren zodat ik collega's kan helpen met presenteren.",
    "Ik kan niet helpen met presenteren.",
    "Thanks for your help with presenting.",
]


@pytest.mark.parametrize("text", OFFERS)
def test_offers(text: str) -> None:
    """Said plainly, with a topic that there is."""
    assert offered_in(text, d.CATALOGUE)


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_none(text: str) -> None:
    """Questions, denials, reasons for learning and thanks."""
    assert () == offered_in(text, d.CATALOGUE)
