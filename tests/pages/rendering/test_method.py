"""The pages on method, errata, replies, glossary and reports: what they count, and what harms none."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

import evaluation
from analysis.errors import StudyError
from analysis.files import read_rows, read_text, write_rows, write_text
from analysis.pages.rendering.accuracy import ACCURACY, ACCURACY_COLUMNS, Accuracy, read_accuracy
from analysis.pages.rendering.allowed import allowed
from analysis.pages.rendering.claimed import reply_of
from analysis.pages.rendering.document import Document
from analysis.pages.rendering.errata import errata
from analysis.pages.rendering.glossary import glossary, read_glossary, with_terms
from analysis.pages.rendering.method import method
from analysis.pages.rendering.replying import replies
from analysis.pages.rendering.reports import reports
from analysis.pages.rendering.source import Made, Pages
from analysis.table.study import Study, load
from analysis.table.verdicts import Acceptance, read_accepted
from analysis.table.vocabulary import REPLY_COLUMNS
from analysis.wording import PAGE_ROWS
from corpus import SPECIMENS, specimens
from made import REPORT, figure, write_data

ATTACK = "<script>alert(1)</script><b onclick='a'>\"&\u2028\x07"
WRONG = [figure(7), figure(30, value="130", measure="files_processed")]
PLAIN = ATTACK[:-2]
CLAIM = "first:30/order/7"
ACCEPTED = {"claim_id": CLAIM, "reason": "misprint", "who": "editor", "date": "2025-10-02"}
REPLY = {"claim_id": CLAIM, "body": "The city", "answer": "A slip.", "date": "2025-10-03",
         "address": "https://example.org/reply"}  # fmt: skip
EMPTY = Accuracy([])


def study(folder: Path, *replies: dict[str, str], **tables: list[dict[str, str]]) -> Study:
    folder.mkdir(exist_ok=True)
    figures = tables.pop("figures", None)
    write_data(folder, {"first": figures or WRONG}, **tables)  # type: ignore[arg-type]
    write_rows(folder / "replies.csv", REPLY_COLUMNS, replies)
    return load(folder)


def pages_of(study: Study) -> Pages:
    made = (
        Made(f"07-one-report-{name}", "07-one-report", {"report_id": name}, "", ()) for name in study.reports
    )
    return Pages(tuple(made), {})


def every_page(study: Study, accepted: tuple[Acceptance, ...] = ()) -> list[Document]:
    pages = pages_of(study)
    return [method(study, read_accuracy()), errata(study, accepted, pages), replies(study, pages),
            glossary(), reports(study, pages)]  # fmt: skip


def rows_of(page: Document, part: str = "") -> list[list[str]]:
    """The cells of the tables of a page, or of a part of it."""
    body = page.body.partition(f'<h2 id="{part}">')[2].partition("<h2")[0] if part else page.body
    tree = LexborHTMLParser(body)
    return [[cell.text() for cell in row.css("td")] for row in tree.css("tbody tr")]


# What may stand on them


def elements_refused(page: Document) -> list[str]:
    """The elements and attributes of a page that allowed.yml does not have, and parts without an id."""
    known, found = allowed(), list[str]()
    for node in LexborHTMLParser(page.body).css("body *"):
        fine = {*known.everywhere, *known.words.attributes, *known.frame.get(node.tag, ())}
        if node.tag not in known.words.elements and node.tag not in known.frame:
            found.append(node.tag)
        found += [f"{node.tag} {name}" for name in node.attributes if name not in fine]
    ids = re.findall(r' id="([^"]+)"', page.body)
    return [*found, *(each for each in ids if ids.count(each) > 1)]


def test_every_page_holds_what_pages_may_hold() -> None:
    found = load()
    for page in every_page(found):
        assert elements_refused(page) == []
        assert "<h1" not in page.body
        assert page.lead.endswith(".")
        assert page.room == ("reports" if page.name == "reports" else "method")


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    figures = [{**each, "source": ATTACK, "note": ATTACK, "quote": ATTACK} for each in WRONG]
    reply = REPLY | {"body": PLAIN, "answer": PLAIN}
    corrections = [{
        "correction_id": "a", "figure_id": "first:7", "column": "note", "was": ATTACK,
        "becomes": "!" + ATTACK, "reason": ATTACK, "who": ATTACK, "date": ATTACK,
    }]  # fmt: skip
    title = PLAIN
    found = study(
        tmp_path, reply, figures=figures, corrections=corrections,
        reports=[REPORT | {"title": title, "publisher": title, "address": "https://example.org/?a&b"}],
    )  # fmt: skip
    for page in every_page(found, (Acceptance(CLAIM, ATTACK, ATTACK, ATTACK),)):
        assert elements_refused(page) == []
        assert [sign for sign in page.body if not sign.isprintable() and sign != "\n"] == []
        assert LexborHTMLParser(page.body).css("script") == []


def test_a_study_without_a_report_has_every_page(tmp_path: Path) -> None:
    write_data(tmp_path, {}, [])
    (tmp_path / "reports.csv").write_text(read_text(tmp_path / "reports.csv").partition("\n")[0] + "\n")
    found = load(tmp_path)
    assert found.reports == {}
    assert [page.name for page in every_page(found)] == ["method", "errata", "replies", "glossary", "reports"]
    assert "No report is registered yet." in reports(found, pages_of(found)).body
    assert "No report here states anything" in method(found, EMPTY).body


# Reports


def test_reports_stand_newest_first_with_what_is_known_of_them(tmp_path: Path) -> None:
    rows = [
        REPORT,
        REPORT | {"report_id": "later", "title": "", "published": "2025-09-30", "replaces": "first",
                  "address": "", "place": "VN"},
        REPORT | {"report_id": "earlier", "published": "2025-08-31", "translation_of": "later"},
    ]  # fmt: skip
    figures = {"first": WRONG, "later": [figure(10, "later", status="read")], "earlier": []}
    write_data(tmp_path, figures, rows)
    found = load(tmp_path)
    page = reports(found, pages_of(found))
    assert rows_of(page) == [
        ["A report", "A paper", "September 2025", "Hanoi", "English", "2", "2", "original", "", "first"],
        ["Report of 30 September 2025 about Viet Nam", "A paper", "30 September 2025", "Viet Nam", "English",
         "1", "0", "", "replaces A report", "later"],
        ["A report", "A paper", "31 August 2025", "Hanoi", "English", "0", "0", "original",
         "translation of Report of 30 September 2025 about Viet Nam", "earlier"],
    ]  # fmt: skip
    assert '<a href="07-one-report-later.html">Report of 30 September 2025' in page.body
    assert page.files == {}
    assert page.lead == "3 reports with 3 figures, 2 of them reviewed; the newest first."


def test_many_reports_end_on_the_page_and_stand_whole_in_a_file(tmp_path: Path) -> None:
    names = [f"r{at}" for at in range(PAGE_ROWS + 3)]
    write_data(tmp_path, {name: [] for name in names}, [REPORT | {"report_id": name} for name in names])
    found = load(tmp_path)
    page = reports(found, Pages((), {}))
    assert len(rows_of(page)) == PAGE_ROWS
    assert 'and 3 more reports: all of them in <a href="reports.csv">reports.csv</a>' in page.body
    assert str(page.files["reports.csv"]).count("\n") == PAGE_ROWS + 4
    assert "https://example.org/a" in str(page.files["reports.csv"])


def test_a_report_that_is_left_out_is_counted(tmp_path: Path) -> None:
    study(tmp_path)
    write_text(tmp_path / "figures" / "first.csv", "broken\n")
    found = load(tmp_path, whole=False)
    assert "a table of theirs is broken: 1 report;" in reports(found, Pages((), {})).body


# Errata


def test_errata_stand_newest_first_and_name_who_only_if_somebody_is_named(tmp_path: Path) -> None:
    change = {"figure_id": "first:7", "column": "value", "reason": "a slip", "who": ""}
    corrections = [
        change | {"correction_id": "a", "was": "120", "becomes": "121", "date": "2025-10-01"},
        change | {"correction_id": "b", "was": "121", "becomes": "122", "date": "2025-10-03"},
        change | {"correction_id": "c", "was": "122", "becomes": "123", "date": "2025-10-03"},
        change | {"correction_id": "d", "column": "note", "was": "", "becomes": "x", "date": "in October"},
    ]
    page = errata(found := study(tmp_path / "a", corrections=corrections), (), pages_of(found))
    assert rows_of(page) == [
        ["first:7", "A report", "note", "(nothing)", "x", "a slip", "in October"],
        ["first:7", "A report", "value", "122", "123", "a slip", "3 October 2025"],
        ["first:7", "A report", "value", "121", "122", "a slip", "3 October 2025"],
        ["first:7", "A report", "value", "120", "121", "a slip", "1 October 2025"],
    ]
    assert 'href="07-one-report-first.html#fig-first-7"' in page.body
    named = [corrections[0] | {"who": "editor"}]
    page = errata(found := study(tmp_path / "b", corrections=named), (), pages_of(found))
    assert rows_of(page)[0][-2:] == ["editor", "1 October 2025"]


def test_replaced_reports_and_accepted_claims_stand_among_the_errata(tmp_path: Path) -> None:
    rows = [REPORT, REPORT | {"report_id": "later", "title": "A later report", "replaces": "first"}]
    (tmp_path / "a").mkdir()
    write_data(tmp_path / "a", {"first": WRONG, "later": [figure(10, "later")]}, rows)
    page = errata(found := load(tmp_path / "a"), (), pages_of(found))
    assert rows_of(page) == [["A report", "September 2025", "A later report", "September 2025"]]
    found = study(tmp_path / "b", REPLY, accepted=[ACCEPTED])
    page = errata(found, read_accepted(tmp_path / "b" / "accepted.csv"), pages_of(found))
    (row,) = rows_of(page, "accepted")
    assert row[1:] == [
        "130 files ≤ 120 files does not hold; 10 files apart", "misprint",
        "reply: The city, 3 October 2025: A slip.", "editor", "2 October 2025",
    ]  # fmt: skip
    assert row[0].startswith("Files processed, Hanoi: 130 files")


# Replies


def test_a_claim_that_is_off_waits_until_somebody_was_asked(tmp_path: Path) -> None:
    page = replies(found := study(tmp_path / "a"), pages_of(found))
    assert page.lead == "Of 1 claim that is materially off, 0 were put to somebody and 0 have an answer."
    assert rows_of(page, "asked") == []
    (row,) = rows_of(page, "not-asked")
    assert row[2:] == ["A paper", CLAIM]
    assert "Still to be asked, with how many claims: A paper (1)." in page.body
    page = replies(
        found := study(tmp_path / "b", REPLY, REPLY | {"body": "A ward", "answer": ""}), pages_of(found)
    )
    assert page.lead == "Of 1 claim that is materially off, 1 was put to somebody and 1 has an answer."
    assert [row[2:5] for row in rows_of(page, "asked")] == [
        ["The city", "A slip.", "3 October 2025"], ["A ward", "no answer yet", "3 October 2025"],
    ]  # fmt: skip
    assert rows_of(page, "not-asked") == []
    assert '<a href="https://example.org/reply">The city</a>' in page.body


def test_whom_the_report_names_is_to_be_asked(tmp_path: Path) -> None:
    figures = [WRONG[0], WRONG[1] | {"source": "Ministry of Home Affairs"}]
    page = replies(found := study(tmp_path, figures=figures), pages_of(found))
    assert rows_of(page, "not-asked")[0][2] == "Ministry of Home Affairs"


def test_what_nobody_has_looked_at_is_marked_and_stands_in_no_headline(tmp_path: Path) -> None:
    figures = [WRONG[0] | {"status": "read"}, WRONG[1]]
    page = replies(found := study(tmp_path, figures=figures), pages_of(found))
    assert page.lead == (
        "No claim that rests on reviewed figures alone is materially off; 1 that is off waits for a review."
    )


def test_a_reply_about_a_claim_that_is_fine_stands_apart(tmp_path: Path) -> None:
    right = [WRONG[0], WRONG[1] | {"value": "110"}]
    page = replies(found := study(tmp_path, REPLY, figures=right), pages_of(found))
    assert [row[2] for row in rows_of(page, "others")] == ["The city"]


def test_a_reply_stands_beside_its_finding(tmp_path: Path) -> None:
    found = study(tmp_path, REPLY)
    assert "A slip." in reply_of(CLAIM, found.replies)
    assert "not asked" in reply_of("first:7/order/1", found.replies)


# Method and accuracy


def test_the_page_on_method_counts_what_the_tables_hold(tmp_path: Path) -> None:
    figures = [WRONG[0], WRONG[1] | {"status": "read", "doubt": "measure 0.62; place 0.71"}]
    page = method(study(tmp_path, figures=figures), EMPTY)
    assert page.lead == "1 of 2 figures have been reviewed, and 1 of 1 claim could be recomputed."
    assert "1 of 2 figures waits for a review" in re.sub("<[^>]*>", "", page.body)
    assert "1 is doubtful in a field: measure (1) and place (1)" in re.sub("<[^>]*>", "", page.body)
    marks = {row[0]: row[2:] for row in rows_of(page, "verdicts")}
    assert marks["✗ off"] == ["1", "100.0%"]
    assert marks["✓ exact"] == ["0", "0.0%"]


def test_accuracy_comes_from_the_table(tmp_path: Path) -> None:
    rows = [
        dict(zip(ACCURACY_COLUMNS, each, strict=True))
        for each in [
            ("sealed", "3", "3 00000000", "all", "found", "", "40", "39", ""),
            ("sealed", "3", "3 00000000", "all", "field", "measure", "40", "30", ""),
            ("sealed", "3", "3 00000000", "all", "probability", "0.8", "40", "30", "34.00"),
            ("sealed", "3", "3 00000000", "vi", "found", "", "4", "3", ""),
        ]
    ]
    write_rows(tmp_path / "accuracy.csv", ACCURACY_COLUMNS, rows)
    page = method(study(tmp_path / "a"), read_accuracy(tmp_path / "accuracy.csv"))
    assert rows_of(page, "accuracy")[0] == ["of the figures that a text states, found", "97.5% of 40"]
    assert ["right where found: measure", "75.0% of 40"] in rows_of(page, "accuracy")
    assert ["specimens kept sealed", "Vietnamese", "3 of 4"] in rows_of(page, "accuracy")
    assert rows_of(page, "doubt")[-1] == ["specimens kept sealed", "80 to 90%", "40", "85.0%", "75.0%"]
    assert "10.0 points less were right than it said" in page.body
    assert "with the reader 3 00000000; today" in page.body


@pytest.mark.parametrize(
    ("column", "value"), [("of", "x"), ("right", "41"), ("said", "0.5"), ("question", "who")]
)
def test_a_broken_table_of_accuracy_is_refused(tmp_path: Path, column: str, value: str) -> None:
    row = dict(zip(ACCURACY_COLUMNS, ("sealed", "3", "3 0", "all", "found", "", "40", "39", ""), strict=True))
    write_rows(tmp_path / "accuracy.csv", ACCURACY_COLUMNS, [row | {column: value}])
    with pytest.raises(StudyError, match=rf"accuracy\.csv: line 2, column {column}: .*make evaluate"):
        read_accuracy(tmp_path / "accuracy.csv")


def test_the_committed_table_speaks_of_texts_that_training_does_not_see() -> None:
    rows = read_accuracy().rows
    assert {row.texts for row in rows} <= set(evaluation.UNSEEN)
    assert evaluation.UNSEEN.keys().isdisjoint({"train", "specimens"})
    sealed = [row for row in rows if (row.texts, row.question, row.field) == ("sealed", "found", "")]
    assert sum(row.of for row in sealed if row.language != "all") == next(
        row.of for row in sealed if row.language == "all"
    )


def test_what_is_measured_is_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lessons = [each for each in specimens() if each.name in ("en-riverside", "fr-budget")] or [*specimens()][
        :2
    ]
    path = tmp_path / "accuracy.csv"
    monkeypatch.setattr(evaluation, "ACCURACY", path)
    evaluation.write_accuracy({"Sealed specimens": lessons})
    found = read_accuracy(path)
    whole = evaluation.by_language(lessons)["all"]
    assert found.about("found")["sealed"].share == pytest.approx(Decimal(whole.share("recall") * 100))
    assert found.about("field", "measure")["sealed"].right == whole.right(("measure",))
    bins = evaluation.bins(whole)
    assert [str(found.about("probability", low)["sealed"].of) for low in found.fields("probability")] == [
        many for _, many, _, _ in bins
    ]
    evaluation.write_accuracy({})
    assert read_accuracy(path) == found


@pytest.mark.slow
def test_the_committed_table_is_what_the_reader_does() -> None:
    rows = [row for row in read_rows(ACCURACY, ACCURACY_COLUMNS) if row["texts"] == "sealed"]
    assert evaluation.accuracy_rows("sealed", list(specimens(SPECIMENS / "sealed"))) == rows


# Glossary


def test_each_term_can_be_linked_to() -> None:
    page = glossary()
    for term in read_glossary().terms:
        assert f'<dt id="term-{term.id}">' in page.body
        assert term.definition.endswith(".")
    asked = {"commune", "ward", "province", "special-zone", "service-centre", "service-point", "decree-178",
             "on-time", "cumulative", "stock", "flow", "rate", "read", "doubtful", "exact", "within-rounding",
             "truncated", "off", "translation"}  # fmt: skip
    assert asked <= {term.id for term in read_glossary().terms}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("    vi: xã\n", "vi"),
        ("  - id: commune\n    term: Again\n    vi: a\n    definition: b.\n", "'commune' stands there twice"),
        ("    odd: a\n", "odd"),
    ],
)
def test_a_broken_glossary_is_refused(tmp_path: Path, change: str, said: str) -> None:
    lines = "terms:\n  - id: commune\n    term: Commune\n    definition: A unit.\n"
    text = lines.replace("    term", "    vi: xã\n    term") + change if "vi: xã" not in change else lines
    write_text(tmp_path / "glossary.yml", text)
    with pytest.raises(StudyError, match=said):
        read_glossary(tmp_path / "glossary.yml")


def test_only_the_first_use_of_a_term_is_linked_and_none_in_a_link() -> None:
    html = "<h2>Doubtful</h2><p><a>doubtful</a> Doubtful, doubtful</p>"
    assert with_terms(html) == (
        '<h2>Doubtful</h2><p><a>doubtful</a> <a class="term" href="glossary.html#term-doubtful">Doubtful</a>'
        ", doubtful</p>"
    )
