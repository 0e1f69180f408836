"""People at real mail clients: what they typed reaches the other side, and nothing else.

`make clients` runs it; see docs/clients.md.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from imapclient import IMAPClient

from db import inbound
from db.tables import Inbound, Outbox
from tests.clients.base import MailClient, Seat, Typed
from tests.clients.emacs import Gnus
from tests.clients.roundcube import Roundcube
from tests.scene import TIMEOUT, Letter
from tests.servers.post import User
from tests.world import World

pytestmark = pytest.mark.timeout(300)

PHONES = ("+32 470 55 01 02", "+32 2 555 01 99")
SIGNATURES = {
    "Maria Janssens": f"Maria Janssens\nSales - Acme NV\n{PHONES[0]}",
    "Anna Peeters": f"Anna Peeters\nLearning adviser\nAcme NV, Brussels\nT {PHONES[1]}",
}
QUESTION = "Hello,\n\nI get 200 mails a day and cannot keep up.\nHow do others do this?"
ANSWER = (
    "Hi Maria,\n\nTo do:\n- a tally for one week\n- the number on Friday, in one mail\n\n"
    "What is 2 * 3 * 4 of them?"
)

# The words of a mail that are hard to read, as the browser computed their colours (WCAG 2.2, 1.4.3).
POOR = """(() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const luminance = c => c.slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const below = node => {
    for (let at = node; at; at = at.parentElement) {
      const c = parts(getComputedStyle(at).backgroundColor);
      if (c.length < 4 || c[3] > 0.5) return c;
    }
    return [255, 255, 255];
  };
  const poor = [], walker = document.createTreeWalker(
    document.querySelector('.message-htmlpart'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, up = node.parentElement;
    if (!node.textContent.trim() || up.closest('style')) continue;
    const [low, high] = [parts(getComputedStyle(up).color), below(up)].map(luminance).sort((a, b) => a - b);
    if ((high + 0.05) / (low + 0.05) < 4.5) poor.push(node.textContent.trim().slice(0, 40));
  }
  return poor;
})()"""


@dataclass
class Desk:
    """The service, a worker and a concierge, both at the same client."""

    world: World
    client: MailClient
    maria: Seat
    anna: Seat
    last: int = 0

    def decided(self) -> inbound.Received:
        """The mail that just went, when it is decided and what came of it is sent."""
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            self.world.round()
            row = Inbound.select().where(Inbound.id > self.last, Inbound.state != "received").first()
            if row is not None:
                self.last = row.id
                self.world.round()
                return inbound.load(row.id)
            time.sleep(0.05)
        raise AssertionError("the mail did not arrive")

    def ask(self) -> None:
        """Maria's question, at which both have a mail of ours."""
        asked = Typed(top=QUESTION)
        self.client.new(self.maria, self.world.service.address, "Too many mails", asked)
        assert "request" == self.decided().reason

    def reply(self, seat: Seat, typed: Typed, to: Letter | None = None) -> inbound.Received:
        """They answer the newest mail of ours."""
        answered = to or self.newest(seat)
        self.client.reply(seat, answered["Message-ID"], typed)
        return self.decided()

    def newest(self, seat: Seat) -> Letter:
        return self.world.newest(seat.user)

    def kinds(self, seat: Seat) -> list[str]:
        return self.world.sent_to(seat.user)

    @property
    def case(self) -> dict[str, Any]:
        return self.world.case(1)

    def words(self) -> str:
        """What Maria reads above our sign-off."""
        mail = self.newest(self.maria)
        above, signed, _ = mail.text.partition("Anna Peeters, Learning Help")
        assert signed, mail.text
        for part in (mail.text, mail.html):
            assert not any(phone in part for phone in PHONES)
            assert self.anna.user.address not in part
            assert "Acme NV" not in part
        return above.strip()


@pytest.fixture
def desk(client: MailClient, world: World, tmp_path: Path) -> Iterator[Desk]:
    """Maria has asked."""

    def seat(user: User, local: str) -> Seat:
        name = world.names[user.address]
        return Seat.of(world.post, user, name, SIGNATURES[name], tmp_path / local)

    maria = seat(world.person("maria", "Maria Janssens"), "maria")
    made = Desk(world, client, maria, seat(world.anna, "anna"))
    made.ask()
    yield made
    for number, raw in enumerate(world.post.inbox(world.service, "Processed")):
        (tmp_path / f"{number}.eml").write_bytes(raw)


