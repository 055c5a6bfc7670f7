"""What of a page is found, and where it stands; the ids that pages are given for it."""

from __future__ import annotations

import pytest

from analysis.pages.rendering.search.entries import LONGEST_TEXT, PART, ROW, TITLE, read_page, with_ids

HEAD = "<thead><tr><th>figure</th><th>value</th></tr></thead>"


def entries(body: str, outside: str = "") -> list[tuple[int, str, str, str]]:
    _, page = read_page(
        "a.html", f"<html><head><title>T</title></head><body>{outside}<main>{body}</main></body>"
    )
    return [(each.kind, each.anchor, each.part, each.text) for each in page.entries]


def test_titles_parts_and_rows_stand_where_a_reader_meets_them() -> None:
    body = (
        "<h1>Files <b>in</b> Hanoi</h1><p>First words.</p><h2 id='how'>How many</h2><p>Some</p><p>more.</p>"
        f"<table>{HEAD}<tbody><tr id='fig-a-1'><td><code>a:1</code></td><td>12</td><td></td></tr>"
        "<tr id='x'><td>a <b>b</b><br>c</td><td>413 036</td></tr></tbody></table>"
        "<h3 id='less'>Less</h3><p>End."
    )
    assert entries(body) == [
        (TITLE, "", "", "Files in Hanoi"),
        (PART, "", "", "First words."),
        (ROW, "fig-a-1", "How many", "a:1\t12"),
        (ROW, "x", "How many", "a b c\t413 036"),
        (PART, "how", "How many", "How many Some more.\tfigure\tvalue"),
        (PART, "less", "Less", "Less End."),
    ]


def test_menus_forms_code_and_what_is_hidden_are_not_found() -> None:
    hidden = (
        "<nav>menu</nav><form><label>field</label></form><pre>code()</pre><script>run()</script>"
        "<p hidden>no</p><h2 id=a>A</h2><p class='take-along'>CSV</p><div class='cell_input'>c</div>"
        "<noscript>n</noscript>"
    )
    assert entries(f"{hidden}<p>words</p>", outside="<header>head</header>") == [(PART, "a", "A", "A words")]


def test_a_page_without_a_heading_is_called_by_its_head_and_without_that_by_its_address() -> None:
    assert read_page("a.html", "<title> Some\n title </title><p>b")[1].title == "Some title"
    assert read_page("a.html", "<p>b")[1].title == "a.html"


def test_a_row_without_an_id_stands_at_one_in_it_or_the_nearest_before() -> None:
    inside = (
        "<template><table><tr><td></td></tr></table></template><!-- <tr> --><table><tr id=r><td>1</td></tr>"
    )
    broken = f"{inside}<tr><td><p id=p>2</p></td></tr><tr><td title='<tr >'>3</td></tr></table>"
    assert [entry[:2] for entry in entries(broken) if entry[0] == ROW] == [(ROW, "r"), (ROW, "p"), (ROW, "p")]


def test_numbers_of_two_cells_or_lines_do_not_become_one() -> None:
    body = (
        "<ul><li>12</li><li>413</li></ul><table><tr id=r><td>12<br>413 <b>036</b></td><td>5</td></tr></table>"
    )
    assert [entry[3] for entry in entries(body)] == ["12\t413\t036\t5", "12\t413"]


def test_a_long_part_is_several_entries_at_one_place() -> None:
    found = entries(f"<h2 id=a>A</h2><p>{'word ' * 5000}</p>")
    assert len(found) == 3
    assert {entry[1] for entry in found} == {"a"}
    assert max(len(entry[3]) for entry in found) <= LONGEST_TEXT


@pytest.mark.parametrize(
    ("html", "named"),
    [
        ("<h2>Đơn vị</h2><h2>Đơn vị</h2>", '<h2 id="don-vi">Đơn vị</h2><h2 id="don-vi-2">Đơn vị</h2>'),
        ("<h2 class='a>b'>A</h2>", "<h2 id=\"a\" class='a>b'>A</h2>"),
        ('<p id="a"></p><h3>A</h3>', '<p id="a"></p><h3 id="a-2">A</h3>'),
        ("<h2>…</h2>", '<h2 id="part">…</h2>'),
        ("<section id=s><h2>A</h2></section>", "<section id=s><h2>A</h2></section>"),
        ("<table><thead><tr><th>a</table>", "<table><thead><tr><th>a</table>"),
        ("<!--<h2>--><script>'<h2>'</script><h2>A", "<!--<h2>--><script>'<h2>'</script><h2 id=\"a\">A"),
        ("<title><h2>x</h2></title><h2>A</h2>", "<title><h2>x</h2></title><h2>A</h2>"),
    ],
)  # fmt: skip
def test_parts_and_rows_get_ids_and_nothing_else_changes(html: str, named: str) -> None:
    assert with_ids(html) == named
    assert with_ids(named) == named


def test_a_rows_id_stays_where_other_rows_come_and_go() -> None:
    def row_ids(*rows: str) -> dict[str, str]:
        html = (
            f"<main><table>{HEAD}<tbody>{''.join(f'<tr><td>{row}</td></tr>' for row in rows)}</tbody></table>"
        )
        _, page = read_page("a.html", html)
        return {entry.text: entry.anchor for entry in page.entries if entry.kind == ROW}

    before, after = row_ids("one", "two", "three"), row_ids("zero", "three", "two")
    assert before["two"] == after["two"]
    assert before["three"] == after["three"]
    assert len(set(before.values())) == 3
