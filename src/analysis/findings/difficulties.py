"""Difficulties: what localities lack, ask for and are promised, and what is asserted without a figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.charts import Mark, Words, bars, matrix
from analysis.findings.common import title_of
from analysis.findings.counts import counted
from analysis.findings.finding import Finding, Table, named
from analysis.table.figures import Figure
from analysis.table.results import Result, result
from analysis.table.statements import Statement
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY, STATEMENT_KINDS, STATEMENT_THEMES
from analysis.wording import Code, count, day, listing, number, safe, sentence, stated, window

KIND_WORDS = {
    "difficulty": "difficulty",
    "request": "request",
    "decision": "decision",
    "deadline": "deadline",
    "claim_without_figure": "claim without a figure",
}
THEME_WORDS = {theme: theme.replace("_", " ") for theme in STATEMENT_THEMES}

_MOST_NAMED = 3
_COMMUNE_LEVEL = re.compile(r"\b(communes?|wards?|special zones?|delegates)\b")
_PROMISED = ("deadline", "decision")
_SPEAKS_TO: dict[str, tuple[str, ...]] = {
    "procedures": ("on_time_rate", "files_overdue", "online_rate"),
    "finance": ("disbursement_rate", "revenue_vs_estimate"),
    "staffing": ("staff_shortage", "staff_surplus", "resignations_paid", "policy_cases"),
    "training": ("staff_trained",),
    "premises": ("communes_with_offices", "rooms_missing", "surplus_premises_processed"),
    "equipment": ("communes_short_of_equipment",),
    "transport": ("communes_without_vehicles",),
}
"""Which measures, of the catalogue, could confirm or deny what is asserted of a theme."""


@dataclass(frozen=True)
class Page:
    """The findings of the notebook on difficulties, in its order."""

    bottom_line: Finding
    coverage: Finding
    lacks: Finding
    shared: Finding
    asked: Finding
    promised: Finding
    claims: Finding
    translation: Finding
    statements: Table


def page(seen: Selection) -> Page:
    """What is lacking, asked for, promised and merely asserted in the selection's place."""
    common = shared(seen)
    return Page(
        bottom_line(common, seen),
        coverage(seen),
        lacks(seen),
        common,
        asked(seen),
        promised(seen),
        claims(seen),
        translation(seen),
        statement_table(seen.spoken, seen),
    )


def bottom_line(common: Finding, seen: Selection) -> Finding:
    """The theme that most voices name, in one sentence."""
    if common.results:
        return Finding("", f"**{common.heading}.**")
    return Finding("", f"**No report in this selection names a difficulty of {_place(seen)}.**")


def coverage(seen: Selection) -> Finding:
    """How many statements of each kind every report makes, translations apart."""
    said = seen.spoken
    if not said:
        return Finding(f"No report says anything of {_place(seen)} without a number", "")
    total = _counting("statements", said)
    reports = list(dict.fromkeys(each.report_id for each in said))
    heading = f"{count(len(said), 'statement')} of {count(len(reports), 'report')} stand behind this page"
    unreviewed = sum(each.status != "reviewed" for each in said)
    text = sentence(
        "A statement is a sentence, or a part of one between semicolons, and one theme that it names.",
        "It was coded with the rules of data/README.md; its words are not shown, its place in the text is.",
        f"{count(unreviewed, 'of them is', 'of them are')} suggested by the program and not reviewed."
        if unreviewed
        else "",
    )
    rows = []
    for report_id in reports:
        kinds = Counter(each.kind for each in said if each.report_id == report_id)
        rows.append((title_of(report_id, seen), *(str(kinds[kind] or "") for kind in STATEMENT_KINDS)))
    columns = ("report", *(KIND_WORDS[kind] for kind in STATEMENT_KINDS))
    return Finding(heading, text, (total,), Table(columns, tuple(rows)))


def voice(statement: Statement, seen: Selection) -> str:
    """Who names it: the place, its working group or its locality; its name is left out on its own page."""
    name, own = seen.study.places[statement.place].name_en, seen.place.code == statement.place != COUNTRY
    before = "" if own else f"{name}, "
    if statement.group:
        return f"{before}{'Group' if own else 'group'} {statement.group}"
    return f"{before}{statement.locality}" if len(statement.localities) == 1 else name


