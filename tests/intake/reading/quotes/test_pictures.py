"""The picture of a signature goes with its words; the writer's own pictures stay."""

from __future__ import annotations

import pytest

from intake.reading.parse import parse
from intake.reading.quotes.pictures import cut_pictures
from intake.reading.quotes.split import split

LOGO, CHART = '<img src="cid:logo@x" alt="">', '<img src="cid:chart@x">'
QUOTE = '<blockquote type="cite"><p>My talks fall flat.</p><img src="cid:logo@x"></blockquote>'
CITE = '<div class="moz-cite-prefix">On 23/11/2026 10:00, Maria wrote:<br></div>'
CONTACT = "<p>+32 470 12 34 56<br>Example NV, Kerkstraat 1, 2000 Antwerpen</p>"


def mail(html: str) -> bytes:
    pictures = "".join(
        f"--b\nContent-Type: image/png; name={name}.png\nContent-ID: <{name}@x>\n"
        f"Content-Disposition: inline\nContent-Transfer-Encoding: base64\n\niVBORw0=\n"
        for name in ("logo", "chart")
    )
    return (
        "From: Anna Peeters <anna@example.org>\nSubject: Re: x\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n\n'
        f"<html><body>{html}</body></html>\n{pictures}--b--\n"
    ).encode()


CASES = [
    (f"<p>Begin small.</p><p>-- <br>Anna Peeters<br>{LOGO}</p>", {"logo@x"}),
    (f"<p>Begin small.</p><p>Kind regards,</p><p>Anna Peeters</p>{CONTACT}<p>{LOGO}</p>", {"logo@x"}),
    (f"<p>Look: {CHART}</p><p>Kind regards,</p><p>Anna Peeters</p>{CONTACT}<p>{LOGO}</p>", {"logo@x"}),
    (f"<p>Begin small.</p>{CITE}{QUOTE}", {"logo@x"}),
    (f"<p>Look at this: {CHART} and begin small.</p>{CITE}{QUOTE}", {"logo@x"}),
    (f'<p>Begin.</p><div class="gmail_signature">Anna {LOGO}</div>', {"logo@x"}),
    # honest controls
    (f"<p>Look at this:</p><p>{CHART}</p><p>{LOGO}</p>", set()),
    (f"<p>{LOGO}</p><p>Begin small.</p><p>-- <br>Anna</p>", set()),
    (f"<p>Look: {CHART}</p>{CITE}{QUOTE.replace('logo', 'chart')}", set()),
    ("<p>Begin small.</p><p>-- <br>Anna</p>", set()),
]


@pytest.mark.parametrize(("html", "expected"), CASES)
def test_pictures_of_what_was_cut(html: str, expected: set[str]) -> None:
    """By where it stands: in a cut signature or a quote, and nowhere among the writer's words."""
    parsed = parse(mail(html))
    assert frozenset(expected) == cut_pictures(parsed, split(parsed))
