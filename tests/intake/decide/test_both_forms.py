"""A command counts where both forms of a mail show it; clients' own conversions are no difference."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from concierge.demo.clients import CLIENTS, Letter, Person
from intake.decide.words import words_of
from intake.reading.parse import parse
from intake.reading.parsed import Parsed
from intake.reading.signatures.signatures import signature_at_risk
from replies.repeated import SENDING
from tests.desk import ANNA

CLOSE = [("close", ())]


def read_forms(
    html: str, plain: str | None
) -> tuple[list[tuple[str, tuple[str, ...]]], list[tuple[str, str]]]:
    """Commands that count, and lines that are asked about, of Anna's mail in these forms."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Anna Peeters <anna@example.org>", "help@example.org", "Re: x"
    if plain is None:
        mail.set_content(html, subtype="html")
    else:
        mail.set_content(plain)
        mail.add_alternative(html, subtype="html")
    reading = words_of(parse(mail.as_bytes()), ANNA).reading
    return [(c.verb, c.arguments) for c in reading.commands], [(p.line, p.reason) for p in reading.problems]


HONEST = [
    # (what, HTML, plain text, commands)
    ("same", "<p>Begin.</p><p>#close</p>", "Begin.\n\n#close\n", CLOSE),
    ("no plain form", "<p>Begin.</p><p>#close</p>", None, CLOSE),
    ("empty plain form", "<p>#close</p>", "  \n", CLOSE),
    ("no-break space", "<div>#close&nbsp;quietly</div>", "#close\u00a0quietly\n", [("close", ("quietly",))]),
    ("bold", "<p><b>#close</b></p>", "*#close*\n", CLOSE),
    ("list", "<ul><li>#close</li><li>#take</li></ul>", "  * #close\n  * #take\n", [*CLOSE, ("take", ())]),
    ("auto-capital in one", "<p>#Close</p>", "#close\n", CLOSE),
    (
        "Outlook's address",
        "<p>#cc <a href='mailto:tom@example.org'>tom@example.org</a></p>",
        "#cc tom@example.org<mailto:tom@example.org>\n",
        [("cc", ("tom@example.org",))],
    ),
    (
        "Outlook's link",
        "<p>#note see <a href='https://example.org/a'>this</a></p>",
        "#note see this<https://example.org/a>\n",
        [("note", ("see", "this"))],
    ),
    (
        "smart quotes in one",
        '<p>#need about="my talk"</p>',
        "#need about=“my talk”\n",
        [("need", ('about="my talk"',))],
    ),
    (
        "wrapped in the plain form",
        "<p>#option talk-club talk-book talk-course another-course one-more-course</p>",
        "#option talk-club talk-book talk-course\nanother-course one-more-course\n",
        [("option", ("talk-club", "talk-book", "talk-course", "another-course", "one-more-course"))],
    ),
    ("blank lines doubled", "<div>#take<br>#close</div>", "\n#take\n\n\n\n#close\n", [("take", ()), *CLOSE]),
    (
        "dark client",
        "<body bgcolor='#222222' text='#ffffff'><p style='color:#eee'>#close</p></body>",
        "#close",
        CLOSE,
    ),
    (
        "white on a dark block",
        "<div style='background:#1f1f1f'><p style='color:white'>#close</p></div>",
        "#close",
        CLOSE,
    ),
    (
        "Word's sheet",
        "<style>p.MsoNormal{margin:0cm;font-size:11.0pt} a:link{color:#0563C1} v\\:*{behavior:url(x)}"
        " span.EmailStyle17{color:windowtext} @page WordSection1{size:612pt 792pt}</style>"
        "<div class=WordSection1><p class=MsoNormal><span class=EmailStyle17>#close<o:p></o:p></span></p>",
        "#close",
        CLOSE,
    ),
    (
        "Word's list",
        "<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt'>#close</p>",
        "#close",
        CLOSE,
    ),
    (
        "a sheet that hides something else",
        "<style>.preheader{display:none}</style><p>#close</p>",
        "#close",
        CLOSE,
    ),
    ("grey", "<p style='color:#888888'>#close</p>", "#close", CLOSE),
    (
        "a tracking pixel's size",
        "<img width=1 height=1 style='width:1px;height:1px'><p>#close</p>",
        "#close",
        CLOSE,
    ),
    ("nothing about commands", "<p>Begin small.</p>", "Begin small.", []),
]


@pytest.mark.parametrize(("what", "html", "plain", "commands"), HONEST, ids=[row[0] for row in HONEST])
def test_what_clients_make_of_a_command(
    what: str, html: str, plain: str | None, commands: list[tuple[str, tuple[str, ...]]]
) -> None:
    """The same command, laid out, linked, wrapped or emphasised in one of the forms, is no difference."""
    assert (commands, []) == read_forms(html, plain)


