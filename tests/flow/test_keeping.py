"""A link of an answer becomes an option: offered, kept, recommended at once, merged by the operator."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import timedelta

from typer.testing import CliRunner

from concierge.catalogue.files import additions_of
from concierge.cli import app
from concierge.demo.border import NONE
from db.ledger import note_dead_links
from db.tables import Audit, Event
from tests.world import World

CLIENTS = '[[client]]\nid = "acme"\nname = "Acme"\ndomains = ["acme.example"]\n'
QUESTION = "My presentations for clients fall flat. What can I do?"
SHORT = timedelta(minutes=3)  # receipts of a busy minute come as one
ANSWER = (
    "Read [Talks that work](https://www.example.org/talks?utm_source=mail), it is short. "
    "We talk on https://teams.microsoft.com/l/meetup-join/19."
)


def test_a_link_becomes_an_option(make_world: Callable[..., World]) -> None:
    """Offered in the receipt, kept in reply to it, completed, recommended by #option, merged; audited."""
    world = make_world(catalogue=True, extra=CLIENTS)
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    world.reply(world.anna, world.newest(world.anna), f"{ANSWER}\n\n#topic presenting")
    receipt = world.newest(world.anna)
    assert "Not in the catalogue yet: “Talks that work”" in receipt.text
    assert "#keep talks-that-work" in receipt.text
    assert "teams.microsoft" not in receipt.text.partition("Not in the catalogue")[2]
    received = world.reply(world.anna, receipt, "#keep talks-that-work minutes=15")
    assert "concierge-commands" == received.reason
    world.pass_time(SHORT)
    assert "#keep talks-that-work price=… kind=…" in world.newest(world.anna).text
    world.reply(world.anna, world.newest(world.anna), "#bewaar talks-that-work prijs=0 soort=artikel")
    world.pass_time(SHORT)
    catalogue = world.settings.catalogue
    assert catalogue is not None
    with additions_of(catalogue).open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert ("talks-that-work", "Talks that work", "0", "15", "https://www.example.org/talks") == (
        row["slug"], row["title"], row["price"], row["minutes"], row["url"],
    )  # fmt: skip
    assert ("presenting", "en", "article", "") == (row["topics"], row["language"], row["kind"], row["client"])
    world.reply(world.anna, world.newest(world.anna), "#option talks-that-work")
    assert "https://www.example.org/talks" in world.newest(maria).text
    assert 2 == Event.select().where(Event.event == "catalogue.kept").count()
    assert 2 == Audit.select().where(Audit.act == "catalogue.kept").count()
    world.runner.close()
    config = ["--config", str(world.settings.directory / "concierge.toml")]
    shown = CliRunner().invoke(app, ["catalogue", "merge", *config])
    assert (0, True) == (shown.exit_code, "talks-that-work" in shown.output)
    assert additions_of(catalogue).exists()


def test_a_clients_option_stays_theirs(make_world: Callable[..., World]) -> None:
    """Kept in a case of acme: recommended there, unknown elsewhere; another #keep of that name is refused."""
    world = make_world(catalogue=True, extra=CLIENTS)
    maria, joris = world.person("maria", "Maria Jansen"), world.person("joris", "Joris Claes")
    world.mail(maria, "Presenting", QUESTION)
    text = f"{ANSWER}\n\n#client acme\n#topic presenting\n#keep talks-that-work price=0 minutes=15"
    world.reply(world.anna, world.newest(world.anna), text)
    assert "for acme only" in world.newest(world.anna).text
    world.mail(joris, "Presenting", QUESTION)
    letter = world.newest(world.anna)
    assert "talks-that-work" not in letter.text
    for line in ("#option talks-that-work", "#keep talks-that-work title=Mine"):
        assert "transcript" == world.reply(world.anna, letter, line).reason
        assert "Talks that work" not in world.newest(world.anna).text
    world.reply(world.anna, letter, "#topic presenting\n#recommend")
    assert "https://www.example.org/talks" not in world.newest(joris).text


def test_nothing_is_kept_without_proof(make_world: Callable[..., World]) -> None:
    """A mail in the concierge's name without a pass is held, and a worker's #keep is words."""
    world = make_world(catalogue=True)
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    world.reply(maria, world.newest(maria), "#keep mine url=https://example.org/mine")
    mail = world.composed_reply(world.anna, world.newest(world.anna), '#keep mine title="Mine"')
    held = world.outside(mail.as_bytes(), NONE)
    assert "held" == held.state
    assert world.settings.catalogue is not None
    assert not additions_of(world.settings.catalogue).exists()


def test_the_digests_of_the_week(make_world: Callable[..., World]) -> None:
    """On Monday: one's own links with a mail that keeps them, to the lead all and what may go."""
    quiet = 'remind = "0s"\nothers_after = "0s"\ndigest = "08:30"\nlead_digest = "Mon 08:30"'
    world = make_world(catalogue=True, response=quiet)
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", QUESTION)
    world.mail(maria, "Excel", "How do I make a pivot table?")
    first = next(x for x in world.letters(world.anna) if "Presenting" in x["Subject"])
    world.reply(world.anna, first, ANSWER)
    note_dead_links(["toastmasters"], world.now, "operator:root")
    world.pass_time(timedelta(days=6, hours=23))
    digest = next(x for x in reversed(world.letters(world.anna)) if "(Monday)" in x["Subject"])
    assert "Links of your answers this week" in digest.text
    assert "#keep talks-that-work" in digest.text
    assert "teams.microsoft" not in digest.text
    lead = world.newest(world.lead)
    assert "talks-that-work" in lead.text
    assert "toastmasters" in lead.text
