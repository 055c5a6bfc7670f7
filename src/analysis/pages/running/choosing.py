"""Which pages a call of `study run` or `study site` means, and under which names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.errors import StudyError, close, meant, nearest
from analysis.files import shown
from analysis.pages.layout import Layout
from analysis.pages.page import Known, Page, known_codes
from analysis.pages.running.record import Call
from analysis.pages.running.runs import checked, defaults_of, read_pages
from analysis.table.catalogue import place_meant, places_meant
from analysis.table.vocabulary import COUNTRY

_LONGEST_VARIANT = 60


def places_spoken_of(layout: Layout) -> tuple[str, ...]:
    """The codes of the country and of every province that a report speaks of, in the order of places.csv."""
    from analysis.table.study import load

    study = load(layout.data)
    spoken = {COUNTRY, *study.figures.tally("place"), *study.statements.tally("place")}
    return tuple(code for code in study.places if code in spoken)


def choose(layout: Layout, call: Call) -> tuple[Page, ...]:
    """The pages that a call of `study run` means.

    A name is a page of runs.yml or a notebook (then all its pages). Places put each chosen notebook
    that has a place to these places, all places keep the other pages too; settings change parameters.
    A page that runs.yml does not know gets a name of its own, so that no page stands under another
    one's name.
    """
    listed, names, codes = read_pages(layout), call.names, known_codes(layout)
    pages = [page for page in listed if not names or any(_means(name, page) for name in names)]
    for name in names:
        if not any(_means(name, page) for page in listed):
            known = [*dict.fromkeys(each for page in listed for each in (page.name, page.notebook))]
            raise StudyError(
                f"there is no page or notebook {name!r}",
                file=shown(layout.runs),
                way_out=_page_meant(name, known, codes),
            )
    _refuse_unknown(call.places, codes)
    if call.all_places:
        pages += _at_places(pages, places_spoken_of(layout), layout, must=False)
    elif call.places:
        pages = _at_places(pages, call.places, layout, must=bool(names))
    complete = [(each, _complete(each, layout)) for each in listed]
    varied = [_varied(page, dict(call.settings), complete, layout, codes) for page in pages]
    return tuple({page.name: page for page in varied}.values())


def _page_meant(name: str, pages: Sequence[str], known: Known) -> str:
    """The way out for a name that no page has: one that is spelled alike, else the place that has it."""
    at = [] if close(name, pages) else places_meant(name, known.listed)
    return meant(f"--place {each}" for each in at) if at else nearest(name, pages)


def _refuse_unknown(places: Sequence[str], known: Known) -> None:
    """Refuse codes that are none; several may be one name without quotes."""
    strange = [each for each in places if each and each not in known.listed]
    if not strange:
        return
    whole = " ".join(strange)
    word = whole if places_meant(whole, known.listed) else strange[0]
    raise StudyError(f"place {word!r} is unknown", way_out=place_meant(word, known.listed))


def showing_sentences(pages: Sequence[Page], layout: Layout) -> tuple[Page, ...]:
    """The pages with their sentences shown, for a private site; one that has none stays as it is."""
    return tuple(
        Page(page.name, page.notebook, {**page.parameters, "show_sentences": True})
        if "show_sentences" in defaults_of(layout.notebooks / f"{page.notebook}.ipynb")
        else page
        for page in pages
    )


def _means(name: str, page: Page) -> bool:
    stem = Path(name).name.removesuffix(".ipynb")
    return stem in (page.notebook, page.name)


def _at_places(pages: Sequence[Page], places: Sequence[str], layout: Layout, *, must: bool) -> list[Page]:
    """Each notebook that has a place, at each of these; one that has none is refused where it must have."""
    moved = []
    for notebook in dict.fromkeys(page.notebook for page in pages):
        if "place" in defaults_of(layout.notebooks / f"{notebook}.ipynb"):
            moved += [Page(notebook, notebook, {"place": code}) for code in places]
        elif must:
            raise StudyError(
                f"{notebook} has no parameter 'place'", way_out="leave it out, or leave out --place"
            )
    return moved


def _varied(
    page: Page,
    settings: dict[str, str],
    listed: Sequence[tuple[Page, Mapping[str, Any]]],
    layout: Layout,
    known: Known,
) -> Page:
    """The page with the settings; under the name of the listed page that is the same, else its own."""
    wanted: dict[str, Any] = {**page.parameters, **_split_lists(settings)}
    found = checked(Page(page.name, page.notebook, wanted), layout, known)
    complete = _complete(found, layout)
    for each, values in listed:
        if each.notebook == found.notebook and values == complete:
            return each
    name, taken = _variant_name(found, layout), {each.name for each, _ in listed}
    return Page(f"{name}-variant" if name in taken else name, found.notebook, found.parameters)


def _complete(page: Page, layout: Layout) -> dict[str, Any]:
    return {**defaults_of(layout.notebooks / f"{page.notebook}.ipynb"), **page.parameters}


def _split_lists(settings: Mapping[str, str]) -> dict[str, Any]:
    return {
        name: [part.strip() for part in value.split(",") if part.strip()] if name == "reports" else value
        for name, value in settings.items()
    }


def _variant_name(page: Page, layout: Layout) -> str:
    defaults = defaults_of(layout.notebooks / f"{page.notebook}.ipynb")
    parts = []
    for name, value in sorted(page.parameters.items()):
        if value != defaults[name]:
            words = "-".join(value) if isinstance(value, list) else str(value)
            slug = re.sub(r"[^A-Za-z0-9]+", "-", words).strip("-") or "none"
            parts.append(slug if name in ("place", "report_id") else f"{name}-{slug}")
    variant = "-".join(parts)
    if len(variant) > _LONGEST_VARIANT:
        digest = hashlib.sha256(variant.encode()).hexdigest()[:8]
        variant = f"{variant[:_LONGEST_VARIANT]}-{digest}"
    return f"{page.notebook}-{variant}" if variant else page.notebook