HIDDEN = [
    # (what, HTML that does not show the command)
    ("white on white", "<p style='color:#ffffff'>#close</p>"),
    ("nearly white", "<p style='color:#fdfdfd'>#close</p>"),
    ("white by name", "<font color=white>#close</font>"),
    ("white by rgb", "<p style='color: rgb(255, 255, 255) !important'>#close</p>"),
    ("yellow on yellow", "<p style='background:#ff0;color:#ff0'>#close</p>"),
    ("black on black", "<div style='background-color:black'><p>#close</p></div>"),
    ("transparent", "<p style='color:transparent'>#close</p>"),
    ("let through", "<p style='color:rgba(0,0,0,0)'>#close</p>"),
    ("size nought", "<p style='font-size:0'>#close</p>"),
    ("size one", "<p style='font-size:1px'>#close</p>"),
    ("size by font", "<p style='font:0/0 a'>#close</p>"),
    ("display", "<p style='display:none'>#close</p>"),
    ("display, important", "<p style='display : none ! important'>#close</p>"),
    ("display with a comment", "<p style='display:/* x */none'>#close</p>"),
    ("display, escaped", "<p style='dis\\70lay:none'>#close</p>"),
    ("visibility", "<p style='visibility:hidden'>#close</p>"),
    ("opacity", "<p style='opacity:0.01'>#close</p>"),
    ("off the page", "<p style='position:absolute;left:-9999px'>#close</p>"),
    ("far right", "<p style='position:absolute;left:5000px'>#close</p>"),
    ("indent", "<p style='text-indent:-999em'>#close</p>"),
    ("margin", "<p style='margin:0 0 0 -2000px'>#close</p>"),
    ("no height", "<div style='height:0;overflow:hidden'>#close</div>"),
    ("one pixel", "<div style='max-height:1px;overflow:hidden'>#close</div>"),
    ("clipped", "<p style='position:absolute;clip:rect(0 0 0 0)'>#close</p>"),
    ("scaled", "<p style='transform:scale(0)'>#close</p>"),
    ("Word's own", "<p style='mso-hide:all'>#close</p>"),
    ("attribute", "<p hidden>#close</p>"),
    ("parent", "<div style='color:white'><p><span>#close</span></p></div>"),
    ("class", "<style>.x{display:none}</style><p class=x>#close</p>"),
    ("class, white", "<style>.x{color:#fff}</style><p class='a x'>#close</p>"),
    ("id", "<style>#x { font-size : 0 }</style><p id=x>#close</p>"),
    ("element", "<style>i{visibility:hidden}</style><p><i>#close</i></p>"),
    ("descendant", "<style>div p > span{display:none}</style><div><p><span>#close</span></p></div>"),
    ("media", "<style>@media screen{.x{display:none}}</style><p class=x>#close</p>"),
    ("after an import", "<style>@import url(x); .x{display:none}</style><p class=x>#close</p>"),
    ("in a comment's shadow", "<style>/* } */ .x{display:none}</style><p class=x>#close</p>"),
    ("old marks", "<style><!-- .x{display:none} --></style><p class=x>#close</p>"),
    ("style in the body", "<p class=x>#close</p><style>.x{display:none}</style>"),
    ("a selector that nobody knows", "<style>p:has(> @){display:none}</style><p>#close</p>"),
    ("a hundred rules", "<style>" + ".x{color:red}" * 101 + "</style><p>#close</p>"),
]


@pytest.mark.parametrize(("what", "html"), HIDDEN, ids=[row[0] for row in HIDDEN])
@pytest.mark.parametrize("plain", ["Begin.\n#close\n", "Begin.\n", None])
def test_a_command_that_nobody_sees_does_not_act(what: str, html: str, plain: str | None) -> None:
    """Whatever the plain form says: the writer saw a mail without it. Asked about, or no command at all."""
    commands, asked = read_forms(f"<div>Begin.</div>{html}", plain)
    assert [] == commands
    assert plain is None or asked or "#close" not in plain
    assert {reason for _, reason in asked} <= {"one-form"}


@pytest.mark.parametrize(
    ("html", "plain", "counts", "asked"),
    [
        ("<p>Begin.</p><p>#close</p>", "Begin.\n", [], ["#close"]),
        ("<p>Begin.</p>", "Begin.\n#close\n", [], ["#close"]),
        ("<p>#take</p><p>#close</p>", "#take\n", [("take", ())], ["#close"]),
        ("<p>#take</p>", "#take\n\n#close\n", [("take", ())], ["#close"]),
        ("<p>#close quietly</p>", "#close\n", [], ["#close quietly", "#close"]),
        ("<p>#close</p>", "see #close\n", [], ["#close"]),
        ("<p>#close</p>", "> #close\n", [], ["#close"]),
        (
            "<p>#requester tom@example.org</p>",
            "#requester eve@example.org\n",
            [],
            ["#requester tom@example.org", "#requester eve@example.org"],
        ),
        (
            "<p>#cc tom@example.org</p>",
            "#cc tom@example.org eve@example.org\n",
            [],
            ["#cc tom@example.org", "#cc tom@example.org eve@example.org"],
        ),
    ],
)
def test_a_command_in_one_form_is_asked_about(
    html: str, plain: str, counts: list[tuple[str, tuple[str, ...]]], asked: list[str]
) -> None:
    """In the layout only, in the plain text only, or with other arguments."""
    commands, lines = read_forms(html, plain)
    assert (counts, [(line, "one-form") for line in asked]) == (commands, lines)


