"""Dates and periods in the forms of each language, and which days they mean. Nothing depends on today."""

from __future__ import annotations

import pytest

from analysis.reading.dates import Dates, Found
from analysis.reading.language import read_language
from analysis.table.days import day_or_month
from readings import PUBLISHED, reading


def dates(language: str, text: str, published: str = PUBLISHED) -> list[Found]:
    """The dates of a text that was published then."""
    return Dates(read_language(language), day_or_month(published) if published else None).find(text)


def shown(text: str, found: Found) -> str:
    """A date in one line: quote, first and last day, and what is known of it."""
    period = found.period
    if period is None:
        return f"{text[found.start : found.end]}: no day"
    marks = [name for name in ("completed", "until") if getattr(period, name)]
    days = f"{period.first}..{period.last}" if period.first != period.last else str(period.first)
    return " ".join([f"{text[found.start : found.end]}: {days}", *marks])


DAYS = [
    ("fr", "le 30 août 2025", "30 août 2025: 2025-08-30"),
    ("fr", "le 1er juillet 2025", "1er juillet 2025: 2025-07-01"),
    ("fr", "le 30 août", "30 août: 2025-08-30 completed"),
    ("fr", "au 19 août", "19 août: 2025-08-19 completed until"),
    ("fr", "le 30-8", "30-8: 2025-08-30 completed"),
    ("fr", "le 20.6.2025", "20.6.2025: 2025-06-20"),
    ("fr", "le 26/12/2024", "26/12/2024: 2024-12-26"),
    ("fr", "2025-08-30", "2025-08-30: 2025-08-30"),
    ("es", "el 30 de agosto de 2025", "30 de agosto de 2025: 2025-08-30"),
    ("es", "el 30 de agosto", "30 de agosto: 2025-08-30 completed"),
    ("es", "hasta el 19 de agosto", "19 de agosto: 2025-08-19 completed until"),
    ("es", "el 20/6/2025", "20/6/2025: 2025-06-20"),
    ("en", "on August 30, 2025", "August 30, 2025: 2025-08-30"),
    ("en", "on 30 August 2025", "30 August 2025: 2025-08-30"),
    ("en", "on the 30th of August", "the 30th of August: 2025-08-30 completed"),
    ("en", "as of 19 August", "19 August: 2025-08-19 completed until"),
    ("en", "on 2025-08-30", "2025-08-30: 2025-08-30"),
    ("vi", "ngày 30 tháng 8 năm 2025", "30 tháng 8 năm 2025: 2025-08-30"),
    ("vi", "ngày 30/8/2025", "30/8/2025: 2025-08-30"),
    ("vi", "đến ngày 19/8", "19/8: 2025-08-19 completed until"),
    ("vi", "ngày 20.6.2025", "20.6.2025: 2025-06-20"),
]

SPANS = [
    ("fr", "du 1er juillet au 30 août 2025", "1er juillet au 30 août 2025: 2025-07-01..2025-08-30"),
    ("fr", "du 1er juillet au 30 août", "1er juillet au 30 août: 2025-07-01..2025-08-30 completed"),
    ("fr", "du 1er au 23 juillet 2025", "1er au 23 juillet 2025: 2025-07-01..2025-07-23"),
    ("es", "del 5 de julio al 28 de agosto de 2025",
     "5 de julio al 28 de agosto de 2025: 2025-07-05..2025-08-28"),
    ("en", "from July 1 to August 30, 2025", "July 1 to August 30, 2025: 2025-07-01..2025-08-30"),
    ("en", "July 1-23", "July 1-23: 2025-07-01..2025-07-23 completed"),
    ("vi", "từ ngày 1/7/2025 đến ngày 30/8/2025", "1/7/2025 đến ngày 30/8/2025: 2025-07-01..2025-08-30"),
    ("fr", "depuis son ouverture, le 3 juillet 2025, jusqu'au 4 août 2025",
     "3 juillet 2025, jusqu'au 4 août 2025: 2025-07-03..2025-08-04"),
    ("vi", "từ ngày 01/7 đến 19/8", "01/7 đến 19/8: 2025-07-01..2025-08-19 completed"),
]  # fmt: skip

