"""Words that stand where a client keeps its quote or its signature, and strokes that are no words."""

from __future__ import annotations

import pytest

from cases.settings import Concierge
from intake.decide.words import words_of
from intake.reading.parsed import Parsed
from intake.reading.quotes.split import Confidence, split
from tests.intake.reading.quotes.bodies import split_html, split_text

WROTE = "On 11/23/2026 10:02 AM, Noor Bakker via Learning Help wrote:"
LONG = "On Mon, Nov 23, 2026 at 10:02 AM Learning Help &lt;help@example.org&gt; wrote:"
CITED = '<blockquote type="cite"><p>My talks fall flat.</p><p>#close</p></blockquote>'
GMAIL = '<blockquote class="gmail_quote"><div>My talks fall flat.</div><div>#close</div></blockquote>'
ATTR = '<div dir="ltr" class="gmail_attr">'
MOZ = '<div class="moz-cite-prefix">'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"{MOZ}Record yourself, Noor.<br><br>{WROTE}<br></div>{CITED}", "Record yourself, Noor."),
        (f"{MOZ}Record yourself.<br>{WROTE}<br></div>{CITED}<p>Anna</p>", "Record yourself.\n\nAnna"),
        (f"{MOZ}{WROTE}<br>Record yourself.</div>{CITED}", "Record yourself."),
        (f"{MOZ}<p>Record yourself.</p><p>Anna</p>{WROTE}<br></div>{CITED}", "Record yourself.\n\nAnna"),
        (f"{MOZ}Will do.<br></div>{CITED}", "Will do."),
        (f"<p>Hi</p>{MOZ}{WROTE}<br></div>{CITED}", "Hi"),
        (f"<p>Hi</p>{MOZ}Wqx 11/23/2026 10:02, Help zyx:<br></div>{CITED}", "Hi"),
        (
            f"{MOZ}Record yourself.<br>-------- Original Message --------<br>Subject: Talks<br>"
            "Date: Mon, 23 Nov 2026 10:02:00 +0100<br>From: Help &lt;h@example.org&gt;<br>"
            f"To: Anna &lt;a@example.org&gt;</div>{CITED}",
            "Record yourself.",
        ),
        (f'<div class="gmail_quote">Record yourself.{ATTR}{LONG}<br></div>{GMAIL}</div>', "Record yourself."),
        (f'<div class="gmail_quote">{ATTR}Record yourself.<br>{LONG}</div>{GMAIL}</div>', "Record yourself."),
        (
            f'<div class="gmail_quote gmail_quote_container"><p>One.</p>{ATTR}{LONG}</div><p>Two.</p>{GMAIL}'
            "<p>Three.</p></div>",
            "One.\n\nTwo.\n\nThree.",
        ),
        (f'<div class="gmail_quote">Record yourself.<br>{LONG}<br>{GMAIL}</div>', "Record yourself."),
        (f'<div dir="ltr">Hi</div><div class="gmail_quote">{ATTR}{LONG}<br></div>{GMAIL}</div>', "Hi"),
        (
            f'<div class="protonmail_quote">Record yourself.<br>------- Original Message -------<br>'
            f'{LONG}<br><blockquote class="protonmail_quote" type="cite">My talks.</blockquote></div>',
            "Record yourself.",
        ),
        (f'<p id="reply-intro">Record yourself.<br>{WROTE}</p>{CITED}', "Record yourself."),
        (f"<p>{WROTE}</p><p>Record yourself.</p>{CITED}<p>Anna</p>", "Record yourself.\n\nAnna"),
    ],
)
def test_words_typed_where_the_attribution_stands(html: str, expected: str) -> None:
    """Only the attribution line and the quote are quoted, not the element around them."""
    found = split_html(html)
    assert (expected, Confidence.HIGH) == (found.new_text, found.confidence)


@pytest.mark.parametrize(
    "above",
    [
        "---------- Forwarded message ---------<br>From: N &lt;n@example.org&gt;<br>Date: Mon, Nov 23<br>"
        "Subject: Talks<br>To: a@example.org<br></div>Dear Anna,",
        "-------- Doorgestuurd bericht --------<br>Van: N &lt;n@example.org&gt;<br>"
        "Datum: ma 23 nov 2026<br></div>Dag,",
    ],
)
def test_a_forward_in_a_gmail_container_is_quoted_to_its_end(above: str) -> None:
    """What was typed above it in the container is new, its text with its own quotes is not."""
    found = split_html(f'<div class="gmail_quote">For you.{ATTR}{above}{GMAIL}Noor</div>')
    assert "For you." == found.new_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{WROTE}\n\nRecord yourself.\n\nAnna\n> My talks\n> fall flat.\n", "Record yourself.\n\nAnna"),
        (f"Hi,\n\n{WROTE}\n\nRecord it.\n\n> My talks\n> fall flat.\n\nAnna", "Hi,\n\nRecord it.\n\nAnna"),
        ("Op ma 23 nov. 2026 om 10:02 schreef Help <h@x.org>:\nJa.\n> Past het?\n> Anna", "Ja."),
        ("Am 23.11.2026 um 10:02 schrieb Help <h@x.org>:\nJa.\n\n> Passt es?\n> Anna\n-- \nNoor", "Ja."),
        ("Le 23/11/2026 à 10:02, Help <h@x.org> a écrit :\nOui.\n> Ça va ?\n> Anna", "Oui."),
        (f"Hi\n\n{WROTE}\n> My talks\n> fall flat.\n", "Hi"),
    ],
)
def test_words_between_attribution_and_quote(text: str, expected: str) -> None:
    """Gnus leaves the cursor there."""
    found = split_text(text)
    assert (expected, Confidence.HIGH) == (found.new_text, found.confidence)


