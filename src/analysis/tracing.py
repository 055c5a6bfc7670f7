"""Where a figure or a result comes from, and where it is used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from analysis.errors import StudyError, close, meant, printable
from analysis.files import Row
from analysis.pages.layout import Layout
from analysis.pages.results import figure_ids, known_results, known_sets, using
from analysis.reading.report import read_text, sentence_at
from analysis.table.figures import Figure, open_end, row_of
from analysis.table.marks import Check
from analysis.table.statements import Statement
from analysis.table.study import Study, load
from analysis.table.verdicts import EXACT
from analysis.table.vocabulary import STATEMENT_COLUMNS


def trace(identity: str, layout: Layout, *, sentence: bool = False) -> str:
    """What is known about a figure (hanoi-fr:2888) or a result (02-procedures.on_time), in lines.

    A statement is named as in hanoi-fr:s6321. A result's local name is enough where only one page has it.

    Raises:
        StudyError: no figure or result has this id, or several results have this local name.
    """
    study, results, sets = load(layout.data), known_results(layout), known_sets(layout)
    if identity in study.by_id:
        uses = using(identity, results, sets)
        return _in_lines(_figure_lines(study.by_id[identity], study, uses, sentence))
    if identity in study.statement_by_id:
        uses = using(identity, results, sets)
        return _in_lines(_statement_lines(study.statement_by_id[identity], study, uses, sentence))
    row = _result_named(identity, results, study)
    return _in_lines(_result_lines(row, figure_ids(row, sets), study))


def _in_lines(lines: Iterable[str]) -> str:
    """The lines, none of which a word of a report can end."""
    return "\n".join(map(printable, lines))


def _result_named(identity: str, results: Sequence[Row], study: Study) -> Row:
    whole = [row for row in results if row["result_id"] == identity]
    local = [row for row in results if row["result_id"].partition(".")[2] == identity]
    found = whole or local
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(row["result_id"] for row in found)
        raise StudyError(f"{len(found)} results are called {identity!r}", way_out=f"say which: {ids}")
    near = _figures_near(identity, study) if ":" in identity else _results_near(identity, results, study)
    way_out = meant(near) if near else "ids stand in the pages' tables and in build/results.csv"
    raise StudyError(f"no figure or result is called {identity!r}", way_out=way_out)


def _results_near(identity: str, results: Sequence[Row], study: Study) -> list[str]:
    """The results whose whole or local name is spelled much like it; of a report, its first figures."""
    if identity in study.reports:
        return _ids_of(identity, study)[:_FEW]
    local = {row["result_id"].partition(".")[2]: row["result_id"] for row in results}
    names = {**local, **{row["result_id"]: row["result_id"] for row in results}}
    return list(dict.fromkeys(names[each] for each in close(identity, names)))


def _figures_near(identity: str, study: Study) -> list[str]:
    """The figures and statements of the report, or of those spelled much like it, that come nearest."""
    report_id, _, where = identity.partition(":")
    reports = [report_id] if report_id in study.reports else close(report_id, study.reports)
    ids = [each for report in reports for each in _ids_of(report, study)]
    tails = {each: each.partition(":")[2] for each in ids}
    alike = [
        each for tail in close(where, dict.fromkeys(tails.values())) for each in ids if tails[each] == tail
    ]
    exact = [each for each in alike if tails[each] == where]
    return (exact or alike or sorted(ids, key=lambda each: _apart(tails[each], where)))[:_FEW]


_FEW = 3


def _ids_of(report_id: str, study: Study) -> list[str]:
    everyone = (*study.by_id, *study.statement_by_id)
    return [each for each in everyone if each.startswith(f"{report_id}:")]


def _apart(one: str, other: str) -> int:
    """How many characters of a text lie between two places, as ids name them.

    >>> _apart("s120", "100.2")
    20
    """
    first, second = (re.match(r"s?(\d+)", each) for each in (one, other))
    return abs(int(first[1] if first else 0) - int(second[1] if second else 0))


def _figure_lines(figure: Figure, study: Study, uses: Sequence[Row], sentence: bool) -> Iterator[str]:
    yield figure.figure_id
    bounds = {"low": open_end(figure.low), "high": open_end(figure.high), "theme": figure.theme}
    yield from _table({name: value for name, value in {**row_of(figure), **bounds}.items() if value})
    yield from _standing(figure, study)
    for each in study.corrections:
        if each.figure_id == figure.figure_id:
            yield (
                f"correction {each.correction_id}: {each.column} was {each.was or '(empty)'}, becomes "
                f"{each.becomes or '(empty)'}; {each.reason} ({each.who}, {each.date})"
            )
    yield from _claims([figure.figure_id], study)
    yield from _uses(uses)
    if sentence:
        yield f"sentence: {_sentence(figure)}"


def _standing(named: Figure | Statement, study: Study) -> Iterator[str]:
    """In which report, at which address, and between which characters it stands."""
    report = study.reports[named.report_id]
    yield f"report: {report.title} ({report.publisher}, {report.published})"
    yield f"address: {report.address}"
    yield f"where: characters {named.start} to {named.end} of {named.report_id}.txt"


def _claims(figures: Iterable[str], study: Study, *, exact: bool = True) -> Iterator[str]:
    """The claims in which the figures take part, and what came of each; exact ones may be counted only."""
    ids, verdicts = set(figures), study.verdict_rows
    everyone = enumerate(verdicts.texts("figures"))
    found = verdicts.take([at for at, names in everyone if not ids.isdisjoint(names.split("; "))])
    shown = [row for row in found if exact or row["verdict"] != EXACT]
    yield "claims: none" if not found else "claims:"
    for row in shown:
        yield f"  {row['claim_id']}: {Check.of(row['operation'], row['verdict']).words}; {row['reason']}"
    if len(found) > len(shown):
        rest = len(found) - len(shown)
        yield f"  {rest} {'more ' if shown else ''}{'holds' if rest == 1 else 'hold'}"


def _uses(uses: Sequence[Row]) -> Iterator[str]:
    if not uses:
        yield "results: none uses it"
        return
    yield "results that use it:"
    for row in uses:
        yield f"  {row['result_id']} = {row['value']} {row['unit']}".rstrip()
    yield f"pages: {', '.join(dict.fromkeys(row['page'] for row in uses))}"


def _result_lines(row: Row, figures: Sequence[str], study: Study) -> Iterator[str]:
    yield row["result_id"]
    yield from _table({name: row[name] for name in ("page", "value", "unit", "formula", "note") if row[name]})
    yield "figures behind it:"
    for figure_id in figures:
        figure, said = study.by_id.get(figure_id), study.statement_by_id.get(figure_id)
        if said is not None:
            due = f", due {said.due}" if said.due else ""
            yield f"  {figure_id}: {said.kind}, {said.theme}, {said.place}{due}"
        elif figure is None:
            yield f"  {figure_id}: no such figure now; call study run again"
        else:
            dates = " to ".join(str(day) for day in (figure.period_start, figure.period_end) if day)
            words = (figure.quote, figure.measure, figure.place, dates or "undated", figure.qualifier)
            yield f"  {figure_id}: {', '.join(words)}"
    yield from _claims(figures, study, exact=False)


def _statement_lines(
    statement: Statement, study: Study, uses: Sequence[Row], sentence: bool
) -> Iterator[str]:
    yield statement.statement_id
    said = {name: str(getattr(statement, name) or "") for name in STATEMENT_COLUMNS[4:]}
    yield from _table({name: value for name, value in said.items() if value})
    yield from _standing(statement, study)
    yield from _uses(uses)
    if sentence:
        yield f"sentence: {_sentence(statement)}"


def _sentence(named: Figure | Statement) -> str:
    text = read_text(named.report_id)
    if text is None:
        return "not shown, the text is not at hand (it is looked up in the folder that STUDY_TEXTS names)"
    return " ".join(text.content[slice(*sentence_at(text.content, named.start, named.end))].split())


def _table(values: dict[str, str]) -> Iterable[str]:
    width = max(map(len, values))
    return (f"  {name:<{width}}  {value}" for name, value in values.items())
