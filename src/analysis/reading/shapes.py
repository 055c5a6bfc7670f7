"""Digits as they are printed: what separates thousands in a text, and what one row of digits is worth."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from analysis.reading.language import Language, Style
from analysis.reading.lexicon import SPACES
from analysis.reading.values import Numeral
from analysis.reading.windows import around_digits

_SHAPE = re.compile(
    rf"(?P<spaced>\d{{1,3}}(?:[{SPACES}]\d{{3}}){{1,6}}(?!\d))"
    r"|(?P<dotted>\d{1,3}(?:\.\d{3}){1,6}(?!\d))"
    r"|(?P<commaed>\d{1,3}(?:,\d{3}){1,6}(?!\d))"
    r"|(?P<quoted>\d{1,3}(?:['’]\d{3}){1,6}(?!\d))"
    r"|(?P<plain>\d{1,40})"
)
_DECIMALS = re.compile(r"[.,]\d{1,12}(?![\d])(?!\.\d)")
# "64 52 %": no two groups of one or two digits are thousands.
_LOST_MARK = re.compile(rf"(\d{{1,2}})[{SPACES}](\d{{1,2}})(?=[{SPACES}]?%)")
# "97 .39", "1 .234": a blank stands before a mark only by mistake.
_BLANK_BEFORE = re.compile(r"(\d{1,3}) ([.,])(\d{1,3})(?![\d]|[.,]\d)")
# "1, 234", "97, 4 %": a line ended behind the mark, or somebody put a blank there.
_BLANK_BEHIND = re.compile(r"(\d{1,3}(?:[.,]\d{3}){0,5})([.,]) (\d{1,3})(?![\d]|[.,]\d)")
_BESIDE_DIGITS = re.compile(rf"\d[{SPACES}]$")
_ROW = re.compile(rf"\d+(?:[{SPACES}]\d+)*")
_LIST_GOES_ON = re.compile(rf"[{SPACES}]?[,;]?[{SPACES}](?:\w{{1,4}}[{SPACES}])?\d|[,;]\d")
_LIST_BEFORE = re.compile(rf"\d[,;]?[{SPACES}](?:\w{{1,4}}[{SPACES}])?$")
_A_WORD = re.compile(rf"[{SPACES}]?(?:[^\W\d_A-Z]|[%$€₫])|[,;:.)](?:\s|$)")
_PER_CENT = re.compile(rf"[{SPACES}]?%")
_ROW_REACH = 60


def infer_style(text: str, language: Language) -> Style:
    """How this text separates thousands and decimals; the language's habit where the text is silent.

    >>> from analysis.reading.language import read_language
    >>> infer_style("2.500.589 milliards et 57,5%", read_language("fr")).group
    '.'
    """
    groups, decimals = Counter[str](), Counter[str]()
    numbers = "\n".join(text[start:end] for start, end in around_digits(text))
    for found in _TWO_MARKS.finditer(numbers):
        groups[" " if found[1] in SPACES else found[1]] += 2
        if found[2] and found[2] != found[1]:
            decimals[found[2]] += 2
    decimals.update(_DECIMAL.findall(numbers))
    groups[" "] += sum(1 for _ in _SPACED.finditer(numbers))
    decimal = _most(decimals, language.style.decimal)
    groups.update({mark for mark in _GROUP.findall(numbers) if mark != decimal})
    group = _most(groups, language.style.group)
    return Style(group=group, decimal=decimal if decimal != group else {",": ".", ".": ","}.get(group, ","))


_TWO_MARKS = re.compile(rf"\d{{1,3}}([{SPACES}.,])\d{{3}}(?:\1\d{{3}}(?![{SPACES}]\d)|([.,])\d{{1,2}}(?!\d))")
_DECIMAL = re.compile(r"\d(?<![\d.,/-]\d)\d{0,2}([.,])\d{1,2}(?![\d.,/-]\d|\d)")
# Cells of a table stand in longer rows of numbers.
_SPACED = re.compile(
    rf"\d(?<![\d.,]\d)(?<!\d[{SPACES}]\d)\d{{0,2}}[{SPACES}]\d{{3}}(?![{SPACES}]?\d)(?![.,]\d{{3}})"
)
_GROUP = re.compile(r"\d(?<![\d.,]\d)\d{0,2}([.,])\d{3}(?!\d)")


def _most(counts: Counter[str], habit: str) -> str:
    counts = +counts
    if not counts:
        return habit
    best = max(counts.values())
    return habit if counts[habit] == best else next(mark for mark, n in counts.items() if n == best)


def numeral_at(
    text: str, start: int, limit: int, style: Style, floor: int = 0, *, part: bool = False
) -> Numeral:
    """The bare digits that begin at `start`: their value in this style, and a second one where there is one.

    `floor` is where the token before them ended that is no figure. With `part` they are what something is a
    part of, and a comma ends that: "of 820, 415 files".

    >>> english = Style(group=",", decimal=".")
    >>> numeral_at("97 .39%", 0, 7, english).value, numeral_at("12’480", 0, 6, english).value
    (Decimal('97.39'), Decimal('12480'))
    """
    mended = None if part else _mended(text, start, limit, style, floor)
    if mended is not None:
        return mended
    shape = _SHAPE.match(text, start, limit)
    assert shape is not None
    kind, printed = shape.lastgroup or "", shape[0]
    if kind == "spaced" and not _groups_by_space(text, shape, limit, style, floor):
        printed, kind = printed[: re.match(r"\d+", printed).end()], "plain"  # type: ignore[union-attr]
    end, digits = start + len(printed), re.sub(r"\D", "", printed)
    decimals = _DECIMALS.match(text, end, limit)
    if decimals is None:
        return _grouped(kind, printed, digits, start, style)
    mark, behind = decimals[0][0], decimals[0][1:]
    if kind == "plain" and len(behind) == 3 and mark != style.decimal and digits.strip("0"):
        rule = "the mark separates thousands in this text" if len(digits) > 3 else ""
        return Numeral(start, decimals.end(), Decimal(digits + behind), rule=rule)
    return Numeral(start, decimals.end(), Decimal(f"{digits}.{behind}"))


def _grouped(kind: str, printed: str, digits: str, start: int, style: Style) -> Numeral:
    """Digits in groups of three; one group behind the text's decimal mark can be read two ways."""
    mark = {"dotted": ".", "commaed": ","}.get(kind, "")
    end, thousands = start + len(printed), Decimal(digits)
    if mark and printed.count(mark) == 1:
        decimal = Decimal(printed.replace(mark, "."))
        if printed[0] == "0":
            return Numeral(start, end, decimal)
        if mark == style.decimal:
            return Numeral(start, end, decimal, alternative=thousands)
    return Numeral(start, end, thousands)


