"""What once went wrong in a way of its own: one row of cases.csv, one text and what is read on its tokens.

`expect` is a JSON list. Each item names a token by `quote` and `nth` (1 = the first time that it stands
alone): `{"quote": "98 %", "value": "98"}` a figure on it must have these fields, `{"quote": "17.30",
"figure": false}` no figure may touch it. Of a list of values each is accepted; `or` holds further sets of
fields, one of which is enough. A number that is read in pieces fails. A row with something in `yet` must
fail, until it no longer does.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analysis.reading.reader import Row, read
from analysis.table.vocabulary import FIGURE_COLUMNS
from readings import LANGUAGES

CASES = Path(__file__).parent / "cases.csv"


def rows() -> list[Row]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def params() -> Iterator[object]:
    for row in rows():
        marks = [pytest.mark.xfail(reason=row["yet"], strict=True)] if row["yet"] else []
        yield pytest.param(row, id=row["case_id"], marks=marks)


def spans(text: str, quote: str) -> list[tuple[int, int]]:
    """Where the quote stands alone; anywhere, where it never does."""
    bare = re.escape(quote)
    before = r"(?<![0-9A-Za-z])(?<![0-9][.,])" if quote[0].isalnum() else ""
    after = r"(?![0-9A-Za-z]|[.,][0-9])" if quote[-1].isalnum() else ""
    return [m.span() for m in re.finditer(before + bare + after, text)] or [
        m.span() for m in re.finditer(bare, text)
    ]


def same(name: str, found: str, wanted: Any) -> bool:
    """Whether a cell is one of the wanted values; numbers are compared as such."""
    accepted = [str(each) for each in (wanted if isinstance(wanted, list) else [wanted])]
    if name in ("value", "value_max") and found:
        return any(each and Decimal(found) == Decimal(each) for each in accepted)
    return unicodedata.normalize("NFC", found) in accepted


def holds(fields: Mapping[str, Any], hits: Sequence[Row]) -> bool:
    """Whether the figures on a token are as one set of fields wants them."""
    if fields.get("figure") is False:
        return not hits
    alone = len({(hit["start"], hit["end"]) for hit in hits}) == 1
    names = [name for name in fields if name in FIGURE_COLUMNS and name != "quote"]
    return alone and any(all(same(name, hit[name], fields[name]) for name in names) for hit in hits)


def wrong(row: Row) -> str:
    """What is not read as it should be, token by token; empty where all is well."""
    form = "NFD" if row["transform"] == "nfd" else "NFC"
    text = unicodedata.normalize(form, row["text"])
    told = read(text, language=row["lang"], published=row["published"], place=row["place"]).figures
    said = []
    for item in json.loads(row["expect"]):
        start, end = spans(text, unicodedata.normalize(form, item["quote"]))[item.get("nth", 1) - 1]
        hits = [hit for hit in told if int(hit["start"]) < end and start < int(hit["end"])]
        if not any(holds(fields, hits) for fields in (item, *item.get("or", ()))):
            said.append(f"{item['quote']!r}: {_read(item, hits)}")
    return "; ".join(said)


def _read(item: Mapping[str, Any], hits: Sequence[Row]) -> str:
    """What is read on a token: of one figure the fields that are wrong."""
    if len(hits) != 1 or item.get("figure") is False:
        return f"read as {', '.join(repr(hit['quote']) for hit in hits) or 'no figure'}"
    names = [name for name in item if name in FIGURE_COLUMNS and name != "quote"]
    return ", ".join(f"{n} {hits[0][n] or 'empty'}" for n in names if not same(n, hits[0][n], item[n]))


@pytest.mark.parametrize("row", list(params()))
def test_a_case_is_read(row: Row) -> None:
    assert wrong(row) == "", row["text"]


def test_every_kind_has_a_case_and_every_case_an_id_of_its_own() -> None:
    ids = [row["case_id"] for row in rows()]
    assert len(set(ids)) == len(ids)
    assert {row["case_id"].rsplit("-", 2)[0] == row["kind"] for row in rows()} == {True}
    assert {row["lang"] for row in rows()} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("The ward received 512 files.", [{"quote": "512", "value": "513"}]),
        ("The ward received 512 files.", [{"quote": "512", "figure": False}]),
        ("By 31 August 2025 it received 512 files.", [{"quote": "31", "value": "31"}]),
        ("The ward received 512 files.", [{"quote": "512 files", "measure": "files_online"}]),
    ],
)
def test_a_case_can_fail(text: str, expect: list[Any]) -> None:
    empty = dict.fromkeys(("published", "place", "transform"), "")
    assert wrong({**empty, "text": text, "lang": "en", "expect": json.dumps(expect)}) != ""
