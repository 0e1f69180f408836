"""HTML to Markdown-clean text, piece by piece."""

from __future__ import annotations

import pytest

from intake.reading.body.html_text import MAX_DEPTH, MAX_HTML, node_to_text, to_text, to_tree
from intake.reading.body.links import link_text

CASES = [
    ("paragraphs are a blank line apart", "<p>One</p><p>Two</p>", "One\n\nTwo"),
    ("divs are lines", "<div>One</div><div>Two</div>", "One\nTwo"),
    ("an empty div line stays", "<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
    ("a break at the end of a block adds nothing", "<div>One<br></div><div>Two</div>", "One\nTwo"),
    (
        "Outlook's paragraphs are lines",
        "<p class=MsoNormal>One</p><p class=MsoNormal>Two</p><p class=MsoNormal>&nbsp;</p>"
        "<p class=MsoNormal>Three</p>",
        "One\nTwo\n\nThree",
    ),
    ("white space folds", "<p>  One \n\t two&nbsp;&nbsp;three </p>", "One two three"),
    (
        "links keep text and address",
        '<p>See <a href="https://example.org/a">this</a>.</p>',
        "See [this](https://example.org/a).",
    ),
    (
        "a link that shows its address is the address",
        '<a href="https://example.org/">example.org</a>',
        "https://example.org/",
    ),
    ("mail addresses stay bare", '<a href="mailto:a@example.org">a@example.org</a>', "a@example.org"),
    ("script links are only text", '<a href="javascript:alert(1)">Click</a>', "Click"),
    (
        "Safe Links are unwrapped",
        '<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa&amp;data=x">'
        "this</a>",
        "[this](https://example.org/a)",
    ),
    ("lists", "<ul><li>One</li><li>Two<ul><li>Deep</li></ul></li></ul>", "- One\n- Two\n  - Deep"),
    ("numbered lists", '<ol start="3"><li>Three</li><li>Four</li></ol>', "3. Three\n4. Four"),
    (
        "Word's lists",
        "<p class=MsoListParagraph><span style='mso-list:Ignore'>·<span>&nbsp; </span></span>One</p>",
        "- One",
    ),
    (
        "tables of data",
        "<table><tr><th>Course</th><th>Price</th></tr><tr><td>Excel</td><td>50 | 60</td></tr></table>",
        "| Course | Price |\n| --- | --- |\n| Excel | 50 \\| 60 |",
    ),
    (
        "tables for layout",
        '<table role="presentation"><tr><td><table><tr><td>One</td><td>Two</td></tr></table>'
        "</td></tr></table>",
        "One\nTwo",
    ),
    ("quotes", "<blockquote><p>One</p><blockquote>Two</blockquote></blockquote>", "> One\n>\n> > Two"),
    ("bold inside a line", "<p>do <b>not</b> come</p>", "do *not* come"),
    ("a bold line stays bare", "<p><b>#close</b></p>", "#close"),
    ("labels stay bare", "<p><b>From:</b> Tom</p>", "From: Tom"),
    ("preformatted text", "<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc"),
    ("pre-wrap", '<div style="white-space: pre-wrap">a\nb</div>', "a\nb"),
    ("the signature delimiter keeps its space", "<div>Bye</div><div>-- <br>Tom</div>", "Bye\n-- \nTom"),
    ("entities", "<p>&lt;b&gt; &amp; &eacute;</p>", "<b> & é"),
    ("nothing", "", ""),
    ("comments and conditional comments", "<!-- a --><!--[if mso]>b<![endif]-->c", "c"),
    ("rules", "<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
]


@pytest.mark.parametrize("eol", ["\n", "\r\n"])
@pytest.mark.parametrize(("what", "html", "expected"), CASES, ids=[case[0] for case in CASES])
def test_html_becomes_text(what: str, html: str, expected: str, eol: str) -> None:
    """One construct a case."""
    assert expected == to_text(html.replace("\n", eol))


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display:none">x</div>',
        '<span style="DISPLAY : none !important">x</span>',
        '<div style="max-height:0px;overflow:hidden">x</div>',
        '<div style="font-size:0;line-height:0">x</div>',
        '<div style="visibility:hidden">x</div>',
        '<div style="opacity:0">x</div>',
        "<div hidden>x</div>",
        "<script>x</script>",
        "<style>x</style>",
        "<title>x</title>",
        "<template>x</template>",
        "<svg><text>x</text></svg>",
        "<!-- x -->",
        '<img alt="x" src="https://example.org/pixel">',
    ],
)
def test_what_nobody_sees_is_dropped(hidden: str) -> None:
    """Preheaders, scripts, pixels."""
    assert "seen" == to_text(f"{hidden}<p>seen</p>{hidden}")


