"""One Authentication-Results field by its grammar, compared with a slow reader that is plainly right."""

from __future__ import annotations

import random
import re

import pytest

from intake.reading.machine.authres_field import MAX_FIELD, Field, Result, read_field
from intake.reading.machine.authres_tokens import tokens


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mx.example.net; none", Field("mx.example.net", says_none=True)),
        (
            "MX.Example.NET 1; DMARC=Pass Header.From=Example.ORG",
            Field("mx.example.net", (Result("dmarc", "pass", (("header.from", "Example.ORG"),)),)),
        ),
        (
            'mx; spf=pass smtp.mailfrom="a \\"b\\" c"@example.org',
            Field("mx", (Result("spf", "pass", (("smtp.mailfrom", 'a "b" c@example.org'),)),)),
        ),
        ("mx; dkim=none", Field("mx", (Result("dkim", "none"),))),
        (
            "mx; (of (two) kinds) dkim(x)/(y)1(z)=(w)pass(v)header(.).(.)d(u)=(t)example.org(s)",
            Field("mx", (Result("dkim", "pass", (("header.d", "example.org"),)),)),
        ),
        (
            'mx;\r\n\tdkim=pass\r\n\treason="2048-bit key; x"\r\n\theader.b=ab/c+d==',
            Field("mx", (Result("dkim", "pass", (("reason", "2048-bit key; x"), ("header.b", "ab/c+d=="))),)),
        ),
        ("mx; dmarc/2=pass", Field("mx", (Result("dmarc", ""),))),
        ('"mx"; spf=none', Field("mx", (Result("spf", "none"),))),
        ('""; dmarc=pass', Field('""', (Result("dmarc", "pass"),))),
        ("spf=none", Field("", (Result("spf", "none"),))),
        ("", Field("")),
    ],
)
def test_fields(value: str, expected: Field) -> None:
    """Ids, methods, results and properties, with comments and quotes wherever they may stand."""
    assert expected == read_field(value)


@pytest.mark.parametrize(
    "value",
    [
        "mx; dmarc",
        "mx; dmarc=",
        "mx; =pass",
        "mx; dmarc pass",
        "mx; dmarc=pass.fail",
        "mx; dmarc=pass=fail",
        'mx; dmarc=pass"x"',
        'mx; dmarc="pass"',
        "mx; dmarc=pass header.from",
        "mx; dmarc=pass header.from=",
        "mx; dkim=pass header.d= header.i=@example.org",
        "mx; dkim=pass header.i=@example.org header.d=",
        "mx; dmarc=pass header.from=example.org(x).example.com",
        "mx; dmarc=pass header.from=a b",
        'mx; spf=pass smtp.mailfrom="a"b@example.org',
        'mx; spf=pass smtp.mailfrom="a"@b"c"',
        'mx; spf=pass smtp.mailfrom=a"b"@example.org',
        'mx; spf=pass reason="x"smtp.mailfrom=a',
        'mx; spf=pass reason="x',
        "mx; spf=pass (x",
        "mx; spf=pass x)",
        "mx; spf=pass (x\\)",
        "mx; spf=pass \\",
        'mx; spf=pass reason="x\x00"',
        "mx; spf=pass (\x07)",
        "mx; sp\x00f=pass",
        "mx; none; dmarc=pass",
        "mx; dmarc=pass; none",
        "mx 2; dmarc=pass",
        "mx 1 1; dmarc=pass",
        "mx dmarc=pass",
        "mx",
        "mx; example.org; dmarc=pass",
        "mx; spf=pass" + " " * MAX_FIELD,
    ],
)
def test_broken_fields(value: str) -> None:
    """A field that does not parse to its end says nothing, and still whose it is."""
    assert Field("mx", whole=False) == read_field(value)


def test_the_bare_domains_of_microsoft_need_a_missing_id() -> None:
    """Exchange Online used to write the recipient's domain between two semicolons."""
    spf = Result("spf", "pass", (("smtp.mailfrom", "example.org"),))
    assert Field("", (spf,)) == read_field("spf=pass smtp.mailfrom=example.org; example.com;")
    assert Field("mx", whole=False) == read_field("mx; spf=pass smtp.mailfrom=example.org; example.com;")


# A slow reader: comments and quoted strings are taken out first, then each piece must match one expression.

