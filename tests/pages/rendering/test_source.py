"""What a page must know to point at another."""

from __future__ import annotations

from analysis.pages.rendering.source import Made, Pages


def pages(*names: tuple[str, str]) -> Pages:
    made = tuple(Made(page, notebook, {}, "", ()) for page, notebook in names)
    return Pages(made, {})


def test_a_link_means_the_page_of_that_name_else_the_first_of_that_notebook() -> None:
    known = pages(("01-a-VN-HN", "01-a"), ("01-a", "01-a"), ("02-b-VN-HN", "02-b"), ("02-b-VN-HP", "02-b"))
    assert known.page_named("01-a") == "01-a"
    assert known.page_named("02-b") == "02-b-VN-HN"
    assert known.page_named("02-b-VN-HP") == "02-b-VN-HP"
    assert known.page_named("03-c") == ""
