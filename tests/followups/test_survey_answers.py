"""Ratings as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.survey_answers import SurveyAnswer, read_answer
from followups.survey_words import SCALE

RATED = [
    # a digit, with and without more
    ("4", 4, ""),
    ("fıve", 5, ""),
    ("zeer ſlecht", 1, ""),
    ("I would say fıve out of five", 5, "I would say fıve out of five"),
    ("4.", 4, ""),
    ("4!", 4, ""),
    (" 4 ", 4, ""),
    ("**4**", 4, ""),
    ('"4"', 4, ""),
    ("(4)", 4, ""),
    ("4\ufe0f\u20e3", 4, ""),
    ("4, thanks", 4, "thanks"),
    ("4 thanks", 4, "thanks"),
    ("4. Thanks!", 4, "Thanks!"),
    ("4; could have been quicker", 4, "could have been quicker"),
    ("4 - snel geholpen", 4, "snel geholpen"),
    ("4 – snel geholpen", 4, "snel geholpen"),
    ("4: good advice", 4, "good advice"),
    ("4 because the answer came quickly", 4, "because the answer came quickly"),
    ("5 omdat jullie zo snel waren", 5, "omdat jullie zo snel waren"),
    ("2 maar de opties waren duur", 2, "maar de opties waren duur"),
    ("3 for the speed", 3, "for the speed"),
    ("4 👍", 4, "👍"),
    ("5 :-)", 5, ""),
    ("5!!! Great help.", 5, "Great help."),
    ("4\n\nThe second option was just right.", 4, "The second option was just right."),
    ("Hi Anna,\n\n4\n\nThe second option was just right.", 4, "The second option was just right."),
    ("Hallo,\n\n5, heel erg bedankt", 5, "heel erg bedankt"),
    ("\n \nHi Anna,\n\n4", 4, ""),
    ("  > 1\n4", 4, ""),  # a quotation, however far it is set in
    # of five, stars
    ("4/5", 4, ""),
    ("4 / 5", 4, ""),
    ("4/5, thanks", 4, "thanks"),
    ("4 out of 5", 4, ""),
    ("Four out of five", 4, ""),
    ("4 op 5", 4, ""),
    ("vier op vijf", 4, ""),
    ("4 van de 5", 4, ""),
    ("5 sterren", 5, ""),
    ("5 stars!", 5, ""),
    ("four stars", 4, ""),
    ("★★★★☆", 4, ""),
    ("⭐⭐⭐⭐⭐", 5, ""),
    ("4 punten", 4, ""),
    # words
    ("vier", 4, ""),
    ("Vijf!", 5, ""),
    ("Four!", 4, ""),
    ("four, thank you", 4, "thank you"),
    ("één", 1, ""),
    ("een", 1, ""),
    ("One.", 1, ""),
    ("drie, het duurde lang", 3, "het duurde lang"),
    ("een 4", 4, ""),
    ("Een dikke 4!", 4, ""),
    ("een vier", 4, ""),
    ("a 5", 5, ""),
    ("A solid 4 from me", 4, "from me"),
    ("Definitely a 5", 5, ""),
    ("Zeker een 5, bedankt", 5, "bedankt"),
    # the words of the scale
    ("very good", 4, ""),
    ("Very good!", 4, ""),
    ("zeer goed", 4, ""),
    ("Zeer goed, bedankt", 4, "bedankt"),
    ("excellent", 5, ""),
    ("Uitstekend!", 5, ""),
    ("poor", 1, ""),
    ("matig", 2, ""),
    ("Good.", 3, ""),
    ("excellent (5)", 5, ""),
    ("5 (excellent)", 5, ""),
    ("4 = very good", 4, ""),
    ("5: uitstekend", 5, ""),
    # said in a sentence: the sentence is the comment
    ("I'd say a 4 out of 5", 4, None),
    ("I'd say 4.", 4, None),
    ("I would give it a 4, the links were useful", 4, None),
    ("I'd give your help a five!", 5, None),
    ("Ik geef een 4", 4, None),
    ("Ik geef jullie een vier", 4, None),
    ("My score: 5", 5, None),
    ("Score 3", 3, None),
    ("Rating: 4/5", 4, None),
    ("Mijn antwoord is 4", 4, None),
    ("Thanks for asking! I'd give a 4, not a 5.", 4, None),
    ("Sorry, I meant 5", 5, None),
    ("Correction: 2", 2, None),
    ("Thanks for asking.\n\n4", 4, None),
    ("On a scale of 1 to 5: 4", 4, ""),
    ("4 on a scale of 1 to 5", 4, ""),
    # the scale copied along is not an answer, what stands beside it is
    ("1 = poor, 2 = fair, 3 = good, 4 = very good, 5 = excellent\n4", 4, ""),
    ("> 1 = poor … 5 = excellent\n3", 3, ""),
    ("2\n\n1 = slecht … 5 = uitstekend", 2, ""),
    ("4\n1 poor\n2 fair\n3 good\n4 very good\n5 excellent", 4, ""),
]

UNRATED = [
    "3 or 4",
    "3 of 4",
    "4 of 5",
    "3-4",
    "3/4",
    "3 à 4",
    "3 tot 4",
    "4, 5",
    "4 and 5",
    "a 3 or a 4",
    "between 3 and 4",
    "tussen 3 en 4",
    "3.5",
    "3,5",
    "4½",
    "4+",
    "4 %",
    "10",
    "0",
    "6",
    "8/10",
    "4/10",
    "45",
    "I have 3 questions",
    "3 questions:",
    "2 vragen nog",
    "5 minutes later I had my answer, great!",
    "4 days",
    "4 collega's hebben dit ook nodig",
    "1 thing could be better",
    "One thing could be better",
    "Een goede ervaring",
    "een fijne hulp",
    "One of the best services we have",
    "2 of your suggestions were useful",
    "not a 5",
    "Geen 5",
    "almost a 5",
    "bijna een 5",
    "4 or so? maybe 5",
    "4:30 is fine for me",
    "4/12 suits me",
    "Thanks!",
    "👍",
    "not good",
    "niet goed",
    "good question that I had",
    "1 = poor … 5 = excellent",
    "1 (poor) to 5 (excellent)",
    "> 4",
    "1. Quick answer\n2. Clear advice",
    "I give 3 presentations a week",
    "Ik heb 2 cursussen gevolgd",
    "In 2026 I will try again",
    "LC-4",
    "I would have given 5, but it took two weeks, so I give 4",
    "It was much better than 3",
]


WRITTEN_LATER = [
    ("5 - thank you so much Anna", 5),
    ("Hi Anna, 4 for me, thanks!", 4),
    ("Een 5, super geholpen", 5),
    ("Zonder twijfel een 5", 5),
    ("I'd go for a 4", 4),
    ("I would rate this 5/5", 5),
    ("5/5!!", 5),
    ("Dank je, ik geef een 4 op 5", 4),
    ("3, het antwoord kwam wat laat maar was wel goed", 3),
    ("My answer is four.", 4),
    ("vier sterren", 4),
    ("2. The links did not work.", 2),
    ("1 - never got an answer that fits", 1),
    ("drie", 3),
    ("4 (very good)", 4),
    ("Top, 5!", 5),
    ("5 Merci", 5),
    ("⭐⭐⭐", 3),
    ("4\n\nSent from my iPhone", 4),
    ("I tried 2 of the 3 options", None),
    ("The first 2 options were great", None),
    ("Thanks, will let you know in 2 weeks", None),
    ("3 of the 5 links work", None),
    ("between a 3 and a 4", None),
    ("6/5 :-)", None),
    ("4 or 5, hard to say", None),
    ("we waren met 4 aan het oefenen", None),
    ("Nog 1 vraag: hoe schrijf ik me in?", None),
    ("I rate your help very highly", None),
    ("geef mij nog 2 dagen", None),
    ("Only 1 of them was free", None),
    ("5 people from my team would like this too", None),
    ("It took 4 days to get an answer", None),
    ("een 7", None),
    ("100%", None),
    ("Good morning Anna, I have not looked at it yet", None),
    ("not sure, maybe 3 maybe 4", None),
    ("1 à 2", None),
    ("Ik heb er 2 bekeken, allebei goed", None),
    ("I think it deserves a 4 because it was quick", 4),
    ("Heel goed", 4),
    ("ok", None),
    ("I give it 4 stars", 4),
    ("four out of 5 stars", 4),
]
"""Written when the rules stood; five of forty-five were not read at first, none was read wrongly."""


@pytest.mark.parametrize(("text", "rating", "comment"), RATED)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_rating_is_read(text: str, rating: int, comment: str | None, line_end: str) -> None:
    """A rating is read however it is spelled; the comment is what is left of it (None: the sentence)."""
    answer = read_answer(text.replace("\n", line_end), "Re: [LC-12] How was our help?")
    assert rating == answer.rating
    assert (text if comment is None else comment) == answer.comment


@pytest.mark.parametrize("text", UNRATED)
def test_rating_is_never_guessed(text: str) -> None:
    """What is ambiguous, a count, or no rating at all gives none."""
    assert read_answer(text, "Re: [LC-12] How was our help?").rating is None


@pytest.mark.parametrize(("text", "rating"), WRITTEN_LATER)
def test_more_answers(text: str, rating: int | None) -> None:
    """Answers that the rules were not made from."""
    assert rating == read_answer(text, "").rating


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("4, thanks", False),
        ("4. Could you also help with Excel?", True),
        ("5\nKunnen jullie ook helpen met Excel", True),
        ("4, ik heb nog een vraag over de cursus", True),
        ("3 - see https://example.org/?page=4", False),
        ("Which one do you mean?", True),
        ("4?", True),
    ],
)
def test_question_in_an_answer_is_flagged(text: str, question: bool) -> None:
    """A concierge sees an answer that asks something."""
    assert question == read_answer(text, "").question


@pytest.mark.parametrize(
    ("subject", "rating"),
    [
        ("4", 4),
        ("[LC-12] 4", 4),
        ("Re: [LC-12] Rating: 4", 4),
        ("[LC-12] score 5", 5),
        ("[LC-12] Cijfer: 2 (matig)", 2),
        ("[LC-12] Your rating = 3", 3),
        ("Re: [LC-4] How was our help?", None),
        ("Re: [LC-12] One question, 1 to 5", None),
        ("Re: [LC-12] Presenting in 5", None),
        ("Re: [LC-12] 14", None),
    ],
)
def test_subject_counts_when_the_text_is_empty(subject: str, rating: int | None) -> None:
    """A button's mail that lost its body still has its subject; an ordinary reply's subject says nothing."""
    assert SurveyAnswer(rating) == read_answer("\n", subject)


HOSTILE = [
    # (answer, rating, asked again for a digit)
    ("ik geef het een 4 op 5", 4, False), ("4½", None, True), ("10/10", None, True), ("5 op 10", None, True),
    ("een 7 op 10", None, True), ("8,5", None, True), ("👍", None, True), ("❤️", None, True),
    ("-", None, False),
    ("nul", None, True), ("zero", None, True), ("Tien!", None, True), ("④", 4, False), ("４", 4, False),
    ("Solid 4", 4, False), ("Definitely 5", 5, False), ("no. 4", 4, False), ("nr 4", 4, False),
    ("4 vd 5", 4, False), ("4 pls", 4, False), ("it was a 5 for me", 5, False), ("voor mij: 5", 5, False),
    ("Dik in orde: 5", 5, False), ("jullie krijgen een 5 van mij", 5, False), ("Rated 4", 4, False),
    ("Vijfje!", 5, False), ("een mooie vier", 4, False), ("4 (maar bijna 5)", None, True),
    ("3 à 4 sterren", None, True), ("geen idee, 3?", None, False), ("4, misschien 5", None, True),
    ("tussen 3 en 4", None, True), ("Danke schön", None, True), ("Muchas gracias!", None, True),
    ("Obrigado, muito obrigado", None, True), ("Grazie mille", None, True), ("Tack så mycket", None, True),
    ("Dank u wel voor alles", None, True), ("ありがとうございます", None, True),
    # words for a person, with a number in them
    ("Thursday 10h works for me", None, False), ("Ik kan donderdag om 10 uur", None, False),
    ("Call me at 10", None, False), ("Room 12 is fine", None, False), ("We waren met 8", None, False),
    ("I did 2 of the 5 things", None, False), ("Nog 3 weken wachten dan", None, False),
    ("Nine people came", None, False), ("See you at 4", None, False), ("Het was LC-7 toch", None, False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rating", "unclear"), HOSTILE)
def test_answers_as_people_give_them(text: str, rating: int | None, unclear: bool) -> None:
    """A sure rating counts, an unsure one is asked about, and words with a number go to a person."""
    answer = read_answer(text, "Re: [LC-12] Hoe was onze hulp?", "nl")
    assert (rating, unclear) == (answer.rating, answer.unclear)


def test_words_before_the_subject() -> None:
    """What the person wrote wins over the subject that the button gave."""
    assert SurveyAnswer(2) == read_answer("2", "[LC-12] 5")
    assert SurveyAnswer(None, "thanks!", unclear=True) == read_answer("thanks!", "[LC-12] 5")


def test_every_word_of_the_scale_is_read() -> None:
    """The words that the survey shows can be given as the answer, in both languages."""
    for words in SCALE.values():
        for rating, word in enumerate(words, 1):
            assert rating == read_answer(word.capitalize() + ".", "").rating
            assert rating == read_answer(f"{rating} = {word}", "").rating


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_words_are_an_answer(text: str, subject: str) -> None:
    """Total: a rating from 1 to 5 or none, whatever was written."""
    assert read_answer(text, subject).rating in (None, 1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("text", "language", "rating", "unclear"),
    [
        ("4 of 5", "en", 4, False),
        ("4 of 5", "nl", None, True),
        ("I'd say 3 of five, thanks", "en", 3, False),
        ("4/5", "en", 4, False),
        ("a 4, maybe 5", "en", None, True),
        ("10", "en", None, True),
        ("8/10", "nl", None, True),
        ("een 3 of 4", "nl", None, True),
        ("Thanks a lot!", "en", None, True),
        ("Hartelijk bedankt!\nGroetjes", "nl", None, True),
        ("Thank you, that was of great use to me.", "en", None, False),
        ("Can I ask you 3 more things?", "en", None, False),
        ("I have 3 questions about the course that you named, and no time.", "en", None, False),
        ("The course is full.", "en", None, False),
    ],
)
def test_what_is_asked_again(text: str, language: str, rating: int | None, unclear: bool) -> None:
    """Thanks alone, and a number that is no rating; words go to a person, a rating is a rating."""
    answer = read_answer(text, "", language)
    assert (rating, unclear) == (answer.rating, answer.unclear)
