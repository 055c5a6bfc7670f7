"""No page holds what the list does not allow, and no site that does is put in place."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.files import read_text, write_text
from analysis.pages.layout import METADATA, Layout
from analysis.pages.notebook import code_cell, display, new_notebook, text_cell, text_of
from analysis.pages.rendering import executed
from analysis.pages.rendering.allowed import allowed, check_site, refused, refused_in_drawing
from analysis.pages.rendering.sanitise import safe_html, safe_svg
from analysis.pages.rendering.site import build_site
from analysis.pages.running.runs import read_pages
from studies import notebook, write_study

POLICY = f'<meta http-equiv="Content-Security-Policy" content="{allowed().policy}">'


def page(body: str) -> str:
    return f'<!DOCTYPE html><html lang="en"><head>{POLICY}<title>t</title></head><body>{body}</body></html>'


HOSTILE = {
    "<script>x()</script>": "<script> with a script in the page",
    "<script src='https://example.org/x.js'></script>": '<script src="https://example.org/x.js">',
    "<script src='//example.org/x.js'></script>": '<script src="//example.org/x.js">',
    "<script src='not-there.js'></script>": '<script src="not-there.js">',
    "<p onclick='x()'>a</p>": '<p onclick="x()">',
    "<p style='position:fixed'>a</p>": '<p style="position:fixed">',
    "<a href='javascript:x()'>a</a>": '<a href="javascript:x()">',
    "<a href='java\nscript:x()'>a</a>": '<a href="java\nscript:x()">',
    "<a href='data:text/html,x'>a</a>": '<a href="data:text/html,x">',
    "<a href='ftp://example.org'>a</a>": '<a href="ftp://example.org">',
    "<a href='//example.org'>a</a>": '<a href="//example.org">',
    "<a href='a.html' target='_blank'>a</a>": '<a target="_blank">',
    "<img src='https://example.org/x.png'>": '<img src="https://example.org/x.png">',
    "<form action='https://example.org'></form>": '<form action="https://example.org">',
    "<input type='password'>": '<input type="password">',
    "<meta http-equiv='refresh' content='0;url=https://example.org'>": '<meta http-equiv="refresh">',
    "<base href='https://example.org'>": "<base>",
    "<link rel='stylesheet' href='https://example.org/x.css'>": '<link href="https://example.org/x.css">',
    "<link rel='prefetch' href='#'>": '<link rel="prefetch">',
    "<iframe srcdoc='x'></iframe>": "<iframe>",
    "<svg><path d='M0 0'/></svg>": "<svg>",
    "<math></math>": "<math>",
    "<style>p { color: red }</style>": "<style>",
    "<template><b>a</b></template>": "<template>",
    "<object></object>": "<object>",
    "<custom-element></custom-element>": "<custom-element>",
    f"<div>{POLICY}</div>": "two policies",
}


@pytest.mark.parametrize("body", HOSTILE)
def test_a_page_may_not_hold_it(body: str, tmp_path: Path) -> None:
    assert HOSTILE[body] in list(refused(page(body), tmp_path))


def test_a_page_without_its_policy_is_refused() -> None:
    assert list(refused(page("<p>a</p>").replace(POLICY, ""))) == ["no policy"]


@pytest.mark.parametrize(
    "body",
    ["<p class='a'>a &lt; b<!-- c --></p>", "<ol start='7'><li>a</li></ol>",
     "<a href='a.html#fig-1'>a</a>", "<a href='#'>a</a>",
     "<a href='https://example.org/a?b=c#d'>a</a>", "<table><tr><td data-label='x'>1</td></tr></table>"],
)  # fmt: skip
def test_a_page_may_hold_it(body: str) -> None:
    assert list(refused(page(body))) == []


@pytest.mark.parametrize(
    "inside",
    ["<script/>", "<g onload='x()'/>", "<use href='https://example.org/a.svg'/>", "<image href='#a'/>",
     "<path style='behavior: x'/>", "<path fill='url(https://example.org/a)'/>", "<foreignObject/>"],
)  # fmt: skip
def test_a_drawing_may_not_hold_it(inside: str) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    assert len(list(refused_in_drawing(drawing))) == 1
    if "style" not in inside:
        assert list(refused_in_drawing(safe_svg(drawing))) == []


def test_what_is_left_of_an_output_may_stand_on_a_page() -> None:
    for body in HOSTILE:
        assert list(refused(page(safe_html(body)))) == []


def site_of(root: Path, html: str) -> Layout:
    """A study with one executed page that shows this output."""
    layout = write_study(root, {"one": notebook(["# One?"])})
    shown = code_cell("1", [display({"text/html": html}, {})], {})
    made = new_notebook([text_cell("# One?"), shown], {METADATA: {"page": "one", "notebook": "one"}})
    write_text(layout.pages / "one.ipynb", text_of(made))
    return layout


def test_a_site_with_such_a_page_is_not_put_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layout = site_of(tmp_path / "s", "<p onclick='x()'>a</p>")
    before = read_text(build_site(layout, read_pages(layout)).first_page)
    monkeypatch.setattr(executed, "safe_html", str)
    layout.site_record.unlink()  # so that the page is made anew
    with pytest.raises(StudyError) as told:
        build_site(layout, read_pages(layout))
    assert str(told.value).startswith('one.html: holds <p onclick="x()">, which no page may hold; mend ')
    assert read_text(layout.site / "index.html") == before
    assert "onclick" not in read_text(layout.site / "one.html")
    assert not list(layout.build.glob(".site-*"))


def test_titles_of_other_pages_stand_on_a_page_as_words(tmp_path: Path) -> None:
    layout = site_of(tmp_path / "s", "<p>a</p>")
    title = "<b>One</b><script>x()</script>"
    made = new_notebook([text_cell("# \\<b>One\\</b>\\<script>x()\\</script>")],
                        {METADATA: {"page": "one", "notebook": "one"}})  # fmt: skip
    write_text(layout.pages / "one.ipynb", text_of(made))
    build_site(layout, read_pages(layout))
    for path in layout.site.glob("*.html"):
        assert title not in read_text(path), path.name
    assert "&lt;b&gt;One" in read_text(layout.site / "index.html")


def test_the_site_that_stands_here_holds_nothing_else() -> None:
    if not Layout().site.is_dir():
        pytest.skip("no site was made here yet")
    check_site(Layout().site)
