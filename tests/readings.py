"""What the tests of the reader share: reading a sentence, and looking at one side of the result."""

from __future__ import annotations

from analysis.reading.reader import Reading, Row, read

LANGUAGES = ("en", "es", "fr", "vi")
PUBLISHED = "2025-09"


def reading(language: str, text: str, published: str = PUBLISHED) -> Reading:
    """The reading of a text of the country, in a named language."""
    return read(text, language=language, published=published, place="VN")


def printed(row: Row) -> str:
    """A figure in one line: quote, value, the upper end of a range, the unit."""
    upper = f"..{row['value_max']}" if row["value_max"] else ""
    return f"{row['quote']} = {row['value']}{upper} {row['unit']}"


def figures(language: str, text: str) -> list[str]:
    """The figures of a text, each in one line."""
    return [printed(row) for row in reading(language, text).figures]


def numbers(language: str, text: str) -> list[str]:
    """The numbers of a text that are no figures, each with its kind."""
    return [f"{row['quote']}: {row['kind']}" for row in reading(language, text).numbers]


def uncovered(text: str, told: Reading) -> list[int]:
    """Where a digit stands in neither table, or in more than one row."""
    times = [0] * len(text)
    for row in (*told.figures, *told.numbers):
        # A second fact on the same numeral is one row more, and no second reading of its digits.
        if not row.get("figure_id", "").partition(":")[2].partition(".")[2]:
            for at in range(int(row["start"]), int(row["end"])):
                times[at] += 1
    return [at for at, letter in enumerate(text) if letter.isdecimal() and times[at] != 1]
