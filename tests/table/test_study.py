from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from analysis.errors import StudyError
from analysis.files import write_rows
from analysis.table.figures import row_of
from analysis.table.study import load
from analysis.table.vocabulary import FIGURE_COLUMNS, LATER_FIGURE_COLUMNS, REPORT_COLUMNS
from made import REPORT, figure

CORRECTION = {
    "correction_id": "c1", "figure_id": "first:10", "column": "value", "was": "120", "becomes": "210",
    "reason": "misread", "who": "editor", "date": "2025-10-02",
}  # fmt: skip


def refusal(data):
    with pytest.raises(StudyError) as caught:
        load(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"value": "1,5"}, "line 3, column value: value is '1,5'; expected a decimal number such as 97.39"),
        ({"value": "1e3"}, "column value: value is '1e3'; expected a decimal number"),
        ({"unit": "people"}, "column unit: value is 'people'; expected the unit of the measure"),
        ({"unit": "apples"}, "column unit: value is 'apples'; expected one of files, people"),
        ({"measure": "files"}, "column measure: value is 'files'; expected a measure of measures.yml"),
        ({"place": "HN"}, "column place: value is 'HN'; expected VN or a code of places.csv"),
        ({"end": "20"}, "column end: value is '20'; expected an end after the start"),
        ({"figure_id": "first:21"}, "column figure_id: value is 'first:21'; expected the row's report_id"),
        ({"figure_id": "first:10", "start": "10"}, "column figure_id: value is 'first:10'; expected an id"),
        ({"period_end": "2025-02-30", "period_basis": "stated"}, "column period_end: value is '2025-02-30'"),
        ({"period_end": "2025-08-30"}, "column period_basis: value is ''; expected a basis exactly where"),
        ({"period_basis": "stated"}, "column period_basis: value is 'stated'; expected a basis exactly"),
        (
            {"period_start": "2025-08-30", "period_end": "2025-08-01", "period_basis": "stated"},
            "column period_end: value is '2025-08-01'; expected an end not before period_start",
        ),
        ({"relation": "part_of", "related": "first:99"}, "column related: value is 'first:99'; expected a"),
        ({"related": "first:10"}, "column related: value is 'first:10'"),
        ({"qualifier": "roughly"}, "column qualifier: value is 'roughly'; expected one of exact, about"),
        ({"status": "done"}, "column status: value is 'done'; expected one of read, reviewed"),
        ({"per": "week"}, "column per: value is 'week'; expected one of (empty), day, working_day, month"),
        (
            {"role": "estimated"},
            "column role: value is 'estimated'; expected one of observed, estimate, plan",
        ),
        *(
            ({"doubt": doubt, "status": "read"}, f"column doubt: value is '{doubt}'; expected columns of")
            for doubt in (
                "measure",
                "measure 0.6",
                "measure .62",
                "quote 0.62",
                "doubt 0.62",
                "place 1.62",
                "measure 0.62, place 0.71",
                "measure 0.62; measure 0.71",
                "measure 0.62;",
            )
        ),
        ({"doubt": "measure 0.62"}, "column doubt: value is 'measure 0.62'; expected no doubt on a reviewed"),
        ({"report_id": "second", "figure_id": "second:20"}, "column report_id: value is 'second'"),
    ],
)
def test_a_broken_figure_is_refused_with_line_column_and_what_was_expected(make_data, columns, said):
    message = refusal(make_data({"first": [figure(10), figure(20) | columns]}))
    assert "first.csv: line 3, " in message
    assert said in message


def test_an_unknown_unclassified_figure_keeps_its_unit(make_data):
    study = load(make_data({"first": [figure(10, measure="unclassified", unit="documents")]}))
    assert study.figures[0].theme == "none"


def test_a_stored_row_comes_back_unchanged(make_data):
    row = figure(10, quote="8,30", value="8.30", value_max="8.50", period_start="2025-07-01",
                 period_end="2025-08-30", period_basis="stated", units_covered="4", role="estimate",
                 holder="Ministry of Health", breakdown="online", per="thousand_people", status="read",
                 doubt="measure 0.62; per 1.00")  # fmt: skip
    study = load(make_data({"first": [row]}))
    assert row_of(study.figures[0]) == row