PERIODS = [
    ("fr", "les 9 premiers mois de 2025", "9 premiers mois de 2025: 2025-01-01..2025-09-30"),
    ("fr", "les neuf premiers mois de 2025", "neuf premiers mois de 2025: 2025-01-01..2025-09-30"),
    ("fr", "au troisième trimestre 2025", "troisième trimestre 2025: 2025-07-01..2025-09-30"),
    ("fr", "au premier semestre 2025", "premier semestre 2025: 2025-01-01..2025-06-30"),
    ("fr", "le mois dernier", "mois dernier: 2025-08-01..2025-08-31 completed"),
    ("fr", "9/2025", "9/2025: 2025-09-01..2025-09-30"),
    ("fr", "2025-2030", "2025-2030: 2025-01-01..2030-12-31"),
    ("es", "los primeros nueve meses de 2025", "primeros nueve meses de 2025: 2025-01-01..2025-09-30"),
    ("es", "el tercer trimestre de 2025", "tercer trimestre de 2025: 2025-07-01..2025-09-30"),
    ("es", "el primer semestre de 2025", "primer semestre de 2025: 2025-01-01..2025-06-30"),
    ("en", "the first nine months of 2025", "first nine months of 2025: 2025-01-01..2025-09-30"),
    ("en", "the third quarter of 2025", "third quarter of 2025: 2025-07-01..2025-09-30"),
    ("en", "in Q3/2025", "Q3/2025: 2025-07-01..2025-09-30"),
    ("en", "the first half of 2025", "first half of 2025: 2025-01-01..2025-06-30"),
    ("vi", "9 tháng đầu năm 2025", "9 tháng đầu năm 2025: 2025-01-01..2025-09-30"),
    ("vi", "quý III/2025", "quý III/2025: 2025-07-01..2025-09-30"),
    ("vi", "quý III", "quý III: 2025-07-01..2025-09-30 completed"),
    ("vi", "tháng 9/2025", "tháng 9/2025: 2025-09-01..2025-09-30"),
    ("vi", "6 tháng đầu năm 2025", "6 tháng đầu năm 2025: 2025-01-01..2025-06-30"),
    ("vi", "năm 2024", "năm 2024: 2024-01-01..2024-12-31"),
    ("en", "in 2017–18", "2017–18: 2017-01-01..2018-12-31"),
    ("vi", "niên độ 2024/25", "2024/25: 2024-01-01..2025-12-31"),
    ("fr", "le 7/8/25", "7/8/25: 2025-08-07"),
    ("en", "the second half of August", "second half of August: 2025-08-16..2025-08-31 completed"),
    (
        "fr",
        "la première quinzaine de juillet 2025",
        "première quinzaine de juillet 2025: 2025-07-01..2025-07-15",
    ),
    ("vi", "quý trước", "quý trước: 2025-04-01..2025-06-30 completed"),
    (
        "en",
        "since the start of the scheme (1 July 2025) until 20 August 2025",
        "1 July 2025) until 20 August 2025: 2025-07-01..2025-08-20",
    ),
    (
        "vi",
        "từ khi thành lập (01/7/2025) đến ngày 20/8/2025",
        "01/7/2025) đến ngày 20/8/2025: 2025-07-01..2025-08-20",
    ),
]


@pytest.mark.parametrize(("language", "text", "expected"), [*DAYS, *SPANS, *PERIODS])
def test_a_date_means_days(language: str, text: str, expected: str) -> None:
    assert [shown(text, found) for found in dates(language, text)] == [expected]


@pytest.mark.parametrize(
    ("language", "text", "published", "expected"),
    [
        ("fr", "le 26/12", "2026-01-15", "26/12: 2025-12-26 completed"),
        ("fr", "le 26 décembre", "2026-02", "26 décembre: 2025-12-26 completed"),
        ("fr", "le 19 août", "2031-08-20", "19 août: 2031-08-19 completed"),
        ("es", "el 19 de agosto", "2024-09", "19 de agosto: 2024-08-19 completed"),
        ("en", "19 August", "2027-09-01", "19 August: 2027-08-19 completed"),
        ("vi", "ngày 19/8", "2028-09", "19/8: 2028-08-19 completed"),
        ("en", "in eight months", "2025-09-04", "in eight months: 2025-01-01..2025-08-31 completed"),
        (
            "es",
            "en los últimos diez meses",
            "2025-11-09",
            "últimos diez meses: 2025-01-01..2025-10-31 completed",
        ),
        (
            "fr",
            "les quatre derniers mois",
            "2025-11-09",
            "quatre derniers mois: 2025-07-01..2025-10-31 completed",
        ),
        ("vi", "11 tháng qua", "2025-12-03", "11 tháng qua: 2025-01-01..2025-11-30 completed"),
        ("vi", "cả năm", "2026-01-09", "cả năm: 2025-01-01..2025-12-31 completed"),
        ("en", "over the whole year", "2025-12-09", "over the whole year: 2025-01-01..2025-12-31 completed"),
        ("es", "ayer", "2025-11-09", "ayer: 2025-11-08 completed"),
        ("vi", "tuần trước", "2025-11-12", "tuần trước: 2025-11-03..2025-11-09 completed"),
        ("vi", "9 tháng đầu năm", "2019-10-02", "9 tháng đầu năm: 2019-01-01..2019-09-30 completed"),
    ],
)
def test_a_year_is_completed_from_the_publication(
    language: str, text: str, published: str, expected: str
) -> None:
    assert [shown(text, found) for found in dates(language, text, published)] == [expected]


