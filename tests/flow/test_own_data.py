"""Everything of one person, as files: what is theirs is in it, what is others' is not."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cases.errors import PermanentError
from concierge.own_data import collect, own_zip, write_folder
from templates.load import load_library
from tests.scene import letter
from tests.world import World

LIBRARY = load_library()
QUESTION = "My presentations for clients fall flat. What can I do?"
SECRET = "Between us: she is nervous."
FOREIGN = "I have the same trouble, do not tell my boss."
TO_HER = "Maria, try the club that I go to."


def live(world: World) -> None:
    """Maria's case: an answer, a note, somebody's words to her and others that are not, a survey."""
    maria = world.maria = world.person("maria", "Maria Jansen")
    tom = world.person("tom", "Tom Maes")
    world.mail(maria, "Presenting", QUESTION, files=[("slides.pdf", b"%PDF-my-own-slides")])
    world.reply(world.anna, world.newest(world.anna), f"#note\n{SECRET}")
    world.reply(world.anna, world.newest(world.anna), "#remember likes to read")
    notification = next(x for x in world.letters(world.anna) if "Presenting" in x["Subject"])
    world.reply(world.anna, notification, "Begin with a question to the room.")
    answer = world.newest(maria)
    world.reply(tom, answer, FOREIGN)
    world.submit(
        tom, world.composed_reply(tom, answer, TO_HER, headers={"Cc": f"Maria Jansen <{maria.address}>"})
    )
    world.reply(maria, answer, "Thank you, that helps a lot with the board.")
    world.reply(world.anna, world.newest(world.anna), "Good luck!")
    world.pass_time(timedelta(days=11))
    world.survey = world.newest(maria)
    world.reply(maria, world.survey, "4\n\nQuick and kind.")


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def zipped(world: World, address: str) -> dict[str, bytes]:
    owned = collect(address, world.settings)
    assert owned is not None
    packed = own_zip(owned, world.settings, LIBRARY, world.now, 25_000_000)
    assert packed.attachment is not None
    assert packed.attachment.content is not None
    assert packed.attachment.size == len(packed.attachment.content)
    return unpacked(packed.attachment.content)


def everything(files: dict[str, bytes]) -> str:
    """All of it as text, mails decoded."""
    texts = [files["data.json"].decode(), files["README.txt"].decode()]
    for name, octets in files.items():
        if name.endswith(".eml"):
            mail = letter(octets)
            texts += [mail.text, mail.html, *map(str, mail.mail.items())]
    return "\n".join(texts)


def test_all_that_is_theirs_and_nothing_else(world: World) -> None:
    """Words, answers, survey, what is remembered; no note, no notification, no voice that was not theirs."""
    live(world)
    files = zipped(world, world.maria.address.upper())
    facts: dict[str, Any] = json.loads(files["data.json"])
    (case,) = facts["cases"]
    assert ("LC-1", "Presenting", "Anna Peeters") == (case["case"], case["subject"], case["helped_by"])
    assert (4, "answered", ["likes to read"]) == (
        case["survey"]["rating"],
        case["survey"]["state"],
        facts["person"]["remembered"],
    )
    assert (1, 1, None) == (
        facts["internal_notes"],
        facts["mails_by_others_left_out"],
        facts["work_for_others"],
    )
    text = everything(files)
    for theirs in (QUESTION, "Begin with a question", TO_HER, "helps a lot", "Good luck!", "Quick and kind."):
        assert theirs in text, theirs
    for not_theirs in (SECRET, FOREIGN, world.anna.address, world.bram.address, world.lead.address):
        assert not_theirs not in text, not_theirs
    kinds = [mail["kind"] for mail in facts["mails"]]
    assert {"request", "acknowledgement", "answer", "follow-up", "survey", "survey-answer"} <= set(kinds)
    assert not {"notification", "receipt", "transcript", "digest"} & set(kinds)
    assert [mail["file"] for mail in facts["mails"]] == [name for name in files if name.startswith("mails/")]
    assert any(b"JVBERi1teS1vd24tc2xpZGVz" in octets for octets in files.values())  # her file, in base64


def test_original_octets_are_as_they_came_and_went(world: World) -> None:
    """A mail of hers is what was received; a mail to her is what lies in her mailbox, but for the trace."""
    live(world)
    files = zipped(world, world.maria.address)
    facts = json.loads(files["data.json"])
    sent = {entry["message_id"]: files[entry["file"]] for entry in facts["mails"]}
    for mine in world.letters(world.maria):
        if mine["Message-ID"] in sent:
            exported = letter(sent[mine["Message-ID"]])
            assert (mine["Subject"], mine.text, mine["Reply-To"]) == (
                exported["Subject"],
                exported.text,
                exported["Reply-To"],
            )
    assert world.survey["Message-ID"] in sent


def test_a_voice_in_anothers_case_has_its_own_words_only(world: World) -> None:
    """Tom, who wrote on Maria's case: his mails and the words of them, and nothing of her case."""
    live(world)
    files = zipped(world, next(a for a, name in world.names.items() if name == "Tom Maes"))
    facts = json.loads(files["data.json"])
    text = everything(files)
    assert ([], 2) == (facts["cases"], len(facts["messages_on_other_cases"]))
    assert 0 == facts["mails_by_others_left_out"]
    assert FOREIGN in text
    assert QUESTION not in text
    assert "Quick and kind." not in text


def test_who_is_on_the_roster_has_what_they_asked(world: World) -> None:
    """Anna's own question is hers; her answers to Maria, and what was told to her, are counted."""
    live(world)
    world.mail(world.anna, "My own question", "How do I learn to write shorter?")
    files = zipped(world, world.anna.address)
    facts = json.loads(files["data.json"])
    text = everything(files)
    assert ["My own question"] == [case["subject"] for case in facts["cases"]]
    assert "write shorter" in text
    for hers in (QUESTION, SECRET, FOREIGN, "Quick and kind.", world.maria.address):
        assert hers not in text, hers
    assert facts["work_for_others"]["cases_owned"] >= 1


def test_a_folder_for_the_operator(world: World, tmp_path: Path) -> None:
    """Readable by its owner alone, in a folder that was empty; notes only where they are asked for."""
    live(world)
    folder = tmp_path / "maria"
    owned = collect(world.maria.address, world.settings, notes=True)
    assert owned is not None
    written = write_folder(owned, folder, world.settings, LIBRARY, world.now)
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert written == len(paths)
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in paths}
    assert {0o700} == {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "mails")}
    assert SECRET in (folder / "data.json").read_text()
    with pytest.raises(PermanentError, match="not empty"):
        write_folder(owned, folder, world.settings, LIBRARY, world.now)


def test_the_text_for_people_is_in_their_language(world: World) -> None:
    """README.txt says in English or Dutch what lies there, with a date that still says something later."""
    jan = world.person("jan", "Jan Smets")
    world.mail(
        jan, "Presenteren", "Ik moet volgende week een presentatie geven en ik weet niet hoe ik begin."
    )
    readme = zipped(world, jan.address)["README.txt"].decode()
    assert "Dag Jan" in readme
    assert "23 november 2026" in readme
    assert "None" not in readme


def test_too_large_is_said_and_unknown_is_nothing(world: World) -> None:
    """More than what is allowed gives no file, and an address that nobody has gives nothing at all."""
    live(world)
    owned = collect(world.maria.address, world.settings)
    assert owned is not None
    packed = own_zip(owned, world.settings, LIBRARY, world.now, 2_000)
    assert (None, 1) == (packed.attachment, packed.cases)
    assert collect("nobody@example.org", world.settings) is None
