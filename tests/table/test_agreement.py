import pytest

from analysis.table.agreement import AGREEMENTS, compare, tally
from analysis.table.study import load
from analysis.table.vocabulary import AGREEMENT_COLUMNS
from claimed import AUGUST, JULY, fact, study_of

ORIGINAL = [
    fact(10, "files_received", 523292, **JULY),
    fact(20, "unclassified", 68, unit="percent", **JULY),
    fact(30, "staff_actual", 4250, **JULY),
    fact(40, "files_received", 523292, **JULY),
]
TRANSLATIONS = {"second": "first"}


def again(row, **columns):
    """The row as its translation states it."""
    start = int(row["start"]) + 3
    return row | {"report_id": "second", "start": f"{start}", "figure_id": f"second:{start}"} | columns


def translated(translation):
    return compare(study_of(*ORIGINAL, *translation, translations=TRANSLATIONS))


def told(pairs):
    return [(pair.left.figure_id, pair.right and pair.right.figure_id, pair.verdict) for pair in pairs]


def test_the_five_reports_side_by_side():
    pairs = compare(load())
    assert tally(pairs) == {
        "agree": 26, "within_rounding": 0, "differ": 0, "drift": 0, "not_comparable": 4,
    }  # fmt: skip
    assert {(pair.left.report_id, pair.right.report_id) for pair in pairs if pair.verdict == "agree"} == {
        ("hanoi-fr", "hanoi-es")
    }
    assert sorted(told(pairs)[26:]) == [
        ("hanoi-fr:2888", "national-fr:10497", "not_comparable"),
        ("hanoi-fr:757", "national-fr:6100", "not_comparable"),
        ("langson-fr:1805", "national-fr:6100", "not_comparable"),
        ("langson-fr:1845", "national-fr:10497", "not_comparable"),
    ]


def test_a_faithful_translation_agrees_figure_by_figure():
    assert told(translated([again(row) for row in ORIGINAL])) == [
        (f"first:{start}", f"second:{start + 3}", "agree") for start in (10, 20, 30, 40)
    ]


@pytest.mark.parametrize(
    ("at", "change", "reason"),
    [
        (0, {"value": "523922"}, "value 523292 became 523922"),
        (2, {"value_max": "4300"}, "value_max None became 4300"),
        (1, {"unit": "percentage_points"}, "unit percent became percentage_points"),
        (2, {"place": "VN"}, "place VN-HN became VN"),
        (2, {"qualifier": "more_than"}, "qualifier exact became more_than"),
        (3, {"role": "target"}, "role observed became target"),
        (2, {"measure": "staff_needed"}, "measure staff_actual became staff_needed"),
        (2, {"value": "4520", "role": "plan"}, "value 4250 became 4520; role observed became plan"),
    ],
)
def test_what_a_translation_changed_is_a_drift(at, change, reason):
    rows = [again(row) for row in ORIGINAL]
    rows[at] |= change
    pairs = translated(rows)
    assert [pair.verdict for pair in pairs] == ["drift" if n == at else "agree" for n in range(4)]
    assert (pairs[at].reason, pairs[at].left.start, pairs[at].right.start) == (
        reason, 10 * at + 10, 10 * at + 13,
    )  # fmt: skip


@pytest.mark.parametrize("lost", range(4))
def test_a_figure_lost_in_translation_is_a_drift(lost):
    pairs = translated([again(row) for at, row in enumerate(ORIGINAL) if at != lost])
    drifts = [(pair.left.start, pair.right, pair.reason) for pair in pairs if pair.verdict == "drift"]
    assert drifts == [(10 * lost + 10, None, "not stated in the translation")]
    assert len(pairs) == 4


def test_a_figure_that_only_the_translation_states_is_a_drift():
    added = again(fact(25, "vehicles", 7))
    rows = [again(row) for row in ORIGINAL]
    pairs = translated([*rows[:2], added, *rows[2:]])
    drifts = [pair for pair in pairs if pair.verdict == "drift"]
    assert told(drifts) == [("second:28", None, "drift")]
    assert drifts[0].reason == "stated in the translation only"
    assert drifts[0].row["right"] == ""


def test_a_translation_is_not_compared_as_another_witness():
    other = fact(10, "staff_actual", 4250, "third", **JULY)
    pairs = compare(study_of(*ORIGINAL, *(again(row) for row in ORIGINAL), other, translations=TRANSLATIONS))
    assert [pair for pair in told(pairs) if "third:10" in pair] == [("first:30", "third:10", "agree")]


def across(left, right, **both):
    """The only pair of two reports; each side is (measure, value, columns)."""
    rows = [
        fact(10, measure, value, report, **(both | columns))
        for report, (measure, value, columns) in (("first", left), ("second", right))
    ]
    (pair,) = compare(study_of(*rows))
    return pair.verdict, pair.reason


