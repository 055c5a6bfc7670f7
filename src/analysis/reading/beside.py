"""What the language's own words make of a number beside them: a document, a grade, a duration, a street."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.reading.kinds import NAME, Kind, any_small, near
from analysis.reading.language import Language
from analysis.reading.lexicon import SPACES, any_of
from analysis.reading.windows import UPPER

CAPITAL = r"(?=\w*[A-ZĐ])"
GLUED = r"(?:[^\W\d_]+[-–+]?\d{1,6}(?:\.\d)?[^\W\d_]*(?![\d.,]\d)|\d{1,4}[^\W\d_]{1,4}\d\w*|\d[A-Z])(?!\w)"
_SLASH, _HYPHEN, _POINT = near(r"\d/\d"), near(r"\d-[^\W\d_]"), near(r"\d\.\d\d")
_BEHIND_WORD = near(rf"\d(?<=[^\W\d_][{SPACES}].)(?!\d)")


def beside_words(language: Language) -> Sequence[Kind]:
    """What the language's own words make of a number beside them."""
    gap, space, bare = rf"[{SPACES}]?", rf"[{SPACES}]", r"(?<![\w.,/].)"
    named, documents = any_small([*language.references, *language.labels]), any_small(language.references)
    joint = any_small(language.ranges.between)
    after, before = any_small(language.ordinals.after), any_small(language.ordinals.before)
    of, tiers = any_small(language.of), any_small(language.tiers)
    shared = any_small([*language.of, *language.fraction_of])
    ranks, durations, distances = map(any_small, (language.ranks, language.durations, language.distances))
    to = rf"(?:{gap}[-–]{gap}|{space}(?:{joint}){space})"
    amount = rf"\d{bare}\d{{0,3}}(?:[.,]\d)?(?:{to}\d{{1,4}})?"
    money = [word for words in language.currencies.values() for word in words]
    # "Cấp 1 tỷ", "level 4 %": no label, an amount.
    no_amount = rf"(?!{gap}(?:%|(?:{any_small([*language.scales, *money])})(?![^\W\d_])))"
    version, areas = r"(?:\.\d{1,2}(?!\d)){1,3}", any_small(language.areas)
    return [
        *_seats_and_hours(language),
        Kind("other", "fraction", re.compile(
            rf"(?P<x>(?<![\d.,/])(?:1/[2-9]|[23]/[3-9]|[4-8]/[5-9]|[1-9]/10))(?![\d/]){space}(?:{shared}){space}"),
            _SLASH),
        Kind("other", "fraction", re.compile(
            rf"(?P<x>1{bare}{space}(?:{any_small(language.fractions)}){space}(?:[2-9]|10))(?![\d.,]*[\d%])")),
        Kind("reference", "number of a document", re.compile(
            rf"(?<!\w)(?:{named}){gap}(?!(?<=km)[23](?!\w))(?P<x>\d{{1,6}}(?:/\d{{4}}|{version})?)(?![\d.,]*\d){no_amount}")),
        Kind("other", "grade or class", re.compile(
            rf"(?<!\w)(?:{any_small(language.grades)}){gap}(?P<x>\d)(?![\d.,]*\d){no_amount}(?!{gap}[a-zà-ỹ])"),
            _BEHIND_WORD),
        Kind("reference", "number of a document", re.compile(
            rf"\b(?:{documents}){gap}\d[^ ]{{0,20}}{space}(?:{joint}){space}"
            rf"(?P<x>\d{{1,6}})(?=[,.;:)\n](?!\d)|$)")),
        Kind("ordinal", "ordinal", re.compile(
            rf"(?P<x>\d{bare}\d{{0,3}}(?:{after})(?:{space}(?:{of}){space}\d{{1,3}})?)(?!\w)")),
        Kind("ordinal", "ordinal", re.compile(
            rf"(?<!\w)(?:{before}){space}+(?P<x>\d{{1,4}}(?:/\d{{1,4}})?)(?![\d])")),
        Kind("ordinal", "rank", re.compile(
            rf"(?<!\w)(?:{ranks})[^.;\d\n]{{0,24}}?(?P<x>\d{{1,3}}/\d{{1,3}})(?![\d/])"), _SLASH),
        Kind("other", "two tiers of government", re.compile(
            rf"(?P<x>(?:0{bare}[123]|[123]{bare}){gap}-?(?:{tiers}))(?!\w)")),
        Kind("other", "tier of government", re.compile(
            rf"(?<!\w)(?P<x>(?:{tiers}){space}[123])(?![\d.,]*\d){no_amount}"), _BEHIND_WORD),
        Kind("duration", "duration", re.compile(
            rf"(?P<x>{amount}(?:{space}|-)?(?:{durations}))(?!\w)")),
        Kind("other", "distance", re.compile(
            rf"(?P<x>{amount}{gap}(?!(?:{areas})(?!\w))(?:{distances}))(?!\w)")),
    ]  # fmt: skip


