"""Which small changes of a room's code its own quick tests notice: `make mutants ROOM=cases`.

    python bench/mutants.py cases                   # every mutant of the room
    python bench/mutants.py replies --sample 800    # that many, drawn evenly (always the same ones)
    python bench/mutants.py replies 'replies.answers.*'

mutmut changes one thing in one function at a time and runs the tests that reach it. It works on a copy of
the tracked files, at the lowest priority and in one process. Printed: the share killed by module, then each
survivor as a diff, to be judged one by one: some change nothing that anybody could see (docs/decisions.md).
Not changed: texts of errors and of the log, and constants outside functions (the tests write closed lists and
tables out a second time).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
MUTMUT = Path(os.environ.get("MUTMUT", HERE / ".venv" / "mutants" / "bin" / "mutmut"))
HOUSE = ("cases", "concierge", "db", "followups", "intake", "mailer", "replies", "reports", "templates")
ROOMS = {
    # room: (what is changed, the tests that have to notice)
    "cases": (["cases/*.py"], ["tests/cases"]),
    "followups": (["followups/*.py"], ["tests/followups"]),
    "replies": (["replies/*.py"], ["tests/replies"]),
    "intake/decide": (
        ["intake/decide/*.py", "intake/sent/decide.py"],
        ["tests/intake/decide", "tests/intake/sent"],
    ),
}
SILENT = [r"^\s*raise \w+\(", r"\blog\.\w+\("]  # words for an operator, written by hand
# The store is asked on SQLite. A property test draws other examples each time, so its verdict may change.
QUICK = ("-p", "no:xdist", "-k", "not postgresql", "-m", "not hypothesis")
# mutmut names each test to pytest, which finds none whose name had to be escaped ("[4\\n\\nThanks]").
PLAIN_NAMES = """
import zlib

def pytest_make_parametrize_id(val):
    if isinstance(val, str | bytes):
        return format(zlib.crc32(val.encode("utf-8", "replace") if isinstance(val, str) else val), "08x")
"""
SEED = 1


def main(room: str, sample: int, names: Sequence[str]) -> int:
    changed, tests = ROOMS[room]
    config = {
        "source_paths": list(HOUSE),
        "only_mutate": changed,
        "do_not_mutate_patterns": SILENT,
        "also_copy": ["docs", "bench", "CHANGELOG.md", "README.md", "Makefile"],
        "pytest_add_cli_args_test_selection": tests,
        "pytest_add_cli_args": [*QUICK],
    }
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder)
        _copy_tracked(copy)
        with (copy / "pyproject.toml").open("a", encoding="utf-8") as project:
            project.write(
                "\n[tool.mutmut]\n" + "".join(f"{key} = {json.dumps(v)}\n" for key, v in config.items())
            )
        with (copy / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
            conftest.write(PLAIN_NAMES)
        if sample:
            _run(copy, "none")  # makes the mutants, finds out which test reaches which, and tries none
            names = _drawn(copy, sample)
        status = _run(copy, *names)
        _report(copy)
    return status


def _copy_tracked(folder: Path) -> None:
    """The files that git knows, as they are now."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (HERE / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HERE / name, folder / name)


def _run(folder: Path, *names: str) -> int:
    command = ["nice", "-n", "19", str(MUTMUT), "run", "--max-children", "1", *names]
    return subprocess.run(command, cwd=folder).returncode


def _drawn(folder: Path, count: int) -> list[str]:
    """That many of the mutants that a test reaches."""
    reached = json.loads((folder / "mutants" / "mutmut-stats.json").read_text("utf-8"))
    tested = {name for name, tests in reached["tests_by_mangled_function_name"].items() if tests}
    mutants = sorted(name for name, _ in _verdicts(folder) if name.rpartition("__mutmut_")[0] in tested)
    return random.Random(SEED).sample(mutants, min(count, len(mutants)))


def _verdicts(folder: Path) -> list[tuple[str, str]]:
    """(name, verdict) of every mutant."""
    ask = [str(MUTMUT), "results", "--all", "true"]
    listed = subprocess.run(ask, cwd=folder, check=True, capture_output=True, text=True).stdout
    pairs = (line.strip().rpartition(": ") for line in listed.splitlines())
    return [(name, verdict) for name, colon, verdict in pairs if colon]


def _report(folder: Path) -> None:
    found = [(name, verdict) for name, verdict in _verdicts(folder) if verdict != "not checked"]
    by_module: dict[str, Counter[str]] = defaultdict(Counter)
    for name, verdict in found:
        by_module[name.rpartition(".")[0]][verdict] += 1
    for module, verdicts in sorted(by_module.items()):
        print(f"{module:50} {_share(verdicts)}")
    print(f"{'all':50} {_share(sum(by_module.values(), Counter()))}\n")
    for name, verdict in found:
        if verdict in ("survived", "suspicious"):
            shown = subprocess.run(
                [str(MUTMUT), "show", name], cwd=folder, capture_output=True, text=True
            ).stdout
            changes = [
                line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
            ]
            print(f"{name}: {verdict}", *changes, sep="\n", end="\n\n")


def _share(verdicts: Counter[str]) -> str:
    """ "93.5 % of 153: killed 143, survived 10"; a mutant that never ends is noticed as well.

    The share is of the mutants that a test of the room reaches; "no tests" says how many none does.
    """
    reached = verdicts.total() - verdicts["no tests"]
    killed = verdicts["killed"] + verdicts["timeout"] + verdicts["segfault"]
    listed = ", ".join(f"{verdict} {count}" for verdict, count in sorted(verdicts.items()))
    return f"{100 * killed / max(reached, 1):5.1f} % of {reached}: {listed}"


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    reader.add_argument("room", choices=ROOMS)
    reader.add_argument("--sample", type=int, default=0)
    reader.add_argument("names", nargs="*")
    given = reader.parse_args()
    sys.exit(main(given.room, given.sample, given.names))