def test_a_table_of_an_older_build_loads_with_what_came_later_empty(make_data):
    data = make_data(corrections=[CORRECTION | {"column": "holder", "was": "", "becomes": "Ministry of X"}])
    row = figure(10)
    older = [column for column in FIGURE_COLUMNS if column not in LATER_FIGURE_COLUMNS]
    write_rows(data / "figures" / "first.csv", older, [{column: row[column] for column in older}])
    (loaded,) = load(data).figures
    assert row_of(loaded) == row | {"holder": "Ministry of X"}


def test_a_register_of_an_older_build_loads_without_a_reader(make_data):
    data = make_data(reports=[REPORT])
    older = [column for column in REPORT_COLUMNS if column != "reader"]
    write_rows(data / "reports.csv", older, [{column: REPORT[column] for column in older}])
    assert load(data).reports["first"].reader == ""


def test_a_correction_changes_one_column_and_marks_the_figure(make_data):
    study = load(make_data(corrections=[CORRECTION]))
    assert (study.figures[0].value, study.figures[0].corrected) == (Decimal(210), True)


def test_a_note_is_added_and_marks_nothing_as_corrected(make_data):
    added = CORRECTION | {"column": "note", "was": "", "becomes": "what it covers is not clear"}
    (figure,) = load(make_data(corrections=[added])).figures
    assert (figure.note, figure.corrected) == ("what it covers is not clear", False)


def test_corrections_are_applied_in_order(make_data):
    again = CORRECTION | {"correction_id": "c2", "was": "210", "becomes": "120"}
    assert load(make_data(corrections=[CORRECTION, again])).figures[0].value == 120


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"figure_id": "first:11"}, "c1: matches no figure; expected first:11 with '120'"),
        ({"was": "121"}, "c1: value is '120'; expected first:10 with '121'"),
        ({"column": "figure_id"}, "line 2, column column: value is 'figure_id'"),
        ({"reason": ""}, "line 2: has no reason"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(make_data, change, said):
    assert said in refusal(make_data(corrections=[CORRECTION | change]))


def test_a_correction_must_leave_a_valid_figure(make_data):
    assert "expected a decimal number" in refusal(make_data(corrections=[CORRECTION | {"becomes": "many"}]))


def test_a_figures_file_of_no_registered_report_is_refused(make_data):
    data = make_data({"first": [], "second": []}, reports=[REPORT])
    assert "second.csv: belongs to no registered report" in refusal(data)


def test_a_registered_report_without_figures_file_is_refused(make_data):
    data = make_data({"first": []}, reports=[REPORT, REPORT | {"report_id": "second"}])
    assert "second.csv: no such file" in refusal(data)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"published": "September"}, "column published: value is 'September'; expected a day"),
        ({"published": "2025-13"}, "column published: value is '2025-13'"),
        ({"language": "de"}, "column language: value is 'de'; expected one of en, es, fr, vi"),
        ({"sha256": "abc"}, "column sha256: value is 'abc'"),
        ({"reader": "1"}, "column reader: value is '1'; expected a reader (its version and 8 hexadecimal"),
        ({"reader": "1 1A2B3C4D"}, "column reader: value is '1 1A2B3C4D'"),
        ({"translation_of": "nobody"}, "column translation_of: value is 'nobody'; expected a registered"),
        ({"place": "XX"}, "column place: value is 'XX'"),
    ],
)
def test_a_broken_register_is_refused(make_data, change, said):
    assert f"reports.csv: line 2, {said}" in refusal(make_data(reports=[REPORT | change]))


def two_places(make_data):
    rows = [
        figure(10, period_start="2025-07-01", period_end="2025-07-31", period_basis="stated"),
        figure(20, place="VN", value="900", status="read"),
        figure(30, place="VN-HP", value="70"),
        figure(40, value="130", period_start="2025-07-01", period_end="2025-08-31", period_basis="stated"),
        figure(50, value="50", locality="A; B"),
        figure(60, measure="policy_cases", unit="cases", value="3"),
        figure(70, value="130", period_start="2025-07-01", period_end="2025-08-31", period_basis="stated"),
        figure(80, value="999", role="target"),
    ]
    return load(make_data({"first": rows}))


