"""What a layout may hide is not surely seen; what people's clients write is."""

from __future__ import annotations

import pytest

from intake.reading.body.shown import shown_text

HIDDEN = [
    f'<p style="{style}">#close</p>'
    for style in (
        "color:rgb(255 255 255)",
        "color:hsl(0,0%,100%)",
        "color:color-mix(in srgb, white, white)",
        "color:var(--x,#fff)",
        "color:mintcream",
        "color:lightyellow",
        "-webkit-text-fill-color:transparent",
        "-webkit-text-fill-color:rgba(0,0,0,.01)",
        "font:1px Arial",
        "font:italic bold .1em/1 serif",
        "font:0/0 a",
        "zoom:0",
        "zoom:.1",
        "letter-spacing:-99px",
        "word-spacing:-1em",
        "display:table-column",
        "height:20px;overflow:hidden",
        "max-height:1em;overflow:clip",
        "background:linear-gradient(black,black)",
    )
] + [
    "<details>#close</details>",
    "<details><summary>More</summary>#close</details>",
    "<dialog>#close</dialog>",
    "<select><option>#close</option></select>",
    "<svg><text>#close</text></svg>",
    "<noscript>#close</noscript>",
    "<iframe>#close</iframe>",
    "<object>#close</object>",
]
SEEN = [
    f'<p style="{style}">#close</p>'
    for style in (
        "",
        "color:black",
        "color:#1f497d",
        "color:rgb(31,73,125)",
        "color:darkslategray",
        "font:11pt Calibri",
        "font:normal 700 12px/1.5 Arial,sans-serif",
        "font-size:10pt;font-family:Aptos",
        "letter-spacing:.2px",
        "letter-spacing:-0.5px",
        "zoom:1",
        "display:table-cell",
        "display:block;overflow:hidden",
        "width:600px;overflow:hidden",
        "height:auto;overflow:hidden",
        "background:white",
        "background-color:#ffff00",
        "margin:0;line-height:1.4",
    )
] + [
    "<details open>#close</details>",
    "<font color=black face=Arial>#close</font>",
    "<table><tr><td>#close</td></tr></table>",
    "<div dir=auto><span>#close</span></div>",
]


@pytest.mark.parametrize("html", HIDDEN)
def test_what_may_be_hidden_is_not_seen(html: str) -> None:
    """Colours that are worked out, tiny letters, closed boxes: a command there is asked about."""
    text = shown_text(f"<html><body><p>Practise often.</p>{html}<p>Anna</p></body></html>")
    assert "#close" not in text
    assert "Practise often." in text
    assert "Anna" in text


@pytest.mark.parametrize("html", SEEN)
def test_what_clients_write_is_seen(html: str) -> None:
    """Fonts, colours and boxes of honest mail."""
    assert "#close" in shown_text(f"<html><body><p>Practise often.</p>{html}</body></html>")
