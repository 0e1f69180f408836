"""A mistyped mail comes back with its obvious corrections, tried: one tap sends it so, nothing else does."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.effects import ChangeCase, Corrected, MoveCase, ProposeLines, ReleaseInbound, SendMail
from cases.model import InboundState
from cases.reasons import SIGNATURE_CUT, Reason
from replies.commands.corrections import MOST, as_shown, with_line
from replies.commands.grammar import read
from replies.commands.slips import nearest, slips
from replies.commands.table import VERBS
from replies.decide import decide, planned
from replies.returned import asks
from tests import desk as d

ANNA = "anna@example.org"
SURE = (  # (typed, corrected)
    ("#closs", "#close"),
    ("#clsoe quietly", "#close quietly"),
    ("#tkae", "#take"),
    ("#wiat 3d", "#wait 3d"),
    ("#recommned presenting", "#recommend presenting"),
    ("#beveelann", "#beveelaan"),
    ("#sluti stil", "#sluit stil"),
    ("#notite She is new.", "#notitie She is new."),
    ("# close", "#close"),
    ("@close", "#close"),
    ("!take", "#take"),
    ("!topic writing", "#topic writing"),
    ("#cl ose", "#close"),
    ("#wait 3dd", "#wait 3d"),
    ("#wait 3 dasy", "#wait 3d"),
    ("#wacht 2 dagne", "#wacht 2d"),
    ("#wiat 3dd", "#wait 3d"),
    ("#survey nevr", "#survey never"),
    ("#survey 3dd", "#survey 3d"),
    ("#time 30mm", "#time 30m"),
    ("#use presentng", "#use presenting"),
    ("#gebruik presentign", "#gebruik presenting"),
    ("#ask presenting-qestions", "#ask presenting-questions"),
    ("#topic writng", "#topic writing"),
    ("#thema schrijve", "#thema schrijven"),
    ("#topic presenting writng", "#topic presenting writing"),
    ("#option talk-bok", "#option talk-book"),
    ("#option talk-club talk-bok", "#option talk-club talk-book"),
    ("#lang dutsch", "#lang dutch"),
    ("#assign bran", "#assign bram"),
    ("#need tmie=2h", "#need time=2h"),
    ("#need time=2hh with=othres", "#need time=2h with=others"),
    ("#close quitely", "#close quietly"),
    ("#take please", "#take"),
    ("#neem aub", "#neem"),
)
UNSURE = (
    "#clxyz",  # nothing is near
    "#close now",  # "now" is no slip: what was wanted?
    "#take it over",
    "#wait 3",  # days or hours?
    "#wait long",
    "#use nothing-such",
    "#topic cooking",
    "#option nothing",
    "#assign sofie",
    "#need colour=red",
    "#reopen",  # nothing is mistyped: the case is open
    "#stpo",  # #stop is not for a mail on a case
    "#option secret-cours",  # another client's own
    "#sned",  # nothing waits for it
)


@pytest.mark.parametrize(("typed", "better"), SURE)
def test_what_was_surely_meant_is_offered(typed: str, better: str) -> None:
    """The transcript shows the corrected line and how to send it so; nothing is done, all is kept."""
    decision = decide(d.desk(f"Begin small.\n{typed}"))
    assert (InboundState.HELD, "mistyped") == (decision.disposition, decision.reason)
    [shown] = [effect for effect in decision.effects if isinstance(effect, ProposeLines)]
    assert [better] == [line.better for line in shown.lines]
    text = d.text_to(decision, ANNA)
    assert f"Corrected: `{better}`" in text
    assert "Reply with** `#send fixed`" in text
    assert "?subject=Re%3A%20Maria%20Claes%3A%20Presenting&body=%23send%20fixed" in text
    assert [] == d.to_worker(decision)
    assert not [e for e in decision.effects if isinstance(e, MoveCase | ChangeCase)]


@pytest.mark.parametrize("typed", UNSURE)
def test_what_may_be_anything_is_not_corrected(typed: str) -> None:
    """A transcript as ever: no guess is offered."""
    decision = decide(d.desk(f"Begin small.\n{typed}"))
    assert "transcript" == decision.reason
    assert "send fixed" not in d.text_to(decision, ANNA)


@pytest.mark.parametrize(
    "text",
    [
        "Begin.\n#closs\n#use nothing-such",  # half of it would be no use
        "Begin.\n#closs\nask in #help",
        "#closs\n#rejetc",  # corrected they contradict each other
        "#topci presenting\nBegin.\n#note",  # an empty note
        "\n".join(["#closs"] * (MOST + 1)),
    ],
)
def test_only_a_mail_that_would_be_carried_out_whole_is_offered(text: str) -> None:
    """What is left to correct by hand is corrected by hand."""
    assert "transcript" == decide(d.desk(text)).reason


def test_what_would_be_asked_about_is_not_offered() -> None:
    """One question at a time: a colleague answered, sentences in a signature, a stranger in copy."""
    answered = d.case(messages=(d.ASKED, d.ANSWERED_BY_BRAM))
    for its in ({"case": answered}, {"doubtful": "And read chapter two first."}):
        assert "transcript" == decide(d.desk("Begin.\n#closs", **its)).reason
    assert "transcript" == decide(d.desk("Begin.\n#cc eve@evil.example\n#closs")).reason


def test_several_slips_are_all_corrected() -> None:
    """And all are shown, each behind its own line, in the reader's language."""
    text = "Begin klein.\n#thmea writing\n#wiat 3dd\n#sluti stil"
    decision = decide(d.desk(text, language="nl"))
    [shown] = [effect for effect in decision.effects if isinstance(effect, ProposeLines)]
    assert (
        Corrected(1, "#thmea writing", "#thema writing"),
        Corrected(2, "#wiat 3dd", "#wait 3d"),
        Corrected(3, "#sluti stil", "#sluit stil"),
    ) == shown.lines
    told = d.text_to(decision, ANNA)
    assert all(f"Verbeterd: `{line.better}`" in told for line in shown.lines)
    assert "Antwoord met** `#verstuur verbeterd`" in told
    assert "body=%23verstuur%20verbeterd" in told


