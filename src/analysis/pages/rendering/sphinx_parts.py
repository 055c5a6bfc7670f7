"""What the site adds to Sphinx: a search for words without marks, numbers and figures; no inline scripts.

The search's other half, what it does with a query, is theme/static/study-search.js.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish


def without_marks(word: str) -> str:
    """The word in plain letters.

    >>> without_marks("đơn"), without_marks("Hồng")
    ('don', 'Hong')
    """
    letters = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_FIGURE = re.compile(r"[a-z0-9-]+:s?\d+(?:\.\d+)?")
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*")


def pointers_in(text: str) -> list[str]:
    """The ids of figures and the numbers of the text; of a number its digits, however they are set apart.

    Sphinx leaves out words of digits alone, and finds parts of words: hence the signs around them.

    >>> pointers_in("402,282 files, 402 282 or 402282: 97.39% and 97,39 % (a-fr:10)")
    ['=a-fr:10=', '=402282=', '=402282=', '=402282=', '=9739=', '=9739=']
    """
    numbers = [re.sub("[^0-9]", "", found) for found in _NUMBER.findall(_FIGURE.sub(" ", text))]
    return [f"={whole}=" for whole in (*_FIGURE.findall(text), *numbers)]


class StudySearch(SearchEnglish):
    """Indexes every word as written and without its marks, every number, and the ids of figures."""

    def split(self, input: str) -> list[str]:
        """The words of the text, each marked one twice, its figures' ids and its numbers."""
        words = super().split(input)
        plain = [plain for word in words if (plain := without_marks(word)) != word]
        return [*words, *plain, *pointers_in(input)]


def set_cells_apart(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Begin a line after each cell of a table: the search takes the tags out and would join the words."""
    for raw in doctree.findall(nodes.raw):
        if "html" in raw.get("format", ""):
            text = re.sub(r"(</t[dh]>)(?!\n)", r"\1\n", raw.astext())
            raw.children = [nodes.Text(text)]
            raw.rawsource = text


def name_neighbours(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Call the pages before and after in the few words that tell them apart."""
    for place in ("prev", "next"):
        neighbour = context.get(place) or {}
        name = app.config.study_names.get(neighbour.get("link", "").removesuffix(".html"))
        if name:
            context[place] = {**neighbour, "title": escape(name)}


def drop_inline_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Take out the scripts that stand in a page itself: the site's policy runs files only."""
    context["script_files"] = [each for each in context["script_files"] if getattr(each, "filename", None)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add them all; what the theme adds comes before."""
    app.add_config_value("study_names", {}, "html", dict)
    app.add_search_language(StudySearch)
    app.connect("doctree-resolved", set_cells_apart, priority=900)
    app.connect("html-page-context", name_neighbours)
    app.connect("html-page-context", drop_inline_scripts, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
