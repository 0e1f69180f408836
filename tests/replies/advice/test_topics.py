"""Topics suggested from the words of a request."""

import json
from pathlib import Path

from cases.catalogue import Catalogue, Option, Topic
from replies.advice.relevance import relevance, stem, terms
from replies.advice.topics import suggest

REQUESTS = Path(__file__).parents[2] / "data" / "requests.jsonl"
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
    documents = [{"rare": 1.0, "usual": 1.0}, {"usual": 1.0}, {"vergader": 1.0}]
    rare, usual, other = relevance(("rare", "usual"), documents)
    assert rare > usual > other == 0
    assert relevance(("vergaderzaal",), documents)[2] > 0
    assert [] == relevance(("x",), [])


def test_topics_of_names_keywords_options_and_earlier_requests() -> None:
    """Each of them can bring a topic up, in both languages."""
    assert "presenting" == suggest("I have stage fright", "en", CATALOGUE)[0][0]
    assert "presenting" == suggest("Een publiek boeien", "nl", CATALOGUE)[0][0]
    assert "meetings" == suggest("Onze vergaderingen lopen uit", "nl", CATALOGUE)[0][0]
    assert "excel" == suggest("A pivot table, how?", "en", CATALOGUE)[0][0]
    past = (("The board yawned at my quarterly update", "presenting"),)
    assert "presenting" == suggest("A quarterly update for the board", "en", CATALOGUE, past)[0][0]
    assert () == suggest("Something else", "en", CATALOGUE)
    assert () == suggest("", "en", Catalogue())


def test_labelled_requests_are_complete() -> None:
    """Enough requests, both languages, half of them held out, none twice."""
    rows = [json.loads(line) for line in REQUESTS.read_text("utf-8").splitlines()]
    held_out = [row for row in rows if row["set"] == "held-out"]
    assert len(rows) >= 150
    assert len({row["text"] for row in rows}) == len(rows)
    assert len(held_out) * 2 == len(rows)
    assert {"en", "nl"} == {row["language"] for row in held_out}
    assert {"tuning", "held-out"} == {row["set"] for row in rows}
