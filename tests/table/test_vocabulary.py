"""Names on which people and scripts outside the repository rely."""

import pytest

from analysis.errors import StudyError
from analysis.files import DATA
from analysis.table.catalogue import read_breakdowns, read_measures
from analysis.table.vocabulary import FIGURE_COLUMNS, PER


def test_figures_have_these_columns_in_this_order():
    assert ",".join(FIGURE_COLUMNS) == (
        "figure_id,report_id,start,end,quote,measure,value,value_max,alternative,unit,qualifier,role,place,"
        "locality,units_covered,period_start,period_end,period_basis,against_start,against_end,relation,"
        "related,source,holder,breakdown,per,doubt,status,note"
    )


def test_the_dictionary_of_the_data_names_them_and_the_words_of_breakdown_and_per():
    dictionary = (DATA / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in dictionary.splitlines() if line.startswith("| per |")]
    assert [word for word in PER if word not in row] == []
    table = dictionary.partition("## figures/")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| ")]
    named = [name.strip() for row in rows for name in row.split(",")]
    assert [name for name in FIGURE_COLUMNS if name not in named] == []


def test_breakdowns_of_channel_level_and_sector_are_catalogued():
    found = read_breakdowns()
    assert {word for word, subject in found.items() if subject == "channel"} == {
        "online",
        "in_person",
        "post",
    }
    assert {word for word, subject in found.items() if subject == "level"} == {
        "central",
        "province",
        "commune",
    }
    assert {"health", "education", "culture", "offices"} <= set(found)


def test_a_word_that_stands_in_two_breakdowns_is_refused(tmp_path):
    path = tmp_path / "measures.yml"
    path.write_text("things: {}\nmeasures: []\nbreakdowns: {channel: [post], level: [post]}\n")
    with pytest.raises(StudyError, match="breakdowns, post: stands twice"):
        read_breakdowns(path)


IDS = {
    "agencies": "provincial_agencies agencies_high_completion public_service_units agencies_cut "
    "agencies_above_average agencies_below_average",
    "cases": "policy_cases", "centres": "service_centres", "circulars": "decentralisation_circulars",
    "communes": "commune_units communes_visited party_congresses_held communes_high_completion communes_cut "
    "communes_high_index communes_without_vehicles communes_short_of_equipment communes_with_vehicles",
    "decrees": "decentralisation_decrees", "difficulties": "difficulties_recorded",
    "divisions": "commune_divisions",
    "documents": "seal_specimens_received seal_specimens_processed documents_issued documents_received",
    "files": "files_received files_processed files_on_time files_pending files_overdue files_online",
    "indicators": "plan_indicators plan_indicators_reached", "km2": "area",
    "people": "population staff_mobilised officials_seconded staff_actual staff_needed staff_shortage "
    "staff_surplus staff_trained resignations_decided resignations_effective resignations_funded "
    "resignations_paid",
    "people_per_km2": "population_density",
    "percent": "communes_cut_rate agencies_cut_rate paid_rate posts_cut_rate on_time_rate processing_rate "
    "online_rate overdue_rate pending_rate online_increase task_completion_rate satisfaction_rate "
    "online_payment_rate disbursement_rate disbursement_growth revenue_vs_estimate "
    "domestic_revenue_vs_estimate revenue_vs_last_year revenue_growth spending_vs_estimate spending_growth "
    "grdp_growth gdp_growth surplus_processed_rate communes_with_offices",
    "percentage_points": "disbursement_rate_change", "points": "service_index",
    "posts": "posts_assigned staff_from_districts staff_from_communes posts_cut",
    "premises": "surplus_premises surplus_premises_restructuring surplus_premises_processed "
    "surplus_premises_pending surplus_headquarters premises_in_use",
    "procedures": "procedures_published procedures_abolished procedures_simplified procedures_transferred",
    "provinces": "province_units provinces_cut provinces_with_service_centres provinces_above_average "
    "provinces_below_average",
    "rooms": "rooms_missing", "service_points": "service_points", "services": "online_services",
    "transactions": "online_payments", "vehicles": "vehicles",
    "VND": "policy_cost disbursement_plan disbursement_amount budget_revenue budget_spending budget_balance "
    "bonds_issued vehicle_value",
}  # fmt: skip


def test_the_catalogue_has_the_measures_on_which_others_rely():
    expected = {each: unit for unit, ids in IDS.items() for each in ids.split()}
    assert {measure.id: measure.unit for measure in read_measures().values()} == expected


def test_labels_stand_once():
    labels = [measure.label for measure in read_measures().values()]
    assert sorted(set(labels)) == sorted(labels)
