"""What is a command, what is a near miss, what is prose: spellings as real clients send them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from replies.commands.grammar import MAX_LINE, read
from replies.commands.handlers import ADDRESS
from replies.commands.table import ROWS, TABLE, VERBS, card

NBSP, ZWSP, BOM, SHY = "\u00a0", "\u200b", "\ufeff", "\u00ad"

COMMANDS = [
    # as typed
    ("#close", "close", ()),
    ("/close", "close", ()),
    ("#CLOSE", "close", ()),
    ("#Close", "close", ()),  # Outlook, iOS: a capital after a line break
    ("  #close  ", "close", ()),
    ("\t#close", "close", ()),
    ("#close:", "close", ()),
    ("#close quietly", "close", ("quietly",)),
    ("#wait 3d", "wait", ("3d",)),
    ("#wait  3d", "wait", ("3d",)),
    ("#topic presenting, writing", "topic", ("presenting", "writing")),
    ("#topic: presenting", "topic", ("presenting",)),
    ("#assign Anna Peeters", "assign", ("Anna", "Peeters")),
    ("#use presenting place=Ghent", "use", ("presenting", "place=Ghent")),
    ('#need about="my talk on Monday"', "need", ('about="my talk on Monday"',)),
    # Dutch
    ("#sluit", "close", ()),
    ("#sluiten", "close", ()),
    ("#heropen", "reopen", ()),
    ("#notitie", "note", ()),
    ("#neem", "take", ()),
    ("#toewijzen bram", "assign", ("bram",)),
    ("#thema presenteren", "topic", ("presenteren",)),
    ("#taal nl", "lang", ("nl",)),
    ("#aanbevelen", "recommend", ()),
    ("#beveelaan presenteren", "recommend", ("presenteren",)),
    ("#vraag", "ask", ()),
    ("#vragen", "ask", ()),
    ("#gebruik vergaderen", "use", ("vergaderen",)),
    ("#optie a b", "option", ("a", "b")),
    ("#voorbeeld", "preview", ()),
    ("#voorstel", "suggest", ()),
    ("#verstuur", "send", ()),
    ("#herroep", "undo", ()),
    ("#ongedaan", "undo", ()),
    ("#aanvaard", "accept", ()),
    ("#verwerp", "discard", ()),
    ("#behoefte tijd=2u budget=100", "need", ("tijd=2u", "budget=100")),
    ("#onthoud werkt liever alleen", "remember", ("werkt", "liever", "alleen")),
    ("#klant example", "client", ("example",)),
    ("#wacht 3d", "wait", ("3d",)),
    ("#weiger", "reject", ()),
    ("#aanvrager maria@example.org", "requester", ("maria@example.org",)),
    ("#kopie jan@example.org", "cc", ("jan@example.org",)),
    ("#samenvoegen LC-9", "merge", ("LC-9",)),
    ("#splitsen", "split", ()),
    ("#introduceer jan@example.org", "introduce", ("jan@example.org",)),
    ("#tijd 30m", "time", ("30m",)),
    ("#factuur 95", "bill", ("95",)),
    ("#enquete nooit", "survey", ("nooit",)),
    ("#enquête nooit", "survey", ("nooit",)),
    ("#enquˆete", None, ()),
    ("#lijst", "list", ()),
    ("#rapport", "report", ()),
    ("#hulp", "help", ()),
    ("#mijngegevens", "mydata", ()),
    ("#vergeet", "forget", ()),
    ("#aanbod excel", "offer", ("excel",)),
    ("#intrekken", "withdraw", ()),
    # hyphens and accents
    ("#re-open", "reopen", ()),
    ("#re\u2011open", "reopen", ()),
    # what clients make of it
    (f"{NBSP}#close{NBSP}", "close", ()),
    (f"#close{NBSP}quietly", "close", ("quietly",)),
    (f"{ZWSP}#close", "close", ()),
    (f"{BOM}#close", "close", ()),
    ("\u202f#close", "close", ()),
    (f"{BOM}{NBSP}#close{ZWSP}{NBSP}", "close", ()),
    (f"#close{ZWSP} quietly", "close", ("quietly",)),
    (f"#assign An{SHY}na", "assign", ("Anna",)),
    ("#enque\u0302te nooit", "survey", ("nooit",)),  # a Mac's "ê" is two characters
    ("#ENQUE\u0302TE nooit", "survey", ("nooit",)),
    ("#onthoud geen cafe\u0301", "remember", ("geen", "caf\u00e9")),
    ("\\#close", "close", ()),  # Markdown escapes
    ("**#close**", "close", ()),
    ("*#close*", "close", ()),
    ("_#close_", "close", ()),
    ("- #close", "close", ()),
    ("* #close", "close", ()),
    ("• #close", "close", ()),
    ("· #close", "close", ()),
    ("1. #close", "close", ()),
    ("2) #close", "close", ()),
    ("o #close", "close", ()),  # Word's second list level
    ("#need about=“my talk on Monday”", "need", ('about="my talk on Monday"',)),
    ("#need about=„mijn presentatie”", "need", ('about="mijn presentatie"',)),
    ("#requester [maria@example.org](mailto:maria@example.org)", "requester", ("maria@example.org",)),
    ("#requester <mailto:maria@example.org>", "requester", ("maria@example.org",)),
    ("#requester <maria@example.org>", "requester", ("maria@example.org",)),
    ("#cc maria@example.org,", "cc", ("maria@example.org",)),
]

NEAR_MISSES = [
    ("#closs", "misspelt", "close"),
    ("#clos", "misspelt", "close"),
    ("#cloze", "misspelt", "close"),
    ("#clsoe", "misspelt", "close"),
    ("#closed", "misspelt", "close"),
    ("#recomend", "misspelt", "recommend"),
    ("#reccommend presenting", "misspelt", "recommend"),
    ("#remmember likes books", "misspelt", "remember"),
    ("#asign bram", "misspelt", "assign"),
    ("#notes", "misspelt", "note"),
    ("#notitei", "misspelt", "note"),
    ("#sluitt", "misspelt", "close"),
    ("#aanbeveln", "misspelt", "recommend"),
    ("#previeuw", "misspelt", "preview"),
    ("/clos", "misspelt", "close"),
    ("# close", "misspelt", "close"),
    ("\uff03close", "misspelt", "close"),
    ("\ufe5fsluit", "misspelt", "close"),
    ("//close", "misspelt", "close"),
    ("/ close", "misspelt", "close"),
    ("\\close", "misspelt", "close"),
    ("!close", "misspelt", "close"),
    ("#-close", "misspelt", "close"),
    ("#_close", "misspelt", "close"),
    ("# # close", "misspelt", "close"),
    ("#cl ose", "misspelt", "close"),
    (f"#{NBSP}close", "misspelt", "close"),
    ("## close", "misspelt", "close"),
    ("# close quietly", "misspelt", "close"),
    ("@close", "misspelt", "close"),
    ("@note", "misspelt", "note"),
    ("@close.", "misspelt", "close"),
    ("thanks #close", "inside", "close"),
    ("Thanks! #close", "inside", "close"),
    ("you can also ask in #help on Slack", "inside", "help"),
    ("Vraag het ook eens in #hulp op Teams", "inside", "help"),
    ("#learning #help", "inside", "help"),
    (f"#cl{SHY}ose", "broken", "close"),
    (f"#clo{ZWSP}se", "broken", "close"),
    (f"#{ZWSP}close", "broken", "close"),
    ("#clo\u200dse", "broken", "close"),
    ("#c\u2060lose quietly", "broken", "close"),
    ("#clo\u202ese", "broken", "close"),
    ("#clo\ufe0fse", "broken", "close"),
    ("#clo\U000e0073se", "broken", "close"),
    ("#clo\u3164se", "broken", "close"),
    ("**#clo\u200bse**", "broken", "close"),
    ("#clo\x00se", "broken", "close"),
    ("#clo\ufffdse", "broken", "close"),
    ("#clo.se", "broken", "close"),
    ("#c.l.o.s.e", "broken", "close"),
    ("#clo/se", "broken", "close"),
    ("#clo\\se", "broken", "close"),
    ("#clo'se", "broken", "close"),
    ("#clo\u0336se", "broken", "close"),
    ("/clo.se", "broken", "close"),
    ("/close/", "broken", "close"),
    ("#sl\u00aduit stil", "broken", "close"),
    ("#close/reopen", "inside", "close"),
    ("#c\u043bose", "misspelt", "close"),  # a Cyrillic letter
    ("#foo bar", "unknown", None),
    ("#foo bar baz", "unknown", None),
    ("#foo.bar baz", "unknown", None),
    ("#learning #growth today", "unknown", None),
    ("#growth \U0001f389", "unknown", None),
    ("Please #close this one", "inside", "close"),
    ("Groeten, Anna #sluit", "inside", "close"),
    ("(#close)", "inside", "close"),
    ("#learning #close", "inside", "close"),
    ("#foo", "unknown", None),
    ("#presenting", "unknown", None),
    ("#zzz", "unknown", None),
]

PROSE = [
    "#learning #growth",
    "#LearningIsFun #growth #nevergiveup",
    "#growth is a mindset, says the book",
    "#presenting is a good place to start with",
    "#foo bar baz qux",
    "#learning, #growth, #fun",
    "#learning #growth \U0001f389",
    "#learning\u200b #growth",
    "#clo.se-knit teams talk more often",
    "/clo/se/notes.txt",
    "Zie #leren en #groeien",
    "Family \U0001f468\u200d\U0001f469\u200d\U0001f467 #growing up well",
    "#1 on my list is a book",
    "I am #1",
    "C# is a language",
    "Meet at building #4",
    "/etc/hosts",
    "/home/anna/notes.txt",
    "and/or",
    "https://example.org/page#help",
    "See https://example.org/a/#close for more",
    "[the page](https://example.org/#help)",
    "close",
    "Close the door",
    "@anna could you look at this?",
    "@bram",
    "anna@example.org",
    "# Four tips for a better start of your talk",
    "## Tips",
    "* one\n* two",
    "Use issue#close",
    "Price: 100 # per person",
    "--",
    "",
    "#",
    "/",
    "@",
    "&#35;close",
    "x" * (MAX_LINE + 1) + " #close",
]


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(("line", "verb", "arguments"), COMMANDS)
def test_command_lines(line: str, verb: str | None, arguments: tuple[str, ...], ending: str) -> None:
    """Every way in which clients send a command line is read as that command."""
    reading = read(f"Hello,{ending}{ending}{line}{ending}Anna".replace("\r\n", "\n"), VERBS)
    found = [(c.verb, c.arguments) for c in reading.commands]
    assert ([(verb, arguments)] if verb else []) == found
    if verb:
        assert "Hello,\n\nAnna" == reading.remainder


@pytest.mark.parametrize(("line", "reason", "meant"), NEAR_MISSES)
def test_near_misses(line: str, reason: str, meant: str | None) -> None:
    """What looks like a command and is none is asked about, never sent."""
    reading = read(f"Hello,\n{line}\nAnna", VERBS)
    assert ((), [(reason, meant)]) == (reading.commands, [(p.reason, p.meant) for p in reading.problems])


@pytest.mark.parametrize("line", PROSE)
def test_prose(line: str) -> None:
    """Hashtags, paths, links and headings in prose are left alone."""
    reading = read(f"Hello,\n{line}\nAnna", VERBS)
    assert ((), ()) == (reading.commands, reading.problems)


def test_wrapped_pairs_belong_to_the_command_above() -> None:
    """A client that wraps a long command line does not turn its end into prose."""
    reading = read(
        "#need time=2h budget=100\nwith=others by=2026-12-01\n\nDear Maria, a=b is fine here", VERBS
    )
    assert ("time=2h", "budget=100", "with=others", "by=2026-12-01") == reading.commands[0].arguments
    assert "Dear Maria, a=b is fine here" == reading.remainder


def test_there_are_enough_spellings() -> None:
    """The table is as long as it was promised to be."""
    assert len(COMMANDS) + len(NEAR_MISSES) + len(PROSE) >= 120


def test_verbs_are_unambiguous() -> None:
    """No name in any language leads to two commands, and each row can be found."""
    names = [name for row in ROWS for name in (row.verb, *row.dutch)]
    assert len(set(names)) == len(names)
    assert set(TABLE) == set(VERBS.values())


def test_help_card_names_only_what_works() -> None:
    """The card is made from the table, in both languages, one row for each available command."""
    available = list(ROWS)
    for language in ("en", "nl"):
        assert len(available) == len(card(language))
        assert all(command.startswith("#") and does for command, does in card(language))


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [c[0] for c in COMMANDS] + [n[0] for n in NEAR_MISSES] + [p for p in PROSE if len(p) < 99]
        ),
        st.text(max_size=40),
    ),
    max_size=12,
)


@pytest.mark.parametrize("line", ["#remember " + "she is slow, " * 200, "  #Onthoud " + "x" * MAX_LINE])
def test_a_command_without_end_is_asked_about(line: str) -> None:
    """It is not sent as words to whom it is about, and shown by its beginning."""
    (found,) = read(line, VERBS).problems
    assert ("too-long", "remember") == (found.reason, found.meant)
    assert len(found.line) < 110


@given(st.one_of(st.text(max_size=400), LINES.map("\n".join)))
@example(f"{' ' * MAX_LINE}#close")
@example("#remember " + "x" * 65 + "\n#close")
@example("#remember " + "x" * MAX_LINE)
def test_nothing_that_reads_as_a_command_remains(text: str) -> None:
    """The text that is left holds no command, and looks like one only where that was noticed before."""
    reading = read(text, VERBS)
    again = read(reading.remainder, VERBS)
    assert () == again.commands
    assert [problem.line for problem in reading.problems] == [problem.line for problem in again.problems]


def test_words_above_and_below_a_command() -> None:
    """What stands around one command, without the others and without the lines that a client wrapped."""
    reading = read("One\n#take\nTwo\n\n\n\n#note time=2h\nbudget=100\n\nThree\n#close\nFour\n", VERBS)
    number = next(command.number for command in reading.commands if command.verb == "note")
    assert ("One\nTwo", "Three\nFour") == (reading.above(number), reading.below(number))


@pytest.mark.parametrize(
    "text", ["---", "----", "___", "–– ", "_", "--- \n\n...", "#take\n---", "* * *\n#close"]
)
def test_without_a_letter_there_are_no_words(text: str) -> None:
    """Strokes that a client drew are no letter to a worker, and no note."""
    reading = read(text, VERBS)
    assert ("", "", "") == (reading.remainder, reading.above(9), reading.below(-1))


@given(LINES)
def test_every_line_is_command_problem_or_kept(lines: list[str]) -> None:
    """No line is lost: what is no command stays in the text, unless nothing of that has a letter."""
    text = "\n".join((*lines, "words"))
    reading = read(text, VERBS)
    kept = sum(bool(line.strip()) for line in reading.remainder.split("\n"))
    written = sum(bool(line.strip()) for line in text.split("\n"))
    assert written <= kept + sum(1 + c.line.count("=") for c in reading.commands)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("sean.o'brien@example.org", "sean.o'brien@example.org"),
        ("sean.o\u2019brien@example.org", "sean.o'brien@example.org"),  # as a phone corrects it
        ("d\u2019arcy@example.org", "d'arcy@example.org"),
        ("anna@example.org", "anna@example.org"),
    ],
)
def test_an_apostrophe_in_an_address(typed: str, address: str) -> None:
    """It belongs to it, whichever one is typed."""
    (command,) = read(f"#requester {typed}", VERBS).commands
    assert (address,) == command.arguments
    assert ADDRESS.match(address)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('#keep my-book title="a\nb,c"', 0),
        ('#keep my-book\ntitle="A long\nbook"', 1),
        ("#keep my-book title=“A long\nbook”", 0),
        ('#use letter place="Ghent\nnear the station"', 0),
        ('#need with=alone about="my talk', 0),
    ],
)
def test_a_quotation_that_is_not_closed_is_asked_about(text: str, number: int) -> None:
    """What stands in it was typed for the command: it must not go to the worker."""
    (found,) = read(text, VERBS).problems
    assert ("unclosed", number) == (found.reason, found.number)


@pytest.mark.parametrize(
    "text",
    [
        '#keep a title="b c" price=3',
        '#keep a\ntitle="b c"\nprice=3',
        '#remember 5" pipes',
        '#wait 3d\nAbout 5" wide.',
    ],
)
def test_a_quotation_that_is_closed_and_inches_are_not(text: str) -> None:
    """Nothing is asked."""
    assert () == read(text, VERBS).problems


@pytest.mark.parametrize("line", ["#close\x7f", "\x7f#close"])
def test_del_is_as_invisible_as_any_other(line: str) -> None:
    """The one letter of ASCII that is shown as nothing."""
    assert [c.verb for c in read(line, VERBS).commands] == ["close"]
