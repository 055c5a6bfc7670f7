"""What is found by what: the words of a text as the index keeps them, one behind the other.

theme/static/marking.js does the same with a query; a test runs one table of words through both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 64
"""A longer word is found by its beginning."""

_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LETTER = f"(?:[^\\W_]|[{_MARKS}])"
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARK = re.compile(f"[{_MARKS}]")
_OTHER_LETTERS = str.maketrans({"đ": "d", "ς": "σ"})
_TOKEN = re.compile(
    rf"(?P<report>{_LETTER}+(?:[-._]{_LETTER}+)*):s?[0-9]+(?:\.[0-9]+)?(?!{_LETTER})"
    rf"|(?P<number>(?:(?P<first>[0-9]{{1,3}})(?P<sign>[ .,])(?P<groups>[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})*)"
    rf"(?![0-9])|(?P<whole>[0-9]+))(?:[.,](?P<decimals>[0-9]+))?)(?!{_LETTER})"
    rf"|{_LETTER}+"
)


def seen(text: str) -> str:
    """The text as its words are looked for: composed, in small letters, without signs that nobody sees.

    >>> seen("ĐƠN\\u00a0VI\\u0323"), seen("Κόσμος"), seen("km²")
    ('đơn vị', 'κόσμοσ', 'km2')
    """
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).lower().replace("ς", "σ")


def plain(word: str) -> str:
    """A seen word without its marks.

    >>> plain("đơn"), plain("réforme"), plain("files")
    ('don', 'reforme', 'files')
    """
    if word.isascii():
        return word
    letters = _MARK.sub("", unicodedata.normalize("NFKD", word)).lower()
    return letters.translate(_OTHER_LETTERS) or word


def words_of(text: str) -> Iterator[tuple[str, ...]]:
    """For each word, number or id of the text, in order, everything by which it is found.

    A word is found without its marks too, an id of a figure also by the id of its report. A number is found by
    its digits, whatever sets them apart, with a point before decimals; where one mark may mean either, by both;
    what has decimals also by `~` and its bare digits, which are looked for when nothing else is found.

    >>> list(words_of("402 282 files, 97,39 %"))
    [('402282',), ('files',), ('97.39', '~9739')]
    >>> list(words_of("đơn vị a-fr:10, 4.500"))
    [('don', 'đơn'), ('vi', 'vị'), ('a-fr:10', 'a-fr'), ('4500', '4.500')]
    """
    for found in _TOKEN.finditer(seen(text)):
        yield tuple(term[:LONGEST] for term in _terms(found))


def _terms(found: re.Match[str]) -> tuple[str, ...]:
    word = found[0]
    if found["number"]:
        return _numbers(found)
    if found["report"]:
        return (plain(word), plain(found["report"]))
    bare = plain(word)
    return (bare,) if bare == word else (bare, word)


def _numbers(found: re.Match[str]) -> tuple[str, ...]:
    """The ways to write a number, without what sets its thousands apart."""
    first, groups, decimals = found["first"], found["groups"], found["decimals"]
    whole = found["whole"] or first + groups.replace(found["sign"], "")
    if decimals:
        return (f"{whole}.{decimals}", f"~{whole}{decimals}")
    if groups and len(groups) == 3 and found["sign"] != " ":
        return (whole, f"{first}.{groups}")
    return (whole,)


def own_terms(stem: str, anchor: str) -> Iterator[str]:
    """The terms of what is a figure's, a result's, a report's or a place's own: a row by its id, a page by its name.

    >>> list(own_terms("07-one-report-a-fr", "fig-a-fr-2888")), list(own_terms("01-staffing", "result-share_paid"))
    (['=a-fr-2888'], ['=01-staffing-share-paid'])
    >>> list(own_terms("place-VN-HN", "")), list(own_terms("index", "part-2"))
    (['=place-vn-hn', '=vn-hn'], [])
    """
    kind, _, name = anchor.partition("-")
    if kind == "fig":
        yield f"={slug(name)}"
    elif kind == "result":
        own, page = slug(name), slug(stem)
        yield f"={own}" if own.startswith(f"{page}-") else f"={page}-{own}"
    elif not anchor:
        words = slug(stem).split("-")
        yield from ("=" + "-".join(words[first:]) for first in range(len(words) - 1))


def slug(words: str) -> str:
    """The words in small plain letters and digits, with a hyphen for all that is between.

    >>> slug("It is 12 — đơn vị")
    'it-is-12-don-vi'
    """
    return re.sub("[^a-z0-9]+", "-", plain(seen(words))).strip("-")
