"""The page on method: how a figure gets here, how well that works, and what cannot be said.

Every number on it is computed: from the study's table, or from the committed table of accuracy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html import escape

from analysis.pages.rendering.accuracy import Accuracy, Measured
from analysis.pages.rendering.document import Document, part
from analysis.pages.rendering.glossary import with_terms
from analysis.pages.rendering.listed import listed, paragraph
from analysis.reading.version import reader_stamp
from analysis.table.agreement import AGREEMENTS, SERIES
from analysis.table.judged import of_witnesses
from analysis.table.marks import WORDS, Check, mark
from analysis.table.study import Study
from analysis.table.verdicts import CUT, EXACT, OFF, ROUNDED, UNCHECKED
from analysis.table.vocabulary import COUNTRY, FIGURE_COLUMNS, THEMES, UNCLASSIFIED
from analysis.wording import count, listing, number

NAME = "method"
_FITS = "fits"
_SETS = {
    "sealed": "specimens kept sealed",
    "transcribed": "registered reports",
    "half": "real reports, looked at during the work",
    "final": "real reports, read at the end",
}
"""What the sets of texts are, in words."""
_ASKED = {
    "found": "of the figures that a text states, found",
    "stated": "of the figures that the program gives, there",
    "all": "of the figures that a text states, right in all that decides",
}
_FIELDS = {
    "span": "characters", "period": "dates", "relation": "tie to another figure", "holder": "holder",
    "breakdown": "class of a total", "per": "per what", "qualifier": "hedge",
}  # fmt: skip
_MEANINGS = {
    OFF: "the others do not give the stated value, whatever rounding and hedges leave open",
    UNCHECKED: "a part is missing, or the wording has two readings that differ; nothing against the report",
    CUT: "it comes out if further digits are cut off instead of rounded",
    ROUNDED: "it comes out within what rounding and hedges leave open",
    EXACT: "the printed values give just the stated one; that they are true does not follow",
    _FITS: "a part is not above its whole, a count not above its list: it can hardly be otherwise",
}
_LEAST = 30
"""A share of fewer figures than this says little, and has no per cent."""


def method(study: Study, accuracy: Accuracy) -> Document:
    """The page on method of a study, with what was measured of its reader."""
    made = "\n".join(
        filter(None, [
            part("way", "How a figure gets here", _way(study)),
            part("measures", "What is counted", *_measures(study)),
            part("accuracy", "How well the program reads", *_accuracy(accuracy)),
            part("doubt", "What is doubtful, and how well doubt is placed", *_doubt(study, accuracy)),
            part("verdicts", "What was recomputed", *_verdicts(study)),
            part("agreement", "What other reports say", _agreement(study)),
            part("limits", "What this study cannot say", _limits(study)),
            part("more", "To read on", _more()),
        ])
    )  # fmt: skip
    return Document(NAME, "How is this made, and how far can it be trusted?", with_terms(made), "method",
                    _lead(study))  # fmt: skip


def _lead(study: Study) -> str:
    reviewed, checked, claims = _reviewed(study), *_checked(study)
    return (
        f"{number(reviewed)} of {count(len(study.figures), 'figure')} have been reviewed, and "
        f"{number(checked)} of {count(claims, 'claim')} could be recomputed."
    )


def _reviewed(study: Study) -> int:
    return study.figures.tally("status").get("reviewed", 0)


def _checked(study: Study) -> tuple[int, int]:
    """How many claims could be recomputed, and how many there are."""
    told = of_witnesses(study.judged.verdicts, study).tally("verdict")
    return sum(told.values()) - told.get(UNCHECKED, 0), sum(told.values())


# The way of a figure


def _way(study: Study) -> str:
    """The steps from a report to a page, as a list."""
    languages = listing(sorted({each.language_name for each in study.reports.values()}))
    texts = f", so far in {languages}" if languages else ""
    waiting = len(study.figures) - _reviewed(study)
    steps = (
        "A report is registered: who published it, when, where it can be read, and the hash of its "
        f"text{texts}. The text itself is not republished.",
        "A program looks for every number in it. What counts something of the catalogue becomes a figure, "
        "with its value, unit, place, dates and what it is a part of; every other token with digits is "
        "kept apart, so that no digit is lost.",
        "Each figure keeps a pointer to its characters and the numeral as printed. Its link leads to its "
        "row on the page of the report, which names the paragraph to look in.",
        "What the program read is marked until it has been held against a second, independent reading of "
        f"the text. {number(waiting)} of {count(len(study.figures), 'figure')} "
        f"{'waits' if waiting == 1 else 'wait'} for a review; headlines rest on the others alone.",
        "Everything that other figures should give is recomputed with exact decimals, and reports are set "
        "beside each other. Translations, copies and replaced reports count once, with the one that they "
        "repeat.",
        "Whatever was reviewed changes only by a correction, which stands on the page of errata.",
    )
    return f"<ol>{''.join(f'<li>{escape(step, quote=False)}</li>' for step in steps)}</ol>"


# What is counted


def _measures(study: Study) -> Iterator[str]:
    """How many measures each theme has, what they obey, and how many figures are of them."""
    stated = study.figures.tally("theme")
    rows = []
    for theme in THEMES:
        mine = [each for each in study.measures.values() if each.theme == theme]
        obeying = sum(bool(each.formulas or each.within or each.limit) for each in mine)
        rows.append((theme.capitalize(), number(len(mine)), number(obeying), number(stated.get(theme, 0))))
    yield paragraph(
        f"The catalogue has {count(len(study.measures), 'measure')}. What a measure is and what it obeys "
        "(what adds up to it, what it is a share of, what it cannot exceed) is said there once, for all "
        "languages; claims follow from it, none is written for one report."
    )
    yield listed(("Theme", "Measures", "With arithmetic", "Figures"), rows, "").html
    left = study.figures.tally("measure").get(UNCLASSIFIED, 0)
    yield paragraph(
        f"{count(left, 'figure')} of {number(len(study.figures))} {'is' if left == 1 else 'are'} of no "
        "measure of the catalogue: unclassified, kept, and in no sum."
    )


# Accuracy


def _accuracy(accuracy: Accuracy) -> Iterator[str]:
    """By field and by language, on texts that the program has not learned from."""
    if not accuracy.rows:
        yield paragraph("Nobody has measured yet how well the program reads.")
        return
    sets = accuracy.texts
    yield paragraph(_measured_on(accuracy))
    heads = ("Field", *(_heading(each, accuracy) for each in sets))
    rows = [
        (words, *_shares(accuracy.about(question), sets)) for question, words in _ASKED.items()
    ] + [
        (f"right where found: {_field(name)}", *_shares(accuracy.about("field", name), sets))
        for name in accuracy.fields("field")
    ]  # fmt: skip
    yield listed(heads, rows, "").html
    yield paragraph(
        f"Each cell has the share in per cent and of how many figures; under {number(_LEAST)} figures the "
        "counts alone. “All that decides” are value, unit, measure, hedge, role, place, localities and "
        "dates together: a figure counts as wrong as soon as one of them is."
    )
    yield _by_language(accuracy)


def _measured_on(accuracy: Accuracy) -> str:
    """Which texts were measured, by which reader, and whether that is today's."""
    sets = [accuracy.of_texts(each) for each in accuracy.texts]
    texts = listing(f"{count(each.many, 'text')} ({_SETS.get(each.texts, each.texts)})" for each in sets)
    today = reader_stamp()
    old = sorted({each.reader for each in sets} - {today})
    since = f" It was measured with the reader {listing(old)}; today’s is {today}." if old else ""
    return (
        f"Measured on texts from which the program has learned nothing: {texts}. Specimens are texts that "
        "were written for the tests, in the manner of real reports. What a text states was keyed before "
        "this reader read it, by programs of one make with the rules of data/README.md, which also says "
        "how often two of them agreed. The registered reports were at hand while the reader was "
        f"made.{since} Figures of this site that were reviewed are as the review left them, not as the "
        "program read them."
    )


