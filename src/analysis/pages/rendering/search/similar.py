"""Similar words, for a site that is read over http: the index of Pagefind, which knows stems and beginnings.

It answers where the study's own index, which finds what is asked for and nothing else, has nothing. It is
given titles and parts alone: the rows of tables are numbers and names, and would take most of its time.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from analysis.errors import StudyError
from analysis.pages.rendering.search.entries import ROW, Searched

_NEEDED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "fragment", "index")
_NEEDED_ENDS = (".pf_meta", ".pagefind")
"""What a page loads; the rest are boxes and lists that the site does not show."""
_SECONDS = 600


def write_similar(pages: Sequence[Searched], folder: Path) -> None:
    """Put Pagefind's index of the pages' titles and parts into the folder.

    Raises:
        StudyError: Pagefind failed; says how.
    """
    if not pages:
        return
    with tempfile.TemporaryDirectory() as made:
        source, output = Path(made) / "pages", Path(made) / "index"
        source.mkdir()
        for page in pages:
            (source / page.address).write_text(plain_page(page), encoding="utf-8", errors="replace")
        _call("--site", str(source), "--output-path", str(output), "--keep-index-url", "--silent")
        folder.mkdir(parents=True)
        for path in sorted(output.iterdir()):
            if path.name in _NEEDED or path.name.endswith(_NEEDED_ENDS):
                shutil.move(path, folder / path.name)


def plain_page(page: Searched) -> str:
    """The page as Pagefind reads it: its title and parts, each at its place.

    >>> from analysis.pages.rendering.search.entries import read_page
    >>> plain_page(read_page("a.html", "<main><h1>A</h1><h2 id=x>B</h2><table><tr><td>1</table>")[1])
    '<!DOCTYPE html><html lang="en"><title>A</title><h1>A</h1><p id="x">B</p></html>'
    """
    title = escape(page.title)
    parts = "".join(
        f'<p id="{escape(entry.anchor)}">{escape(entry.text)}</p>'
        if entry.anchor
        else f"<p>{escape(entry.text)}</p>"
        for entry in page.entries
        if entry.kind != ROW and entry.text != page.title
    )
    return f'<!DOCTYPE html><html lang="en"><title>{title}</title><h1>{title}</h1>{parts}</html>'


def _call(*arguments: str) -> None:
    command = [sys.executable, "-m", "pagefind", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(str(error)) from error
    if done.returncode:
        raise _failed(done.stderr or done.stdout)


def _failed(said: str) -> StudyError:
    last = (said.strip().splitlines() or ["no reason given"])[-1]
    return StudyError(
        f"Pagefind cannot index the site: {last:.200}", way_out="call make environment, which installs it"
    )
