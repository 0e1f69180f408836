# ruff: noqa: E501 - tables of mails
"""Words typed where a client keeps the older mail, and mails in which nothing was typed at all."""

from __future__ import annotations

import pytest

from intake.reading.quotes.split import Confidence
from tests.intake.reading.quotes.bodies import split_html, split_text

ASKED = "<p>What suits you?</p><p>Which budget?</p>"
WROTE = "On Mon, Nov 23, 2026 at 10:02 AM Learning Help &lt;help@example.org&gt; wrote:"
FIELDS = (
    "<b>From:</b> Learning Help &lt;help@example.org&gt;<br><b>Sent:</b> Monday, November 23, 2026 10:02<br>"
    "<b>To:</b> Noor &lt;n@example.org&gt;<br><b>Subject:</b> Re: talks<br>"
)
GMX = (
    "<div><b>Gesendet:</b>&nbsp;Montag, 23. November 2026 um 10:02 Uhr<br><b>Von:</b>&nbsp;Help "
    '&lt;h@x.org&gt;<br><b>An:</b>&nbsp;n@x.org<br><b>Betreff:</b>&nbsp;talks</div><div name="quoted-content">'
)
TYPED = "<div>May suits me.</div>"
MAY = "May suits me."
BOTH = "Hi\nMay suits me."
HELD = '<div id="mail-editor-reference-message-container">'
PROTON = f'<blockquote class="protonmail_quote" type="cite">{ASKED}</blockquote>'
FORWARD = "-------- Forwarded Message --------<br>From: X &lt;x@y.org&gt;<br>Date: Mon, 23 Nov 2026<br>"
ZIMBRA = '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__">'
QUOTED = f'<div data-marker="__QUOTED_TEXT__">{ASKED}</div>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f'<div class="yahoo_quoted"><div>{TYPED}<div>{WROTE}</div>{ASKED}</div></div>', MAY),
        (
            f'<div id="ydp7yahoo_quoted_2"><div>{WROTE}</div><blockquote>{ASKED}</blockquote>{TYPED}</div>',
            MAY,
        ),
        (f'<div>Hi</div><hr><div id="divRplyFwdMsg">{TYPED}<font>{FIELDS}</font></div>{ASKED}', BOTH),
        (f'{HELD}{TYPED}<div><hr><div id="divRplyFwdMsg">{FIELDS}</div>{ASKED}</div></div>', MAY),
        (
            f'<div id="ms-outlook-mobile-body-separator-line">{TYPED}</div>{HELD}<hr>{FIELDS}{ASKED}</div>',
            MAY,
        ),
        (f'<div>Hi</div><span id="OLK_SRC_BODY_SECTION">{TYPED}{FIELDS}{ASKED}</span>', BOTH),
        (f'<div class="protonmail_quote_block">{TYPED}{WROTE}<br>{PROTON}</div>', MAY),
        (f'<div class="protonmail_quote">{WROTE}<br>{PROTON}{TYPED}</div>', MAY),
        (f"<div>Hi</div>{ZIMBRA}{TYPED}{FIELDS}</div>{QUOTED}", BOTH),
        (f"<div>Hi</div>{ZIMBRA}{FIELDS}</div>{QUOTED}{TYPED}", "Hi\n\nMay suits me."),
        (
            f'<div class="zmail_extra">{TYPED}{WROTE}<blockquote id="blockquote_zmail">{ASKED}</blockquote></div>',
            MAY,
        ),
        (
            f'<div class="zmail_extra">{WROTE}{TYPED}<blockquote id="blockquote_zmail">{ASKED}</blockquote></div>',
            MAY,
        ),
        (f'<div class="missive_quote">{TYPED}<div>{WROTE}</div><blockquote>{ASKED}</blockquote></div>', MAY),
        (f'<div class="tutanota_quote">{TYPED}{WROTE}<blockquote>{ASKED}</blockquote></div>', MAY),
        (
            f'<div name="messageReplySection">{TYPED}{WROTE}<blockquote type="cite">{ASKED}</blockquote></div>',
            MAY,
        ),
        (
            f'<p class="airmail_on">May suits me.<br>{WROTE}</p><blockquote class="clean_bq">{ASKED}</blockquote>',
            MAY,
        ),
        (f'<div name="quote">{TYPED}{GMX}{ASKED}</div></div>', MAY),
        (f'<div name="quote">{GMX}{ASKED}</div></div>{TYPED}', MAY),
        (f'<div class="mailbird_quote">{TYPED}<div>{WROTE}</div>{ASKED}</div>', MAY),
        (f'<div class="gmail_quote">{TYPED}<div>{WROTE}</div>{ASKED}</div>', MAY),
        (
            f'<div class="gmail_quote">{TYPED}<div class="gmail_attr">{WROTE}</div>'
            f"<blockquote>{ASKED}</blockquote><p>Bye</p></div>",
            "May suits me.\n\nBye",
        ),
        (
            f'<div>Hi</div><div class="x_gmail_quote">{TYPED}<div class="x_gmail_attr">{WROTE}</div>{ASKED}</div>',
            BOTH,
        ),
        (f'<div class="moz-forward-container">{TYPED}{FORWARD}{ASKED}</div>', MAY),
        (
            f'<p id="reply-intro">Doe mij May.<br>Anna via Leerhulp schreef op 2026-11-17 15:18:</p>{PROTON}',
            "Doe mij May.",
        ),
    ],
)
def test_words_typed_in_a_container_are_the_writers(html: str, expected: str) -> None:
    """Above its introduction, beside it, and below a quote that has an element of its own."""
    found = split_html(html)
    assert (expected.split(), Confidence.HIGH) == (found.new_text.split(), found.confidence)
    assert "May" not in found.quoted_text


