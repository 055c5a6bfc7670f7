"""A number of a sheet as a person sees it: its format says how many decimals, what words around, or a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm",
    19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
}  # fmt: skip
"""Formats that a workbook names by number; a day that each machine writes in its way is year-month-day."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.|([^"\\\[_*]+)')
_DIGITS = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+")
_DAY = re.compile(r"[dy]|(?<![a-z])m{1,5}(?![a-z])|h|s", re.I)
_OF_DAY = re.compile(r"y+|m+|d+|h+|s+|am/pm|a/p", re.I)
_MOST_DIGITS = 11
"""So many digits a cell without a format shows."""


@dataclass(frozen=True)
class Shown:
    """What a cell shows: words, or words around the digits of a number with a point before its decimals."""

    before: str = ""
    digits: str = ""
    behind: str = ""

    def text(self, mark: str = ".") -> str:
        """All of it, the decimals behind a mark.

        A number with one to three digits and just three decimals gets one more zero: "4,063" would be four
        thousand in one country and four in the next, "4,0630" is four in both.

        >>> Shown("", "4063.6", " %").text(","), Shown("", "4.063").text(","), Shown("", "0.125").text()
        ('4063,6 %', '4,0630', '0.125')
        """
        whole, point, decimals = self.digits.partition(".")
        could_be_thousands = len(decimals) == 3 and len(whole.lstrip("-")) <= 3 and whole.lstrip("-") != "0"
        return f"{self.before}{whole}{mark * bool(point)}{decimals}{'0' * could_be_thousands}{self.behind}"


def shown(value: str, form: str, since_1904: bool = False) -> Shown:
    """A number as a format shows it; thousands are not marked off, what is below zero has a minus.

    >>> shown("0.5763", "0.0%").text(), shown("-1234.5", '#,##0.00;[Red](#,##0.00)').text()
    ('57.6%', '-1234.50')
    >>> shown("45930", "dd/mm/yyyy").text(), shown("12", '0" files"').text(), shown("2.50", "General").text()
    ('30/09/2025', '12 files', '2.5')
    """
    if form == "General" and value.isdecimal() and len(value) <= _MOST_DIGITS:
        return Shown("", value)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return Shown(value)
    section = _section(form, number)
    pieces = _pieces(section)
    bare = "".join(piece for piece, literal in pieces if not literal)
    if "general" in bare.lower() or bare.strip() in ("@", ""):
        return (
            Shown("", _general(number))
            if bare.strip() or not pieces
            else Shown("".join(p for p, _ in pieces))
        )
    if _DAY.search(bare) and not _DIGITS.search(bare.replace(".0", "")):
        return Shown(_day(number, section, since_1904))
    return _number(abs(number), pieces, "-" if number < 0 else "")


def _section(form: str, number: Decimal) -> str:
    """The part of a format that is for such a number: above zero; below; zero."""
    parts = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', form or "General")
    if number < 0 and len(parts) > 1:
        return parts[1]
    return parts[2] if number == 0 and len(parts) > 2 else parts[0]


def _pieces(section: str) -> list[tuple[str, bool]]:
    """The pieces of a format, and whether each is to be shown as it is."""
    found = []
    for piece in _PIECE.finditer(section):
        quoted, escaped, money, code = piece.groups()
        literal = next((each for each in (quoted, escaped, money) if each is not None), None)
        if literal is not None or code:
            found.append((literal if literal is not None else code, literal is not None))
    return found


