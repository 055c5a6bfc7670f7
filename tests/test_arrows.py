"""Data flows one way: the import arrows of src/analysis run in no circle, and up no stairs.

An arrow leads from a module to one that it imports, wherever in the file: at the top, inside a function, or
for types only. ORDER says which floor each module stands on; arrows lead to its own floor or to one below.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pytest

from analysis.files import ROOT

PACKAGE = ROOT / "src" / "analysis"

Arrow = tuple[str, str]


class Floor(NamedTuple):
    """Modules and whole folders that stand on one floor, and what makes it one."""

    names: tuple[str, ...]
    what: str


ORDER = (
    Floor(
        ("errors", "files", "lock", "console", "tasks", "children", "cluster"),
        "files, errors, a terminal, who does tasks: nothing of the study itself",
    ),
    Floor(("opening",), "a file of any format becomes a text; it knows neither a language nor a figure"),
    Floor(
        ("table.vocabulary", "table.catalogue", "table.formula", "table.days"),
        "what a measure and a place are, and the columns: reading looks for what measures.yml and places.csv "
        "name, the table computes with it, so both stand on it; it knows neither a text nor a figure",
    ),
    Floor(("reading",), "a report's text becomes figures"),
    Floor(
        ("table", "wording"),
        "figures and what follows; a verdict's reason says its numbers in the words that pages use",
    ),
    Floor(("showing",), "what notebooks show"),
    Floor(("analysis",), "what notebooks import"),
    Floor(("pages",), "what both rooms of pages need: pages, notebooks, results and changes as data"),
    Floor(("pages.running", "pages.rendering"), "two rooms, side by side"),
    Floor(
        ("intake", "registering", "inbox", "reviewing", "rereading", "checking", "tracing", "night"),
        "what one call of `study` does",
    ),
    Floor(("desk",), "review as a page and as a widget: it reads and writes what the calls of `study` do"),
    Floor(("cli",), "all calls"),
)
"""From the ground up. A folder's name stands for all in it that has no line of its own."""

ROOMS = ("pages.running", "pages.rendering")

CIRCLES: tuple[frozenset[str], ...] = ()
"""Known circles, still to be taken apart."""

UPWARD: tuple[Arrow, ...] = ()
"""Known arrows up, still to be turned."""


# How the arrows are drawn


def sources() -> dict[str, str]:
    """The text of every module by its name inside the package; the package itself is `analysis`."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        found[name or "analysis"] = path.read_text(encoding="utf-8")
    return found


def arrows(modules: Mapping[str, str]) -> set[Arrow]:
    """From each module to those of the same package that it imports."""
    return {
        (name, target)
        for name, text in modules.items()
        for target in imported(ast.parse(text), modules)
        if target in modules
    }


def imported(tree: ast.AST, modules: Mapping[str, str]) -> Iterator[str]:
    """What is imported anywhere in the tree, named as inside the package."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (inside(alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: an import says the whole name"
            for alias in node.names:
                whole = inside(f"{node.module}.{alias.name}")
                yield whole if whole in modules else inside(str(node.module))


def inside(name: str) -> str:
    return name.removeprefix("analysis.")


def circles(found: set[Arrow]) -> set[frozenset[str]]:
    """Groups of modules of which each leads to itself by way of the others."""
    reach = {start: reached(start, found) for start, _ in found}
    return {
        frozenset(other for other in there if start in reach.get(other, ()))
        for start, there in reach.items()
        if start in there
    }


def reached(start: str, found: set[Arrow]) -> set[str]:
    """All modules that arrows lead to from the start, one after the other."""
    seen: set[str] = set()
    ahead = {start}
    while ahead:
        ahead = {target for name, target in found if name in ahead} - seen
        seen |= ahead
    return seen


def floor_of(module: str) -> int | None:
    """The number of the module's floor, by the longest name that stands for it; None without any."""
    lines = ((name, number) for number, floor in enumerate(ORDER) for name in floor.names)
    mine = [line for line in lines if module == line[0] or module.startswith(f"{line[0]}.")]
    return max(mine, key=lambda line: len(line[0]))[1] if mine else None


