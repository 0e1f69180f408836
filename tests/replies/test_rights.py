# ruff: noqa: E501 - one row a line
"""What asks about one's own data and what is prose, in both languages, as people and their clients type it."""

from __future__ import annotations

import pytest

from cases.rights import Right
from replies.rights import Request, read_request, wants_no_surveys

STOP, MYDATA, FORGET = Right

ROWS: list[tuple[str, Right | None, str | None, str]] = [
    # (new text, what is asked, the language that the word tells, the words beside it)
    ("#stop", STOP, None, ""),
    ("#Stop.", STOP, None, ""),
    ("/stop", STOP, None, ""),
    ("# stop", STOP, None, ""),
    ("!stop", STOP, None, ""),
    ("\uff03stop", STOP, None, ""),
    ("**#stop**", STOP, None, ""),
    ("- #stop", STOP, None, ""),
    ("\u200b#st\u200bop\u00a0", STOP, None, ""),
    ("#stop please", STOP, None, ""),
    ("#stop a.u.b.", STOP, None, ""),
    ("#stop surveys", STOP, None, ""),
    ("Hello,\n\n#stop\n\nThank you very much", STOP, None, ""),
    ("Dear Learning Help,\n#stop", STOP, None, ""),
    ("Beste Anna,\n\n#stop\n\nMet vriendelijke groeten\nMaria", STOP, None, ""),
    ("#stop\nMaria Jansen", STOP, None, ""),
    ("Thanks, that helped.\n#stop", STOP, None, "Thanks, that helped."),
    ("#stop\n\nCan you also help with Excel?", STOP, None, "Can you also help with Excel?"),
    ("Hi, can you help?\n#stop", STOP, None, "Hi, can you help?"),
    ("#mydata", MYDATA, None, ""),
    ("#my data please", MYDATA, None, ""),
    ("#My-Data", MYDATA, None, ""),
    ("#mijngegevens", MYDATA, "nl", ""),
    ("# mijn gegevens a.u.b.", MYDATA, "nl", ""),
    ("#mydata\n#forget", MYDATA | FORGET, None, ""),
    ("#mydatabase", None, None, ""),
    ("#forget", FORGET, None, ""),
    ("#Forget me!", FORGET, None, ""),
    ("#forget my data please", FORGET, None, ""),
    ("#for-get", FORGET, None, ""),
    ("#vergeet", FORGET, "nl", ""),
    ("#Vergeet mij a.u.b.", FORGET, "nl", ""),
    ("# vergeet mijn gegevens", FORGET, "nl", ""),
    ("/vergeet\nBedankt voor alles", FORGET, "nl", "Bedankt voor alles"),
    ("#stop\n#vergeet", STOP | FORGET, "nl", ""),
    ("#forget the milk", None, None, ""),
    ("#vergeetmenietje", None, None, ""),
    ("Vergeet mij", None, None, ""),
    # prose
    ("", None, None, ""),
    ("stop", None, None, ""),
    ("Please #stop.", None, None, ""),
    ("#stop doing this", None, None, ""),
    ("#stopping", None, None, ""),
    ("#shop", None, None, ""),
    ("#stop #growth", None, None, ""),
    ("/etc/stop", None, None, ""),
    ("##", None, None, ""),
    ("> #stop", None, None, ""),
    ("#" + "\u200b" * 500 + "stop", None, None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rights", "language", "words"), ROWS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_request(text: str, rights: Right | None, language: str | None, words: str, newline: str) -> None:
    """A line of its own asks; other words stay words, and what is no word stays nothing."""
    expected = Request(rights, language, words) if rights else None
    assert expected == read_request(text.replace("\n", newline), "", "Maria Jansen")


@pytest.mark.parametrize(
    ("subject", "text", "asks"),
    [
        ("#stop", "", True),
        ("[LC-12] #stop", "Thanks\nMaria", True),
        ("# Stop", "\n\n", True),
        ("#stop", "How do I learn Excel?", False),
        ("Please #stop", "", False),
        ("Presenting", "", False),
    ],
)
def test_subject(subject: str, text: str, asks: bool) -> None:
    """It counts where the mail holds no words; a hashtag in the subject of a question asks nothing."""
    assert asks == (read_request(text, subject, "Maria Jansen") is not None)


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        ("stop", True),
        ("Stop!", True),
        ("stop please", True),
        ("Unsubscribe", True),
        ("Graag uitschrijven", True),
        ("geen enquêtes meer", True),
        ("niet meer aub", True),
        ("Stop, 4", False),
        ("I could not stop reading", False),
        ("", False),
        ("no more surveys please, but do help me with Excel", False),
        ("stop" + " " * 100, True),
        ("Please stop sending me these", True),
        ("stop met die vragenlijsten", True),
        ("Hou op met die mails", True),
        ("I don’t want to receive these anymore", True),
        ("Please remove me from this list.", True),
        ("opt out", True),
        ("Schrijf me uit aub", True),
        ("Ik wil deze enquêtes niet meer krijgen", True),
        ("Haal me van de lijst", True),
        ("no more of these, thanks", True),
        ("Please don't stop sending these", False),
        ("Niet stoppen met die mails!", False),
        ("I want these", False),
        ("The bus stop is far", False),
        ("Stop met roken, is daar een cursus voor?", False),
        ("Geen tijd", False),
        ("Remove the second option", False),
    ],
)
def test_plain_words_below_a_survey(text: str, stops: bool) -> None:
    """Only a mail of nothing else."""
    assert stops == wants_no_surveys(text)
