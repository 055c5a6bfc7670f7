"""The study as pandas frames, for questions that no page asks: a row for each thing said, labels joined.

Values are `Decimal`, exact and with the digits printed. Arrow's decimals would be quicker, but they cannot
be divided or multiplied at the widths that amounts in dongs need, and a sum that outgrows them wraps around
unsaid.
For what needs floating point (a quantile, a chart) say `frame["value"].astype(float)`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import StudyError, nearest
from analysis.files import read_rows, shown
from analysis.table.catalogue import Place, place_meant
from analysis.table.formula import INFINITY
from analysis.table.frames import DAYS, OFFSETS, Columns, Figures, Statements
from analysis.table.tables import Table, witnesses
from analysis.table.vocabulary import (
    FIGURE_COLUMNS,
    RESULT_COLUMNS,
    STATEMENT_COLUMNS,
    STATUSES,
    THEMES,
    UNCLASSIFIED,
)

if TYPE_CHECKING:
    import pandas as pd

_REPORT = ("title", "publisher", "published", "language", "address")
"""What the register says of a report that stands in each row."""
_VALUES = ("value", "value_max", "alternative", "low", "high", "stated", "recomputed")
_TEXTS = ("note", "locality", "doubt")
"""Columns of words that an analyst reads as text."""
_SAME = (
    "report_id", "measure", "role", "place", "locality", "units_covered", "holder", "breakdown", "per",
    "value", "value_max", "period_start", "period_end", "against_end",
)  # fmt: skip
"""What two mentions of one statement have in common."""


def figure_frame(
    figures: Figures,
    table: Table,
    *,
    translations: bool = False,
    repeats: bool = False,
    here: Collection[str] | None = None,
) -> pd.DataFrame:
    """The figures as a frame, in their order: the columns of data/figures, what is computed, and labels.

    A figure of a report for which another of `here` speaks, and one that its report states a second time, are
    left out unless asked for: sums would count them twice. An open end of the interval is missing.
    """
    chosen = figures if translations else witnesses(figures, table, here)
    frame = _frame(chosen, (*FIGURE_COLUMNS, "theme", "corrected", "low", "high"))
    frame["decimals"] = _mapped(chosen.texts("value"), _decimals).astype(int)
    if not repeats:
        again = frame.duplicated(list(_SAME)) & (frame["measure"] != UNCLASSIFIED)
        frame = frame[~again].reset_index(drop=True)
    frame["label"] = _labelled(frame["measure"], lambda name: _label(name, table))
    return _joined(frame, table, after="measure")


def facts(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a frame of figures, each observation once: where the earliest report, or row, states it.

    An observation is one value of one measure, for one place or part of it, holder, class, role and period.
    What fits no measure is no observation of the same thing, and stays.

    >>> from analysis.table.study import load
    >>> repeated = load().frame(place="VN-HN", measure="commune_units", repeats=True)
    >>> len(repeated), len(facts(repeated))
    (5, 1)
    """
    said = [name for name in _SAME if name != "report_id"]
    earliest = frame["published"].astype(str).sort_values(kind="stable").index
    again = frame.loc[earliest].duplicated(said).reindex(frame.index)
    return frame[~again | (frame["measure"] == UNCLASSIFIED)]


def statement_frame(statements: Statements, table: Table, *, translations: bool = False) -> pd.DataFrame:
    """The statements as a frame, in their order, without those of a translation unless asked for.

    `segment` is the id that all rows of one segment share: what is counted in segments is counted by it.
    """
    chosen = statements if translations else witnesses(statements, table, statements.spans().keys())
    frame = _joined(_frame(chosen, STATEMENT_COLUMNS), table, after="theme")
    frame["segment"] = frame["statement_id"].str.replace(r"\.\d$", "", regex=True)
    return frame


def row_frame(rows: Columns[Any], columns: Sequence[str]) -> pd.DataFrame:
    """Rows of build/verdicts.csv or build/agreement.csv as a frame; numbers are `Decimal`."""
    return _frame(rows, columns)


def result_frame(path: Path) -> pd.DataFrame:
    """The rows of build/results.csv as a frame; values are `Decimal`.

    Raises:
        StudyError: the file is not there, or not as it should be.
    """
    import pandas as pd

    if not path.is_file():
        raise StudyError("no page has been run yet", file=shown(path), way_out="call study run")
    return _exact(pd.DataFrame(read_rows(path, RESULT_COLUMNS), columns=list(RESULT_COLUMNS), dtype="str"))


