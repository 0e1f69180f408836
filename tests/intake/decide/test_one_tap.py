"""A command of a notification by one tap: the mail that each client makes of the link does it, no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from cases.effects import ChangeCase, Decision, Draft, MoveCase
from cases.model import CaseState, OutboxKind
from intake.decide.decide import decide
from mailer.html import html_body
from mailer.markdown import read
from mailer.plain import plain_body
from tests import desk as d

BLOCK = ("Anna Peeters", "Learning adviser", "Acme NV, Brussels", "T +32 2 555 01 99")


def _plain(below: str) -> Callable[[str], tuple[str, str]]:
    return lambda body: (f"{body}{below}", "text/plain; charset=utf-8")


def _page(before: str, after: str) -> Callable[[str], tuple[str, str]]:
    return lambda body: (f"{before}{escape(body, quote=False)}{after}", "text/html; charset=utf-8")


CLIENTS = {
    "a phone without signature": _plain("\n"),
    "iOS Mail": _plain("\n\nVerstuurd vanaf mijn iPhone\n"),
    "iOS Mail, in HTML": _page(
        '<html><head></head><body dir="auto">',
        '<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone</div></body></html>',
    ),
    "iOS Mail, own signature": _plain("\n\n" + "\n".join(BLOCK) + "\n"),
    "Gmail on Android": _page(
        '<div dir="auto">',
        '<div dir="auto"><br clear="all"><br>-- <br><div dir="ltr" class="gmail_signature">'
        "Anna Peeters<br>Learning adviser</div></div></div>",
    ),
    "Gmail in text": _plain("\n\n-- \nAnna Peeters\nLearning adviser\n"),
    "Outlook for iOS": _page(
        '<html><body><div dir="ltr">',
        '</div><div><br></div><div id="ms-outlook-mobile-signature"><div></div>Get '
        '<a href="https://aka.ms/o0ukef">Outlook for iOS</a></div></body></html>',
    ),
    "Outlook for Android, in text": _plain("\n\nOutlook voor Android<https://aka.ms/AAb9ysg> downloaden\n"),
    "Outlook": _page(
        '<html><body lang="NL"><div class="WordSection1"><p class="MsoNormal">',
        '<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class="MsoNormal">Anna Peeters<br>'
        "Learning adviser<br>Acme NV, Brussels<br>T +32 2 555 01 99<o:p></o:p></p></div></body></html>",
    ),
    "Outlook on the web": _page(
        '<html><body><div class="elementToProof" style="font-family: Aptos">',
        '</div><div id="Signature"><p>Anna Peeters</p><p>Learning adviser</p></div></body></html>',
    ),
    "Thunderbird": _plain("\n\n-- \n" + "\n".join(BLOCK) + "\n"),
    "Thunderbird, in HTML": _page(
        "<html><body><p>",
        '</p><div class="moz-signature">-- <br>Anna Peeters<br>Learning adviser</div></body></html>',
    ),
    "Samsung": _plain("\n\n\n\nVerzonden vanaf mijn Galaxy\n"),
    "K-9": _plain("\n-- \nVerzonden van mijn Android-apparaat met K-9 Mail.\n"),
    "Proton": _plain("\n\nSent with [Proton Mail](https://proton.me/mail/home) secure email.\n"),
    "Yahoo": _plain("\n\nSent from Yahoo Mail for iPhone\n"),
    "Roundcube": _plain("\n\n---\n" + "\n".join(BLOCK) + "\n"),
    "Apple Mail": _plain("\n\nMet vriendelijke groet,\n" + "\n".join(BLOCK) + "\n"),
}
ANNA, BRAM = "anna@example.org", "bram@example.org"  # who read English and Dutch
WORDS = {
    ANNA: [
        "#topic presenting",
        "#option talk-club",
        "#recommend",
        "#ask",
        "#preview",
        "#take",
        "#close",
        "#help",
    ],
    BRAM: [
        "#thema presenting",
        "#optie talk-club",
        "#aanbevelen",
        "#vraag",
        "#voorbeeld",
        "#neem",
        "#sluit",
        "#hulp",
    ],
}


def told(reader: str, **changed: object) -> Draft:
    """The notification of what Maria writes on her case."""
    raw = d.mail("My slides are full, and my talk is on Friday.", in_reply_to="<m1@example.org>")
    decision = decide(d.facts(raw, (d.case(topics=(), **changed),)))
    (draft,) = (e for e in d.sent(decision) if e.kind is OutboxKind.NOTIFICATION and e.to[0].key == reader)
    return draft


def links(draft: Draft) -> dict[str, str]:
    """Where one tap leads, by what it shows."""
    page = html_body(read(draft.text), language=draft.language, pictures={})
    found = re.findall(r'<a [^>]*href="(mailto:[^"]+)"[^>]*><code[^>]*>([^<]+)</code></a>', page)
    return {unescape(shown): unescape(link) for link, shown in found}


def tapped(reader: str, command: str, client: str) -> Decision:
    """What comes of the mail that this client makes."""
    link = urlsplit(links(told(reader))[command])
    proposed = parse_qs(link.query.replace("+", "%2B"))
    body, kind = CLIENTS[client](proposed["body"][0])
    raw = d.mail(
        body.replace(BLOCK[0], d.PEOPLE[reader].name),
        sender=f"{d.PEOPLE[reader].name} <{reader}>",
        to=unquote(link.path),
        Subject=proposed["subject"][0],
        Content_Type=kind,
    )
    return decide(d.facts(raw, (d.case(),)))


@pytest.mark.parametrize("reader", [ANNA, BRAM])
def test_what_is_ready_is_one_tap_away(reader: str) -> None:
    """A reply to this very notification, in its thread's subject; in text stand the words alone."""
    draft = told(reader)
    found = links(draft)
    assert set(WORDS[reader]) <= set(found)
    for shown, link in found.items():
        parts = urlsplit(link)
        proposed = parse_qs(parts.query.replace("+", "%2B"))
        assert [shown] == proposed["body"]
        assert f"help+{draft.token}@example.org" == unquote(parts.path)
        assert [f"Re: {draft.subject.removeprefix('Re: ')}"] == proposed["subject"]
        assert not {"(", ")"} & set(link)  # a link in Markdown ends there
    text = plain_body(read(draft.text), draft.language)
    assert not any(part in text for part in ("mailto:", draft.token))
    assert "#note" in text or "#notitie" in text
    assert not {"#note", "#notitie"} & set(found)  # they want words


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("reader", [ANNA, BRAM])
def test_the_mail_of_each_client_does_it(reader: str, client: str) -> None:
    """Nothing of a signature reaches the worker, and nothing is asked back."""
    topic, option, recommend, ask, preview, take, close, help_ = WORDS[reader]
    for command in (option, recommend, ask):
        decision = tapped(reader, command, client)
        (mail,) = d.to_worker(decision)
        assert not any(words in mail.text for words in (*BLOCK[1:], "iPhone", "Galaxy", command)), mail.text
    assert [CaseState.CLOSED] == [
        e.after for e in tapped(reader, close, client).effects if isinstance(e, MoveCase)
    ]
    changed = [e.fields for e in tapped(reader, topic, client).effects if isinstance(e, ChangeCase)]
    assert any(("presenting",) == fields.get("topics") for fields in changed)
    changed = [e.fields for e in tapped(reader, take, client).effects if isinstance(e, ChangeCase)]
    assert any(reader == fields.get("owner") for fields in changed)
    for command in (preview, help_):
        decision = tapped(reader, command, client)
        assert not d.to_worker(decision)
        assert [reader] == [draft.to[0].key for draft in d.sent(decision)]


def test_without_reply_addresses_words_are_typed() -> None:
    """A mailbox without plus addresses knows a reply by its thread, which a new mail has not."""
    its = d.settings(mailboxes=(d.mailbox(plus_addressing=False), d.mailbox(d.SECOND)))
    raw = d.mail("My slides are full, and my talk is on Friday.", in_reply_to="<m1@example.org>")
    decision = decide(d.facts(raw, (d.case(topics=()),), its=its))
    (draft,) = (e for e in d.sent(decision) if e.kind is OutboxKind.NOTIFICATION and e.to[0].key == ANNA)
    assert "`#recommend`" in draft.text
    assert not links(draft)


def test_a_subject_with_every_mark_stays_within_its_link() -> None:
    """What a worker writes in a subject is written out, and ends no link."""
    draft = told(ANNA, subject='(a) [b](mailto:x@example.net) "c" <d> &body=#close ?e#f %0D%0A é 🙂')
    for shown, link in links(draft).items():
        proposed = parse_qs(urlsplit(link).query.replace("+", "%2B"))
        assert [shown] == proposed["body"]
        assert 2 == len(proposed)