def _heading(texts: str, accuracy: Accuracy) -> str:
    return f"{_SETS.get(texts, texts)} ({number(accuracy.of_texts(texts).many)})"


def _field(name: str) -> str:
    return _FIELDS.get(name, name)


def _shares(found: dict[str, Measured], sets: Sequence[str]) -> Iterator[str]:
    return (_share(found.get(each)) for each in sets)


def _share(measured: Measured | None) -> str:
    """The share and of how many; of few figures the counts alone.

    >>> _share(Measured("sealed", 2, "", "all", "found", "", 40, 39, None))
    '97.5% of 40'
    >>> _share(Measured("sealed", 2, "", "all", "found", "", 4, 3, None)), _share(None)
    ('3 of 4', '')
    """
    if measured is None or measured.share is None:
        return ""
    if measured.of < _LEAST:
        return f"{number(measured.right)} of {number(measured.of)}"
    return f"{number(measured.share, 1)}% of {number(measured.of)}"


def _by_language(accuracy: Accuracy) -> str:
    """The same by language, for what a reader asks first."""
    columns = ("Texts", "Language", "Found", "There", "Right in all", "Measure right")
    rows = []
    for texts in accuracy.texts:
        for language in accuracy.languages():
            asked = [("found", ""), ("stated", ""), ("all", ""), ("field", "measure")]
            answers = [accuracy.about(*each, language).get(texts) for each in asked]
            if any(answers):
                rows.append((_SETS.get(texts, texts), _language(language), *map(_share, answers)))
    return listed(columns, rows, "").html


