"""A page of the site before it gets its frame: what it says, and the files that lie beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Room = Literal["places", "measures", "themes", "reports", "method", "changes", ""]
"""The entry of the header under which a page is found; empty for the first page and the search."""


@dataclass(frozen=True)
class Document:
    """One page: the stem of its file, its title in plain words, and the HTML under the title.

    All that comes from data stands in `body` escaped; it begins below the page's <h1> and uses <h2> with an
    id for its parts: they are listed beside the text. A table stands in `<div class="table-box" tabindex="0">`.
    `lead` is the page's answer in one plain sentence, for lists of pages; `searched` says whether its words
    are found by the search. `files` are put beside the page by name.
    """

    name: str
    title: str
    body: str
    room: Room = ""
    lead: str = ""
    searched: bool = True
    files: Mapping[str, str | bytes] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the page stands on the site.

        >>> Document("place-VN-HN", "Hanoi", "<p>a</p>").address
        'place-VN-HN.html'
        """
        return f"{self.name}.html"
