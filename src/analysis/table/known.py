"""What is known of each place: every observation once, and of each measure the figure that stands for it.

Found by column, so that thousands of reports stay quick; objects are made of the figures that are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from analysis.table.catalogue import Measure
from analysis.table.figures import Figure
from analysis.table.latest import runs_on
from analysis.table.points import RISING, Points
from analysis.table.study import Study
from analysis.table.vocabulary import COUNTRY, ROLES, UNCLASSIFIED
from analysis.table.wholes import exceeding

if TYPE_CHECKING:
    import pandas as pd

_OBSERVED = (
    "measure", "role", "place", "locality", "units_covered", "holder", "breakdown", "per", "value",
    "value_max", "period_start", "period_end", "against_end",
)  # fmt: skip
"""What two figures have in common that state one thing, whoever states it."""
_DOUBTFUL = 2
_FEWEST_RANKED = 3
"""A rank among fewer places says nothing."""
_RANKED = ("rate", "level")
"""Kinds of measures whose size does not follow from the size of the place."""


@dataclass(frozen=True)
class Known:
    """The study's observations by column, each once: where a reviewed figure, or the earliest, states it.

    `rows` has for each where its figure stands among `study.figures` (`at`); whether it is the place's `own`:
    no part of it, no other holder's, no class, no average; its `grade`: 0 is `solid`, that is reviewed and
    without doubt, 1 is read by the program, 2 is doubtful, or above the whole that holds it; and how many
    `reports` state it.
    """

    study: Study

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The observations, by place, measure and date; what fits no measure is left out."""
        import numpy as np
        import pandas as pd

        study = self.study
        frame = study.frame()
        frame = frame[(frame["measure"] != UNCLASSIFIED).to_numpy()]
        position = {name: at for at, name in enumerate(study.figures.texts("figure_id"))}
        at = frame["figure_id"].map(position).to_numpy(dtype=int)
        own = (frame["locality"].astype(str) == "") & frame["units_covered"].isna()
        for name in ("holder", "breakdown", "per"):
            own &= frame[name].astype(str) == ""
        read = frame["status"].astype(str) != "reviewed"
        doubtful = (frame["doubt"].astype(str) != "") | exceeding(study.figures.take(at), study)
        grade = np.where(doubtful, _DOUBTFUL, read.astype(int))
        said = pd.DataFrame({name: _as_codes(frame[name]) for name in _OBSERVED})
        told = pd.DataFrame({
            "at": at, "figure_id": frame["figure_id"].astype(object),
            "measure": frame["measure"].astype(object),
            "place": frame["place"].astype(object), "theme": frame["theme"].astype(object),
            "role": frame["role"].astype(object), "start": frame["period_start"], "end": frame["period_end"],
            "report_id": frame["report_id"].astype(object), "published": frame["published"].astype(object),
            "own": own, "grade": grade, "solid": grade == 0, "value": frame["value"],
            "thing": said.groupby([*_OBSERVED], dropna=False, sort=False).ngroup(),
        }).reset_index(drop=True)  # fmt: skip
        told["reports"] = told.groupby("thing")["report_id"].transform("nunique")
        order = told.sort_values(["grade", "published", "at"], kind="stable")
        once = told.loc[order.drop_duplicates("thing").index]
        return self._in_order(once)

    def _in_order(self, rows: pd.DataFrame) -> pd.DataFrame:
        """By place and measure as the lists have them, then by date; the undated last."""
        places = {code: at for at, code in enumerate(self.study.places)}
        measures = {name: at for at, name in enumerate(self.study.measures)}
        order = rows.assign(_place=rows["place"].map(places), _measure=rows["measure"].map(measures))
        by = ["_place", "_measure", "end", "start", "at"]
        return rows.loc[order.sort_values(by, kind="stable").index].reset_index(drop=True)

    @cached_property
    def latest(self) -> pd.DataFrame:
        """For each place and measure the figure that stands for it, by the same columns.

        It is the place's own. A solid one goes before any other; then what has the measure's usual role, and
        what was observed, before what is planned; then what is counted up to the latest day; then what was
        told last. `later` is the position of a figure of a later day that no person has reviewed, or -1;
        `dates` how many days there are figures of.
        """
        own = self.rows[self.rows["own"] & (self.rows["role"] != "threshold")]
        usual = {name: measure.role for name, measure in self.study.measures.items()}
        rank = {role: at for at, role in enumerate(ROLES, start=1)}
        roles = zip(own["role"], own["measure"], strict=True)
        sorted_ = own.assign(
            _role=[0 if role == usual[name] else rank[role] for role, name in roles],
            _runs=[runs_on(*_days(*each)) for each in zip(own["start"], own["end"], strict=True)],
            _days=(own["end"] - own["start"]).dt.days.fillna(0),
        ).sort_values(
            ["grade", "_role", "_runs", "end", "_days", "published", "at"],
            ascending=[True, True, False, False, False, False, False], kind="stable", na_position="last",
        )  # fmt: skip
        pair = ["place", "measure"]
        head = sorted_.drop_duplicates(pair)
        dates = own.groupby(pair)["end"].nunique().rename("dates")
        waiting = sorted_[~sorted_["solid"]].drop_duplicates(pair).set_index(pair)
        waiting = waiting[["at", "end", "_role"]].rename(
            columns={"at": "later", "end": "later_end", "_role": "later_role"}
        )
        found = head.join(dates, on=pair).join(waiting, on=pair)
        newer = found["solid"] & (found["later_role"] <= found["_role"])
        newer &= (found["later_end"] > found["end"]) | (found["end"].isna() & found["later_end"].notna())
        found["later"] = found["later"].where(newer).fillna(-1).astype(int)
        kept = found.drop(columns=["_role", "_runs", "_days", "later_end", "later_role"])
        return self._in_order(kept)

    def figures(self, rows: pd.DataFrame, column: str = "at") -> list[Figure]:
        """The figures of these rows, in their order."""
        made = self._made
        return [made[each] for each in rows[column].tolist()]

    @cached_property
    def _made(self) -> dict[int, Figure]:
        """All observations as objects, made together, which is much quicker than page by page."""
        at = sorted(self.rows["at"].tolist())
        return dict(zip(at, self.study.figures.take(at), strict=True))

    @cached_property
    def spans(self) -> pd.DataFrame:
        """What is observed of whole places on two days or more: a row for each place and measure.

        `first` and `last` are positions among `study.figures`, of solid figures where these have two days;
        `dates` counts all days.
        """
        pair = ["place", "measure"]
        rows = self.rows
        rows = rows[rows["own"] & rows["end"].notna() & (rows["role"] == "observed")]
        rows = rows.assign(dates=rows.groupby(pair)["end"].transform("nunique"))
        rows = rows[rows["dates"] > 1]
        several = rows[rows["solid"]].groupby(pair)["end"].nunique() > 1
        of_solid = rows[pair].apply(tuple, axis=1).isin(several[several].index)
        rows = rows[~of_solid | rows["solid"]].sort_values(["grade", "at"], kind="stable")
        rows = rows.drop_duplicates([*pair, "end"]).sort_values("end", kind="stable")
        first = rows.drop_duplicates(pair).set_index(pair)
        last = rows.drop_duplicates(pair, keep="last").set_index(pair)["at"]
        return first.assign(first=first["at"], last=last).reset_index()[
            [*pair, "theme", "first", "last", "dates"]
        ]

    def standing_first(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows, first those that stand for their place and measure or are later than what does."""
        shown = {*self.latest["at"], *self.latest["later"]}
        behind = ~rows["at"].isin(shown)
        return rows.assign(_behind=behind).sort_values("_behind", kind="stable").drop(columns="_behind")

    @cached_property
    def common(self) -> tuple[str, ...]:
        """The measures that are stated of at least a third of the provinces of which any is, and of two.

        >>> from analysis.table.study import load
        >>> Known(load()).common
        ('files_received', 'grdp_growth')
        """
        provinces = self.latest[self.latest["place"] != COUNTRY]
        places = provinces.groupby("measure")["place"].nunique()
        many = max(2, -(-provinces["place"].nunique() // 3))
        return tuple(name for name in self.study.measures if places.get(name, 0) >= many)

    def missing(self, place: str) -> list[Measure]:
        """The common measures that nobody states of the place.

        >>> from analysis.table.study import load
        >>> [each.id for each in Known(load()).missing("VN-71")]
        ['grdp_growth']
        """
        stated = set(self.latest.loc[self.latest["place"] == place, "measure"])
        return [self.study.measures[name] for name in self.common if name not in stated]

    @cached_property
    def beside(self) -> dict[tuple[str, str], tuple[str, tuple[Figure, ...]]]:
        """What a place is among others, by place and measure, with the figures that say so, its own first.

        A share of the country's own figure of the same window; of a rate or a level the rank among all
        places of the same window, the highest first, where there are three at least. Only solid figures that
        were observed and state one exact number are set side by side.
        """
        solid = self.latest[self.latest["solid"] & (self.latest["role"] == "observed")]
        kinds = {name: measure.kind for name, measure in self.study.measures.items()}
        units = {name: measure.unit for name, measure in self.study.measures.items()}
        found: dict[tuple[str, str], tuple[str, tuple[Figure, ...]]] = {}
        for (name, _, _), rows in solid.groupby(["measure", "start", "end"], dropna=False, sort=False):
            if rows["end"].isna().any():
                continue
            figures = [
                each for each in self.figures(rows) if each.qualifier == "exact" and each.value_max is None
            ]
            if kinds[str(name)] in _RANKED:
                found |= _ranked([each for each in figures if each.place != COUNTRY])
            elif kinds[str(name)] in ("stock", "flow") and units[str(name)] != "percent":
                found |= _shared(figures)
        return found

    @cached_property
    def points(self) -> Points:
        """The points of all series of witnesses, found by column."""
        return Points.of(self.study.witnesses, self.study)

    def lines(self, measure: str) -> list[list[Figure]]:
        """What can be drawn over time: the points of each series of a whole place with two dates or more.

        Counts are one line as long as they are counted from one start. The series with most dates come first.
        """
        rows = self._drawn.get(measure)
        if rows is None:
            return []
        figures = self.points.figures
        figures.take(sorted(set(rows["at"]))).make()
        lines = [[figures[at] for at in group["at"]] for _, group in rows.groupby("line", sort=False)]
        return sorted(lines, key=lambda line: (-len(line), list(self.study.places).index(line[0].place)))

    @cached_property
    def _drawn(self) -> dict[str, pd.DataFrame]:
        """By measure the points of lines with two dates or more."""
        import numpy as np

        points = self.points
        figures, rows = points.figures, points.rows
        if not len(rows):
            return {}
        at = rows["at"].to_numpy()
        chosen = rows["whole"].to_numpy() & figures.where("role", "observed")[at]
        for name in ("holder", "breakdown", "per"):
            chosen &= figures.where(name, "")[at]
        codes, words = figures.codes("measure")
        line = np.where(rows["kind"] == RISING, rows["start"], 0)
        drawn = rows.assign(measure=[words[code] for code in codes[at]], line=line)[chosen]
        drawn = drawn.assign(line=drawn.groupby(["series", "line"], sort=False).ngroup())
        drawn = drawn[drawn.groupby("line")["end"].transform("nunique") > 1]
        drawn = drawn.sort_values(["line", "end", "at"], kind="stable")
        return {str(name): group for name, group in drawn.groupby("measure", sort=False)}


def _as_codes(column: pd.Series[Any]) -> pd.Series[Any]:
    """A column of words as the places of its words in a list, which are quicker to compare."""
    return column.cat.codes if column.dtype == "category" else column


def _days(start: Any, end: Any) -> tuple[Any, Any]:
    """Two days of a frame as dates, None where there is none."""
    return tuple(None if day != day else day.date() for day in (start, end))  # type: ignore[return-value]


def _shared(figures: Sequence[Figure]) -> dict[tuple[str, str], tuple[str, tuple[Figure, ...]]]:
    """Each province's share of the country's figure; none where one is more than that."""
    country = next((each for each in figures if each.place == COUNTRY), None)
    if country is None or country.value <= 0:
        return {}
    return {
        (each.place, each.measure): ("share", (each, country))
        for each in figures
        if each is not country and 0 <= each.value <= country.value
    }


def _ranked(figures: Sequence[Figure]) -> dict[tuple[str, str], tuple[str, tuple[Figure, ...]]]:
    """Each figure before the others, the highest first."""
    if len({each.place for each in figures}) < _FEWEST_RANKED:
        return {}
    order = sorted(figures, key=lambda each: (-each.value, each.place))
    return {(each.place, each.measure): ("rank", (each, *order)) for each in order}