def ids_of(figures):
    return [each.start for each in figures]


def ids(selection):
    return [each.start for each in selection.figures]


def test_a_place_sees_its_own_figures_and_the_country(make_data):
    study = two_places(make_data)
    assert ids(study.select(reviewed_only=False)) == [10, 20, 30, 40, 50, 60, 70, 80]
    assert ids(study.select(reviewed_only=False, place="VN-HP")) == [20, 30]
    assert ids(study.select(reviewed_only=False, place="VN-HP").own()) == [30]
    assert ids(study.select(reviewed_only=False).own()) == [10, 20, 30, 40, 50, 60, 70, 80]


def test_theme_and_review_narrow_the_selection(make_data):
    study = two_places(make_data)
    assert ids(study.select(reviewed_only=False, theme="staffing")) == [60]
    assert ids(study.select(reviewed_only=False).about("staffing")) == [60]
    assert 20 not in ids(study.select())


def test_a_window_takes_what_overlaps_it_and_undated_figures_of_its_months(make_data):
    study = two_places(make_data)
    assert ids(study.select(reviewed_only=False, period=("2025-08-15", "2025-08-20"))) == [40, 70]
    assert ids(study.select(reviewed_only=False, period=("2025-09-30", ""))) == [20, 30, 50, 60, 80]
    assert ids(study.select(reviewed_only=False, period=("", "2025-07-01"))) == [10, 40, 70]


def test_one_is_the_latest_for_the_whole_place(make_data):
    seen = two_places(make_data).select(reviewed_only=False, place="VN-HN")
    assert seen.one("files_received").start == 40
    assert seen.one("files_received", place="VN").start == 20
    assert seen.one("files_received", role="target").start == 80
    assert seen.one("files_pending") is None


def test_all_counts_a_repeated_statement_once(make_data):
    seen = two_places(make_data).select(reviewed_only=False)
    assert [each.start for each in seen.all("files_received")] == [20, 50, 10, 40, 30]
    assert [place.code for place in seen.having("files_received")] == ["VN", "VN-HN", "VN-HP"]


@pytest.mark.parametrize(
    "other", [{"holder": "Bank X"}, {"breakdown": "online"}, {"per": "day"}, {"role": "estimate"}]
)
def test_what_is_no_total_of_the_place_is_never_taken_for_one(make_data, other):
    later = {"period_start": "2025-07-01", "period_end": "2025-12-31", "period_basis": "stated"}
    rows = [figure(10), figure(20, value="7", **later, **other), figure(30, place="VN-HP", **other)]
    seen = load(make_data({"first": rows})).select()
    assert ids_of(seen.all("files_received")) == [10]
    assert seen.one("files_received", place="VN-HN").start == 10
    assert [place.code for place in seen.having("files_received")] == ["VN-HN"]
    if "role" not in other:
        aspect = tuple(other.get(name, "") for name in ("holder", "breakdown", "per"))
        assert ids_of(seen.all("files_received", aspect=aspect)) == [20, 30]


def test_how_many_units_there_were_before_is_no_count_of_today_s(make_data):
    units = {"measure": "province_units", "unit": "provinces", "place": "VN"}
    before = {"period_end": "2025-06-30", "period_basis": "completed"}
    rows = [figure(10, value="63", **units, **before), figure(20, value="34", **units)]
    assert load(make_data({"first": rows})).select().one("province_units").start == 20
    assert load(make_data({"first": rows[:1]})).select().one("province_units") is None


def test_a_place_is_valid_from_the_reform_on():
    places = load().places
    assert {place.is_valid(date(2025, 6, 30)) for place in places.values()} == {False}
    assert {place.is_valid(date(2025, 7, 1)) for place in places.values()} == {True}
    assert {place.is_valid(None) for place in places.values()} == {True}
    gone = replace(places["VN-HN"], valid_to=date(2026, 1, 1))
    assert [gone.is_valid(day) for day in (date(2026, 1, 1), date(2026, 1, 2), None)] == [True, False, False]