@pytest.mark.parametrize(
    "held",
    [
        f'<div class="yahoo_quoted"><div>{WROTE}</div>{ASKED}</div>',
        # our own words above the attribution of an older mail, below header lines in an unknown language
        f"{HELD}Odesílatel: Help &lt;h@x.org&gt;<br>Komu: n@x.org<br><br>{ASKED}<div>{WROTE}</div><p>Old.</p></div>",
        f"{HELD}<p>What suits you?</p>Learning Help - LC-1 - ref lc-1-6rzqzizsbnaefmvu<div>{WROTE}</div>Old.</div>",
        f'<div id="divRplyFwdMsg">{FIELDS}</div>{ASKED}<div>{WROTE}</div><p>Older.</p>',
        f"{ZIMBRA}{FIELDS}</div>{QUOTED}",
        f'<div class="gmail_quote"><div class="gmail_attr">{WROTE}</div><blockquote class="gmail_quote">'
        f"{ASKED}<div>{WROTE}</div><blockquote>Older.</blockquote></blockquote></div>",
        f'<div class="zmail_extra"><div>---- {WROTE[:-1]} ----</div><blockquote id="blockquote_zmail">'
        f"{ASKED}</blockquote></div>",
    ],
)
def test_the_older_mail_in_a_container_is_nobodys_new_text(held: str) -> None:
    """Its introduction, what it says, and what that quotes."""
    assert "Hi" == split_html(f"<div>Hi</div>{held}").new_text


