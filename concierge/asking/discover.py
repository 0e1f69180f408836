"""Asks name servers and the domain's own web server about its mail, all at once and only for seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Thread
from typing import Any

from concierge.asking.autoconfig import LARGEST, Offered, read_autoconfig
from concierge.asking.provider import OTHER, SERVICES, Found, Seen, judged
from concierge.asking.web import Reach, directly, fetch
from concierge.name_servers import Names, NoAnswerError

PATIENCE = 8.0  # seconds for everything
URLS = (  # of the domain itself only: no third party learns who sets up a service
    "https://autoconfig.{domain}/mail/config-v1.1.xml",
    "https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
)


def discover(
    domain: str, names: Names | None = None, reach: Reach = directly, patience: float = PATIENCE
) -> Found:
    """Who has the mail of `domain`. Nothing but the domain is told to anybody."""
    asked, until = names or Names(), time.monotonic() + patience
    try:
        seen = Seen(mx=asked.mx(domain))
    except NoAnswerError:
        return judged(domain, Seen())
    found = judged(domain, seen)
    if found.provider != OTHER:
        return found  # their servers are known
    jobs: dict[str, Callable[[], Any]] = {
        "autodiscover": lambda: asked.cname(f"autodiscover.{domain}"),
        "spf": lambda: next((text for text in asked.txt(domain) if text.lower().startswith("v=spf1")), ""),
    }
    for _, service, _ in SERVICES:
        jobs[service] = lambda service=service: asked.srv(f"{service}.{domain}")  # type: ignore[misc]
    for url in URLS:
        jobs[url] = lambda url=url: _autoconfig(url.format(domain=domain), reach)  # type: ignore[misc]
    answers = _together(jobs, until)
    offered = next(((answers[url], url) for url in URLS if answers.get(url)), (None, ""))
    return judged(
        domain,
        replace(
            seen,
            autodiscover=answers.get("autodiscover", ""),
            spf=answers.get("spf", ""),
            srv={service: answers.get(service, ()) for _, service, _ in SERVICES},
            autoconfig=offered[0],
            autoconfig_url=offered[1].format(domain=domain),
        ),
    )


def _autoconfig(url: str, reach: Reach) -> Offered | None:
    content = fetch(url, LARGEST, reach)
    return read_autoconfig(content) if content is not None else None


def _together(jobs: Mapping[str, Callable[[], Any]], until: float) -> dict[str, Any]:
    """What each job gives, of those that are done in time; the others end by themselves, unheard."""
    answers: dict[str, Any] = {}

    def run(name: str, job: Callable[[], Any]) -> None:
        try:
            answers[name] = job()
        except NoAnswerError:
            return  # as if it had not been asked

    threads = [Thread(target=run, args=each, daemon=True) for each in jobs.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return dict(answers)