@pytest.mark.parametrize("style", ["opacity:0.5", "font-size:0.9em", "max-height:100px", "display:none-such"])
def test_what_is_seen_is_kept(style: str) -> None:
    """Styles that only look like hiding."""
    assert "seen" == to_text(f'<p style="{style}">seen</p>')


def test_a_branch_of_the_tree_can_be_read_alone() -> None:
    """Quote removal cuts branches and reads the rest."""
    tree = to_tree("<div id=a>One</div><div id=b>Two</div>")
    branch = tree.css_first("#b")
    assert branch is not None
    assert "Two" == node_to_text(branch)


HOSTILE = {
    "divs": "<div>" * 100_000 + "x",
    "lists": "<ul><li>" * 60_000 + "x",
    "quotes": "<blockquote>" * 60_000 + "x",
    "tables": "<table><tr><td>" * 40_000 + "x",
    "bold": "<b>" * 200_000 + "x",
    "paragraphs in bold": "<p><b>" * 60_000 + "x",
    "links": "<a href=https://example.org>" * 30_000 + "x",
    "attributes": "<p " + "a=b " * 200_000 + ">x",
    "open tags": "<a " * 300_000 + ">x",
    "comments": "<!--" * 200_000 + "x",
    "angles": "<" * 900_000 + "x",
    "one line": "x" * 5_000_000,
    "hidden styles": '<p style="' + "display:x;height:0;" * 5_000 + '">x',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_html_is_cut_to_the_caps(name: str) -> None:
    """The caps hold: length, depth of the tree; the test's own time-out is the only clock."""
    tree = to_tree(HOSTILE[name])
    node, depth = tree.body, 0
    while node is not None:
        node, depth = node.last_child, depth + 1
    assert depth <= 5 * MAX_DEPTH  # a table brings tbody, tr and td with it
    assert len(to_text(HOSTILE[name])) <= 2 * MAX_HTML


@pytest.mark.parametrize(
    ("text", "href", "expected"),
    [
        ("here", "https://example.org/a b", "[here](https://example.org/a%20b)"),
        ("here", "https://example.org/(a)", "[here](https://example.org/(a))"),
        ("https://e.org/Foo_(bar)", "https://e.org/Foo_(bar)", "https://e.org/Foo_(bar)"),
        (
            "https://e.org/%C3%A9_(a)?x=(1)&y=[2]",
            "https://e.org/%C3%A9_(a)?x=(1)&y=[2]",
            "https://e.org/%C3%A9_(a)?x=(1)&y=[2]",
        ),
        ("https://e.org/a)", "https://e.org/a)", "[https://e.org/a)](https://e.org/a%29)"),
        ("https://e.org/a(b(c))", "https://e.org/a(b(c))", "https://e.org/a(b(c))"),
        ("here", "https://e.org/a(b(c))", "[here](https://e.org/a%28b%28c%29%29)"),
        ("here", "https://e.org/%28a%29", "[here](https://e.org/%28a%29)"),
        ("https://e.org/é", "https://e.org/%C3%A9", "https://e.org/é"),
        ("https://e.org/a/b", "https://e.org/a%2Fb", "https://e.org/a%2Fb"),
        ("e.org/Foo_(bar)", "https://e.org/Foo_(bar)", "https://e.org/Foo_(bar)"),
        (" here ", "https://example.org", " [here](https://example.org) "),
        ("www.Example.org", "http://example.org/", "http://example.org/"),
        ("[1]", "https://example.org", "[(1)](https://example.org)"),
        ("here", "", "here"),
        ("here", "#top", "here"),
        ("here", "data:text/html,x", "here"),
        ("", "https://example.org", ""),
        ("here", "https://example.org/" + "x" * 3000, "here"),
        ("one\ntwo", "https://example.org", "one\n[two](https://example.org)"),
        ("paypal.example.com", "https://evil.example.net", "[paypal.example.com](https://evil.example.net)"),
    ],
)
def test_links(text: str, href: str, expected: str) -> None:
    """The address is shown whenever it is not what the text says."""
    assert expected == link_text(text, href)
