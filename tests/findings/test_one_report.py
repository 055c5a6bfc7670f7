import hashlib
import re
from dataclasses import replace

import pytest

from analysis import load
from analysis.errors import StudyError
from analysis.files import write_rows
from analysis.findings import one_report
from analysis.table.vocabulary import NUMBER_COLUMNS
from analysis.wording import anchor, safe
from made import REPORT, figure, write_data

AGAIN = {"figure_id": "first:200", "start": "200", "end": "203"}
HOSTILE = "<script>alert(1)</script> & "


def values(finding):
    return {each.result_id: f"{each.value:f}" for each in finding.results}


def cells(table, column):
    return [row[table.columns.index(column)] for row in table.rows]


def html(shown):
    return shown._repr_mimebundle_()["text/html"]


def test_an_unknown_report_is_refused(study):
    with pytest.raises(StudyError, match=r"report 'hanoi' is unknown; did you mean hanoi-fr or hanoi-es\?"):
        one_report.page(study, "hanoi")


@pytest.mark.parametrize("report_id", ["hanoi-fr", "hanoi-es", "national-fr", "langson-fr", "haiphong-fr"])
def test_every_figure_has_a_row_that_links_can_lead_to(study, report_id):
    table = one_report.page(study, report_id).figures
    own = [each for each in study.figures if each.report_id == report_id]
    assert cells(table, "figure") == [each.figure_id for each in own]
    ids = re.findall(r'<tr id="([^"]*)">', html(table))
    assert ids == [anchor(each.figure_id) for each in own]
    assert len(set(ids)) == len(own)


def test_a_row_says_what_the_figure_is_where_it_stands_and_what_it_belongs_to(study):
    table = one_report.page(study, "national-fr").figures
    row = dict(zip(table.columns, table.rows[cells(table, "figure").index("national-fr:12587")], strict=True))
    assert row == {
        "what": "Units without a vehicle", "place": "Viet Nam", "as stated": "354 units",
        "check": "✓ exact", "printed": "354",
        "role": "observed", "period": "at 15 August 2025 (carried over from before)",
        "relation": "out of 3,321 units national-fr:12595", "source": "Ministry of Finance",
        "note": "Date and source carried from the sentence before, same paragraph on public assets",
        "holder": "",
        "characters": "12587-12590", "figure": "national-fr:12587",
    }  # fmt: skip
    pointer = '<code class="figure" title="study trace national-fr:12595">national-fr:12595</code>'
    cell = '<td data-label="relation" style="text-align: left">'
    assert f"{cell}out of 3,321 units {pointer}</td>" in html(table)


def test_the_rows_begin_with_the_figure_and_its_place_and_have_no_empty_column(study):
    for report_id in study.reports:
        table = one_report.page(study, report_id).figures
        assert table.columns[:2] == ("figure", "characters")
        assert [name for name in table.columns if not any(cells(table, name))] == []
    assert "relation" not in one_report.page(study, "langson-fr").figures.columns
    assert "holder" not in one_report.page(study, "langson-fr").figures.columns


def test_a_figure_that_is_no_place_s_own_names_its_holder(study):
    table = one_report.page(study, "national-fr").figures
    holders = dict(zip(cells(table, "figure"), cells(table, "holder"), strict=True))
    assert {name for name, holder in holders.items() if holder} == {
        "national-fr:6515", "national-fr:9779", "national-fr:9779.2",
    }  # fmt: skip


def test_above_the_rows_stand_the_title_the_address_and_the_language_of_the_text(study):
    address = study.reports["haiphong-fr"].address
    said = one_report.page(study, "haiphong-fr").reading.text.split("\n\n")[-1]
    assert said.startswith(f"**Hai Phong: nine months of 2025**, [{safe(address)}]({safe(address)}): ")
    assert said.endswith(
        "the text that was read is in French; the article at the address may be in another language."
    )
    hostile = replace(study.reports["haiphong-fr"], language="vi", address="javascript:alert(1)")
    said = one_report.reading([], hostile, asked=False, text=None).text
    assert "javascript:alert\\(1\\): the text that was read is in Vietnamese; " in said
    letter = replace(study.reports["haiphong-fr"], language="en", address="")
    said = one_report.reading([], letter, asked=False, text=None).text
    assert said.endswith("**: the text that was read is in English; it has no address on the web.")