@pytest.mark.parametrize("text", ["#send fixed", "#verstuur verbeterd", "#Send Fixed\n\nThanks, Anna"])
def test_one_tap_lets_it_be_decided_again(text: str) -> None:
    """Alone or with a signed greeting, in both languages."""
    decision = decide(d.desk(text, **d.held("mistyped")))
    assert (ReleaseInbound(90, ("mistyped",), ANNA),) == decision.effects


REFUSED = (
    # (text, reason it waits for, state, what is said)
    ("#send", "mistyped", "held", "#send fixed sends your mail with the correction"),
    ("#send fixed", "collision", "held", "I showed no correction"),
    ("#send fixed", "signature-at-risk", "held", "I showed no correction"),
    ("#send without", "mistyped", "held", "#send fixed sends your mail with the correction"),
    ("#send without", "leak", "held", "no line of that mail was asked about"),
    ("#send fixed", "mistyped", "accepted", "settled already"),
    ("#send fixed", "mistyped", "discarded", "settled already"),
    ("#send fixed now", "mistyped", "held", "fixed now"),
    ("#send fixed\nBegin small.", "mistyped", "held", "for you only"),
    ("#send fixed\n#close", "mistyped", "held", "mail of their own"),
)


@pytest.mark.parametrize(("text", "reason", "state", "said"), REFUSED)
def test_anything_else_is_refused_in_words(text: str, reason: str, state: str, said: str) -> None:
    """Nothing is released, and nothing else is done."""
    decision = decide(d.desk(text, **d.held(reason, state=state)))
    assert "transcript" == decision.reason
    assert said in d.text_to(decision, ANNA)
    assert not [e for e in decision.effects if isinstance(e, ReleaseInbound)]


def test_send_without_waives_the_question_and_says_so() -> None:
    """The held mail is decided again without the lines."""
    decision = decide(d.desk("#verstuur zonder", **d.held("signature-at-risk")))
    assert (ReleaseInbound(90, ("signature-at-risk", SIGNATURE_CUT), ANNA),) == decision.effects


@pytest.mark.parametrize(("typed", "better"), SURE)
def test_corrected_it_is_carried_out(typed: str, better: str) -> None:
    """Decided again with what was shown: the words go out, and no other offer is made."""
    del better
    text = f"Begin small.\n{typed}"
    [shown] = [e for e in decide(d.desk(text)).effects if isinstance(e, ProposeLines)]
    reading = as_shown(read(text, VERBS), shown.lines)
    decision = decide(d.desk(text, reading=reading, waived=frozenset({"mistyped"})))
    assert InboundState.ACCEPTED is decision.disposition
    assert decision.reason in ("concierge-answer", "concierge-note")
    for draft in d.to_worker(decision):
        assert () == read(draft.text, VERBS).commands


def test_what_changed_meanwhile_is_noticed() -> None:
    """Somebody answered: asked about, also where that was the author. A template went: no second offer."""
    reading = as_shown(read("Begin.\n#closs", VERBS), (Corrected(1, "#closs", "#close"),))
    its = {"reading": reading, "waived": frozenset({"mistyped"}), "received_at": d.NOW}
    by_bram = replace(d.ANSWERED_BY_BRAM, at=d.NOW)
    later = replace(by_bram, author=d.ANNA.mailbox, at=d.NOW.replace(hour=10))
    for message, who in ((by_bram, "Bram Jansen"), (later, "you yourself")):
        held = decide(d.desk("Begin.\n#closs", case=d.case(messages=(d.ASKED, message)), **its))
        assert (InboundState.HELD, "collision") == (held.disposition, held.reason)
        assert f"{who} answered in the meantime" in d.text_to(held, ANNA)
    before = replace(later, at=d.NOW.replace(hour=8))
    case = d.case(messages=(d.ASKED, before))
    assert "concierge-answer" == decide(d.desk("Begin.\n#closs", case=case, **its)).reason
    gone = read("Begin.\n#use no-longer-there", VERBS)
    again = decide(d.desk("Begin.\n#use x", **{**its, "reading": gone}))
    assert "transcript" == again.reason
    assert ["transcript:again-100"] == [draft.dedupe for draft in d.sent(again)]


