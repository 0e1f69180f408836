"""Whether somebody hears of it when the service does not work, and who may ask it for figures."""

from __future__ import annotations

import ipaddress
import shutil
from collections.abc import Iterator

from cases.settings import Settings
from concierge.doctor.finding import Finding, advice, ok, wrong

ALERT, MONITOR = "alert", "monitor"


def check_watching(settings: Settings) -> Iterator[Finding]:
    """[alert] and [monitor]."""
    yield _alert(settings)
    if settings.monitor:
        yield _monitor(settings)


def _alert(settings: Settings) -> Finding:
    route = settings.alert
    if route.smtp is not None:
        readers = ", ".join(route.to or settings.lead)
        return ok(ALERT, f"what does not work is told to {readers} by {route.smtp.host}")
    if not route.command:
        return advice(
            ALERT,
            "nobody is told by another route when the mailbox itself does not work",
            "Name a command or another account in [alert] (docs/operations.md, What to watch).",
        )
    if shutil.which(route.command[0]) is None:
        return wrong(
            ALERT, f"there is no program {route.command[0]} that can be run", "Correct [alert] command."
        )
    return ok(ALERT, f"what does not work is told by {route.command[0]}")


def _monitor(settings: Settings) -> Finding:
    host = settings.monitor.host
    if ipaddress.ip_address(host).is_loopback:
        return ok(MONITOR, f"figures for this machine on port {settings.monitor.port}")
    return advice(
        MONITOR,
        f"figures for everybody who reaches {host} on port {settings.monitor.port}, unencrypted",
        "They name nobody, but say how much is asked for: keep others out with a firewall, or listen on "
        f"127.0.0.1:{settings.monitor.port} behind a web server.",
    )