def test_hedges_windows_and_comparisons_are_in_words(study):
    table = one_report.page(study, "haiphong-fr").figures
    at = cells(table, "figure").index
    assert cells(table, "role")[at("haiphong-fr:5030")] == "target, at least"
    assert cells(table, "period")[at("haiphong-fr:3300")] == (
        "1 January to 30 September 2025 (year or start completed), against 1 January to 30 September 2024"
    )


def test_the_address_is_a_link(study):
    found = one_report.page(study, "haiphong-fr").origin
    address = study.reports["haiphong-fr"].address
    assert f'<a href="{address}">{address}</a>' in html(found.table)
    assert found.heading == "“Hai Phong: nine months of 2025” appeared on 1 October 2025"
    assert one_report.page(study, "langson-fr").origin.heading.endswith("appeared in August 2025")


def test_shares_follow_from_the_ties_of_the_report(study):
    found = one_report.page(study, "hanoi-fr").relations
    assert values(found) == {
        "tied_figures": "7",
        "share_1293": "100",  # 126 of 126
        "share_1923": "34.088547",  # 3 280 of 9 622
        "share_1997": "65.911453",  # 6 342 of 9 622
        "share_2922": "78.930310",  # 413 036 of 523 292
        "share_2961": "97.396353",  # 402 282 of 413 036
        "share_3004": "21.069690",  # 110 256 of 523 292
    }
    assert [mark.solid for mark in found.chart.marks] == [False, True, True, True, True, True]
    assert found.chart.marks[3].text == "78.9% of 523,292 files"


def test_a_part_of_another_place_is_named(study):
    labels = [mark.label for mark in one_report.page(study, "national-fr").relations.chart.marks]
    assert "Files received (Ho Chi Minh City)" in labels
    assert "Files submitted online" in labels


def test_a_tie_that_is_no_part_has_no_share(study):
    found = one_report.page(study, "haiphong-fr").relations
    assert values(found) == {"tied_figures": "1"}
    assert not hasattr(found.chart, "png")
    assert "ties one figure" in one_report.page(study, "langson-fr").relations.heading


def test_a_translation_says_so_and_leads_to_its_original(study):
    found = one_report.page(study, "hanoi-es").translation
    assert "is a translation of [Hanoi: two months of the two-tier model](07-one-report-hanoi-fr.ipynb)" in (
        found.text
    )
    assert values(found) == {"alike_in_translation": "26", "not_alike": "0"}
    assert "one language only" in one_report.page(study, "national-fr").translation.heading


def test_other_numbers_are_counted_by_kind(study):
    found = one_report.page(study, "hanoi-fr").numbers
    assert values(found) == {"other_numbers": "14"}
    assert dict(row[:2] for row in found.table.rows) == {
        "period": "8", "date": "3", "ordinal": "1", "in a web address": "1", "part of the web page": "1",
    }  # fmt: skip


def test_without_being_asked_no_text_is_read(study, monkeypatch):
    monkeypatch.setattr(one_report, "read_text", lambda report_id: pytest.fail("was read"))
    page = one_report.page(study, "hanoi-fr")
    assert "sentence" not in page.figures.columns
    assert "left out" in page.reading.text


def test_a_text_that_is_not_at_hand_is_named_in_one_line(study, monkeypatch, tmp_path):
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path))
    page = one_report.page(study, "hanoi-fr", show_sentences=True)
    assert "the registered text of hanoi-fr is not at hand" in page.reading.text
    assert "sentence" not in page.figures.columns