def _language(code: str) -> str:
    from babel import Locale

    name: str = Locale("en").languages.get(code, code)
    return name


# Doubt


def _doubt(study: Study, accuracy: Accuracy) -> Iterator[str]:
    """What waits in doubt here, and what doubt was worth where it could be held against the truth."""
    yield paragraph(_doubted_here(study))
    if not accuracy.rows:
        return
    marked, rest = (
        [(_field(name), *_shares(accuracy.about(question, name), accuracy.texts))
         for name in accuracy.fields(question)]
        for question in ("doubted", "undoubted")
    )  # fmt: skip
    heads = [_heading(each, accuracy) for each in accuracy.texts]
    columns = (
        "Field",
        *(f"doubtful: {each}" for each in heads),
        *(f"right of the others: {each}" for each in heads),
    )
    rows = [(*one, *other[1:]) for one, other in zip(marked, rest, strict=True)]
    yield listed(columns, rows, "").html
    yield paragraph(
        "The program gives its choice of a measure a probability. Were it right as often as it says, the "
        "two last columns would be equal:"
    )
    yield listed(("Texts", "It says", "Figures", "Said", "Right"), list(_calibration(accuracy)), "").html
    yield paragraph(_furthest(accuracy))


def _doubted_here(study: Study) -> str:
    """How many figures of the study are doubtful, and in which fields."""
    said = study.figures.tally("doubt")
    fields = Counter[str]()
    for doubt, many in said.items():
        for each in filter(None, doubt.split("; ")):
            fields[each.partition(" ")[0]] += many
    many = sum(number_of for doubt, number_of in said.items() if doubt)
    waiting = len(study.figures) - _reviewed(study)
    if not waiting:
        return "No figure waits for a review, so that none is doubtful here."
    order = [name for name in FIGURE_COLUMNS if fields[name]]
    told = listing(f"{name.replace('_', ' ')} ({number(fields[name])})" for name in order)
    where = f": {told}" if told else ""
    return (
        f"Of {count(waiting, 'figure')} that {'waits' if waiting == 1 else 'wait'} for a review, "
        f"{number(many)} {'is' if many == 1 else 'are'} doubtful in a field{where}. A figure that is not "
        "marked is not certain; the table says how often such ones were right."
    )


def _calibration(accuracy: Accuracy) -> Iterator[tuple[str, ...]]:
    """By tenths of the probability: how many figures, what was said of them, and what was right."""
    for texts in accuracy.texts:
        for low in accuracy.fields("probability"):
            found = accuracy.about("probability", low).get(texts)
            if found and found.expected is not None and found.share is not None:
                high = Decimal(low) + Decimal("0.1")
                told = f"{number(Decimal(low) * 100, 0)} to {number(high * 100, 0)}%"
                yield (
                    _SETS.get(texts, texts), told, number(found.of), f"{number(found.expected, 1)}%",
                    f"{number(found.share, 1)}%",
                )  # fmt: skip


