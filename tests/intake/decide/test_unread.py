"""What is said of a mail that has nothing, or not everything, to read."""

from __future__ import annotations

from base64 import b64encode

import pytest

from cases.model import Purpose
from intake.decide.decide import decide
from tests import desk as d
from tests.intake.decide.test_decide import ANNA, to
from tests.intake.decide.test_encrypted import of, part

TOLD = {
    "winmail": "could not be unpacked",
    "picture": "Pictures, without any words",
    "voice": "A voice message, without any words",
    "film": "A film, without any words",
}
DAMAGED = bytes.fromhex("789f3e22") + bytes(12)


def _file(type_: str, name: str, content: bytes = b"x") -> str:
    return part(
        f'{type_}; name="{name}"',
        b64encode(content).decode(),
        **{"Transfer-Encoding": "base64", "Disposition": f'attachment; filename="{name}"'},
    )


WINMAIL = _file("application/ms-tnef", "winmail.dat", DAMAGED)


@pytest.mark.parametrize(
    ("text", "files", "said"),
    [
        ("My plan is attached.", [WINMAIL], "winmail"),
        ("", [WINMAIL], "winmail"),
        ("", [_file("image/jpeg", "IMG_1.jpg")], "picture"),
        ("", [_file("image/jpeg", "IMG_1.jpg"), _file("image/png", "b.png")], "picture"),
        (" \n", [_file("image/heic", "c.heic")], "picture"),
        ("", [_file("audio/ogg", "voice.ogg")], "voice"),
        ("", [_file("audio/mp4", "New Recording.m4a")], "voice"),
        ("", [_file("video/mp4", "clip.mp4")], "film"),
        ("What is on it?", [_file("image/jpeg", "IMG_1.jpg")], ""),
        ("", [_file("application/pdf", "plan.pdf")], ""),
        ("Hello?", [], ""),
    ],
)
def test_what_is_said(text: str, files: list[str], said: str) -> None:
    """The concierges are told what they see, and the files go along."""
    body, type_ = of("mixed", part("text/plain", text), *files)
    decision = decide(d.facts(d.mail(body, Content_Type=type_)))
    assert "request" == decision.reason
    told = d.text_to(decision, "anna@example.org")
    assert [slug for slug, words in TOLD.items() if words in told] == ([said] if said else [])
    (mail,) = [m for m in d.sent(decision) if m.to[0].key == "anna@example.org"]
    assert len(files) == len(mail.attachments)


def test_a_damaged_winmail_of_a_concierge_stays_here() -> None:
    """It names its writer, and nobody could search it; the receipt says that it did not go along."""
    body, type_ = of("mixed", part("text/plain", "Begin with a question."), WINMAIL)
    raw = d.mail(body, sender=ANNA, to=to(Purpose.ANSWER, 11, ref=1), Content_Type=type_)
    decision = decide(d.facts(raw, (d.case(),)))
    (mail,) = d.to_worker(decision)
    assert ("concierge-answer", ()) == (decision.reason, mail.attachments)
    assert "winmail.dat" in d.text_to(decision, "anna@example.org")
