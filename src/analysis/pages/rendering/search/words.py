"""What is found by what: the words of a text as the index keeps them, one behind the other.

theme/static/marking.js does the same with a query; a test runs one table of words through both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

LONGEST = 64
"""A longer word is found by its beginning."""

_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_LETTER = f"[\\w{_MARKS}]"
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_MARK = re.compile(f"[{_MARKS}]")
_OTHER_SIGNS = str.maketrans({"ς": "σ", "_": "-"})
_OTHER_LETTERS = str.maketrans({"đ": "d", "ς": "σ"})
_TOKEN = re.compile(
    rf"(?=[^ \t:]{{1,{LONGEST}}}:)(?P<report>{_LETTER}+(?:[-.]{_LETTER}+)*):s?[0-9]+(?:\.[0-9]+)?"
    rf"(?!{_LETTER})"
    rf"|(?P<number>(?:(?P<first>[0-9]{{1,3}})(?P<sign>[ .,])(?P<groups>[0-9]{{3}}(?:(?P=sign)[0-9]{{3}})*)"
    rf"(?![0-9])|(?P<whole>[0-9]+))(?:[.,](?P<decimals>[0-9]+))?)(?!{_LETTER})"
    rf"|{_LETTER}+"
)


def seen(text: str) -> str:
    """The text as its words are looked for: composed, in small letters, without signs that nobody sees.

    >>> seen("ĐƠN\\u00a0VI\\u0323"), seen("Κόσμος"), seen("km²"), seen("share_paid")
    ('đơn vị', 'κόσμοσ', 'km2', 'share-paid')
    """
    if text.isascii():
        return text.lower().replace("_", "-")
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).lower().translate(_OTHER_SIGNS)


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

    A word is found without its marks too, an id of a figure also by the id of its report. A number is found
    by its digits, whatever sets them apart, with a point before decimals; where one mark may mean either, by
    both; what has decimals also by `~` and its bare digits, which are looked for when nothing else is found.

    >>> list(words_of("402 282 files, 97,39 %"))
    [('402282',), ('files',), ('97.39', '~9739')]
    >>> list(words_of("đơn vị a-fr:10, 4.500"))
    [('don', 'đơn'), ('vi', 'vị'), ('a-fr:10', 'a-fr'), ('4500', '4.500')]
    """
    for cell in text.split("\t"):
        yield from _words_of_cell(cell)


@lru_cache(1 << 16)
def _words_of_cell(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a cell: many rows have the same."""
    return tuple(_terms(found) for found in _TOKEN.finditer(seen(text)))


def _terms(found: re.Match[str]) -> tuple[str, ...]:
    word = found[0]
    if found["number"]:
        terms = _numbers(found)
    elif found["report"]:
        terms = (plain(word), plain(found["report"]))
    else:
        bare = plain(word)
        terms = (bare,) if bare == word else (bare, word)
    return terms if len(word) < LONGEST else tuple(term[:LONGEST] for term in terms)


def _numbers(found: re.Match[str]) -> tuple[str, ...]:
    """The ways to write a number, without what sets its thousands apart."""
    first, groups, decimals = found["first"], found["groups"], found["decimals"]
    whole = found["whole"] or first + groups.replace(found["sign"], "")
    if decimals:
        return (f"{whole}.{decimals}", f"~{whole}{decimals}")
    if groups and len(groups) == 3 and found["sign"] != " ":
        return (whole, f"{first}.{groups}")
    return (whole,)


def own_terms(stem: str, anchor: str, name: str) -> Iterator[str]:
    """The terms of what a query may name as a whole: a row by its id, a page by its file or name, a part too.

    >>> list(own_terms("07-one-report-a", "fig-a-9", "")), list(own_terms("01-x", "result-paid", ""))
    (['=a-9'], ['=01-x-paid'])
    >>> list(own_terms("place-VN-HN", "", "Hanoi")), list(own_terms("index", "part-2", "How many"))
    (['=hanoi', '=place-vn-hn', '=vn-hn'], ['=how-many'])
    """
    kind, _, own = anchor.partition("-")
    if name:
        yield f"={slug(name)}"
    elif kind == "fig":
        yield f"={slug(own)}"
    elif kind == "result":
        page, own = slug(stem), slug(own)
        yield f"={own}" if own.startswith(f"{page}-") else f"={page}-{own}"
    if not anchor:
        words = slug(stem).split("-")
        yield from ("=" + "-".join(words[first:]) for first in range(len(words) - 1))


def slug(words: str) -> str:
    """The words in small plain letters and digits, with a hyphen for all that is between.

    >>> slug("It is 12 — đơn vị")
    'it-is-12-don-vi'
    """
    return re.sub("[^a-z0-9]+", "-", plain(seen(words))).strip("-")
