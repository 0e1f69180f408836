"""Several clients in one service: each finds its own, and nothing of one is ever seen by another."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from concierge.demo.border import FAIL
from tests.flow.attacks.row import Mail
from tests.flow.attacks.two_clients import SECRET, TwoClients
from tests.servers.post import User
from tests.world import MONDAY


@pytest.fixture(scope="module")
def quiet(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoClients]:
    """The same after Maria's and Joe's questions, for tests that change nothing."""
    folder = tmp_path_factory.mktemp("quiet")
    shutil.copy(migrated_file, folder / "concierge.db")
    made = TwoClients(folder, MONDAY)
    molen_is_busy(made)
    made.write(
        made.worker("Joe Smith", "joe@brit.example"), made.other, "Presenting", "How can I present better?"
    )
    yield made
    made.close()


@pytest.fixture
def firm(migrated_file: Path, tmp_path: Path) -> Iterator[TwoClients]:
    """The service, with nothing asked yet."""
    shutil.copy(migrated_file, tmp_path / "concierge.db")
    made = TwoClients(tmp_path, MONDAY)
    yield made
    made.close()


def test_each_client_finds_its_own(firm: TwoClients) -> None:
    """Hours, holidays, promise, language, time zone and templates; Anna reads by her own clock."""
    maria = firm.worker("Maria", "maria@molen.example")
    joe = firm.worker("Joe Smith", "joe@brit.example")
    firm.write(maria, firm.service.address, "Malen", "Hoe leer ik malen?")
    firm.write(joe, firm.other, "Presenting", "How can I present better?")
    assert "vandaag (maandag) vóór 15:00" in firm.newest_to(maria.address).text  # two hours after one o'clock
    assert "tomorrow (Tuesday) before 09:00" in firm.newest_to(joe.address).text  # in London
    assert "tomorrow (Tuesday) before 10:00" in firm.newest_to(firm.anna.address).text  # in Brussels
    firm.reply(firm.bea, "#use molenbrief\n#survey 1 working days\n\nNeem een steen.")
    assert "Neem een steen.\n\nDit is geheim." in firm.newest_to(maria.address).text
    firm.reply(firm.carl, "#survey 1 working days\n\nTry this.")
    firm.pass_time(timedelta(minutes=1))
    due = {name: firm.case(number)["survey"]["due_at"][:10] for name, number in (("molen", 1), ("brit", 2))}
    assert {"molen": "2026-11-25", "brit": "2026-11-24"} == due  # the 24th is a holiday of molen


def test_a_person_of_two_clients_is_known_to_each_as_its_own(firm: TwoClients) -> None:
    """Earlier cases, what is remembered, and what was kept: shown for the client that it belongs to."""
    both = firm.worker("Sam Both", "sam@free.example")
    firm.write(both, firm.service.address, "Malen geheim", "Hoe leer ik malen? Heel geheim.")
    kept = "#remember Houdt van geheim\n#keep gids2 url=https://www.geheim.example/\n\nLees https://www.geheim.example/"
    assert firm.reply(firm.bea, kept).startswith("accepted")
    assert "gids2" in (firm.folder / "molen" / "catalogue.additions.csv").read_text()
    firm.write(both, firm.other, "Presenting", "How can I present better?")
    assert "[LC-2]" in firm.newest_to(firm.carl.address)["Subject"]
    firm.reply(firm.carl, "#status\n#suggest")
    seen = [mail for mail in firm.seen_by(firm.carl) if SECRET in mail.everything.lower()]
    assert [] == [mail.letter.text for mail in seen]
    firm.write(both, firm.service.address, "Nog iets over malen", "Hoe leer ik meer over malen en meel?")
    assert "Houdt van geheim" in firm.newest_to(firm.bea.address).text


def test_a_case_that_is_moved_finds_what_its_new_client_has(firm: TwoClients) -> None:
    """In the same mail; and whoever answers for the old client only hears no more of it."""
    joe = firm.worker("Joe Smith", "joe@brit.example")
    firm.write(joe, firm.other, "Grinding", "How do I learn to grind flour?")
    firm.reply(firm.anna, "#client molen\n#topic malen\n#option molengids\n\nRead this.")
    assert "De gids geheim" in firm.newest_to(joe.address).text
    assert "molen" == firm.case(1)["client"]
    before = len(firm.seen_by(firm.carl))
    firm.reply(joe, "And how do I keep the stones sharp? I never did that.")
    firm.reply(firm.anna, "#note\nHij vraagt veel.")
    assert before == len(firm.seen_by(firm.carl))


def molen_is_busy(firm: TwoClients) -> User:
    """Everything that somebody can write about molen is written, and answered: all of it has SECRET in it."""
    maria = firm.worker("Maria Geheim", "maria@molen.example")
    help_ = firm.service.address
    assert "accepted request" == firm.write(
        maria, help_, "Presenting geheim", "Hoe leer ik malen? Ons meel is geheim."
    )
    told = firm.newest_to(firm.bea.address)
    for words in (
        '#topic malen\n#need about="meel geheim" by=2026-12-24\n#remember Werkt met geheim\n#phrase',
        '#keep molenlink url=https://www.molen.example/geheim title="Link geheim"',
        "#note\nZij is te traag, geheim.",
        "#use molenbrief\n\nLees dit, het is geheim.",
        "#option molengids\n\nMijn advies is geheim.",
    ):
        assert firm.reply(firm.bea, words, told).startswith("accepted"), firm.newest_to(firm.bea.address).text
    assert "accepted offer-asked" == firm.write(maria, help_, "Ik help geheim", "#offer malen")
    assert "accepted offer-confirmed" == firm.reply(maria, "ja")
    piet = firm.worker("Piet Geheim", "piet@molen.example")
    firm.write(piet, help_, "Nog een geheim", "Ook ik wil leren malen, geheim.")
    raw = firm.compose(piet, help_, "Vals geheim", "Dit is geheim.").as_bytes()
    assert firm.take(Mail(raw, help_, FAIL)).startswith("held")
    return maria


def test_nothing_of_one_client_is_seen_by_another(firm: TwoClients) -> None:
    """Whatever brit's people and their concierge ask for, by whatever name."""
    maria = molen_is_busy(firm)
    joe = firm.worker("Joe Smith", "joe@brit.example")
    firm.write(joe, firm.other, "Presenting", "How can I present better? My talk about mills falls flat.")
    ours = firm.newest_to(joe.address)["Subject"]
    told = firm.newest_to(firm.carl.address)
    for words in EVERYTHING:
        firm.reply(firm.carl, words.format(maria=maria.address, bea=firm.bea.address), told)
    assert "accepted follow-up" == firm.reply(joe, "And what if they leave? I have no idea what to do then.")
    for _ in range(14):
        firm.pass_time(timedelta(days=1))
        if "survey" in [mail.kind for mail in firm.seen_by(maria)]:
            firm.reply(maria, "2\n\nHet advies was geheim.")
            break
    firm.pass_time(timedelta(days=1))
    firm.reply(firm.carl, "#list\n#report", told)
    to_molen = [mail.kind for mail in firm.seen_by(maria, firm.bea, firm.anna, firm.lead)]
    assert {"survey", "thanks", "escalation", "digest", "recommendation"} <= set(to_molen)
    theirs = firm.seen_by(joe, firm.carl)
    assert {"acknowledgement", "notification", "recommendation", "receipt", "digest"} <= {
        m.kind for m in theirs
    }
    theirs += [mail for mail in firm.seen_by(firm.anna) if "[LC-3]" in mail.letter["Subject"]]
    seen = [mail for mail in theirs if SECRET in mail.everything.lower()]
    assert [] == [(mail.to, mail.letter["Subject"], mail.letter.text) for mail in seen]
    assert "[LC-3]" in ours


