"""A file read whole: an error costs its sentence, and doubts of the opening reach every figure."""

from __future__ import annotations

from functools import partial

import pytest

from analysis.opening.form import Opened
from analysis.reading.reader import Reading, read
from analysis.reading.whole import careful, open_file

TEXT = (
    "En août 2025, la ville a reçu 12 300 dossiers. Elle a traité 11 900 dossiers.\n\n"
    "Le quartier de Ba Dinh compte 45 agents. Il en manque 7.\n"
)
plain = partial(read, language="fr", published="2025-09")


def trips_over(*words: str, text: str) -> Reading:
    for word in words:
        if word in text:
            raise ArithmeticError(word)
    return plain(text)


def quotes(reading: Reading) -> list[str]:
    return [row["quote"] for row in reading.figures]


@pytest.mark.parametrize(("words", "left"), [(("11 900",), ["12 300", "45"]), (("12 300", "45"), ["11 900"])])
def test_an_error_costs_its_sentence_and_not_its_report(words: tuple[str, ...], left: list[str]) -> None:
    found, remarks = careful(Opened(TEXT, "text"), lambda text: trips_over(*words, text=text))
    assert [quote for quote in quotes(found) if quote != "7"] == left
    lost = [row for row in found.numbers if row["reason"]]
    assert {row["quote"] for row in lost} >= {part for word in words for part in word.split()}
    assert all(TEXT[int(row["start"]) : int(row["end"])] == row["quote"] for row in found.numbers)
    assert len(remarks) == len(words)
    assert "could not be read (ArithmeticError) and is left out" in remarks[0]


def test_a_text_whose_every_sentence_fails_fails() -> None:
    with pytest.raises(ArithmeticError):
        careful(Opened("A 1. " * 20, "text"), lambda text: trips_over("1", text=text))


def test_all_figures_of_a_scan_are_doubtful() -> None:
    found, remarks = careful(Opened(TEXT, "pdf", doubtful="text layer of a scan"), plain)
    assert {row["doubt"].split("; ")[-1] for row in found.figures} == {"value 0.50"}
    assert all("text layer of a scan" in row["note"] for row in found.figures)
    assert remarks == (f"text layer of a scan: all {len(found.figures)} figures are doubtful",)


def test_only_the_sentence_with_a_lost_byte_is_doubtful() -> None:
    raw = TEXT.encode().replace("traité".encode(), "trait\xe9".encode("latin-1"))
    opened = open_file(raw, "a.txt")
    found, remarks = careful(opened, plain)
    assert [row["quote"] for row in found.figures if "value" in row["doubt"]] == ["11 900"]
    assert remarks == ("a byte is no utf-8, and U+FFFD stands there: line 1 column 60",)