def chosen(
    figures: Figures, table: Table, *, place: str = "", theme: str = "", measure: str = "", status: str = ""
) -> Figures:
    """The figures of a place, a theme, a measure and a status; an empty one chooses all.

    Raises:
        StudyError: one of these is unknown; says what may have been meant.
    """
    known: dict[str, tuple[str, Collection[str]]] = {
        "place": (place, table.places), "theme": (theme, THEMES),
        "measure": (measure, [*table.measures, UNCLASSIFIED]), "status": (status, STATUSES),
    }  # fmt: skip
    if place:
        refuse_unknown_place(place, table.places)
    for name, (word, words) in known.items():
        if word:
            refuse_unknown(name, word, words)
            figures = figures.take(figures.where(name, word))
    return figures


def refuse_unknown(what: str, word: str, known: Collection[str]) -> None:
    """Refuse a name that is none.

    Raises:
        StudyError: says which may have been meant.

    >>> refuse_unknown("measure", "file_received", ["files_received", "posts_assigned"])
    Traceback (most recent call last):
    ...
    analysis.errors.StudyError: measure 'file_received' is unknown; did you mean files_received?
    """
    if word not in known:
        raise StudyError(f"{what} {word!r} is unknown", way_out=nearest(word, known))


def refuse_unknown_place(place: str, places: Mapping[str, Place]) -> None:
    """Refuse what is no code of a place.

    Raises:
        StudyError: says which place may have been meant, also by its name.
    """
    if place not in places:
        raise StudyError(f"place {place!r} is unknown", way_out=place_meant(place, places))


def _frame(rows: Columns[Any], columns: Sequence[str]) -> pd.DataFrame:
    """The columns: what repeats as categories, days as days, numbers exact, the rest as text."""
    import pandas as pd

    found: dict[str, Any] = {}
    for name in columns:
        if name in DAYS:
            found[name] = pd.Series(rows.days(name).astype("datetime64[s]"))
        elif name in _VALUES:
            found[name] = _mapped(rows.texts(name), _decimal)
        elif name in (*OFFSETS, "units_covered"):
            found[name] = pd.Series(rows.texts(name), dtype="Int64")
        elif name == "corrected":
            found[name] = pd.Series(rows.texts(name), dtype=bool)
        elif name in _TEXTS or rows.is_text(name):
            found[name] = pd.Series(rows.texts(name), dtype="str")
        else:
            found[name] = _categories(*rows.codes(name))
    return pd.DataFrame(found)


def _categories(codes: Any, words: Sequence[str]) -> pd.Series[Any]:
    """A column of words from their places in a list; its categories are those that occur, sorted."""
    import numpy as np
    import pandas as pd

    used = np.unique(codes).tolist()
    used.sort(key=words.__getitem__)
    place = np.zeros(len(words) or 1, dtype=np.intp)
    place[used] = np.arange(len(used))
    names: Any = [words[at] for at in used]
    return pd.Series(pd.Categorical.from_codes(place[codes], names))


def _mapped(texts: Sequence[str], make: Callable[[str], Any]) -> pd.Series[Any]:
    """What each text becomes; each different one is made once."""
    import pandas as pd

    made = {text: make(text) for text in dict.fromkeys(texts)}
    return pd.Series([made[text] for text in texts], dtype=object)


def _decimals(text: str) -> int:
    """The digits printed after the point."""
    return len(text.partition(".")[2])


def _exact(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its numbers exact."""
    for name in [name for name in _VALUES if name in frame]:
        frame[name] = _mapped(frame[name].tolist(), _decimal)
    return frame


def _joined(frame: pd.DataFrame, table: Table, after: str) -> pd.DataFrame:
    """The frame with the place's name and what the register says of the report; labels behind `after`."""
    frame["place_name"] = _labelled(frame["place"], lambda code: _name(code, table))
    for name in _REPORT:
        said = {each: str(getattr(table.reports[each], name)) for each in frame["report_id"].cat.categories}
        frame[name] = _labelled(frame["report_id"], said.__getitem__)
    order = [name for name in frame.columns if name not in ("label", "place_name")]
    for name, behind in (("label", after), ("place_name", "place")):
        if name in frame:
            order.insert(order.index(behind) + 1, name)
    return frame[order]


def _labelled(column: pd.Series[Any], label: Callable[[Any], str]) -> pd.Series[Any]:
    """What each word of a column is called, as a category."""
    import numpy as np
    import pandas as pd

    called = [label(word) for word in column.cat.categories]
    place = {word: at for at, word in enumerate(dict.fromkeys(called))}
    places = np.array([place[word] for word in called] or [0], dtype=np.intp)
    labels: Any = list(place)
    return pd.Series(pd.Categorical.from_codes(places[column.cat.codes], labels), index=column.index)


def _label(measure: str, table: Table) -> str:
    found = table.measures.get(measure)
    return found.label if found else measure


def _name(code: str, table: Table) -> str:
    found = table.places[code]
    return found.name_en or found.name


def _decimal(text: str) -> Decimal | None:
    value = Decimal(text) if text else None
    return None if value is None or abs(value) == INFINITY else value
