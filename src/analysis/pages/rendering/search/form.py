"""The page of the search, before it gets its frame."""

from __future__ import annotations

from analysis.pages.rendering.document import Document
from analysis.pages.rendering.search.site import SEARCH_PAGE

_BODY = """\
<form class="search-form" id="search-form" role="search" action="search.html" method="get">
<input type="search" name="q" aria-label="Words, numbers or ids" placeholder="Words, numbers or ids" \
autocomplete="off"/>
<button type="submit">Search</button>
</form>
<p class="search-help">A number as printed, with another separator or in plain digits; whole words, with or \
without their accents; the id of a figure or a result. Each hit opens at its place on the page.</p>
<noscript><p>The search needs JavaScript; the pages do not.</p></noscript>
<div class="search-said" id="search-said" role="status"></div>
<div id="search-found"></div>
"""


def search_page() -> Document:
    """The page on which theme/static/search.js shows what it finds.

    >>> search_page().address
    'search.html'
    """
    return Document(SEARCH_PAGE, "Search", _BODY, searched=False, scripts=("search.js",))