def _seats_and_hours(language: Language) -> Sequence[Kind]:
    """Seats of a kind of vehicle, and hours with a point: "loại xe 4 - 5 chỗ", "from 7.30 to 17.30"."""
    gap, space = rf"[{SPACES}]?", rf"[{SPACES}]"
    hour = r"(?:[01]?\d|2[0-4])\.(?:[0-5][05])(?!\d)"
    joints = any_small([*language.spans.between, *language.ranges.between])
    units = any_small([*language.scales, *language.percent, *language.points, *language.scores])
    to = rf"(?:{gap}[-–]{gap}|{space}(?:{joints}){space})"
    behind = rf"(?!{gap}(?:%|{units}))"
    glued, apart = (
        [word for word in language.seats.after if (word[0] == "-") is hyphen] for hyphen in (True, False)
    )
    first, seats = r"(?<![\w.,/-])", rf"\d(?<![\w.,/-]\d)\d?(?:{to}\d{{1,2}})?"
    return [
        Kind("other", "seats of a vehicle", re.compile(
            rf"(?P<x>{seats}(?:{any_small(glued)}))(?!\w)"), _HYPHEN),
        Kind("other", "seats of a vehicle", re.compile(
            rf"(?<!\w)(?:{any_small(language.seats.before)})[^.;,\d\n]{{0,16}}?"
            rf"(?P<x>\d{{1,2}}(?:{to}\d{{1,2}})?{gap}(?:{any_small(apart)}))(?!\w)")),
        Kind("other", "time of day", re.compile(rf"(?P<x>{first}{hour}{to}{hour}){behind}"), _POINT),
        Kind("other", "time of day", re.compile(
            rf"(?P<x>{first}{hour}{gap}(?:{any_small(language.clock.after)}))(?!\w)"), _POINT),
        Kind("other", "time of day", re.compile(
            rf"(?<!\w)(?:{any_small(language.clock.before)}){space}(?P<x>{hour}){behind}"), _POINT),
    ]  # fmt: skip


def house(language: Language) -> re.Pattern[str]:
    """The number of a house before its street: "45 rue Le Loi", "số 73 đường Hùng Vương"."""
    before, after = any_of(language.streets.before), any_of(language.streets.after)
    opened = rf"(?<!\w)(?i:{before})[ ]" if language.streets.before else ""
    named = rf"(?=[ ](?:[^\W\d_]{{1,3}}[ ]){{0,2}}[{UPPER}])"
    return re.compile(
        rf"{opened}(?P<x>\d(?<![\w.,/-]\d)\d{{0,3}})(?:[ ]?bis)?,?[ ](?:(?i:{after}){named}"
        rf"|(?:{NAME}[ ]){{1,3}}(?i:{after})(?!\w))"
    )


def house_behind(language: Language) -> re.Pattern[str]:
    """The number of a house behind its street: "calle Hung Vuong 73"."""
    streets = any_of(language.streets.after)
    return re.compile(
        rf"(?<!\w)(?i:{streets})[ ](?:{NAME}[ ]?){{1,3}},?[ ](?P<x>\d{{1,4}})(?=[,.;)](?!\d)|$)"
    )


def version(language: Language) -> re.Pattern[str]:
    """The number of a version: "Industry 4.0"; where points stand before decimals, only behind a name."""
    money = [word for words in language.currencies.values() for word in words]
    units = any_of([*language.scales, *language.percent, *language.points, *language.scores, *money])
    name = (
        r"(?<=[^\W\d_] .)"
        if language.style.decimal == ","
        else r"(?<=[^\W\d_] .)(?<!\b[a-z] .)(?<!\b[a-z]{2} .)"
    )
    return re.compile(rf"[1-9]{name}\.0(?![\d.,]*\d)(?!\w)(?![ ]?(?i:{units}))")


def metres(language: Language) -> re.Pattern[str]:
    """Square and cubic metres; square kilometres behind a numeral belong to it."""
    scales = [word for word in language.scales if " " not in word]
    behind = "".join(rf"(?<!\b{re.escape(word)}[{SPACES}].)" for word in sorted(scales))
    return re.compile(
        rf"(?:k(?<!\w.)(?<!\d[{SPACES}].){behind}m2|[cdm](?<![^\W\d_].)(?:(?<=m)|m)[23]|km3)(?!\w)"
    )


def row_before_name(language: Language) -> re.Pattern[str]:
    """The number of a row before a named place: "4 Thành phố Huế"; a place with a name is not counted."""
    places = [*language.locality_words.one, *language.province_words]
    words = any_of(word[0].upper() + word[1:] for word in places if word[0].isalpha())
    return re.compile(rf"(?P<x>\d(?<![\w.,/-]\d)\d{{0,2}})(?=[ \n]{{1,4}}(?:{words})[ ][{UPPER}])")


def glued(language: Language) -> re.Pattern[str]:
    """Letters and digits in one word, unless the letters are a currency."""
    money = any_small(word for words in language.currencies.values() for word in words if " " not in word)
    scales = any_of([*language.short_scales, *language.money_scales])
    return re.compile(rf"(?<!\w)(?!\d+(?:{scales})(?!\w)){CAPITAL}(?!(?i:{money})\d){GLUED}")
