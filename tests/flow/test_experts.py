"""Colleagues who help: offered, asked and introduced by mail, on real servers."""

from __future__ import annotations

from collections.abc import Callable

from concierge.demo.border import Results
from db.tables import Case, Event, Introduction, Offer, Outbox
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


def asked(world: World, line: str = "#introduce {tom} pivot tables") -> tuple[User, User]:
    """Maria's case, and Tom, who offered help with Excel, is asked by Anna."""
    maria, tom = world.person("maria", "Maria Jansen"), world.person("tom", "Tom Claes")
    offered(world, tom)
    world.mail(maria, "Excel", "How do I make a pivot table for my manager Joris?")
    world.reply(world.anna, world.newest(world.anna), f"#topic excel\n{line.format(tom=tom.address)}")
    world.round()
    assert "introduction" == world.sent_to(tom)[-1]
    return maria, tom


def state(number: int = 1) -> str:
    return str(Introduction.get_by_id(number).state)


def test_both_say_yes(make_world: MakeWorld) -> None:
    """The colleague is asked without a name, then the worker; one mail brings them together, without us."""
    world = make_world(catalogue=True)
    maria, tom = asked(world)
    question = world.newest(tom)
    assert ("Can you help a colleague with spreadsheets?", "auto-replied") == (
        question["Subject"],
        question["Auto-Submitted"],
    )
    assert "pivot tables" in question.text
    for secret in ("Maria", maria.address, "Joris", "LC-1", "ref lc-"):
        assert secret.lower() not in question.raw.decode().lower(), secret
    assert ["acknowledgement"] == world.sent_to(maria)
    assert (
        "transcript"
        == world.reply(world.anna, world.letters(world.anna)[0], f"#introduce {tom.address}").reason
    )
    joris = world.person("joris", "Joris Maes")
    assert "introduction-over" == world.reply(joris, question, "yes").reason
    away = {"Auto-Submitted": "auto-replied", "Subject": "Away"}
    assert "automatic" == world.reply(tom, question, "yes", headers=away).reason
    assert "consent-unclear" == world.reply(tom, question, "Perhaps. When is it?").reason
    assert "> Perhaps. When is it?" in world.newest(tom).text
    assert "introduction-answered" == world.reply(tom, question, "Yes, gladly").reason
    assert "agreed" == state()
    to_maria = world.newest(maria)
    assert "Tom Claes knows about spreadsheets" in to_maria.text
    assert tom.address not in to_maria.raw.decode()
    assert "introduction-answered" == world.reply(maria, to_maria, "yes please").reason
    both = world.newest(maria)
    for person in (maria, tom):
        assert person.address in both["To"]
        assert person.address in both["Reply-To"]
    assert both["Message-ID"] == world.letters(tom)[-1]["Message-ID"]
    assert "both said yes" in world.newest(world.anna).text
    assert "introduction-settled" == world.reply(tom, question, "no").reason
    assert ("introduced", "new") == (state(), world.case(1)["state"])


def test_a_no_is_never_told(make_world: MakeWorld) -> None:
    """Neither to the other, nor its reason to anybody; the concierge hears that it is one."""
    world = make_world(catalogue=True)
    maria, tom = asked(world)
    heard = world.sent_to(maria)
    no = world.reply(tom, world.newest(tom), "No, I cannot stand her whole team.")
    assert ("introduction-answered", None) == (no.reason, no.case)
    assert heard == world.sent_to(maria)
    told = world.newest(world.anna)
    assert "cannot help this time" in told.text
    assert "declined" == state()
    world.reply(world.anna, told, "#status")
    assert "Colleague: Tom Claes, cannot help this time" in world.newest(world.anna).text
    everything = "".join(str(row.draft) for row in Outbox.select())
    assert "cannot stand" not in everything
    world.mail(maria, "x", "#mydata")
    world.reply(maria, world.newest(maria), "yes")
    world.round()
    assert tom.address.encode() not in world.newest(maria).raw


def test_silence_and_what_ends_meanwhile(make_world: MakeWorld) -> None:
    """After three working days nobody is asked any more, and nobody is reminded; a late yes does nothing."""
    world = make_world(catalogue=True)
    maria, tom = asked(world)
    question, heard = world.newest(tom), world.sent_to(maria)
    world.pass_time(4 * DAY)
    assert ("lapsed", heard) == (state(), world.sent_to(maria))
    assert "did not answer in time" in world.newest(world.anna).text
    told = len(world.sent_to(tom))
    world.pass_time(10 * DAY)
    assert told == len(world.sent_to(tom))
    assert "introduction-over" == world.reply(tom, question, "yes").reason
    assert "No longer needed" == world.newest(tom)["Subject"]
    assert ("lapsed", heard) == (state(), world.sent_to(maria))


def test_withdrawn_meanwhile(make_world: MakeWorld) -> None:
    """The worker's yes comes to nothing, in the words of every end; the concierge is told."""
    world = make_world(catalogue=True)
    maria, tom = asked(world)
    world.reply(tom, world.newest(tom), "yes")
    question = world.newest(maria)
    world.mail(tom, "x", "#withdraw")
    world.reply(tom, world.newest(tom), "yes")
    assert "introduction-over" == world.reply(maria, question, "yes").reason
    assert "No longer needed" == world.newest(maria)["Subject"]
    assert "cancelled" == state()
    assert "Nothing came of introducing" in world.newest(world.anna).text
    assert 0 == sum(tom.address in row.to and maria.address in row.to for row in Outbox.select())


def test_plain_words_are_proposed_and_never_assumed(make_world: MakeWorld) -> None:
    """The concierge reads what somebody seems to offer; nobody is asked or put on a list by it."""
    world = make_world(catalogue=True)
    maria = world.person("maria", "Maria Jansen")
    world.mail(maria, "Presenting", "My talks fall flat. By the way, I can help colleagues with Excel.")
    assert "They seem to offer help to others: with spreadsheets" in world.newest(world.anna).text
    assert "Biedt blijkbaar anderen hulp aan: met rekenbladen" in world.newest(world.bram).text
    assert (["acknowledgement"], 0) == (world.sent_to(maria), Offer.select().count())
