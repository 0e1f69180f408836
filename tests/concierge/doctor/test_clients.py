"""What `doctor` says of what each client has of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cases.settings import Client, Hours, Settings
from concierge.doctor.finding import Grade
from concierge.doctor.local import check_local
from tests import desk as d

HEAD = "slug,title,kind,client\n"


def said(settings: Settings) -> dict[str, tuple[Grade, str]]:
    """The findings about clients."""
    found = check_local(settings)
    return {each.what: (each.grade, each.state) for each in found if each.what.endswith(" molen")}


def test_a_client_without_anything_of_its_own_is_not_spoken_of(tmp_path: Path) -> None:
    """What holds for all was said once."""
    assert {} == said(d.settings(clients=(Client("molen", "Molen"),), directory=tmp_path))


def test_each_fault_names_its_client(tmp_path: Path) -> None:
    """A template that is broken, a bad row, options that nobody is offered, a week that never opens."""
    (tmp_path / "talk.nl.md").write_text("+++\ntitle = 1\n+++\n\n{{ nothing }}\n")
    (tmp_path / "own.csv").write_text(f"{HEAD},Nameless,book,\n")
    (tmp_path / "all.csv").write_text(f"{HEAD}a,A,book,molen\nb,B,book,\n")
    client = Client(
        "molen",
        "Molen",
        templates=tmp_path,
        catalogue=tmp_path / "own.csv",
        hours=Hours("UTC", ()),
        languages=("nl",),
    )
    others = tuple(replace(each, clients=("brit",)) for each in (d.ANNA, d.BRAM))
    settings = d.settings(clients=(client,), catalogue=tmp_path / "all.csv", directory=tmp_path)
    found = said(replace(settings, concierges=others))
    assert Grade.WRONG is found["templates of molen"][0]
    assert Grade.WRONG is found["hours of molen"][0]
    assert (Grade.ADVICE, "1 of its options stand in all.csv and are never offered") == found[
        "catalogue of molen"
    ]
    assert "no concierge serves it" in found["client molen"][1]


def test_what_is_well_is_said_in_a_line_each(tmp_path: Path) -> None:
    """With the languages and the time zone of the client."""
    (tmp_path / "own.csv").write_text(f"{HEAD}a,A,book,\n")
    client = Client(
        "molen", "Molen", catalogue=tmp_path / "own.csv", timezone="Europe/London", languages=("nl",)
    )
    client = replace(client, hours=Hours("Europe/London"))
    found = said(d.settings(clients=(client,), directory=tmp_path))
    assert {Grade.OK} == {grade for grade, _ in found.values()}
    assert "in nl" in found["templates of molen"][1]
    assert "1 options" in found["catalogue of molen"][1]
    assert "Europe/London" in found["hours of molen"][1]
