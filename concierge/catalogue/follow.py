"""Whether the links of a catalogue still lead somewhere, asked as a polite visitor asks (RFC 9309, RFC 9110).

One request a host at a time and a pause between two, robots.txt first, HEAD before GET, redirects followed
one by one under the same rules, and nobody is asked twice for the same page.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlunsplit
from urllib.robotparser import RobotFileParser

from concierge.catalogue.verdicts import LATER, Followed, judged
from concierge.catalogue.web import AGENT, Answer, ask
from replies.options.pages import split_url

PAUSE = 1.0  # seconds between two requests to one host
LONGEST_PAUSE = 20.0  # that a robots.txt can ask for
AT_ONCE = 8  # hosts
MOST_STEPS = 6  # of redirects
_MOVED_FOR_GOOD = frozenset((301, 308))
_NO_HEAD = range(400, 600)  # some servers answer HEAD with any of these; a GET tells


@dataclass(frozen=True, slots=True)
class Manners:
    """How a visitor behaves: seconds of pause, and whether addresses inside the network may be asked."""

    pause: float = PAUSE
    inside: bool = False


@dataclass
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: RobotFileParser | None = None
    unreachable: Answer | None = None  # it did not answer for its robots.txt
    asked_at: float | None = None
    pause: float = 0.0


class Visitor:
    """Follows links; keeps what it knows of each host for as long as it lives."""

    def __init__(self, manners: Manners) -> None:
        self._manners = manners
        self._hosts: dict[str, _Host] = defaultdict(_Host)

    async def follow(self, url: str) -> Followed:
        """One link, with all its redirects."""
        here, for_good, status = url, True, 0
        seen = {url}
        for _ in range(MOST_STEPS):
            answer = await self._politely(here)
            if not (answer.location and 300 <= answer.status < 400):
                return judged(url, here, answer.status, answer.problem, for_good=for_good)
            status = answer.status
            for_good = for_good and status in _MOVED_FOR_GOOD
            here = _without_fragment(answer.location)
            if here in seen:
                break
            seen.add(here)
        return judged(url, here, status, "circle", for_good=False)

    async def _politely(self, url: str) -> Answer:
        parts = split_url(url)
        if parts is None:
            return Answer(problem="bad-address")
        host = self._hosts[f"{parts.scheme}://{parts.netloc.lower()}"]
        async with host.lock:
            if host.robots is None and host.unreachable is None:
                await self._read_robots(host, parts)
            if host.unreachable is not None:
                return host.unreachable
            if host.robots is not None and not host.robots.can_fetch(AGENT, url):
                return Answer(problem="robots")
            answer = await self._one(host, "HEAD", url)
            if answer.status in _NO_HEAD and answer.status not in LATER and answer.status != 503:
                answer = await self._one(host, "GET", url)
            return answer

    async def _read_robots(self, host: _Host, parts: SplitResult) -> None:
        """As RFC 9309 has it: none there, all may be asked; no answer, nothing."""
        url = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        answer = await self._one(host, "GET", url, body=True)
        for _ in range(MOST_STEPS):
            if not (answer.location and 300 <= answer.status < 400):
                break
            answer = await self._one(host, "GET", answer.location, body=True)
        host.robots = RobotFileParser()
        if answer.problem or answer.status >= 500 or answer.status in LATER:
            host.unreachable = answer
        elif answer.status == 200:
            host.robots.parse(answer.body.decode("utf-8", "replace").splitlines())
            host.pause = min(float(host.robots.crawl_delay(AGENT) or 0), LONGEST_PAUSE)
        else:
            host.robots.parse([])

    async def _one(self, host: _Host, method: str, url: str, *, body: bool = False) -> Answer:
        """One request, after the pause since the last one."""
        loop = asyncio.get_running_loop()
        if host.asked_at is not None:
            left = host.asked_at + max(self._manners.pause, host.pause) - loop.time()
            await asyncio.sleep(max(0.0, left))
        try:
            return await ask(method, url, inside=self._manners.inside, body=body)
        finally:
            host.asked_at = loop.time()


async def follow_all(
    urls: Iterable[str], manners: Manners, told: Callable[[int], None] = lambda count: None
) -> dict[str, Followed]:
    """What came of each address, each asked once; `told` how many more are done. Hosts go side by side."""
    visitor, found = Visitor(manners), dict[str, Followed]()
    by_host: dict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        parts = split_url(url)
        by_host[parts.netloc.lower() if parts else ""].append(url)
    places = asyncio.Semaphore(AT_ONCE)

    async def one_host(theirs: list[str]) -> None:
        for url in theirs:
            async with places:
                found[url] = await visitor.follow(url)
            told(1)

    await asyncio.gather(*map(one_host, by_host.values()))
    return found


def _without_fragment(url: str) -> str:
    return url.partition("#")[0]
