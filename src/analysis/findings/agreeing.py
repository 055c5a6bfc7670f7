"""Agreement: figures of different reports side by side, and what a translation changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analysis.charts import Mark, Words, bars
from analysis.findings.common import bottom_line, title_of
from analysis.findings.counts import counted
from analysis.findings.finding import Finding, Table, figure_table, named, sources
from analysis.table import verdicts
from analysis.table.agreement import AGREE, AGREEMENTS, APART, DIFFER, DRIFT, ROUNDED, Pair, compare, tally
from analysis.table.figures import Figure
from analysis.table.marks import mark
from analysis.table.results import Result
from analysis.table.study import Selection
from analysis.table.vocabulary import COUNTRY
from analysis.wording import Code, count, listing, number, sentence, stated, wide, window

WORDS: Mapping[str, str] = {
    AGREE: "✓ agree",
    ROUNDED: "≈ within rounding",
    DIFFER: "✗ differ",
    DRIFT: "✗ drift",
    APART: "? not comparable",
}
"""What is said of each kind of pair: a sign and a word."""

_SAID_AS = {AGREE: "agree", ROUNDED: "agree within rounding", DIFFER: "differ", APART: "cannot be compared"}
_LOOKS = {AGREE: verdicts.EXACT, ROUNDED: verdicts.ROUNDED, DIFFER: verdicts.OFF, DRIFT: verdicts.OFF,
          APART: verdicts.UNCHECKED}  # fmt: skip
_GROUPS = {DIFFER: 1, DRIFT: 1}
_SERIES = "a series"
_WORST_FIRST = (DIFFER, DRIFT, ROUNDED, AGREE, APART)


@dataclass(frozen=True)
class Page:
    """The findings of the agreement notebook, in its order."""

    bottom_line: Finding
    coverage: Finding
    reports: Finding
    translation: Finding
    apart: Finding
    series: Finding
    figures: Table


@dataclass(frozen=True)
class Pairs:
    """The pairs of a page: within a translation, and between reports that were written apart."""

    translated: tuple[Pair, ...]
    across: tuple[Pair, ...]

    @property
    def all(self) -> tuple[Pair, ...]:
        """Both kinds."""
        return (*self.translated, *self.across)


def page(seen: Selection, *, show_sentences: bool = False) -> Page:
    """The pairs about the selection's place; `show_sentences` needs the reports' texts."""
    pairs = pairs_seen(seen)
    across, translated = between_reports(pairs, seen), translation(pairs, seen)
    figures = [figure for pair in pairs.across for figure in _both(pair)]
    return Page(
        bottom_line((translated, across) if _drift_alone(pairs) else (across, translated), seen),
        coverage(pairs, seen),
        across,
        translated,
        not_comparable(pairs, seen),
        series(pairs, seen),
        figure_table(list(dict.fromkeys(figures)), seen, show_sentences=show_sentences),
    )


def _drift_alone(pairs: Pairs) -> bool:
    """Whether a translation drifted and no two reports differ, which would be worse."""
    return bool(_of(pairs.translated, DRIFT)) and not _of(pairs.across, DIFFER)


def pairs_seen(seen: Selection) -> Pairs:
    """The pairs of which the page's place is a side, if the page admits both sides."""
    own = {figure.figure_id for figure in seen.own().figures}
    pairs = [
        pair
        for pair in compare(seen.study)
        if any(figure.figure_id in own for figure in _both(pair)) and all(map(seen.admits, _both(pair)))
    ]
    inside = tuple(pair for pair in pairs if _is_translation(pair, seen))
    return Pairs(inside, tuple(pair for pair in pairs if pair not in inside))


def _both(pair: Pair) -> tuple[Figure, ...]:
    return (pair.left,) if pair.right is None else (pair.left, pair.right)


def _is_translation(pair: Pair, seen: Selection) -> bool:
    if pair.right is None:
        return True
    return seen.study.reports[pair.right.report_id].translation_of == pair.left.report_id


def coverage(pairs: Pairs, seen: Selection) -> Finding:
    """How many figures can be set side by side at all, by what comes of it."""
    if not pairs.all:
        return _nothing("Pairs", seen)
    results = (
        _counting("pairs", pairs.all),
        _counting("pairs_between_reports", pairs.across),
        _counting("pairs_in_translation", pairs.translated),
    )
    heading = (
        f"{count(len(pairs.across), 'pair')} of figures of {_subject(seen)} "
        f"{'stands' if len(pairs.across) == 1 else 'stand'} in reports written apart, "
        f"{number(len(pairs.translated))} in a report and its translation"
    )
    text = (
        "Two figures are a pair when different reports state them of one measure and place, or of a place "
        "and the country that holds it. Only reports written apart can bear each other out; a translation "
        "tests the reading of the words, not the fact."
    )
    about = [figure for pair in pairs.all for figure in _both(pair)]
    subtitle = "Pairs by what came of them, translations included"
    words = Words(_agreeing(pairs), subtitle, sources(about, seen))
    return Finding(heading, text, results, _tallies(pairs), bars(_bars(pairs.all), words))


