"""Topics suggested from the words of a request."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.catalogue import Catalogue, Option, Topic
from replies.advice.asking import Asking, sentences
from replies.advice.letters import LetterGroups, folded_words
from replies.advice.relevance import Index, stem, terms
from replies.advice.topics import BEGINNING, END, TopicIndex, _bounded, guess

STEMS = st.sampled_from(
    ("plan", "planner", "vergader", "vergaderzaal", "overleg", "zaalplan", "vergaderzaalplan")
)
DATA = Path(__file__).parents[2] / "data"
CATALOGUE = Catalogue(
    options=(Option("pivot", "Pivot tables step by step", topics=("excel",)),),
    topics=(
        Topic(
            "presenting",
            {"en": "presenting", "nl": "presenteren"},
            {"en": ("stage fright",), "nl": ("publiek",)},
        ),
        Topic("excel", {"en": "spreadsheets", "nl": "rekenbladen"}, {"en": ("formula",), "nl": ("formule",)}),
        Topic("meetings", {"en": "meetings", "nl": "overleg"}, {"nl": ("vergadering",)}),
    ),
)


def test_related_words_have_one_stem() -> None:
    """Endings of both languages come off, so that names, keywords and requests meet."""
    for family in (
        (
            "present",
            "presenting",
            "presentation",
            "presentations",
            "presenteren",
            "presentatie",
            "presentaties",
        ),
        ("vergaderen", "vergadering", "vergaderingen"),
        ("schrijf", "schrijven"),
        ("meeting", "meetings"),
        ("plan", "plannen", "planning"),
        ("lees", "lezen"),
        ("één", "een"),
    ):
        assert {stem(family[0])} == set(map(stem, family))


def test_words_that_say_nothing_are_left_out() -> None:
    """Stop words of both languages, and single letters."""
    assert () == terms("How do I get there? Hoe doe ik dat?")
    assert terms("burnout") == terms("burn-out")[:1]


def test_relevance_prefers_rare_words_and_reads_compounds() -> None:
    """A word in one document says more than one in all; a Dutch compound holds its parts."""
    index = Index([{"rare": 1.0, "usual": 1.0}, {"usual": 1.0}, {"vergader": 1.0}])
    rare, usual, other = index.relevance(("rare", "usual"))
    assert rare > usual > other == 0
    assert index.relevance(("vergaderzaal",))[2] > 0
    assert [] == Index([]).relevance(("x",))


@given(
    st.lists(st.dictionaries(STEMS, st.sampled_from((0.5, 1.0, 3.0)), max_size=6), max_size=6),
    st.lists(STEMS, max_size=8),
    st.sets(st.integers(0, 5)),
)
def test_some_of_the_documents_rank_as_if_they_were_all(
    documents: list[dict[str, float]], query: list[str], chosen: set[int]
) -> None:
    """Ranking a few documents of a large index gives what an index of only those would give."""
    among = [number for number in range(len(documents)) if number in chosen]
    alone = Index([documents[number] for number in among])
    assert alone.relevance(query) == Index(documents).relevance(query, among)


def test_parts_of_words_count_from_five_letters_on_and_at_the_ends() -> None:
    """ "vergader" is found in "vergaderzaal" and the other way round; "plan" is too short, "gader" inside."""
    known = {"vergaderzaal": 1.0}
    for asked, found in (("vergader", True), ("zaal", False), ("gaderz", False), ("vergaderzaalplan", True)):
        assert found == (Index([known]).relevance((asked,)) > [0]), asked
    assert Index([{"x" * 200: 1.0}]).relevance(("x" * 100_000,)) > [0]


def test_one_version_of_the_files_is_indexed_once() -> None:
    """However many mails ask; the next version is indexed anew, once."""
    read: list[str] = []

    class Watched(Topic):
        @property
        def words(self) -> tuple[str, ...]:
            read.append(self.slug)
            return super().words

    topics = tuple(Watched(topic.slug, topic.names, topic.keywords) for topic in CATALOGUE.topics)
    for version in range(2):
        catalogue = Catalogue(CATALOGUE.options, topics)
        for _ in range(3):
            assert "excel" == guess("A formula, how?", catalogue)[0]
        assert {topic.slug: 4 * (version + 1) for topic in topics} == Counter(
            read
        )  # each ranker, and keywords alone


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I have stage fright", "presenting"),
        ("Een publiek boeien", "presenting"),
        ("Onze vergaderingen lopen uit", "meetings"),
        ("A formula for it, how?", "excel"),
        ("Something else", None),
        ("", None),
    ],
)
def test_names_and_keywords_bring_a_topic_up(text: str, topic: str | None) -> None:
    """In both languages; where nothing says what is no request, a topic's own words must be there."""
    assert topic == next(iter(guess(text, CATALOGUE)), None)
    assert () == guess(text, Catalogue())


