"""Breaks the code in 30 small ways, one at a time, and says which of them no test notices.

By hand: `.venv/bin/python tests/mutations.py [--jobs N]`. Ends 1 when fewer than 27 are noticed.

The mutations are always the same for the same code: one from each module in turn, in an order that
a hash of the place decides. Each is made in a copy of the repository. The tests nearest to the
module run first, then all others, then nbval on the committed notebooks. Left out are the tests that
any change of a file turns red (freshness, house, repository): they would notice everything.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path
from queue import Queue
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("src/analysis")
HOW_MANY, ENOUGH = 30, 27
SECONDS = 600
TOLD_BY_ANY_CHANGE = (
    "tests/pages/running/test_freshness.py",
    "tests/test_house.py",
    "tests/test_repository.py",
)
LEFT_OUT = {".git", ".venv", "build", ".mypy_cache", ".pytest_cache", ".ruff_cache", "__pycache__"}
FOR_THE_EYE = {"charts.py"}
"""Modules whose constants are sizes and colours: those are not broken."""


@dataclass(frozen=True)
class Mutation:
    """One change: the module, the place in it, what it does, and which node of the tree it replaces."""

    module: Path
    line: int
    kind: str
    index: int

    @property
    def order(self) -> str:
        """Decides who comes first; the same on every machine."""
        return hashlib.sha256(f"{self.module}:{self.line}:{self.kind}:{self.index}".encode()).hexdigest()


# What can be done to a node


OPPOSITES: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


def flipped_comparison(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPPOSITES:
        first = OPPOSITES[type(node.ops[0])]()
        return ast.Compare(node.left, [first, *node.ops[1:]], node.comparators)  # type: ignore[list-item]
    return None


def other_arithmetic(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.BinOp) and type(node.op) in OPPOSITES:
        return ast.BinOp(node.left, OPPOSITES[type(node.op)](), node.right)  # type: ignore[arg-type]
    return None


def other_conjunction(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.BoolOp):
        return ast.BoolOp(OPPOSITES[type(node.op)](), node.values)  # type: ignore[arg-type]
    return None


def dropped_not(node: ast.AST) -> ast.AST | None:
    return node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else None


def negated_condition(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.If | ast.IfExp):
        negated = ast.UnaryOp(ast.Not(), node.test)
        return type(node)(negated, node.body, node.orelse)  # type: ignore[arg-type]
    return None


def changed_constant(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Constant):
        return None
    if isinstance(node.value, bool):
        return ast.Constant(not node.value)
    return ast.Constant(node.value + 1) if isinstance(node.value, int) else None


def empty_return(node: ast.AST) -> ast.AST | None:
    if not isinstance(node, ast.Return) or node.value is None:
        return None
    already = isinstance(node.value, ast.Constant) and node.value.value is None
    return None if already else ast.Return(ast.Constant(None))


def early_return(node: ast.AST) -> ast.AST | None:
    """A loop that is left after its first turn."""
    if isinstance(node, ast.For):
        return ast.For(node.target, node.iter, [*node.body, ast.Break()], [], None)
    return None


KINDS: dict[str, Callable[[ast.AST], ast.AST | None]] = {
    "flipped comparison": flipped_comparison,
    "other arithmetic": other_arithmetic,
    "and <-> or": other_conjunction,
    "dropped not": dropped_not,
    "negated condition": negated_condition,
    "changed constant": changed_constant,
    "empty return": empty_return,
    "loop left early": early_return,
}


# Which nodes are worth it


LAYOUT_ARGUMENTS = {"indent", "ensure_ascii", "dpi", "figsize", "stacklevel", "maxsize", "timeout"}


def nodes_of(tree: ast.AST) -> list[ast.AST]:
    """The nodes that run: no annotation, decorator, type-only import, main guard or layout argument."""
    return list(_running(tree))


def _running(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "__name__ == '__main__'"}:
        return
    if isinstance(node, ast.keyword) and node.arg in LAYOUT_ARGUMENTS:
        return
    yield node
    skipped = {"annotation", "returns", "decorator_list", "type_comment"}
    for name, value in ast.iter_fields(node):
        if name in skipped:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _running(child)


def mutations_of(module: Path, root: Path) -> list[Mutation]:
    """Every mutation of the module, in the order in which they are taken."""
    found = [
        Mutation(module, getattr(node, "lineno", 0), kind, index)
        for index, node in enumerate(nodes_of(ast.parse((root / module).read_text(encoding="utf-8"))))
        for kind, change in KINDS.items()
        if change(node) is not None and not (kind == "changed constant" and module.name in FOR_THE_EYE)
    ]
    return sorted(found, key=lambda mutation: mutation.order)


def chosen(root: Path) -> list[Mutation]:
    """Thirty mutations: the first of each module, then the second of each, and so on."""
    modules = sorted(path.relative_to(root) for path in (root / PACKAGE).rglob("*.py"))
    turns = zip_longest(*(_varied(mutations_of(module, root)) for module in modules))
    in_turn = (sorted(filter(None, turn), key=lambda mutation: mutation.order) for turn in turns)
    return list(islice(chain.from_iterable(in_turn), HOW_MANY))


def _varied(mutations: list[Mutation]) -> list[Mutation]:
    """One of each kind first, so that constants and returns, the commonest, do not crowd out the rest."""
    by_kind = {
        kind: [mutation for mutation in mutations if mutation.kind == kind]
        for kind in dict.fromkeys(mutation.kind for mutation in mutations)
    }
    return [mutation for turn in zip_longest(*by_kind.values()) for mutation in turn if mutation]


def mutated(source: str, mutation: Mutation) -> str:
    """The module's source with the mutation made."""
    tree = ast.parse(source)
    old = nodes_of(tree)[mutation.index]
    new = KINDS[mutation.kind](old)
    assert new is not None

    class Replacing(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return new if node is old else self.generic_visit(node)

    return ast.unparse(ast.fix_missing_locations(Replacing().visit(tree))) + "\n"


# Whether a test notices


def nearest_tests(module: Path) -> list[str]:
    """The module's own examples, then the tests named after it, else those of its folder."""
    inside = module.relative_to(PACKAGE)
    own = Path("tests") / inside.with_name(f"test_{inside.name}")
    near = own if (ROOT / own).exists() else own.parent
    beside = [] if near == Path("tests") or not (ROOT / near).exists() else [str(near)]
    return [str(module), *beside]


def stages(module: Path) -> list[list[str]]:
    """The calls of pytest, nearest first; the first that fails has noticed."""
    ignored = [f"--ignore={path}" for path in TOLD_BY_ANY_CHANGE]
    calls = [[*nearest_tests(module), *ignored], ["tests", "src", *ignored]]
    if (ROOT / "notebooks").exists():
        calls.append(
            ["--nbval-lax", "--nbval-current-env", "--nbval-sanitize-with", "tests/nbval.cfg", "notebooks"]
        )
    return calls


def noticed_by(mutation: Mutation, copy: Path) -> str:
    """What the first red call says, or nothing when every test stays green."""
    target = copy / mutation.module
    before = target.read_text(encoding="utf-8")
    target.write_text(mutated(before, mutation), encoding="utf-8")
    try:
        return next(filter(None, (red(call, copy) for call in stages(mutation.module))), "")
    finally:
        target.write_text(before, encoding="utf-8")


def red(arguments: list[str], copy: Path) -> str:
    """The first failure of a call of pytest, or nothing when it is green."""
    call = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=no", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            call, cwd=copy, env=environment, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return f"no end within {SECONDS} s"
    if done.returncode in (0, 5):
        return ""
    if done.returncode == 4 and "conftest" not in done.stderr:
        raise SystemExit(f"pytest {' '.join(arguments)}: {done.stderr.strip()}")
    failures = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failures[0].split(" - ")[0] if failures else f"pytest ended {done.returncode}"


def copies_of_the_repository(folder: Path, jobs: int) -> list[Path]:
    """As many copies that the tests can run in; data/texts comes along when it is there."""
    left_out = shutil.ignore_patterns(*LEFT_OUT, "*.egg-info")
    first = Path(shutil.copytree(ROOT, folder / "copy0", ignore=left_out))
    return [first, *(Path(shutil.copytree(first, folder / f"copy{job}")) for job in range(1, jobs))]


def verdicts(mutations: list[Mutation], copies: list[Path]) -> Iterator[tuple[Mutation, str]]:
    """Each mutation with what noticed it, in order, as they are done."""
    free: Queue[Path] = Queue()
    for copy in copies:
        free.put(copy)

    def tried(mutation: Mutation) -> tuple[Mutation, str]:
        copy = free.get()
        try:
            return mutation, noticed_by(mutation, copy)
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        yield from pool.map(tried, mutations)


def _require_green(copy: Path) -> None:
    """Without a mutation every test must pass, or nothing can be learnt."""
    for call in stages(PACKAGE / "files.py")[1:]:
        if failure := red(call, copy):
            raise SystemExit(f"already red before any mutation: {failure}")


def main() -> int:
    """Try them all, print one line each, and end 1 when too few are noticed."""
    parser = argparse.ArgumentParser(description="Breaks the code in small ways and runs the tests.")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--list", action="store_true", help="only say which mutations would be made")
    options = parser.parse_args()
    if options.list:
        print("\n".join(f"{name_of(mutation)}  {mutation.kind}" for mutation in chosen(ROOT)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        copies = copies_of_the_repository(Path(folder), options.jobs)
        _require_green(copies[0])
        killed = 0
        for mutation, notice in verdicts(chosen(copies[0]), copies):
            killed += bool(notice)
            outcome = "killed" if notice else "SURVIVED"
            print(f"{outcome:9} {name_of(mutation):32} {mutation.kind:20} {notice}", flush=True)
    print(f"{killed} of {HOW_MANY} noticed; {ENOUGH} are enough")
    return 0 if killed >= ENOUGH else 1


def name_of(mutation: Mutation) -> str:
    """The mutation's place as a table shows it."""
    return f"{mutation.module.relative_to(PACKAGE)}:{mutation.line}"


if __name__ == "__main__":
    sys.exit(main())