@pytest.mark.parametrize(
    ("language", "text", "quote"),
    [
        ("fr", "le 31 février 2025", "31 février 2025"),
        ("fr", "le 31/2/2025", "31/2/2025"),
        ("fr", "le 29 février 2025", "29 février 2025"),
        ("es", "el 31 de febrero de 2025", "31 de febrero de 2025"),
        ("en", "February 31, 2025", "February 31, 2025"),
        ("vi", "ngày 31/2/2025", "31/2/2025"),
        ("vi", "ngày 12/13/2025", "12/13/2025"),
    ],
)
def test_a_day_that_never_was_is_a_date_without_days_and_no_figure(
    language: str, text: str, quote: str
) -> None:
    assert [shown(text, found) for found in dates(language, text)] == [f"{quote}: no day"]
    told = reading(language, text)
    assert told.figures == []
    assert [row["quote"] for row in told.numbers] == [quote]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "354 des 3 321 communes"), ("fr", "126/126 communes"), ("fr", "57,5 %"), ("fr", "12.345 cas"),
        ("en", "1,234 files"), ("en", "8.3-8.5%"), ("vi", "2.025 hồ sơ"), ("vi", "30/34 địa phương"),
        ("es", "2.025 expedientes"), ("en", "178/2024/ND-CP"), ("en", "3-4 billion VND"), ("vi", "6-8 hồ sơ"),
        ("fr", "2/3 des dossiers"), ("en", "in three months"), ("vi", "2000 đồng"),
    ],
)  # fmt: skip
def test_a_number_is_no_date(language: str, text: str) -> None:
    assert dates(language, text) == []


SENTENCES = [
    ("fr", "Le 30 août 2025, la ville avait reçu 120 dossiers.", ("2025-08-30", "completed")),
    ("fr", "Au 30 août, la ville avait reçu 120 dossiers.", ("2025-08-30", "completed")),
    ("fr", "La ville a reçu 120 dossiers.", ("", "")),
    ("en", "From 1 July to 30 August 2025 the city received 120 files.", ("2025-08-30", "stated")),
    ("en", "The city received 120 files.", ("", "")),
    ("es", "Hasta el 30 de agosto, la ciudad recibió 120 expedientes.", ("2025-08-30", "completed")),
    ("vi", "Đến ngày 30/8/2025, thành phố tiếp nhận 120 hồ sơ.", ("2025-08-30", "completed")),
    ("vi", "Thành phố tiếp nhận 120 hồ sơ.", ("", "")),
]


# Of a count up to a day the start is completed: 1 July 2025 for what began with the two-tier model.
@pytest.mark.parametrize(("language", "text", "expected"), SENTENCES)
def test_a_figure_says_how_its_date_was_found(language: str, text: str, expected: tuple[str, str]) -> None:
    (row,) = reading(language, text).figures
    assert (row["period_end"], row["period_basis"]) == expected


def test_a_window_has_both_its_ends() -> None:
    (row,) = reading("fr", "Du 1er juillet au 30 août 2025, la ville a reçu 120 dossiers.").figures
    assert (row["period_start"], row["period_end"]) == ("2025-07-01", "2025-08-30")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Au 19 août, la ville avait reçu 120 dossiers."),
        ("vi", "Đến ngày 19/8, thành phố tiếp nhận 120 hồ sơ."),
        ("fr", "Le mois dernier, la ville a reçu 120 dossiers."),
    ],
)
def test_without_a_publication_no_year_is_made_up(language: str, text: str) -> None:
    told = reading(language, text, published="")
    (row,) = told.figures
    assert (row["period_start"], row["period_end"], row["period_basis"]) == ("", "", "")
    assert [row["quote"] for row in told.figures] == ["120"]
