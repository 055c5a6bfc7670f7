import csv
import re
from dataclasses import replace
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
)
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.errors import StudyError
from analysis.files import write_rows
from analysis.table.claims import OPERATIONS, find_claims
from analysis.table.judged import of_witnesses
from analysis.table.verdicts import (
    CUT,
    EXACT,
    OFF,
    ROUNDED,
    UNCHECKED,
    VERDICTS,
    judge,
    read_accepted,
    waiting,
)
from analysis.table.vocabulary import ACCEPTED_COLUMNS, QUALIFIERS, VERDICT_COLUMNS
from claimed import JULY, fact, judged, study_of, words

PLANTED = Path(__file__).with_name("planted.csv")


def planted():
    """The cases of planted.csv: a name and the rows of each."""
    cases = {}
    with PLANTED.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            cases.setdefault(row["case"], []).append(row)
    return cases


def facts_of(case, column):
    """The case's figures; a cell of `column` replaces the right value."""
    named = ("place", "period_end", "locality", "holder", "breakdown", "per", "relation")
    return [
        fact(
            10 * number, row["measure"], row[column] or row["value"],
            **{name: row[name] for name in named},
            **{name: row[name] for name in ("unit", "role") if row[name]},
            related=f"first:{10 * int(row['related'])}" if row["related"] else "",
        )
        for number, row in enumerate(case, start=1)
    ]  # fmt: skip


CASES = planted()


@pytest.mark.parametrize("case", CASES)
def test_a_planted_error_is_found_with_its_gap(case):
    told = CASES[case][0]
    off = [each for each in judged(*facts_of(CASES[case], "wrong")).values() if each.verdict == OFF]
    found = [(each.claim.operation, each.reason.rpartition("; ")[2], each.row["material"]) for each in off]
    assert found == [(told["operation"], told["gap"], told["material"])]


@pytest.mark.parametrize("case", CASES)
def test_a_repaired_table_holds(case):
    broken, repaired = (words(*facts_of(CASES[case], column)) for column in ("wrong", "value"))
    was_off = {claim_id for claim_id, word in broken.items() if word == OFF}
    assert OFF not in repaired.values()
    assert {repaired[claim_id] for claim_id in was_off} <= {EXACT, ROUNDED}


def test_there_are_two_planted_errors_for_each_operation_and_more_of_what_must_not_mix():
    planted_for = [each[0]["operation"] for each in CASES.values()]
    assert planted_for[: 2 * len(OPERATIONS)] == [each for each in OPERATIONS for _ in range(2)]
    assert list(CASES)[2 * len(OPERATIONS) :] == [
        "holder", "per", "breakdown", "estimate", "whole", "before",
    ]  # fmt: skip


# What true values may be printed as, and never be called off.

SCALES = {"": 1, " millions": 10**6, " milliards": 10**9}
HOW = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)


def quantum(decimals):
    return Decimal(1).scaleb(-decimals)


def printed(true, decimals, scale="", how=ROUND_HALF_UP):
    """The columns of a figure whose true value is printed with so many decimals of the scale."""
    short = (Decimal(true) / SCALES[scale]).quantize(quantum(decimals), how)
    return columns_of(short, scale)


def columns_of(short, scale=""):
    value = short * SCALES[scale]
    plain = f"{value.to_integral_value():f}" if value == value.to_integral_value() and scale else f"{value:f}"
    return {"value": plain, "quote": f"{short:f}".replace(".", ",") + scale}


def hedged(true, digits, qualifier):
    """The columns of a count printed with so many leading digits behind a hedge that is true of it."""
    step = 10 ** max(0, len(str(true)) - digits)
    how = {"more_than": ROUND_FLOOR, "nearly": ROUND_CEILING}.get(qualifier, ROUND_HALF_UP)
    value = (Decimal(true) / step).to_integral_value(how) * step
    return {"value": f"{value:f}", "quote": f"{value:f}", "qualifier": qualifier}


def share(part, whole):
    return Decimal(part) * 100 / Decimal(whole)


