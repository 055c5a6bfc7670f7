"""What the site adds to Sphinx: a search that needs no Vietnamese marks, pages without inline scripts."""

from __future__ import annotations

import unicodedata
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish


def without_marks(word: str) -> str:
    """The word in plain letters.

    >>> without_marks("đơn"), without_marks("Hồng")
    ('don', 'Hong')
    """
    letters = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class SearchWithoutMarks(SearchEnglish):
    """Indexes every word as written and without its marks."""

    def split(self, input: str) -> list[str]:
        """The words of the text, each marked one twice."""
        words = super().split(input)
        return words + [plain for word in words if (plain := without_marks(word)) != word]


def drop_inline_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Take out the scripts that stand in a page itself: the site's policy runs files only."""
    context["script_files"] = [each for each in context["script_files"] if getattr(each, "filename", None)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Add both; what the theme adds comes before."""
    app.add_search_language(SearchWithoutMarks)
    app.connect("html-page-context", drop_inline_scripts, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
