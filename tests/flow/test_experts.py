"""Colleagues who help: offered, asked and introduced by mail, on real servers."""

from __future__ import annotations

from collections.abc import Callable

from concierge.demo.border import Results
from db.tables import Case, Event, Offer
from tests.servers.post import User
from tests.world import DAY, World

MakeWorld = Callable[..., World]
NONE = Results(dmarc="none", spf="none", dkim="none")


def offered(world: World, user: User, text: str = "#offer Excel", yes: str = "yes") -> None:
    """They offer it, and confirm that."""
    assert "offer-asked" == world.mail(user, "Helping", text).reason
    assert "offer-confirmed" == world.reply(user, world.newest(user), yes).reason


def test_offer_and_withdraw(make_world: MakeWorld) -> None:
    """One question back, one yes, one mail that says so, in either language; no case is opened by it."""
    world = make_world(catalogue=True)
    tom = world.person("tom", "Tom Claes")
    offered(world, tom, "#aanbod Excel", "Ja, graag")
    assert "Bedankt dat je wilt helpen met rekenbladen" == world.newest(tom)["Subject"]
    assert "hoogstens 2 van die mails in 30 dagen" in world.newest(tom).text
    assert ["confirmation", "receipt"] == world.sent_to(tom)
    assert "offer-asked" == world.mail(tom, "#offer excel", "").reason
    assert "Je staat al op onze lijst" == world.newest(tom)["Subject"]
    assert "offer-asked" == world.mail(tom, "x", "#withdraw").reason
    question = world.newest(tom)
    assert "auto-replied" == question["Auto-Submitted"]
    joris = world.person("joris", "Joris Maes")
    assert "offer-not-done" == world.reply(joris, question, "ja").reason
    away = {"Auto-Submitted": "auto-replied", "Subject": "Afwezig"}
    assert "automatic" == world.reply(tom, question, "ja", headers=away).reason
    assert "offer-confirmed" == world.reply(tom, question, "ja").reason
    assert "Je helpt niet meer met rekenbladen" == world.newest(tom)["Subject"]
    assert "offer-settled" == world.reply(tom, question, "ja").reason
    offered(world, tom)  # the same day, once more
    assert 0 == Case.select().count()
    rows = Event.select().where(Event.event.startswith("offer.")).order_by(Event.id)
    assert ["offer.asked", "offer.confirmed"] * 2 == [row.event for row in rows]


def test_offers_go_with_their_person(make_world: MakeWorld) -> None:
    """What somebody offered is in their data, and is erased with them."""
    world = make_world(catalogue=True)
    tom = world.person("tom", "Tom Claes")
    offered(world, tom)
    world.mail(tom, "x", "#mydata\n#forget")
    world.reply(tom, world.newest(tom), "yes")
    world.pass_time(DAY / 24)
    assert 0 == Offer.select().count()


def test_expert_shows_candidates_to_the_concierge_alone(make_world: MakeWorld) -> None:
    """By topic, or that of the case; never the one who asks, and nobody else hears of it."""
    world = make_world(catalogue=True)
    maria, tom = world.person("maria", "Maria Jansen"), world.person("tom", "Tom Claes")
    offered(world, tom)
    offered(world, maria)
    world.mail(maria, "Excel", "How do I make a pivot table?")
    heard = len(world.sent_to(maria)), len(world.sent_to(tom))
    letter = world.newest(world.anna)
    assert "concierge-commands" == world.reply(world.anna, letter, "#topic excel\n#expert").reason
    told = next(mail for mail in world.letters(world.anna) if "Colleagues who can help" in mail["Subject"])
    assert f"Tom Claes, {tom.address}: never asked yet" in told.text
    assert maria.address not in told.text
    world.reply(world.anna, letter, "#expert writing")
    assert "Nobody can be asked about writing" in world.newest(world.anna).text
    assert "transcript" == world.reply(world.anna, letter, "#expert knitting").reason
    assert heard == (len(world.sent_to(maria)), len(world.sent_to(tom)))