def share_rows(part, whole, stated):
    part, whole, stated = (each if isinstance(each, dict) else {"value": f"{each}", "quote": f"{each}"}
                           for each in (part, whole, stated))  # fmt: skip
    return [
        fact(10, "files_online", **part), fact(20, "files_received", **whole),
        fact(30, "online_rate", **(stated | {"quote": f"{stated['quote']} %"})),
    ]  # fmt: skip


def word_of_share(part, whole, stated):
    return words(*share_rows(part, whole, stated))["first:30/ratio/10+20"]


def difference_rows(now, before, stated, unit="VND"):
    change = {"unit": unit, "relation": "change_from", "related": "first:20"} | JULY
    return [
        fact(10, "budget_revenue", **(now | JULY)),
        fact(20, "budget_revenue", **(before | {"period_end": "2024-07-31"})),
        fact(30, "unclassified", **(stated | change)),
    ]


def exactly(true):
    return {"value": f"{true}", "quote": f"{true}"}


wholes = st.integers(1, 10**7)
decimals = st.integers(0, 3)
ways = st.sampled_from(HOW)
two = st.sampled_from((-2, 2))


@st.composite
def parts_and_wholes(draw):
    whole = draw(wholes)
    return draw(st.integers(0, whole)), whole


@given(parts_and_wholes(), decimals, ways)
def test_a_share_of_exact_parts_is_never_off_however_it_is_printed(counts, places, how):
    part, whole = counts
    word = word_of_share(part, whole, printed(share(part, whole), places, how=how))
    assert word in (EXACT, ROUNDED, CUT)


@given(parts_and_wholes(), decimals, ways, two)
def test_a_share_moved_by_two_units_of_its_last_place_is_always_off(counts, places, how, moved):
    part, whole = counts
    short = share(part, whole).quantize(quantum(places), how) + moved * quantum(places)
    assert word_of_share(part, whole, columns_of(short)) == OFF


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.sampled_from((-2, 2)))
def test_a_sum_of_exact_counts_is_exact_and_off_when_moved(first, second, moved):
    def word(total):
        rows = [fact(10, "posts_assigned", total), fact(20, "staff_from_districts", first),
                fact(30, "staff_from_communes", second)]  # fmt: skip
        return words(*rows)["first:10/sum/20+30"]

    assert (word(first + second), word(first + second + moved)) == (EXACT, OFF)


money = st.integers(10**10, 10**16)


@given(money, money, decimals, st.sampled_from((" millions", " milliards")), ways, two)
def test_a_scaled_amount_of_exact_parts(before, more, places, scale, how, moved):
    short = (Decimal(more) / SCALES[scale]).quantize(quantum(places), how)
    now = exactly(before + more)
    rows = difference_rows(now, exactly(before), columns_of(short, scale))
    assert words(*rows)["first:30/difference/10+20"] in (EXACT, ROUNDED, CUT)
    rows = difference_rows(now, exactly(before), columns_of(short + moved * quantum(places), scale))
    assert words(*rows)["first:30/difference/10+20"] == OFF


@given(parts_and_wholes(), decimals)
def test_a_cut_share_is_recognised(counts, places):
    true = share(*counts)
    cut, rounded = (printed(true, places, how=how) for how in (ROUND_DOWN, ROUND_HALF_UP))
    assume(cut != rounded and abs(true - Decimal(cut["value"])) * 2 != quantum(places))
    assert word_of_share(*counts, cut) == CUT


def test_what_is_cut_upwards_is_off():
    assert [word_of_share(402282, 413036, each) for each in ("97.39", "97.40", "97.38", "97.41")] == [
        CUT, ROUNDED, OFF, OFF,
    ]  # fmt: skip


def test_what_is_hedged_is_not_cut():
    stated = {"value": "50.0", "quote": "50.0"}
    assert word_of_share(5009, 10000, stated) == CUT
    assert word_of_share(5009, 10000, stated | {"qualifier": "nearly"}) == OFF


def test_a_negative_amount_is_cut_towards_zero():
    def word(value):
        rows = difference_rows(exactly(10**9), exactly(10**9 + 4_190), exactly(value), "percent")
        return words(*rows)["first:30/change/10+20"]

    assert word("-0.000418") == CUT
    assert word("-0.000417") == OFF