SPEAKING = Catalogue(
    topics=(
        Topic("presenting", phrases={"en": ("my hands shake when I stand in front of the room",)}),
        Topic("meetings", phrases={"nl": ("hoe zorg ik dat er iets beslist wordt als we samenzitten",)}),
        Topic("excel", phrases={"en": ("how do I add up the columns of my file",)}),
    ),
    no_request={"en": ("thanks, that is all", "the invoice is in attachment"), "nl": ("tot morgen",)},
)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("My hands shake in front of people", "presenting"),
        ("Hoe beslis ik iets als we samenzitten?", "meetings"),
        ("How do I add columns?", "excel"),
        ("Thanks, the invoice is all right", None),
        ("Dank je, tot morgen!", None),
        ("The invoice of the room is in attachment", None),
    ],
)
def test_phrases_say_what_a_mail_is_about_and_whether_it_asks(text: str, topic: str | None) -> None:
    """Without a name or a keyword; what mail says that is no request is quiet."""
    assert topic == next(iter(guess(text, SPEAKING)), None)


def test_points_from_outside_count_in_their_own_spread() -> None:
    """Whatever their scale; all alike, or of topics that are not there, they say nothing."""
    index = TopicIndex(SPEAKING)
    text = "How do I get them to listen in the meeting?"
    before = index.guess(text)
    assert before == index.guess(text, {"presenting": 7, "meetings": 7, "excel": 7})
    assert before == index.guess(text, {"nobody": 1.0})
    for scale in (0.001, 1.0, 1000.0):
        assert "meetings" == index.guess(text, {"meetings": scale, "excel": -scale})[0]
    assert () == index.guess("Tot morgen", {"meetings": 1.0})


def test_the_sentence_that_tells_a_topic_comes_first() -> None:
    """Of all sentences of a mail, greetings and thanks behind it; none is lost."""
    text = "Hello Anna!\nHope you are well. My hands shake in front of the room. Thanks; bye"
    found = TopicIndex(SPEAKING).telling(text, "presenting")
    assert "My hands shake in front of the room" == found[0]
    assert sorted(sentences(text)) == sorted(found)


def test_letter_groups_know_a_word_by_its_parts() -> None:
    """Compounds, endings and accents; unknown words say nothing."""
    groups = LetterGroups([(0, "vergaderen", 1.0), (1, "presenteren presentatie", 1.0)], 2)
    meetings, presenting = groups.points(folded_words("de vergaderzaal"))[0]
    assert meetings > presenting
    assert ([0.0, 0.0], 0.0) == groups.points(folded_words("xyzq"))
    assert ["dt", "fout", "cafe"] == folded_words("Dt-fout: café, 12 x " + "a" * 41)
    assert ([], 0.0) == LetterGroups((), 0).points(["word"])


def test_small_words_say_whether_somebody_asks() -> None:
    """ "How do I" asks; "in attachment" does not; a text of which nothing is known is neither."""
    asking = Asking(("how do I start", "hoe begin ik"), ("in attachment", "in bijlage"))
    assert asking.points("How do I?") > 0 > asking.points("See in attachment")
    assert 0 == asking.points("…")


def test_written_mails_are_complete() -> None:
    """To tune by: requests on every starter topic, mail that is no request, both languages, none twice."""
    rows = [json.loads(line) for line in (DATA / "topic_mails.jsonl").read_text("utf-8").splitlines()]
    assert len({row["text"] for row in rows}) == len(rows) >= 100
    assert 24 == len({row["topic"] for row in rows})
    assert {"en", "nl"} == {row["language"] for row in rows if row["topic"] == "none"}


def test_labelled_requests_are_complete() -> None:
    """Enough requests, both languages, half of them held out, none twice."""
    rows = [json.loads(line) for line in (DATA / "requests.jsonl").read_text("utf-8").splitlines()]
    held_out = [row for row in rows if row["set"] == "held-out"]
    assert len(rows) >= 150
    assert len({row["text"] for row in rows}) == len(rows)
    assert len(held_out) * 2 == len(rows)
    assert {"en", "nl"} == {row["language"] for row in held_out}
    assert {"tuning", "held-out"} == {row["set"] for row in rows}


def test_a_long_mail_costs_no_more_than_its_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet mail is read several times, so that a long one is read at both ends; words are counted."""
    read: list[str] = []
    word = LetterGroups._word

    def counting(index: LetterGroups, said: str) -> tuple[float, tuple[float, ...]]:
        read.append(said)
        return word(index, said)

    monkeypatch.setattr(LetterGroups, "_word", counting)
    lines = [
        f"The list of row {number} is in the other binder with the green cover." for number in range(2000)
    ]
    costs = []
    for count in (60, 200, 2000):
        read.clear()
        TopicIndex(SPEAKING).guess("\n".join(lines[:count]))
        costs.append(len(read))
    assert costs[2] <= 1.1 * costs[1]
    assert costs[1] <= 3 * (BEGINNING + END) / len("word ")


def test_a_request_at_either_end_of_a_long_mail_is_found() -> None:
    """What somebody wants stands at the beginning or at the end."""
    index = TopicIndex(SPEAKING)
    between = "\n".join(f"Row {number} of the list of boxes in the cellar." for number in range(400))
    asked = "How do I make a pivot table in Excel?"
    assert index.is_request(asked)
    for text in (f"{asked}\n{between}", f"{between}\n{asked}"):
        assert "excel" == index.ranked(_bounded(text))[0][0]
