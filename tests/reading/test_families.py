"""What the catalogue says measures are to each other."""

from __future__ import annotations

import pytest

from analysis.reading.families import kinship, makes_up, numerators_of, rates_of, shares_of, wholes_of
from analysis.table.catalogue import read_measures


@pytest.mark.parametrize(
    ("measure", "other", "kin"),
    [
        ("files_on_time", "files_on_time", "same"),
        ("files_on_time", "files_received", "part"),
        ("files_received", "files_on_time", "whole"),
        ("on_time_rate", "files_on_time", "share by"),
        ("on_time_rate", "files_processed", "share of"),
        ("files_on_time", "on_time_rate", "of share"),
        ("disbursement_plan", "disbursement_rate", "of share"),
        ("files_online", "vehicles", "stranger"),
        ("unclassified", "vehicles", "none"),
    ],
)
def test_what_a_measure_is_to_another(measure: str, other: str, kin: str) -> None:
    assert kinship(measure, other) == kin


def test_part_and_whole_mirror_each_other() -> None:
    names = list(read_measures())
    parts = {(one, two) for one in names for two in names if kinship(one, two) == "part"}
    assert parts == {(two, one) for one in names for two in names if kinship(one, two) == "whole"}
    assert parts


def test_a_rate_knows_what_makes_it_and_a_count_its_rates() -> None:
    assert numerators_of("disbursement_rate") == ["disbursement_amount"]
    assert rates_of("disbursement_amount") == ["disbursement_rate"]
    assert [share.whole for share in shares_of("disbursement_plan")] == ["disbursement_plan"]
    assert numerators_of("files_received") == []


def test_the_nearest_population_comes_first() -> None:
    assert wholes_of("files_on_time")[0] == "files_processed"
    assert wholes_of("files_on_time")[-1] == "files_received"
    assert wholes_of("unclassified") == []


def test_a_sum_is_made_up_of_its_parts() -> None:
    assert makes_up("files_processed", "files_received")
    assert not makes_up("files_online", "vehicles")
