"""A page of the site before it gets its frame: what it says, and the files that lie beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Literal

BODY = ("<!-- body -->\n", "\n<!-- end of the body -->")
"""What stands around the body in the file of a page."""

Room = Literal["places", "measures", "themes", "reports", "method", "changes", ""]
"""The entry of the header under which a page is found; empty for the first page and the search."""


@dataclass(frozen=True)
class Document:
    """One page: the stem of its file, its title in plain words, and the HTML under the title.

    All that comes from data stands in `body` escaped; it begins below the page's <h1> and uses <h2> with an
    id for its parts: they are listed beside the text. A table stands in a box (`boxed`). `lead` is the page's
    answer in one plain sentence, for lists of pages; `searched` says whether its words are found by the
    search; `scripts` are files of the theme that this page needs. `files` are put beside the page by name:
    text, bytes, or a file that holds them.
    """

    name: str
    title: str
    body: str
    room: Room = ""
    lead: str = ""
    searched: bool = True
    scripts: tuple[str, ...] = ()
    files: Mapping[str, str | bytes | Path] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the page stands on the site.

        >>> Document("place-VN-HN", "Hanoi", "<p>a</p>").address
        'place-VN-HN.html'
        """
        return f"{self.name}.html"


def body_of(html: str) -> str:
    """The body in the file of a page.

    Raises:
        ValueError: there is none.

    >>> body_of("<h1>A</h1><!-- body -->\\n<p>b</p>\\n<!-- end of the body --></html>")
    '<p>b</p>'
    """
    beginning = html.index(BODY[0]) + len(BODY[0])
    return html[beginning : html.rindex(BODY[1])]


def part(name: str, title: str, *html: str) -> str:
    """A part of a page under its heading; nothing where nothing is said in it.

    >>> part("who", "Who?", "<p>a</p>", ""), part("who", "Who?", "")
    ('<h2 id="who">Who?</h2>\\n<p>a</p>', '')
    """
    said = [each for each in html if each]
    return "\n".join([f'<h2 id="{escape(name)}">{escape(title)}</h2>', *said]) if said else ""


def boxed(html: str) -> str:
    """A table in a box of its own, which scrolls where the table is wider than the page."""
    return f'<div class="table-box" tabindex="0">{html}</div>' if "<table" in html else html
