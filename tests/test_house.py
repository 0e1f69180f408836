"""The rules of the house: who imports whom, one door per library, names, sizes, and cited standards."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "cases": set(),
    "templates": {"cases"},
    "db": {"cases"},
    "replies": {"cases", "templates"},
    "mailer": {"cases", "db"},
    "followups": {"cases", "templates", "db"},
    "reports": {"cases", "templates", "db"},
    "intake": {"cases", "templates", "replies", "followups", "db"},
    "concierge": {"cases", "templates", "db", "replies", "mailer", "followups", "reports", "intake"},
}
PURE = ("cases", "replies")  # no I/O, no clock, no randomness: nothing of what lets these in
IMPURE_MODULES = {
    "socket",
    "subprocess",
    "threading",
    "asyncio",
    "random",
    "secrets",
    "time",
    "os",
    "tempfile",
}
DOORS = {
    "imapclient": ("intake/imap/mailbox.py",),
    "mailparser": ("intake/reading/parse.py",),
    "aiosmtplib": ("mailer/smtp.py",),
    "jinja2": ("templates/environment.py", "templates/render.py", "templates/check.py"),
    "peewee": ("db/",),
    "playhouse": ("db/",),
}
CATCH_ALL = {  # module -> how often, and why; a handler that raises again is no catch
    "concierge/cli.py": 1,  # `main`
    "concierge/daemon.py": 1,  # the `main` of a thread: one that died has to stop the others
    "concierge/demo/servers.py": 1,  # the same, handed to whoever started the thread
    "intake/handle.py": 1,  # the boundary around one mail
    "intake/older/backfill.py": 1,  # around one imported mail
    "followups/runner.py": 1,  # around one case
    "mailer/outbox.py": 2,  # around one draft, and around telling of one failure
    "intake/reading/parse.py": 1,  # a foreign parser on foreign octets; ours goes on without it
}
VAGUE = re.compile(r"(?:^|_)(?:utils?|helpers?|managers?|common|misc)(?:_|$)")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
LONGEST = 250  # lines of a module that does not say why it is longer
RFC = re.compile(r"\bRFC[ -]\d{3,5}(?:(?:, | and )\d{3,5}\b)*")  # not "RFC822.SIZE", a word of IMAP


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the nine packages."""
    return tuple(path for room in MAY_IMPORT for path in sorted((ROOT / room).rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports, wherever in the module it does so."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)}: write the full name instead of a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]


def test_imports_go_one_way() -> None:
    """A room imports only rooms below it; nothing imports concierge."""
    wrong = [
        f"{name(path)} imports {imported}"
        for path in modules()
        for imported in imports(path)
        if (target := imported.partition(".")[0]) in MAY_IMPORT
        and target != room(path)
        and target not in MAY_IMPORT[room(path)]
    ]
    assert [] == wrong


def test_no_module_imports_itself_by_a_detour() -> None:
    """Imports make no circle, those for types included: every module can be read after what it needs."""
    paths = {module_name(path): path for path in modules()}
    needs = {
        module: {target for imported in imports(path) if (target := _module_of(imported, paths)) != module}
        for module, path in paths.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def _module_of(imported: str, known: Collection[str]) -> str:
    """The module that an import reads: the longest known beginning of its name; else the name itself."""
    found = imported
    while found and found not in known:
        found = found.rpartition(".")[0]
    return found or imported


def test_the_core_is_pure() -> None:
    """`cases` needs only the standard library; it and `replies` touch no world, clock or dice."""
    wrong = []
    for path in modules():
        for imported in imports(path):
            top = imported.partition(".")[0]
            if room(path) == "cases" and top not in sys.stdlib_module_names | {"cases"}:
                wrong.append(f"{name(path)} imports {imported}")
            if room(path) in PURE and top in IMPURE_MODULES:
                wrong.append(f"{name(path)} imports {imported}")
        if room(path) in PURE:
            wrong += [
                f"{name(path)}:{node.lineno} asks the clock"
                for node in ast.walk(tree(path))
                if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
                if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
            ]
    assert [] == wrong


def test_intake_uses_only_the_pure_part_of_followups() -> None:
    """Intake decides about survey answers; it does not run the clock."""
    wrong = [
        f"{name(path)} imports {imported}"
        for path in modules()
        if room(path) == "intake"
        for imported in imports(path)
        if imported.startswith("followups.runner")
    ]
    assert [] == wrong


@pytest.mark.parametrize(("library", "doors"), DOORS.items())
def test_one_door_per_library(library: str, doors: tuple[str, ...]) -> None:
    """Each library is imported in one place, so that its traps are met in one place."""
    users = {
        name(path)
        for path in modules()
        for imported in imports(path)
        if imported.partition(".")[0] == library
    }
    assert set() == {user for user in users if not user.startswith(doors)}


def test_errors_are_swallowed_in_known_places_only() -> None:
    """`except Exception` stands where one bad item must not stop the others, and in `main`; nowhere else."""
    found: dict[str, int] = defaultdict(int)
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler) and _catches_all(node):
                found[name(path)] += 1
    assert CATCH_ALL == dict(found)


def _catches_all(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    if isinstance(last, ast.Raise):
        return False
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    )


def test_names_say_what_is_inside() -> None:
    """No module is a drawer for things without a place."""
    assert [] == [name(path) for path in modules() if VAGUE.search(path.stem)]


def test_nothing_is_left_unfinished() -> None:
    """No marks of work that is still to be done."""
    texts = (path for part in ("*.py", "*.md", "*.toml") for path in ROOT.glob(f"*/**/{part}"))
    ours = [path for path in texts if not path.relative_to(ROOT).parts[0].startswith((".", "build"))]
    assert [] == [name(path) for path in ours if UNFINISHED.search(path.read_text("utf-8"))]


def test_long_modules_say_why() -> None:
    """A module above 250 lines has the reason in its docstring."""
    wrong = [
        name(path)
        for path in modules()
        if len(path.read_text("utf-8").splitlines()) > LONGEST
        and "onger than" not in (ast.get_docstring(tree(path)) or "")
    ]
    assert [] == wrong


def test_every_module_and_test_says_what_it_is_for() -> None:
    """Modules have a docstring; so has each test, in a sentence."""
    silent = [
        name(path)
        for path in modules()
        if path.read_text("utf-8").strip() and not ast.get_docstring(tree(path))
    ]
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                sentence = ast.get_docstring(node) or ""
                if not sentence.rstrip('"').endswith("."):
                    silent.append(f"{name(path)}: {node.name}")
    assert [] == silent


def test_cited_standards_are_listed() -> None:
    """Every RFC cited in code is a row of docs/standards.md, and every row is cited."""
    citations = [found for path in modules() for found in RFC.findall(path.read_text("utf-8"))]
    cited = {number for found in citations for number in re.findall(r"\d{3,5}", found)}
    table = (ROOT / "docs" / "standards.md").read_text("utf-8")
    rows = set(re.findall(r"^\| (?:RFC )?(\d{3,5}) \|", table, re.MULTILINE))
    assert (set(), set()) == (cited - rows, rows - cited)
