"""Which places, and which communes and wards of them, the reports of a selection speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.table.figures import provinces_without
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY

if TYPE_CHECKING:
    import pandas as pd

FIGURE, STATEMENT, ASIDE = "figure", "statement", "set aside"
"""How a report speaks of a place: by a figure, without a number, or as one that a count leaves out."""


def mentions(seen: Selection) -> pd.DataFrame:
    """A row for each time that a report speaks of the page's place; on the country's page, of any place.

    The columns are report_id, place, place_name, unit (the commune or ward that is named; "" where none is),
    how, and id, which points at the words. What is said of several communes has a row for each.

    >>> from analysis.table.study import load
    >>> spoken = mentions(load().select())
    >>> spoken[spoken["place"] != "VN"].groupby("how")["place"].nunique().to_dict()
    {'figure': 5, 'set aside': 2, 'statement': 3}
    """
    import pandas as pd

    figures, said = seen.frame(repeats=True), seen.statement_frame()
    left_out = figures[figures["note"].str.contains("without: ", regex=False)]
    aside = [
        {"report_id": row.report_id, "place": code, "locality": "", "how": ASIDE, "id": row.figure_id}
        for row in left_out.itertuples()
        for code in provinces_without(seen.study.by_id[str(row.figure_id)], seen.study.places)
    ]
    parts = [
        figures.assign(how=FIGURE).rename(columns={"figure_id": "id"}),
        said.assign(how=STATEMENT).rename(columns={"statement_id": "id"}),
        pd.DataFrame(aside, columns=["report_id", "place", "locality", "how", "id"]),
    ]
    columns = ["report_id", "place", "locality", "how", "id"]
    rows = pd.concat([part[columns].astype(str) for part in parts], ignore_index=True)
    if seen.place.code != COUNTRY:
        rows = rows[rows["place"] == seen.place.code]
    rows["place_name"] = rows["place"].map({code: each.name_en for code, each in seen.study.places.items()})
    rows["unit"] = rows["locality"].str.split("; ")
    found = rows.explode("unit", ignore_index=True)
    return found[["report_id", "place", "place_name", "unit", "how", "id"]]
