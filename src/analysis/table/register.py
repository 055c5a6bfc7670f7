"""The register of reports: who published what, when, and where its words can be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path

from analysis.errors import StudyError, meant, nearest
from analysis.files import Row, read_rows, shown
from analysis.reading.language import codes
from analysis.table.catalogue import Place, places_meant
from analysis.table.days import day_or_month
from analysis.table.scan import ADDING
from analysis.table.vocabulary import LATER_REPORT_COLUMNS, REPORT_COLUMNS

ID = re.compile(r"[a-z0-9][a-z0-9-]*")
"""What the id of a report looks like."""
_ADDED = re.compile(r"[a-z0-9][a-z0-9-]*(\.[a-z]+)?")
_ADDRESS = re.compile(r"https?://[^\s/<>\"]+(/[^\s<>\"]*)?$")
_FORMULA = ("=", "+", "-", "@")
"""How a cell begins that a sheet would compute."""
_PUBLISHED = re.compile(r"\d{4}-\d\d(-\d\d)?", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_READER = re.compile(r"(\d+(\.\d+)* [0-9a-f]{8})?")
_FILE_NAME = re.compile(r"[-_.\d]|\b[a-z]+$")
"""What a file's name has and a title of one word hardly: hyphens, digits, or no capital letter."""
NOT_NAMED = "(not named)"
"""What stands in the register where nobody said who published a report."""
UNNAMED_PUBLISHER = "An unnamed publisher"


@dataclass(frozen=True, repr=False)
class Report:
    """One report as registered; `published` is a day (2025-10-01) or a month (2025-08).

    `title` and `publisher` read like words: where the register has none of its own, as `names_of` gives them.
    """

    report_id: str
    title: str
    publisher: str
    language: str
    number_style: str
    place: str
    published: str
    address: str
    translation_of: str
    replaces: str
    sha256: str
    format: str
    encoding: str
    original: str
    reader: str
    review: str
    reviewed_on: str

    def __repr__(self) -> str:
        return f"<Report {self.report_id}: {self.title} ({self.publisher}, {self.published})>"

    @property
    def language_name(self) -> str:
        """The English name of the language in which it was read."""
        from babel import Locale

        name: str = Locale("en").languages[self.language]
        return name

    @property
    def published_window(self) -> tuple[date, date]:
        """The first and last day on which it may have appeared."""
        return day_or_month(self.published)

    @property
    def published_in_words(self) -> str:
        """When it appeared: on a day, or in a month where no day is known."""
        from analysis.wording import published

        first, last = self.published_window
        return f"{'on' if first == last else 'in'} {published(self.published)}"


def read_register(path: Path, places: Mapping[str, Place]) -> Mapping[str, Report]:
    """The reports by id, in the order of the register; `places` are the codes that exist.

    Raises:
        StudyError: an id stands twice, a date is no date, or a report refers to an unknown one.
    """
    return reports_of(read_register_rows(path), path, places)


def read_register_rows(path: Path) -> list[Row]:
    """The register's rows, of today's layout or an older one, with values that nobody has checked.

    Raises:
        StudyError: the header is not that of the register, or a row has too few or too many values.
    """
    return read_rows(path, REPORT_COLUMNS, LATER_REPORT_COLUMNS)


def reports_of(rows: Sequence[Row], path: Path, places: Mapping[str, Place]) -> Mapping[str, Report]:
    """The reports of the register's rows; `path` is where they stand, or are to stand.

    Raises:
        StudyError: as `read_register`.
    """
    known: dict[str, Row] = {}
    rules = _rules(places)
    for line, row in enumerate(rows, start=2):
        if row["report_id"] in known:
            raise _refusal(path, line, "report_id", row, "an id that stands once")
        known[row["report_id"]] = row
        for column, (is_fine, expected) in rules.items():
            if not is_fine(row[column]):
                near = _place_near(row["place"], places) if column == "place" else ""
                raise _refusal(path, line, column, row, expected + near)
    for line, row in enumerate(rows, start=2):
        for column in ("translation_of", "replaces"):
            if row[column] and (row[column] not in known or row[column] == row["report_id"]):
                near = nearest(row[column], (each for each in known if each != row["report_id"]))
                raise _refusal(path, line, column, row, f"a registered report: {near}")
    titles = names_of(rows, places)
    return {
        name: Report(**{**row, "title": titles[name], "publisher": publisher_of(row)})
        for name, row in known.items()
    }


