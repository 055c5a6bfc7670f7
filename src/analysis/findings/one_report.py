"""One report: where it comes from, every figure it states in reading order, and its other numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import Locale

from analysis.charts import Chart, Mark, Words, bars
from analysis.files import DATA, Row
from analysis.findings.common import title_of
from analysis.findings.counts import counted, counting, doubts
from analysis.findings.difficulties import statement_table
from analysis.findings.finding import NO_CHART, Finding, Table, check_of
from analysis.reading.report import Text, read_text, sentence_at
from analysis.table.figures import Figure
from analysis.table.register import Report
from analysis.table.results import Result, result
from analysis.table.schema import read_number_rows
from analysis.table.study import Selection, Study
from analysis.wording import (
    Code,
    amount,
    anchor,
    count,
    linked,
    listing,
    marked,
    number,
    period,
    pointing,
    published,
    safe,
    sentence,
    stated,
    web_link,
    window,
)

_PARTS = ("part_of", "out_of", "largest_of", "smallest_of")
"""Relations whose two sides are a part and its whole."""

_RELATION_WORDS = {
    "part_of": "part of",
    "out_of": "out of",
    "rate_of": "the rate of",
    "change_from": "the change from",
    "largest_of": "the largest part of",
    "smallest_of": "the smallest part of",
}
_BASIS_WORDS = {
    "stated": "stated",
    "carried": "carried over from before",
    "completed": "year or start completed",
}

_KIND_WORDS = {
    "list_number": "number of a list",
    "reference": "reference of a document",
    "boilerplate": "part of the web page",
    "address": "in a web address",
}


@dataclass(frozen=True)
class Page:
    """The findings of one report's page, in its order."""

    bottom_line: Finding
    origin: Finding
    coverage: Finding
    relations: Finding
    translation: Finding
    reading: Finding
    figures: Table
    numbers: Finding
    statements: Finding


def page(study: Study, report_id: str, *, show_sentences: bool = False, data: Path = DATA) -> Page:
    """Everything that stands in the study of one report; `show_sentences` needs its text.

    Raises:
        StudyError: no such report is registered.
    """
    if report_id in study.reports:
        study = study.around(report_id)
    seen = study.select(reports=[report_id])
    report = study.reports[report_id]
    text = _text_of(report) if show_sentences else None
    return Page(
        bottom_line(seen, report),
        origin(seen, report),
        coverage(seen, report),
        relations(seen, report),
        translation(study, report),
        reading(seen.figures, report, asked=show_sentences, text=text),
        figure_rows(seen.figures, study, text),
        other_numbers(data / "numbers" / f"{report_id}.csv"),
        statements(seen, report),
    )


def bottom_line(seen: Selection, report: Report) -> Finding:
    """How many figures the report states, in one sentence."""
    title, figures = title_of(report.report_id, seen), seen.figures
    if not figures:
        return Finding("", f"**“{title}” states no figure.**")
    stated_here = counting("figures", figures)
    dated = counting("dated", [figure for figure in figures if figure.period_end is not None])
    words = f"“{title}” states {count(len(figures), 'figure')}, {number(dated.value)} of them with a date"
    said = len(seen.statements)
    words += f", and makes {count(said, 'statement')} without a number" if said else ""
    return Finding("", f"**{words}.**", (stated_here, dated))


def origin(seen: Selection, report: Report) -> Finding:
    """The report's row of the register, with the address at which its words can be looked up."""
    title = title_of(report.report_id, seen)
    appeared = published(report.published)
    first, last = report.published_window
    heading = f"“{title}” appeared {'on' if first == last else 'in'} {appeared}"
    text = (
        "The text is not part of the study; the address where the article appeared and the checksum of the "
        "text that was read are. The article at the address may be in another language than that text. "
        "Positions on this page count the text's characters from its beginning, the end not included."
    )
    rows = (
        ("title", report.title),
        ("publisher", report.publisher),
        ("language of the text", _language(report.language)),
        ("style of numbers", report.number_style),
        ("place", seen.study.places[report.place].name_en),
        ("published", appeared),
        ("address", linked(report.address, report.address)),
        ("translation of", report.translation_of or "(an original in this study)"),
        ("replaces", report.replaces or "(nothing)"),
        ("review", f"{report.review}, {report.reviewed_on}".strip(", ") or "(not reviewed)"),
        ("SHA-256 of the text", report.sha256),
    )
    return Finding(heading, text, table=Table(("register", report.report_id), rows))