def upward(found: set[Arrow]) -> set[Arrow]:
    """The arrows that lead to a higher floor."""
    return {(name, target) for name, target in found if (floor_of(target) or 0) > (floor_of(name) or 0)}


def through_the_wall(found: set[Arrow]) -> set[Arrow]:
    """The arrows from one room of pages into another."""
    return {
        (name, target)
        for name, target in found
        for room in ROOMS
        for other in ROOMS
        if room != other and name.startswith(room) and target.startswith(other)
    }


# How they run

ARROWS = arrows(sources())


def test_arrows_run_in_no_circle() -> None:
    assert [sorted(circle) for circle in circles(ARROWS) - {*CIRCLES}] == []


def test_no_arrow_runs_up() -> None:
    assert upward(ARROWS) - {*UPWARD} == set()


def test_neither_room_of_pages_imports_the_other_s_inside() -> None:
    assert through_the_wall(ARROWS) == set()


def test_every_module_has_a_place_in_the_order() -> None:
    assert [name for name in sources() if floor_of(name) is None] == []


def test_every_line_of_the_order_stands_for_a_module() -> None:
    assert {name for floor in ORDER for name in floor.names} - set(sources()) == set()


# Without a trace: to show one, pytest parses this file, and Python 3.11 fails if a task of an earlier test is
# thrown away just then, which parses too.
@pytest.mark.parametrize("circle", CIRCLES, ids=lambda circle: "-".join(sorted(circle)))
@pytest.mark.xfail(strict=True, reason="a known circle; once it is taken apart, take it out of CIRCLES")
def test_a_known_circle_is_taken_apart(circle: frozenset[str]) -> None:
    if circle in circles(ARROWS):
        pytest.fail("it is still there", pytrace=False)


@pytest.mark.parametrize("arrow", UPWARD, ids="-".join)
@pytest.mark.xfail(strict=True, reason="a known arrow up; once it is turned, take it out of UPWARD")
def test_a_known_arrow_up_is_turned(arrow: Arrow) -> None:
    if arrow in upward(ARROWS):
        pytest.fail("it still runs up", pytrace=False)


# What the drawing sees


@pytest.mark.parametrize(
    "text",
    [
        "import analysis.table.study",
        "import analysis.table.study as study",
        "from analysis.table import study",
        "from analysis.table.study import load",
        "def late():\n    from analysis.table.study import load",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from analysis.table.study import Study",
        "try:\n    import analysis.table.study\nexcept ImportError:\n    pass",
    ],
)
def test_an_arrow_is_drawn_wherever_the_import_stands(text: str) -> None:
    modules = {"analysis": "", "charts": text, "table": "", "table.study": "import pandas"}
    assert arrows(modules) == {("charts", "table.study")}


def test_what_the_package_itself_offers_is_an_arrow_to_it() -> None:
    modules = {"analysis": "", "charts": "from analysis import load, table", "table": ""}
    assert arrows(modules) == {("charts", "analysis"), ("charts", "table")}


def test_a_circle_is_found_whole_and_apart_from_what_leads_to_it() -> None:
    found = {("a", "b"), ("b", "c"), ("c", "b"), ("c", "d"), ("e", "f"), ("f", "g"), ("g", "e")}
    assert circles(found) == {frozenset("bc"), frozenset("efg")}


@pytest.mark.parametrize(
    ("name", "target", "runs_up"),
    [
        ("table.study", "showing.charts", True),
        ("table.study", "showing.tables", True),
        ("reading.reader", "table.register", True),
        ("reading.reader", "table.catalogue", False),
        ("pages.results", "pages.running.record", True),
        ("pages.rendering.site", "pages.results", False),
        ("pages.running.rerun", "checking", True),
        ("showing.tables", "analysis", True),
        ("cli", "pages.running.rerun", False),
    ],
)
def test_the_order_is_read_by_the_longest_name(name: str, target: str, runs_up: bool) -> None:
    assert bool(upward({(name, target)})) == runs_up


def test_a_wall_stands_between_the_rooms_both_ways() -> None:
    there, back = (
        ("pages.running.rerun", "pages.rendering.site"),
        ("pages.rendering.site", "pages.running.runs"),
    )
    beside = ("pages.running.rerun", "pages.running.keys")
    assert through_the_wall({there, back, beside}) == {there, back}