HEDGED = {"qualifier": "more_than"}


@pytest.mark.parametrize(
    ("left", "right", "verdict", "reason"),
    [
        (("4250", {}), ("4250", {}), "agree", "the same value"),
        (("4250", {"quote": "4,250"}), ("4250", HEDGED), "agree", "the same value"),
        (("4250", {}), ("4200", HEDGED), "within_rounding",
         "print and hedges leave room for the difference"),
        (("3200000", {"quote": "3.2 million"}), ("3249000", {}), "within_rounding",
         "print and hedges leave room for the difference"),
        (("4250", {}), ("4250", {"value_max": "4300"}), "within_rounding",
         "print and hedges leave room for the difference"),
        (("3200000", {"quote": "3.2 million"}), ("3251000", {}), "differ", "two values for one thing"),
        (("4250", {}), ("4251", {}), "differ", "two values for one thing"),
    ],
)  # fmt: skip
def test_two_reports_on_one_thing(left, right, verdict, reason):
    sides = (("staff_actual", *each) for each in (left, right))
    assert across(*sides, **JULY) == (verdict, reason)


RATE, CHANGE, STAFF = "disbursement_rate", "disbursement_rate_change", "staff_actual"
LATER = AUGUST | {"period_start": ""}


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ((RATE, 68, JULY), (CHANGE, 20, JULY), "a level against a change"),
        ((RATE, 68, JULY), (CHANGE, 68, JULY), "a level against a change"),
        (("budget_revenue", 5, JULY), ("revenue_vs_estimate", 5, JULY), "other measures of one thing"),
        ((STAFF, 5, JULY), (STAFF, 5, JULY | {"role": "target"}), "observed against target"),
        ((STAFF, 5, JULY | {"role": "plan"}), (STAFF, 5, JULY), "plan against observed"),
        ((STAFF, 5, JULY), (STAFF, 5, JULY | {"locality": "An"}), "a part of the place"),
        ((STAFF, 5, JULY), (STAFF, 5, JULY | {"units_covered": "3"}), "a part of the place"),
        ((STAFF, 5, JULY), (STAFF, 5, {}), "a date is missing"),
        ((STAFF, 5, {}), (STAFF, 5, {}), "a date is missing"),
        (("files_received", 5, JULY), ("files_received", 5, AUGUST), "another window"),
        (("files_received", 5, JULY), ("files_received", 5, JULY | {"period_start": "2025-01-01"}),
         "another window"),
        ((STAFF, 5, JULY | {"period_start": ""}), (STAFF, 4, LATER),
         "another date: a series"),
    ],
)  # fmt: skip
def test_why_two_reports_cannot_be_compared(left, right, reason):
    assert across(left, right) == ("not_comparable", reason)


@pytest.mark.parametrize("other", [{"holder": "X"}, {"breakdown": "online"}, {"per": "day"}])
def test_another_holder_class_or_average_is_another_series(other):
    rows = [fact(10, STAFF, 5, **JULY), fact(20, STAFF, 7, **JULY, **other)]
    rows += [fact(10, STAFF, 9, "second", **JULY, **other), fact(20, STAFF, 5, "second", **JULY)]
    assert sorted(told(compare(study_of(*rows)))) == [
        ("first:10", "second:20", "agree"), ("first:20", "second:10", "differ"),
    ]  # fmt: skip
    assert told(compare(study_of(rows[0], rows[2]))) == []


@pytest.mark.parametrize(
    ("part", "whole", "verdicts"),
    [
        ({"holder": "X"}, {}, []), ({}, {"holder": "X"}, []), ({"per": "unit"}, {}, []),
        ({"per": "unit"}, {"per": "unit"}, []), ({}, {"locality": "An"}, []),
        ({"breakdown": "car"}, {}, []), ({"breakdown": "car"}, {"breakdown": "car"}, ["differ"]),
    ],
)  # fmt: skip
def test_a_province_is_part_of_the_country_in_what_is_equal(part, whole, verdicts):
    rows = [
        fact(10, "vehicles", 6, **JULY, **part),
        fact(10, "vehicles", 5, "second", place="VN", **JULY, **whole),
    ]
    assert [pair.verdict for pair in compare(study_of(*rows))] == verdicts


def test_a_translation_keeps_class_and_average():
    rows = [fact(10, STAFF, 5, per="unit"), fact(10, STAFF, 5, "second")]
    (pair,) = compare(study_of(*rows, translations={"second": "first"}))
    assert (pair.verdict, pair.reason) == ("drift", "per unit became ")