ways_to_print = st.one_of(
    st.tuples(st.just("plain"), st.integers(0, 3), st.sampled_from(("", " millions"))),
    st.tuples(st.just("hedged"), st.integers(1, 4), st.sampled_from(("about", "nearly", "more_than"))),
)


def as_printed(true, way):
    kind, digits, word = way
    if kind == "hedged":
        return hedged(true, digits, word)
    columns = printed(true, digits if word else 0, word)
    return columns if Decimal(columns["value"]) else exactly(true)


@given(parts_and_wholes(), ways_to_print, ways_to_print, decimals, ways)
def test_a_share_of_rounded_or_hedged_parts_is_never_off(counts, part_way, whole_way, places, how):
    part, whole = counts
    stated = printed(share(part, whole), places, how=how)
    found = judged(*share_rows(as_printed(part, part_way), as_printed(whole, whole_way), stated))
    assert [each.reason for each in found.values() if each.verdict == OFF] == []


counts = st.integers(1, 10**7)


@given(counts, counts, st.lists(ways_to_print, min_size=3, max_size=3))
def test_a_sum_of_rounded_or_hedged_parts_is_never_off(first, second, way):
    whole, part, other = (
        as_printed(*each) for each in zip((first + second, first, second), way, strict=True)
    )
    rows = [
        fact(10, "posts_assigned", **whole),
        fact(20, "staff_from_districts", **part),
        fact(30, "staff_from_communes", **other),
    ]
    assert [each.reason for each in judged(*rows).values() if each.verdict == OFF] == []


def test_rounded_parts_are_off_when_no_true_values_give_what_is_printed():
    part, whole = printed(1_000_000, 1, " millions"), printed(3_000_000, 1, " millions")
    assert word_of_share(part, whole, "35.6") == ROUNDED
    assert word_of_share(part, whole, "35.7") == OFF
    assert word_of_share(part, whole, "31.1") == ROUNDED
    assert word_of_share(part, whole, "31.0") == OFF


def test_a_hedge_opens_one_side_only():
    assert word_of_share(hedged(59, 1, "nearly"), 100, "12") == ROUNDED
    assert word_of_share(hedged(59, 1, "nearly"), 100, "62") == OFF
    assert word_of_share(hedged(61, 1, "more_than"), 100, "62") == ROUNDED
    assert word_of_share(hedged(61, 1, "more_than"), 100, "58") == OFF


def test_clean_tables_raise_at_most_two_false_alarms_in_a_hundred():
    chance = Random(20250701)
    off = claims = 0
    for _ in range(300):
        done, waits = chance.randint(1, 10**6), chance.randint(0, 10**5)
        on_time, online = chance.randint(0, done), chance.randint(0, done + waits)
        true = {"files_received": done + waits, "files_processed": done, "files_pending": waits,
                "files_on_time": on_time, "files_online": online}  # fmt: skip
        rates = {"on_time_rate": share(on_time, done), "processing_rate": share(done, done + waits),
                 "online_rate": share(online, done + waits)}  # fmt: skip
        counts = [(name, as_printed(value, by_chance(chance))) for name, value in true.items()]
        shares = [(name, printed(value, chance.randint(0, 2), how=chance.choice(HOW)))
                  for name, value in rates.items()]  # fmt: skip
        found = judged(
            *(fact(10 * at, *stated[:1], **stated[1]) for at, stated in enumerate(counts + shares, 1))
        )
        claims += len(found)
        off += sum(each.verdict == OFF for each in found.values())
    assert claims == 300 * 8
    assert off / claims <= 0.02


def by_chance(chance):
    if chance.random() < 0.5:
        return "plain", 0, ""
    if chance.random() < 0.5:
        return "plain", chance.randint(1, 3), " millions"
    return "hedged", chance.randint(1, 4), chance.choice(("about", "nearly", "more_than"))


