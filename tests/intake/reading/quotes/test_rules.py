"""What is kept, what is cut and how sure that is, beyond the samples of clients."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.parsed import Parsed
from intake.reading.quotes.split import Confidence, split
from tests.intake.reading.quotes.bodies import split_html, split_text

QUESTIONS = (
    "1. Wat gebeurt er nu, en wat moet er anders?",
    "2. Wat heb je al geprobeerd?",
    "3. Liever alleen of samen met anderen?",
    "4. Hoeveel tijd heb je, welk budget, en tegen wanneer?",
)
ANSWERS = ("Ik durf niets te zeggen.", "Niets", "Alleen", "1 uur, gratis, tegen mei")
SENT = "Dag Maria,\n\nVier korte vragen:\n\n" + "\n".join(QUESTIONS) + "\n\nAntwoord wat je wilt."
PAIRS = tuple(zip(QUESTIONS, ANSWERS, strict=True))
HEADER = (
    "________________________________\nVan: Learning Help <learninghelp@example.org>\n"
    "Verzonden: maandag 3 november 2025 14:02\nAan: Maria <maria@example.org>\nOnderwerp: Vraag\n\n"
)
OUTLOOK = (
    "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>Van:</b> Help "
    "&lt;learninghelp@example.org&gt;<br><b>Verzonden:</b> maandag 3 november 2025 14:02<br>"
    "<b>Aan:</b> Maria<br><b>Onderwerp:</b> Vraag</p></div></div><p class=MsoNormal>Dag Maria,</p>"
)


def test_answers_between_marked_questions() -> None:
    """Each answer comes with the question quoted above it."""
    body = "".join(f"> {question}\n\n{answer}\n\n" for question, answer in PAIRS)
    text = f"Op 3-11-2025 om 14:02 schreef Learning Help:\n> Dag Maria,\n>\n{body}> Learning Help\n"
    found = split_text(text)
    assert found.interleaved
    assert PAIRS == found.answers
    assert "\n\n".join(ANSWERS) == found.new_text


def test_one_answer_below_the_quote_is_not_interleaved() -> None:
    """Bottom posting is an ordinary reply."""
    found = split_text("Op 3-11-2025 om 14:02 schreef Help:\n> Past dinsdag?\n> Anna\n\nJa.")
    assert ("Ja.", False, ()) == (found.new_text, found.interleaved, found.answers)


@pytest.mark.parametrize(
    ("style", "above", "expected"),
    [
        ("color:red", "Zie mijn antwoorden hieronder in het rood.", True),
        ("color:#C00000", "See my answers below.", True),
        ("color: rgb(0, 112, 192)", "Mijn reactie staat tussen de regels", True),
        ("color:red", "Zie hieronder.", False),
        ("color:red", "Bel me maar.", False),
        ("color:#1F497D", "See my answers below.", False),
        ("color:#333333", "See my answers below.", False),
    ],
)
def test_coloured_answers_in_outlook(style: str, above: str, expected: bool) -> None:
    """Coloured lines in Outlook's quote are answers only when the text above points to them."""
    body = "".join(
        f'<p class=MsoNormal>{question}</p><p class=MsoNormal><span style="{style}">{answer}</span></p>'
        for question, answer in PAIRS
    )
    found = split_html(f"<p class=MsoNormal>{above}</p>{OUTLOOK}{body}")
    assert expected == found.interleaved
    assert (PAIRS if expected else ()) == found.answers
    assert found.new_text.startswith(above)


def test_coloured_answers_without_a_word_above_are_unsure() -> None:
    """They are taken, and said to be unsure."""
    body = f'<p>{QUESTIONS[0]}</p><p><span style="color:red">{ANSWERS[0]}</span></p>'
    found = split_html(f"<p>&nbsp;</p>{OUTLOOK}{body}")
    assert (ANSWERS[0], Confidence.LOW) == (found.new_text, found.confidence)


