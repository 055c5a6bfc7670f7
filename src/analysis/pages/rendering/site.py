"""The site: all pages in one folder that needs no server and no network."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from analysis.errors import StudyError
from analysis.files import read_rows, shown, sweep, write_rows
from analysis.pages.diff import since_the_run_before
from analysis.pages.layout import Layout
from analysis.pages.page import Page, known_codes
from analysis.pages.rendering.allowed import check_site
from analysis.pages.rendering.contents import documents
from analysis.pages.rendering.document import Document
from analysis.pages.rendering.executed import code_style, document_of
from analysis.pages.rendering.frame import THEME, Frame, Link, rooms_of
from analysis.pages.rendering.index import SHORT_TITLE
from analysis.pages.rendering.kept import Record
from analysis.pages.rendering.search.site import write_search
from analysis.pages.rendering.source import Asked, Made, Pages, read_made
from analysis.pages.rendering.taking.citation import Citation, cite_snippet
from analysis.pages.rendering.taking.documents import FOLDER
from analysis.pages.rendering.taking.package import write_package
from analysis.pages.rendering.taking.tables import with_tables
from analysis.pages.rendering.what_changed import News, news_of, no_news
from analysis.pages.results import collect, known_sets
from analysis.table.marks import Check, checks_by_figure
from analysis.table.register import names_of, read_register_rows
from analysis.table.vocabulary import RESULT_COLUMNS, VERDICT_COLUMNS

_UNFINISHED, _OLD = ".site-", "old"
"""How the folder begins in which a site is made, and how the site that stood there is called in it."""
_STATIC, _CODE_STYLE = "_static", "code.css"
_SCRIPTS = ("shade.js", "marking.js")
"""Scripts of every page; a page may have others."""


@dataclass(frozen=True)
class Site:
    """A rendered site: its first page, and what could not be told."""

    first_page: Path
    warnings: tuple[str, ...]


def build_site(layout: Layout, listed: Sequence[Page]) -> Site:
    """Render every executed page, put the whole site in place in one step, and say where it is.

    Raises:
        StudyError: no page was executed yet, or one holds what no page may hold.
    """
    _sweep(layout)
    before = Record.of(layout.site, layout.site_record)
    pages = _made(layout, listed, before)
    if not pages.made:
        raise StudyError("no page was executed yet", file=shown(layout.pages), way_out="call study run first")
    collect(layout, [page.name for page in listed])
    news = _news(layout, pages)
    with tempfile.TemporaryDirectory(dir=layout.build, prefix=_UNFINISHED) as folder:
        output, now = Path(folder) / "site", Record(layout.site, layout.site_record)
        _write_theme(output)
        _write_tables(output, layout)
        executed = (_rendered(page, pages, layout, before, now) for page in pages.made)
        package = write_package(layout, output / FOLDER)
        made_here = [with_tables(each) for each in documents(layout, pages, listed, news, package)]
        _write_pages(output, made_here, executed, pages, package.citation)
        write_search(output, _searched(made_here, pages))
        check_site(output, now.kept_of(before))
        _put_in_place(output, layout.site)
    now.write()
    told = (f"what changed cannot be told: {news.problem}",) if news.problem else ()
    return Site(layout.site / "index.html", told)


def _sweep(layout: Layout) -> None:
    """Remove what calls that were killed left; a site that one had just moved aside is put back before."""
    for left in sorted(layout.build.glob(f"{_UNFINISHED}*")):
        if (left / _OLD).is_dir() and not layout.site.exists():
            (left / _OLD).replace(layout.site)
        shutil.rmtree(left)
    sweep(layout.build)


def _made(layout: Layout, listed: Sequence[Page], before: Record) -> Pages:
    """The executed pages in the order of runs.yml, then any other; a summary of each that is as it was."""
    order = [page.name for page in listed]
    made = [before.made(path) or read_made(path) for path in sorted(layout.pages.glob("*.ipynb"))]
    names = {page.name: page for page in made}
    known = [names[name] for name in order if name in names]
    others: list[Made] = [page for page in made if page.name not in order]
    codes = known_codes(layout)
    titles = names_of(read_register_rows(layout.data / "reports.csv"), codes.listed)
    return Pages((*known, *others), codes.places, _checks(layout), titles)


def _checks(layout: Layout) -> Mapping[str, Check]:
    """The worst claim of each figure as the last `study check` found it; none before the first."""
    rows = read_rows(layout.verdicts, VERDICT_COLUMNS) if layout.verdicts.is_file() else []
    checks = (Check.of(row["operation"], row["verdict"], row["reason"]) for row in rows)
    return checks_by_figure(zip(checks, (row["figures"].split("; ") for row in rows), strict=True))


def _news(layout: Layout, pages: Pages) -> News:
    """What is different from the run before; tables that cannot be read are no reason to have no site."""
    try:
        found = since_the_run_before(layout)
    except StudyError as error:
        return no_news(str(error))
    return News() if found is None else news_of(found, pages)


def _searched(made_here: Iterable[Document], pages: Pages) -> list[str]:
    """The pages that are searched: first reports figure by figure, then what follows from them."""
    executed = sorted(pages.made, key=lambda page: "report_id" not in page.parameters)
    return [*(page.name for page in executed), *(each.name for each in made_here if each.searched)]


def _rendered(page: Made, pages: Pages, layout: Layout, before: Record, now: Record) -> Document:
    """The executed page as it stands, or, where anything is different, made anew."""
    if document := before.document(page, pages):
        now.entries[page.name] = before.entries[page.name]
        return document
    whole = read_made(layout.pages / f"{page.name}.ipynb") if page.summary else page
    asked = Asked()
    document = with_tables(document_of(whole, pages, asked))
    now.keep(whole, document, asked, pages)
    return document


def _write_pages(
    output: Path, made_here: Sequence[Document], executed: Iterable[Document], pages: Pages, cited: Citation
) -> None:
    """Write each page in its frame, and the files beside it."""
    frame = _frame(made_here)
    links = [Link(f"{page.name}.html", pages.name_of(page)) for page in pages.made]
    around = zip(links, [None, *links], [*links[1:], None], strict=False)
    neighbours = {link.address: (before, after) for link, before, after in around}
    for document in chain(made_here, executed):
        before, after = neighbours.get(document.address, (None, None))
        foot = cite_snippet(cited, document.name, document.title)
        _write(output / document.address, frame.framed(document, before, after, foot))
        for name, content in document.files.items():
            _write(output / name, content)


def _write(path: Path, content: str | bytes | Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        path.hardlink_to(content)
    else:
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def _frame(documents: Iterable[Document]) -> Frame:
    """The frame of a site with these pages; the header leads to the rooms that there are."""
    styles = sorted(path.name for path in (THEME / "static").glob("*.css"))
    rooms = rooms_of(document.name for document in documents)
    return Frame(SHORT_TITLE, rooms, (*styles, _CODE_STYLE), _SCRIPTS, "search.html")


def _write_theme(output: Path) -> None:
    """Put the styles and scripts of all pages beside them."""
    shutil.copytree(THEME / "static", output / _STATIC)
    _write(output / _STATIC / _CODE_STYLE, code_style())


def _write_tables(output: Path, layout: Layout) -> None:
    """Put beside the pages what any of them may link to: results, and sets of figures."""
    write_rows(output / "results.csv", RESULT_COLUMNS, read_rows(layout.results, RESULT_COLUMNS))
    if known_sets(layout):
        shutil.copyfile(layout.figure_sets, output / layout.figure_sets.name)


def _put_in_place(made: Path, site: Path) -> None:
    """Exchange the old site for the new one; a reader never meets half of one."""
    old = made.with_name(_OLD)
    if site.exists():
        site.replace(old)
    site.parent.mkdir(parents=True, exist_ok=True)
    made.replace(site)
