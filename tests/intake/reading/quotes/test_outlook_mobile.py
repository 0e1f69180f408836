"""Outlook for iOS and Android: where its cursor stands, inside the elements of the mail that it quotes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from intake.reading.quotes.split import Confidence
from tests.intake.reading.quotes.bodies import split_html

TYPED = "Record yourself, Noor."
ASKED = "<div>My talks fall flat.</div>"
HELD = 'id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message" dir="ltr"'
FIELDS = {"en": ("From", "Sent", "To", "Subject"), "nl": ("Van", "Verzonden", "Aan", "Onderwerp")}
APP = {
    "en": 'Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a>',
    "nl": '<a href="https://aka.ms/o0ukef">Outlook voor iOS downloaden</a>',
}


def _header(language: str) -> str:
    values = (
        "Noor via Help &lt;help@example.org&gt;",
        "Monday, 23 November 2026 10:02",
        "Anna",
        "[LC-1] Noor",
    )
    return "<br>".join(f"<b>{f}:</b> {v}" for f, v in zip(FIELDS[language], values, strict=True))


def _reply(header: str) -> str:
    return f'<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri">{header}</font></div>{ASKED}'


def _sent_on(reply: str) -> str:
    return reply.replace('id="', 'id="x_')


SHAPES: dict[str, Callable[[str, str], str]] = {
    "a container of its own": lambda reply, app: (
        f"<div {HELD}>{TYPED}<div><br></div></div>"
        f'<div class="ms-outlook-mobile-reference-message">{reply}</div>'
    ),
    "in the container": lambda reply, app: f"<div {HELD}><div>{TYPED}</div><hr>{reply}</div>",
    "with the app's footer": lambda reply, app: (
        f'<div {HELD}><div>{TYPED}</div><div id="ms-outlook-mobile-signature">{app}</div><hr>{reply}</div>'
    ),
    "in a container in it": lambda reply, app: (
        f"<div {HELD}><p>{TYPED}</p><div {HELD}><hr>{reply}</div></div>"
    ),
    "with the header": lambda reply, app: reply.replace("<font", f"<div>{TYPED}</div><br><font"),
    "on its line": lambda reply, app: f"<hr>{reply.replace('<font', f'{TYPED}<br><br><font')}",
    "between rule and header": lambda reply, app: f"<div><br></div><hr><div>{TYPED}</div>{reply}",
    "below the separator": lambda reply, app: (
        f'<div id="ms-outlook-mobile-body-separator-line"><br></div><div>{TYPED}</div>'
        f'<div id="ms-outlook-mobile-signature">{app}</div><div {HELD}><hr>{reply}</div>'
    ),
    "in the separator": lambda reply, app: (
        f'<div id="ms-outlook-mobile-body-separator-line">{TYPED}</div>'
        f'<div id="ms-outlook-mobile-signature">{app}</div><div {HELD}><hr>{reply}</div>'
    ),
    "names as sent on": lambda reply, app: (
        f'<div id="x_mail-editor-reference-message-container" class="x_ms-outlook-mobile-reference-message">'
        f"<div>{TYPED}</div><hr>{_sent_on(reply)}</div>"
    ),
    "above, as always": lambda reply, app: f"<div>{TYPED}</div><div>{app}</div><div {HELD}><hr>{reply}</div>",
    "below it": lambda reply, app: f"<div {HELD}><hr>{reply}</div><div>{TYPED}</div>",
}


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("shape", SHAPES)
def test_what_was_typed_there_is_found(shape: str, language: str) -> None:
    """Without header, footer, strokes and what the worker wrote."""
    found = split_html(SHAPES[shape](_reply(_header(language)), APP[language]))
    assert (TYPED, Confidence.HIGH) == (found.new_text, found.confidence)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_what_was_typed_into_the_signature_is_unsure(language: str) -> None:
    """It may be a slogan; the footer of the app is none of it."""
    signature = (
        f'<div id="ms-outlook-mobile-signature"><div>{TYPED}</div><div><br></div>{APP[language]}</div>'
    )
    found = split_html(f"{signature}<div {HELD}><hr>{_reply(_header(language))}</div>")
    assert (TYPED, Confidence.LOW) == (found.new_text, found.confidence)