TOLD = "On Mon, Nov 23, 2026 at 10:02 AM Learning Help <help@example.org> wrote:\n"
SAID = f"{TOLD}> What suits you?\n> Which budget?\n"
APPLE = "\n\n> Op 23 nov. 2026 om 10:02 heeft Help <h@x.org> het volgende geschreven:\n> \n> Past het?"
HEAD = "From: Help <h@x.org>\nSent: Monday, November 23, 2026 10:02\nTo: Noor\nSubject: talks\n\n"
SIGNED = "Noor Maes\nAcme NV\nT +32 2 555 01 99"
GMAILED = f'<div class="gmail_quote"><div class="gmail_attr">{WROTE}</div><blockquote class="gmail_quote">'


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        (SAID, ""),
        (f"\n\n{SAID}\n\n", ""),
        (f"Sent from my iPhone{APPLE}", "Sent from my iPhone"),
        (f"Verstuurd vanaf mijn iPad{APPLE}", "Verstuurd vanaf mijn iPad"),
        ("Get Outlook for Android\n\n> What?\n> Which?", "Get Outlook for Android"),
        (f"-- \nNoor Maes\n\n{SAID}", "-- \nNoor Maes"),
        (f"{SAID}\n\n-- \nNoor Maes\nAcme", "-- \nNoor Maes\nAcme"),
        (f"--\n{SIGNED}\n\n{SAID}", f"--\n{SIGNED}"),
        (f"Kind regards,\n\n{SIGNED}\n\n{SAID}", f"Kind regards,\n\n{SIGNED}"),
        (f"Get Outlook for iOS\n________________________________\n{HEAD}Hi,\nWhat?", "Get Outlook for iOS"),
        (f"Kind regards,\n\n{SIGNED}\n\n{HEAD}\nWhat?", f"Kind regards,\n\n{SIGNED}"),
        (
            f"Verzonden vanaf mijn Galaxy\n\n-------- Oorspronkelijk bericht --------\n{HEAD}\nHi",
            "Verzonden vanaf mijn Galaxy",
        ),
        ("Sent from my iPhone", "Sent from my iPhone"),
    ],
)
def test_nothing_typed_is_no_text(text: str, signature: str) -> None:
    """A footer or a signature at most stands beside the quote."""
    found = split_text(text)
    assert ("", signature) == (found.new_text, found.signature)
    assert found.confidence is not Confidence.LOW


@pytest.mark.parametrize(
    "html",
    [
        f'<div dir="ltr"><br></div>{GMAILED}What?</blockquote></div>',
        f'<span>-- </span><br><div class="gmail_signature">Noor<br>Acme</div>{GMAILED}What?</blockquote></div>',
        f'<br><div>Sent from my iPhone</div><div><br><blockquote type="cite">{WROTE}</blockquote></div>'
        '<blockquote type="cite">What?</blockquote>',
        f'<div class="moz-cite-prefix">{WROTE}<br></div><blockquote type="cite">What?</blockquote>',
        f'<div class="protonmail_signature_block">Noor</div><div class="protonmail_quote">{WROTE}{PROTON}</div>',
        f"<div><br></div>{ZIMBRA}{FIELDS}</div>{QUOTED}",
        f'<div id="Signature">Noor</div><hr><div id="divRplyFwdMsg">{FIELDS}</div>{ASKED}',
        f'<div id="ms-outlook-mobile-signature">Get Outlook</div>{HELD}<hr>{FIELDS}{ASKED}</div>',
        f'<div class="yahoo_quoted"><div>{WROTE}</div>{ASKED}</div>',
    ],
)
def test_nothing_typed_above_a_quote_in_html(html: str) -> None:
    """The client says where the older mail stands."""
    found = split_html(html)
    assert ("", Confidence.HIGH) == (found.new_text, found.confidence)


@pytest.mark.parametrize(
    "text",
    [
        f"{TOLD}\nWhat suits you?\nMonday.\n",
        f"Sent from my iPhone\n\n{TOLD}\nWhat suits you?\nMonday.\n",
        "-- \nI would rather learn this on a Monday, if that suits you.",
    ],
)
def test_where_answers_are_possible_all_is_kept_and_unsure(text: str) -> None:
    """Unquoted lines below the introduction, sentences where the signature stands."""
    found = split_text(text)
    assert Confidence.LOW is found.confidence
    assert "onday" in found.new_text


@pytest.mark.parametrize(
    "html",
    [
        f"{HELD}Odesílatel: Help &lt;h@x.org&gt;<br>Komu: n@x.org<br><br>{ASKED}<p>Monday.</p></div>",
        '<div style="border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt">'
        f"{FIELDS}{ASKED}<p>Monday.</p></div>",
    ],
)
def test_an_element_that_one_writes_into_may_hold_answers(html: str) -> None:
    """Outlook's bar, between whose lines one answers, and a container whose header lines nobody knows."""
    found = split_html(html)
    assert Confidence.LOW is found.confidence
    assert "Monday." in found.new_text
