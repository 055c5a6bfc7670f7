"""The page for an address that is none: all places and measures, and by a script the nearest ones."""

from __future__ import annotations

from analysis.pages.rendering.cells import link, measure_page, place_link
from analysis.pages.rendering.document import Document
from analysis.pages.rendering.measures import Index
from analysis.pages.rendering.source import Pages
from analysis.table.known import Known


def lost_document(known: Known, pages: Pages) -> Document:
    """The page that a server shows for an unknown address.

    >>> from analysis.table.study import load
    >>> page = lost_document(Known(load()), Pages((), {}))
    >>> page.address, 'href="place-VN-HN.html"' in page.body
    ('404.html', True)
    """
    index = Index(known, pages)
    places = "".join(f"<li>{place_link(place)}</li>" for place in known.study.places.values())
    measures = "".join(
        f"<li>{link(measure_page(each.id), each.label, [each.id])}</li>" for each in index.measures.values()
    )
    body = (
        "<p>There is no page of this name. These are the places and the measures; the "
        '<a href="index.html">first page</a> lists the others.</p>'
        f'<h2 id="places">Places</h2><ul class="lost">{places}</ul>'
        f'<h2 id="measures">Measures</h2><ul class="lost">{measures}</ul>'
    )
    return Document("404", "No such page", body, searched=False, scripts=("nearest.js",))
