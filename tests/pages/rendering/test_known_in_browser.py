"""The pages of places and measures in a real browser: looks, sorting, filters, and what is nearest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import attacks
from analysis.pages.rendering.allowed import refused
from analysis.table.study import load
from pages.rendering.framed import documents, write

pytestmark = pytest.mark.slow

KINDS = ("place-VN-HN", "place-VN-59", "places", "measure-disbursement_rate", "measure-files_received",
         "measures", "table", "table-procedures", "404")  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the study itself, in a frame."""
    folder = tmp_path_factory.mktemp("known")
    write(documents(load()).values(), folder)
    return folder


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """A page of the browser in which no script may fail."""
    opened, said = browser.new_page(viewport={"width": 1280, "height": 900}), []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert said == []


def test_no_page_complains(site: Path, tab: Any) -> None:
    for kind in KINDS:
        tab.goto(f"file://{site}/{kind}.html")


def values(tab: Any, theme: str, column: int) -> list[str]:
    rows = f"table.crossing-{theme} tbody tr:not([hidden]) td:nth-child({column})"
    return [each.partition("\n")[0] for each in tab.locator(rows).all_inner_texts()]


def test_a_column_sorts_downwards_upwards_and_back(site: Path, tab: Any) -> None:
    tab.goto(f"file://{site}/table.html")
    button = tab.get_by_role("button", name="Sort by Files received")
    before = values(tab, "procedures", 2)
    numbers = sorted((int(each.replace(",", "")) for each in before if each), reverse=True)
    button.click()
    assert [int(each.replace(",", "")) for each in values(tab, "procedures", 2) if each] == numbers
    button.click()
    assert [int(each.replace(",", "")) for each in values(tab, "procedures", 2) if each] == numbers[::-1]
    button.click()
    assert values(tab, "procedures", 2) == before


def test_place_theme_and_measure_narrow_the_table_and_stand_in_the_address(site: Path, tab: Any) -> None:
    tab.goto(f"file://{site}/table.html")
    tab.get_by_label("Place", exact=True).fill("hà nội")
    assert values(tab, "procedures", 1) == ["Hanoi"]
    tab.get_by_label("Organisation", exact=True).uncheck()
    assert not tab.locator("#organisation").is_visible()
    tab.get_by_label("Measure", exact=True).fill("on time")
    assert tab.locator("table.crossing-procedures th:visible").count() == 3
    tab.goto(tab.url)
    assert values(tab, "procedures", 1) == ["Hanoi"]
    assert not tab.locator("#organisation").is_visible()


def test_reviewed_only_leaves_out_what_waits(site: Path, tab: Any) -> None:
    page = (site / "table.html").read_text(encoding="utf-8")
    (site / "table-waits.html").write_text(
        page.replace('data-sort="97.39"', 'data-sort="97.39" data-waits'), encoding="utf-8"
    )
    tab.goto(f"file://{site}/table-waits.html?place=Hanoi")
    assert tab.get_by_text("97.39%").is_visible()
    tab.get_by_label("Reviewed only").check()
    assert not tab.get_by_text("97.39%").is_visible()


@pytest.mark.parametrize(
    ("address", "offered"),
    [
        ("places.html#place-VN-HX", "Hanoi"),
        ("places.html#Hai%20Fong", "Hai Phong"),
        ("places.html#saigon", "Ho Chi Minh City"),
        ("measures.html#measure-file_received", "Files received"),
        ("table.html?place=Hanoy", "Hanoi"),
        ("table.html?measure=file%20recieved", "Files received"),
        ("404.html#place-VN-HPP", "Hai Phong"),
    ],
)
def test_who_misspells_is_offered_the_nearest(site: Path, tab: Any, address: str, offered: str) -> None:
    tab.goto(f"file://{site}/{address}")
    assert offered in tab.locator(".nearest a").all_inner_texts()


def test_a_server_that_shows_404_offers_what_its_address_is_near(site: Path, browser: Any) -> None:
    tab = browser.new_page()
    body = (site / "404.html").read_text(encoding="utf-8")

    def answer(route: Any) -> None:
        name = route.request.url.rpartition("/")[2].partition("?")[0]
        if name == "place-VN-HX.html":
            route.fulfill(status=404, content_type="text/html", body=body)
        else:
            route.fulfill(path=site / name)

    tab.route("http://study.test/**", answer)
    tab.goto("http://study.test/place-VN-HX.html")
    assert "Hanoi" in tab.locator(".nearest a").all_inner_texts()
    tab.close()


def test_an_address_that_is_right_is_offered_nothing(site: Path, tab: Any) -> None:
    for address in (
        "places.html#place-VN-HN",
        "measures.html#measure-files_received",
        "table.html?place=Hanoi",
    ):
        tab.goto(f"file://{site}/{address}")
        assert tab.locator(".nearest").count() == 0


def test_without_scripts_all_of_the_table_stands_there(site: Path, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"file://{site}/table.html")
    assert tab.locator(".crossing-tools").count() == 0
    assert tab.get_by_text("97.39%").is_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_hostile_words_break_no_page(tmp_path: Path, tab: Any, width: int) -> None:
    attacks.write(tmp_path / "s")
    write(documents(load(tmp_path / "s" / "data")).values(), tmp_path / "site")
    tab.set_viewport_size({"width": width, "height": 900})
    for path in sorted((tmp_path / "site").glob("*.html")):
        tab.goto(f"file://{path}#<img src=x onerror=alert(1)>")
        tab.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path.name
        assert list(refused(tab.content(), tmp_path / "site")) == [], path.name
