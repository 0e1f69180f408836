"""Figures for Prometheus: how much waits, how old it is, and when each part last did its work.

Labels are words of closed lists and the number of a mailbox in the configuration, so nobody is named. Counts
of mails are gauges: one that is released, or erased, changes its state or goes. The only importer of
prometheus_client.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, InfoMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from cases.endings import Ending
from cases.model import CaseState, InboundState, Kind, OutboxKind, OutboxState
from cases.settings import Settings
from concierge import __version__
from db.measured import BOUNDS, Acknowledged, Measured

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
UNKNOWN = "none"  # label of a mail of which nobody knows what it is
_KINDS = frozenset(str(each) for kinds in (Kind, OutboxKind) for each in kinds)


@dataclass(frozen=True, slots=True)
class Report:
    """What is shown. `problems`: of `health`; `endings`: of secrets; engine: sqlite or postgresql."""

    figures: Measured
    acknowledged: Acknowledged
    problems: tuple[str, ...]
    endings: tuple[Ending, ...]
    engine: str
    schema: int
    tokens: tuple[tuple[str, datetime], ...] = ()  # mailbox, and until when what its login has got holds


class _Registered(Collector):
    """One report; asked once."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def exposition(report: Report, settings: Settings, now: datetime) -> bytes:
    """The report in the text format of Prometheus, with what the process itself takes."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Registered(tuple(families(report, settings, now))))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


def families(report: Report, settings: Settings, now: datetime) -> Iterator[Metric]:
    """Every metric."""
    figures, health = report.figures, report.figures.health
    build = {"version": __version__, "schema": str(report.schema), "database": report.engine}
    yield InfoMetricFamily("concierge_build", "What runs.", build)
    yield _gauge("healthy", "1 while `concierge health` finds nothing wrong.", float(not report.problems))
    yield from _roles(report)
    yield _by_two("inbound_mails", "Received mails by state and kind.", figures.received, InboundState)
    yield _gauge("inbound_oldest_seconds", _OLDEST, _age(figures.oldest_received, now))
    yield _gauge("held_mails", "Mails that wait for a person.", float(health.held))
    yield _gauge("held_oldest_seconds", _OLDEST, _age(health.oldest_held, now))
    yield _by_two("outbox_mails", "Mails going out by state and kind.", figures.sent, OutboxState)
    yield _gauge("outbox_oldest_seconds", _OLDEST, _age(figures.oldest_to_send, now))
    cases = GaugeMetricFamily("concierge_cases", "Cases by state.", labels=["state"])
    for state in CaseState:
        cases.add_metric([state], figures.cases.get(state, 0))
    yield cases
    yield from _mailboxes(report, settings)
    yield _troubles(report, settings, now)
    if report.acknowledged.whole:
        yield _acknowledged(report.acknowledged)
    if health.backed_up:
        words = "When `concierge backup` wrote one last."
        yield _gauge("backup_timestamp_seconds", words, health.backed_up.timestamp())
    yield _gauge("database_bytes", "Size of the database on its disk.", float(figures.octets))


_OLDEST = "Age of the oldest that waits, 0 where none does."


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"concierge_{name}", words, value=value)


def _age(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0


def _by_two(name: str, words: str, counts: Mapping[tuple[str, str], int], states: Iterable[str]) -> Metric:
    """Each state is there, also where no mail is in it."""
    family = GaugeMetricFamily(f"concierge_{name}", words, labels=["state", "kind"])
    for (state, kind), count in sorted(counts.items()):
        family.add_metric([str(state), kind if kind in _KINDS else UNKNOWN], count)
    for state in states:
        if not any(state == seen for seen, _ in counts):
            family.add_metric([str(state), UNKNOWN], 0)
    return family


def _roles(report: Report) -> Iterator[Metric]:
    alive = GaugeMetricFamily(
        "concierge_role_alive_timestamp_seconds", "Last sign of life of a role.", labels=["role"]
    )
    success = GaugeMetricFamily(
        "concierge_role_last_success_timestamp_seconds",
        "Last round of a role that went well.",
        labels=["role"],
    )
    waiting = GaugeMetricFamily("concierge_role_waiting", "What a role could do now.", labels=["role"])
    for name, role in report.figures.health.roles.items():
        waiting.add_metric([name], role.waiting)
        if role.alive_at:
            alive.add_metric([name], role.alive_at.timestamp())
        if role.last_success_at:
            success.add_metric([name], role.last_success_at.timestamp())
    yield from (alive, success, waiting)


def _mailboxes(report: Report, settings: Settings) -> Iterator[Metric]:
    paused = GaugeMetricFamily(
        "concierge_sending_paused", "1 while nothing goes out of a mailbox.", labels=["mailbox"]
    )
    expiry = GaugeMetricFamily(
        "concierge_expiry_timestamp_seconds",
        "When a secret or certificate ends, where that is known.",
        labels=["mailbox", "what"],
    )
    token = GaugeMetricFamily(
        "concierge_token_expiry_timestamp_seconds",
        "Until when the token of a login holds; a new one is fetched before.",
        labels=["mailbox"],
    )
    compared = GaugeMetricFamily(
        "concierge_comparison_timestamp_seconds",
        "Last daily comparison of a mailbox with the store.",
        labels=["mailbox"],
    )
    differences = GaugeMetricFamily(
        "concierge_comparison_mails", "What it found, by difference.", labels=["mailbox", "difference"]
    )
    for number, box in enumerate(settings.mailboxes, start=1):
        label = str(number)
        paused.add_metric([label], float(box.address.lower() in report.figures.paused))
        if found := report.figures.compared.get(box.address):
            compared.add_metric([label], found.at.timestamp())
            for name, count in sorted(found.found.items()):
                differences.add_metric([label, name], count)
        for each in report.endings:
            if each.mailbox == box.address:
                what = "certificate" if each.is_certificate else "secret"
                expiry.add_metric([label, what], _midnight(each.day))
        for address, until in report.tokens:
            if address == box.address:
                token.add_metric([label], until.timestamp())
    yield from (paused, expiry, token, compared, differences)


def _midnight(day: date) -> float:
    return datetime.combine(day, time(), UTC).timestamp()


def _troubles(report: Report, settings: Settings, now: datetime) -> Metric:
    family = GaugeMetricFamily(
        "concierge_trouble_seconds",
        "Since when something does not work, as [alert] tells it.",
        labels=["kind", "about"],
    )
    numbers = {box.address.lower(): str(n) for n, box in enumerate(settings.mailboxes, start=1)}
    roles = report.figures.health.roles
    for trouble in report.figures.health.troubles:
        if trouble.broken:
            about = trouble.about if trouble.about in roles else numbers.get(trouble.about.lower(), "")
            family.add_metric([str(trouble.kind), about], _age(trouble.since, now))
    return family


def _acknowledged(acknowledged: Acknowledged) -> Metric:
    buckets, total = [], 0
    for bound, count in zip((*map(str, BOUNDS), "+Inf"), acknowledged.counts, strict=True):
        total += count
        buckets.append((bound, float(total)))
    return HistogramMetricFamily(
        "concierge_acknowledgement_seconds",
        "From the delivery of a worker's first mail to the acknowledgement handed to the relay.",
        buckets=buckets,
        sum_value=acknowledged.seconds,
    )