def _agreeing(pairs: Pairs) -> str:
    """How many pairs agree, as a chart's title."""
    alike, translated = len(_of(pairs.all, AGREE)), len(_of(pairs.translated, AGREE))
    said = "all" if translated == alike else number(translated)
    of_them = f", {said} of them a report and its translation" if translated else ""
    return f"{number(alike)} of {count(len(pairs.all), 'pair')} of figures {_verb('agree', alike)}{of_them}"


def _subject(seen: Selection) -> str:
    name = named(seen, seen.place.code)
    return f"{name} and its provinces" if seen.place.code == COUNTRY else name


def _counting(result_id: str, pairs: Sequence[Pair]) -> Result:
    about = [figure for pair in pairs for figure in _both(pair)]
    return counted(result_id, "pairs", "pairs", pairs=len(pairs), about=about)


def _bars(pairs: Sequence[Pair]) -> list[Mark]:
    return [
        Mark(WORDS[word], Decimal(many), number(many), solid=word != APART, group=_GROUPS.get(word, 0))
        for word, many in tally(pairs).items()
    ]


def _tallies(pairs: Pairs) -> Table:
    kinds = (("reports written apart", pairs.across), ("a report and its translation", pairs.translated))
    rows = tuple(
        (kind, *(str(many) if many else "" for many in tally(each).values()), str(len(each)))
        for kind, each in kinds
    )
    return Table(("between", *(WORDS[word] for word in AGREEMENTS), "pairs"), rows)


def between_reports(pairs: Pairs, seen: Selection) -> Finding:
    """Whether reports written apart say the same of one thing."""
    if not pairs.across:
        return _nothing("Reports side by side", seen)
    told = {word: many for word, many in tally(pairs.across).items() if word != DRIFT}
    twice = [pair for pair in pairs.across if pair.verdict != APART and _of_one_place(pair)]
    results = (
        _counting("second_witnesses", twice),
        *(_counting(f"pairs_{word}", _of(pairs.across, word)) for word in told),
    )
    said = listing(f"{number(many)} {_verb(_SAID_AS[word], many)}" for word, many in told.items() if many)
    text = sentence(
        f"Of {count(len(pairs.across), 'pair')}, {said}.",
        "A part agrees with its whole when it is not the larger, which is a weak test."
        if told[AGREE] and len(twice) < len(pairs.across)
        else "",
        "A second witness would be another report, no translation, on the same thing, place and time.",
        "Where two reports differ, at least one of them speaks of something else or is wrong; their words "
        "decide, not their number."
        if told[DIFFER]
        else "",
    )
    heading = _reports_heading(told[DIFFER], len(twice), len(pairs.across))
    return Finding(heading, text, results, _pair_table(pairs.across, seen))


def _of_one_place(pair: Pair) -> bool:
    return pair.right is not None and pair.left.place == pair.right.place


def _of(pairs: Iterable[Pair], word: str) -> list[Pair]:
    return [pair for pair in pairs if pair.verdict == word]


def _verb(words: str, many: int) -> str:
    return words.replace("agree", "agrees").replace("differ", "differs") if many == 1 else words


def _reports_heading(differing: int, twice: int, pairs: int) -> str:
    of_pairs = f"{count(pairs, 'pair')} of figures"
    if differing:
        return f"{number(differing)} of {of_pairs} {_verb('differ', differing)} between reports written apart"
    if not twice:
        stand = "stands" if pairs == 1 else "stand"
        return f"No figure here has a second witness, though {of_pairs} {stand} side by side"
    return f"{count(twice, 'figure')} {'has' if twice == 1 else 'have'} a second witness, and none differs"


def _pair_table(pairs: Iterable[Pair], seen: Selection) -> Table:
    """The pairs side by side, the worst first."""
    ranked = sorted(pairs, key=lambda pair: _WORST_FIRST.index(pair.verdict))
    columns = ("side by side", "what", "one report", "the other", "why", "figures")
    return Table(columns, tuple(_pair_row(pair, seen) for pair in ranked))