@given(st.integers(1, 999), st.integers(0, 100_000), decimals)
def test_a_share_of_a_small_whole_must_come_from_a_whole_number(whole, units, places):
    assume(units <= 100 * 10**places)
    stated, step = Decimal(units).scaleb(-places), quantum(places)
    given_by = [
        k
        for k in range(whole + 1)
        if abs(share(k, whole) - stated) <= step / 2 or stated <= share(k, whole) < stated + step
    ]
    rows = share_rows(0, whole, columns_of(stated))[1:]
    found = judged(*rows)["first:30/ratio/20"]
    assert found.verdict == (UNCHECKED if given_by else OFF)
    numbers = [int(word) for word in found.reason.replace(f"of {whole}", "").split() if word.isdigit()]
    assert numbers == sorted({given_by[0], given_by[-1]} if given_by else set())


@pytest.mark.parametrize(
    ("whole", "stated", "word"),
    [(7, "50", OFF), (8, "50", UNCHECKED), (101, "50.0", OFF), (101, "50.5", UNCHECKED),
     (1000, "50.04", UNCHECKED), (126, "105", OFF)],
)  # fmt: skip
def test_small_wholes_without_a_numerator(whole, stated, word):
    found = judged(*share_rows(0, whole, stated)[1:])["first:30/ratio/20"]
    assert (found.verdict, found.material) == (word, word == OFF)


def test_a_whole_that_is_not_exact_asks_for_no_whole_number():
    rows = share_rows(0, hedged(7, 1, "about"), "50")[1:]
    assert words(*rows) == {"first:30/ratio/20": UNCHECKED}


def test_a_hedged_numerator_leaves_only_whole_numbers_too():
    about = {"value": "50", "quote": "50", "qualifier": "about"}
    assert word_of_share(about, 126, "41.3") == ROUNDED
    found = judged(*share_rows(about, 126, "41.5"))["first:30/ratio/10+20"]
    assert (found.verdict, found.reason) == (
        OFF, "no whole number of 126 that the part allows gives 41.5%",
    )  # fmt: skip


def test_the_whole_numbers_that_could_give_a_share_are_named():
    found = judged(*share_rows(0, 900, "33")[1:])["first:30/ratio/20"]
    assert found.reason == "not stated: files online; 293 to 305 of 900 would give it"


def test_zero_as_whole_cannot_be_checked():
    found = judged(*share_rows(0, 0, "0"))["first:30/ratio/10+20"]
    assert (found.verdict, found.reason) == (UNCHECKED, "a divisor may be zero")


anything = st.one_of(
    st.integers(-10, 10), st.integers(-(10**18), 10**18),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
).map(str)  # fmt: skip
hedge = st.sampled_from(QUALIFIERS)


@given(st.lists(anything, min_size=3, max_size=3), st.lists(hedge, min_size=3, max_size=3))
def test_no_value_raises(values, hedges):
    stated = [{"value": value, "quote": value, "qualifier": each}
              for value, each in zip(values, hedges, strict=True)]  # fmt: skip
    for rows in (share_rows(*stated), difference_rows(*stated), share_rows(*stated)[1:]):
        for each in judged(*rows).values():
            assert each.verdict in VERDICTS
            assert set(each.row) == set(VERDICT_COLUMNS)


def test_a_number_of_29_digits_is_put_into_words():
    found = judged(*share_rows(10**27, 1, 5))["first:30/ratio/10+20"]
    assert (found.verdict, found.reason[:2]) == (OFF, "1,")


def test_a_gap_larger_than_the_whole_is_told_in_points_only():
    found = judged(*share_rows(10, 2000, 300))["first:30/ratio/10+20"]
    assert found.reason.endswith("300% stated; 299.5 points apart")


def test_a_range_is_held_within_both_ends():
    stated = {
        "value": "40",
        "value_max": "50",
        "quote": "40 à 50",
        "unit": "files",
        "measure": "files_received",
    }
    parts = [fact(20, "files_processed", 30), fact(30, "files_pending", 18)]
    assert words(fact(10, **stated), *parts)["first:10/sum/20+30"] == ROUNDED
    parts[1] = fact(30, "files_pending", 21)
    assert words(fact(10, **stated), *parts)["first:10/sum/20+30"] == OFF


