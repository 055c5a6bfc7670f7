"""One file, read whole: opened, its figures, numbers and statements, and what to know of all that.

What goes wrong in a sentence costs that sentence: it is left out and named, and its digits stand among the
numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.errors import StudyError
from analysis.opening.form import Opened
from analysis.opening.opener import opened
from analysis.reading.reader import Reading, Row
from analysis.reading.report import sentence_at
from analysis.reading.sentences import spans_of_sentences

Span = tuple[int, int]
_LOST = "\ufffd"
_MOST_LOST = 5
"""A text with more sentences that cannot be read is none that can."""
_LONGEST_TOKEN = 30
_UNKNOWN = "value 0.50"
"""The doubt where nobody has measured how often what was read so is right."""


@dataclass(frozen=True)
class Hints:
    """What the caller knows of a text; empty where it is to tell itself."""

    language: str = ""
    published: str = ""
    place: str = ""


def open_file(raw: bytes, name: str) -> Opened:
    """As `opened`; an error names the file.

    Raises:
        StudyError: as `opened`, and whatever else a library says of a file that is damaged.
    """
    try:
        return opened(raw, name)
    except StudyError as error:
        error.file = name
        raise
    except MemoryError:
        raise
    except Exception as error:
        problem = f"cannot be opened ({type(error).__name__}: {str(error)[:200]})"
        raise StudyError(problem, file=name, way_out="save it again, or drop its text as .txt") from None


def careful(found: Opened, read: Callable[[str], Reading]) -> tuple[Reading, tuple[str, ...]]:
    """The reading of an opened file with its doubts marked, and remarks on what was left out or is doubtful.

    Raises:
        Exception: what `read` raises on more sentences than can be left out.
    """
    text = found.text
    lost: list[Span] = []
    why: list[str] = []
    while True:
        try:
            reading = read(_without(text, lost))
            break
        except Exception as error:
            if isinstance(error, StudyError | MemoryError) or len(lost) == _MOST_LOST:
                raise
            lost.append(_culprit(text, lost, read))
            why.append(type(error).__name__)
    reading.figures[:] = [_doubted(row, found) for row in reading.figures]
    return _with_digits_of(text, lost, reading), (*found.remarks, *_told(found, lost, why, reading))


def _without(text: str, lost: Sequence[Span]) -> str:
    """The text with blanks for what is left out, so that every offset stays."""
    for start, end in lost:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


def _culprit(text: str, lost: Sequence[Span], read: Callable[[str], Reading]) -> Span:
    """The sentence with which the reader begins to fail, found by halving."""
    seen = _without(text, lost)
    ends = [(start, end) for start, end, _ in spans_of_sentences(seen)]
    low, high = 0, len(ends) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _fails(seen[: ends[middle][1]], read) else (middle + 1, high)
    return ends[low]


def _fails(text: str, read: Callable[[str], Reading]) -> bool:
    try:
        read(text)
    except Exception:
        return True
    return False


def _doubted(row: Row, found: Opened) -> Row:
    why = found.doubtful
    if not why and _LOST in found.text:
        first, last = sentence_at(found.text, int(row["start"]), int(row["end"]))
        why = "bytes without a meaning in its sentence" if _LOST in found.text[first:last] else ""
    if not why:
        return row
    doubts = [each for each in row["doubt"].split("; ") if each and not each.startswith("value ")]
    notes = [each for each in (row["note"], why) if each]
    return row | {"doubt": "; ".join([*doubts, _UNKNOWN]), "note": "; ".join(notes)}


def _with_digits_of(text: str, lost: Sequence[Span], reading: Reading) -> Reading:
    numbers = [*reading.numbers, *(row for span in lost for row in _digits(text, span))]
    return replace(reading, numbers=sorted(numbers, key=lambda row: int(row["start"]))) if lost else reading


def _digits(text: str, span: Span) -> Iterator[Row]:
    for found in re.finditer(rf"\d{{1,{_LONGEST_TOKEN}}}", text[slice(*span)]):
        start = span[0] + found.start()
        yield unread(start, found[0])


def unread(start: int, quote: str) -> Row:
    """The row of numbers for digits that could not be read.

    >>> unread(3, "12")["kind"]
    'other'
    """
    reason = "its sentence could not be read"
    return {
        "start": str(start),
        "end": str(start + len(quote)),
        "quote": quote,
        "kind": "other",
        "reason": reason,
    }


def _told(found: Opened, lost: Sequence[Span], why: Sequence[str], reading: Reading) -> Iterator[str]:
    for (start, end), kind in zip(lost, why, strict=True):
        yield f"the sentence at characters {start} to {end} could not be read ({kind}) and is left out"
    if found.doubtful:
        yield f"{found.doubtful}: all {len(reading.figures)} figures are doubtful"
    if found.aside:
        hidden = sum(line.startswith("hidden") for line in found.aside)
        yield f"{len(found.aside)} pieces left aside" + (f", {hidden} of them hidden" if hidden else "")