def test_the_sentence_of_every_figure_of_the_reports_is_marked(study, texts, monkeypatch):
    monkeypatch.setenv("STUDY_TEXTS", str(texts))
    shown = html(one_report.page(study, "national-fr", show_sentences=True).figures)
    marks = re.findall(r"<mark>(.*?)</mark>", shown)
    assert marks == [each.quote for each in study.figures if each.report_id == "national-fr"]


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A report of two sentences with something hostile in it, its translation, and its text."""
    words = f"Title\nIt rained. {HOSTILE}we had 120\n of 130 files. It was dry."
    start, whole = words.index("120"), words.index("130")
    reports = [
        REPORT | {"sha256": hashlib.sha256(words.encode()).hexdigest(), "address": "javascript:alert(1)"},
        REPORT | {"report_id": "second", "translation_of": "first", "title": "<i>[x](y)</i>"},
    ]
    part = figure(start, relation="part_of", related=f"first:{whole}", note="<b>", status="read")
    figures = {
        "first": [
            part,
            figure(whole, quote="130", value="130"),
            figure(99, quote="7", value="7"),
            part | AGAIN,
        ],
        "second": [
            figure(10, "second", relation="part_of", related="second:20"),
            figure(20, "second", quote="0", value="0"),
        ],
    }
    (tmp_path / "data").mkdir()
    data = write_data(tmp_path / "data", figures, reports)
    (tmp_path / "first.txt").write_bytes(words.encode())
    (tmp_path / "second.txt").write_bytes(b"another text than the registered one")
    monkeypatch.setenv("STUDY_TEXTS", str(tmp_path))
    return data


def test_a_hostile_text_is_escaped_around_the_mark(made):
    shown = html(one_report.page(load(made), "first", show_sentences=True, data=made).figures)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; we had <mark>120</mark>" in shown
    assert "<script" not in shown
    assert "It rained" not in shown
    assert "&lt;b&gt;; not reviewed" in shown


def test_an_address_that_is_none_is_no_link(made):
    assert "<a " not in html(one_report.page(load(made), "first", data=made).origin.table)


def test_a_text_that_changed_since_it_was_registered_is_not_shown(made):
    page = one_report.page(load(made), "second", show_sentences=True, data=made)
    assert "not at hand" in page.reading.text
    assert "sentence" not in page.figures.columns


def test_a_translation_that_differs_points_at_what_differs(made):
    found = one_report.page(load(made), "first", data=made).translation
    # 120 is alike once; 130, 7 and the second 120 stand in the original only, 0 in the translation only
    assert values(found) == {"alike_in_translation": "1", "not_alike": "4"}
    assert found.results[1].figure_ids[2:] == ("first:200", "second:20")
    assert "<i>" not in found.text
    assert r"\[x\]\(y\)" in found.text


def test_an_average_has_no_share_in_a_total(tmp_path):
    rows = [figure(10, relation="part_of", related="first:20", per="day"), figure(20, value="240")]
    found = one_report.page(load(write_data(tmp_path, {"first": rows})), "first", data=tmp_path).relations
    assert values(found) == {"tied_figures": "1"}


def test_a_share_of_nothing_is_not_computed(made):
    assert values(one_report.page(load(made), "second", data=made).relations) == {"tied_figures": "1"}


def test_a_report_without_figures_and_numbers_says_so(tmp_path):
    data = write_data(tmp_path, {"first": []})
    page = one_report.page(load(data), "first", data=data)
    assert page.bottom_line.text == "**“A report” states no figure.**"
    assert page.coverage.heading == "This report states no figure"
    assert page.numbers.heading == "Every number of this report is a figure"
    assert page.figures.rows == ()


def test_reasons_of_other_numbers_stand_once(tmp_path):
    data = write_data(tmp_path, {"first": [figure(10)]})
    row = {"start": "1", "end": "3", "quote": "2", "kind": "reference", "reason": "a decree"}
    write_rows(data / "numbers" / "first.csv", NUMBER_COLUMNS, [row, row | {"start": "5", "end": "6"}])
    rows = one_report.page(load(data), "first", data=data).numbers.table.rows
    assert rows == (("reference of a document", "2", "a decree", "1-3, 5-6"),)
