"""A site whose every free cell attacks, in a real browser: words show as words, and nothing else happens."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

import attacks
from analysis.errors import StudyError
from analysis.pages.rendering.allowed import refused
from analysis.table.catalogue import read_places
from analysis.table.register import read_register_rows, reports_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the hostile study, made by the calls that make any."""
    root = tmp_path_factory.mktemp("hostile") / "s"
    attacks.write(root)
    made, printed = attacks.make_site(root)
    for said in printed:
        signs = said.replace("\n", "")
        assert [sign for sign in set(signs) if not sign.isprintable() and sign not in "\u00a0\u202f"] == []
    return made


@dataclass
class Heard:
    """What a browser did beside showing pages."""

    said: list[str] = field(default_factory=list)

    def listen(self, tab: Any) -> None:
        tab.on("console", lambda message: self.said.append(f"console: {message.text}"))
        tab.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        tab.on("dialog", self.dismiss)
        tab.on("popup", lambda page: self.said.append(f"window: {page.url}"))
        tab.on("request", self.request)

    def dismiss(self, dialog: Any) -> None:
        self.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def request(self, request: Any) -> None:
        if not request.url.startswith("file:"):
            self.said.append(f"request: {request.url}")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_happens_on_any_page_but_its_words(site: Path, browser: Any, width: int) -> None:
    heard = Heard()
    tab = browser.new_page(viewport={"width": width, "height": 800})
    heard.listen(tab)
    paths = sorted(site.glob("*.html"))
    # Pages of a measure are alike: all of them on a narrow screen, every fifth on a wide one.
    alike = [path for path in paths if path.name.startswith("measure-")]
    left_out = {path for at, path in enumerate(alike) if width > 1_000 and at % 5}
    for path in (path for path in paths if path not in left_out):
        tab.goto(f"file://{path}")
        tab.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
        tab.mouse.move(200, 300)
        assert "owned" not in tab.title() or "<" in tab.title(), path.name
        assert tab.url == f"file://{path}"
        assert list(refused(tab.content(), site)) == [], path.name
        # On a wide screen the table of a report may be wide, but no single word makes it so.
        most = width if width < 1_000 else 2.5 * width
        assert tab.evaluate("document.documentElement.scrollWidth") <= most, path.name
    tab.close()
    assert heard.said == []


def test_a_search_for_an_attack_shows_it_as_words(site: Path, browser: Any) -> None:
    heard = Heard()
    tab = browser.new_page()
    heard.listen(tab)
    for words in (
        "script document title owned",
        "<img src=x onerror=alert(1)>",
        "'\"><script>alert(1)</script>",
    ):
        tab.goto(f"file://{site}/search.html?q={quote(words)}")
        tab.wait_for_function("document.querySelector('#search-said').innerText.length > 20")
        found = tab.locator("article").evaluate("it => it.querySelectorAll('script, img, svg').length")
        assert found == 0, words
    tab.close()
    assert heard.said == []


def test_the_words_of_reports_show_as_they_stand(site: Path, browser: Any) -> None:
    tab = browser.new_page()
    tab.goto(f"file://{site}/07-one-report-hanoi-fr.html")
    shown = re.sub(r"\s+", " ", tab.locator("article").text_content())
    figures = site.parents[1] / "data" / "figures" / "hanoi-fr.csv"
    with figures.open(encoding="utf-8", newline="") as file:
        quotes = [row["quote"] for row in csv.DictReader(file)]
    assert [each for each in quotes if re.sub(r"\s+", " ", each) not in shown] == []
    tab.goto(f"file://{site}/index.html")
    titles = [row["title"] for row in read_register_rows(figures.parents[1] / "reports.csv")]
    text = tab.locator("article").text_content()
    assert [title for title in titles if title not in text] == []
    tab.close()


@pytest.mark.parametrize("column", ["title", "publisher", "address"])
@pytest.mark.parametrize("value", attacks.UNPRINTABLE)
def test_the_register_refuses_what_no_title_or_address_may_be(site: Path, column: str, value: str) -> None:
    data = site.parents[1] / "data"
    rows = read_register_rows(data / "reports.csv")
    rows[0][column] = value
    with pytest.raises(StudyError, match=column):
        reports_of(rows, data / "reports.csv", read_places(data / "places.csv"))


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "data:text/html,x", "https://a b", 'https://a/"><b>']
)
def test_the_register_refuses_what_is_no_address(site: Path, value: str) -> None:
    data = site.parents[1] / "data"
    rows = read_register_rows(data / "reports.csv")
    rows[0]["address"] = value
    with pytest.raises(StudyError, match="address"):
        reports_of(rows, data / "reports.csv", read_places(data / "places.csv"))
