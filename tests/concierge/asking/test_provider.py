"""Who has a domain's mail: judged from what its servers say, also when they say it badly or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from concierge.asking.autoconfig import LARGEST, Offered, read_autoconfig
from concierge.asking.discover import discover
from concierge.asking.provider import Seen, judged
from concierge.asking.servers import Server
from concierge.asking.web import fetch
from concierge.name_servers import Names
from tests.servers.name_server import name_server
from tests.servers.web_server import Answer, content, redirection, self_made_certificate, web_server

OWN = Offered(
    Server("imap.host.example", 993, "tls"),
    Server("smtp.host.example", 465, "tls"),
    "%EMAILLOCALPART%",
)
SRV = {
    "_imaps._tcp": (("mail.example.org", 993),),
    "_imap._tcp": (("old.example.org", 143),),
    "_submission._tcp": (("mail.example.org", 587),),
}


@pytest.mark.parametrize(
    ("seen", "provider", "how", "imap", "smtp"),
    [
        (
            Seen(mx=("example-org.mail.protection.outlook.com",)),
            *("microsoft", "mx", "outlook.office365.com:993 tls", "smtp.office365.com:587 starttls"),
        ),
        (
            Seen(mx=("example-org.a-v1.mx.microsoft",)),
            *("microsoft", "mx", "outlook.office365.com:993 tls", "smtp.office365.com:587 starttls"),
        ),
        (
            Seen(mx=("alt1.aspmx.l.google.com",)),
            *("google", "mx", "imap.gmail.com:993 tls", "smtp.gmail.com:587 starttls"),
        ),
        (
            Seen(mx=("smtp.google.com",), autoconfig=OWN),
            *("google", "mx", "imap.gmail.com:993 tls", "smtp.gmail.com:587 starttls"),
        ),
        (  # a filter before it
            Seen(mx=("eu.mimecast.com",), autodiscover="autodiscover.outlook.com"),
            *(
                "microsoft",
                "autodiscover",
                "outlook.office365.com:993 tls",
                "smtp.office365.com:587 starttls",
            ),
        ),
        (
            Seen(mx=("eu.mimecast.com",), spf="v=spf1 include:_spf.google.com ~all"),
            *("google", "spf", "imap.gmail.com:993 tls", "smtp.gmail.com:587 starttls"),
        ),
        (
            Seen(mx=("mx.host.example",), autoconfig=OWN, srv=SRV),
            *("other", "autoconfig", "imap.host.example:993 tls", "smtp.host.example:465 tls"),
        ),
        (
            Seen(mx=("mx.host.example",), srv=SRV),
            *("other", "srv", "mail.example.org:993 tls", "mail.example.org:587 starttls"),
        ),
        (  # not offered (RFC 6186), then the next way
            Seen(mx=("mx.host.example",), srv={**SRV, "_imaps._tcp": (("", 0),)}),
            *("other", "srv", "old.example.org:143 starttls", "mail.example.org:587 starttls"),
        ),
        (  # one of two is named, the other is the usual
            Seen(mx=("mx.host.example",), srv={"_imaps._tcp": (("mail.example.org", 993),)}),
            *("other", "srv", "mail.example.org:993 tls", "smtp.example.org:587 starttls"),
        ),
        (
            Seen(mx=("mx.host.example",), srv={"_imaps._tcp": (("imap.gmail.com", 993),)}),
            *("google", "srv", "imap.gmail.com:993 tls", "smtp.gmail.com:587 starttls"),
        ),
        (  # names that only end alike, and what is no name of a host
            Seen(mx=("mail.protection.outlook.com.evil.example", "notgoogle.com")),
            *("other", "guess", "imap.example.org:993 tls", "smtp.example.org:587 starttls"),
        ),
        (
            Seen(mx=("mx.host.example",), srv={"_imaps._tcp": (("a b\\032.example.org", 993),)}),
            *("other", "guess", "imap.example.org:993 tls", "smtp.example.org:587 starttls"),
        ),
        (
            Seen(mx=("",)),
            *("other", "no-mail", "imap.example.org:993 tls", "smtp.example.org:587 starttls"),
        ),
        (Seen(mx=()), *("other", "no-mx", "imap.example.org:993 tls", "smtp.example.org:587 starttls")),
        (Seen(), *("other", "no-answer", "imap.example.org:993 tls", "smtp.example.org:587 starttls")),
    ],
)
def test_who_has_the_mail(seen: Seen, provider: str, how: str, imap: str, smtp: str) -> None:
    """The provider, by what it was seen, and its servers."""
    found = judged("example.org", seen)
    assert (provider, how, imap, smtp) == (found.provider, found.how, str(found.imap), str(found.smtp))


def test_mailboxes_of_persons() -> None:
    """Behind outlook.com and gmail.com there is no organisation that could give an application rights."""
    assert judged("hotmail.com", Seen(mx=("hotmail-com.olc.protection.outlook.com",))).of_persons
    assert judged("gmail.com", Seen(mx=("gmail-smtp-in.l.google.com",))).of_persons
    assert not judged("example.org", Seen(mx=("example-org.mail.protection.outlook.com",))).of_persons


def config(imap: str = "", smtp: str = "", before: str = "") -> bytes:
    """An autoconfig file with these elements of both servers."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<clientConfig version="1.1"><emailProvider id="x">'
        '<incomingServer type="pop3"><hostname>pop.host.example</hostname><port>995</port>'
        "<socketType>SSL</socketType></incomingServer>"
        f'<incomingServer type="imap">{imap}</incomingServer>'
        f'<outgoingServer type="smtp">{smtp}</outgoingServer></emailProvider></clientConfig>'
    ).encode()