SPACE = r"[ \t\r\n]"
KEY = r"[A-Za-z0-9_-]+"
BARE = r'[^\x00-\x20\x7f()";=\\\ue000-\uf8ff]'  # the private letters stand for quoted strings
QUOTED = r"[\ue000-\uf8ff]"
VALUE = rf"(?:{SPACE}*{QUOTED}(?:@{BARE}*)?|{SPACE}+{BARE}+|(?:{BARE}|=)+)"
METHOD = rf"{KEY}(?:{SPACE}*/{SPACE}*[0-9]+)?"
NAME = rf"{KEY}(?:{SPACE}*\.{SPACE}*{KEY})?"
ONE = re.compile(
    rf"{SPACE}*({METHOD}){SPACE}*={SPACE}*({KEY})((?:{SPACE}+{NAME}{SPACE}*={VALUE}(?={SPACE}|$))*){SPACE}*"
)
PAIR = re.compile(rf"{SPACE}+({NAME}){SPACE}*=({VALUE})(?={SPACE}|$)")
ID = re.compile(rf"{SPACE}*({BARE}+|{QUOTED})(?:{SPACE}+1)?{SPACE}*")
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def slowly(value: str) -> Field | None:
    """What the field says, None where it is broken."""
    words: list[str] = []
    bare = ""
    mode, depth, at = "outside", 0, 0
    while at < len(value):
        char = value[at]
        if CONTROLS.match(char):
            return None
        if mode != "outside" and char == "\\":
            at += 1
            if at == len(value) or value[at] in "\r\n" or CONTROLS.match(value[at]):
                return None
            if mode == "quoted":
                words[-1] += value[at]
        elif mode == "quoted":
            if char == '"':
                mode = "outside"
            else:
                words[-1] += char
        elif char == "(":
            bare += " " if mode == "outside" else ""
            mode, depth = "comment", depth + 1
        elif mode == "comment":
            depth -= char == ")"
            mode = "comment" if depth else "outside"
        elif char == '"':
            bare += chr(0xE000 + len(words))
            words.append("")
            mode = "quoted"
        elif char in ")\\":
            return None
        else:
            bare += char
        at += 1
    return _assembled(bare, words) if mode == "outside" else None


