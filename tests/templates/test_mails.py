"""Every mail and every starter text, in both languages, with the values that are documented for it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from typing import cast

import pytest

from cases.reasons import Reason
from mailer.markdown import read
from templates.files import TemplateProblem
from templates.lint import lint
from templates.load import load_library
from templates.samples import sample
from templates.variables import MAILS

LIBRARY = load_library()
NAMES = (*MAILS, *LIBRARY.names())
EVERY = [(name, language) for name in NAMES for language in ("en", "nl")]
SOURCES = {f"{name}.{language}": file for (name, language), file in LIBRARY.by_key.items()}
COMMAND_LINE = re.compile(r"^\s*[#/][a-z]+\b.*$", re.IGNORECASE | re.MULTILINE)
TIMES = ("at", "since", "until", "promise", "day")
CARRIES_THEIR_TEXT = ("concierge/transcript", "concierge/held-asks")

every_template = pytest.mark.parametrize(("name", "language"), EVERY, ids=lambda value: value)


@every_template
def test_renders_with_what_is_documented(name: str, language: str) -> None:
    """The documented variables are enough, and there is a text (and for mails a subject) in that language."""
    rendered = LIBRARY.render(name, language, sample(LIBRARY, name, language))
    assert language == LIBRARY.file(name, language).language
    assert (name in MAILS) == bool(rendered.subject)
    assert rendered.text.strip()
    assert "None" not in rendered.text
    assert "{'" not in rendered.text  # a value of another template under the same name
    assert "\n\n\n" not in rendered.text


@every_template
def test_no_paragraph_runs_into_the_next(name: str, language: str) -> None:
    """A tag at the end of a line takes the line end with it: two empty lines have to follow."""
    text = LIBRARY.render(name, language, sample(LIBRARY, name, language)).text
    prose = [line for line in text.split("\n") if not line.startswith((">", "|", " ", "-", "`"))]
    assert not re.search(r"[.!?]\n[A-Z]", "\n".join(prose))


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(("name", "variable"), [(n, v) for n, mail in MAILS.items() for v in mail.variables])
def test_a_mail_is_never_sent_with_a_hole(name: str, variable: str, language: str) -> None:
    """Without one of its variables a mail is refused by name, when all is known or when nothing else is."""
    full = sample(LIBRARY, name, language)
    kept = ("service", "worker", "case", "need")
    sparse = {key: value if key in kept else type(value)() for key, value in full.items() if key not in TIMES}
    sparse |= {key: full[key] for key in TIMES if key in full}
    refused = []
    for values in (full, sparse):
        del values[variable]
        try:
            LIBRARY.render(name, language, values)
        except TemplateProblem as problem:
            refused.append(f"'{variable}' is undefined" == problem.reason)
    assert [True] == refused[:1]


@every_template
def test_nothing_is_loaded_or_tracked(name: str, language: str) -> None:
    """No picture, no HTML, and no link but those of the options and answers by mail."""
    text = LIBRARY.render(name, language, sample(LIBRARY, name, language)).text
    links = set(re.findall(r"\]\(([^) ]+)", text))
    option_links = {"https://www.toastmasters.org"}
    assert set() == {link for link in links - option_links if not link.startswith("mailto:")}
    assert "![" not in text
    assert not re.search(r"<\s*(img|a|script|style|link)\b", text)


@every_template
def test_no_line_of_ours_is_a_command(name: str, language: str) -> None:
    """A client that forgets to mark quoted text must not send our own samples back as commands."""
    if name in CARRIES_THEIR_TEXT:
        return
    text = LIBRARY.render(name, language, sample(LIBRARY, name, language)).text
    assert [] == COMMAND_LINE.findall(text)


@every_template
def test_tone(name: str, language: str) -> None:
    """At most one exclamation mark, no shouting, and Dutch says "je"."""
    body = SOURCES[f"{name}.{language}"].body
    assert body.count("! ") + body.count("!\n") <= 1
    assert not re.search(r"\b(?:ASAP|FYI|IMPORTANT|BELANGRIJK)\b", body)
    if language == "nl":
        assert not re.search(
            r"\b(?:u|uw|gelieve|geachte|middels)\b", re.sub(r"\{.*?\}", "", body), re.IGNORECASE
        )


@pytest.mark.parametrize("name", sorted({name for name, _ in LIBRARY.by_key}))
def test_both_languages_say_the_same(name: str) -> None:
    """English and Dutch use the same variables, filters and blocks, equally often."""

    def skeleton(language: str) -> tuple[Counter[str], Counter[str]]:
        file = LIBRARY.by_key[name, language]
        code = re.findall(r"\{[{%](.*?)[%}]\}", f"{file.subject or ''}\n{file.body}", re.DOTALL)
        bare = [re.sub(r"\"[^\"]*\"|'[^']*'", "", piece) for piece in code]
        names = Counter(word for piece in bare for word in re.findall(r"[a-z_.]+", piece))
        return names, Counter(piece.strip(" +-").split(" ", 1)[0] for piece in bare if piece.strip(" +-"))

    assert skeleton("en") == skeleton("nl")


def test_nothing_is_wrong_with_what_is_built_in() -> None:
    """Lint has nothing to say about the files that come with the service."""
    assert () == lint(LIBRARY)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_acknowledgement_promises_in_words(language: str) -> None:
    """The promised time is in words, and a person reads it whatever is answered (CONTRACT 5)."""
    text = LIBRARY.render(
        "worker/acknowledgement", language, sample(LIBRARY, "worker/acknowledgement", language)
    ).text
    expected = {
        "en": ("**before Tuesday 12:00**", "Answer what you like; a person reads this either way."),
        "nl": ("**vóór dinsdag 12:00**", "Antwoord op wat je wilt; een mens leest dit hoe dan ook."),
    }[language]
    assert [True, True] == [phrase in text for phrase in expected]
    assert ["1", "2", "3", "4"] == re.findall(r"^(\d)\. ", text, re.MULTILINE)


def test_plain_acknowledgement_asks_nothing() -> None:
    """With `acknowledge = "plain"` there are no questions in it, and no promise where there is none."""
    values = sample(LIBRARY, "worker/acknowledgement", "en") | {"questions": "", "promise": None}
    text = LIBRARY.render("worker/acknowledgement", "en", values).text
    assert (False, False) == ("1." in text, "before" in text)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_an_answer_is_only_words_and_signature(language: str) -> None:
    """No greeting is added, and the service signs (CONTRACT 4)."""
    values = sample(LIBRARY, "worker/answer", language) | {"words": "Just this."}
    assert (
        "Just this.\n\nAnna Peeters, Learning Help\n"
        == LIBRARY.render("worker/answer", language, values).text
    )


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_notification_begins_with_who_and_what(language: str) -> None:
    """Who asks comes first, then their words, for whom, what is not read, a note, what is known and ready."""
    rendered = LIBRARY.render(
        "concierge/notification", language, sample(LIBRARY, "concierge/notification", language)
    )
    kinds = [token["type"] for token in read(rendered.text).body if token["type"] != "blank_line"]
    assert kinds == [
        "paragraph", "block_quote", "paragraph", "paragraph", "paragraph", "block_quote", "list", "paragraph",
        "list", "paragraph",
    ]  # fmt: skip
    assert rendered.text.startswith("**Maria Jansen** (maria@example.org)")
    assert "Maria Jansen" in str(rendered.subject)
    assert ("#use presenting" if language == "en" else "#gebruik presenting") in rendered.text


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize(
    ("words", "repeated"), [("I want to speak\n more   calmly.", False), ("Nothing of the kind.", True)]
)
def test_a_need_is_not_said_twice(language: str, words: str, repeated: bool) -> None:
    """What stands in the words above is not repeated below them; what was said before is."""
    values = sample(LIBRARY, "concierge/notification", language)
    need = {**values["need"], "about": "I want to speak more calmly."}  # type: ignore[dict-item]
    text = LIBRARY.render("concierge/notification", language, values | {"words": words, "need": need}).text
    assert repeated == ("I want to speak more calmly." in text)
    assert "100" in text


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_recommendation_says_all_about_an_option(language: str) -> None:
    """What it is, why it fits, time, price (free is said), with whom, language, link (CONTRACT 5)."""
    text = LIBRARY.render("recommendation", language, sample(LIBRARY, "recommendation", language)).text
    expected = {
        "en": (
            "**Toastmasters**",
            "Why it may fit",
            "1 hour 30 minutes",
            "free",
            "with others",
            "English / Dutch",
        ),
        "nl": (
            "**Toastmasters**",
            "Waarom dit",
            "1 uur 30 minuten",
            "gratis",
            "samen met anderen",
            "Nederlands",
        ),
    }[language]
    assert [] == [phrase for phrase in (*expected, "https://www.toastmasters.org") if phrase not in text]


@pytest.mark.parametrize(
    ("language", "level", "said"),
    [
        ("en", "beginner", "€95 (price of June 2024) · for beginners · "),
        ("nl", "advanced", "€ 95 (prijs van juni 2024) · voor gevorderden · "),
        ("en", "", "€95 (price of June 2024) · with others"),
    ],
)
def test_a_recommendation_says_how_old_a_price_is_and_for_whom(language: str, level: str, said: str) -> None:
    """The month in which the price was looked up, and the level; of free things no month."""
    values = sample(LIBRARY, "recommendation", language)
    free, unknown = cast(list[dict[str, object]], values["options"])
    priced = {"price": Decimal(95), "priced_on": date(2024, 6, 12), "level": level}
    text = LIBRARY.render("recommendation", language, values | {"options": [free | priced, unknown]}).text
    assert said in text
    dated_free = free | {"priced_on": date(2024, 6, 12)}
    assert "2024" not in LIBRARY.render("recommendation", language, values | {"options": [dated_free]}).text


def test_the_survey_has_five_buttons_answered_by_mail() -> None:
    """Each button is a `mailto:` link that writes the digit; nothing is a web link."""
    text = LIBRARY.render("followup/survey", "en", sample(LIBRARY, "followup/survey", "en")).text
    buttons = re.findall(
        r"\[(\d) [a-z ]+\]\(mailto:learninghelp%2Btoken@example\.org\?subject=\S+&body=(\d) ", text
    )
    assert [(digit, digit) for digit in "12345"] == buttons
    assert "http" not in text


HELD = (
    *("unproven", "no-token", "dmarc-fail", "from-not-single", "sender-not-allowed", "too-large"),
    *("rate-limit", "leak", "collision", "signature-at-risk", "quote-unsure"),
)


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("slug", HELD)
def test_every_reason_to_hold_is_said_in_words(slug: str, language: str) -> None:
    """A person never reads a slug: each reason for holding has a phrase in both languages."""
    assert slug in set(Reason)
    assert LIBRARY.words("held", slug, language) != slug.replace("-", " ")


@pytest.mark.parametrize("table", sorted(LIBRARY.fixed))
def test_fixed_phrases_are_in_both_languages(table: str) -> None:
    """No phrase lacks a language."""
    assert {} == {
        slug: set(entry) for slug, entry in LIBRARY.fixed[table].items() if set(entry) != {"en", "nl"}
    }


def test_starter_set_is_complete() -> None:
    """There are answers, question sets with four numbers each, and the general recommendation."""
    assert len(LIBRARY.names("answer")) >= 6
    assert ("recommendation",) == LIBRARY.names("recommendation")
    sets = LIBRARY.names("questions")
    assert "questions" in sets
    assert len(sets) >= 5
    for name in sets:
        for language in ("en", "nl"):
            text = LIBRARY.render(name, language, sample(LIBRARY, name, language)).text
            assert ["1", "2", "3", "4"] == re.findall(r"^(\d)\. ", text, re.MULTILINE)


ASKED = {  # what asks for it, in any set
    "time": ("how much time", "hoeveel tijd"),
    "budget": ("what may it cost", "wat mag het kosten"),
    "by": ("by when", "tegen wanneer"),
    "with": ("would you rather", "liever alleen of"),
}


@pytest.mark.parametrize("name", LIBRARY.names("questions"))
@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_set_asks_for_what_is_known(name: str, language: str) -> None:
    """Each of time, budget, day and company by itself, all of them and none; what is open is still asked."""
    values = sample(LIBRARY, name, language)
    full = cast(dict[str, object], values["need"])
    none = dict.fromkeys(full) | {"currency": ""}
    for known in (*({each} for each in ASKED), {*ASKED}, set[str]()):
        need = none | {key: full[key] for key in known} | ({"currency": "EUR"} if "budget" in known else {})
        text = LIBRARY.render(name, language, values | {"need": need}).text.lower()
        asked = {each for each, words in ASKED.items() if words[language == "nl"] in text}
        if len(known) < len(ASKED):
            assert {*ASKED} - known == asked
        assert ["1", "2", "3", "4"] == re.findall(r"^(\d)\. ", text, re.MULTILINE)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_time_and_price_are_said_once(language: str) -> None:
    """Where the reason tells them, the line below has only the rest, and the month of a price."""
    values = sample(LIBRARY, "recommendation", language)
    free, _ = cast(list[dict[str, object]], values["options"])
    dated = free | {"price": Decimal(95), "priced_on": date(2024, 6, 12), "why": "WHY", "told": True}
    text = LIBRARY.render("recommendation", language, values | {"options": [dated]}).text
    assert "WHY." in text
    assert not re.search("95|1 hour|1 uur|not known|niet bekend", text)
    assert ("price of June 2024 · " if language == "en" else "prijs van juni 2024 · ") in text


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Report: 42 requests, rated 4.5 (29 August 2026 to 27 November 2026)"),
        ("nl", "Rapport: 42 aanvragen, score 4.5 (29 augustus 2026 tot en met 27 november 2026)"),
    ],
)
def test_a_report_says_of_which_days_it_is(language: str, subject: str) -> None:
    """With the year: it is read again months later."""
    assert (
        subject
        == LIBRARY.render("report/summary", language, sample(LIBRARY, "report/summary", language)).subject
    )