@pytest.mark.parametrize("above", ["Zie onder", ""])
def test_answers_typed_into_an_unmarked_quote_of_ours(above: str) -> None:
    """Outlook's plain text marks nothing; what we had sent tells question from answer."""
    body = SENT
    for question, answer in PAIRS:
        body = body.replace(question, f"{question}\n{answer}")
    found = split(Parsed(raw_size=1, plain=f"{above}\n\n{HEADER}{body}\n"), sent=SENT)
    assert found.interleaved
    assert PAIRS == found.answers
    assert "\n\n".join((above, *ANSWERS)).strip() == found.new_text


def test_answers_typed_behind_our_questions() -> None:
    """People type on the line of the question, in marked and in unmarked quotes."""
    for mark in ("", "> "):
        body = "\n".join(mark + line for line in SENT.split("\n"))
        for question, answer in PAIRS:
            body = body.replace(question, f"{question} {answer}")
        found = split(Parsed(raw_size=1, plain=f"{HEADER}{body}\n"), sent=SENT)
        assert PAIRS == found.answers
        assert "\n\n".join(ANSWERS) == found.new_text


def test_what_we_had_sent_takes_nothing_from_a_quote_of_others() -> None:
    """A quote that is not ours stays a quote."""
    found = split(
        Parsed(raw_size=1, plain=f"Goed.\n\n{HEADER}Een heel andere mail.\nMet twee regels.\n"), sent=SENT
    )
    assert "Goed." == found.new_text


def test_a_mail_that_begins_with_header_lines_is_unsure() -> None:
    """Outlook with nothing typed, or a pasted mail: the text is kept, and said to be unsure."""
    found = split_text(f"{HEADER}Past dinsdag?\n")
    assert ("Past dinsdag?", Confidence.LOW) == (found.new_text, found.confidence)


def test_nothing_recognised_is_all_new() -> None:
    """A first mail has no quote."""
    found = split_text("Hallo,\n\nIk wil Excel leren.\n\nGroeten,\nMaria\n")
    assert ("Hallo,\n\nIk wil Excel leren.\n\nGroeten,\nMaria", "") == (found.new_text, found.quoted_text)
    assert found.confidence is Confidence.MEDIUM


def test_our_marker_ends_the_new_text() -> None:
    """The line above which our notification asks to write is one more sign of a quote."""
    found = split_text("Ja.\n\nxx Antwoord boven deze lijn xx\n\nDag Anna\n", marker="Antwoord boven")
    assert "Ja." == found.new_text


def test_our_marker_on_top_takes_nothing() -> None:
    """Who writes below the marker is heard too."""
    found = split_text("xx Antwoord boven deze lijn xx\n\nToch hier.\n", marker="Antwoord boven")
    assert "Toch hier." == found.new_text


def test_the_rest_of_a_wrapped_quoted_line_is_quoted() -> None:
    """A relay wrapped the quoted line after it was marked."""
    text = (
        "Ja.\n\nOn 3 Nov 2025, at 14:02, Anna <anna@example.org> wrote:\n"
        "> This is a long line of a mail that somebody quoted with marks and\nthen wrapped\n> again.\n"
    )
    assert "Ja." == split_text(text).new_text


def test_gmail_forward_without_comment_has_no_new_text() -> None:
    """All of it is the forwarded mail, and that is sure."""
    text = "---------- Forwarded message ---------\nFrom: Jan <jan@example.net>\nSubject: Hi\n\nHi\n"
    found = split_text(text)
    assert ("", Confidence.HIGH) == (found.new_text, found.confidence)


def test_outlook_forward_without_comment_has_no_new_text() -> None:
    """Outlook prints the same block above a forward; the subject tells."""
    body = "Van: Jan <jan@example.net>\nVerzonden: 3 november 2025 14:02\nOnderwerp: Hi\n\nHallo\n"
    found = split(Parsed(raw_size=1, subject="FW: Hi", plain=body))
    assert ("", Confidence.HIGH) == (found.new_text, found.confidence)


def test_html_is_preferred_to_plain() -> None:
    """The text part of an Outlook mail marks nothing; the HTML does."""
    html = "<div>Ja</div><div class='gmail_quote'><blockquote class='gmail_quote'>Hm?</blockquote></div>"
    assert "Ja" == split(Parsed(raw_size=1, html=html, plain="Ja\n\nHm?")).new_text


