"""Every regular expression of the program, found where it is made: none can be forgotten.

Those of a module are caught while everything is imported; those inside functions are read from the source,
with a word for what only a running function knows (a case prefix, an address). Beside each stands how it is
used, because `fullmatch` begins once and `search` at every character.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("cases", "concierge", "db", "followups", "intake", "mailer", "replies", "reports", "templates")
SEARCHING = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
ANCHORED = frozenset({"match", "fullmatch"})
WAYS = SEARCHING | ANCHORED
UNKNOWN = "LC"  # stands for a value that only a running function knows


@dataclass(frozen=True)
class Expression:
    """A pattern, where it stands ("intake/a.py:12"), and the methods that are called on it."""

    where: str
    pattern: str | bytes
    flags: int
    ways: frozenset[str]

    def run(self, text: str) -> None:
        """Look through `text` in each of these ways."""
        compiled: re.Pattern[Any] = re.compile(self.pattern, self.flags)
        given = text if isinstance(self.pattern, str) else text.encode()
        if self.ways & SEARCHING:
            for _ in compiled.finditer(given):
                pass
        # A search begins with what `match` does.
        for way in (self.ways & ANCHORED) - ({"match"} if self.ways & SEARCHING else set()):
            getattr(compiled, way)(given)


def expressions() -> tuple[Expression, ...]:
    """All of them, by path and line. Imports the program anew: for a process of its own."""
    trees: dict[Path, Nodes] = {
        path: tuple(ast.walk(ast.parse(path.read_text())))
        for package in PACKAGES
        for path in _modules(package)
    }
    made = _caught(trees)
    for path, nodes in trees.items():
        made += [(path, call.lineno, *_evaluated(path, call), call) for call in _inside_functions(nodes)]
    ways = _Ways(trees)
    found = tuple(
        Expression(f"{path.relative_to(ROOT)}:{line}", pattern, flags, ways.of(path, call))
        for path, line, pattern, flags, call in sorted(made, key=lambda one: (one[0], one[1]))
    )
    return found + _of_masks()


def _of_masks() -> tuple[Expression, ...]:
    """What is made for one person."""
    masking = importlib.import_module("cases.masking")
    made = masking.Mask("maria.d@example.org", ("Maria de Vriës", "Maria")).expressions
    return tuple(Expression("cases/masking.py", one.pattern, one.flags, frozenset({"sub"})) for one in made)


Nodes = tuple[ast.AST, ...]  # of one module, from the outside in
Made = tuple[Path, int, "str | bytes", int, ast.Call]


def _modules(package: str) -> list[Path]:
    return sorted(path for path in (ROOT / package).rglob("*.py") if path.name != "__main__.py")


def _name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _caught(trees: dict[Path, Nodes]) -> list[Made]:
    """What is compiled while the program is imported."""
    calls = {
        (path, line): call
        for path, nodes in trees.items()
        for call in _calls(nodes)
        for line in range(call.lineno, (call.end_lineno or call.lineno) + 1)
    }
    made: list[Made] = []
    compile_ = re.compile

    def catching(pattern: str | bytes, flags: int = 0) -> re.Pattern[Any]:
        frame = sys._getframe(1)
        path, line = Path(frame.f_code.co_filename), frame.f_lineno
        if path in trees:
            made.append((path, line, pattern, int(flags), calls[path, line]))
        return compile_(pattern, flags)

    re.compile = catching  # type: ignore[assignment]
    try:
        for path in trees:
            importlib.import_module(_name_of(path))
    finally:
        re.compile = compile_
    return made


def _calls(nodes: Iterable[ast.AST]) -> Iterator[ast.Call]:
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "re" and node.func.attr in {*WAYS, "compile"}:
                yield node


def _inside_functions(nodes: Nodes) -> list[ast.Call]:
    if not any(_calls(nodes)):
        return []
    inside = {
        id(call): call
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.Lambda)
        for call in _calls(ast.walk(node))
    }
    return list(inside.values())


class _Ways:
    """How what has a name is used: a name that is passed on, or has none, may be used in every way."""

    def __init__(self, trees: dict[Path, Nodes]) -> None:
        self._names = {call: name for nodes in trees.values() for call, name in _assigned(nodes)}
        self._used: dict[tuple[Path | None, str], set[str]] = defaultdict(set)
        for path, nodes in trees.items():
            owners = set()
            for node in nodes:
                if isinstance(node, ast.Attribute) and node.attr in {*WAYS, "pattern"}:
                    owners.add(id(node.value))
                    self._used[self._key(path, _name(node.value))] |= {node.attr} & WAYS
            for node in nodes:
                passed_on = isinstance(node, ast.Name | ast.Attribute) and id(node) not in owners
                if passed_on and isinstance(getattr(node, "ctx", None), ast.Load) and _name(node).isupper():
                    self._used[self._key(path, _name(node))] |= WAYS

    def of(self, path: Path, call: ast.Call) -> frozenset[str]:
        assert isinstance(call.func, ast.Attribute)
        if call.func.attr != "compile":
            return frozenset({call.func.attr})
        name = self._names.get(id(call))
        return frozenset(self._used[self._key(path, name)]) or WAYS if name else WAYS

    @staticmethod
    def _key(path: Path, name: str) -> tuple[Path | None, str]:
        return (path if name.startswith("_") else None), name


def _assigned(nodes: Nodes) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield id(node.value), node.targets[0].id
        elif isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
            yield id(node.value), node.target.id


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _evaluated(path: Path, call: ast.Call) -> tuple[str | bytes, int]:
    """Pattern and flags of a call inside a function."""
    assert isinstance(call.func, ast.Attribute)
    position = {"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(call.func.attr, 2)
    given = [word.value for word in call.keywords if word.arg == "flags"] or call.args[
        position : position + 1
    ]
    module = importlib.import_module(_name_of(path))

    def value(node: ast.expr) -> Any:
        stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        known = _Known(frozenset({*vars(module), *vars(builtins), *stored}))
        tree = ast.fix_missing_locations(known.visit(ast.parse(ast.unparse(node), mode="eval")))
        return eval(compile(tree, str(path), "eval"), dict(vars(module)))

    return value(call.args[0]), int(value(given[0])) if given else 0


class _Known(ast.NodeTransformer):
    """The source with a word for everything that its module does not know."""

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return node if node.id in self._known else ast.Constant(UNKNOWN)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name):
            return node if root.id in self._known else ast.Constant(UNKNOWN)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        inside = self.generic_visit(node)
        assert isinstance(inside, ast.Call)
        return ast.Constant(UNKNOWN) if isinstance(inside.func, ast.Constant) else inside