def test_later_totals_may_be_smaller_and_stay_apart():
    dates = ("2025-07-31", "2025-08-31", "2025-09-30")
    rows = [
        fact(10, "vehicles", value, f"r{at}", period_end=end)
        for at, (end, value) in enumerate(zip(dates, (900, 700, 800), strict=True))
    ]
    pairs = compare(study_of(*reversed(rows)))
    assert told(pairs) == [("r0:10", "r1:10", "not_comparable"), ("r1:10", "r2:10", "not_comparable")]
    assert {pair.reason for pair in pairs} == {"another date: a series"}


def test_what_lies_between_does_not_hide_a_difference():
    rows = [
        fact(10, "staff_actual", 100, **JULY),
        *(fact(at, "staff_actual", at, locality=f"L{at}", **JULY) for at in range(20, 40)),
        fact(10, "staff_actual", 500, "second", role="target", **JULY),
        fact(20, "staff_actual", 120, "second", **JULY),
    ]
    differing = [pair for pair in compare(study_of(*rows)) if pair.verdict == "differ"]
    assert told(differing) == [("first:10", "second:20", "differ")]


def test_other_places_other_measures_and_thresholds_make_no_pair():
    rows = [
        fact(10, "staff_actual", 5, **JULY),
        fact(20, "unclassified", 5, **JULY),
        fact(30, "vehicles", 5, role="threshold", **JULY),
        fact(10, "staff_actual", 5, "second", place="VN-HP", **JULY),
        fact(20, "unclassified", 5, "second", **JULY),
        fact(30, "vehicles", 5, "second", role="threshold", **JULY),
        fact(40, "rooms_missing", 5, "second", **JULY),
    ]
    assert compare(study_of(*rows)) == []


def test_what_a_report_repeats_is_set_side_by_side_once():
    rows = [fact(at, "staff_actual", 5, **JULY) for at in (10, 20)]
    assert told(compare(study_of(*rows, fact(10, "staff_actual", 5, "second", **JULY)))) == [
        ("first:10", "second:10", "agree")
    ]


def nested(part, whole, part_columns=JULY, whole_columns=JULY):
    rows = [
        fact(10, "staff_actual", part, **part_columns),
        fact(10, "staff_actual", whole, "second", place="VN", **whole_columns),
    ]
    (pair,) = compare(study_of(*rows))
    return pair.verdict, pair.reason


@pytest.mark.parametrize(
    ("part", "whole", "columns", "verdict", "reason"),
    [
        (5, 5, {}, "agree", "a part of the place, and not larger than the whole"),
        (6, 5, {}, "differ", "the part is larger than the whole"),
        (6, 5, HEDGED, "within_rounding", "a part of the place, not larger only within print and hedges"),
    ],
)
def test_a_province_beside_the_country(part, whole, columns, verdict, reason):
    assert nested(part, whole, JULY, JULY | columns) == (verdict, reason)


@pytest.mark.parametrize("part", [4, 6])
@pytest.mark.parametrize(
    ("columns", "reason"),
    [(AUGUST, "another window"), ({"period_start": "2025-01-01", "period_end": "2025-07-31"},
     "another window"), ({}, "a date is missing")],
)  # fmt: skip
def test_a_province_at_another_time_than_the_country(part, columns, reason):
    assert nested(part, 5, columns) == ("not_comparable", f"a part of the place, and {reason}")


def test_the_country_of_the_same_window_is_taken_from_another_report():
    rows = [
        fact(10, "staff_actual", 6, **JULY),
        fact(20, "staff_actual", 1, place="VN", **JULY),
        *(fact(at, "staff_actual", at, "second", place="VN", **window)
          for at, window in ((90, AUGUST), (95, JULY), (99, JULY | {"period_start": "2025-07-02"}))),
    ]  # fmt: skip
    beside = [pair for pair in compare(study_of(*rows)) if pair.left.place != "VN"]
    assert told(beside) == [("first:10", "second:95", "agree")]


def test_the_country_is_no_part_of_itself():
    rows = [fact(10, "staff_actual", 5, report, place="VN", **JULY) for report in ("first", "second")]
    assert told(compare(study_of(*rows))) == [("first:10", "second:10", "agree")]


def test_shares_of_a_province_are_no_part_of_the_countrys():
    rows = [fact(10, RATE, 68, **JULY), fact(10, RATE, 48, "second", place="VN", **JULY)]
    assert compare(study_of(*rows)) == []


def test_a_row_of_the_agreement_file():
    rows = [fact(10, "staff_actual", 4250, **JULY), fact(10, "staff_actual", 4251, "second", **JULY)]
    row = compare(study_of(*rows))[0].row
    assert tuple(row) == AGREEMENT_COLUMNS
    assert (row["left"], row["right"], row["left_stated"], row["verdict"]) == (
        "first:10", "second:10", "4,250 people", "differ",
    )  # fmt: skip


def test_the_tally_names_every_verdict():
    assert tally([]) == dict.fromkeys(AGREEMENTS, 0)
