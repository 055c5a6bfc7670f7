"""How well statements are suggested, and how alike two coders coded the five reports.

`make evaluate` prints both. A segment is found when a statement is suggested in it; its kind and its themes
are right when they are the coded ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.console import show
from analysis.files import DATA
from analysis.reading.report import read_text
from analysis.reading.sentences import segments_of
from analysis.reading.statements import suggest
from analysis.table.catalogue import read_places
from analysis.table.register import read_register
from analysis.table.vocabulary import STATEMENT_THEMES
from corpus import coded_texts, rows_of

CODERS = ("first", "second")
Coded = dict[int, tuple[str, frozenset[str]]]
"""The kind and the themes of each coded segment, by where it begins."""


@dataclass(frozen=True)
class Coding:
    """A text with the statements that a person finds in it."""

    text_id: str
    language: str
    place: str
    published: str
    text: str
    coded: Coded


def coded_of(rows: Sequence[dict[str, str]]) -> Coded:
    """Rows of one text by segment."""
    found: Coded = {}
    for row in rows:
        start = int(row["start"])
        found[start] = row["kind"], found.get(start, ("", frozenset()))[1] | {row["theme"]}
    return found


def specimens(folder: Path) -> Iterator[Coding]:
    """The specimens of a folder that are coded."""
    for each in coded_texts(folder / "specimens.csv"):
        yield Coding(each.name, each.language, each.place, each.published, each.text,
                     coded_of(each.statements))  # fmt: skip


def reports() -> Iterator[Coding]:
    """The coded reports whose texts are at hand."""
    for report in read_register(DATA / "reports.csv", read_places()).values():
        text, path = read_text(report.report_id), DATA / "statements" / f"{report.report_id}.csv"
        if text is not None and path.is_file():
            yield Coding(report.report_id, report.language, report.place, report.published, text.content,
                         coded_of(rows_of(path)))  # fmt: skip


@dataclass
class Count:
    """Segments coded, suggested, in both, and in both with the same kind; the same of themes."""

    coded: int = 0
    suggested: int = 0
    found: int = 0
    kind: int = 0
    themes: int = 0
    themes_suggested: int = 0
    themes_found: int = 0

    def add(self, coding: Coding) -> None:
        told = coded_of(suggest(coding.text, coding.language, published=coding.published, place=coding.place))
        both = coding.coded.keys() & told.keys()
        self.coded += len(coding.coded)
        self.suggested += len(told)
        self.found += len(both)
        self.kind += sum(coding.coded[at][0] == told[at][0] for at in both)
        self.themes += sum(len(themes) for _, themes in coding.coded.values())
        self.themes_suggested += sum(len(themes) for _, themes in told.values())
        self.themes_found += sum(len(coding.coded[at][1] & told[at][1]) for at in both)

    def shares(self) -> dict[str, float]:
        """Recall and precision of segments, the share of kinds right, recall and precision of themes."""
        return {
            "recall": self.found / max(1, self.coded),
            "precision": self.found / max(1, self.suggested),
            "kind": self.kind / max(1, self.found),
            "theme recall": self.themes_found / max(1, self.themes),
            "theme precision": self.themes_found / max(1, self.themes_suggested),
        }


def counted(codings: Sequence[Coding]) -> Count:
    count = Count()
    for coding in codings:
        count.add(coding)
    return count


def show_suggestions(title: str, codings: Sequence[Coding]) -> None:
    """Print the table of one set of texts, by language."""
    languages = sorted({coding.language for coding in codings})
    groups = {each: [coding for coding in codings if coding.language == each] for each in languages}
    rows = []
    for name, those in {**groups, "all": list(codings)}.items():
        count = counted(those)
        rows.append((name, str(count.coded), *(f"{share * 100:.1f}" for share in count.shares().values())))
    show(("language", "coded segments", *Count().shares()), rows, title)


def agreement() -> dict[str, float]:
    """Cohen's kappa of the two coders: of the kind of every segment (none is one), and of its themes.

    For themes each segment that either coder coded is asked for each theme: named or not?
    """
    from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]

    kinds: tuple[list[str], list[str]] = ([], [])
    themes: tuple[list[bool], list[bool]] = ([], [])
    for path in sorted((DATA / "codings" / CODERS[0]).glob("*.csv")):
        both = [rows_of(DATA / "codings" / coder / path.name) for coder in CODERS]
        numbers = [{row["segment"]: row["kind"] for row in rows} for rows in both]
        named = [{(row["segment"], row["theme"]) for row in rows} for rows in both]
        text = read_text(path.stem)
        segments = [str(at) for at in range(1, len(list(segments_of(text.content))) + 1)] if text else []
        for segment in segments or sorted(numbers[0].keys() | numbers[1].keys()):
            for side in (0, 1):
                kinds[side].append(numbers[side].get(segment, "none"))
                if any(segment in each for each in numbers):
                    themes[side].extend((segment, theme) in named[side] for theme in STATEMENT_THEMES)
    return {"kind": cohen_kappa_score(*kinds), "theme": cohen_kappa_score(*themes)}


def show_agreement() -> None:
    """Print how alike the two coders coded."""
    rows = [(name, f"{kappa:.2f}") for name, kappa in agreement().items()]
    show(("of the segments' ...", "Cohen's kappa"), rows, "Two coders of the five reports")
