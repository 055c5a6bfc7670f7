"""The package: it opens in the programs for which it is made, and every value has the digits printed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analysis.files import read_rows, write_rows
from analysis.pages.layout import HERE, Layout
from analysis.pages.rendering.allowed import refused
from analysis.pages.rendering.taking.citation import citation_of
from analysis.pages.rendering.taking.documents import FOLDER, PROGRAMS, cite_page, downloads_page
from analysis.pages.rendering.taking.package import (
    ARCHIVE,
    DESCRIPTOR,
    PARQUET,
    SDMX_DATA,
    SDMX_STRUCTURE,
    UNPACKED,
    Package,
    write_package,
)
from analysis.table.study import load
from analysis.table.vocabulary import FIGURE_COLUMNS, RESULT_COLUMNS
from made import REPORT, figure, statement, write_data

HOSTILE = "=1+1 <b>\"x\"</b>; 'y' & z, {}\\"
ROWS = [
    figure(10, value="97.390", unit="percent", measure="on_time_rate", quote="97,390 %",
           period_start="2025-07-01", period_end="2025-08-30", period_basis="stated"),
    figure(20, value="4063600000000", unit="VND", measure="policy_cost", qualifier="more_than"),
    figure(30, value="0.10", unit="percent", measure="unclassified", holder=HOSTILE, locality="Đồng Đa; NA",
           note=HOSTILE, status="read", doubt="measure 0.62"),
    figure(40, value="123456789012345678.90", measure="files_received", breakdown="NaN", units_covered="4"),
    figure(50, value="8.3", value_max="8.50", unit="percent", measure="grdp_growth", role="target",
           period_end="2025-12-31", period_basis="completed", per="unit"),
    figure(60, value="-3", unit="percent", measure="grdp_growth", alternative="-3.0"),
]  # fmt: skip
PRINTED = {row["figure_id"]: row["value"] for row in ROWS}


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Layout:
    root = tmp_path_factory.mktemp("taken") / "s"
    (root / "data").mkdir(parents=True)
    reports = [REPORT | {"publisher": "Báo <b>", "title": "A & B"}]
    write_data(root / "data", {"first": ROWS}, reports, statements={"first": [statement(5, note=HOSTILE)]})
    made = Layout(root)
    row = {
        "result_id": "p.a",
        "page": "p",
        "value": "1.50",
        "unit": "",
        "formula": "3 / 2",
        "figure_ids": "",
        "note": "",
    }
    write_rows(made.results, RESULT_COLUMNS, [row])
    return made


@pytest.fixture(scope="module")
def package(layout: Layout) -> Package:
    return write_package(layout, layout.root / "out" / FOLDER)


@pytest.fixture(scope="module")
def folder(layout: Layout, package: Package) -> Path:
    return layout.root / "out" / FOLDER


def descriptor(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    return found


def test_frictionless_finds_every_table_as_it_is_described(folder: Path) -> None:
    from frictionless import Package as Described
    from frictionless import validate

    report = validate(str(folder / DESCRIPTOR))
    assert report.flatten(["name", "type", "fieldName", "rowNumber", "note"]) == []
    rows = Described(str(folder / DESCRIPTOR)).get_resource("figures").read_rows()
    assert {row["figure_id"]: str(row["value"]) for row in rows} == PRINTED
    assert [row["units_covered"] for row in rows] == [None, None, None, 4, None, None]


def test_frictionless_finds_a_changed_byte_and_a_wrong_word(folder: Path, tmp_path: Path) -> None:
    from frictionless import validate

    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "figures.csv").read_text(encoding="utf-8").replace(",reviewed,", ",reviewd,", 1)
    (tmp_path / "figures.csv").write_text(text, encoding="utf-8")
    kinds = {row[0] for row in validate(str(tmp_path / DESCRIPTOR)).flatten(["type"])}
    assert kinds >= {"hash-count", "byte-count", "constraint-error"}


def test_the_description_is_one_of_version_2_and_says_all_that_one_must_know(folder: Path) -> None:
    said = descriptor(folder)
    assert said["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert said["version"] == f"{citation_of(HERE).version}+{said['version'].partition('+')[2]}"
    assert said["licenses"][0]["name"] == "CC-BY-4.0"
    assert said["sources"] == [{"title": "Báo <b>", "path": "https://example.org"}]
    assert all(isinstance(each["roles"], list) for each in said["contributors"])
    for each in said["resources"]:
        assert each["type"] == "table"
        assert [field["name"] for field in each["schema"]["fields"] if not field.get("description")] == []
    for each in [*said["resources"], *said["otherFiles"]]:
        raw = (folder / each["path"]).read_bytes()
        assert (each["bytes"], each["hash"]) == (len(raw), f"sha256:{hashlib.sha256(raw).hexdigest()}")


def test_parquet_has_every_column_and_every_digit(folder: Path) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(folder / PARQUET)
    assert table.column_names[: len(FIGURE_COLUMNS)] == [*FIGURE_COLUMNS]
    assert dict(zip(table["figure_id"].to_pylist(), table["value"].to_pylist(), strict=True)) == PRINTED
    assert table["decimals"].to_pylist() == [3, 0, 2, 2, 1, 0]
    assert str(table["period_end"][0]) == "2025-08-30"
    assert table["holder"].to_pylist()[2] == HOSTILE


def test_pysdmx_reads_structure_and_data_and_every_digit(folder: Path) -> None:
    from pysdmx.io import get_datasets, read_sdmx

    structure = read_sdmx(folder / SDMX_STRUCTURE).get_data_structure_definitions()[0].components
    assert [each.id for each in structure.dimensions] == [
        "MEASURE", "REF_AREA", "LOCALITY", "HOLDER", "BREAKDOWN", "PER", "ROLE", "FIGURE", "TIME_PERIOD",
    ]  # fmt: skip
    assert [(each.id, str(each.dtype)) for each in structure.measures] == [("OBS_VALUE", "String")]
    (found,) = get_datasets(folder / SDMX_DATA, folder / SDMX_STRUCTURE)
    rows = found.data.set_index("FIGURE")
    assert [*rows.reset_index().columns].count("OBS_VALUE") == 1
    assert {name: row.partition(" ")[0] for name, row in rows["STATED"].items()} == PRINTED
    # A reader that makes numbers of digits finds the printed ones by DECIMALS, up to what a float holds.
    for name, row in rows.drop("first:40").iterrows():
        restored = Decimal(row["OBS_VALUE"]).quantize(Decimal(1).scaleb(-int(row["DECIMALS"])))
        assert f"{restored:f}" == PRINTED[str(name)]


def test_sdmx_data_name_every_observation_once_with_codes_of_its_structure(folder: Path) -> None:
    rows = [*csv.DictReader(io.StringIO((folder / SDMX_DATA).read_text(encoding="utf-8"), newline=""))]
    assert {row["FIGURE"]: row["OBS_VALUE"] for row in rows} == PRINTED
    lists = json.loads((folder / SDMX_STRUCTURE).read_text(encoding="utf-8"))["data"]["codelists"]
    codes = {each["id"]: {code["id"] for code in each["codes"]} for each in lists}
    assert {name for name in codes for row in rows if row[name] not in codes[name]} == set()
    times = {row["FIGURE"]: (row["TIME_PERIOD"], row["TIME_BASIS"]) for row in rows}
    assert times["first:10"] == ("2025-07-01/P61D", "stated")
    assert times["first:20"] == ("2025-09", "published")
    assert times["first:50"] == ("2025-12-31", "completed")
    parts = {row["FIGURE"]: (row["LOCALITY"], row["HOLDER"], row["BREAKDOWN"], row["PER"]) for row in rows}
    assert parts["first:10"] == ("_T", "_Z", "_T", "_Z")
    assert parts["first:30"] == ("Đồng Đa; NA", HOSTILE, "_T", "_Z")
    assert parts["first:40"] == ("_X", "_Z", "NaN", "_Z")


def test_the_tables_say_what_the_study_says(folder: Path, layout: Layout) -> None:
    study = load(layout.data, kept=layout.table)
    said = {row["claim_id"]: row["verdict"] for row in csv_of(folder / "verdicts.csv")}
    assert said == {row["claim_id"]: row["verdict"] for row in study.verdict_rows}
    assert [row["result_id"] for row in csv_of(folder / "results.csv")] == ["p.a"]
    (about,) = [row for row in csv_of(folder / "figures.csv") if row["figure_id"] == "first:10"]
    assert (about["low"], about["high"], about["theme"]) == ("97.3895", "97.3905", "procedures")
    assert [row["id"] for row in csv_of(folder / "measures.csv")][-1] == "unclassified"


def csv_of(path: Path) -> list[Mapping[str, str]]:
    columns = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    return [*read_rows(path, columns)]


def test_the_archive_has_every_file_and_the_same_data_give_the_same_bytes(
    folder: Path, layout: Layout, package: Package, tmp_path: Path
) -> None:
    with zipfile.ZipFile(folder / ARCHIVE) as archive:
        inside = {each: archive.read(each) for each in archive.namelist()}
    names = [each.name for each in package.files if each.name != ARCHIVE]
    assert inside == {f"{UNPACKED}/{name}": (folder / name).read_bytes() for name in names}
    again = write_package(layout, tmp_path)
    assert again.files == package.files
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_a_study_without_reports_has_a_package_too(tmp_path: Path) -> None:
    from frictionless import validate

    (tmp_path / "data").mkdir()
    write_data(tmp_path / "data", {})
    (tmp_path / "data" / "reports.csv").write_text(
        (tmp_path / "data" / "reports.csv").read_text().splitlines()[0] + "\n"
    )
    package = write_package(Layout(tmp_path), tmp_path / "out")
    assert validate(str(tmp_path / "out" / DESCRIPTOR)).valid
    assert "reviewed" not in cite_page(package.citation, load(tmp_path / "data"), lambda _: "").body


@pytest.mark.parametrize("name", [*PROGRAMS])
def test_the_programs_of_the_page_run_beside_the_unpacked_archive(
    name: str, package: Package, folder: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(folder / ARCHIVE) as archive:
        archive.extractall(tmp_path)
    assert PROGRAMS[name].splitlines()[0] in downloads_page(package).body
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAMS[name]], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    expected = {"python": "6 figures, 5 of them reviewed", "frictionless": "True", "sdmx": ""}[name]
    assert ran.stdout.splitlines()[:1] == [expected][: bool(expected)]


def test_the_pages_list_every_file_and_hold_what_a_page_may_hold(package: Package, layout: Layout) -> None:
    downloads = downloads_page(package)
    cite = cite_page(package.citation, load(layout.data, kept=layout.table), lambda each: f"r.html#{each}")
    assert [each.name for each in package.files if f'href="{FOLDER}/{each.name}"' not in downloads.body] == []
    for page in (downloads, cite):
        assert [each for each in refused(page.body) if each != "no policy"] == []
        assert (page.room, "<h1" in page.body, bool(page.lead)) == ("method", False, True)
    assert "first:10" in cite.body
    assert "first:30" not in cite.body, "nobody has looked at it"
