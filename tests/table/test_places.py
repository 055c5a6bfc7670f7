"""The list of places: how many people live in each, how large it is, and who says so."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from analysis.files import DATA, read_rows, write_rows
from analysis.table.asking import value
from analysis.table.catalogue import read_places
from analysis.table.placing import area, residents
from analysis.table.quantities import Unknown, stated_in
from analysis.table.study import load
from analysis.table.vocabulary import LATER_PLACE_COLUMNS, PLACE_COLUMNS
from made import figure, write_data
from told import study_of


def test_the_country_s_people_and_land_are_those_that_the_merger_is_told_with() -> None:
    country = read_places()["VN"]
    assert (country.population, country.area) == (113_571_926, Decimal("331326.53"))


def test_every_place_says_where_its_people_and_land_are_stated() -> None:
    rows = read_rows(DATA / "places.csv", PLACE_COLUMNS)
    assert [row["code"] for row in rows if not all(row[name] for name in LATER_PLACE_COLUMNS)] == []
    formed = {row["code"] for row in rows if row["source"].startswith("resolution 202/2025/QH15")}
    assert formed == {row["code"] for row in rows if row["absorbed_names"]}, "the resolution is on mergers"


def test_a_list_of_an_older_build_loads_and_knows_no_people(tmp_path: Path) -> None:
    data = write_data(tmp_path)
    older = [name for name in PLACE_COLUMNS if name not in LATER_PLACE_COLUMNS]
    rows = read_rows(data / "places.csv", PLACE_COLUMNS)
    write_rows(data / "places.csv", older, [{name: row[name] for name in older} for row in rows])
    seen = load(data).select(place="VN-HN")
    assert residents(seen).reasons == ("the list of places, an older one, lacks the people of Hanoi",)
    assert isinstance(area(seen, "VN"), Unknown), "the country is not larger than what is known of it"


def test_residents_are_of_a_whole_place_and_not_of_a_part_of_it() -> None:
    rows = [figure(10, place="VN-09", units_covered="4"), figure(20, place="VN-HN", value="8807523")]
    seen = study_of(rows).select()
    assert (
        f"{value(seen, 'files_received', place='VN-HN') / residents(seen, 'Hanoi'):.0}" == "1 file per person"
    )
    [four_wards] = seen.all("files_received", place="VN-09")
    assert isinstance(residents(seen, stated_in(four_wards)), Unknown), "four wards are not the province"
