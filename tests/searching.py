"""A little site for the tests of the search: pages in a bare frame, the search page, the scripts."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from analysis.pages.rendering.document import Document
from analysis.pages.rendering.search.form import search_page

THEME = Path("src/analysis/pages/rendering/theme/static")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)
SCRIPTS = {"search": ("marking.js", "search.js")}
STYLES = ("study.css", "marking.css", "search.css")


def framed(page: Document, scripts: tuple[str, ...] = ("marking.js",)) -> str:
    """The page in a frame with the site's policy."""
    links = "".join(f'<link rel="stylesheet" href="_static/{name}"/>' for name in STYLES)
    sources = "".join(f'<script src="_static/{name}"></script>' for name in scripts)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"/><title>{escape(page.title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"{links}{sources}</head><body><nav>Menu of everything</nav><main><h1>{escape(page.title)}</h1>"
        f"{page.body}</main><footer>Foot</footer></body></html>"
    )


def lay_out(site: Path, root: Path, pages: Mapping[str, tuple[str, str]]) -> None:
    """Write the pages, each by its name with its title and body, the search page and what they link to."""
    (site / "_static").mkdir(parents=True)
    for name in ("marking.js", "search.js", *STYLES):
        shutil.copyfile(root / THEME / name, site / "_static" / name)
    documents = [Document(name, title, body) for name, (title, body) in pages.items()]
    for page in (*documents, search_page()):
        text = framed(page, SCRIPTS.get(page.name, ("marking.js",)))
        (site / page.address).write_text(text, encoding="utf-8")


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of the folder over http, from this machine to itself."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            """Answer; a browser asks for a sign of the site, which has none."""
            if self.path != "/favicon.ico":
                return super().do_GET()
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None: ...

    class Patient(http.server.ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A browser that leaves a page ends what it was given."""

    server = Patient(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def names_in(site: Path, *without: str) -> list[str]:
    """The pages of a site by name, the first page first, without some and the search's own."""
    names = sorted(path.stem for path in site.glob("*.html") if path.stem not in {"search", *without})
    return sorted(names, key=lambda name: name != "index")