def _pair_row(pair: Pair, seen: Selection) -> tuple[str, ...]:
    return (
        mark(WORDS[pair.verdict], _LOOKS[pair.verdict]),
        seen.study.measure_of(pair.left).label,
        _side(pair.left, seen),
        _side(pair.right, seen) if pair.right else "",
        wide(pair.reason),
        Code(" ".join(figure.figure_id for figure in _both(pair))),
    )


def _side(figure: Figure, seen: Selection) -> str:
    return f"{stated(figure)}, {seen.study.places[figure.place].name_en}, {window(figure)}"


def translation(pairs: Pairs, seen: Selection) -> Finding:
    """Whether every figure of a report came through its translation."""
    if not pairs.translated:
        return _nothing("Translations", seen)
    alike, drifts = _of(pairs.translated, AGREE), _of(pairs.translated, DRIFT)
    results = (_counting("alike_in_translation", alike), _counting("drifted_in_translation", drifts))
    all_of = count(len(pairs.translated), "figure")
    heading = (
        f"{number(len(drifts))} of {all_of} changed in translation"
        if drifts
        else f"All {all_of} came through translation unchanged"
        if len(alike) > 1
        else "The one figure came through translation unchanged"
    )
    originals = dict.fromkeys(pair.left.report_id for pair in alike)
    text = sentence(
        f"Aligned with their translation, in the order of the text: "
        f"{listing(f'“{title_of(report, seen)}”' for report in originals)}."
        if originals
        else "",
        "Measure, value, unit, place, hedge and role must be the same in both.",
        "A drift is an error of the translation or of the reading, so neither side of it should be quoted "
        "before both texts were looked at."
        if drifts
        else "",
    )
    return Finding(heading, text, results, _pair_table(drifts, seen) if drifts else Table((), ()))


def not_comparable(pairs: Pairs, seen: Selection) -> Finding:
    """Why figures of one thing cannot be held against each other."""
    apart = [pair for pair in _of(pairs.across, APART) if not pair.reason.endswith(_SERIES)]
    if not pairs.across:
        return _nothing("What cannot be compared", seen)
    if not apart:
        return Finding(
            "Every pair of reports written apart can be compared",
            "No pair is of different windows, roles or kinds.",
        )
    reasons = _by_reason(apart)
    results = tuple(_counting(f"apart_{_slug(reason)}", each) for reason, each in reasons.items())
    heading = (
        f"{count(len(apart), 'pair')} of figures cannot be held against each other"
        if len(reasons) > 1
        else f"{count(len(apart), 'pair')} cannot be compared: {next(iter(reasons))}"
    )
    text = (
        "Not comparable is no disagreement. Two counts over windows of different lengths, a target and what "
        "was reached, a level and a change, or a few wards and their province are all true beside each "
        "other. What could be made comparable, such as a count per day, stands on the page of its theme."
    )
    rows = tuple(
        (reason, str(len(each)), listing(_measures(each, seen)),
         Code(" ".join(figure.figure_id for figure in _both(each[0]))))
        for reason, each in reasons.items()
    )  # fmt: skip
    return Finding(heading, text, results, Table(("why", "pairs", "of what", "for example"), rows))


def _by_reason(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    groups: dict[str, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(pair.reason, []).append(pair)
    return groups


def _slug(reason: str) -> str:
    """The reason as it ends a result's id."""
    return re.sub(r"\W+", "_", reason)


def _measures(pairs: Iterable[Pair], seen: Selection) -> list[str]:
    return list(dict.fromkeys(seen.study.measure_of(pair.left).label for pair in pairs))


def series(pairs: Pairs, seen: Selection) -> Finding:
    """The same thing at several dates: stated side by side, never merged."""
    found = [pair for pair in pairs.across if pair.reason.endswith(_SERIES)]
    if not pairs.across:
        return _nothing("Series", seen)
    if not found:
        return Finding(
            "No two reports give one thing at two dates",
            "A later total beside an earlier one would be a series. It would be shown here date by date: "
            "a later total may be smaller, and the earlier one stays true of its day.",
        )
    results = (_counting("pairs_of_a_series", found),)
    heading = f"{count(len(found), 'pair')} of figures {'is' if len(found) == 1 else 'are'} steps of a series"
    text = (
        "Each row is one thing at two dates. A total that is smaller later is no contradiction: counts are "
        "revised, and what is counted may leave the count. The figures stay apart in the tables."
    )
    return Finding(heading, text, results, _pair_table(found, seen))


def _nothing(subject: str, seen: Selection) -> Finding:
    """The finding of a page without such pairs."""
    return Finding(
        f"{subject}: nothing can be said here",
        f"No two reports in this selection state one thing of {named(seen, seen.place.code)}.",
    )