@pytest.mark.parametrize(
    "quote",
    [
        "Noor Bakker asks:\n> My talks\n> fall flat.\n#use writing\nHelp - LC-1 - ref lc-1-6rzqzizsbnaefmvu",
        "See below.\nOn 11/22/2026 09:02 AM, Noor Bakker <n@x.org> wrote:\n> My talks\n> fall flat.",
        "See below.\n-----Original Message-----\nFrom: N <n@x.org>\nSent: Monday\n\n> My talks\n> fall flat.",
        "No mark anywhere.\n#close",
    ],
)
def test_a_quote_without_marks_stays_one(quote: str) -> None:
    """Where marked lines further down are explained otherwise, all below the attribution is quoted."""
    assert "Hi" == split_text(f"Hi\n\nOn 11/23/2026 10:02 AM, Help <h@x.org> wrote:\n{quote}\n").new_text


SIGNED = "Anna Peeters\nLearning advisor\nAcme NV\nT +32 2 555 01 99"


@pytest.mark.parametrize("rule", ["---", "----", "___", "–– ", "_", "=====", "—", "––"])
@pytest.mark.parametrize("above", ["#survey now", "Record yourself.\n\nKind regards,"])
def test_a_rule_above_a_cut_block_goes_with_it(rule: str, above: str) -> None:
    """In text below a formula or in the client's own element, at the end and above a quote."""
    for signature in ("signature", "Signature"):
        block = f"{rule}<br>" + SIGNED.replace("\n", "<br>")
        html = (
            "".join(f"<p>{line}</p>" for line in above.split("\n")) + f'<div id="{signature}">{block}</div>'
        )
        assert above.split() == split_html(html).new_text.split()
        outside = html.replace(f"{rule}<br>", "").replace("<div", f"<p>{rule}</p><div")
        assert above.split() == split_html(f"{outside}<p id=reply-intro>{WROTE}</p>{CITED}").new_text.split()
    if "regards" in above:
        for text in (
            f"{above}\n\n{rule}\n{SIGNED}",
            f"{above}\n{rule}\n\n{SIGNED}\n\n{WROTE}\n> My talks\n> fall.",
        ):
            assert above == split_text(text).new_text


def test_a_rule_between_words_stays() -> None:
    """Somebody divides a mail in two."""
    text = f"One.\n\n---\n\nTwo.\n\nKind regards,\n\n---\n{SIGNED}"
    assert "One.\n\n---\n\nTwo.\n\nKind regards," == split_text(text).new_text


PASTED = "You need to speak louder."


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"My manager wrote:\n\n> {PASTED}\n> Every Tuesday.\n\nWhat can I learn?",
            f"My manager wrote:\n\n> {PASTED}\n> Every Tuesday.\n\nWhat can I learn?",
        ),
        (f"Hi\n> {PASTED}\n> Now.\nWhat now?\n-- \nNoor", f"Hi\n\n> {PASTED}\n> Now.\n\nWhat now?"),
        (
            f"See below.\n-- \nNoor\n\nOn 11/23/2026 10:02 AM, Jan <j@x.org> wrote:\n> {PASTED}\n> Now.",
            f"See below.\n\nOn 11/23/2026 10:02 AM, Jan <j@x.org> wrote:\n> {PASTED}\n> Now.",
        ),
        (f"> {PASTED}\n> Every Tuesday.", f"> {PASTED}\n> Every Tuesday."),
        (
            f"<p>Hi</p><blockquote type='cite'><p>{PASTED}</p></blockquote><p>What now?</p>",
            f"Hi\n\n> {PASTED}\n\nWhat now?",
        ),
        (
            f'<div>Hi</div><div class="gmail_quote">{ATTR}{LONG}</div><blockquote class='
            f'"gmail_quote">{PASTED}</blockquote></div>',
            f"Hi\n\n> {LONG}\n>\n> {PASTED}".replace("&lt;", "<").replace("&gt;", ">"),
        ),
        (
            f"Please read.\n\n-----Original Message-----\nFrom: Jan <j@x.org>\nSent: Monday\n\n{PASTED}",
            f"Please read.\n\n-----Original Message-----\nFrom: Jan <j@x.org>\nSent: Monday\n\n{PASTED}",
        ),
    ],
)
def test_a_first_mail_quotes_nothing_of_ours(body: str, expected: str) -> None:
    """All but the signature is the writer's own."""
    mail = Parsed(raw_size=1, html=body) if body.startswith("<") else Parsed(raw_size=1, plain=body)
    found = split(mail, first=True)
    assert (expected, "") == (found.new_text, found.quoted_text)