def test_a_question_and_its_answer(desk: Desk) -> None:
    """The question without its signature; the answer above the quotation, letter by letter."""
    asked = desk.case["messages"][0]["new_text"]
    assert QUESTION == asked
    assert "concierge-answer" == desk.reply(desk.anna, Typed(top=ANSWER)).reason
    assert ANSWER == desk.words()
    assert "answered" == desk.case["state"]


def test_an_answer_below_and_between_the_quoted_lines(desk: Desk) -> None:
    """Typed below Maria's quoted words and at the end: both go out, with what they answer at most.

    An HTML editor takes them into the quotation without a mark: then Anna is shown them, and nothing goes.
    """
    typed = Typed(between={"How do others do this?": "They read them twice a day."}, bottom="Shall we try?")
    reason = desk.reply(desk.anna, typed).reason
    if desk.client.name == "roundcube":
        shown = desk.newest(desk.anna).text
        assert ("transcript", True) == (
            reason,
            all(words in shown for words in ("twice a day.", "Shall we try?")),
        )
        return
    assert "concierge-answer" == reason
    said = [line for line in desk.words().splitlines() if line.strip() and not line.startswith(">")]
    assert ["They read them twice a day.", "Shall we try?"] == said


def test_a_note_stays_among_colleagues(desk: Desk) -> None:
    """The worker gets nothing; the note is on the case without the signature."""
    before = desk.kinds(desk.maria)
    desk.reply(desk.anna, Typed(top="#note\nShe wrote last year too."))
    assert before == desk.kinds(desk.maria)
    assert "She wrote last year too." == desk.case["messages"][-1]["new_text"]


def test_answers_between_our_questions(desk: Desk) -> None:
    """What stands below a question is its answer; the questions are ours."""
    typed = Typed(
        between={
            "What happens now": "My inbox is full at ten. It should be empty at five.",
            "alone or with others": "With others",
            "How much time": "Two hours, 50 euro, before 20 December",
        }
    )
    assert "follow-up" == desk.reply(desk.maria, typed).reason
    need = desk.case["need"]
    assert "My inbox is full at ten. It should be empty at five." == need["about"]
    assert ("others", 120, 50.0) == (need["with"], need["time"], float(need["budget"]["amount"]))
    told = desk.newest(desk.anna)
    assert "It should be empty at five." in told.text
    assert "What have you tried already" not in told.text.split("Known:")[0]


def test_nothing_typed_is_no_answer(desk: Desk) -> None:
    """A reply of quotation and signature: no words, nothing learnt from our own ones."""
    desk.reply(desk.maria, Typed())
    assert "" == desk.case["messages"][-1]["new_text"]
    assert not any(value for key, value in desk.case["need"].items() if key != "budget")
    before = desk.kinds(desk.maria)
    desk.reply(desk.anna, Typed())
    assert before == desk.kinds(desk.maria)


def test_the_survey(desk: Desk) -> None:
    """A mail of commands sends the survey and nothing else; a digit answers it; all stands in one thread."""
    desk.reply(desk.anna, Typed(top=ANSWER))
    before = desk.kinds(desk.maria)
    desk.reply(desk.anna, Typed(top="#survey now"), desk.newest(desk.anna))
    assert [*before, "survey"] == desk.kinds(desk.maria)
    assert "survey-answer" == desk.reply(desk.maria, Typed(top="4")).reason
    assert (4, None) == (desk.case["survey"]["rating"], desk.case["survey"]["comment"] or None)
    assert [*before, "survey", "thanks"] == desk.kinds(desk.maria)
    desk.newest(desk.maria)
    assert 1 == len(_threads(desk.world, desk.maria))
    done = [
        mail["Subject"] for mail in desk.world.letters(desk.anna.user) if mail["Subject"].startswith("Done:")
    ]
    assert ["Done: [LC-1] Maria Janssens: Too many mails"] == done
    for row in Outbox.select():
        assert row.subject.count("LC-1") == 1 >= row.subject.casefold().count("re:")


