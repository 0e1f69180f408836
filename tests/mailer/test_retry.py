"""The times of further attempts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mailer.retry import DELAYS, GIVE_UP_AFTER, JITTER, next_attempt, next_connection

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_the_schedule_is_quick_then_patient_then_ends_after_five_days() -> None:
    """One minute after the first failure, eight hours between the last, given up within five days."""
    minutes = [int(delay / timedelta(minutes=1)) for delay in DELAYS]
    assert [1, 5, 15, 30, 60, 120, 240, 480] == minutes[:8]
    assert {480} == set(minutes[7:])
    assert GIVE_UP_AFTER - timedelta(hours=8) < sum(DELAYS, timedelta()) <= GIVE_UP_AFTER


def test_every_delay_is_within_a_tenth_of_the_schedule() -> None:
    """Jitter moves an attempt by at most a tenth of its delay, after which nothing follows."""
    for number, delay in enumerate(DELAYS, 1):
        at = next_attempt(number, NOW, "<a@example.org>")
        assert at is not None
        assert (1 - JITTER) * delay <= at - NOW <= (1 + JITTER) * delay
    assert None is next_attempt(len(DELAYS) + 1, NOW, "<a@example.org>")


def test_the_same_mail_gets_the_same_times_and_others_other_times() -> None:
    """The Message-ID decides the jitter, so that mails that failed together come back apart."""
    times = {next_attempt(1, NOW, f"<{number}@example.org>") for number in range(50)}
    assert 50 == len(times)
    assert next_attempt(3, NOW, "<a@example.org>") == next_attempt(3, NOW, "<a@example.org>")


def test_a_relay_that_is_away_is_dialled_less_and_less() -> None:
    """Five seconds after the first failure, five minutes at most however long it is away."""
    waits = [int((next_connection(n, NOW) - NOW).total_seconds()) for n in (1, 2, 3, 7, 8, 1000)]
    assert [5, 10, 20, 300, 300, 300] == waits