def names_of(rows: Sequence[Row], places: Mapping[str, Place]) -> Mapping[str, str]:
    """What each report is called, by its id: its title, or in words what is known of it.

    Nobody may have said a title: what stands there then is nothing, or the name of the file that came. Of
    several that would be called alike each further one has its number behind it.

    >>> row = {"report_id": "a-35", "title": "a-35", "published": "2025-09-03", "place": "VN"}
    >>> names = names_of([row, row | {"report_id": "b", "title": ""}], {})
    >>> names["a-35"], names["b"]
    ('Report of 3 September 2025 about Viet Nam', 'Report of 3 September 2025 about Viet Nam (2)')
    """
    titles, times = dict[str, str](), dict[str, int]()
    for row in rows:
        title = row["title"]
        if _is_unnamed(title):
            title = _in_words(row, places)
            times[title] = times.get(title, 0) + 1
            title += f" ({times[title]})" if times[title] > 1 else ""
        titles[row["report_id"]] = title
    return titles


def publisher_of(row: Row) -> str:
    """Who published a report, in words.

    >>> publisher_of({"publisher": "(not named)"}), publisher_of({"publisher": "hanoimoi.vn"})
    ('An unnamed publisher', 'hanoimoi.vn')
    """
    return UNNAMED_PUBLISHER if row["publisher"].strip() in ("", NOT_NAMED) else row["publisher"]


def _is_unnamed(title: str) -> bool:
    """Whether it is no title: nothing, or one word that looks like the name of a file.

    >>> [_is_unnamed(each) for each in ("", "bao-cao-35", "weekly", "Overview", "Four units", "Tuần 35")]
    [True, True, True, False, False, False]
    """
    words = title.split()
    return not words or (len(words) == 1 and bool(_FILE_NAME.search(words[0])))


def _in_words(row: Row, places: Mapping[str, Place]) -> str:
    from analysis.wording import published

    place = places.get(row["place"])
    about = (place.name_en or place.name) if place else "Viet Nam" if row["place"] == "VN" else row["place"]
    return f"Report of {published(row['published'])} about {about}"


def being_added(data: Path) -> Sequence[str]:
    """The id of the report whose files are being written, or were when that was cut short; else nothing.

    The names of its new files among the texts follow.

    >>> being_added(Path("nowhere"))
    ['']
    """
    try:
        lines = (data / ADDING).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    sound = bool(lines) and all(_ADDED.fullmatch(line) for line in lines)
    return lines if sound else [""]


def _rules(places: Mapping[str, Place]) -> Mapping[str, tuple[Callable[[str], object], str]]:
    """Of each column with a rule, what a value has to pass, and what it should be."""
    languages = codes()
    return {
        "report_id": (ID.fullmatch, "small letters, digits, hyphens"),
        "place": (places.__contains__, "VN or a code of places.csv"),
        "language": (languages.__contains__, f"one of {', '.join(languages)}"),
        "published": (_is_published, "a day (2025-10-01) or a month (2025-10)"),
        "sha256": (_SHA256.fullmatch, "64 hexadecimal digits"),
        "original": (re.compile(rf"({_SHA256.pattern})?").fullmatch, "64 hexadecimal digits or nothing"),
        "title": (partial(is_words, most=300), "at most 300 letters in one line, no formula"),
        "publisher": (partial(is_words, most=200), "at most 200 letters in one line, no formula"),
        "address": (is_address, "an address that begins with https:// or http://, or nothing"),
        "reader": (_READER.fullmatch, "a reader (its version and 8 hexadecimal digits) or nothing"),
    }


def _place_near(word: str, places: Mapping[str, Place]) -> str:
    near = places_meant(word, places)
    return f": {meant(near)}" if near else ""


def is_words(text: str, most: int) -> bool:
    r"""Whether a cell holds words that a person can read, and that no sheet takes for a formula.

    >>> is_words("Four units", 300), is_words("=1+1", 300), is_words("a\x1b[2J", 300)
    (True, False, False)
    """
    return len(text) <= most and text.isprintable() and not text.startswith(_FORMULA)


def is_address(text: str) -> bool:
    """Whether it is nothing, or an address of the web of a length that browsers take.

    >>> is_address("https://example.org/a"), is_address("javascript:alert(1)")
    (True, False)
    """
    return not text or (len(text) <= 2_000 and text.isprintable() and bool(_ADDRESS.match(text)))


@cache
def _is_published(text: str) -> bool:
    try:
        return bool(_PUBLISHED.fullmatch(text)) and bool(day_or_month(text))
    except ValueError:
        return False


def _refusal(path: Path, line: int, column: str, row: Row, expected: str) -> StudyError:
    return StudyError(
        f"value is {row[column]!r}", file=shown(path), place=f"line {line}, column {column}",
        way_out=f"expected {expected}",
    )  # fmt: skip
