"""The glossary: words that a reader may not know, each with an id that links lead to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from analysis.files import read_yaml
from analysis.pages.rendering.document import Document

TERMS = Path(__file__).with_name("glossary.yml")
NAME = "glossary"
_SHORT = r"[a-z][a-z0-9-]*"
_TAG = re.compile(r"(<[^>]*>)")
_SEALED = ("a", "code", "h1", "h2", "h3", "th")
"""Inside these elements no word becomes a link."""


class Term(BaseModel):
    """One word of the glossary; the head of its file says what the fields mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=f"^{_SHORT}$")
    term: str = Field(min_length=1)
    vi: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    source: str = ""
    forms: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The id under which it stands on the page."""
        return f"term-{self.id}"


class Glossary(BaseModel):
    """All words, each id and each linked wording once."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    terms: tuple[Term, ...]

    @model_validator(mode="after")
    def _once(self) -> Glossary:
        ids = [each.id for each in self.terms]
        forms = [form.casefold() for each in self.terms for form in each.forms]
        twice = sorted({each for said in (ids, forms) for each in said if said.count(each) > 1})
        if twice:
            raise ValueError(f"{twice[0]!r} stands there twice")
        return self


@cache
def read_glossary(path: Path = TERMS) -> Glossary:
    """The words of the glossary.

    Raises:
        StudyError: a key is unknown or missing, or an id or a wording stands twice.
    """
    return read_yaml(path, Glossary)


def glossary(path: Path = TERMS) -> Document:
    """The page of the glossary, its terms in the order of the alphabet."""
    terms = sorted(read_glossary(path).terms, key=lambda each: each.term.casefold())
    body = f'<dl class="glossary">\n{"".join(map(_entry, terms))}</dl>'
    lead = f"{len(terms)} words of these pages, with the words of Vietnamese reports for them."
    return Document(NAME, "Glossary", body, "method", lead)


def _entry(term: Term) -> str:
    source = f' <span class="quiet">{escape(term.source)}</span>' if term.source else ""
    return (
        f'<dt id="{escape(term.anchor)}">{escape(term.term)} <span lang="vi">{escape(term.vi)}</span></dt>\n'
        f"<dd>{escape(term.definition, quote=False)}{source}</dd>\n"
    )


def with_terms(html: str, path: Path = TERMS) -> str:
    """Our own prose with the first use of each term linked to the glossary; nothing inside a link changes.

    >>> with_terms("<p>The service centres, and a service centre. <a>doubtful</a></p>")
    '<p>The <a class="term" href="glossary.html#term-service-centre">service centres</a>, and a service \
centre. <a>doubtful</a></p>'
    """
    pattern, homes = _wordings(path)
    linked, sealed, pieces = set[str](), 0, list[str]()

    def link(found: re.Match[str]) -> str:
        home = homes[found[0].casefold()]
        if home in linked:
            return found[0]
        linked.add(home)
        return f'<a class="term" href="{NAME}.html#{home}">{found[0]}</a>'

    for piece in _TAG.split(html):
        if piece.startswith("<"):
            name = piece.strip("</>").split()[0].casefold() if piece.strip("</>") else ""
            sealed += (name in _SEALED) * (-1 if piece.startswith("</") else 1)
        elif not sealed:
            piece = pattern.sub(link, piece)
        pieces.append(piece)
    return "".join(pieces)


@cache
def _wordings(path: Path) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What finds any linked wording, the longest first, and the anchor of each."""
    homes = {form.casefold(): each.anchor for each in read_glossary(path).terms for form in each.forms}
    forms = sorted(homes, key=lambda form: (-len(form), form))
    words = "|".join(map(re.escape, forms)) or r"(?!)"
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE), homes
