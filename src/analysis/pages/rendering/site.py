"""The site: executed notebooks rendered by Sphinx into one folder that needs no server and no network."""

from __future__ import annotations

import io
import logging
import shutil
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import StudyError
from analysis.files import read_rows, shown, sweep, write_rows, write_text
from analysis.pages.diff import since_the_run_before
from analysis.pages.layout import Layout
from analysis.pages.notebook import text_of
from analysis.pages.page import Page, known_codes
from analysis.pages.rendering.allowed import allowed, check_site
from analysis.pages.rendering.index import SHORT_TITLE, FirstPage, first_page
from analysis.pages.rendering.source import Made, Pages, files_beside, read_made, source_of
from analysis.pages.rendering.what_changed import PAGE, TITLE, News, news_of, no_news
from analysis.pages.results import collect, known_sets
from analysis.table.marks import Check, checks_by_figure
from analysis.table.register import read_register_rows
from analysis.table.vocabulary import RESULT_COLUMNS, VERDICT_COLUMNS

_THEME = Path(__file__).parent / "theme"
_UNFINISHED, _OLD = ".site-", "old"
"""How the folder begins in which a site is made, and how the site that stood there is called in it."""
_LEFT_BY_SPHINX = (
    ".buildinfo", ".buildinfo.bak", "objects.inv", "_sources", "jupyter_execute", "_static/scripts",
    "_static/webpack-macros.html",
)  # fmt: skip

_OPTIONS: Mapping[str, Any] = {
    "project": SHORT_TITLE,
    "copyright": "",
    "language": "en",
    "extensions": ["myst_nb", "analysis.pages.rendering.sphinx_parts"],
    "templates_path": [str(_THEME / "templates")],
    "html_static_path": [str(_THEME / "static")],
    "html_css_files": ["study.css"],
    "html_theme": "pydata_sphinx_theme",
    "html_theme_options": {
        "back_to_top_button": False,
        "secondary_sidebar_items": ["page-toc"],
        "article_header_start": [],
        # What the theme hides here anyway: its menu writes the titles of all pages into each, unescaped.
        "navbar_center": [],
        "navbar_end": [],
        "primary_sidebar_end": [],
        "footer_start": [],
        "footer_end": [],
        "pygments_light_style": "xcode",
    },
    "html_context": {"default_mode": "light", "policy": allowed().policy},
    "html_title": SHORT_TITLE,
    "html_sidebars": {"**": []},
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_show_search_summary": False,
    "html_use_index": False,
    "html_domain_indices": False,
    "html_last_updated_fmt": None,
    "nb_execution_mode": "off",
    "nb_merge_streams": True,
    "nb_ipywidgets_js": {},
    # What a report's words could otherwise do: HTML, directives, roles, targets.
    "myst_disable_syntax": ["html_inline", "html_block", "fence", "myst_role", "myst_target"],
    "myst_heading_anchors": 3,
    "suppress_warnings": ["myst.header"],
}


@dataclass(frozen=True)
class Site:
    """A rendered site: its first page, and what Sphinx warned about or could not be told."""

    first_page: Path
    warnings: tuple[str, ...]


def build_site(layout: Layout, listed: Sequence[Page]) -> Site:
    """Render every executed page, put the whole site in place in one step, and say where it is.

    Raises:
        StudyError: no page was executed yet, or one holds what no page may hold.
    """
    pages = _made(layout, listed)
    if not pages.made:
        raise StudyError("no page was executed yet", file=shown(layout.pages), way_out="call study run first")
    _sweep(layout)
    collect(layout, [page.name for page in listed])
    with tempfile.TemporaryDirectory(dir=layout.build, prefix=_UNFINISHED) as folder:
        source, output = Path(folder) / "source", Path(folder) / "site"
        first, news = _first_page(layout, pages, listed)
        _write_source(source, first, pages, news)
        names = {page.name: pages.name_of(page) for page in pages.made} | {PAGE: TITLE}
        warned = _sphinx(source, output, Path(folder) / "doctrees", names)
        _tidy(output)
        _write_files(output, layout, pages, {**first.files, **news.files})
        check_site(output)
        _put_in_place(output, layout.site)
    told = [f"what changed cannot be told: {news.problem}"] if news.problem else []
    return Site(layout.site / "index.html", (*told, *warned))


def _sweep(layout: Layout) -> None:
    """Remove what calls that were killed left; a site that one had just moved aside is put back before."""
    for left in sorted(layout.build.glob(f"{_UNFINISHED}*")):
        if (left / _OLD).is_dir() and not layout.site.exists():
            (left / _OLD).replace(layout.site)
        shutil.rmtree(left)
    sweep(layout.build)


def _made(layout: Layout, listed: Sequence[Page]) -> Pages:
    """The executed pages in the order of runs.yml, then any other."""
    order = [page.name for page in listed]
    made = [read_made(path) for path in sorted(layout.pages.glob("*.ipynb"))]
    names = {page.name: page for page in made}
    known = [names[name] for name in order if name in names]
    others: list[Made] = [page for page in made if page.name not in order]
    reports = read_register_rows(layout.data / "reports.csv")
    titles = {row["report_id"]: row["title"] for row in reports}
    return Pages((*known, *others), known_codes(layout).places, _checks(layout), titles)


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


def _first_page(layout: Layout, pages: Pages, listed: Sequence[Page]) -> tuple[FirstPage, News]:
    """The first page, and the news that it tells."""
    news = _news(layout, pages)
    return first_page(layout, pages, listed, news), news


def _write_source(source: Path, first: FirstPage, pages: Pages, news: News) -> None:
    """Write what Sphinx renders."""
    write_text(source / "index.rst", first.source)
    if news.page:
        write_text(source / f"{PAGE}.rst", news.page)
    for page in pages.made:
        write_text(source / f"{page.name}.ipynb", text_of(source_of(page, pages)))


def _write_files(output: Path, layout: Layout, pages: Pages, files: Mapping[str, str]) -> None:
    """Put beside the pages what they link to: results, sets of figures, and all that is shown in part."""
    write_rows(output / "results.csv", RESULT_COLUMNS, read_rows(layout.results, RESULT_COLUMNS))
    if known_sets(layout):
        shutil.copyfile(layout.figure_sets, output / layout.figure_sets.name)
    for page in pages.made:
        for name, text in files_beside(page, pages):
            write_text(output / name, text)
    for name, text in files.items():
        write_text(output / name, text)


def _sphinx(source: Path, output: Path, doctrees: Path, names: Mapping[str, str]) -> tuple[str, ...]:
    """Render the source; `names` says what a page is called where another one points at it."""
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    warned = io.StringIO()
    with patch_docutils(source), docutils_namespace(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = Sphinx(
            source, None, output, doctrees, "html", confoverrides={**_OPTIONS, "study_names": dict(names)},
            status=None, warning=warned, freshenv=True,
        )  # fmt: skip
        app.build(force_all=True)
    logging.getLogger("sphinx").handlers.clear()
    lines = [line.replace(f"{source}/", "") for line in warned.getvalue().splitlines() if line.strip()]
    return tuple(lines)


def _tidy(output: Path) -> None:
    """Remove what no reader needs, and what differs between two builds of the same pages."""
    for name in _LEFT_BY_SPHINX:
        path = output / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for path in output.rglob("*.map"):
        path.unlink()


def _put_in_place(made: Path, site: Path) -> None:
    """Exchange the old site for the new one; a reader never meets half of one."""
    old = made.with_name(_OLD)
    if site.exists():
        site.replace(old)
    site.parent.mkdir(parents=True, exist_ok=True)
    made.replace(site)