def _mended(text: str, start: int, limit: int, style: Style, floor: int) -> Numeral | None:
    """The numeral that a blank or a lost decimal mark has broken."""
    if _beside_digits(text, start, floor):
        return None
    lost = _LOST_MARK.match(text, start, limit)
    if lost:
        return Numeral(start, lost.end(), Decimal(f"{lost[1]}.{lost[2]}"), rule="the decimal mark was lost")
    broken = _BLANK_BEFORE.match(text, start, limit)
    if broken is None:
        broken = _BLANK_BEHIND.match(text, start, limit)
        if broken is None or not _goes_on(text, broken, limit, style, floor):
            return None
    digits, mark, behind = re.sub(r"\D", "", broken[1]), broken[2], broken[3]
    thousands = len(behind) == 3 and mark != style.decimal
    value = Decimal(digits + behind if thousands else f"{digits}.{behind}")
    return Numeral(start, broken.end(), value, rule="a blank stood in the number")


def _goes_on(text: str, broken: re.Match[str], limit: int, style: Style, floor: int) -> bool:
    """Whether what stands behind the mark and the blank is the rest of the number, and not the next one."""
    marks = set(broken[1]) - set("0123456789")
    if broken[2] == style.group:
        listed = _LIST_GOES_ON.match(text, broken.end(), limit) or _LIST_BEFORE.search(
            text, max(floor, broken.start() - 8), broken.start()
        )
        return (
            len(broken[3]) == 3
            and marks <= {style.group}
            and not listed
            and _A_WORD.match(text, broken.end()) is not None
        )
    share = _PER_CENT.match(text, broken.end(), limit)
    return share is not None and len(broken[3]) < 3 and not marks and int(broken[1]) <= 100


def _groups_by_space(text: str, shape: re.Match[str], limit: int, style: Style, floor: int) -> bool:
    """Whether the blanks separate thousands: not those between the cells of a row of a table."""
    if any(space in shape[0] for space in SPACES[1:]):
        return True
    row = _ROW.match(text, shape.start(), min(limit, shape.end() + _ROW_REACH))
    assert row is not None
    before = _ROW_BEFORE.search(text, max(floor, shape.start() - _ROW_REACH), shape.start())
    cells = [*(before[0].split() if before else ()), *row[0].split()]
    if style.group == " ":
        return all(len(cell) < 4 for cell in cells)
    return not before and row.end() == shape.end() and _A_WORD.match(text, shape.end()) is not None


_ROW_BEFORE = re.compile(rf"(?:\d+[{SPACES}])+$")


def _beside_digits(text: str, start: int, floor: int) -> bool:
    return _BESIDE_DIGITS.search(text, max(floor, start - 2), start) is not None
