# ruff: noqa: E501 - one answer a line
"""Links are followed as a polite visitor does it, and what comes of each is said in a word and a sentence."""

from __future__ import annotations

import asyncio
import socket
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from concierge.catalogue import follow, web
from concierge.catalogue.follow import Manners, follow_all
from concierge.catalogue.verdicts import Followed, Verdict
from concierge.catalogue.web import Answer, ask
from tests.servers.site import site
from tests.servers.web_server import self_made_certificate, web_server

QUICK = Manners(pause=0.0, inside=True)
SITE = "https://a.example"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Answers by "METHOD url" or by url; robots.txt is not there unless it is given. "asked": what was asked."""
    given: dict[str, Any] = {"asked": []}

    async def answer(method: str, url: str, *, inside: bool = False, body: bool = False) -> Answer:
        given["asked"].append(f"{method} {url}")
        found: Answer = given.get(f"{method} {url}", given.get(url, Answer(404)))
        return found

    monkeypatch.setattr(follow, "ask", answer)
    return given


def followed(url: str, manners: Manners = QUICK) -> Followed:
    return asyncio.run(follow_all([url], manners))[url]


@pytest.mark.parametrize(
    ("given", "verdict", "words"),
    [
        ({"/p": Answer(200)}, Verdict.GOOD, ""),
        ({"/p": Answer(404)}, Verdict.DEAD, "there is nothing any more (HTTP 404)"),
        ({"/p": Answer(410)}, Verdict.DEAD, "HTTP 410"),
        ({"/p": Answer(400)}, Verdict.DEAD, "HTTP 400"),
        ({"/p": Answer(429)}, Verdict.LATER, "ask again later"),
        ({"/p": Answer(503)}, Verdict.LATER, "ask again later"),
        ({"/p": Answer(500)}, Verdict.LATER, "HTTP 500"),
        ({"/p": Answer(403)}, Verdict.SHUT, "look yourself"),
        ({"/p": Answer(401)}, Verdict.SHUT, "look yourself"),
        ({"/p": Answer(problem="tls")}, Verdict.TLS, "certificate"),
        ({"/p": Answer(problem="timeout")}, Verdict.LATER, "in time"),
        ({"/p": Answer(problem="no-answer")}, Verdict.LATER, "no connection now"),
        ({"/p": Answer(problem="unknown-host")}, Verdict.DEAD, "no such host"),
        ({"/p": Answer(problem="inside")}, Verdict.INSIDE, "not asked"),
        ({"/p": Answer(301, f"{SITE}/new"), "/new": Answer(200)}, Verdict.MOVED, f"it moved to {SITE}/new"),
        ({"/p": Answer(302, f"{SITE}/new"), "/new": Answer(200)}, Verdict.ELSEWHERE, f"it leads to {SITE}/new"),
        ({"/p": Answer(301, f"{SITE}/p/"), "/p/": Answer(200)}, Verdict.GOOD, ""),
        ({"/p": Answer(301, f"{SITE}/nl/"), "/nl/": Answer(200)}, Verdict.FRONT, "probably gone"),
        ({"/p": Answer(301, f"{SITE}/new"), "/new": Answer(404)}, Verdict.DEAD, "HTTP 404"),
        ({"/p": Answer(302, f"{SITE}/q"), "/q": Answer(302, f"{SITE}/p")}, Verdict.CIRCLE, "do not end"),
        ({"/p": Answer(302, "http://10.0.0.1/"), "http://10.0.0.1/robots.txt": Answer(problem="inside")}, Verdict.INSIDE, "inside a network"),
        ({"/p": Answer(302, "file:///etc/passwd")}, Verdict.DEAD, "no web address"),
        ({"/p": Answer(200), "/robots.txt": Answer(200, body=b"User-agent: *\nDisallow: /p")}, Verdict.ROBOTS, "look yourself"),
        ({"/p": Answer(200), "/robots.txt": Answer(200, body=b"User-agent: learning-concierge\nDisallow: /\n")}, Verdict.ROBOTS, "robots.txt"),
        ({"/p": Answer(200), "/robots.txt": Answer(200, body=b"User-agent: other\nDisallow: /\n")}, Verdict.GOOD, ""),
        ({"/p": Answer(200), "/robots.txt": Answer(200, body=b"\x00\xff" * 9000)}, Verdict.GOOD, ""),
        ({"/p": Answer(200), "/robots.txt": Answer(403)}, Verdict.GOOD, ""),
        ({"/p": Answer(200), "/robots.txt": Answer(503)}, Verdict.LATER, "ask again later"),
    ],
)  # fmt: skip
def test_what_comes_of_a_link(
    answers: dict[str, Any], given: dict[str, Answer], verdict: Verdict, words: str
) -> None:
    """Dead is what is gone for sure; what may pass is to be asked again; what programs cannot see, by people."""
    answers |= {url if "://" in url else SITE + url: answer for url, answer in given.items()}
    found = followed(f"{SITE}/p")
    assert (verdict, True) == (found.verdict, words in found.why)


def test_head_before_get(answers: dict[str, Any]) -> None:
    """A GET where HEAD is not answered as it should be, and only there; robots.txt once."""
    answers |= {
        f"{SITE}/p": Answer(200),
        f"HEAD {SITE}/p": Answer(405),
        f"{SITE}/q": Answer(200),
        f"HEAD {SITE}/r": Answer(429),
    }
    found = asyncio.run(follow_all([f"{SITE}/p", f"{SITE}/q", f"{SITE}/p", f"{SITE}/r"], QUICK))
    assert [Verdict.GOOD, Verdict.GOOD, Verdict.LATER] == [each.verdict for each in found.values()]
    assert ["GET /robots.txt", "HEAD /p", "GET /p", "HEAD /q", "HEAD /r"] == [
        line.replace(SITE, "") for line in answers["asked"]
    ]


def test_polite_on_real_servers() -> None:
    """One request a host at a time, a pause between, hosts side by side; says who asks; no cookies."""
    with site() as one, site() as two:
        urls = [f"{each.base}/{page}" for page in ("a", "b", "gone") for each in (one, two)]
        told: list[int] = []
        found = asyncio.run(follow_all(urls, Manners(pause=0.05, inside=True), told.append))
        assert [Verdict.GOOD] * 4 + [Verdict.DEAD] * 2 == [found[url].verdict for url in urls]
        assert (6, 1, 1) == (sum(told), one.most, two.most)
        times = [at for at, *_ in one.asked]
        assert all(later - before >= 0.05 for before, later in pairwise(times))
        assert {web.USER_AGENT} == {header["User-Agent"] for *_, header in one.asked}
        assert not [header for *_, header in one.asked if "Cookie" in header or "Authorization" in header]


def test_what_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the question and never answers."""
    monkeypatch.setattr(web, "TIMEOUT", (1.0, 0.2))
    with site() as server:
        assert Verdict.LATER is followed(f"{server.base}/hang").verdict


