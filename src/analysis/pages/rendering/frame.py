"""What stands around every page: head, header, parts of the page, its neighbours, foot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis.pages.rendering.allowed import allowed
from analysis.pages.rendering.document import Document, Room

if TYPE_CHECKING:
    from jinja2 import Template

THEME = Path(__file__).parent / "theme"
_PART = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")


class Link(NamedTuple):
    """An address within the site and what it is called."""

    address: str
    words: str


ROOMS: Mapping[Room, Link] = {
    "places": Link("places.html", "Places"),
    "measures": Link("measures.html", "Measures"),
    "themes": Link("themes.html", "Themes"),
    "reports": Link("reports.html", "Reports"),
    "method": Link("method.html", "Method"),
    "changes": Link("what-changed.html", "Changes"),
}
"""The entries of the header, in their order."""


def rooms_of(pages: Iterable[str]) -> dict[Room, Link]:
    """The entries of the header behind which there is a page.

    >>> rooms_of(["index", "places"])
    {'places': Link(address='places.html', words='Places')}
    """
    there = {f"{page}.html" for page in pages}
    return {room: link for room, link in ROOMS.items() if link.address in there}


@dataclass(frozen=True)
class Frame:
    """What all pages of a site have in common: its title, the entries of its header, styles and scripts.

    `rooms` gives the page behind each entry of the header; `foot` is HTML for the end of each page.
    """

    title: str
    rooms: Mapping[Room, Link] = field(default_factory=dict)
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    search: str = ""

    def framed(
        self, document: Document, before: Link | None = None, after: Link | None = None, foot: str = ""
    ) -> str:
        """The whole page as HTML."""
        parts = [Link(f"#{name}", words) for name, words in _PART.findall(document.body)]
        return self._template.render(
            document=document, frame=self, policy=allowed().policy, before=before, after=after, foot=foot,
            body=document.body, parts=parts if len(parts) > 1 else [],
        )  # fmt: skip

    @cached_property
    def _template(self) -> Template:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        environment = Environment(
            loader=FileSystemLoader(THEME / "templates"), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
        )  # fmt: skip
        environment.filters["words"] = lambda html: _TAGS.sub("", html)
        return environment.get_template("page.html")
