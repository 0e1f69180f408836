"""Subjects as clients and gateways of all languages decorate them, and as people leave them."""

from __future__ import annotations

import pytest

from cases.subjects import base_subject, prefix_of, same_subject, without_prefix
from cases.wordlists import rows

WORDS = rows("subject_prefixes")
MARKS = [row for row in rows("gateway_marks") if row["form"] != "absent"]


@pytest.mark.parametrize("row", WORDS, ids=lambda row: f"{row['word']} {row['language']}")
def test_every_word_goes_in_every_form(row: dict[str, str]) -> None:
    """As printed, in capitals, in small letters, numbered, with a blank, with a full-width colon, twice."""
    word = row["word"]
    for written in (word, word.upper(), word.lower()):
        for behind in (":", " :", "[2]:", "(3):", "^2:", "*4:", "：", ".:", "\u00a0:"):
            assert "Talks at work" == base_subject(f"{written}{behind} Talks at work"), (written, behind)
    assert "Talks at work" == base_subject(f"{word}: Re: {word}:{word}: Talks at work")
    assert row["means"] in (prefix_of(f"{word}: Talks"), "either")


@pytest.mark.parametrize("row", MARKS, ids=lambda row: f"{row['word']} {row['form']}")
def test_every_mark_goes(row: dict[str, str]) -> None:
    """At the beginning, before and behind a reply word; with a number where the mark has one."""
    word = row["word"].replace("sec=*", "sec=official").replace("*", " #445")
    alone = {"colon": ["{}:"], "before": ["{}: external:"]}
    forms = alone.get(row["form"], ["[{}]", "{{{}}}", "({})", "***{}***"])
    for form in forms:
        for written in (word, word.upper(), word.title()):
            mark = form.format(written)
            assert "Talks at work" == base_subject(f"{mark} Talks at work"), mark
            assert "Talks at work" == base_subject(f"Re: {mark} AW: Talks at work"), mark
            assert same_subject(f"{mark} Re: Talks at work", "Talks at work")


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("[External]: Re: Talks", "Talks"),
        ("[EXTERN] - AW: Talks", "Talks"),
        ("<External> Talks", "Talks"),
        ("Onderwerp: Re: Talks", "Talks"),
        ("Betreff: AW: Talks", "Talks"),
        ("Beantw.: Talks", "Talks"),
        ("<b> in HTML", "<b> in HTML"),
        ("[Talks]: a question", "[Talks]: a question"),
        ("Caution: wet floor", "Caution: wet floor"),
        ("Talks", "Talks"),
        ("Results: Q3", "Results: Q3"),
        ("[HR] Talks", "[HR] Talks"),
        ("Re: [HR] Talks", "[HR] Talks"),
        ("[Case study] Talks", "[Case study] Talks"),
        ("[Ticketing] Talks", "[Ticketing] Talks"),
        ("(urgent) Talks", "(urgent) Talks"),
        ("Talks (fwd)", "Talks"),
        ("Talks [SEC=OFFICIAL]", "Talks"),
        ("[Fwd: Talks]", "Talks"),
        ("[Fwd: Re: [HR] Talks]", "[HR] Talks"),
        ("RE: [EXTERNAL] Re: [LC-12] ***SPAM*** Talks", "Talks"),
        ("[LC-12] Re[2]: AW: Talks", "Talks"),
        ("Reading: a plan", "Reading: a plan"),
        ("Redo: the plan", "Redo: the plan"),
        ("C++: where to begin?", "C++: where to begin?"),
        ("12:30 or 13:00?", "12:30 or 13:00?"),
        ("Re:", ""),
        ("Re: Re: [EXT]", ""),
        ("...", "..."),
        ("", ""),
        (" \r\n Talks\r\n  at work ", "Talks at work"),
        ("*** urgent *** Talks", "*** urgent *** Talks"),
    ],
)
def test_base(subject: str, base: str) -> None:
    """What is a writer's own stays as it is written."""
    assert base == base_subject(subject, "LC")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Re: Talks", "talks", True),
        ("[External] Talks!", "Talks", True),
        ("[HR] Talks", "Talks", True),
        ("[Anything at all] Re: Talks", "Talks", True),
        ("Re: ...", "Talks", True),
        ("", "Talks", True),
        ("Re:", "Talks", True),
        ("Antw: Talks ", "TALKS", True),
        ("Betr.: Talks", "Talks", True),
        ("RE : Talks", "Talks", True),
        ("(no subject)", "Talks", True),
        ("Re: (geen onderwerp)", "Talks", True),
        ("RE: (kein Betreff)", "Talks", True),
        ("Re: [LC-3] (sin asunto)", "Talks", True),
        ("Beantw.: Talks", "Talks", True),
        ("CAUTION: External: Talks", "Talks", True),
        ("Re: CAUTION: External: [LC-3] Talks", "Talks", True),
        ("Re: Talks (none)", "Talks", False),
        ("No subject is safe", "Talks", False),
        ("Writing", "Talks", False),
        ("Re: Writing", "Re: Talks", False),
        ("Talks, the next one", "Talks", False),
        ("[HR]", "[IT]", False),
    ],
)
def test_the_same(one: str, other: str, same: bool) -> None:
    """Decorations and punctuation make no other subject; nothing is about anything."""
    assert same is same_subject(one, other, "LC")
    assert same is same_subject(other, one, "LC")


@pytest.mark.parametrize(
    ("subject", "prefix", "without"),
    [
        ("FW: Talks", "forward", "Talks"),
        ("[EXTERN] FW: Talks", "forward", "Talks"),
        ("VS: Talks", "forward", "Talks"),
        ("Vs: Talks", "reply", "Talks"),
        ("FW: Re: Talks", "forward", "Re: Talks"),
        ("Talks", "", "Talks"),
        ("[HR] Talks", "", "[HR] Talks"),
    ],
)
def test_first_prefix(subject: str, prefix: str, without: str) -> None:
    """What kind of mail its client made, and what it was called before."""
    assert (prefix, without) == (prefix_of(subject), without_prefix(subject))


def test_every_row_says_where_it_was_seen() -> None:
    """No word twice in a language, and each with its client."""
    for table, keys in ((WORDS, ("word", "language")), (MARKS, ("word", "form"))):
        seen = [tuple(row[key].casefold() for key in keys) for row in table]
        assert sorted(set(seen)) == sorted(seen)
        assert all(row["client"] if "client" in row else row["system"] for row in table)
    assert 30 <= len({language for row in WORDS for language in row["language"].split(", ")})
