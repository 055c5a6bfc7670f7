"""What became of a page's claims, of its figures beside those of others, and of its reports: as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.table.agreement import SERIES
from analysis.table.aside import Aside, witnessing
from analysis.table.frames import Figures
from analysis.table.marks import Check, mark_of_pair
from analysis.table.replies import reply_mark
from analysis.table.study import Selection
from analysis.table.tidy import figure_frame, row_frame
from analysis.table.verdicts import OFF
from analysis.table.vocabulary import UNCLASSIFIED, VERDICT_COLUMNS
from analysis.wording import Markup, amount, published, wide

if TYPE_CHECKING:
    import pandas as pd

_NOT_SAID = Aside("", "")


def claims(seen: Selection) -> pd.DataFrame:
    """What became of every claim that states a figure of the page's own place: a row each.

    The columns of build/verdicts.csv; the `figure_id` stated, `what` it is, the name of its place, and what
    it `says`; the `check` as a mark; `why` for a wide cell, with the `reply` to one that is off under it, or
    that nobody was asked; and all `figures` as a list, with their `status`. A claim counts once, by a
    witness, and where the page admits all figures that it rests on.

    >>> from analysis.table.study import load
    >>> claims(load().select(place="VN-HN"))["check"].tolist()[:4]
    ['≤ fits', '≤ fits', '✓ exact', '≤ fits']
    """
    rows = row_frame(seen.study.verdict_rows, VERDICT_COLUMNS)
    behind = rows["figures"].str.split("; ")
    admitted = set(_admitted(seen).texts("figure_id"))
    kept = behind.str[0].isin(seen.own().witnesses.texts("figure_id"))
    kept &= behind.map(admitted.issuperset).astype(bool)
    rows = rows.assign(figures=behind, figure_id=behind.str[0])[kept].reset_index(drop=True)
    rows["status"] = _status(rows["figures"], seen)
    said = zip(rows["operation"], rows["verdict"], rows["reason"], strict=True)
    rows["check"] = _objects([Check.of(*each).mark for each in said])
    rows["what"], rows["place_name"], units = _labels(rows["figure_id"], seen)
    rows["says"] = _objects([amount(*each) for each in zip(rows["stated"], units, strict=True)])
    rows["reply"] = _replies(rows, seen)
    rows["why"] = _objects(_why(*each) for each in zip(rows["reason"], rows["reply"], strict=True))
    return rows


def _why(reason: str, reply: Markup | None) -> Markup:
    """Why a claim came out as it did, and under it what was replied."""
    said = wide(reason)
    return Markup(f"{reason}; {reply}", f"{said.markup}<br>{reply.markup}") if reply else said


def _replies(rows: pd.DataFrame, seen: Selection) -> pd.Series[Any]:
    """What was replied about each claim; of one that is off also that nobody was asked, of others nothing."""
    replies = seen.study.replies
    return _objects(
        reply_mark(replies.get(claim, ())) if claim in replies or verdict == OFF else None
        for claim, verdict in zip(rows["claim_id"], rows["verdict"], strict=True)
    )


def pairs(seen: Selection) -> pd.DataFrame:
    """Every two figures that stand side by side, one of the page's own place: a row each.

    The columns of build/agreement.csv; what it is of, both sides in words, the `mark`, `figures` as a list,
    the `status` of both, and whether they are of a report and its translation (`translated`) and of one place
    (`same_place`). Steps of a series are none: they are not side by side.

    >>> from analysis.table.study import load
    >>> pairs(load().select(place="VN-HN"))["translated"].value_counts().to_dict()
    {True: 26, False: 2}
    """
    rows = seen.study.agreement_frame()
    rows = rows[rows["reason"] != SERIES]
    admitted = {*_admitted(seen).texts("figure_id"), ""}
    own = set(seen.own().figures.texts("figure_id"))
    both = zip(rows["left"].tolist(), rows["right"].tolist(), strict=True)
    kept = [at for at, (one, other) in enumerate(both)
            if {one, other} <= admitted and (one in own or other in own)]  # fmt: skip
    rows = rows.iloc[kept].reset_index(drop=True).astype(object)  # each cell is asked for often
    sides = [rows[side].str.split(":").str[0] for side in ("left", "right")]
    reports = seen.study.reports
    rows["left_report"], rows["right_report"] = sides
    rows["translated"] = _objects(
        not right or reports[right].translation_of == left for left, right in zip(*sides, strict=True)
    ).astype(bool)
    rows["what"], places, _ = _labels(rows["left"], seen)
    others = _labels(rows["right"], seen)[1]
    rows["same_place"] = places == others
    rows["one report"] = rows["left_stated"] + ", " + places + ", " + rows["left_period"]
    rows["the other"] = (rows["right_stated"] + ", " + others + ", " + rows["right_period"]).str.strip(", ")
    said = zip(rows["verdict"], rows["same_place"] | rows["translated"], strict=True)
    rows["mark"] = _objects([mark_of_pair(*each) for each in said])
    rows["why"] = _objects(map(wide, rows["reason"]))
    rows["figures"] = [[*filter(None, each)] for each in zip(rows["left"], rows["right"], strict=True)]
    return rows.assign(figure_id=rows["left"], status=_status(rows["figures"], seen))


def registered(seen: Selection) -> pd.DataFrame:
    """The reports that state figures of the page's own place: a row each.

    `spoken_for` names the report that speaks for one that is no witness of its own, `because` says why.

    >>> from analysis.table.study import load
    >>> found = registered(load().select(place="VN-HN")).set_index("report_id")
    >>> found.loc["hanoi-es", ["spoken_for", "because"]].tolist()
    ['hanoi-fr', 'a translation']
    """
    import pandas as pd

    study, many = seen.study, seen.own().figures.tally("report_id")
    own = set(witnessing(many, study.aside, seen.stating))
    rows = []
    for name in many:
        report, aside = study.reports[name], _NOT_SAID if name in own else study.aside[name]
        rows.append({
            "report_id": name, "title": report.title, "publisher": report.publisher,
            "published": published(report.published), "language": report.language, "figures": many[name],
            "spoken_for": aside.by, "because": aside.why,
        })  # fmt: skip
    columns = ["report_id", "title", "publisher", "published", "language", "figures", "spoken_for", "because"]
    return pd.DataFrame(rows, columns=columns)


def behind(seen: Selection, rows: pd.DataFrame) -> pd.DataFrame:
    """The figures that claims or pairs name, each once, as a frame of figures.

    >>> from analysis.table.study import load
    >>> lang_son = load().select(place="VN-09")
    >>> behind(lang_son, claims(lang_son))["value"].astype(int).tolist()
    [4, 5, 8, 4]
    """
    named, figures = {each for ids in rows["figures"] for each in ids}, seen.study.figures
    places = [place for place, name in enumerate(figures.texts("figure_id")) if name in named]
    return figure_frame(figures.take(places), seen.study, translations=True, repeats=True)


def _admitted(seen: Selection) -> Figures:
    """All figures that the page's reports and its care for review let in, wherever they belong."""
    figures = seen.study.figures
    if seen.reviewed_only:
        figures = figures.take(figures.where("status", "reviewed"))
    return figures.take(figures.where("report_id", *seen.reports)) if seen.reports else figures