def _furthest(accuracy: Accuracy) -> str:
    """How far what was said is from what was right, and where it is furthest, of the first set."""
    texts = accuracy.texts[0]
    gaps = [
        (row.share - row.expected, low, row.of)
        for low in accuracy.fields("probability")
        if (row := accuracy.about("probability", low).get(texts)) and row.of >= _LEAST
        if row.share is not None and row.expected is not None
    ]
    if not gaps:
        return ""
    whole = sum(of for _, _, of in gaps)
    mean = sum((abs(gap) * of for gap, _, of in gaps), Decimal(0)) / whole
    gap, low, of = max(gaps, key=lambda each: abs(each[0]))
    side = "more" if gap > 0 else "less"
    return (
        f"On the {_SETS.get(texts, texts)} the two are {number(mean, 1)} points apart on average, tenths "
        f"with fewer than {number(_LEAST)} figures left out; most for probabilities from "
        f"{number(Decimal(low) * 100, 0)}% on, where {number(abs(gap), 1)} points {side} were right than it "
        f"said ({count(of, 'figure')})."
    )


# Verdicts


def _verdicts(study: Study) -> Iterator[str]:
    """What the marks mean, how many there are of each, and how much could be checked at all."""
    checked, claims = _checked(study)
    if not claims:
        yield paragraph("No report here states anything that other figures should give.")
        return
    yield paragraph(
        f"{count(claims, 'claim')} follow from what reports state; {number(checked)} could be recomputed, "
        f"{_per_cent(checked, claims)}. For the others a part is missing, or there are several readings."
    )
    rows = of_witnesses(study.judged.verdicts, study)
    told = Counter(
        Check.of(*each).verdict for each in zip(rows.texts("operation"), rows.texts("verdict"), strict=True)
    )
    lines = [
        (mark(words, verdict), _MEANINGS[verdict], number(told[verdict]), _per_cent(told[verdict], claims))
        for verdict, words in WORDS.items()
    ]
    yield listed(("Mark", "What it says", "Claims", "Share"), lines, "").html
    yield paragraph(
        "A claim that is off is material when a sign or a rank changes, or the gap is at least one point "
        "or one per cent of the stated value. Such a claim is put to whoever states it, and the reply "
        "stands beside it."
    )


def _per_cent(part_of: int, whole: int) -> str:
    return f"{number(Decimal(part_of) * 100 / whole, 1)}%" if whole else ""


def _agreement(study: Study) -> str:
    """How many figures of different reports stand side by side, and what became of them."""
    pairs = study.judged.pairs
    together = Counter(
        verdict
        for verdict, reason in zip(pairs.texts("verdict"), pairs.texts("reason"), strict=True)
        if reason != SERIES
    )
    words = listing(
        f"{name.replace('_', ' ')} {number(together[name])}" for name in AGREEMENTS if together[name]
    )
    many = sum(together.values())
    if not many:
        return paragraph("No two reports state the same thing yet.")
    return paragraph(
        f"{count(many, 'pair')} of figures of two reports stand side by side: {words}. Pairs of a report "
        "and its translation are among them; that these agree says that the translation is true, not that "
        "the figure is."
    )


# Limits


def _limits(study: Study) -> str:
    """What cannot be known from this, as a list."""
    provinces = [code for code in study.places if code != COUNTRY]
    told = study.figures.tally("place")
    silent = sum(not told.get(code) for code in provinces)
    lines = (
        "Whether a figure is true. It is held against other printed figures, never against the world "
        "outside; a report that agrees with itself may still be wrong.",
        "What reports leave out. A place or a measure without a figure is one of which nothing was read "
        f"here, not one of which there is nothing: {number(silent)} of {count(len(provinces), 'province')} "
        f"{'has' if silent == 1 else 'have'} no figure at all.",
        "How a place compares where it was counted otherwise. Units, windows and bases stand beside each "
        "figure, to be looked at first.",
        "Why something is so. A report says what those who speak in it want to have said; what they leave "
        "out is in no figure.",
        "What an original prints where its translation was read. The numeral shown is that of the text "
        "that was read, in the language that stands beside it.",
        "That the program reads the next report as well as those it was measured on, or that the keys "
        "against which it was measured are without error.",
    )
    return f"<ul>{''.join(f'<li>{escape(line, quote=False)}</li>' for line in lines)}</ul>"


def _more() -> str:
    links = {
        "errata.html": "Errata: what was corrected, replaced or let stand",
        "replies.html": "Replies: who was asked, and what they answered",
        "glossary.html": "Glossary: the words of these pages",
        "reports.html": "Reports: all that was read",
    }
    items = "".join(f'<li><a href="{name}">{escape(words)}</a></li>' for name, words in links.items())
    return f"<ul>{items}</ul>"


assert set(_MEANINGS) == set(WORDS)