def names_a_lack(statement: Statement) -> bool:
    """Whether it says that something is lacking: a difficulty, or what a commune-level body asks for."""
    return statement.kind == "difficulty" or (
        statement.kind == "request" and _is_commune_level(statement.source)
    )


def _is_commune_level(source: str) -> bool:
    return _COMMUNE_LEVEL.search(source.lower()) is not None


def lacks(seen: Selection) -> Finding:
    """Who names which theme as lacking or asks for it: voices by themes."""
    said = [each for each in seen.spoken if names_a_lack(each)]
    if not said:
        return Finding(
            "Nobody names anything that is lacking", "No difficulty and no request is recorded here."
        )
    voices = sorted({voice(each, seen) for each in said}, key=lambda name: _order(name, said, seen))
    themes = [theme for theme in STATEMENT_THEMES if any(each.theme == theme for each in said)]
    counts = Counter((voice(each, seen), each.theme) for each in said)
    reach = {name: sum(counts[name, theme] > 0 for theme in themes) for name in voices}
    most = max(reach.values())
    widest = [name for name in voices if reach[name] == most]
    names = listing(safe(name) for name in widest[:_MOST_NAMED]) + (
        " and others" if len(widest) > _MOST_NAMED else ""
    )
    heading = (
        f"{names} {'names' if len(widest) == 1 else 'name'} the most themes, "
        f"{number(most)} of {number(len(themes))}"
    )
    text = (
        "Each cell counts difficulties, and what communes and wards ask for: they lack it. What a chairman "
        "asks of communes is not counted here. An empty cell says that the report does not tell, not that "
        "nothing is lacking."
    )
    grid = [[counts[name, theme] for theme in themes] for name in voices]
    words = Words(
        heading, "Difficulties, and requests of communes, by who is meant and theme", _source(said, seen)
    )
    drawn = matrix(voices, [THEME_WORDS[theme] for theme in themes], grid, words)
    table = Table(
        ("who", *(THEME_WORDS[theme] for theme in themes)),
        tuple((name, *(str(cell or "") for cell in row)) for name, row in zip(voices, grid, strict=True)),
    )
    themes_named = counted("themes_of_the_widest", "themes", "themes", themes=most,
                           note="different themes that one voice names")  # fmt: skip
    return Finding(heading, text, (themes_named,), table, drawn)


def _order(name: str, said: Sequence[Statement], seen: Selection) -> tuple[int, int, str]:
    """By place; the place itself first, then its groups by number, then its communes by name."""
    first = next(each for each in said if voice(each, seen) == name)
    group = int(first.group) if first.group.isdigit() else 0
    return list(seen.study.places).index(first.place), group, name


def shared(seen: Selection) -> Finding:
    """The themes by how many voices name them."""
    said = [each for each in seen.spoken if names_a_lack(each)]
    voices = {
        theme: {voice(each, seen) for each in said if each.theme == theme} for theme in STATEMENT_THEMES
    }
    ranked = sorted((theme for theme in voices if voices[theme]), key=lambda theme: -len(voices[theme]))
    if not ranked:
        return Finding("No theme is named", "")
    everyone = {voice(each, seen) for each in said}
    most = len(voices[ranked[0]])
    first = [theme for theme in ranked if len(voices[theme]) == most]
    themes = listing(THEME_WORDS[theme] for theme in first)
    heading = f"{number(most)} of {count(len(everyone), 'voice')} {'names' if most == 1 else 'name'} {themes}"
    several = [theme for theme in ranked if len(voices[theme]) > 1 and theme != "other"]
    alone = [theme for theme in ranked if len(voices[theme]) == 1 and theme != "other"]
    text = sentence(
        "A voice is a place, a working group that reports from its communes, or a commune that speaks.",
        f"Several name {listing(THEME_WORDS[theme] for theme in several)}." if several else "",
        f"One alone names {listing(THEME_WORDS[theme] for theme in alone)}." if alone else "",
    )
    each_theme = (
        result(f"voices_{theme.lower()}", "n", "voices", n=len(voices[theme]),
               about=[each for each in said if each.theme == theme])
        for theme in ranked
    )  # fmt: skip
    results = (*each_theme, result("voices", "n", "voices", n=len(everyone), about=said))
    words = Words(
        heading, "Voices that name a theme as a difficulty or, as communes, ask for it", _source(said, seen)
    )
    marks = [
        Mark(THEME_WORDS[theme], Decimal(len(voices[theme])), str(len(voices[theme]))) for theme in ranked
    ]
    return Finding(heading, text, results, chart=bars(marks, words))