def _general(number: Decimal) -> str:
    """Without a format: as many digits as a cell has room for, no exponent."""
    places = max(0, _MOST_DIGITS - 1 - len(str(abs(int(number)))))
    return _plain(_rounded(number, places))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _number(number: Decimal, pieces: list[tuple[str, bool]], sign: str) -> Shown:
    """The digits with what the format writes before and behind them."""
    at = next((k for k, (piece, literal) in enumerate(pieces) if not literal and _DIGITS.search(piece)), None)
    if at is None:
        return Shown("".join(piece for piece, _ in pieces).strip())
    found = _DIGITS.search(pieces[at][0])
    assert found is not None
    code = pieces[at][0]
    if "E" in code.upper() or "/" in code or any("/" in piece for piece, literal in pieces if not literal):
        return Shown("", sign + _general(number))
    percents = sum(piece.count("%") for piece, literal in pieces if not literal)
    thousands = len(found[0]) - len(found[0].rstrip(","))
    digits = _with_decimals(number * 100**percents / Decimal(1000) ** thousands, found[0])
    before = "".join(piece for piece, _ in pieces[:at]) + code[: found.start()]
    behind = code[found.end() :] + "".join(piece for piece, _ in pieces[at + 1 :])
    return Shown(_unbracketed(before).lstrip(), sign + digits, _unbracketed(behind).rstrip())


def _unbracketed(words: str) -> str:
    """Without the brackets and signs that say that a number is below zero: it has its minus."""
    return words.replace("(", "").replace(")", "").replace("-", "").replace("+", "")


def _with_decimals(number: Decimal, code: str) -> str:
    """The number with as many decimals as 0, # and ? ask for."""
    wanted = re.sub(r"[^0#?]", "", code.partition(".")[2])
    whole, point, decimals = f"{_rounded(number, len(wanted)):f}".partition(".")
    text = whole.zfill(code.partition(".")[0].count("0")) + point + decimals
    for sign in reversed(wanted):
        if sign == "0" or not text.endswith("0"):
            break
        text = text[:-1]
    return text.rstrip(".")


def _day(number: Decimal, section: str, since_1904: bool) -> str:
    """A day or an hour; a month in digits before its day is written year-month-day, which all read alike."""
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
    if not 0 <= number < 2958466:
        return f"{number:f}"
    when = start + timedelta(seconds=round(float(number) * 86400))
    code = "".join(piece for piece, _ in _pieces(section.lower())).strip()
    if re.search(r"(?<!m)m{1,2}[-/. ]d", code) and "mmm" not in code:
        code = re.sub(r"(?<!m)m{1,2}[-/. ]d{1,2}[-/. ]y+", "yyyy-mm-dd", code)
    return _filled(code, when)


def _filled(code: str, when: datetime) -> str:
    parts, last = [], ""
    for piece in re.split(f"({_OF_DAY.pattern})", code, flags=re.I):
        kind = piece[:1]
        minute = kind == "m" and last == "h"
        parts.append(_part(kind, len(piece), when, minute) if _OF_DAY.fullmatch(piece) else piece)
        last = kind if _OF_DAY.fullmatch(piece) else last
    return "".join(parts).strip()


def _part(kind: str, length: int, when: datetime, minute: bool) -> str:
    if kind == "y":
        return f"{when.year}" if length > 2 else f"{when.year % 100:02d}"
    if kind == "m" and length > 2 and not minute:
        return _MONTHS[when.month - 1]
    number = {"m": when.minute if minute else when.month, "d": when.day, "h": when.hour, "s": when.second}
    return f"{number[kind]:0{min(length, 2)}d}" if kind in number else ""


def decimal_mark(texts: list[str]) -> str:
    """The mark that the words of a workbook stand beside before decimals.

    What was typed as words decides: "12,5" or "1.234". If nothing was, letters with accents go with a comma:
    of the languages in which reports come only the one without accents has a point.

    >>> decimal_mark(["Hồ sơ"]), decimal_mark(["Files"]), decimal_mark(["Files", "12,5 %"])
    (',', '.', ',')
    """
    words = " ".join(texts)
    commas = len(
        re.findall(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,]*\d)|(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![.\d])", words)
    )
    points = len(
        re.findall(r"(?<![\d.,])\d+\.\d{1,2}(?![\d.,]*\d)|(?<![\d.,])\d{1,3}(?:,\d{3})+(?![,\d])", words)
    )
    if commas != points:
        return "," if commas > points else "."
    letters = [letter for letter in words if letter.isalpha()]
    accented = sum(not letter.isascii() for letter in letters)
    return "," if accented * 200 > len(letters) else "."
