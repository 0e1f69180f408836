"""Conversations: the closure over ids, in any order of arrival."""

from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from intake.older.threads import linked_or_hinted, threads
from intake.reading.mime.message_ids import answered_ids, message_id, referenced_ids
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from tests.intake.reading.raw_mail import raw_mail


def _mail(name: str | None, references: tuple[str, ...] = (), reply: tuple[str, ...] = ()) -> Parsed:
    return Parsed(raw_size=1, message_id=name, references=references, in_reply_to=reply)


def _named(mails: list[Parsed]) -> set[frozenset[str | None]]:
    return {frozenset(mails[place].message_id for place in group) for group in threads(mails)}


def test_every_order_of_arrival_gives_the_same_conversations() -> None:
    """A chain whose middle is missing, a second chain, a loner."""
    mails = [
        _mail("<a@x>"),
        _mail("<c@x>", ("<a@x>", "<b@x>")),
        _mail("<d@x>", reply=("<b@x>",)),
        _mail("<e@x>", reply=("<f@x>",)),
        _mail("<g@x>"),
    ]
    expected = {frozenset({"<a@x>", "<c@x>", "<d@x>"}), frozenset({"<e@x>"}), frozenset({"<g@x>"})}
    for order in itertools.permutations(mails):
        assert expected == _named(list(order))


def test_a_ghost_joins_those_who_name_it() -> None:
    """Two answers to a mail that never came are one conversation."""
    assert ((0, 1),) == threads([_mail("<b@x>", ("<a@x>",)), _mail("<c@x>", ("<a@x>",))])


def test_cycles_and_doubles_do_no_harm() -> None:
    """A names B and B names A; the same id twice; a mail that names itself."""
    mails = [
        _mail("<a@x>", ("<b@x>",)),
        _mail("<b@x>", ("<a@x>",)),
        _mail("<a@x>"),
        _mail("<c@x>", ("<c@x>",)),
    ]
    assert ((0, 1, 2), (3,)) == threads(mails)


def test_mails_without_an_id_are_joined_by_what_they_name_only() -> None:
    """No Message-ID: not one conversation of all of them."""
    assert ((0,), (1,), (2, 3)) == threads(
        [_mail(None), _mail(None), _mail("<a@x>"), _mail(None, ("<a@x>",))]
    )


def test_subjects_never_join() -> None:
    """Equal subjects are no conversation (CONTRACT 6)."""
    mails = [Parsed(raw_size=1, message_id=f"<{n}@x>", subject="Re: Excel") for n in range(3)]
    assert ((0,), (1,), (2,)) == threads(mails)


def test_thread_index_joins_what_outlook_cut() -> None:
    """Outlook's own index: 22 octets in common, five more a reply."""
    base = "Ac1QVYOXR5nHIqoKSs+VMVabcdef0Q=="
    first = Parsed(raw_size=1, message_id="<a@x>", thread_index=base)
    second = Parsed(raw_size=1, message_id="<b@x>", thread_index="Ac1QVYOXR5nHIqoKSs+VMVabcdef0QAAABAw")
    other = Parsed(raw_size=1, message_id="<c@x>", thread_index="Ac1QVYOXR5nHIqoKSs+VMVabcdefZZ==")
    broken = Parsed(raw_size=1, message_id="<d@x>", thread_index="!!")
    mails = [first, second, other, broken]
    assert ((0, 1), (2,), (3,)) == threads(mails, linked_or_hinted)
    assert ((0,), (1,), (2,), (3,)) == threads(mails)


def test_broken_threading_headers_are_repaired() -> None:
    """Folds inside an id, ids without brackets, phrases, a field cut off, the same twice."""
    assert ("<a@x>", "<bc@x>") == referenced_ids("<a@x>\r\n <b\r\n c@x> <a@x>")
    assert ("<a@x>", "<b@x>") == referenced_ids("a@x, b@x")
    assert ("<a@x>",) == referenced_ids("<a@x> <b@x-cut-off")
    assert ("<a@x>",) == answered_ids('Your message of "Mon, 2 Nov" <a@x> from "Tom <tom@example.org>"')
    assert ("<a@x>", "<b@x>") == answered_ids("<a@x> <b@x>")
    assert "<1234@local.example>" == message_id(" <1234   @   local .example>")
    assert "<a@x>" == message_id("a@x")
    assert message_id("") is None


def test_parsed_mails_are_threaded_through_encoded_and_folded_fields() -> None:
    """References over several lines, In-Reply-To in a second mail, any line ends."""
    one = raw_mail({"From": "a@example.org", "Message-ID": "<1@x>"}, "one")
    two = raw_mail(
        {"From": "b@example.org", "Message-ID": "<2@x>", "References": "<0@x>\n\t<1@x>"}, "two", eol="\n"
    )
    three = raw_mail({"From": "c@example.org", "Message-Id": "<3@x>", "IN-REPLY-TO": "<2@x>"}, "three")
    mails = [parse(raw) for raw in (three, one, two)]
    assert ((0, 1, 2),) == threads(mails)


IDS = st.sampled_from([f"<{letter}@x>" for letter in "abcdefghij"])


@given(
    st.lists(st.tuples(IDS, st.lists(IDS, max_size=3), st.lists(IDS, max_size=2)), max_size=12), st.randoms()
)
def test_the_closure_is_the_connected_components(
    rows: list[tuple[str, list[str], list[str]]], rng: random.Random
) -> None:
    """Against a plain search over the graph of ids, in a random order of arrival."""
    mails = [_mail(name, tuple(refs), tuple(reply)) for name, refs, reply in rows]
    rng.shuffle(mails)
    graph: dict[str, set[str]] = {}
    for name, refs, reply in rows:
        for other in (*refs, *reply, name):
            graph.setdefault(name, set()).add(other)
            graph.setdefault(other, set()).add(name)
    expected = set()
    for name, _refs, _reply in rows:
        seen, todo = set(), [name]
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo += graph.get(at, ())
        expected.add(frozenset(seen & {row[0] for row in rows}))
    assert expected == _named(mails)