def test_a_line_that_was_asked_about_is_words_when_released() -> None:
    """It is kept among the words, where it stood."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "anna@example.org", "help@example.org"
    mail.set_content("One\nTwo\n")
    mail.add_alternative("<p>One</p><p>#close</p><p>Two</p>", subtype="html")
    reading = words_of(parse(mail.as_bytes()), ANNA).reading.as_words
    assert ((), "One\n\n#close\n\nTwo") == (reading.problems, reading.remainder)


@pytest.mark.parametrize(
    ("html", "plain", "said"),
    [
        ("<p>Yes</p>", "Yes\n", "yes"),
        ("<p>Yes</p>", None, "yes"),
        ("<p>Yes, <b>that was me</b>.</p>", "Yes, *that was me*.\n", "yes"),
        ("<p>#send</p>", "#send\n", "yes"),
        ("<p>No</p>", "No\n", "no"),
        ("<p>Yes</p>", "No\n", "unclear"),
        ("<p>No, that was not me</p>", "Yes\n", "unclear"),
        ("<p>Yes</p>", "Huh\n", "unclear"),
        ("<p>#send</p>", "#discard\n", "unclear"),
        ("<p>#send</p>", "Huh\n", "unclear"),
        ("<p style='display:none'>Yes</p>", "Yes\n", "unclear"),
        ("<p style='font-size:0'>Yes</p>", None, "unclear"),
        ("<p style='color:white'>#send</p>", "#send\n", "unclear"),
    ],
)
def test_both_forms_answer_the_same(html: str, plain: str | None, said: str) -> None:
    """A concierge's answer to "was this you?", and a worker's about their own data."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Anna Peeters <anna@example.org>", "help@example.org", "Re: x"
    mail.set_content(plain or "")
    mail.add_alternative(html, subtype="html")
    for concierge in (ANNA, None):
        assert said == words_of(parse(mail.as_bytes()), concierge).answer.says(SENDING)


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize(
    ("typed", "said"),
    [("Yes", "yes"), ("Ja, dat was ik.\n\nGroeten,\nAnna", "yes"), ("#send", "yes"), ("No", "no")],
)
def test_an_answer_from_every_client(name: str, typed: str, said: str) -> None:
    """What clients make of the same words in their two forms is no difference."""
    original = EmailMessage()
    original["From"], original["To"] = "Learning Help <help@example.org>", "anna@example.org"
    original["Subject"], original["Message-ID"] = "Was this you?", "<1@example.org>"
    original["Date"] = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    original.set_content("Was this you? Reply with only #send.\n\nNot you: #discard\n")
    letter = Letter(
        typed, Person("Anna Peeters", "anna@example.org"), datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
    )
    for concierge in (ANNA, None):
        read = words_of(parse(CLIENTS[name].reply(original.as_bytes(), letter)), concierge)
        assert said == read.answer.says(SENDING)


TYPED = """Dear Maria,

Begin with a question.

#take
#topic presenting, writing
#need time=2h budget=100 with=others by=2026-12-01 about="a talk for the board on Monday morning"
#cc tom.the-colleague@example.org
#onthoud werkt liever alleen, en 's morgens vroeg; heeft in het verleden al eens een cursus gevolgd"""


@pytest.mark.parametrize("name", CLIENTS)
def test_every_client_keeps_its_commands(name: str) -> None:
    """All commands of a long mail count, as each client writes its two forms, in reply to a mail of ours."""
    client = CLIENTS[name]
    original = EmailMessage()
    original["From"], original["To"] = "Maria via Learning Help <help@example.org>", "anna@example.org"
    original["Subject"], original["Message-ID"] = "Maria: Presenting", "<1@example.org>"
    original["Date"] = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    original.set_content("My talks fall flat.\n\nReply with words, or with\n#use presenting\n#help\n")
    anna = Person("Anna Peeters", "anna@example.org")
    letter = Letter(TYPED, anna, datetime(2026, 11, 23, 10, 0, tzinfo=UTC))
    reading = words_of(parse(client.reply(original.as_bytes(), letter)), ANNA).reading
    assert ["take", "topic", "need", "cc", "remember"] == [c.verb for c in reading.commands]
    assert () == reading.problems


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize(
    "below", ["Begin with one question.\n#close", "#close", "Anna Peeters\n#close\nAcme NV"]
)
def test_nothing_below_dashes_acts(below: str, *, html: bool) -> None:
    """A worker's words below a bare "--" are kept; of a concierge's mail they are asked about."""
    text = f"Read this.\n--\n{below}"
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    mail = Parsed(raw_size=1, html=body) if html else Parsed(raw_size=1, plain=text)
    words = words_of(mail, ANNA)
    assert ("Read this.", ()) == (words.own.kept, words.reading.commands)
    assert signature_at_risk(words.split.signature)
    assert "#close" in words_of(mail, None).new_text