def _assembled(bare: str, words: list[str]) -> Field | None:
    def text(value: str) -> str:
        found = value.strip(" \t\r\n")
        return words[ord(found[0]) - 0xE000] + found[1:] if re.match(QUOTED, found) else found

    def name(value: str) -> str:
        return re.sub(SPACE, "", value).lower()

    pieces = bare.split(";")
    authserv_id = ""
    if not ONE.fullmatch(pieces[0]) and pieces[0].strip(" \t\r\n"):
        head = ID.fullmatch(pieces.pop(0))
        if head is None or not pieces:
            return None
        authserv_id = text(head[1]).lower() or '""'
    results = []
    says_none = False
    for piece in pieces:
        alone = piece.strip(" \t\r\n")
        one = ONE.fullmatch(piece)
        if one:
            method, _, version = name(one[1]).partition("/")
            pairs = tuple((name(pair[1]), text(pair[2])) for pair in PAIR.finditer(one[3]))
            results.append(Result(method, one[2].lower() if version in ("", "1") else "", pairs))
        elif alone.lower() == "none" and authserv_id:
            says_none = True
        elif alone and (authserv_id or not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", alone)):
            return None
    if says_none and results:
        return None
    return Field(authserv_id, tuple(results), says_none=says_none)


ATOMS = (
    *' \t;=()"\\.@/<>,:-_?[]',
    *("\r\n ", "; ", " (", ") ", '\\"', "\\)", '"@', "=?", "\x00", "é", "1", "none"),
    *("mx.example.net", "dmarc", "dkim", "spf", "pass", "fail", "reason", "action", "compauth"),
    *("header.from", "header.d", "header.i", "smtp.mailfrom", "header", "from", "header.b"),
    *("example.org", "example.com", "@example.org", "x@example.com", '"x@example.org"@example.com'),
    *("=pass", " header.from=example.org", "; dmarc=pass header.from=example.org", 'reason="x"', "(a (b) c)"),
)
HONEST = (
    "mx.example.net; dmarc=pass (p=none dis=none) header.from=example.org",
    "mx.example.net 1; none",
    'mx.example.net; spf=pass smtp.mailfrom="x y"@example.com; dmarc=fail header.from=example.org',
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=pass (signature was verified) "
    "header.d=example.org;dmarc=pass action=none header.from=example.org;compauth=pass reason=100",
    'mx.example.net; dkim=pass reason="a \\"b\\"; c" header.d=example.org header.b="a/b="; '
    "dkim=fail header.i=@example.com header.b=a/b=",
    "mx.example.net; spf=pass smtp.mailfrom=SRS0=ab=V7=example.org=x@example.com smtp.remote-ip=2001:db8::1",
)


def _mutated(dice: random.Random) -> str:
    """An honest field with a few pieces put in, taken out or doubled; or pieces alone."""
    if dice.random() < 0.3:
        return "".join(dice.choices(ATOMS, k=dice.randint(1, 14)))
    value = dice.choice(HONEST)
    for _ in range(dice.randint(0, 4)):
        at, length = dice.randint(0, len(value)), dice.choice((0, 0, 1, 1, 2, 9))
        value = value[:at] + dice.choice(("", *dice.choices(ATOMS, k=2))) + value[at + length :]
    return value


def test_thousands_of_fields_read_as_the_slow_reader_reads_them() -> None:
    """Fields of the dialects, mutated: broken for both, or the same for both."""
    dice = random.Random(8601)
    whole = 0
    for _ in range(10_000):
        value = _mutated(dice)
        expected, found = slowly(value), read_field(value)
        assert expected == (found if found.whole else None), value
        whole += found.whole
    assert 2_500 < whole < 7_500  # both kinds are well met


def _spaced(dice: random.Random) -> str:
    return dice.choice(("", "", "", " ", "\r\n\t", "(x)", " (a (b) \\) ; dmarc=pass) "))


def _rendered(dice: random.Random, result: Result) -> str:
    """The result as a host might write it."""
    text = _spaced(dice) + result.method + _spaced(dice) + "=" + _spaced(dice) + result.result
    for name, value in result.properties:
        if re.fullmatch(r"[\w.+@/=-]+", value) and dice.random() < 0.6:
            written = value
        else:
            local, at, domain = (
                value.rpartition("@") if "@" in value and dice.random() < 0.5 else (value, "", "")
            )
            written = _spaced(dice) + '"' + re.sub(r'(["\\])', r"\\\1", local) + '"' + at + domain
        separator = dice.choice((" ", "\r\n\t", "(x)", " (; x=y) "))
        text += (
            separator + _spaced(dice) + name.replace(".", _spaced(dice) + "." + _spaced(dice)) + _spaced(dice)
        )
        text += "=" + written
    return text + _spaced(dice)


def test_what_is_written_by_the_grammar_is_read_back() -> None:
    """Thousands of sets of results, written in every way the grammar allows, come back as they were."""
    dice = random.Random(2045)
    values = (
        "example.org",
        "x@example.org",
        "a b@example.org",
        'a";\\@example.org',
        "@example.org",
        "a/b+c==",
    )
    for _ in range(3_000):
        results = tuple(
            Result(
                dice.choice(("dkim", "spf", "dmarc", "x-google-dkim")),
                dice.choice(("pass", "fail", "none", "softfail")),
                tuple(
                    (
                        dice.choice(("header.d", "smtp.mailfrom", "policy.is_org", "reason")),
                        dice.choice(values),
                    )
                    for _ in range(dice.randint(0, 3))
                ),
            )
            for _ in range(dice.randint(1, 4))
        )
        value = _spaced(dice) + "mx.example.net" + dice.choice(("", " 1", "(x)1 "))
        value += "".join(";" + _rendered(dice, result) for result in results) + dice.choice(("", ";", " ; "))
        assert Field("mx.example.net", results) == read_field(value), value


def test_hostile_fields_have_no_more_tokens_than_letters() -> None:
    """Every step takes at least one letter, whatever the field is made of."""
    for atom in ATOMS:
        value = (atom * MAX_FIELD)[:MAX_FIELD]
        assert len(tokens(value)[0]) <= MAX_FIELD + 1
        assert () == read_field("mx; " + value).results or atom == "=?"
