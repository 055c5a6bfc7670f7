"""Finished HTML in a source of the site: reStructuredText that carries it under real headings."""

from __future__ import annotations

from collections.abc import Iterator


def titled(title: str) -> list[str]:
    """The lines of a page's title; the words are the study's own."""
    return [title, "=" * len(title), ""]


def section(heading: str, html: str) -> Iterator[str]:
    """The lines of a section; the heading is the study's own words, the HTML is escaped already."""
    yield from (heading, "-" * len(heading), "", raw(html))


def raw(html: str) -> str:
    r"""The HTML on lines that all belong to one directive, whatever ends a line in it.

    >>> raw("<p>a\u2028.. raw:: html</p>")
    '.. raw:: html\n\n   <p>a\n   .. raw:: html</p>\n'
    """
    return ".. raw:: html\n\n   " + "\n   ".join(html.splitlines()) + "\n"
