"""Markdown of notebooks as HTML: headings get ids, nothing in it is taken for HTML, no picture is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.pages.rendering.search.words import slug

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass
class Prose:
    """The Markdown of one page: its headings have ids that no other part of the page has.

    >>> Prose().html("## It is **12**\\n\\n<b>5</b>")
    '<h2 id="it-is-12">It is <strong>12</strong></h2>\\n<p>&lt;b&gt;5&lt;/b&gt;</p>\\n'
    """

    taken: set[str] = field(default_factory=set)

    def html(self, markdown: str) -> str:
        """The Markdown as HTML."""
        reader = _reader()
        tokens = reader.parse(markdown)
        for token in tokens:
            if token.tag == "h1":  # the page has its title already
                token.tag = "h2"
        for opening, words in pairwise(tokens):
            if opening.type == "heading_open":
                opening.attrSet("id", self._free(slug(_plain(words.children or ()))))
        return str(reader.renderer.render(tokens, reader.options, {}))

    def _free(self, wanted: str) -> str:
        """The id, or the first with a number behind it that is not taken; it begins with a letter."""
        wanted = wanted if wanted[:1].isalpha() else f"part-{wanted}".rstrip("-")
        found, at = wanted, 1
        while found in self.taken:
            at += 1
            found = f"{wanted}-{at}"
        self.taken.add(found)
        return found


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "reference"])


def _plain(tokens: Sequence[Token]) -> str:
    return "".join(token.content for token in tokens)
