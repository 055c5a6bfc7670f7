"""What an analyst does with quantities and pandas without being told: it works, or one line says how."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pandas as pd
import pytest

from analysis.errors import StudyError
from analysis.files import ROOT
from analysis.showing.sentences import finding
from analysis.showing.tables import figures, tabulate
from analysis.table.asking import each, laid_out, together, value
from analysis.table.lasting import days
from analysis.table.placing import units
from analysis.table.quantities import Quantity, Unknown, exact
from analysis.table.study import load
from made import figure
from told import study_of

JULY = {"period_start": "2025-07-01", "period_end": "2025-07-31", "period_basis": "stated"}
STUDY = study_of([
    figure(10, value="900", place="VN", **JULY), figure(20, value="310", **JULY),
    figure(30, value="62", place="VN-HP", qualifier="at_least", **JULY),
])  # fmt: skip
SEEN = STUDY.select()
RECEIVED = each(SEEN, "files_received")["files_received"]
PROVINCES = RECEIVED.drop("Viet Nam")
NOTHING = Unknown(("no report states it",))


def test_pandas_and_python_find_the_largest_and_add_up() -> None:
    assert PROVINCES.max() is max(PROVINCES) is PROVINCES["Hanoi"]
    assert PROVINCES.min() is PROVINCES["Hai Phong"]
    assert (
        PROVINCES.sum().formula == sum(PROVINCES).formula == "files_received[VN-HN] + files_received[VN-HP]"
    )
    assert (exact(300, "files") < PROVINCES).tolist() == [True, False]


def test_a_quantity_is_a_plain_number_for_a_chart_of_one_s_own() -> None:
    assert PROVINCES.astype(float).tolist() == [310.0, 62.0]
    assert float(NOTHING) != float(NOTHING), "what is unknown is a missing number"


def test_what_is_unknown_is_sorted_last_and_filters_say_how_to_leave_it_out() -> None:
    column = pd.Series({"a": NOTHING, **PROVINCES})
    assert column.sort_values().index.tolist() == ["Hai Phong", "Hanoi", "a"]
    with pytest.raises(StudyError, match=r"no report states it; take ordered\(column\)"):
        column.max()


def test_a_column_is_laid_out_with_all_that_an_export_needs() -> None:
    table = laid_out(pd.Series({**PROVINCES, "Hue": NOTHING}))
    assert table.columns.tolist() == ["value", "low", "high", "unit", "formula", "dates", "figures"]
    assert table.loc["Hai Phong"].tolist() == [
        62, 62, None, "files", "files_received[VN-HP]", "1 July to 31 July 2025", "first:30",
    ]  # fmt: skip
    assert table.loc["Hue"].isna().all()


def test_a_notebook_shows_words_with_what_is_behind_them() -> None:
    a_day = PROVINCES["Hanoi"] / exact(31, "days")
    assert a_day._repr_html_() == (
        "<div>10 files per day<br><small>files_received[VN-HN] / 31 days<br>"
        "1 July to 31 July 2025<br>first:20</small></div>"
    )
    assert NOTHING._repr_html_() == "<div>not stated<br><small>no report states it</small></div>"


def test_figures_are_shown_by_their_ids() -> None:
    assert [row[-1] for row in figures(SEEN, "first:20", ["first:30"]).rows] == ["first:20", "first:30"]


def of(place: str) -> Quantity:
    return RECEIVED[place]


@pytest.mark.parametrize(
    ("slip", "message"),
    [
        (lambda: RECEIVED.sum(), r'counts what is of both twice; leave the country out: column\.drop\("Viet'),
        (lambda: of("Hanoi") > 30, 'a plain number.* is files: they have no order; .*exact'),
        (lambda: of("Hanoi") * 1.5, r'1\.5 is a float, and what is computed here is exact; say Decimal'),
        (lambda: exact(3, "file"), "unit 'file' is unknown; did you mean files"),
        (lambda: value(SEEN, "files_received", role="planned"), "role 'planned' is unknown; did you"),
        (lambda: value(STUDY, "files_received"), r"a whole study has no place; ask a selection: load\(\)"),
        (lambda: each(STUDY, "files_received"), "a whole study has no place"),
        (lambda: each(SEEN), "no measure is named"),
        (lambda: together(SEEN), "no measure is named; say each"),
        (lambda: units(SEEN, exact(3, "files")), "3 files is of no place"),
        (lambda: units(SEEN, of("Hanoi") + of("Hai Phong")), "is of VN-HN and VN-HP; name one place"),
        (lambda: figures(SEEN, "first:21"), "figure 'first:21' is unknown; did you mean first:20"),
        (lambda: finding("It is {share}", share=0.5), r"0\.5 has no words in a sentence; name a quantity"),
        (lambda: f"{of('Hanoi') / 2:.2f}", r"'\.2f' is no format of a quantity; use \.1 \(decimals\)"),
    ],
)  # fmt: skip
def test_a_slip_is_answered_with_the_way_out(slip: Callable[[], object], message: str) -> None:
    with pytest.raises(StudyError, match=message):
        slip()


def test_a_missing_number_stays_missing() -> None:
    joined = pd.DataFrame({"files": PROVINCES, "posts": pd.Series({"Hanoi": exact(10, "posts")})})
    assert (joined["files"] / joined["posts"]).isna().tolist() == [True, False]


def test_what_is_missing_is_asked_for_nothing() -> None:
    joined = PROVINCES.reindex(["Hanoi", "Hue"])
    assert days(joined).isna().tolist() == units(SEEN, joined).isna().tolist() == [False, True]
    assert [row[-1] for row in figures(SEEN, joined.to_frame()).rows] == ["first:20"]
    with pytest.raises(StudyError, match="3 is no quantity and no column of them"):
        days(3)


def test_a_column_is_a_table() -> None:
    assert tabulate(SEEN, PROVINCES).columns == ("place", "Files received", "figures")


def test_what_is_stated_in_another_role_is_not_said_to_be_stated_nowhere() -> None:
    seen = study_of([figure(10, measure="posts_assigned", unit="posts", role="plan")]).select(place="VN-HN")
    assert value(seen, "posts_assigned").reasons == (
        "no reviewed figure here states “Posts assigned” of Hanoi as observed, only as plan",
    )


def test_exact_decimals_compare_with_ratios() -> None:
    assert of("Hanoi") / of("Viet Nam") > Decimal("0.3")


def test_a_selection_in_a_notebook_leads_to_the_tables_of_its_figures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = load().select(place="VN-HN", theme="procedures")
    for folder, way in ((ROOT / "notebooks", "../data"), (ROOT / "notebooks" / "own", "../../data")):
        monkeypatch.chdir(folder)
        assert f'<a href="{way}/figures/hanoi-fr.csv"><code class="figure"' in seen._repr_html_()
    monkeypatch.chdir("/")
    assert 'href="../data/figures/hanoi-fr.csv"' in seen._repr_html_(), "no path of this machine"