def test_a_certificate_of_nobody(tmp_path: Path) -> None:
    """Said as such, and no reason to call the page dead."""
    certificate, key = self_made_certificate(tmp_path, ["localhost"])
    with web_server({}, certificate, key) as (port, _):
        assert Verdict.TLS is followed(f"https://localhost:{port}/a").verdict


@pytest.mark.parametrize(
    ("url", "numbers"),
    [
        ("http://127.0.0.1/a", None),
        ("http://[::1]/a", None),
        ("http://169.254.169.254/latest/meta-data", None),
        ("http://localhost/a", None),
        ("http://intranet/a", None),
        ("http://a.example/a", "10.1.2.3"),
        ("http://a.example/a", "fe80::1%eth0"),
        ("http://a.example/a", "::ffff:127.0.0.1"),
    ],
)
def test_nobody_inside_is_asked(monkeypatch: pytest.MonkeyPatch, url: str, numbers: str | None) -> None:
    """Neither by number nor by a name that leads there; nothing is sent."""

    def resolved(*_: object, **__: object) -> list[Any]:
        assert numbers is not None
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (numbers, 80))]

    def sent(*_: object) -> Answer:
        raise AssertionError("was asked")

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    monkeypatch.setattr(web, "_answer", sent)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert "inside" == asyncio.run(ask("HEAD", url)).problem


@pytest.mark.parametrize(
    "url",
    ["ftp://a.example/", "javascript:alert(1)", "https://", "http://a.example:99999/", "mailto:a@b.example"],
)
def test_only_the_web_is_asked(url: str) -> None:
    """Nothing else has an answer."""
    assert "bad-address" == asyncio.run(ask("HEAD", url)).problem


def test_a_body_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a robots.txt no more than LARGEST is read."""
    monkeypatch.setattr(web, "LARGEST", 10)
    with site() as server:
        assert b"x" * 10 == asyncio.run(ask("GET", f"{server.base}/a", inside=True, body=True)).body
