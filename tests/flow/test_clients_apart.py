"""Several clients in one service: each finds its own, and nothing of one is ever seen by another."""

from __future__ import annotations

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
