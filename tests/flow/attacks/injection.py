# ruff: noqa: E501 - one row a line
"""Words that want to be more than words: header lines, markup, templates, paths, statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tests.flow.attacks.cast import Body, Cast, both, file, many, text
from tests.flow.attacks.row import Mail, Row, Wrote, usual

SUM = "{{ 7919 * 7907 }}"
SUMMED = "62615533"  # what a template would make of it
ANSWERED = frozenset({"state", "owner"})

_row = usual(
    honest=lambda c: c.follow("They look at phones."),
    does="accepted follow-up",
    says="They look at phones.",
    never=(SUMMED,),
)


def _follows(name: str, body: str | Body, **how: Any) -> Row:
    """A worker's later mail: the desk gets it as the words it is."""
    more = {key: how.pop(key) for key in ("servers", "check", "never", "changes", "further") if key in how}
    return _row(
        name,
        lambda c: c.follow(body, **how),
        "accepted follow-up",
        **{"changes": frozenset({"need"}), **more},
    )


def _asks(
    name: str, sender: str = "{name}", words: str = "What can I do?", honest: Wrote | None = None, **how: Any
) -> Row:
    """A worker's first mail, whose subject and name stand in ours."""
    more = {key: how.pop(key) for key in ("servers", "check", "told") if key in how}
    shown = sender if "<" in sender or "{name}" in sender else sender + " <{name}>"

    def attack(c: Cast) -> Mail:
        return c.write(shown.format(name=c.worker.address), words, **how)

    return _row(name, attack, "accepted request", honest or (lambda c: c.write("worker", "They look at phones.", subject="Phones")),
                does="accepted request", opens=1, **{"told": frozenset({"worker"}), **more})  # fmt: skip


def _anna(name: str, words: str | Body, ends: str = "accepted concierge-answer", **more: Any) -> Row:
    """What a concierge was talked into pasting."""
    went = ends == "accepted concierge-answer"
    return _row(name, lambda c: c.answer(words), ends, lambda c: c.answer("Begin with a question."), does="accepted concierge-answer",
                gets="answer", says="Begin with a question.", **{"told": frozenset({"worker"} if went else ()),
                "changes": ANSWERED if went else frozenset(), **more})  # fmt: skip


def _refused(name: str, words: str) -> Row:
    return _anna(name, f"{words}\n\nBegin with a question.", "accepted transcript", further=True)


def _names(c: Cast) -> Iterator[str]:
    """Names of the files that Anna got."""
    for part in c.newest("anna").mail.walk():
        name = part.get_filename()
        if name and (
            any(mark in name for mark in "/\\\0\r\n") or name.startswith(".") or not name.isprintable()
        ):
            yield f"a file is called {name!r}"
        if name and len(name) > 255:
            yield "a name of more than 255 letters"


def _file(name: str, disposition: str = "", type_: str = "application/octet-stream") -> Row:
    body = many("mixed", text("See the file."), file(name, b"x", type_, disposition))
    return _follows(f"file name {name!r}", body, check=_names, further=True)


def _encoded(words: str) -> str:
    return "=?utf-8?q?" + "".join(f"={octet:02X}" for octet in words.encode()) + "?="


BCC = "x\r\nBcc: eve@evil.example\r\n\r\nBuy now"
ACTIVE = (
    "<script>alert(1)</script>", '<img src="https://evil.example/pixel.png">', "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>', "[x](javascript:alert(1))", "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/pixel.png)", "<iframe src=https://evil.example></iframe>", "<svg onload=alert(1)>",
    "[x](vbscript:x)", "<https://evil.example/\"onmouseover=alert(1)>", "</div></body></html><form action=https://evil.example>",
    "<style>@import url(https://evil.example/x.css)</style>", "<meta http-equiv=refresh content=0>", "[x]: javascript:alert(1)",
)  # fmt: skip
SMUGGLED = "One.\r\n.\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<lead@example.test>\r\nDATA\r\nSubject: x\r\n\r\nTwo."