def _status(ids: pd.Series[Any], seen: Selection) -> pd.Series[Any]:
    """Reviewed where a person has looked at all of the figures."""
    figures = seen.study.figures
    reviewed = set(figures.take(figures.where("status", "reviewed")).texts("figure_id"))
    return ids.map(lambda each: "reviewed" if reviewed.issuperset(each) else "read").astype(object)


def _labels(ids: pd.Series[Any], seen: Selection) -> tuple[pd.Series[Any], ...]:
    """What the figures are, the names of their places, and their units; nothing for no figure."""
    study, figures = seen.study, seen.study.figures
    at = {name: place for place, name in enumerate(figures.texts("figure_id"))}
    asked = figures.take([at[each] for each in ids if each])
    columns = (asked.texts(name) for name in ("measure", "place", "unit"))
    said = dict(zip((each for each in ids if each), zip(*columns, strict=True), strict=True)) | {
        "": ("", "", "")
    }
    known = {name: each.label for name, each in study.measures.items()} | {UNCLASSIFIED: UNCLASSIFIED, "": ""}
    called = {code: each.name_en or each.name for code, each in study.places.items()} | {"": ""}
    rows = [(known[said[each][0]], called[said[each][1]], said[each][2]) for each in ids]
    return tuple(_objects(column) for column in (zip(*rows, strict=True) if rows else ((), (), ())))


def _objects(values: Any, index: Any = None) -> pd.Series[Any]:
    import pandas as pd

    return pd.Series(list(values), index=index, dtype=object)