def _language(code: str) -> str:
    name: str = Locale("en").languages[code]
    return name


def coverage(seen: Selection, report: Report) -> Finding:
    """What is uncertain about the report's figures."""
    if not seen.figures:
        return Finding("This report states no figure", "Its other numbers stand below.")
    return doubts(seen.figures, f"“{title_of(report.report_id, seen)}”")


def relations(seen: Selection, report: Report) -> Finding:
    """Which figures the report's own sentences tie to each other, and the shares that follow."""
    tied = [figure for figure in seen.figures if figure.relation]
    if not tied:
        return Finding(
            "No sentence of this report ties one figure to another",
            "The study keeps such ties (“of these”, “out of”, “that is so many per cent”) because they "
            "are the report's own arithmetic. Here each figure stands alone.",
        )
    ties = counting("tied_figures", tied)
    shares = _shares(tied, seen.study)
    heading = (
        f"Its own sentences tie {number(ties.value)} of {count(len(seen.figures), 'figure')} to another one"
    )
    text = sentence(
        "Each tie is stated by the wording, not inferred from the numbers; the column “relation” of the "
        "table of figures says which.",
        "The share is computed from the two printed values; the report itself may not give it."
        if shares
        else "",
    )
    chart = _share_chart(tied, shares, seen.study, heading) if shares else NO_CHART
    return Finding(heading, text, (ties, *shares.values()), chart=chart)


def _shares(tied: Iterable[Figure], study: Study) -> dict[str, Result]:
    """The share of each part in its whole, by the figure_id of the part."""
    shares = {}
    for part in tied:
        whole = study.by_id[part.related]
        alike = part.unit == whole.unit and part.per == whole.per
        if part.relation in _PARTS and alike and whole.low > 0:
            name = f"share_{part.figure_id.partition(':')[2].replace('.', '_')}"
            shares[part.figure_id] = result(name, "part / whole * 100", "percent", part=part, whole=whole)
    return shares


def _relation(figure: Figure, study: Study) -> str:
    if not figure.relation:
        return ""
    related = study.by_id[figure.related]
    return pointing(f"{_RELATION_WORDS[figure.relation]} {stated(related)}", related.figure_id)


def _share_chart(tied: Sequence[Figure], shares: dict[str, Result], study: Study, heading: str) -> Chart:
    parts = [figure for figure in tied if figure.figure_id in shares]
    hollow = "; hollow: no date, or not reviewed" if not all(map(_is_solid, parts)) else ""
    reports = dict.fromkeys(study.reports[part.report_id].publisher for part in parts)
    words = Words(heading, f"Each part in percent of its whole{hollow}", f"Source: {'; '.join(reports)}")
    return bars([_share_mark(part, shares[part.figure_id], study) for part in parts], words)


def _share_mark(part: Figure, share: Result, study: Study) -> Mark:
    whole = study.by_id[part.related]
    text = f"{amount(share.value, 'percent', 1)} of {amount(whole.value, whole.unit)}"
    label = f"{study.measure_of(part).label}{_elsewhere(part, whole, study)}"
    return Mark(label, share.value, text, solid=_is_solid(part))


def _is_solid(figure: Figure) -> bool:
    return figure.period_end is not None and figure.status == "reviewed"


def _elsewhere(part: Figure, whole: Figure, study: Study) -> str:
    return f" ({study.places[part.place].name_en})" if part.place != whole.place else ""


def other_numbers(path: Path) -> Finding:
    """The numbers of the text that are no figures, by kind."""
    (rows,) = read_number_rows({path.stem: path})
    if not rows:
        return Finding(
            "Every number of this report is a figure", "No date, reference or ordinal stands in it."
        )
    others = counted("other_numbers", "numbers", "numbers", numbers=len(rows))
    kinds = Counter(row["kind"] for row in rows)
    heading = f"{number(others.value)} other numbers stand in the text and are not figures"
    text = (
        "They are listed so that every digit of the text is accounted for: a reader who finds a number in "
        "the article and not among the figures finds it here, with the reason."
    )
    table = Table(
        ("kind", "numbers", "what they are", "where (characters)"),
        tuple(
            (_KIND_WORDS.get(kind, kind), str(many), *_described(rows, kind)) for kind, many in kinds.items()
        ),
    )
    return Finding(heading, text, (others,), table)