def test_other_lines_than_those_shown_change_nothing() -> None:
    """What was shown for another text is not applied to this one."""
    reading = read("Begin.\n#closs", VERBS)
    for shown in (
        Corrected(0, "#closs", "#close"),
        Corrected(1, "#clos", "#reject"),
        Corrected(9, "x", "#close"),
    ):
        assert reading == as_shown(reading, (shown,))


def test_words_that_a_client_wrapped_stay_with_their_command() -> None:
    """Half a sentence about a person never goes to that person because its first line was mistyped."""
    long = "#remembr learns best in the early morning, alone, with a book and never on"
    text = f"Begin small.\n{long}\na screen after lunch."
    decision = decide(d.desk(text))
    [shown] = [e for e in decision.effects if isinstance(e, ProposeLines)]
    assert "Begin small." == as_shown(read(text, VERBS), shown.lines).remainder
    short = "#remembr likes to learn alone,\n\nBegin small."
    [shown] = [e for e in decide(d.desk(short)).effects if isinstance(e, ProposeLines)]
    assert "Begin small." == as_shown(read(short, VERBS), shown.lines).remainder
    reading = with_line(read("#remembr alone\nc d", VERBS), 0, "#remember alone")
    assert reading is not None
    assert "c d" == reading.remainder


LETTERS = st.text("abcdeé-", max_size=12)


@given(LETTERS, LETTERS)
def test_slips_are_counted_both_ways(one: str, other: str) -> None:
    """As many from the one to the other as back; none only where they are the same."""
    assert slips(one, other) == slips(other, one)
    assert (one == other) == (slips(one, other) == 0)
    assert abs(len(one) - len(other)) <= slips(one, other) <= max(len(one), len(other))


def test_two_names_as_near_are_none() -> None:
    """Names that mean the same are one."""
    assert "" == nearest("tim", {"time": "time", "tij": "time", "tie": "tie"})
    assert "" == nearest("close", {"close": "close"})  # not mistyped
    assert nearest("hous", {"hour": "h", "hours": "h"})
    assert [3, 1, 1, 1] == [slips(*pair.split()) for pair in ("abc xyz", "ab ba", "abc ab", "abc axc")]


def test_without_plus_addresses_the_word_alone_is_offered() -> None:
    """No link can carry the signed address."""
    box = d.mailbox(plus_addressing=False)
    text = d.text_to(decide(d.desk("Begin.\n#closs", settings=d.settings(mailboxes=(box,)))), ANNA)
    assert "`#send fixed`." in text
    assert "mailto:" not in text


def test_a_held_mail_is_answered_by_tap_too() -> None:
    """A signature that was asked about: the lines as they stand, one link with, one without them."""
    for language, with_, less in (("en", "#send", "without"), ("nl", "#verstuur", "zonder")):
        desk = d.desk("Begin.", doubtful="Anna Peeters\nI am away on Fridays.", language=language)
        text = d.text_to(decide(desk), ANNA)
        assert "- Anna Peeters\n- I am away on Fridays." in text
        for words in (with_, f"{with_} {less}"):
            assert f"`{words}`" in text
            assert f"body={words.replace('#', '%23').replace(' ', '%20')} " in text


def test_lines_of_planned_mails_know_their_place() -> None:
    """Where each line stands, so that a correction finds it."""
    _, lines = planned(d.desk("a\n#closs\nb\n#wait 3dd\n#take"))
    assert [(1, "#close"), (3, "#wait 3d"), (-1, "")] == [(line.number, line.better) for line in lines]


def test_reasons_of_questions_are_told_apart() -> None:
    """The words of `held list`."""
    assert Reason.MISTYPED.says != Reason.MAYBE_COMMAND.says
    assert SendMail in {type(e) for e in decide(d.desk("#closs")).effects}


def test_a_question_about_a_corrected_mail_shows_the_correction() -> None:
    """What #send would carry out is what stands there."""
    desk = d.desk("Begin small.\n\n#clsoe\n\nAnna", waived=frozenset({Reason.MISTYPED}))
    agreed = as_shown(desk.reading, (Corrected(2, "#clsoe", "#close"),))
    told = d.text_to(asks(replace(desk, reading=agreed), Reason.COLLISION, (), "Bram Jansen"), ANNA)
    assert "#clsoe" not in told
    assert "Begin small.\n\n#close\n" in told
