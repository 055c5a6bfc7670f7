"""What dates look like in a language, compiled: its forms, what they need, the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from analysis.reading.language import Language
from analysis.reading.lexicon import SPACES, any_of
from analysis.reading.windows import UPPER, Window, around_digits, lowered, windows

Anchor = tuple[str, ...] | re.Pattern[str] | None
"""What a form of dates cannot do without: one of some words, or what looks like a pattern."""
Near = Mapping[Anchor, Sequence[Window]]


@cache
def behind_of(language: Language) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What makes two numbers an amount: its own marks, a word in small letters, "of" behind a fraction."""
    space = rf"[{SPACES}]"
    money = [word for words in language.currencies.values() for word in words]
    amount = any_of([*language.scales, *language.short_scales, *language.percent, *language.points, *money])
    months = any_of(language.months)
    return (
        re.compile(rf"{space}?(?i:{amount})(?!\w)"),
        re.compile(rf"{space}(?!(?i:{months})(?!\w))(?![{UPPER}])[^\W\d_]{{2}}"),
        re.compile(rf"{space}(?:{any_of([*language.of, *language.fraction_of])}){space}", re.IGNORECASE),
    )


@cache
def day_words_of(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What makes two numbers behind it a day: what does so before an amount too, and what before a word."""
    always, often = (
        re.compile(rf"(?<!\w)(?:{any_of(words)})[{SPACES}]+$", re.IGNORECASE)
        for words in (language.day_words, [*language.day_words, *language.since])
    )
    return always, often


@cache
def pattern_of(form: str, language: Language) -> re.Pattern[str]:
    """What a form looks like; compiled when a text has what the form cannot do without."""
    return _compiled(_with_year(form, language), language)


@cache
def anchors_of(language: Language) -> Sequence[Anchor]:
    """What each form cannot do without."""
    return [_anchor(_with_year(form.form, language), month_names(language)) for form in language.dates]


def _with_year(form: str, language: Language) -> str:
    """The form with the language's way to add a year where it may be added."""
    return form.replace("{Y}", language.year_tail)


@cache
def month_names(language: Language) -> re.Pattern[str]:
    """The names of months."""
    return re.compile(rf"\b(?:{any_of(language.months)})(?![^\W\d_])")


@cache
def joints_of(language: Language) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What opens a span, stands between its ends, and makes a date an end."""
    spans, words = language.spans, rf"(?P<between>(?:\w+[{SPACES}]+){{0,2}})"
    between = rf"[),]?[{SPACES}]*(?:{any_of(spans.between)})[{SPACES}]*(?:\w{{1,6}}[{SPACES}]+){{0,2}}"
    # "Since the launch of the model (July 1)", "depuis le lancement, le 1er juillet".
    told = rf"(?:\w+[{SPACES}]){{1,9}}\w+(?:[{SPACES}]\(|,[{SPACES}](?:\w{{1,4}}[{SPACES}])?)"
    since = any_of([*language.since, *spans.open])
    return (
        re.compile(
            rf"(?<!\w)(?:(?:{any_of(spans.open)})[{SPACES}]+{words}|(?:{since})[{SPACES}]{told})$",
            re.IGNORECASE,
        ),
        re.compile(between, re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{any_of(language.until)})[{SPACES}]+{words}$", re.IGNORECASE),
    )


@cache
def month_spans_of(language: Language) -> re.Pattern[str]:
    """Two months with a word between that joins the ends of a span."""
    # In Vietnamese the months are called by their numbers: "from two to three" are none.
    spans, month = language.spans, any_of(language.months.keys() - language.number_words.keys())
    return re.compile(
        rf"\b(?P<a>{month})(?:[{SPACES}]+(?P<joint>{any_of(spans.between)})[{SPACES}]+|[{SPACES}]?[-–][{SPACES}]?)"
        rf"(?P<b>{month})(?!\w)(?:[{SPACES}]+(?P<y>20\d\d)(?!\d))?",
        re.IGNORECASE,
    )


def _anchor(form: str, month: re.Pattern[str]) -> Anchor:
    """What every date of the form holds: its longest word, a month or a digit; None where nothing is sure.

    >>> _anchor("(?:la )?fin (?:de l'année )?{y}", re.compile("mai|juin"))
    ('fin',)
    >>> _anchor("(?:cette année|l'an (?:dernier|passé))", re.compile("mai|juin"))
    ('cette', 'dernier', 'passé')
    """
    sure, before = form, ""
    while sure != before:
        sure, before = _UNSURE.sub(" ", sure), sure
    signs = set(re.findall(r"{(\w)}", sure))
    words = _LETTERS.findall(re.sub(r"{\w}|\\.", " ", sure))
    longest = max(words, key=lambda word: len(_CHOICE.sub("x", word)), default="").lower()
    if "|" in sure:
        return None
    if len(_CHOICE.sub("x", longest)) >= 3:
        return re.compile(longest) if "[" in longest else (longest,)
    glued = _GLUED.search(sure)
    if glued:
        return re.compile(_GLUED_NUMBER.sub(r"\\d", glued[0].lower()))
    if "m" in signs:
        return month
    return _DIGIT if signs & set("deny") or re.search(r"\d|\\d", sure) else _any_anchor(form, month)


def _any_anchor(form: str, month: re.Pattern[str]) -> Anchor:
    """A word of each way to say the form; None where a way has none."""
    ways = _ways(form)
    anchors = [_anchor(way, month) for way in ways] if len(ways) > 1 else []
    words = {word for anchor in anchors if isinstance(anchor, tuple) for word in anchor}
    return tuple(sorted(words)) if words and all(isinstance(each, tuple) for each in anchors) else None


def _ways(form: str) -> list[str]:
    """The form without what may be missing, once for each of its choices.

    >>> _ways("(?:el )?(?:este|mismo) (?:año|mes)(?! de)")
    [' este año ', ' este mes ', ' mismo año ', ' mismo mes ']
    """
    group = _GROUP.search(form)
    if group is None:
        return [form]
    sure = group[1] == "?:" and not group[3]
    before, behind = form[: group.start()], form[group.end() :]
    branches = group[2].split("|") if sure else [" "]
    return [way for branch in branches for way in _ways(before + branch + behind)]


_GROUP = re.compile(r"\((\?:|\?<?[=!])?([^()]*)\)([?*])?")
_DIGIT = re.compile(r"\d")
_GLUED = re.compile(r"[A-Za-z]{1,2}(?:{n}|\d)|(?:{n}|\d)[A-Za-z]{1,2}")
_GLUED_NUMBER = re.compile(r"{n}|\d")
_CHOICE = re.compile(r"\[[^\]]*\]")
_LETTERS = re.compile(r"(?:[^\W\d_]|\[[^\W\d_]+\])+")
_UNSURE = re.compile(r"\([^()]*\)[?*]?|(?:\[[^\]]*\]|{\w}|\\?[^()])[?*]")


def near_of(anchor: Anchor, text: str) -> Sequence[Window]:
    """The windows of the text in which a form with the anchor can stand."""
    if anchor is None:
        return [(0, len(text))]
    if anchor is _DIGIT:
        return around_digits(text)
    small = lowered(text)
    if isinstance(anchor, tuple):
        return windows(sorted(place for word in anchor for place in _places_of(word, small)), len(text))
    return windows((found.span() for found in anchor.finditer(small)), len(text))


def _places_of(word: str, text: str) -> Iterator[Window]:
    start = text.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + len(word))


def _compiled(form: str, language: Language) -> re.Pattern[str]:
    months, words, ordinals = map(any_of, (language.months, language.number_words, language.ordinal_words))
    after = rf"(?:[{SPACES}]?(?:{any_of(language.ordinals.after)}))?"
    parts = {
        "{d}": rf"(?P<d>\d{{1,2}}){after}",
        "{e}": rf"(?P<e>\d{{1,2}}){after}",
        "{m}": rf"(?P<m>{months})",
        "{k}": rf"(?P<m>{months}|\d{{1,2}})",
        "{y}": r"(?P<y>(?:19|20)\d\d)(?!\d)",
        "{n}": r"(?P<n>\d{1,2})",
        "{o}": rf"(?P<o>{ordinals}|[1-4]){after}",
        "{w}": rf"(?P<w>{words}|\d{{1,2}})",
    }
    # Inside brackets and look-behinds a space stays one character.
    outside = re.split(r"(\[[^\]]*\]|\(\?<[=!][^)]*\))", form)
    pattern = "".join(part if part[:1] in "[" or part[:3] == "(?<" else _spaced(part) for part in outside)
    for sign, expression in parts.items():
        again = re.sub(r"\?P<\w>", "?:", expression)
        pattern = pattern.replace(sign, expression, 1).replace(sign, again)
    # One that begins with the day is looked for by its first digit, which is faster.
    day = parts["{d}"]
    if pattern.startswith(day):
        alone = rf"(?:(?P<d>\d(?<![\w/.,-]\d)\d?){after}{pattern.removeprefix(day)})"
    else:
        alone = rf"(?<![\w/.,-])(?:{pattern})"
    return re.compile(rf"{alone}(?!\w)(?![/]\d)", re.IGNORECASE)


def _spaced(form: str) -> str:
    """A form in which a space stands for any space, and `space?` for none too."""
    return re.sub(r" (\?)?", lambda found: rf"[{SPACES}]*" if found[1] else rf"[{SPACES}]+", form)