def test_a_translation_is_no_second_witness(make_data):
    reports = [REPORT, REPORT | {"report_id": "second", "translation_of": "first"}]
    study = load(make_data({"first": [figure(10)], "second": [figure(12, "second")]}, reports=reports))
    assert [each.report_id for each in study.select().witnesses] == ["first"]
    assert [each.report_id for each in study.select(reports=["second"]).witnesses] == ["second"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"place": "Hanoi"}, "place 'Hanoi' is unknown; did you mean VN-HN"),
        ({"place": "VN-HO"}, "place 'VN-HO' is unknown; did you mean VN-HP"),
        ({"place": "hai phòng"}, "did you mean VN-HP"),
        ({"place": "Paris"}, "place 'Paris' is unknown; use VN or a code"),
        ({"theme": "budgets"}, r"theme 'budgets' is unknown; did you mean budget\?"),
        ({"reports": ["frist"]}, r"report 'frist' is unknown; did you mean first\?"),
        ({"period": ("July", "")}, "is no pair of dates"),
        ({"period": ("2025-08-01", "2025-07-01")}, "ends before it starts"),
    ],
)
def test_a_selection_of_what_does_not_exist_is_refused(make_data, arguments, said):
    with pytest.raises(StudyError, match=said):
        load(make_data()).select(**arguments)


def test_a_province_sees_its_own_rows_and_the_country_s_and_no_other(make_data):
    rows = [figure(10), figure(20, place="VN"), figure(30, place="VN-HP"), figure(40, place="VN-HP")]
    rows[1] |= {"relation": "out_of", "related": "first:30"}
    narrow = load(make_data({"first": rows, "second": [figure(10, "second", place="VN-HP")]})).seen_from(
        "VN-HN"
    )
    assert [each.figure_id for each in narrow.figures] == ["first:10", "first:20", "first:30"]
    assert list(narrow.reports) == ["first"]
    assert [each.figure_id for each in narrow.select(place="VN-HN").figures] == ["first:10", "first:20"]


def test_a_rank_is_seen_by_the_place_that_claims_it_and_by_its_rival(make_data):
    """The most of all provinces: an error in Da Nang's figure shows there and in Hanoi, not in Hai Phong."""
    august = {"period_start": "2025-07-01", "period_end": "2025-08-31", "period_basis": "stated"}
    rows = [
        figure(10, value="900", quote="900", **august),
        figure(20, place="VN-DN", value="950", quote="950", **august),
        figure(30, place="VN-HP", value="100", **august),
    ]
    rows[0] |= {"relation": "largest_of", "related": "first:20"}
    study = load(make_data({"first": rows}))
    stated = {
        place: {each.claim.claim_id for each in study.seen_from(place).verdicts} for place in study.places
    }
    assert stated["VN-HN"] == stated["VN"] == {each.claim.claim_id for each in study.verdicts}
    assert stated["VN-DN"] == {each for each in stated["VN"] if "20" in each}
    assert stated["VN-HP"] == {each for each in stated["VN"] if "30" in each}
    assert len(stated["VN-HP"]) < len(stated["VN-HN"])


def test_marks_are_the_same_on_every_page():
    study = load()
    for place in study.places:
        narrow = study.seen_from(place)
        shown = {each.figure_id for each in narrow.figures if each.place in (place, "VN")}
        claims = [each.claim for each in narrow.verdicts if each.claim.stated.place == place]
        shown |= {each.figure_id for claim in claims for each in claim.everyone}
        assert {each: narrow.checks.get(each) for each in shown} == {
            each: study.checks.get(each) for each in shown
        }
    for report_id in study.reports:
        narrow = study.around(report_id)
        own = [each.figure_id for each in study.figures if each.report_id == report_id]
        assert [narrow.checks.get(each) for each in own] == [study.checks.get(each) for each in own]
