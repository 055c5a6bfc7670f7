"""The pages of places, of measures, their table, and the page for an unknown address."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

import attacks
from analysis.files import DATA
from analysis.pages.rendering.allowed import refused, refused_in_drawing
from analysis.pages.rendering.document import Document
from analysis.pages.rendering.places import TILES
from analysis.table.study import load
from facts import facts
from made import Row, statement, write_data
from pages.rendering.framed import documents, write

SUMMER = {"period_start": "2025-07-01", "period_end": "2025-08-30", "period_basis": "stated"}
AUTUMN = {"period_start": "2025-07-01", "period_end": "2025-10-31", "period_basis": "stated"}
Make = Callable[..., dict[str, Document]]


@pytest.fixture
def made(tmp_path: Path) -> Make:
    """Makes the pages of rows of figures of one report."""

    def of(
        *rows: Row, statements: list[Row] | None = None, reports: list[Row] | None = None
    ) -> dict[str, Document]:
        write_data(tmp_path, {"first": facts(*rows)}, reports, statements={"first": statements or []})
        return documents(load(tmp_path))

    return of


@pytest.fixture(scope="module")
def real() -> dict[str, Document]:
    """The pages of the study itself."""
    return documents(load())


def received(value: str, **columns: str) -> Row:
    return {"measure": "files_received", "value": value} | columns


def rows_of(body: str, selector: str = "tbody tr") -> list[list[str]]:
    return [[cell.text(strip=True) for cell in row.css("td")] for row in LexborHTMLParser(body).css(selector)]


def test_every_place_has_a_page_and_a_tile(real: dict[str, Document]) -> None:
    places = load().places
    assert {name for name in real if name.startswith("place-")} == {f"place-{code}" for code in places}
    tiles = LexborHTMLParser(real["places"].body).css(".tile a")
    assert {tile.attributes["href"] for tile in tiles} == {
        f"place-{code}.html" for code in places if code != "VN"
    }
    spots = [tuple(row[1:]) for row in csv.reader(TILES.read_text(encoding="utf-8").splitlines())]
    assert len(set(spots)) == len(spots) == len(places)


def test_tiles_lie_north_to_south(real: dict[str, Document]) -> None:
    row = {
        each["code"]: int(each["row"])
        for each in csv.DictReader(TILES.read_text(encoding="utf-8").splitlines())
    }
    assert row["VN-04"] < row["VN-HN"] < row["VN-26"] < row["VN-SG"] < row["VN-59"]


def test_a_place_that_the_map_does_not_know_has_a_tile_below_it(tmp_path: Path) -> None:
    write_data(tmp_path)
    places = (tmp_path / "places.csv").read_text(encoding="utf-8")
    (tmp_path / "places.csv").write_text(places.replace("VN-59,", "VN-99,"), encoding="utf-8")
    body = documents(load(tmp_path))["places"].body
    lowest = max(int(row) for row in re.findall(r"row-(\d+)", body))
    assert re.search(rf'row-{lowest} col-1 [^>]*><a href="place-VN-99.html"', body)


def test_a_figure_stands_with_its_date_its_mark_and_a_link_to_its_words(real: dict[str, Document]) -> None:
    (row,) = [row for row in rows_of(real["place-VN-HN"].body) if row[0] == "Files processed on time"]
    assert row == [
        "Files processed on time",
        "402,282 files",
        "1 July to 30 August 2025",
        "≈ cut",
        "hanoi-fr:2961",
    ]
    assert 'href="07-one-report-hanoi-fr.html#fig-hanoi-fr-2961"' in real["place-VN-HN"].body


def test_what_nobody_reviewed_is_no_headline_and_is_marked(made: Make) -> None:
    pages = made(received("120", **SUMMER), received("300", status="read", **AUTUMN))
    page = LexborHTMLParser(pages["place-VN-HN"].body)
    heads = [cell.text() for cell in page.css("table.heads tbody td:nth-child(2)")]
    assert heads == ["120 files+"]
    (waiting,) = page.css("details tbody td:nth-child(2)")
    assert waiting.text() == "300 files○"
    assert waiting.css_first(".waits") is not None
    assert "a later figure waits for a review" in page.css_first(".known-legend").text()
    (cell,) = LexborHTMLParser(pages["table"].body).css("td[data-sort]")
    assert cell.attributes["data-sort"] == "120"
    assert cell.css_first("sup").text() == "+"


def test_a_place_without_anything_says_so(made: Make) -> None:
    page = made(received("120", **SUMMER))["place-VN-59"]
    assert page.lead == "No report that was read states a figure of Ca Mau."
    assert LexborHTMLParser(page.body).css("table") == []
    assert dict(page.files) == {}


def test_what_others_have_and_it_has_not_is_one_line(made: Make) -> None:
    pages = made(received("120", **SUMMER), received("7", place="VN-HP", **SUMMER))
    (gap,) = LexborHTMLParser(pages["place-VN-59"].body).css(".known-gap")
    assert gap.text() == "Not known of Ca Mau, though stated of other places: Files received."
    assert "known-gap" not in pages["place-VN-HN"].body


def test_statements_are_counted_by_segment_and_point_at_their_words(made: Make) -> None:
    pages = made(statements=[statement(50), statement(50, statement_id="first:s50.2", theme="training")])
    body = pages["place-VN-HN"].body
    assert "<p>1 difficulty.</p>" in body
    assert body.count("#fig-first-s50") == 2


def test_a_translation_is_no_report_more(real: dict[str, Document]) -> None:
    assert real["place-VN-HN"].lead.startswith("1 report states 21 figures")
    assert "(a translation)" in real["place-VN-HN"].body


def test_a_share_names_its_whole_and_a_rank_how_many_places(made: Make) -> None:
    rate = {"measure": "on_time_rate", **SUMMER}
    pages = made(
        received("50", **SUMMER), received("200", place="VN", **SUMMER),
        *({"value": value, "place": place} | rate
          for place, value in {"VN-HN": "90", "VN-HP": "95", "VN-SG": "80"}.items()),
    )  # fmt: skip
    assert [row[3] for row in rows_of(pages["place-VN-HN"].body, "table.heads tbody tr")] == [
        "25.0% of the country’s 200 filesfirst:20",
        "rank 2 of 3 places, the highest first",
    ]


def test_a_measure_is_drawn_over_time_else_across_places_else_not(made: Make) -> None:
    over = made(received("120", **SUMMER), received("300", status="read", **AUTUMN))["measure-files_received"]
    drawing = str(over.files["measure-files_received-chart.svg"])
    assert drawing.count("<circle") == 2
    assert drawing.count('fill="#fff"') == 1
    assert (
        "Hanoi from 120 files (30 Aug 2025) to 300 files (31 Oct 2025). 1 of 2 are not reviewed." in over.body
    )
    data = list(csv.DictReader(io.StringIO(str(over.files["measure-files_received-chart.csv"]))))
    assert [(row["end"], row["value"], row["status"]) for row in data] == [
        ("2025-08-30", "120", "reviewed"), ("2025-10-31", "300", "read"),
    ]  # fmt: skip


def test_a_measure_of_several_places_has_a_bar_for_each(made: Make) -> None:
    across = made(received("120", **SUMMER), received("300", place="VN-HP", **SUMMER))[
        "measure-files_received"
    ]
    drawing = str(across.files["measure-files_received-chart.svg"])
    assert drawing.count("<rect") == 2
    assert list(refused_in_drawing(drawing)) == []
    assert 'alt="Files received, files at 30 August 2025: Hai Phong 300 files is the most' in across.body


def test_a_measure_of_one_place_and_day_has_no_chart(made: Make) -> None:
    page = made(received("120", **SUMMER))["measure-files_received"]
    assert "<img" not in page.body
    assert set(page.files) == {"measure-files_received.csv"}


def test_a_measure_says_what_it_is_and_how_its_claims_came_out(real: dict[str, Document]) -> None:
    body = real["measure-on_time_rate"].body
    assert (
        '<dt>Equals</dt><dd><a href="measure-files_on_time.html">Files processed on time</a> ÷ '
        '<a href="measure-files_processed.html">Files processed</a> × 100</dd>'
    ) in body
    assert "could be recomputed: ≈ cut 1" in body
    assert 'id="VN-HN"' in body


def test_all_measures_are_listed_and_those_of_nobody_folded(real: dict[str, Document]) -> None:
    page = LexborHTMLParser(real["measures"].body)
    listed = page.css("tbody tr")
    nobody = page.css("details li")
    assert len(listed) + len(nobody) == sum(each.theme != "none" for each in load().measures.values())


def test_the_table_has_the_latest_value_only_and_the_whole_as_a_file(made: Make) -> None:
    page = made(received("120", **SUMMER), received("300", **AUTUMN), received("5", per="day", **AUTUMN))[
        "table"
    ]
    assert rows_of(page.body) == [["Hanoi", "30031 Oct 2025"]]
    (row,) = csv.DictReader(io.StringIO(str(page.files["table.csv"])))
    assert (row["place"], row["value"], row["period_end"], row["page"]) == (
        "VN-HN", "300", "2025-10-31", "07-one-report-first.html#fig-first-20",
    )  # fmt: skip


def test_without_any_report_each_page_is_there_and_says_so(tmp_path: Path) -> None:
    write_data(tmp_path, {}, [])
    for folder in ("figures", "statements", "numbers"):
        shutil.rmtree(tmp_path / folder, ignore_errors=True)
    header = (DATA / "reports.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "reports.csv").write_text(f"{header}\n", encoding="utf-8")
    pages = documents(load(tmp_path))
    assert len(pages) == 35 + 4
    assert pages["places"].lead == "Reports state figures of 0 of the 34 provinces and cities."
    assert pages["table"].lead == "No report that was read states a figure of a whole place."


def test_the_same_inputs_give_the_same_pages() -> None:
    first, second = documents(load()), documents(load())
    assert first == second


def test_links_lead_to_what_is_there(real: dict[str, Document]) -> None:
    there = {each.address for each in real.values()} | {name for each in real.values() for name in each.files}
    there |= {f"07-one-report-{name}.html" for name in load().reports} | {"index.html"}
    for page in real.values():
        tree = LexborHTMLParser(page.body)
        for link in tree.css("a"):
            target, _, part = str(link.attributes["href"]).partition("#")
            assert target in there, (page.name, target)
            if part and target.startswith("measure-"):
                assert f'id="{part}"' in real[target.removesuffix(".html")].body


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    attacks.write(tmp_path / "s")
    pages = documents(load(tmp_path / "s" / "data"))
    write(pages.values(), tmp_path / "site")
    for page in pages.values():
        html = (tmp_path / "site" / page.address).read_text(encoding="utf-8")
        assert list(refused(html, tmp_path / "site")) == [], page.name
        assert not [sign for sign in set(html) if not sign.isprintable() and sign not in "\n\u00a0\u202f"]
        for name, content in page.files.items():
            if name.endswith(".svg"):
                assert list(refused_in_drawing(str(content))) == []