def _bare(words: bytes) -> Callable[[Cast], Mail]:
    """Line ends that relays read in different ways."""

    def wrote(c: Cast) -> Mail:
        mail = c.follow("MARK")
        return Mail(mail.raw.replace(b"MARK", words), mail.to, mail.results, mail.mail_from)

    return wrote


ROWS = (
    # header lines
    _asks("line break in an encoded subject", subject=_encoded(BCC), servers=True),
    _asks("line break in an encoded name", f"{_encoded(BCC)} <{{name}}>", servers=True),
    _asks("bare CR in the subject", subject="x\rBcc: eve@evil.example", servers=True),
    _asks("NUL in the subject", subject=_encoded("x\0y")),
    _asks("line separator in the subject", subject=_encoded("x\u2028Bcc: eve@evil.example\u0085y\x0bz")),
    _asks("right-to-left override in name and subject", f"{_encoded(chr(0x202E) + 'anna')} <{{name}}>", subject=_encoded("\u202exyz")),
    _asks("a name that is another address", '"eve@evil.example, anna@example.test" <{name}>'),
    _asks("a name with quotes and brackets", _encoded('" <eve@evil.example>, "x') + " <{name}>"),
    _asks("a name of 5,000 letters", "a" * 5000 + " <{name}>", servers=True),
    _asks("a subject of 20,000 letters", subject="x y " * 5000, servers=True),
    _asks("an 8-bit subject that is no UTF-8", subject="caf\udce9 \udcff\udcfe", servers=True),
    _asks("UTF-8 in a subject, unencoded", subject="Pr\u00e9senter \U0001f600", servers=True),
    _asks("a subject of encoded words without end", subject="=?utf-8?q?" * 500),
    _follows("Message-ID with a header line in it", "x", Message_ID="<x@y\r\n\tBcc: eve@evil.example>"),
    _follows("References with header lines", "x", References="<a@b>\r\n\t\r\n\tBcc:eve@evil.example <c@d>"),
    _follows("Message-ID without brackets and with quotes", "x", Message_ID='x"y z@@'),
    _follows("Message-ID of 5,000 letters", "x", Message_ID=f"<{'x' * 5000}@y.example>"),
    _follows("8-bit letters in every field", "x", Comments="\udce9" * 900, X_Note="\u00e9" * 400, servers=True),
    # SMTP
    _row("an SMTP session in the text", _bare(SMUGGLED.encode()), "accepted follow-up", servers=True),
    _row("an end of data with bare LF", _bare(b"One.\n.\nMAIL FROM:<eve@evil.example>\nTwo."), "accepted follow-up"),
    _row("an end of data with bare CR", _bare(b"One.\r.\rMAIL FROM:<eve@evil.example>\rTwo."), "accepted follow-up"),
    _row("NUL in the text", _bare(b"One.\0Two."), "accepted follow-up"),
    _row("8-bit octets that are no UTF-8", _bare(b"One \xff\xfe\xe9 two."), "accepted follow-up", servers=True),
    _follows("lines that begin with dots", ".\n..\n.x\n...\nThe end.", servers=True),
    _follows("lines that begin with From", "From me to you.\n>From x\nThe end.", servers=True),
    _follows("a boundary and a header in the text", "--=_b\nContent-Type: text/html\n\n<script>x</script>\n--=_b--"),
    # addresses
    _asks("a sender with a quoted local part", 'Maria <"a b"@example.test>', told=frozenset({'"a b"@example.test'})),
    # markup
    _follows("active words", "Look:\n\n" + "\n\n".join(ACTIVE)),
    _follows("active words in one line", "Look: " + " ".join(ACTIVE)),
    _follows("active HTML", both("\n".join(ACTIVE[:4]), "<p>Hello</p>" + "".join(ACTIVE))),
    _asks("active words in the subject", subject=f"{ACTIVE[0]} {ACTIVE[4]} {ACTIVE[6]}"),
    _asks("active words in the name", _encoded(f"{ACTIVE[0]} {ACTIVE[4]}") + " <{name}>"),
    _anna("active words by a concierge", "Look:\n\n" + "\n\n".join(ACTIVE)),
    _anna("active HTML by a concierge", both("Look", "<p>Look</p>" + "".join(ACTIVE))),
    # templates
    _asks("a sum in the subject", subject=SUM),
    _asks("a sum in the name", _encoded(SUM) + " <{name}>"),
    _follows("a sum in the text", f"{SUM} {{% for x in range(9**9) %}}x{{% endfor %}} ${{7919*7907}} #{{7919*7907}}"),
    _anna("a sum in an answer", f"Begin: {SUM} {{{{ service }}}} {{{{ words }}}} {{% include 'x' %}}"),
    _anna("a sum around a template", f"#use presenting\n\n{SUM} {{{{ concierge.address }}}}"),
    _row("a sum in a need, shown later", lambda c: [c.answer(f'#need about="{SUM}"'), c.follow("And?")], "accepted follow-up",
         changes=frozenset({"need"})),
    _row("a sum in what is remembered, shown later", lambda c: [c.answer(f"#remember {SUM} {ACTIVE[0]}"), c.follow("And?")], "accepted follow-up",
         changes=frozenset({"need", "remembered"})),
    _row("a sum in a note", lambda c: c.answer(f"#note\n\n{SUM} {ACTIVE[0]} {ACTIVE[4]}"), "accepted concierge-note"),
    _refused("a template by path", "#use ../../etc/passwd"),
    _refused("a template by absolute path", "#use /etc/passwd"),
    _refused("a template of ours that is no answer", "#use concierge/notification"),
    _refused("a template with a sum as name", f"#use {SUM}"),
    _refused("a template with NUL", "#use presenting\0.md"),
    _refused("a template with an unknown key", f"#use presenting evil={SUM}"),
    _refused("questions by path", "#ask ../../../etc/passwd"),
    _refused("a topic by path", "#topic ../topics.toml"),
    _refused("an option with a statement", "#option x';DROP/**/TABLE/**/case;--"),
    _refused("an owner with a statement", "#assign x' OR '1'='1"),
    _refused("a case with a statement", "#merge LC-1;DROP"),
    _refused("a copy to an address with a line break", "#cc eve@evil.example%0d%0aBcc:eve2@evil.example"),
    _refused("a copy to a whole header line", "#cc Bcc: eve@evil.example"),
    _refused("a copy to the service", "#cc help@example.test, evil"),
    _refused("a client of another", "#client ../other"),
    _refused("a wait without end", "#wait 99999999999999d"),
    _refused("a survey without end", "#survey 99999999999999999999h"),
    _refused("a need of a huge number", "#need budget=1e999999999 time=9e99h"),
    # statements
    _asks("a statement in the name", _encoded("Robert'); DROP TABLE \"case\"; --") + " <{name}>"),
    _asks("a statement in the subject", subject="'; DELETE FROM outbox; -- %s %(x)s ? :x"),
    _follows("format strings", "%s %n %(password)s {0} {settings.signer} {0.__class__} \\x00 \\u0000"),
    _follows("a surrogate and other broken letters", both("x", "<p>&#xD800; &#0; &#x110000; \u2028</p>")),
    # files
    *(_file(name) for name in ("../../../etc/cron.d/x", "..\\..\\x.bat", "/etc/passwd", "C:\\x.exe", ".ssh", "a\x00b.txt", "x" * 4000, "\u202etxt.exe")),
    _file("a line break", disposition="attachment; filename*=utf-8''x%0d%0aBcc%3A%20eve%40evil.example"),
    _file("a path in pieces", disposition='attachment; filename*0="../"; filename*1="../x"'),
    _file("in an encoded word", disposition=f'attachment; filename="{_encoded("../../x")}"'),
    _file("a type with a header line", type_='text/html;\r\n\tx="y\r\n\tBcc: eve@evil.example"'),
    _follows("a Content-ID with markup", many("related", text("See."), Body("image/png", b"x", (("Content-ID", '<"><script>x</script>>'),
             ("Content-Disposition", "inline"))))),
)  # fmt: skip
