"""The wheel: all that the packages hold is in it, and it works where the checkout is not in reach."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = [
    name.removesuffix("*")
    for name in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"][
        "find"
    ]["include"]
]
LEFT_BY_PYTHON = {".pyc", ".pyo"}
MAIL = b"From: maria@example.org\nTo: help@example.org\nSubject: Excel\n\nHow do I learn Excel?\n"
Concierge = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel. It is built from a copy, because setuptools leaves a folder `build` behind."""
    copy, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"]
    command += ["--no-build-isolation", "--wheel-dir", str(made), str(copy)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [found] = made.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def concierge(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Concierge:
    """`concierge …` of the unpacked wheel. Packages of others are those of this environment.

    Without `site` (-S) nothing that this environment has on its path by a .pth file is there: no checkout.
    """
    unpacked = tmp_path_factory.mktemp("unpacked")
    zipfile.ZipFile(wheel).extractall(unpacked)
    others = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    start = f"import sys; sys.path[:0] = {[str(unpacked), *others]!r}; from concierge.cli import main; "
    start += "sys.exit(main())"

    def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", "-c", start, *arguments]
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
        )

    return run


def test_every_file_is_in_it(wheel: Path) -> None:
    """Templates, style sheets, lists of words, starter files: whatever a package holds."""
    there = set(zipfile.ZipFile(wheel).namelist())
    files = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]
    wanted = {str(path.relative_to(ROOT)) for path in files if path.suffix not in LEFT_BY_PYTHON}
    assert len(wanted) > 300
    assert set() == wanted - there


def test_nothing_else_is_in_it(wheel: Path) -> None:
    """No tests, no benchmarks: their names would be taken in everybody's environment."""
    top = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert set(PACKAGES) == {name for name in top if not name.endswith(".dist-info")}


def test_first_steps(concierge: Concierge, tmp_path: Path) -> None:
    """Each command that reads files of ours, in the order in which somebody new gives them."""
    assert "concierge 0" in concierge("--version", folder=tmp_path).stdout
    assert concierge("init", "here", folder=tmp_path).returncode == 0
    config = ("--config", "here/concierge.toml")
    told = concierge("doctor", *config, folder=tmp_path)
    assert told.returncode == 1
    assert "password" in told.stdout
    assert "Traceback" not in told.stderr
    file = tmp_path / "here" / "concierge.toml"
    file.write_text(file.read_text().replace('password = ""', 'password = "x"'))
    for command in (("templates", "lint"), ("catalogue", "check")):
        done = concierge(*command, *config, folder=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    (tmp_path / "mail.eml").write_bytes(MAIL)
    understood = concierge("parse", "mail.eml", folder=tmp_path)
    assert "How do I learn Excel?" in understood.stdout, understood.stderr


@pytest.mark.heavy
def test_demo(concierge: Concierge, tmp_path: Path) -> None:
    """The whole story: every kind of mail is made from the wheel's own templates and style sheet."""
    done = concierge("demo", "--keep", str(tmp_path / "kept"), folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lie as .eml" in done.stdout
