"""The site of the study itself in a real browser: each kind of page, wide and narrow, by day and by night."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import attacks
from analysis.pages.rendering.allowed import refused

pytestmark = pytest.mark.slow

KINDS = (
    "index", "places", "place-VN-HN", "place-VN-59", "measures", "measure-files_received", "table",
    "table-procedures", "themes",
    "02-procedures", "05-arithmetic", "08-difficulties", "09-series", "reports", "07-one-report-hanoi-fr",
    "method", "glossary", "errata", "replies", "downloads", "cite", "search", "404",
)  # fmt: skip
LARGEST = 300_000
CUT = """() => [...document.querySelectorAll("table:not(.crossing table)")]
    .filter(table => table.offsetParent && table.getBoundingClientRect().right > innerWidth + 1)
    .map(table => table.className + ": " + table.innerText.slice(0, 80))"""
"""The tables that a narrow screen cuts; the table of places by measures keeps its first column in view."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made by the calls that make it for anybody."""
    root = tmp_path_factory.mktemp("whole") / "s"
    attacks.lay_out(root)
    made, _ = attacks.make_site(root)
    return made


@pytest.fixture
def tab(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of the browser, so wide and in this light, that says nothing and asks nobody."""
    width, light = request.param
    said: list[str] = []
    opened = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=light)
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith("file:") else None)
    yield opened
    opened.close()
    assert said == []


@pytest.mark.parametrize("tab", [(390, "light"), (1280, "dark")], indirect=True)
def test_no_page_hangs_over_the_edge_or_holds_what_it_may_not(site: Path, tab: Any) -> None:
    width = tab.viewport_size["width"]
    for kind in KINDS:
        tab.goto(f"file://{site}/{kind}.html?q=hanoi")
        tab.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, kind
        assert list(refused(tab.content(), site)) == [], kind
        if width < 1_000:
            assert tab.evaluate(CUT) == [], kind


@pytest.mark.parametrize(
    ("width", "light", "rules"),
    [(390, "light", []), (1280, "light", []), (390, "dark", ["color-contrast"])],
)
def test_nobody_is_kept_out(site: Path, browser: Any, width: int, light: str, rules: list[str]) -> None:
    """By night only the colours differ."""
    from axe_playwright_python.sync_playwright import Axe

    # Not `tab`: axe asks for the style sheets once more, which the policy refuses aloud.
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=light)
    for kind in KINDS:
        page.goto(f"file://{site}/{kind}.html?q=hanoi")
        found = Axe().run(page, options={"runOnly": rules} if rules else None).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], kind
    page.close()


@pytest.mark.parametrize("tab", [(1280, "light")], indirect=True)
def test_day_and_night_are_chosen_and_remembered(site: Path, tab: Any) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    tab.goto(f"file://{site}/index.html")
    day = tab.evaluate(paper)
    tab.get_by_role("button", name="Dark").click()
    assert tab.evaluate(paper) != day
    tab.reload()
    assert tab.evaluate(paper) != day
    tab.get_by_role("button", name="Light").click()
    assert tab.evaluate(paper) == day


@pytest.mark.parametrize("tab", [(390, "dark")], indirect=True)
def test_each_entry_of_the_header_leads_to_a_page_that_says_where_one_is(site: Path, tab: Any) -> None:
    tab.goto(f"file://{site}/index.html")
    for name in ("Places", "Measures", "Themes", "Reports", "Method"):
        tab.locator("header nav").get_by_role("link", name=name).click()
        assert tab.locator("header nav a.here").inner_text() == name


def test_no_page_is_large_and_every_link_within_the_site_leads_somewhere(site: Path) -> None:
    lost = set()
    for path in site.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert path.stat().st_size < LARGEST, path.name
        linked = re.findall(r'<a [^>]*?href="([^"#?:]+)[#"?]', text)
        lost |= {(path.name, each) for each in linked if not (site / each).is_file()}
    assert lost == set()


@pytest.mark.parametrize("tab", [(1280, "dark")], indirect=True)
def test_a_printed_page_is_dark_on_white_and_has_no_controls(site: Path, tab: Any) -> None:
    tab.emulate_media(media="print", color_scheme="dark")
    tab.goto(f"file://{site}/02-procedures.html")
    assert not tab.locator("header").is_visible()
    assert not tab.locator(".study-code").is_visible()
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
