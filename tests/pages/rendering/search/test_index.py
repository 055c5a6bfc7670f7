"""The index of a folder of pages: whole, small enough to load, and the same for the same pages."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import searching
from analysis.errors import StudyError
from analysis.pages.rendering.allowed import refused
from analysis.pages.rendering.search.form import search_page
from analysis.pages.rendering.search.index import SIGNS
from analysis.pages.rendering.search.site import FOLDER, write_search

ROW = (
    '<tr id="fig-r-{n}"><td>r:{n}</td><td>{value:,} files</td>'
    "<td>Hanoi đơn vị word{n} &lt;/script&gt;</td></tr>"
)


def pages(count: int, rows: int) -> dict[str, tuple[str, str]]:
    return {
        f"p{page}": (
            f"Page {page}",
            "<table><tbody>"
            + "".join(ROW.format(n=page * rows + n, value=(page * rows + n) * 37) for n in range(rows))
            + "</tbody></table>",
        )
        for page in range(count)
    }


def handed_over(path: Path) -> Any:
    """What a script of the index hands over, and that it is nothing but a call."""
    found = re.fullmatch(r'studyIndex\("([a-z]+(?:-\d+)?)", (.*)\);\n', path.read_text(encoding="ascii"))
    assert found
    assert found[1] == path.stem
    return json.loads(found[2])


def decoded(coded: str) -> list[tuple[int, int]]:
    """The numbers in pairs: how many entries further on, and the word."""
    numbers, value, shift = [], 0, 0
    for sign in coded:
        bits = SIGNS.index(sign)
        value |= (bits & 31) << shift
        shift += 5
        if not bits & 32:
            numbers.append(value)
            value, shift = 0, 0
    assert len(numbers) % 2 == 0
    return list(zip(numbers[::2], numbers[1::2], strict=True))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    site = tmp_path_factory.mktemp("index") / "site"
    searching.lay_out(site, root, pages(40, 60))
    write_search(site, searching.names_in(site, "p7"))
    return site


def test_each_term_stands_once_and_where_it_is_looked_for(site: Path) -> None:
    start = handed_over(site / FOLDER / "start.js")
    shards = [handed_over(site / FOLDER / f"terms-{n}.js") for n in range(len(start["shards"]))]
    assert len(shards) > 2
    assert [shard[0][0] for shard in shards] == start["shards"]
    terms = [term for shard in shards for term, _ in shard]
    assert all(one < other for one, other in pairwise(terms))
    where = {term: coded for shard in shards for term, coded in shard}
    assert len(decoded(where["hanoi"])) == 39 * 60
    assert {"r:0", "37", "word0", "đơn", "don", "=r-0", "=p-0"} - set(where) == {"=p-0"}


def test_entries_stand_in_blocks_with_their_pages(site: Path) -> None:
    start = handed_over(site / FOLDER / "start.js")
    blocks = [handed_over(site / FOLDER / f"entries-{n}.js") for n in range(len(start["blocks"]))]
    counts = [len(entries) for _, entries in blocks]
    assert [sum(counts[:n]) for n in range(len(counts))] == start["blocks"]
    assert sum(counts) == start["entries"] == 39 * 61
    assert start["kinds"] == [39, 39, 39 * 61]
    assert "p7.html" not in {place[0] for places, _ in blocks for place in places}


def test_no_file_is_large(site: Path) -> None:
    assert max(path.stat().st_size for path in (site / FOLDER).glob("*.js")) < 60_000


def test_the_same_pages_give_the_same_bytes(site: Path, root: Path, tmp_path: Path) -> None:
    searching.lay_out(tmp_path / "site", root, dict(reversed(pages(40, 60).items())))
    write_search(tmp_path / "site", searching.names_in(tmp_path / "site", "p7"))
    one, other = made(site), made(tmp_path / "site")
    assert one == other
    write_search(site, searching.names_in(site, "p7"))
    assert made(site) == one


def made(site: Path) -> dict[str, bytes]:
    folder = site / FOLDER
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_pagefind_is_given_no_more_than_it_needs(site: Path) -> None:
    names = {path.suffix or path.name for path in (site / FOLDER / "pagefind").iterdir()}
    assert names == {"fragment", "index", ".js", ".json", ".pf_meta", ".pagefind"}


def test_a_site_that_pagefind_cannot_index_is_an_error(
    tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searching.lay_out(tmp_path / "site", root, pages(1, 1))
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(StudyError, match="Pagefind cannot index the site"):
        write_search(tmp_path / "site", searching.names_in(tmp_path / "site"))


def test_without_pages_the_index_is_empty(tmp_path: Path) -> None:
    write_search(tmp_path, [])
    assert handed_over(tmp_path / FOLDER / "start.js")["entries"] == 0


def test_the_page_of_the_search_holds_what_pages_may_hold() -> None:
    assert [found for found in refused(search_page().body) if "search.html" not in found] == ["no policy"]