def test_what_is_refused_comes_back(desk: Desk) -> None:
    """A mistyped command: nothing goes, the text comes back as it was typed; subjects do not grow."""
    before = desk.kinds(desk.maria)
    assert "mistyped" == desk.reply(desk.anna, Typed(top=f"{ANSWER}\n\n#clsoe")).reason
    refused = desk.newest(desk.anna)
    for line in ANSWER.split("\n"):
        assert line in refused.text
    assert PHONES[1] not in refused.text
    assert "mistyped" == desk.reply(desk.anna, Typed(top="#clsoe"), refused).reason
    assert refused["Subject"] == desk.newest(desk.anna)["Subject"]
    assert before == desk.kinds(desk.maria)


def test_a_forward_becomes_the_case_of_who_wrote(desk: Desk) -> None:
    """The forwarded words only; a line beside the command is for colleagues."""
    words = "Hi Anna,\n\nI need pivot tables by March. I have one hour a week.\n\nMaria"
    desk.client.new(desk.maria, desk.world.anna.address, "A question about Excel", Typed(top=words))
    asked = desk.world.post.wait_for(
        desk.world.anna, lambda mail: mail["Subject"] == "A question about Excel"
    )
    number = re.search(rb"^Message-ID:\s*(\S+)", asked, re.MULTILINE | re.IGNORECASE)
    assert number
    typed = Typed(top=f"#requester {desk.maria.user.address}\n\nShe asked me in the corridor.")
    desk.client.forward(desk.anna, number[1].decode(), desk.world.service.address, typed)
    desk.decided()
    case = desk.world.case(2)
    assert desk.maria.user.address == case["requester"]["address"]
    said = case["messages"][0]["new_text"]
    assert "I need pivot tables by March. I have one hour a week." in said
    assert "corridor" not in said
    assert "acknowledgement" == desk.kinds(desk.maria)[-1]
    receipt = desk.newest(desk.anna)
    assert "Nothing went" not in receipt.text


def test_typed_where_gnus_leaves_the_cursor(client: MailClient, request: pytest.FixtureRequest) -> None:
    """Between the attribution and the quoted lines."""
    if not isinstance(client, Gnus):
        pytest.skip("Gnus has its cursor there")
    desk: Desk = request.getfixturevalue("desk")
    words = "Hi Maria,\n\nWhat happens just before you would say it?"
    client.reply_at_point(desk.anna, desk.newest(desk.anna)["Message-ID"], words)
    assert "concierge-answer" == desk.decided().reason
    assert words == desk.words()


def test_words_can_be_read_in_the_dark(client: MailClient, request: pytest.FixtureRequest) -> None:
    """Roundcube in its dark skin and in a dark room: every word of ours has contrast."""
    if not isinstance(client, Roundcube) or not client.html:
        pytest.skip("text has the colours of its client")
    desk: Desk = request.getfixturevalue("desk")
    for mail, seat in ((desk.newest(desk.anna), desk.anna), (desk.newest(desk.maria), desk.maria)):
        browser = client.browser(seat)
        for room in (False, True):
            browser.dark(room)
            client.show(seat, mail["Message-ID"])  # the skin goes with the room: the choice is forgotten
            for skin in ("light", "dark"):
                browser.run(f"document.cookie = 'colorMode={skin}; path=/'")
                client.show(seat, mail["Message-ID"])
                state = browser.run("document.cookie + document.documentElement.className")
                assert (skin == "dark") == ("dark-mode" in state), (skin, room, state)
                assert [] == browser.run(POOR), (skin, room, mail["Subject"])


def _threads(world: World, seat: Seat) -> Any:
    """The threads of their inbox as their server sees them, which webmail shows."""
    account = world.post.imap(seat.user)
    context = ssl.create_default_context(cafile=account.ca_file)
    with IMAPClient(account.host, account.port, ssl_context=context) as box:
        box.login(account.username, account.password)
        box.select_folder("INBOX", readonly=True)
        return box.thread("REFERENCES")