def statements(seen: Selection, report: Report) -> Finding:
    """What the report says without a number, in the order of its words."""
    said = seen.statements
    title = title_of(report.report_id, seen)
    if not said:
        return Finding(f"“{title}” makes no statement without a number", "None is recorded in the study.")
    all_of_them = result("statements", "n", "statements", n=len(said), about=said)
    heading = f"It makes {count(len(said), 'statement')} without a number"
    text = (
        "Difficulties, requests, decisions, deadlines and bare assertions, coded by the rules of "
        "data/README.md; [what is lacking, asked for and promised](08-difficulties.ipynb) compares them."
    )
    table = statement_table(said, seen)
    ids = tuple(anchor(each.statement_id) for each in said)
    return Finding(heading, text, (all_of_them,), Table(table.columns, table.rows, ids))


def _described(rows: Sequence[Row], kind: str) -> tuple[str, str]:
    """The different reasons and the offsets of one kind's numbers."""
    mine = [row for row in rows if row["kind"] == kind]
    reasons = dict.fromkeys(row["reason"] for row in mine if row["reason"])
    return "; ".join(reasons), ", ".join(f"{row['start']}-{row['end']}" for row in mine)


def translation(study: Study, report: Report) -> Finding:
    """Which other text of the study says the same in another language, figure by figure."""
    pairs = [
        other
        for other in study.reports.values()
        if report.report_id == other.translation_of or other.report_id == report.translation_of
    ]
    if not pairs:
        return Finding(
            "This report stands in the study in one language only",
            "No translation of it is registered, so there is no second reading of its words to compare with.",
        )
    other, *_ = pairs
    apart = [*_only_in(study, report, other), *_only_in(study, other, report)]
    figures = _figures_of(study, report)
    alike = counted("alike_in_translation", "figures - apart", "figures",
                    figures=len(figures), apart=len(_only_in(study, report, other)))  # fmt: skip
    heading = (
        f"{number(alike.value)} of {count(len(figures), 'figure')} stand alike in "
        f"{'its original' if report.translation_of else 'its translation'}"
    )
    role = "is a translation of" if report.translation_of else "is also registered in translation, as"
    text = sentence(
        f"This text {role} {_page_link(other)} ({_language(other.language)}).",
        "A translation is not a second witness: where both are selected, only the original is counted.",
        f"Alike means the same measure, value, hedge, place, dates and tie; {_ids(apart)} are not."
        if apart
        else "Measure, value, hedge, place, dates and tie agree throughout.",
    )
    return Finding(heading, text, (alike, counting("not_alike", apart, "in either text")))


def _ids(figures: Sequence[Figure]) -> str:
    return listing(figure.figure_id for figure in figures)


def _page_link(report: Report) -> str:
    return f"[{safe(report.title)}](07-one-report-{report.report_id}.ipynb)"


def _statement(figure: Figure) -> tuple[object, ...]:
    return (
        figure.measure, figure.value, figure.value_max, figure.qualifier, figure.role, figure.place,
        figure.localities, figure.period_start, figure.period_end, figure.against_end, figure.relation,
        figure.breakdown, figure.per,
    )  # fmt: skip


def _figures_of(study: Study, report: Report) -> list[Figure]:
    return [figure for figure in study.figures if figure.report_id == report.report_id]


def _only_in(study: Study, here: Report, there: Report) -> list[Figure]:
    """The figures of one text that the other does not state alike."""
    to_find = Counter(_statement(figure) for figure in _figures_of(study, there))
    spare = []
    for figure in _figures_of(study, here):
        if to_find[_statement(figure)] > 0:
            to_find[_statement(figure)] -= 1
        else:
            spare.append(figure)
    return spare


def _text_of(report: Report) -> Text | None:
    """The registered text, when it is at hand."""
    text = read_text(report.report_id)
    return text if text and text.sha256 == report.sha256 else None


