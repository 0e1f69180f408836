# ruff: noqa: E501 - one row a line
"""The command table: verbs in two languages, unique, and complete with the contract."""

from __future__ import annotations

from replies.commands.grammar import folded, read
from replies.commands.phrases import refused
from replies.commands.plan import Plan, Refusal
from replies.commands.table import ROWS, TABLE, VERBS, card
from tests import desk as d

CONTRACT = (
    "use gebruik recommend aanbevelen beveelaan option optie ask vraag vragen suggest voorstel preview voorbeeld "
    "send verstuur undo herroep ongedaan accept discard aanvaard verwerp note notitie need behoefte remember "
    "onthoud topic lang client thema taal klant take assign neem toewijzen wait wacht close reopen reject sluit "
    "sluiten heropen weiger requester aanvrager cc merge split kopie samenvoegen splitsen expert introduce "
    "introduceer time bill tijd factuur survey enquete status list report help lijst rapport hulp stop mydata "
    "forget offer withdraw mijngegevens vergeet aanbod intrekken"
)


def test_every_verb_of_the_contract_is_known_and_no_other() -> None:
    """CONTRACT 4, both languages."""
    assert set(CONTRACT.split()) == set(VERBS)


def test_no_verb_means_two_things() -> None:
    """A name in one language is never another command's in the other."""
    names = [folded(name) for row in ROWS for name in (row.verb, *row.dutch)]
    assert len(names) == len(set(names)) == len(VERBS)
    assert set(TABLE) == {row.verb for row in ROWS}


def test_card_shows_what_can_be_done_now() -> None:
    """Both languages, one line a command, none that is refused as not available."""
    for language in ("en", "nl"):
        lines = card(language)
        assert [row for row in ROWS if row.available] == [
            TABLE[read(command.split(" ")[0], VERBS).commands[0].verb] for command, _ in lines
        ]
        assert all(does and does == does.strip(" .") for _, does in lines)


def test_what_is_not_available_is_refused_in_words() -> None:
    """It is never mailed on to the worker."""
    desk = d.desk()
    for row in ROWS:
        if not row.available:
            command = read(f"#{row.verb}", VERBS).commands[0]
            step = row.handler(Plan(), command, desk)
            assert isinstance(step, Refusal)
            assert row.verb in refused(step, "en")
            assert row.verb in refused(step, "nl")