IMAP = (
    "<hostname>imap.host.example</hostname><port>993</port><socketType>SSL</socketType>"
    "<username>%EMAILLOCALPART%</username><authentication>password-cleartext</authentication>"
)
SMTP = "<hostname>smtp.host.example</hostname><port>465</port><socketType>SSL</socketType>"
GOOD = config(IMAP, SMTP)


def test_an_autoconfig_file() -> None:
    """Hosts, ports, encryption and the form of the user name; in UTF-16 too."""
    assert OWN == read_autoconfig(GOOD)
    wide = GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert OWN == read_autoconfig(wide)
    plain = config(IMAP.replace("SSL", "plain"), SMTP.replace("SSL", "STARTTLS").replace("465", "587"))
    assert Offered(None, Server("smtp.host.example", 587, "starttls")) == read_autoconfig(plain)


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
HOSTILE = {
    "billion laughs": config("<hostname>&i;</hostname>", SMTP, LAUGHS),
    "an outside entity": config(
        "<hostname>&p;</hostname>", SMTP, '<!DOCTYPE x [<!ENTITY p SYSTEM "/etc/passwd">]>'
    ),
    "an outside document type": config(IMAP, SMTP, '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'),
    "deep": b"<clientConfig>" + b"<a>" * 20_000,
    "huge": config(IMAP + "<x>" + "y" * LARGEST + "</x>", SMTP),
    "cut off": GOOD[:-20],
    "a page": b"<!doctype html><html><p>Not found",
    "json": b'{"imap": "imap.host.example"}',
    "nothing": b"",
    "octets": bytes(range(256)),
    "an unknown encoding": GOOD.replace(b"UTF-8", b"x-nobody"),
    "another root": GOOD.replace(b"clientConfig", b"serverConfig"),
    "a host that is none": config(
        IMAP.replace("imap.host.example", "imap host\n[x]"), SMTP.replace("smtp.", "-.")
    ),
    "a port that is none": config(IMAP.replace("993", "0993993"), SMTP.replace("465", "²")),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_autoconfig_file(what: str) -> None:
    """Nothing is taken from it, at once."""
    begun = time.monotonic()
    assert read_autoconfig(HOSTILE[what]) is None
    assert time.monotonic() - begun < 1


FIRST = "https://autoconfig.example.org/mail/config-v1.1.xml"
SECOND = "https://example.org/.well-known/autoconfig/mail/config-v1.1.xml"
MX = {("example.org", "MX"): ["10 mx.host.example."]}


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """For both hosts, of an authority that this machine is told to trust."""
    made = self_made_certificate(tmp_path, ["autoconfig.example.org", "example.org", "host.example"])
    monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
    return made


def dribble(handler: BaseHTTPRequestHandler) -> None:
    """A header without an end, one letter at a time."""
    for _ in range(60):
        handler.wfile.write(b"H")
        handler.wfile.flush()
        time.sleep(0.1)


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A file that does not end."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(1000):
        handler.wfile.write(b" " * 100_000)


@pytest.mark.parametrize(
    ("answers", "how", "imap"),
    [
        ({FIRST: content(GOOD)}, "autoconfig", "imap.host.example:993 tls"),
        ({SECOND: content(GOOD, "application/octet-stream")}, "autoconfig", "imap.host.example:993 tls"),
        (
            {FIRST: redirection("https://host.example/x?y=1"), "https://host.example/x?y=1": content(GOOD)},
            "autoconfig",
            "imap.host.example:993 tls",
        ),
        ({FIRST: redirection(SECOND, 301), SECOND: content(GOOD)}, "autoconfig", "imap.host.example:993 tls"),
        ({FIRST: content(HOSTILE["billion laughs"]), SECOND: content(GOOD)}, "autoconfig", None),
        ({FIRST: redirection("http://example.org/x.xml")}, "guess", None),
        ({FIRST: redirection("file:///etc/passwd")}, "guess", None),
        ({FIRST: redirection("//[bad")}, "guess", None),
        ({FIRST: redirection("https://host.example:99999/")}, "guess", None),
        ({FIRST: redirection(FIRST)}, "guess", None),
        ({FIRST: endless}, "guess", None),
        ({FIRST: content(b"<html>A page for everything</html>", "text/html")}, "guess", None),
        ({}, "guess", None),
    ],
)
def test_the_domains_own_web_server(
    certificate: tuple[Path, Path], answers: Mapping[str, Answer], how: str, imap: str | None
) -> None:
    """Its file is taken from either place, over https all the way; anything else leads to a guess."""
    with name_server(MX) as server, web_server(answers, *certificate) as (port, asked):
        found = discover("example.org", Names([server], 1.0), lambda *_: ("127.0.0.1", port))
    assert how == found.how
    assert imap in (None, str(found.imap))
    assert {FIRST, SECOND} <= set(asked)
    assert [] == [url for url in asked if "@" in url or "help" in url]


def test_servers_that_never_end(certificate: tuple[Path, Path]) -> None:
    """A web server that dribbles and a name server that is silent cost seconds, not the evening."""
    begun = time.monotonic()
    with name_server(MX) as server, web_server({FIRST: dribble, SECOND: dribble}, *certificate) as (port, _):
        found = discover("example.org", Names([server], 1.0), lambda *_: ("127.0.0.1", port), 1.5)
    assert ("guess", "mx.host.example") == (found.how, found.because)
    with name_server({}, silent=True) as server:
        assert "no-answer" == discover("example.org", Names([server], 0.5)).how
    assert time.monotonic() - begun < 5


def test_a_certificate_of_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes from a server that cannot prove its name is not read."""
    made = self_made_certificate(tmp_path, ["elsewhere.example"])
    with web_server({FIRST: content(GOOD)}, *made) as (port, asked):
        for trusted in ("", str(made[0])):
            monkeypatch.setenv("SSL_CERT_FILE", trusted)
            assert fetch(FIRST, LARGEST, lambda *_: ("127.0.0.1", port)) is None
    assert [] == asked


def test_everything_that_a_domain_may_say() -> None:
    """MX, autodiscover, SPF and SRV are asked of the name server; nobody else is where Microsoft is seen."""
    table = {
        **MX,
        ("_imaps._tcp.example.org", "SRV"): ["0 0 993 mail.example.org."],
        ("_submissions._tcp.example.org", "SRV"): ["0 0 465 mail.example.org."],
        ("ms.example.org", "MX"): ["0 ms-example-org.mail.protection.outlook.com."],
        ("filtered.example.org", "MX"): ["0 mx.filter.example."],
        ("autodiscover.filtered.example.org", "CNAME"): ["autodiscover.outlook.com."],
    }

    def nobody(host: str, port: int) -> tuple[str, int]:
        return "127.0.0.1", 9

    with name_server(table) as server:
        names = Names([server], 1.0)
        found = discover("example.org", names, nobody)
        assert ("srv", "mail.example.org:993 tls", "mail.example.org:465 tls") == (
            found.how,
            str(found.imap),
            str(found.smtp),
        )
        assert ("microsoft", "mx") == (
            discover("ms.example.org", names).provider,
            found.how.replace("srv", "mx"),
        )
        assert "autodiscover" == discover("filtered.example.org", names, nobody).how
        assert "no-mx" == discover("gone.example.org", names, nobody).how


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second of silence instead of three."""
    monkeypatch.setattr("concierge.asking.web.SILENCE", 1.0)
    return iter([None])