def reading(figures: Sequence[Figure], report: Report, *, asked: bool, text: Text | None) -> Finding:
    """What the table of figures shows, and whether the sentences could be added."""
    heading = f"{count(len(figures), 'figure')} in reading order"
    explained = (
        "The column “characters” says where in the text the numeral stands, “period” what it was counted "
        "over and where the date comes from, “check” how the worst of the claims came out in which the "
        "figure takes part ([how claims are checked](05-arithmetic.ipynb))."
    )
    said = "The sentences are left out."
    if asked and text is not None:
        said = "Each row ends with the sentence that states the figure, its numeral highlighted."
    elif asked:
        said = f"The sentences cannot be shown: the registered text of {report.report_id} is not at hand."
    return Finding(heading, f"{sentence(explained, said)}\n\n{_whose(report)}")


def _whose(report: Report) -> str:
    """The report's title and address, and in which language it was read."""
    said = f"the text that was read is in {_language(report.language)}"
    if not report.address:
        return f"**{safe(report.title)}**: {said}; it has no address on the web."
    at = web_link(report.address, report.address)
    return f"**{safe(report.title)}**, {at}: {said}; the article at the address may be in another language."


_COLUMNS = (
    "figure", "characters", "what", "place", "as stated", "check", "printed", "role", "period", "relation",
    "source", "holder", "breakdown", "per", "note",
)  # fmt: skip


def figure_rows(figures: Sequence[Figure], study: Study, text: Text | None = None) -> Table:
    """Every figure in reading order, a row each that links can lead to, with its sentence if asked.

    A column that is empty for the whole report is left out.
    """
    ordered = sorted(figures, key=lambda figure: (figure.start, figure.end, figure.figure_id))
    rows = [_row(figure, study) for figure in ordered]
    columns: tuple[str, ...] = _COLUMNS
    if text is not None:
        columns = (*_COLUMNS, "sentence")
        said = [sentence_with_mark(figure, text.content) for figure in ordered]
        rows = [(*row, words) for row, words in zip(rows, said, strict=True)]
    filled = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    return Table(
        tuple(columns[at] for at in filled),
        tuple(tuple(row[at] for at in filled) for row in rows),
        tuple(anchor(figure.figure_id) for figure in ordered),
    )


def _row(figure: Figure, study: Study) -> tuple[str, ...]:
    return (
        Code(figure.figure_id),
        f"{figure.start}-{figure.end}",
        study.measure_of(figure).label,
        _place(figure, study),
        stated(figure),
        check_of(figure, study),
        figure.quote,
        _role(figure),
        _period(figure),
        _relation(figure, study),
        figure.source,
        figure.holder,
        figure.breakdown,
        figure.per.replace("_", " "),
        _note(figure, study),
    )


def _place(figure: Figure, study: Study) -> str:
    name = study.places[figure.place].name_en
    units = "" if figure.units_covered is None else count(figure.units_covered, "unit")
    parts = [part for part in (name, units, listing(figure.localities)) if part]
    return ", ".join(parts)


def _role(figure: Figure) -> str:
    hedge = "" if figure.qualifier == "exact" else figure.qualifier.replace("_", " ")
    return ", ".join(part for part in (figure.role, hedge) if part)


def _period(figure: Figure) -> str:
    if figure.period_end is None:
        return "undated"
    said = f"{window(figure)} ({_BASIS_WORDS[figure.period_basis]})"
    if figure.against_end is None:
        return said
    return f"{said}, against {period(figure.against_start, figure.against_end).removeprefix('at ')}"


def _note(figure: Figure, study: Study) -> str:
    second = "" if figure.alternative is None else f"may be read as {amount(figure.alternative, figure.unit)}"
    changes = [
        f"corrected: {each.column} was {each.was or 'empty'} ({each.reason})"
        for each in study.corrections
        if each.figure_id == figure.figure_id
    ]
    status = "" if figure.status == "reviewed" else "not reviewed"
    return "; ".join(part for part in (figure.note, second, status, *changes) if part)


def sentence_with_mark(figure: Figure, content: str) -> str:
    """The sentence that states the figure, its numeral highlighted."""
    first, last = sentence_at(content, figure.start, figure.end)
    before, after = content[first : figure.start], content[figure.end : last]
    return marked(_one_line(before).lstrip(), content[figure.start : figure.end], _one_line(after).rstrip())


def _one_line(text: str) -> str:
    """The text with each run of white space made one space, also at its ends."""
    return " ".join(f"|{text}|".split())[1:-1]