def asked(seen: Selection) -> Finding:
    """What is asked for, by theme, and which body asks."""
    requests = [each for each in seen.spoken if each.kind == "request"]
    if not requests:
        return Finding("Nothing is asked of anybody", "No request is recorded in this selection.")
    each_source = Counter(each.source or "not named" for each in requests)
    most, many = each_source.most_common(1)[0]
    heading = f"{safe(most)}: {number(many)} of {count(len(requests), 'request')}"
    text = (
        "A request may go upwards, from communes to their province, or downwards, from a chairman to the "
        "communes; the column “of whom” follows from who asks. What is asked so generally that nobody could "
        "see whether it was done is not coded."
    )
    rows = tuple(
        (THEME_WORDS[theme], source, _asked_of(source), str(len(them)), _pointers(them))
        for theme in STATEMENT_THEMES
        for source, them in _by_source([each for each in requests if each.theme == theme]).items()
    )
    table = Table(("what is asked", "who asks", "of whom", "requests", "where"), rows)
    return Finding(heading, text, (_counting("requests", requests),), table)


def _asked_of(source: str) -> str:
    """Upwards if a commune-level body asks, else downwards; of nobody in particular if none is named."""
    if source == "not named":
        return source
    return "province, city or ministry" if _is_commune_level(source) else "communes and agencies"


def _by_source(statements: Iterable[Statement]) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for each in statements:
        found.setdefault(each.source or "not named", []).append(each)
    return found


def promised(seen: Selection) -> Finding:
    """What authorities decided or promised, the dated first, and whether a later report could tell."""
    said = [each for each in seen.spoken if each.kind in _PROMISED]
    if not said:
        return Finding("Nothing is promised", "No decision and no deadline is recorded in this selection.")
    due = sorted((each for each in said if each.due), key=lambda each: (str(each.due), each.statement_id))
    heading = (
        f"{count(len(due), 'promise')} of {number(len(said))} {'has' if len(due) == 1 else 'have'} a day"
        if due
        else f"None of {count(len(said), 'decision')} has a day"
    )
    text = sentence(
        "A deadline is what must be done by a day that the text names; a decision has none.",
        "A report published after the day could tell whether it was kept: the column points at what later "
        "reports of this study say of the same theme in the same place.",
    )
    rows = tuple(
        (day(each.due) if each.due else "no day", KIND_WORDS[each.kind], THEME_WORDS[each.theme],
         each.source or "not named", seen.study.places[each.place].name_en, _later(each, seen),
         Code(each.statement_id))
        for each in [*due, *(each for each in said if not each.due)]
    )  # fmt: skip
    columns = ("due", "what", "theme", "by whom", "place", "said later", "where")
    return Finding(heading, text, (_counting("with_a_day", due),) if due else (), Table(columns, rows))


def _later(statement: Statement, seen: Selection) -> str:
    """What reports published after the day say of the same place and theme: pointers to it."""
    if statement.due is None:
        return ""
    later = {
        report.report_id
        for report in seen.study.reports.values()
        if report.published_window[0] >= statement.due and not report.translation_of
    } - {statement.report_id}
    measures = _SPEAKS_TO.get(statement.theme, ())
    ids = [
        each.statement_id
        for each in seen.study.statements
        if each.report_id in later and (each.place, each.theme) == (statement.place, statement.theme)
    ] + [
        each.figure_id
        for each in seen.study.figures
        if each.report_id in later and each.place == statement.place and each.measure in measures
    ]
    return Code(" ".join(ids)) if ids else "none yet"


