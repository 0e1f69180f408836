"""Topics suggested from the words of a request."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cases.catalogue import Catalogue, Option, Topic
from replies.advice.relevance import Index, stem, terms
from replies.advice.topics import TopicIndex, suggest

STEMS = st.sampled_from(
    ("plan", "planner", "vergader", "vergaderzaal", "overleg", "zaalplan", "vergaderzaalplan")
)
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
            assert "excel" == suggest("A pivot table, how?", "en", catalogue)[0][0]
        assert (version + 1) * ["presenting", "excel", "meetings"] == read


def test_topics_of_names_keywords_options_and_earlier_requests() -> None:
    """Each of them can bring a topic up, in both languages."""
    assert "presenting" == suggest("I have stage fright", "en", CATALOGUE)[0][0]
    assert "presenting" == suggest("Een publiek boeien", "nl", CATALOGUE)[0][0]
    assert "meetings" == suggest("Onze vergaderingen lopen uit", "nl", CATALOGUE)[0][0]
    assert "excel" == suggest("A pivot table, how?", "en", CATALOGUE)[0][0]
    past = (("The board yawned at my quarterly update", "presenting"),)
    assert "presenting" == TopicIndex(CATALOGUE, past).suggest("A quarterly update for the board", "en")[0][0]
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
