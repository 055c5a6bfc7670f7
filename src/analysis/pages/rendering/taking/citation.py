"""How to cite the study, a page of it and a figure: as a sentence and as BibTeX, with the permanent address.

Title, authors, version and licence of the software stand in CITATION.cff, and so does the address at which
the site is published: its key `url` is the one place where that is said. Without it a page is cited by its
relative address. The licence of the data stands in data/LICENSE.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from analysis.errors import StudyError
from analysis.files import ROOT, read_text, read_yaml, shown
from analysis.pages.inputs import data_digest, versions
from analysis.pages.layout import Layout
from analysis.table.figures import Figure
from analysis.table.register import Report
from analysis.wording import anchor, published, stated

_ADDRESS = re.compile(r"https?://[^\s<>\"'?#]+", re.ASCII)
_YEAR = re.compile(r"\b(\d{4})\b", re.ASCII)
_LICENCE = re.compile(
    r"Licence of the data: (?P<title>.+?) \((?P<short>[^()]+)\)\s+(?P<address>https?://\S+)"
)
_NOT_PLAIN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_BIBTEX: Mapping[str, str] = {
    **{sign: f"\\{sign}" for sign in "{}&%$#_"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


class _Author(BaseModel):
    model_config = ConfigDict(extra="allow")

    name: str = ""
    given_names: str = ""
    family_names: str = ""

    @property
    def bibtex(self) -> str:
        """The name as BibTeX takes it: an entity stays whole."""
        person = ", ".join(tex(each) for each in (self.family_names, self.given_names) if each)
        return person or f"{{{tex(self.name)}}}"

    @property
    def words(self) -> str:
        """The name as one says it."""
        return " ".join(each for each in (self.given_names, self.family_names) if each) or self.name


class _Cff(BaseModel):
    """What is used of CITATION.cff."""

    model_config = ConfigDict(extra="allow", alias_generator=lambda name: name.replace("_", "-"))

    title: str
    authors: list[_Author]
    version: str = ""
    license: str = ""
    abstract: str = ""
    keywords: list[str] = []
    date_released: str = ""
    url: str = ""


_UNNAMED = _Cff(title="two-tier-study", authors=[_Author(name="two-tier-study")])


@dataclass(frozen=True)
class Licence:
    """A licence: its short name, its title, and where its text stands."""

    short: str
    title: str
    address: str

    @property
    def identifier(self) -> str:
        """Its name in the list of SPDX, such as CC-BY-4.0."""
        return self.short.replace(" ", "-")


@dataclass(frozen=True)
class Reference:
    """How one thing is cited."""

    text: str
    bibtex: str
    address: str
    """The permanent address, or the relative one where the site has none."""


@dataclass(frozen=True)
class Citation:
    """What a citation of the study says, whatever is cited of it."""

    title: str
    authors: Sequence[str]
    bibtex_authors: str
    year: str
    version: str
    data: str
    """Which data: 12 digits of their SHA-256."""
    licence: Licence
    software_licence: str
    site_url: str = ""
    """Where the site is published, with a slash at its end; empty where that is not said."""
    abstract: str = ""
    keywords: Sequence[str] = ()

    def address_of(self, address: str) -> str:
        """The permanent address of something on the site; without one, its relative address."""
        return f"{self.site_url}{address}"

    @cached_property
    def whole(self) -> Reference:
        """The study as a whole."""
        address = self.site_url
        return self._reference(f"two-tier-study-{self.data}", self.title, "", address)

    def page(self, name: str, title: str) -> Reference:
        """A page, by the name of its file without the ending."""
        return self._reference(
            f"two-tier-study-{self.data}-{name}", title, self.title, self.address_of(f"{name}.html")
        )

    def figure(self, figure: Figure, report: Report, address: str, label: str) -> Reference:
        """A figure; `address` is where its row stands on the site, `label` says what it counts.

        The report that states it is named: whoever uses the data has to.
        """
        said = (
            f"{label}: {stated(figure)} ({figure.figure_id}{'' if is_reviewed(figure) else ', not reviewed'})"
        )
        by = (report.publisher, report.title, published(report.published), report.address)
        source = f"{said}, stated by {', '.join(each for each in by if each)}"
        key = f"two-tier-study-{self.data}-{anchor(figure.figure_id)}"
        return self._reference(key, source, self.title, self.address_of(address))

    @property
    def _edition(self) -> str:
        return ", ".join(
            each for each in (f"version {self.version}" if self.version else "", f"data {self.data}") if each
        )

    def _reference(self, key: str, title: str, within: str, address: str) -> Reference:
        names = " and ".join(self.authors)
        of = f" In: {plain(within)}." if within else ""
        said = f"{names} ({self.year}): {plain(title)}.{of} {self._edition[:1].upper()}{self._edition[1:]}."
        where = f" {address}" if address else ""
        fields = {
            "author": self.bibtex_authors, "title": f"{{{tex(title)}}}",
            "howpublished": tex(within), "year": self.year, "version": tex(self.version),
            "note": tex(f"Data {self.data}, {self.licence.short}"),
            "url": url_in_tex(address) if self.site_url else "",
        }  # fmt: skip
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        return Reference(f"{said} {self.licence.short}.{where}", f"@misc{{{key},\n{lines}}}", address)


def citation_of(layout: Layout) -> Citation:
    """What citations of the study say: from CITATION.cff, the licences, and the tables at hand.

    A study laid out elsewhere without these files is cited as the one of this program; a copy that has
    none of them, by the program's name.

    Raises:
        StudyError: CITATION.cff lacks a title, or its `url` is no address of a site.

    >>> from analysis.pages.layout import HERE
    >>> citation_of(HERE).licence.identifier
    'CC-BY-4.0'
    """
    path = _file(layout.root, "CITATION.cff")
    said = read_yaml(path, _Cff) if path.is_file() else _UNNAMED
    licence = read_text(_file(layout.root, "data/LICENSE"))
    software = _file(layout.root, "LICENSE")
    found = _LICENCE.search(licence)
    if found is None:
        raise StudyError("does not say the licence of the data", file="data/LICENSE")
    year = _YEAR.search(said.date_released) or (
        _YEAR.search(read_text(software)) if software.is_file() else None
    )
    return Citation(
        said.title, [each.words for each in said.authors], " and ".join(each.bibtex for each in said.authors),
        year[1] if year else "", versions().get("two-tier-study", said.version), data_digest(layout),
        Licence(found["short"], found["title"], found["address"]), said.license, _site_url(said.url, path),
        " ".join(said.abstract.split()), said.keywords,
    )  # fmt: skip


def _file(root: Path, name: str) -> Path:
    return root / name if (root / name).is_file() else ROOT / name


def _site_url(url: str, path: Path) -> str:
    if not url:
        return ""
    if not _ADDRESS.fullmatch(url):
        raise StudyError(
            f"url is {url!r}", file=shown(path),
            way_out="give the address at which the site is published, such as https://example.org/study/",
        )  # fmt: skip
    return url if url.endswith("/") else f"{url}/"


def is_reviewed(figure: Figure) -> bool:
    """Whether a person has looked at the figure."""
    return figure.status == "reviewed"


def plain(text: str) -> str:
    """The text on one line, without control signs.

    >>> plain("a\\n  b")
    'a b'
    """
    return " ".join(_NOT_PLAIN.sub(" ", text).split())


def tex(text: str) -> str:
    r"""The text as BibTeX takes it.

    >>> tex("R&D {5_%}")
    'R\\&D \\{5\\_\\%\\}'
    """
    return "".join(_BIBTEX.get(sign, sign) for sign in plain(text))


def url_in_tex(address: str) -> str:
    """An address inside the braces of a field: what would end them is written as a browser writes it."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace(" ", "%20")


def cite_snippet(citation: Citation, name: str, title: str) -> str:
    """The foot of a page: how to cite it, folded; `name` is that of its file without the ending."""
    return folded(citation, citation.page(name, title), "Cite this page")


def folded(citation: Citation, reference: Reference, summary: str) -> str:
    """A reference as HTML, folded under a line: sentence, BibTeX, permanent address and licence."""
    kind = "Permanent address" if citation.site_url else "Address on this site"
    where = (
        f'<p>{kind}: <a href="{escape(reference.address)}">{escape(reference.address)}</a></p>'
        if reference.address
        else ""
    )
    licence = citation.licence
    return (
        f'<details class="study-cite"><summary>{escape(summary)}</summary>'
        f'<p class="cite-text">{escape(reference.text)}</p>'
        f'<pre class="cite-bibtex"><code>{escape(reference.bibtex)}</code></pre>{where}'
        f'<p>Data: <a href="{escape(licence.address)}">{escape(licence.short)}</a>. Software: '
        f"{escape(citation.software_licence)}. SHA-256 of the data, first 12 digits: "
        f"<code>{escape(citation.data)}</code>.</p></details>"
    )
