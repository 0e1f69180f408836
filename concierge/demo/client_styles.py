"""How real mail clients write a reply: their HTML, their text alternative, their words for the quote.

Pure text in, text out; assembled to a mail by `concierge.demo.clients`. The shapes are those that the
clients emit (2024-2026): Gmail's `gmail_quote`, the header block of Outlook with `divRplyFwdMsg` or the
`border-top` div, Apple's `blockquote type="cite"`, Thunderbird's `moz-cite-prefix`.
Longer than 250 lines: six clients in two languages, kept side by side.
"""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}
_LINKABLE = re.compile(
    r"https?://(?:[.,;:!?)]*+[^\s<>\".,;:!?)]++)++|(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+)++"
)
NARROW = "\u202f"  # Gmail and Apple write the time as 10:12<narrow no-break space>AM


@dataclass(frozen=True, slots=True)
class Original:
    """The mail that is answered or forwarded; `at` in the writer's zone, `html` the inside of body."""

    name: str
    address: str
    to: str
    subject: str
    at: datetime
    message_id: str
    text: str
    html: str

    @property
    def author(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


@dataclass(frozen=True, slots=True)
class Written:
    """What the person typed; `logo` is the Content-ID of a picture in the signature, or ""."""

    text: str
    html: str
    signature: str
    logo: str


@dataclass(frozen=True, slots=True)
class Body:
    text: str
    html: str


Quote = Callable[[Original, str], Body]  # in this language
Page = Callable[[Written, Body | None, str], Body]


def _month(at: datetime, language: str, *, short: bool) -> str:
    return (_SHORT_MONTHS if short else _MONTHS)[language].split()[at.month - 1]


def _day(at: datetime, language: str) -> str:
    return _DAYS[language].split()[at.weekday()]


def _twelve(at: datetime, space: str = " ") -> str:
    return f"{at.hour % 12 or 12}:{at.minute:02}{space}{'AM' if at.hour < 12 else 'PM'}"


def escape(text: str) -> str:
    return html.escape(text, quote=False)


def linked(text: str) -> str:
    """Escaped, with addresses made links, as every client does on sending."""

    def link(match: re.Match[str]) -> str:
        target = match[0] if match[0].startswith("http") else f"mailto:{match[0]}"
        return f'<a href="{target}">{match[0]}</a>'

    return _LINKABLE.sub(link, escape(text))


def _lines(text: str, line: str, empty: str) -> str:
    return "".join(line.format(linked(one)) if one.strip() else empty for one in text.split("\n"))


def _cited(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.rstrip().split("\n"))


def _wrapped(text: str, width: int = 76) -> str:
    return "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )


# -- Gmail


def gmail_reply(original: Original, language: str) -> Body:
    """`Op di 3 nov 2026 om 10:12 schreef Name <address>:`."""
    at, link = original.at, f'<a href="mailto:{original.address}">{original.address}</a>'
    day, month = _day(at, language), _month(at, language, short=True)
    if language == "nl":
        before, after = f"Op {day[:2]} {at.day} {month} {at.year} om {at:%H:%M} schreef", ":"
    else:
        when = f"{day[:3]}, {month} {at.day}, {at.year} at {_twelve(at, NARROW)}"
        before, after = f"On {when}", " wrote:"
    plain = f"{before} {original.name} <{original.address}>{after}"
    return Body(
        f"{_wrapped(plain)}\n\n{_cited(original.text)}\n",
        '<br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">'
        f"{before} {escape(original.name)} &lt;{link}&gt;{after}<br></div>"
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid '
        f'rgb(204,204,204);padding-left:1ex">{original.html}</blockquote></div>',
    )


def gmail_forward(original: Original, language: str) -> Body:
    at, day = original.at, _day(original.at, language)
    month = _month(at, language, short=True)
    if language == "nl":
        who, when = "Van", f"{day[:2]} {at.day} {month} {at.year} om {at:%H:%M}"
    else:
        who, when = "From", f"{day[:3]}, {month} {at.day}, {at.year} at {_twelve(at, NARROW)}"
    rule = "---------- Forwarded message ---------"
    rows = (f"Date: {when}", f"Subject: {original.subject}", f"To: {original.to}")
    return Body(
        "\n".join((rule, f"{who}: {original.author}", *rows, "", "", original.text)),
        f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{rule}<br>{who}: '
        f'<strong class="gmail_sendername" dir="auto">{escape(original.name)}</strong> '
        f'<span dir="auto">&lt;<a href="mailto:{original.address}">{original.address}</a>&gt;'
        f"</span><br>{'<br>'.join(map(escape, rows))}<br></div><br><br>{original.html}</div>",
    )


def gmail_page(written: Written, quote: Body | None, _language: str) -> Body:
    text, page = _wrapped(written.text), written.html
    page = page or _lines(written.text, "<div>{}</div>", "<div><br></div>")
    page = f'<div dir="ltr">{page}</div>'
    if written.signature:
        logo = f'<img src="cid:{written.logo}" width="96" height="32"><br>' if written.logo else ""
        text += f"\n\n-- \n{'[image: logo.png]' + chr(10) if written.logo else ''}{written.signature}"
        page += (
            '<br clear="all"><div><br></div><span class="gmail_signature_prefix">-- </span><br>'
            '<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">'
            f'<div dir="ltr">{logo}{_lines(written.signature, "<div>{}</div>", "<br>")}</div></div>'
        )
    if quote is None:
        return Body(text + "\n", page + "\n")
    return Body(f"{text}\n\n{quote.text}", f"{page}{quote.html}\n")


# -- Outlook (desktop: Word's HTML; web and new Outlook: divRplyFwdMsg)

_OUTLOOK_WORDS = {
    "en": ("From", "Sent", "To", "Subject"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
}


def _outlook_rows(original: Original, language: str) -> tuple[tuple[str, str], ...]:
    at = original.at
    day, month = _day(at, language), _month(at, language, short=False)
    if language == "nl":
        when = f"{day} {at.day} {month} {at.year} {at:%H:%M}"
    else:
        when = f"{day}, {month} {at.day}, {at.year} {_twelve(at)}"
    values = (original.author, when, original.to, original.subject)
    return tuple(zip(_OUTLOOK_WORDS[language], values, strict=True))


def outlook_quote(original: Original, language: str) -> Body:
    """The header block; no line of the quote is marked, neither in text nor in HTML."""
    rows = _outlook_rows(original, language)
    block = "<br>\n".join(f"<b>{word}:</b> {escape(value)}" for word, value in rows)
    return Body(
        "\n".join(f"{word}: {value}" for word, value in rows) + f"\n\n{original.text}",
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{block}<o:p></o:p></p></div></div>'
        f'<p class="MsoNormal"><o:p>&nbsp;</o:p></p>{original.html}',
    )


def outlook_web_quote(original: Original, language: str) -> Body:
    rows = _outlook_rows(original, language)
    block = "<br>\n".join(f"<b>{word}:</b> {escape(value)}" for word, value in rows)
    plain = "\n".join(f"{word}: {value}" for word, value in rows)
    return Body(
        f"{'_' * 32}\n{plain}\n\n{original.text}",
        '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
        '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" '
        f'style="font-size:11pt" color="#000000">{block}</font><div>&nbsp;</div></div>'
        f"{original.html}",
    )


def _outlook_text(text: str) -> str:
    """Outlook repeats the target of every link in the text alternative: `a@b.org<mailto:a@b.org>`."""

    def with_target(match: re.Match[str]) -> str:
        target = match[0] if match[0].startswith("http") else f"mailto:{match[0]}"
        return f"{match[0]}<{target}>"

    return _LINKABLE.sub(with_target, text)


_WORD_HEAD = (
    '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">\n<head>'
    '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    '<meta name="Generator" content="Microsoft Word 15 (filtered medium)"><style><!--\n'
    "p.MsoNormal, li.MsoNormal, div.MsoNormal\n\t{margin:0cm;\n\tfont-size:11.0pt;\n"
    '\tfont-family:"Calibri",sans-serif;}\n'
    "--></style></head>\n"
)


def outlook_page(written: Written, quote: Body | None, language: str) -> Body:
    line = '<p class="MsoNormal"><span lang="EN-US">{}<o:p></o:p></span></p>\n'
    empty = '<p class="MsoNormal"><span lang="EN-US"><o:p>&nbsp;</o:p></span></p>\n'
    text, page = (
        _outlook_text(written.text),
        written.html or _lines(written.text, line, empty),
    )
    if written.signature:
        picture = '<p class="MsoNormal"><img width="96" height="32" src="cid:{}"><o:p></o:p></p>\n'
        text += f"\n\n{_outlook_text(written.signature)}"
        page += empty + _lines(written.signature, line, empty)
        if written.logo:
            text += f"\n[cid:{written.logo}]"
            page += picture.format(written.logo)
    if quote is not None:
        text, page = f"{text}\n\n{quote.text}", f"{page}{empty}{quote.html}"
    body = f'<body lang="{language.upper()}" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">'
    return Body(
        text + "\n",
        f'{_WORD_HEAD}{body}<div class="WordSection1">\n{page}</div></body></html>\n',
    )


def outlook_web_page(written: Written, quote: Body | None, _language: str) -> Body:
    style = 'style="font-family: Aptos, Calibri, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);"'
    line = f'<div class="elementToProof" {style}>{{}}</div>\n'
    empty = f'<div class="elementToProof" {style}><br></div>\n'
    text, page = _outlook_text(written.text), written.html or _lines(written.text, line, empty)
    if written.signature:
        text += f"\n\n{_outlook_text(written.signature)}"
        logo = f'<img src="cid:{written.logo}" width="96">' if written.logo else ""
        text += f"\n[cid:{written.logo}]" if written.logo else ""
        page += f'{empty}<div id="Signature">{_lines(written.signature, line, empty)}{logo}</div>'
    if quote is not None:
        text, page = f"{text}\n{quote.text}", f"{page}{quote.html}"
    head = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
    return Body(text + "\n", f'{head}<body dir="ltr">\n{page}</body></html>\n')


# -- Apple Mail and iPhone


def apple_reply(original: Original, language: str) -> Body:
    """`On 3 Nov 2026, at 10:12, Name <address> wrote:`; it stands inside the quote."""
    return _apple_reply(original, language, comma=",")


def iphone_reply(original: Original, language: str) -> Body:
    return _apple_reply(original, language, comma="")


def _apple_reply(original: Original, language: str, comma: str) -> Body:
    at, month = original.at, _month(original.at, language, short=True)
    if language == "nl":
        when = f"Op {at.day} {month} {at.year}{comma} om {at:%H:%M}"
        plain = f"{when} heeft {original.author} het volgende geschreven:"
    else:
        plain = f"On {at.day} {month} {at.year}, at {at:%H:%M}, {original.author} wrote:"
    return Body(
        _cited(f"{plain}\n\n{original.text}") + "\n",
        f'<div><br><blockquote type="cite"><div>{escape(plain)}</div>'
        f'<br class="Apple-interchange-newline"><div>{original.html}</div></blockquote></div>',
    )


def apple_forward(original: Original, language: str) -> Body:
    at, month = original.at, _month(original.at, language, short=False)
    if language == "nl":
        rule, words = "Begin doorgestuurd bericht:", ("Van", "Onderwerp", "Datum", "Aan")
        when = f"{at.day} {month} {at.year} om {at:%H:%M:%S} CET"
    else:
        rule, words = "Begin forwarded message:", ("From", "Subject", "Date", "To")
        when = f"{at.day} {month} {at.year} at {at:%H:%M:%S} CET"
    values = (original.author, original.subject, when, original.to)
    rows = list(zip(words, values, strict=True))
    plain = "\n".join((rule, "", *(f"{w}: {v}" for w, v in rows), "", original.text))
    block = "".join(f"<div><span><b>{w}: </b></span>{escape(v)}<br></div>" for w, v in rows)
    return Body(
        _cited(plain) + "\n",
        f'<div><br><blockquote type="cite"><div>{rule}</div><br class="Apple-interchange-newline">'
        f"{block}<br><div>{original.html}</div></blockquote></div>",
    )


def apple_page(written: Written, quote: Body | None, _language: str) -> Body:
    text = written.text
    page = written.html or _lines(written.text, "<div>{}</div>", "<div><br></div>")
    if written.signature:
        text += f"\n\n{written.signature}"
        logo = f'<img src="cid:{written.logo}">' if written.logo else ""
        signature = _lines(written.signature, "<div>{}</div>", "<div><br></div>")
        page += f'<br id="lineBreakAtBeginningOfSignature"><div dir="auto">{signature}{logo}</div>'
    if quote is not None:
        text, page = f"{text}\n\n{quote.text}", f"{page}{quote.html}<br>"
    style = "overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;"
    head = '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
    return Body(text + "\n", f'{head}<body style="{style}">{page}</body></html>')


# -- Thunderbird


def thunderbird_reply(original: Original, language: str) -> Body:
    at, name = original.at, original.name or original.address
    if language == "nl":
        plain = f"Op {at.day}-{at.month}-{at.year} om {at:%H:%M} schreef {name}:"
    else:
        plain = f"On {at:%d/%m/%Y} {at:%H:%M}, {name} wrote:"
    return Body(
        f"{plain}\n{_cited(original.text)}\n",
        f'<div class="moz-cite-prefix">{escape(plain)}<br></div>'
        f'<blockquote type="cite" cite="mid:{original.message_id.strip("<>")}">'
        f"{original.html}</blockquote>",
    )


def thunderbird_forward(original: Original, language: str) -> Body:
    nl = language == "nl"
    rule = f"-------- {'Doorgestuurd bericht' if nl else 'Forwarded Message'} --------"
    words = ("Onderwerp", "Datum", "Van", "Aan") if nl else ("Subject", "Date", "From", "To")
    when = original.at.strftime("%a, %d %b %Y %H:%M:%S %z")
    values = (original.subject, when, original.author, original.to)
    rows = list(zip(words, values, strict=True))
    cells = "".join(
        f'<tr><th valign="BASELINE" align="RIGHT" nowrap="nowrap">{w}: </th><td>{escape(v)}</td></tr>'
        for w, v in rows
    )
    return Body(
        "\n".join((rule, *(f"{w}: \t{v}" for w, v in rows), "", original.text)) + "\n",
        f'<div class="moz-forward-container"><br><br>{rule}<table class="moz-email-headers-table" '
        f'cellspacing="0" cellpadding="0" border="0"><tbody>{cells}</tbody></table><br><br>'
        f"{original.html}</div>",
    )


def thunderbird_page(written: Written, quote: Body | None, _language: str) -> Body:
    """The words above the quote; the signature below it, as Thunderbird puts it."""
    text, page = _thunderbird_words(written)
    if quote is not None:
        text, page = f"{text}\n\n{quote.text}", f"{page}{quote.html}"
    return _thunderbird_signed(written, text, page)


def thunderbird_below_page(written: Written, quote: Body | None, _language: str) -> Body:
    """The words below the quote, as Thunderbird proposes until somebody changes it."""
    text, page = _thunderbird_words(written)
    if quote is not None:
        text, page = f"{quote.text}\n{text}\n", f"{quote.html}\n{page}"
    return _thunderbird_signed(written, text, page)


def _thunderbird_words(written: Written) -> tuple[str, str]:
    return written.text, written.html or _lines(written.text, "<p>{}</p>\n", "")


def _thunderbird_signed(written: Written, text: str, page: str) -> Body:
    if written.signature:
        logo = f'<img src="cid:{written.logo}">' if written.logo else ""
        signature = _lines(written.signature, "{}<br>", "<br>")
        text += f"\n-- \n{written.signature}\n"
        page += f'<div class="moz-signature">-- <br>{signature}{logo}</div>'
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">'
    head = f"<!DOCTYPE html>\n<html>\n  <head>\n    {meta}\n  </head>"
    return Body(text.rstrip("\n") + "\n", f"{head}\n  <body>\n{page}\n  </body>\n</html>\n")