def test_empty_html_falls_back_to_plain() -> None:
    """Some gateways send an HTML part without text."""
    assert "Ja" == split(Parsed(raw_size=1, html="<div></div>", plain="Ja")).new_text


LINES = (
    "",
    "Ja graag",
    "> quoted",
    "-- ",
    "Groeten",
    "Van: x",
    "T: +3212345678",
    "Op 3-11-2025 om 14:02 schreef Help:",
    "Sent from my iPhone",
    "- item",
    "#close",
)
WORDS = st.lists(st.sampled_from(LINES), max_size=25)


@given(WORDS)
def test_no_line_is_lost(lines: list[str]) -> None:
    """Every line is somewhere: new, quoted or signature."""
    found = split_text("\n".join(lines))
    everything = "\n".join((found.new_text, found.quoted_text, found.signature))
    for line in lines:
        assert line.strip() in everything


@given(st.text(alphabet=st.sampled_from("ab>:@<-_ \n\r\t\u00a0\uf8f1\uf8f2*|1."), max_size=300))
def test_any_text_is_split(text: str) -> None:
    """Total: no input raises, in text or in HTML."""
    split_text(text)
    split_html(text)


@pytest.mark.parametrize(
    "line",
    [
        "##- Please type your reply above this line -##",
        "--- Reply above this line ---",
        "==== Schrijf uw antwoord boven deze lijn ====",
        "-- antwoord boven deze lijn / reply above this line --",
    ],
)
def test_markers_of_other_services(line: str) -> None:
    """Help desks print a line above which to answer; what stands below it is their mail."""
    assert "Ok." == split_text(f"Ok.\n\n{line}\n\nHello from us\n").new_text


def test_a_sentence_about_replying_is_no_marker() -> None:
    """The words of a marker, in somebody's sentence."""
    text = "I wrote a reply directly above line three.\n\nIs that right?"
    assert text == split_text(text).new_text


def test_outlook_with_a_bar_before_the_quote() -> None:
    """The option that puts a blue line before the quoted mail, with answers between the pieces."""
    bar = "<div style='border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt'>"
    html = (
        f"<p class=MsoNormal>Zie hieronder.</p>{bar}{OUTLOOK}<p class=MsoNormal>Kan het dinsdag?</p></div>"
        f"<p class=MsoNormal>Ja.</p>{bar}<p class=MsoNormal>En woensdag?</p></div><p>Nee.</p>"
    )
    found = split_html(html)
    assert "Zie hieronder.\n\nJa.\n\nNee." == found.new_text
    assert ("Kan het dinsdag?", "Ja.") == found.answers[0]


def test_words_typed_into_the_signature_are_kept() -> None:
    """Some start typing inside the element that the client calls the signature."""
    html = (
        "<div id='Signature'>Ja, dinsdag past mij goed.<br>Maria</div>"
        "<div id='divRplyFwdMsg'><b>Van:</b> Help</div><p>Past dinsdag?</p>"
    )
    found = split_html(html)
    assert ("Ja, dinsdag past mij goed.\nMaria", Confidence.LOW) == (found.new_text, found.confidence)


@pytest.mark.parametrize(
    "line",
    [
        "  Op ma, 16 nov. 2026 om 14:03 schreef Help<help@example.org>:   Dag Tom,",
        "  On Mon, Nov 16, 2026 at 2:03 PM, Help<help@example.org> wrote:   Hi Tom,",
    ],
)
def test_yahoo_on_android_quotes_behind_the_attribution(line: str) -> None:
    """The quoted text begins on the line of the attribution, without any mark."""
    found = split_text(f"Ik neem de workshop.\n\n{line}\nWelke neem je?\n")
    assert "Ik neem de workshop." == found.new_text
    assert found.quoted_text.endswith("Tom,\nWelke neem je?")


def test_marks_inside_a_fence_are_code() -> None:
    """What stands between two ``` lines was pasted."""
    text = "Dit werkt niet:\n\n```\n> SELECT 1\n> FROM x\n```\n\nWat nu?"
    assert text == split_text(text).new_text
