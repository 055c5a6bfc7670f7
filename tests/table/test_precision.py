from decimal import Decimal

import pytest

from analysis.table.formula import INFINITY
from analysis.table.precision import bounds, printed_step

CASES = [
    # value, value_max, quote, unit, qualifier, low, high
    ("523292", "", "523 292", "files", "exact", "523292", "523292"),
    ("4", "", "quatre", "communes", "exact", "4", "4"),
    ("97.39", "", "97,39 %", "percent", "exact", "97.385", "97.395"),
    ("68", "", "68 %", "percent", "exact", "67.5", "68.5"),
    ("100", "", "100%", "percent", "exact", "99.5", "100.5"),
    ("20", "", "20 points de pourcentage", "percentage_points", "exact", "19.5", "20.5"),
    ("3200000", "", "3,2 millions", "files", "exact", "3150000", "3250000"),
    ("4063600000000", "", "4 063,6 milliards de dongs", "VND", "more_than", "4063600000000", "Infinity"),
    ("4063600000000", "", "4063.600 millones de VND", "VND", "exact", "4063599500000", "4063600500000"),
    ("4063600000000", "", "4 063,6 milliards", "VND", "exact", "4063550000000", "4063650000000"),
    ("1110000000000000", "", "1.11 million billion", "VND", "exact", "1105000000000000", "1115000000000000"),
    ("6600", "", "6 600", "files", "nearly", "-Infinity", "6600"),
    ("6600", "", "6.600", "files", "about", "6500", "6700"),
    ("90", "", "90 points", "points", "at_least", "90", "Infinity"),
    ("95", "", "95 %", "percent", "up_to", "-Infinity", "95"),
    ("8.3", "8.5", "8,3 à 8,5 %", "percent", "exact", "8.25", "8.55"),
    ("15", "20", "15 et 20", "rooms", "exact", "15", "20"),
    ("2000000000", "5000000000", "2 đến 5 tỷ đồng", "VND", "exact", "1500000000", "5500000000"),
    ("0", "", "0", "files", "exact", "0", "0"),
    ("3360", "", "3.360 km2", "km2", "exact", "3359.5", "3360.5"),
    ("2517", "", "2.517", "people_per_km2", "exact", "2516.5", "2517.5"),
    ("2000000", "", "two million", "people", "exact", "1500000", "2500000"),
    ("2500000", "", "deux millions et demi", "people", "exact", "2450000", "2550000"),
    ("2000000", "", "2 million", "people", "exact", "1500000", "2500000"),
    ("3000", "", "ba nghìn", "files", "exact", "2500", "3500"),
    ("500", "", "five hundred", "files", "exact", "500", "500"),
    ("30", "", "trente", "communes", "exact", "30", "30"),
    ("2000000", "", "two million", "people", "about", "1000000", "3000000"),
    ("2000000", "3000000", "two to three million", "people", "exact", "1500000", "3500000"),
    ("8.30", "", "8,30 %", "percent", "exact", "8.295", "8.305"),
]


@pytest.mark.parametrize(("value", "most", "quote", "unit", "qualifier", "low", "high"), CASES)
def test_the_interval_is_what_print_and_hedge_leave_open(value, most, quote, unit, qualifier, low, high):
    found = bounds(Decimal(value), Decimal(most) if most else None, quote, unit, qualifier)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))
    assert found.value == Decimal(value)


def test_one_printed_unit_of_a_scaled_value():
    assert printed_step(Decimal("528870200000000"), "528 870,2 milliards de VND") == Decimal("100000000")


def test_infinity_is_the_open_end():
    assert bounds(Decimal(5), None, "5", "files", "more_than").high == INFINITY
