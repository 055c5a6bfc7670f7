"""The search in a real browser: what is looked for is found, and the page opens where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import searching
from analysis.pages.rendering.search.site import FOLDER, write_search

pytestmark = pytest.mark.slow

ATTACK = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
SAFE = ATTACK.replace("&", "&amp;").replace("<", "&lt;")
HEAD = "<thead><tr><th>figure</th><th>value</th><th>printed</th><th>place</th></tr></thead>"


def row(figure: str, *cells: str) -> str:
    anchor = "fig-" + figure.replace(":", "-").replace(".", "-")
    rest = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr id="{anchor}"><td><code>{figure}</code></td>{rest}</tr>'


def filler(count: int) -> str:
    return "".join(f"<p>Nothing of note stands in line {n} here.</p>" for n in range(2000, 2000 + count))


PAGES = {
    "index": ("Two-tier local government", "<p>All.</p><h2 id='pages'>Pages</h2><p>Hanoi and more.</p>"),
    "07-one-report-hanoi-fr": (
        "Hanoi: two months, figure by figure",
        f"<p>It was read in French.</p>{filler(60)}<h2 id='figures'>All figures</h2><table>{HEAD}<tbody>"
        + row("hanoi-fr:2888", "523,292 files", "523\u202f292", "Hanoi")
        + row("hanoi-fr:2961", "402,282 files", "402\u202f282", "Hanoi")
        + row("hanoi-fr:2991", "97.39%", "97,39 %", "Hanoi")
        + row("hanoi-fr:2134.2", "4,063.6 billion VND", "4\u00a0063,6 milliards", "Hanoi")
        + row("hanoi-fr:3004", "12", "413 036", "Hà Đông ward")
        + "".join(row(f"hanoi-fr:{n}", f"{n} posts", str(n), "Hanoi") for n in range(5000, 5040))
        + "</tbody></table>",
    ),
    "01-staffing": (
        "How many leave office?",
        "<h2 id='paid'>53.3% had been paid</h2><p>Of those who had decided to leave.</p>"
        f"<details><summary>How the numbers were computed</summary>{filler(30)}<table><tbody>"
        '<tr id="result-share_paid"><td>share_paid</td><td>53.330438</td></tr></tbody></table></details>'
        f"{filler(40)}<h3 id='late'>Surplus of a kind</h3>{filler(20)}"
        "<p>Premises that are in surplus premises now.</p>",
    ),
    "place-VN-HN": (
        "Hanoi",
        "<h2 id='units'>Đơn vị hành chính</h2><p>The đơn vị of the city.</p>"
        f"<h2 id='other'>Of don vi</h2>{filler(5)}"
        f"<h2 id='premises'>Premises</h2><p>Surplus and premises of it.</p><table>{HEAD}<tbody>"
        "<tr><td>Decree 178/2024/NĐ-CP</td><td>in force</td></tr></tbody></table>",
    ),
    "hostile": (
        ATTACK,
        f"<h2 id='h'>{SAFE}</h2><p>{SAFE} constructor __proto__ hostility</p>"
        "<h2 id='o'>&amp;lt;b&amp;gt;</h2>",
    ),
}  # fmt: skip

FOUND = [
    ("402 282", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2961", ["402,282", "402\u202f282"]),
    ("402,282", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2961", ["402,282", "402\u202f282"]),
    ("402.282", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2961", ["402,282", "402\u202f282"]),
    ("402282", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2961", ["402,282", "402\u202f282"]),
    (
        "402\u202f282 files",
        "07-one-report-hanoi-fr.html#fig-hanoi-fr-2961",
        ["402,282", "files", "402\u202f282"],
    ),
    ("97,39 %", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2991", ["97.39", "97,39"]),
    ("97.39", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2991", ["97.39", "97,39"]),
    ("9739", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2991", ["97.39", "97,39"]),
    ("4063.6", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2134-2", ["4,063.6", "4\u00a0063,6"]),
    (
        "4 063,6 milliards",
        "07-one-report-hanoi-fr.html#fig-hanoi-fr-2134-2",
        ["4,063.6", "4\u00a0063,6", "milliards"],
    ),
    ("413036", "07-one-report-hanoi-fr.html#fig-hanoi-fr-3004", ["413 036"]),
    ("12 413 036", "07-one-report-hanoi-fr.html#fig-hanoi-fr-3004", ["12", "413 036"]),
    ("hanoi-fr:2991", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2991", ["hanoi-fr:2991"]),
    ("HANOI-FR:2134.2", "07-one-report-hanoi-fr.html#fig-hanoi-fr-2134-2", ["hanoi-fr:2134.2"]),
    ("hanoi-fr", "07-one-report-hanoi-fr.html", None),
    ("5017 posts", "07-one-report-hanoi-fr.html#fig-hanoi-fr-5017", ["5017", "posts", "5017"]),
    ("ha dong", "07-one-report-hanoi-fr.html#fig-hanoi-fr-3004", ["Hà", "Đông"]),
    ("Hà Đông", "07-one-report-hanoi-fr.html#fig-hanoi-fr-3004", ["Hà", "Đông"]),
    ("01-staffing.share_paid", "01-staffing.html#result-share_paid", []),
    ("share paid", "01-staffing.html#result-share_paid", ["share", "paid"]),
    ("decided leave", "01-staffing.html#paid", ["decided", "leave"]),
    ("đơn vị", "place-VN-HN.html#units", ["Đơn", "vị", "đơn", "vị"]),
    ("don vi", "place-VN-HN.html#units", ["Đơn", "vị", "đơn", "vị"]),
    ("surplus premises", "01-staffing.html#late", None),
    ("Hanoi", "place-VN-HN.html", None),
    ("VN-HN", "place-VN-HN.html", None),
    ("178/2024/nd-cp", "place-VN-HN.html#row-5b288eb8", ["178/2024/NĐ-CP"]),
    ("constructor", "hostile.html#h", ["constructor"]),
    ("__proto__", "hostile.html#h", ["proto"]),
]
NOT_FOUND = [
    "40228",
    "2282",
    "2888",
    "hano",
    "hanoi zzz",
    "fr:2991",
    ATTACK[:60] + "zzz",
    "\\",
    "%",
    "\u0301",
    "prototype",
]


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("search") / "site"
    searching.lay_out(site, root, PAGES)
    write_search(site, searching.names_in(site))
    return site


@pytest.fixture(scope="module", params=["file", "http"])
def address(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    if request.param == "file":
        yield f"file://{site}"
        return
    with searching.served(site) as served:
        yield served


@dataclass
class Heard:
    """What a tab said, and what it asked for outside the site."""

    said: list[str] = field(default_factory=list)
    asked: int = 0


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def tab(browser: Any, address: str, heard: Heard) -> Iterator[Any]:
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.on("console", lambda message: heard.said.append(message.text))
    tab.on("pageerror", lambda error: heard.said.append(str(error)))
    tab.on("dialog", lambda dialog: (heard.said.append("dialog"), dialog.dismiss()))
    tab.on("request", lambda request: request.url.startswith(address) or heard.said.append(request.url))
    yield tab
    tab.close()
    assert heard.said == []


def ask(tab: Any, address: str, query: str) -> str:
    """What the page says of the query."""
    tab.goto(f"{address}/search.html?q={quote(query)}")
    tab.locator("#search-said:not(:empty)").filter(has_not_text="Searching").wait_for(timeout=10_000)
    return str(tab.inner_text("#search-said"))


@pytest.mark.parametrize(("query", "where", "marked"), FOUND)
def test_a_query_lands_on_its_place(
    tab: Any, address: str, query: str, where: str, marked: list[str] | None
) -> None:
    assert "has it." in ask(tab, address, query) or "have it." in tab.inner_text("#search-said")
    first = tab.locator(".search-hit").first
    page, _, anchor = where.partition("#")
    href = first.locator("a").get_attribute("href")
    assert href == f"{page}?q={quote(query, safe='')}{'#' if anchor else ''}{anchor}"
    first.locator("a").click()
    tab.wait_for_load_state()
    if anchor:
        assert tab.locator(":target").get_attribute("id") == anchor
    if marked is not None:
        assert tab.locator("mark.searched").all_inner_texts() == marked
    if tab.locator("mark.searched").count():
        tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        top = tab.locator("mark.searched").first.bounding_box()["y"]
        assert 0 <= top < 800, "the first mark is in view"


@pytest.mark.parametrize("query", NOT_FOUND)
def test_what_is_nowhere_is_not_found(tab: Any, address: str, query: str) -> None:
    said = ask(tab, address, query)
    assert said.startswith("No place on the pages has all of this.")
    assert tab.locator(".search-hit").count() == 0


def test_phrases_come_first_and_accents_that_were_asked_for(tab: Any, address: str) -> None:
    ask(tab, address, "surplus premises")
    hits = [link.get_attribute("href").split("#")[-1] for link in tab.locator(".search-hit a").all()]
    assert hits == ["late", "premises"]
    ask(tab, address, "đơn vị")
    hits = [link.get_attribute("href").split("#")[-1] for link in tab.locator(".search-hit a").all()]
    assert hits == ["units", "other"]


def test_a_hit_shows_page_part_and_words_with_marks(tab: Any, address: str) -> None:
    ask(tab, address, "97,39")
    hit = tab.locator(".search-hit").first
    assert hit.locator("a").inner_text() == "Hanoi: two months, figure by figure"
    assert hit.locator(".search-part").inner_text() == "All figures"
    assert hit.locator(".search-excerpt").inner_text() == "hanoi-fr:2991 · 97.39% · 97,39 % · Hanoi"
    assert hit.locator("mark").all_inner_texts() == ["97.39", "97,39"]


def test_many_hits_come_by_twenty(tab: Any, address: str) -> None:
    assert ask(tab, address, "posts") == "40 places on the pages have it."
    assert tab.locator(".search-hit").count() == 20
    tab.get_by_role("button", name="Show 20 more").click()
    tab.locator(".search-hit").nth(39).wait_for()
    assert tab.locator(".search-more").count() == 0
    hrefs = [link.get_attribute("href") for link in tab.locator(".search-hit a").all()]
    assert len(set(hrefs)) == 40


def test_hostile_words_are_shown_and_nothing_else(tab: Any, address: str) -> None:
    for query in (ATTACK, "script", "onerror x", "<img src=x onerror=alert(1)>", "lt;b"):
        ask(tab, address, query)
        assert "owned" not in tab.title().replace(query[:60], "")
        assert tab.locator("#search-found img, #search-found script").count() == 0
    ask(tab, address, "hostility")
    link = tab.locator(".search-hit a").first
    assert link.inner_text() == ATTACK
    link.click()
    tab.wait_for_load_state()
    assert tab.locator("mark.searched").all_inner_texts() == ["hostility"]
    assert tab.locator("main img").count() == 0


def test_where_nothing_is_found_there_are_similar_words_over_http(tab: Any, address: str) -> None:
    said = ask(tab, address, "numbering computing")
    assert said.startswith("No place on the pages has all of this.")
    near = tab.locator(".search-near")
    if address.startswith("file:"):
        tab.wait_for_load_state("networkidle")
        assert near.count() == 0
        return
    near.first.wait_for()
    assert near.locator("a").all_inner_texts() == ["How many leave office?"]
    assert near.locator("mark").all_inner_texts() == ["numbers", "computed"]
    near.locator("a").click()
    tab.wait_for_load_state()
    assert tab.locator("mark.searched").all_inner_texts() == ["numbers", "computed"]


def test_a_hit_in_a_folded_part_is_unfolded(tab: Any, address: str) -> None:
    tab.goto(f"{address}/01-staffing.html?q=53.330438#result-share_paid")
    tab.locator("mark.searched").first.wait_for(state="visible")


def test_a_page_without_a_query_or_with_an_odd_place_is_as_it_was(tab: Any, address: str) -> None:
    for end in ("", "?q=", "?q=%20", "#%E0%A4%A", "?q=zzz#%E0%A4%A", "?q=zzz#nowhere"):
        tab.goto(f"{address}/place-VN-HN.html{end}")
        assert tab.locator("mark").count() == 0


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("query", ["", "Hanoi", "zzz"])
def test_axe_finds_nothing_and_nothing_stands_out(site: Path, browser: Any, width: int, query: str) -> None:
    import axe_playwright_python

    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    tab = browser.new_page(viewport={"width": width, "height": 800})
    if query:
        ask(tab, f"file://{site}", query)
    else:
        tab.goto(f"file://{site}/search.html")
    tab.evaluate(axe)
    told = tab.evaluate("axe.run()")
    assert [(found["id"], found["nodes"][0]["html"]) for found in told["violations"]] == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    tab.close()


def test_the_first_load_is_small(site: Path, root: Path) -> None:
    scripts = [root / searching.THEME / name for name in ("marking.js", "search.js")]
    assert sum(path.stat().st_size for path in (*scripts, site / FOLDER / "start.js")) < 40_000


def test_without_its_index_the_page_says_so(root: Path, browser: Any, tmp_path: Path) -> None:
    searching.lay_out(tmp_path / "site", root, PAGES)
    tab = browser.new_page()
    assert "could not be loaded" in ask(tab, f"file://{tmp_path}/site", "a")
