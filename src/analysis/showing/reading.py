"""The figures of a report as it states them: in its order, every field in words, each row a link's end."""

from __future__ import annotations

from urllib.parse import quote as url_quote

from analysis.reading.report import read_text, sentence_at
from analysis.showing.tables import Table
from analysis.table.figures import Figure
from analysis.table.register import Report
from analysis.table.study import Selection, Study
from analysis.wording import (
    Code,
    amount,
    anchor,
    count,
    linked,
    listing,
    marked,
    period,
    pointing,
    stated,
    valued,
    window,
)

NOT_AT_HAND = "(its registered text is not at hand)"
"""What stands in place of a sentence."""
_COLUMNS = (
    "figure", "characters", "paragraph", "what", "place", "as stated", "check", "printed", "role", "period",
    "relation", "source", "holder", "breakdown", "per", "note", "sentence",
)  # fmt: skip
_RELATIONS = {
    "part_of": "part of", "out_of": "out of", "rate_of": "the rate of", "change_from": "the change from",
    "largest_of": "the largest part of", "smallest_of": "the smallest part of",
}  # fmt: skip
_FOUND = 4
"""A numeral of so many digits hardly stands on a page for something else before it."""
_BASES = {"stated": "stated", "carried": "carried over from before", "completed": "year or start completed"}


def in_reading_order(seen: Selection, *, sentences: bool = False) -> Table:
    """Every figure of the selection, report by report in the order of the words, a row each that links reach.

    A column that is empty throughout is left out; `sentences` adds the sentence of each, its numeral marked.

    >>> from analysis.table.study import load
    >>> table = in_reading_order(load().select(reports=["langson-fr"]))
    >>> table.row_ids[0], table.rows[0][:5]
    ('fig-langson-fr-248', ('langson-fr:248', '248-249', '1 (French)', 'Units visited by a working group', ...
    """
    order = list(seen.study.reports)
    ordered = sorted(
        seen.figures, key=lambda each: (order.index(each.report_id), each.start, each.end, each.figure_id)
    )
    texts = {name: _text_of(seen.study.reports[name]) for name in order} if sentences else {}
    rows = [(*_row(each, seen.study), _sentence(each, texts) if sentences else "") for each in ordered]
    filled = [at for at in range(len(_COLUMNS)) if any(row[at] for row in rows)]
    return Table(
        tuple(_COLUMNS[at] for at in filled),
        tuple(tuple(row[at] for at in filled) for row in rows),
        tuple(anchor(each.figure_id) for each in ordered),
    )


def _row(figure: Figure, study: Study) -> tuple[str, ...]:
    check = study.checks.get(figure.figure_id)
    unreviewed = "" if figure.status == "reviewed" else " [unreviewed]"
    return (
        Code(figure.figure_id), f"{figure.start}-{figure.end}", _paragraph(figure, study),
        study.measure_of(figure).label,
        _place(figure, study), valued(stated(figure) + unreviewed), check.mark if check else "", figure.quote,
        _role(figure), _period(figure), _relation(figure, study), figure.source, figure.holder,
        figure.breakdown, figure.per.replace("_", " "), _note(figure, study),
    )  # fmt: skip


def _paragraph(figure: Figure, study: Study) -> str:
    """The number of its paragraph and the language in which that was read, linked to the original."""
    at, report = study.paragraph_of(figure), study.reports[figure.report_id]
    return linked(f"{at} ({report.language_name})", pointing_at(figure.quote, report.address)) if at else ""


def pointing_at(quote: str, address: str) -> str:
    """The address of the original; a browser looks there for the numeral as printed, where it is a long one.

    Where the original prints it otherwise, the page opens at its beginning.

    >>> pointing_at("523 292", "https://example.org/a"), pointing_at("12", "https://example.org/a")
    ('https://example.org/a#:~:text=523%20292', 'https://example.org/a')
    """
    if not address or sum(map(str.isdigit, quote)) < _FOUND:
        return address
    mark = "" if "#" in address else "#"
    return f"{address}{mark}:~:text={url_quote(quote, safe='').replace('-', '%2D')}"


def _place(figure: Figure, study: Study) -> str:
    units = "" if figure.units_covered is None else count(figure.units_covered, "unit")
    parts = study.places[figure.place].name_en, units, listing(figure.localities)
    return ", ".join(part for part in parts if part)


def _role(figure: Figure) -> str:
    hedge = "" if figure.qualifier == "exact" else figure.qualifier.replace("_", " ")
    return ", ".join(part for part in (figure.role, hedge) if part)


def _period(figure: Figure) -> str:
    if figure.period_end is None:
        return "undated"
    said = f"{window(figure)} ({_BASES[figure.period_basis]})"
    if figure.against_end is None:
        return said
    return f"{said}, against {period(figure.against_start, figure.against_end).removeprefix('at ')}"


def _relation(figure: Figure, study: Study) -> str:
    if not figure.relation:
        return ""
    related = study.by_id[figure.related]
    return pointing(f"{_RELATIONS[figure.relation]} {stated(related)}", related.figure_id)


def _note(figure: Figure, study: Study) -> str:
    second = "" if figure.alternative is None else f"may be read as {amount(figure.alternative, figure.unit)}"
    changes = [
        f"corrected: {each.column} was {each.was or 'empty'} ({each.reason})"
        for each in study.corrections
        if each.figure_id == figure.figure_id
    ]
    doubt = f"in doubt: {figure.doubt}" if figure.doubt else ""
    return "; ".join(part for part in (figure.note, second, doubt, *changes) if part)


def _text_of(report: Report) -> str | None:
    """The registered text, when it is at hand."""
    text = read_text(report.report_id)
    return text.content if text and text.sha256 == report.sha256 else None


def _sentence(figure: Figure, texts: dict[str, str | None]) -> str:
    """The sentence that states the figure, its numeral highlighted."""
    content = texts[figure.report_id]
    if content is None:
        return NOT_AT_HAND
    first, last = sentence_at(content, figure.start, figure.end)
    before, after = content[first : figure.start], content[figure.end : last]
    return marked(_one_line(before).lstrip(), content[figure.start : figure.end], _one_line(after).rstrip())


def _one_line(text: str) -> str:
    """The text with each run of white space made one space, also at its ends."""
    return " ".join(f"|{text}|".split())[1:-1]