EVERYTHING = (
    "#suggest",
    "#suggest malen",
    "#suggest molengids",
    "#status\n#list\n#report",
    "#expert presenting",
    "#option talks\n\nTry this.",
    "#topic presenting\n#phrase",
    "#need about=talks",
)


@pytest.mark.parametrize(
    ("verb", "theirs", "nobodys"),
    [
        ("use", "molenbrief", "molenbrug"),
        ("ask", "molenbrief", "molenbrug"),
        ("option", "molengids", "molenkist"),
        ("option", "orgmolen", "orgmulen"),
        ("topic", "malen", "kalen"),
        ("expert", "malen", "kalen"),
        ("merge", "LC-1", "LC-9"),
        ("introduce", "maria@molen.example", "karin@molen.example"),
        ("client", "molen", "kolen"),
        ("assign", "Geheimhouder", "Gareelhouder"),
    ],
)
def test_a_name_of_another_client_is_answered_as_nobodys(
    quiet: TwoClients, verb: str, theirs: str, nobodys: str
) -> None:
    """So that no guess tells that it is there."""
    told = next(mail for mail in quiet.seen_by(quiet.carl) if mail.kind == "notification").letter
    said = []
    for name in (theirs, nobodys):
        state = quiet.reply(quiet.carl, f"#{verb} {name}", told)
        text = quiet.newest_to(quiet.carl.address).text
        said.append((state, text.replace(name, "NAME").replace(name.lower(), "NAME")))
    assert said[0] == said[1]
    assert "accepted transcript" == said[0][0]


