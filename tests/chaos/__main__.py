"""`make chaos`: kill the service again and again, and see whether it keeps what it promises.

make chaos                                    1,000 kills, SQLite and PostgreSQL in turn
make chaos ARGS="--seed 7 --kills 100"        other endings, fewer
make chaos ARGS="--seed 7 --only 31"          that round alone, as it was played
make chaos ARGS="--engine sqlite --seconds 60"
"""

from __future__ import annotations

import argparse
import itertools
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from tests.chaos.endings import SIDES
from tests.chaos.rounds import ENGINES, STEPS, Grounds, Round, Rounds
from tests.servers.processes import MissingServerError


def main() -> int:
    """Exit status 0: every promise was kept; 1: not, and the report says which; 2: a server is missing."""
    asked = _parser().parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where nohup ignores it
    engines = (asked.engine,) if asked.engine else ENGINES
    asked.keep.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    results: list[Round] = []
    try:
        with Grounds(engines) as grounds:
            rounds = Rounds(grounds, asked.seed, asked.steps, asked.keep)
            numbers = [asked.only] if asked.only is not None else itertools.count()
            for number in numbers:
                for engine in engines if asked.only is not None else (engines[number % len(engines)],):
                    results.append(rounds.play(number, engine))
                    _tell(results, asked, time.monotonic() - began)
                kills = sum(result.kills for result in results)
                if kills >= asked.kills or (asked.seconds and time.monotonic() - began > asked.seconds):
                    break
    except KeyboardInterrupt:
        print("Stopped; what was played until now:")
    except MissingServerError as missing:
        print(missing, file=sys.stderr)
        return 2
    _report(results, asked)
    print(f"{_cpu():.0f} s of processor time, {time.monotonic() - began:.0f} s by the clock")
    return 1 if any(result.faults for result in results) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "make chaos", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--only", type=int, metavar="K", help="round K alone")
    parser.add_argument("--steps", type=int, default=STEPS, help="of a story")
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument(
        "--keep", type=Path, default=Path("/tmp/chaos-found"), help="folder for rounds with a fault"
    )
    return parser


def _tell(results: list[Round], asked: argparse.Namespace, seconds: float) -> None:
    last = results[-1]
    kills = sum(result.kills for result in results)
    print(
        f"{seconds:6.0f} s  round {last.number} on {last.engine}: {kills} kills, {len(last.faults)} faults",
        flush=True,
    )
    for fault in last.faults:
        print(f"    {fault}")
    if last.faults:
        print(f'    again: make chaos ARGS="--seed {asked.seed} --only {last.number} --engine {last.engine}"')
        print(f"    kept:  {last.kept}", flush=True)


def _report(results: list[Round], asked: argparse.Namespace) -> None:
    deaths = [death for result in results for death in result.deaths if death.killed]
    places: Counter[str] = sum((result.places for result in results), Counter())
    seen = sorted(place.removeprefix("seen ") for place in places if place.startswith("seen "))
    print(f"\nSeed {asked.seed}: {len(results)} rounds, {len(deaths)} kills")
    for words, found in (
        ("engine", Counter(result.engine for result in results for death in result.deaths if death.killed)),
        (
            "how",
            Counter(
                f"{death.ending.how}, {death.ending.side}"
                if death.ending.how in ("commit", "data")
                else death.ending.how
                for death in deaths
            ),
        ),
        ("whom", Counter(death.ending.whom for death in deaths)),
        (
            "life",
            Counter("once" if death.ending.once else death.ending.apart or "daemon" for death in deaths),
        ),
    ):
        print(f"  {words}: {', '.join(f'{name} {count}' for name, count in sorted(found.items()))}")
    mails, doubles = sum(each.mails for each in results), sum(each.doubles for each in results)
    print(f"  mails out: {mails}, of them again: {doubles}")
    print("  commits: place, kills before, during, after it")
    for place in seen:
        print(f"    {place}: {', '.join(str(places[f'{side} {place}']) for side in SIDES)}")


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    sys.exit(main())