@pytest.mark.parametrize(
    ("stated", "material"),
    [("1009", "no"), ("1010", "no"), ("1011", "yes"), ("989", "yes"), ("991", "no")],
)
def test_one_per_cent_of_the_stated_value_is_material(stated, material):
    rows = [fact(10, "posts_assigned", stated), fact(20, "staff_from_districts", 600),
            fact(30, "staff_from_communes", 400)]  # fmt: skip
    assert judged(*rows)["first:10/sum/20+30"].row["material"] == material


def test_one_point_is_material_and_less_is_not():
    material = {stated: judged(*share_rows(900, 1000, stated))["first:30/ratio/10+20"].material
                for stated in ("90.8", "91.0", "89.0", "89.2")}  # fmt: skip
    assert material == {"90.8": False, "91.0": True, "89.0": True, "89.2": False}


def off_case(number=1):
    """A sum that is off and material, and one that is off and is not."""
    case = CASES[f"sum {number}"]
    return [judge(claim).row for claim in find_claims(study_of(*facts_of(case, "wrong")))]


ACCEPTED = {"claim_id": "first:10/sum/20+30", "reason": "misprint", "who": "editor", "date": "2025-10-02"}


def accepted_file(tmp_path, *rows):
    path = tmp_path / "accepted.csv"
    write_rows(path, ACCEPTED_COLUMNS, rows)
    return path


def test_what_is_off_and_material_waits_until_somebody_accepts_it(tmp_path):
    path = accepted_file(tmp_path)
    assert [row["claim_id"] for row in waiting(off_case(), read_accepted(path), path)] == [
        "first:10/sum/20+30"
    ]
    path = accepted_file(tmp_path, ACCEPTED)
    assert waiting(off_case(), read_accepted(path), path) == []


def test_what_is_off_and_not_material_does_not_wait(tmp_path):
    path = accepted_file(tmp_path)
    assert waiting(off_case(2), read_accepted(path), path) == []


@pytest.mark.parametrize("stranger", ["first:10/sum/20+31", "first:20/order/10"])
def test_an_acceptance_that_matches_nothing_off_is_refused(tmp_path, stranger):
    path = accepted_file(tmp_path, ACCEPTED, ACCEPTED | {"claim_id": stranger})
    with pytest.raises(StudyError, match=re.escape(f"'{stranger}' is no claim that is off; remove the row")):
        waiting(off_case(), read_accepted(path), path)


def test_an_acceptance_needs_a_reason(tmp_path):
    path = accepted_file(tmp_path, ACCEPTED | {"reason": ""})
    with pytest.raises(StudyError, match="line 2: has no reason"):
        read_accepted(path)


def test_verdicts_of_a_translation_count_once():
    rows = facts_of(CASES["sum 1"], "wrong")
    again = [row | {"report_id": "second", "figure_id": row["figure_id"].replace("first", "second")}
             for row in rows]  # fmt: skip
    study = study_of(*rows, *again, translations={"second": "first"})
    verdicts = study.verdict_rows
    assert len(verdicts) == 2 * len(of_witnesses(verdicts, study))
    assert {row["report_id"] for row in of_witnesses(verdicts, study)} == {"first"}
    apart = replace(study, reports=study_of(*rows, *again).reports)
    assert of_witnesses(verdicts, apart) == verdicts


def test_a_row_of_the_verdicts_file():
    assert judged(*share_rows(402282, 413036, "97.39"))["first:30/ratio/10+20"].row == {
        "claim_id": "first:30/ratio/10+20", "report_id": "first", "place": "VN-HN", "period_end": "",
        "operation": "ratio", "figures": "first:30; first:10; first:20", "stated": "97.39",
        "recomputed": "97.396353", "low": "97.396353", "high": "97.396353", "verdict": "truncated",
        "material": "no",
        "reason": "402,282 ÷ 413,036 × 100 = 97.396, cut and not rounded; 0.006 points apart, about 26 files",
    }  # fmt: skip
    open_row = judged(*share_rows(hedged(59, 1, "nearly"), 100, "12"))["first:30/ratio/10+20"].row
    assert (open_row["low"], open_row["high"]) == ("", "60")