@pytest.mark.parametrize("then", ["#option molengids", "#topic malem", "#option molengid", "#use molenbrieg"])
def test_a_client_that_is_refused_opens_none_of_its_names(quiet: TwoClients, then: str) -> None:
    """What stands beside #client is judged as if that client did not exist."""
    told = next(mail for mail in quiet.seen_by(quiet.carl) if mail.kind == "notification").letter
    said = []
    for name in ("molen", "kolen"):
        quiet.reply(quiet.carl, f"#client {name}\n{then}\n\nHi there.", told)
        said.append(re.sub(rf"\b{name}\b", "NAME", quiet.newest_to(quiet.carl.address).text))
    assert said[0] == said[1]


@pytest.mark.parametrize("then", ["", "\n\nHello Maria."])
def test_nobody_makes_a_person_of_another_client_the_requester(quiet: TwoClients, then: str) -> None:
    """So that nothing which is known of her is shown, and she hears nothing."""
    told = next(mail for mail in quiet.seen_by(quiet.carl) if mail.kind == "notification").letter
    before = len(quiet.written)
    quiet.reply(quiet.carl, f"#requester maria@molen.example{then}", told)
    after = quiet.written[before:]
    assert {(quiet.carl.address,)} == {mail.to for mail in after}
    assert not [mail for mail in after if SECRET in mail.letter.text.lower()]


def test_a_case_that_is_another_clients_since_is_not_there_for_who_had_it(firm: TwoClients) -> None:
    """Their old notification shows nothing of it, and what they write under it reaches nobody."""
    joe = firm.worker("Joe Smith", "joe@brit.example")
    firm.write(joe, firm.other, "Grinding", "How do I learn to grind flour?")
    told = firm.newest_to(firm.carl.address)
    firm.reply(firm.anna, f"#client molen\n#topic malen\n#take\n#remember {SECRET} is hij\n\nRead this.")
    firm.reply(joe, f"Secret follow-up, {SECRET}. And how do I keep the stones sharp?")
    before = len(firm.written)
    for text in ("#status", "#suggest malen", "Here is my plain reply after the move."):
        firm.reply(firm.carl, text, told)
    after = firm.written[before:]
    assert {(firm.carl.address,)} == {mail.to for mail in after}
    assert not [mail for mail in after if SECRET in mail.letter.text.lower()]
    assert "Here is my plain reply" in after[-1].letter.text