def claims(seen: Selection) -> Finding:
    """Assertions without a figure, each with the figures of the study that speak to them."""
    bare = [each for each in seen.spoken if each.kind == "claim_without_figure"]
    if not bare:
        return Finding("No assertion stands without a figure", "Whatever is asserted here has its number.")
    everything = seen.study.select()
    answers = {each.statement_id: _answers(each, everything) for each in bare}
    here = [each for each in bare if any(f.place == each.place for f in answers[each.statement_id])]
    country = [each for each in bare if answers[each.statement_id] and each not in here]
    asserted = count(len(bare), "bare assertion")
    heading = f"For {number(len(here))} of {asserted} the study has a figure of the same place" + (
        f", for {number(len(country))} one of the country" if country else ""
    )
    text = (
        "“Most files were settled on time” asserts a share without giving it. Where a report of this study "
        "states a figure of that kind for the same place, or else for the country, it stands beside the "
        "assertion. It need not cover the same days, and it confirms nothing by itself."
    )
    rows = tuple(
        (THEME_WORDS[each.theme], voice(each, seen), _answer_words(answers[each.statement_id], seen),
         Code(" ".join(figure.figure_id for figure in answers[each.statement_id])), Code(each.statement_id))
        for each in bare
    )  # fmt: skip
    columns = ("theme", "of whom", "what the study's figures say", "figures", "where it is asserted")
    return Finding(heading, text, (_counting("bare_assertions", bare),), Table(columns, rows))


def _answers(statement: Statement, everything: Selection) -> list[Figure]:
    """The latest figure of each measure of the theme: of the same place, else of the country."""
    found = []
    for measure in _SPEAKS_TO.get(statement.theme, ()):
        own = [each for each in everything.all(measure) if each.place == statement.place]
        figures = own or everything.all(measure, place=COUNTRY)
        found += figures[-1:]
    return found


def _answer_words(figures: Iterable[Figure], seen: Selection) -> str:
    said = [
        f"{seen.study.measure_of(figure).label}: {stated(figure)} "
        f"({seen.study.places[figure.place].name_en}, {window(figure)})"
        for figure in figures
    ]
    return "; ".join(said) or "no figure speaks to it"


def translation(seen: Selection) -> Finding:
    """Whether one article in two languages was coded alike."""
    pairs = [
        (other, report)
        for report in seen.study.reports.values()
        if (other := seen.study.reports.get(report.translation_of)) is not None
        and seen.place.code in (COUNTRY, other.place)
    ]
    rows, apart = [], 0
    for original, translated in pairs:
        here, there = (_coded(report.report_id, seen) for report in (original, translated))
        differing = sum(((here - there) + (there - here)).values())
        apart += differing
        rows.append((safe(original.title), original.language, translated.language,
                     str(here.total()), str(there.total()), str(differing)))  # fmt: skip
    if not rows:
        return Finding("No article is coded in two languages", "")
    heading = "One article in two languages is coded alike" if not apart else (
        f"{count(apart, 'coded row')} of one article in two languages {'differs' if apart == 1 else 'differ'}"
    )  # fmt: skip
    text = "The same kind, theme, body and day in both texts: a check of the coding, and of the translation."
    columns = ("article", "one language", "the other", "rows", "rows there", "rows that differ")
    compared = counted("coded_apart", "apart", "statements", apart=apart, note="rows of either text")
    return Finding(heading, text, (compared,), Table(columns, tuple(rows)))


def _coded(report_id: str, seen: Selection) -> Counter[tuple[str, ...]]:
    return Counter(
        (each.kind, each.theme, each.source, str(each.due or ""))
        for each in seen.study.statements
        if each.report_id == report_id
    )


def statement_table(statements: Sequence[Statement], seen: Selection) -> Table:
    """The statements with who is meant, who says it, and where, one row each."""
    rows = tuple(
        (KIND_WORDS[each.kind], THEME_WORDS[each.theme], voice(each, seen), each.source,
         day(each.due) if each.due else "", _mark(each), Code(each.statement_id))
        for each in statements
    )  # fmt: skip
    return Table(("kind", "theme", "of whom", "who says it", "due", "note", "where"), rows)


def _mark(statement: Statement) -> str:
    unreviewed = "" if statement.status == "reviewed" else "unreviewed"
    return "; ".join(part for part in (unreviewed, statement.note) if part)


def _pointers(statements: Sequence[Statement]) -> Code:
    return Code(" ".join(each.statement_id for each in statements))


def _counting(name: str, statements: Sequence[Statement]) -> Result:
    """How many statements there are, with pointers to them."""
    return result(name, "n", "statements", n=Decimal(len(statements)), about=statements)


def _source(statements: Iterable[Statement], seen: Selection) -> str:
    reports = dict.fromkeys(each.report_id for each in statements)
    return "Source: " + "; ".join(dict.fromkeys(seen.study.reports[each].publisher for each in reports))


def _place(seen: Selection) -> str:
    return named(seen, seen.place.code)