@pytest.mark.parametrize(
    "html",
    [
        f"<div>He says:</div><blockquote style='margin:0 0 0 40px'><p>{PASTED}</p></blockquote><p>Why?</p>",
        f"<p>He says:</p><blockquote><p>{PASTED}</p></blockquote>Why?",
        f"He says:<blockquote>{PASTED}<br></blockquote>Why?",
        f"<ul><li>He says:<blockquote>{PASTED}</blockquote></li></ul><p>Why?</p>",
        f"He says:<br>&gt; {PASTED}<br>Why?",
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_a_sentence_below_a_quotation_stands_apart(html: str, *, first: bool) -> None:
    """Else it is shown as part of it: a quotation goes on until an empty line."""
    lines = split(Parsed(raw_size=1, html=html), first=first).new_text.split("\n")
    assert "Why?" == lines[-1]
    assert "" == lines[-2].strip(" >")


OURS = ("help@example.org",)
QUOTE = f"Jan wrote:\n> {PASTED}\n> Now."


@pytest.mark.parametrize(
    ("text", "ours", "kept"),
    [
        (QUOTE, OURS, True),
        (QUOTE, None, False),
        (f"{QUOTE}\n> Help - LC-1 - ref lc-1-6rzqzizsbnaefmvu", OURS, False),
        (f"Hi\n\nOn 11/23/2026 10:02 AM, Help <help@example.org> wrote:\n> {PASTED}\n> Now.", OURS, False),
        (
            f"Hi\n\nOn 11/23/2026 10:02 AM, Help <help+abc@example.org> wrote:\n> {PASTED}\n> Now.",
            OURS,
            False,
        ),
        (f"{QUOTE}\n\nWhat now?", OURS, True),
    ],
)
def test_which_mail_is_a_first_one(text: str, ours: tuple[str, ...] | None, *, kept: bool) -> None:
    """One that quotes a mail of ours is read as a reply is; so are the words of a concierge at the desk."""
    mail = Parsed(raw_size=1, plain=text)
    assert kept == (PASTED in words_of(mail, None, ours=ours).new_text)
    anna = Concierge("Anna Peeters", "anna@example.org")
    words = words_of(mail, anna, ours=ours)
    assert kept == (PASTED in words.new_text)
    assert PASTED not in words.own.kept


SIGNED_HELLO = "Hello,\n\nI prefer mornings.\n\n-- \nMaria Claes\nSales\n"
BELOW = ("Oh, and could I also get a book about this?", "En kan ik ook een boek krijgen hierover?",
         "PS I cannot travel, as I said on the phone.\nTrains are fine.")  # fmt: skip


@pytest.mark.parametrize("below", BELOW)
def test_words_below_a_workers_signature_are_kept(below: str) -> None:
    """A paragraph of sentences apart from it; a concierge's is asked about."""
    mail = Parsed(raw_size=1, plain=f"{SIGNED_HELLO}\n{below}\n\nSent from my iPhone")
    assert f"Hello,\n\nI prefer mornings.\n\n{below}" == words_of(mail, None).new_text
    anna = Concierge("Anna Peeters", "anna@example.org")
    assert "Hello,\n\nI prefer mornings." == words_of(mail, anna).own.kept


@pytest.mark.parametrize(
    "below",
    [
        "Please consider the environment before printing this e-mail.",
        "Denk aan het milieu voor u deze mail afdrukt.",
        "Acme NV, Kerkstraat 1, 9000 Gent\nwww.acme.example | +32 9 123 45 67",
        "Follow us on LinkedIn: https://linkedin.example/acme",
        "This e-mail is confidential and intended solely for the addressee. If it is not you, delete it.",
        "Verstuurd vanaf mijn iPad",
    ],
)
def test_what_programs_and_companies_add_below_it_is_not(below: str) -> None:
    """Footers, disclaimers, addresses."""
    mail = Parsed(raw_size=1, plain=f"{SIGNED_HELLO}\n{below}")
    assert "Hello,\n\nI prefer mornings." == words_of(mail, None).new_text
