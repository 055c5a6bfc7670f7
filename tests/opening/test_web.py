"""Saved pages: what is the report, what is left aside, and that nothing is lost between the two."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import StudyError
from analysis.opening.form import written
from analysis.opening.web.opener import content_of_html, content_of_mhtml
from opening.wrapping import as_html, as_mhtml

LONG = "The communes of the province handled their files on time, and the people were satisfied with that. "


def text_of(page: str) -> str:
    return written(content_of_html(page).blocks)


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>12<b>.</b>345 files", "12.345 files\n"),
        ("<p>12&nbsp;345&#8239;% of &lt;5 &amp; &eacute;", "12\u00a0345\u202f% of <5 & é\n"),
        (
            "<p>12<sup>1</sup> files, 3,324 km<sup>2</sup>, the 1<sup>er</sup>",
            "12¹ files, 3,324 km², the 1er\n",
        ),
        ("<p>12<sup><a href='#n'>[3]</a></sup> files", "12³ files\n"),
        ("<p>CO<sub>2</sub> 12 fi&shy;les 1&#8203;3", "CO2 12 files 13\n"),
        ("<p>It<br>goes on.<br>Then<br>- 12 files<br><br>13", "It goes on.\n\nThen\n\n- 12 files\n\n13\n"),
        ("<p><del>11</del> <ins>12</ins> files <s>13</s><strike>14</strike>", "12 files\n"),
        ("<p><span style='text-decoration:line-through'>11</span> 12 files", "12 files\n"),
        ("<ul><li>12 files<li><p>13</p><p>14</p><ol><li>15</ol></ul>", "- 12 files\n- 13\n\n14\n\n- 15\n"),
        (
            "<h2>A</h2><blockquote>12 <q>files</q></blockquote><dl><dt>B<dd>13</dl>",
            "A\n\n12 files\n\nB\n\n13\n",
        ),
        ("<figure><img alt='99'><figcaption>12 files</figcaption></figure>", "12 files\n"),
        ("<div>12 files<div>13</div>14</div>", "12 files\n\n13\n\n14\n"),
        ("<pre>12 files were\nhandled.\n\n13</pre>", "12 files were handled.\n\n13\n"),
        ("<span style='display:block'>12</span><span style='display:block'>13</span>", "12\n\n13\n"),
    ],
)
def test_words_stand_as_a_person_reads_them(page: str, text: str) -> None:
    assert text_of(page) == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<table><tr><td>Ward<td>Files<tr><td>A<td>12</table>", "Ward\tFiles\nA\t12\n"),
        (
            "<p>Unit: million VND</p><table><thead><tr><th rowspan=2>Ward<th colspan=2>Files<tr><th>in<th>out"
            "<tbody><tr><td>A<td>12<td>11<tr><td rowspan=2>B<td>5<td>4<tr><td colspan=2>3</table>",
            "Unit: million VND\n\nWard\tFiles in\tFiles out\nA\t12\t11\nB\t5\t4\nB\t3\t3\n",
        ),
        (
            "<table><caption>Table 1</caption><tr><td colspan=3>Unit: files<tr><th>Ward<th>2024<th>2025"
            "<tr><td>A<td>12<td>13<tr><td colspan=3>Source: the ward</table>",
            "Table 1\n\nUnit: files\n\nWard\t2024\t2025\nA\t12\t13\n\nSource: the ward\n",
        ),
        (
            "<table><tr><td><p>Ward</p><td><p>Files</p><tr><td>A<td>12<sup>1</sup></table>",
            "Ward\tFiles\nA\t12¹\n",
        ),
        ("<table><tr><td>12 files</table>", "12 files\n"),
        ("<table><tr><td>12 files<tr><td>13</table>", "12 files\n\n13\n"),
        (f"<table><tr><td>a<td><h1>T</h1><p>{LONG}</table>", f"T\n\n{LONG.strip()}\n"),
        ("<table><tr><td>a<td><table><tr><td>W<td>F<tr><td>A<td>12</table></table>", "W\tF\nA\t12\n"),
        ("<table><tr><td>A<td>12<td>13</table>", "A\t12\t13\n"),
        ("<table><tr><td>1<td rowspan=99999 colspan=99999>2<tr><td>3</table>", "1\t2\n3\t2\n"),
    ],
)
def test_tables_of_figures_stay_tables(page: str, text: str) -> None:
    assert text_of(page) == text


@pytest.mark.parametrize(
    ("hidden", "line"),
    [
        ("<p hidden>99 files</p>", "hidden: 99 files"),
        ("<p style='DISPLAY: none'>99 files</p>", "hidden (display: none): 99 files"),
        ("<p style='visibility:hidden'>99</p>", "hidden (visibility: hidden): 99"),
        ("<span style='font-size:0px'>99</span>", "hidden (no size): 99"),
        ("<div style='position:absolute;left:-9999px'>99</div>", "hidden (off the screen): 99"),
        ("<i aria-hidden=true>99</i>", "hidden (aria-hidden): 99"),
        ("<template><p>99</p></template>", "hidden (template): 99"),
        ("<noscript>99</noscript>", "hidden (noscript): 99"),
        ("<span style='color:#FFF'>99</span>", "hidden (white on white): 99"),
        ("<style>.x,p.y{display:none}</style><p class='a y'>99</p>", "hidden (display: none): 99"),
        ("<select><option>99</select>", "form: 99"),
        ("<svg><text>99</text></svg>", "picture or player: 99"),
        ("<script>var a = 99</script>", "script: 10 letters"),
        ("<nav>99</nav>", "navigation: 99"),
        ("<div class=cookie-banner>99</div>", "cookies: 99"),
        ("<div id=comments>99</div>", "comments: 99"),
        ("<del>99</del>", "struck through: 99"),
    ],
)
def test_what_nobody_is_meant_to_read_is_told_and_not_read(hidden: str, line: str) -> None:
    content = content_of_html(f"<h1>Files</h1><p>{LONG}</p>{hidden}<p>{LONG}</p>")
    assert "99" not in written(content.blocks)
    assert line in content.aside


def test_white_words_on_a_dark_ground_are_read() -> None:
    assert text_of("<div style='background:#003'><b style='color:#fff'>12 files</b></div>") == "12 files\n"


def test_a_page_that_hides_more_than_it_shows_is_doubtful() -> None:
    assert content_of_html(f"<p>12 files</p><p hidden>{LONG}</p>").doubtful


@pytest.mark.parametrize(
    "page",
    [
        f"<div class=menu><a>11 new</a></div><div><div><h1>T</h1></div><div><p>{LONG}<p>{LONG}</div></div>"
        "<div><div><a>13 new</a></div><div><a>14 new</a></div></div>",
        f"<form id=aspnetForm><table><tr><td><a>11 new</a><td><h1>T</h1><p>{LONG}<p>{LONG}</table></form>",
        f"<body><div class='sidebar-left x'><h1>T</h1>{LONG}<br><br>{LONG}</div><div class=footer>15",
        f"<center><font><h1>T</h1>{LONG}<p>{LONG}</font></center><hr><footer>12 Nguyen Du</footer>",
    ],
)
def test_the_article_is_found_in_any_soup(page: str) -> None:
    assert text_of(page) == f"T\n\n{LONG.strip()}\n\n{LONG.strip()}\n"


WORDS = st.integers(10_000, 99_999).map("w{}x".format)
TAGS = st.sampled_from((
    "div", "p", "span", "b", "nav", "table", "tr", "td", "th", "ul", "li", "h1", "h3", "a", "section", "main",
    "aside", "del", "sup", "pre", "form", "button", "label", "blockquote", "article", "header", "footer",
    "noscript", "caption", "thead", "select", "svg", "details", "summary", "title", "object", "math", "ruby",
    "template",
))  # fmt: skip
NAMES = st.sampled_from(
    ["", " class=related", " hidden", " id=main", " class='share ads'", " style='color:white'"]
)
PAGES = st.recursive(
    WORDS,
    lambda inner: st.tuples(TAGS, NAMES, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}{made[1]}>{' '.join(made[2])}</{made[0]}>"
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_no_word_of_a_page_is_lost(page: str) -> None:
    words = set(re.findall(r"w\d+x", page))
    try:
        content = content_of_html(page)
    except StudyError:
        assert not words
        return
    assert set(re.findall(r"w\d+x", written(content.blocks) + "\n".join(content.aside))) == words


@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
def test_a_saved_page_with_its_parts_is_the_page(transfer: str) -> None:
    text = "Hà Nội\n\nThành phố đã giải quyết 12.345 hồ sơ, đạt 98,7 %.\n"
    saved, page = content_of_mhtml(as_mhtml(text, transfer)), content_of_html(as_html(text))
    assert (saved.blocks, saved.aside) == (page.blocks, page.aside)
    assert written(saved.blocks) == text


def test_a_frame_of_a_saved_page_is_left_aside() -> None:
    part = "--x\nContent-Type: text/html; charset=utf-8\n\n"
    saved = f"Content-Type: multipart/related; boundary=x\n\n{part}<p>12 hồ sơ\n{part}<p>13 ads\n--x--"
    content = content_of_mhtml(saved)
    assert (written(content.blocks), content.aside) == ("12 hồ sơ\n", ["frame: 13 ads"])


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ("<html><script>12</script></html>", "without words"),
        ("<div>" * 100_000 + "12", "too many elements"),
        ("<p>1" * 300_000, "too many elements"),
        ("<div " + " ".join(f"a{n}" for n in range(50_000)) + ">12</div>", "tens of thousands of letters"),
        ("12 files " * 1_500_000, "millions of letters"),
        ("<table>" + ("<tr>" + "<td colspan=1000>1" * 9) * 5_000, "table that is too large"),
    ],
    ids=["empty", "deep", "many", "attributes", "long", "table"],
)
def test_a_page_that_no_report_can_be_is_refused_in_a_line(page: str, problem: str) -> None:
    with pytest.raises(StudyError, match=problem):
        content_of_html(page)


def test_a_huge_attribute_and_unclosed_ends_do_no_harm() -> None:
    assert text_of(f"<img src='data:image/png;base64,{'A' * 20_000_000}'><p>12 files<!-- ") == "12 files\n"
    assert text_of("<p>12 files <b>and <i>13 <table><tr><td>14") == "12 files and 13\n\n14\n"


def test_a_saved_page_without_a_page_is_refused() -> None:
    with pytest.raises(StudyError, match="without a page in it"):
        content_of_mhtml(
            "Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/css\n\np{}\n--x--"
        )
