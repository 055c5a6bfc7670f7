"""A PDF becomes blocks: what is read, in which order, what is left aside, and what is refused."""

from __future__ import annotations

import time
import zlib
from unicodedata import normalize

import pytest

from analysis.errors import StudyError
from analysis.opening.form import Content, Heading, Item, Paragraph, Table
from analysis.opening.opener import opened
from analysis.opening.pdf.opener import content_of_pdf
from pdfs import Drawing, file_of, pdf, width_of

WORDS = [
    "the",
    "communes",
    "of",
    "this",
    "province",
    "have",
    "received",
    "many",
    "more",
    "files",
    "than",
    "last",
    "year",
    "and",
    "most",
    "of",
    "them",
    "were",
    "settled",
    "before",
    "the",
    "day",
    "on",
    "which",
    "they",
    "were",
    "due",
    "so",
    "that",
    "people",
    "waited",
    "less",
    "than",
    "they",
    "had",
    "feared",
    "in",
    "the",
    "spring",
    "when",
    "the",
    "two",
    "tiers",
    "began",
    "their",
    "work",
    "and",
    "nobody",
    "knew",
    "who",
    "would",
    "sign",
    "what",
    "and",
    "where",
    "the",
    "old",
    "stamps",
    "had",
    "gone",
    "to",
]


def filled(width: float, count: int, start: int = 0, size: float = 10) -> list[str]:
    """So many lines of words, each as long as the width allows."""
    lines, at = [], start
    for _ in range(count):
        line = WORDS[at % len(WORDS)]
        at += 1
        while width_of(f"{line} {WORDS[at % len(WORDS)]}", size) <= width:
            line, at = f"{line} {WORDS[at % len(WORDS)]}", at + 1
        lines.append(line)
    return lines


def cut(lines: list[str], at: int) -> tuple[list[str], list[str]]:
    return lines[:at], lines[at:]


def texts(content: Content) -> list[str]:
    return [each.text for each in content.blocks if isinstance(each, Paragraph)]


def tables(content: Content) -> list[list[list[str]]]:
    return [[list(row) for row in each.rows] for each in content.blocks if isinstance(each, Table)]


def page(*lines: str) -> Drawing:
    made = Drawing()
    for index, line in enumerate(lines):
        made.text(50, 130 + 30 * index, line)
    return made


class TestReadingOrder:
    def test_two_columns_are_read_one_after_the_other_under_a_title_over_both(self) -> None:
        made = Drawing().text(
            50, 80, "What the communes of the whole province have said of files this year", 14
        )
        left, right = cut(filled(235, 34), 20)
        made.lines(50, 110, left)
        made.lines(310, 110, right)
        assert [type(each) for each in content_of_pdf(pdf(made)).blocks] == [Heading, Paragraph]
        assert texts(content_of_pdf(pdf(made)))[1] == " ".join([*left, *right])

    def test_columns_whose_lines_are_not_level_are_columns(self) -> None:
        made = Drawing()
        left, right = cut(filled(235, 40), 20)
        made.lines(50, 110, left)
        made.lines(310, 115, right)
        assert texts(content_of_pdf(pdf(made))) == [" ".join([*left, *right])]

    def test_three_columns(self) -> None:
        made = Drawing()
        lines = filled(150, 75)
        columns = [lines[:25], lines[25:50], lines[50:]]
        for x, lines in zip((50, 220, 390), columns, strict=True):
            made.lines(x, 110, lines)
        assert texts(content_of_pdf(pdf(made))) == [" ".join(line for lines in columns for line in lines)]

    def test_the_order_of_drawing_does_not_matter(self) -> None:
        made = Drawing()
        left, right = cut(filled(235, 24), 12)
        for index in reversed(range(12)):
            made.text(310, 110 + 12 * index, right[index])
            made.text(50, 110 + 12 * index, left[index])
        assert texts(content_of_pdf(pdf(made))) == [" ".join([*left, *right])]

    def test_a_paragraph_goes_on_over_the_page(self) -> None:
        one, other = Drawing(), Drawing()
        first, second = cut(filled(480, 14), 10)
        one.lines(50, 650, first)
        other.lines(50, 80, second)
        assert texts(content_of_pdf(pdf(one, other))) == [" ".join([*first, *second])]

    def test_paragraphs_without_room_between_end_where_a_word_had_room(self) -> None:
        made = Drawing()
        first, second = [*filled(480, 3), "Twelve files wait."], [*filled(480, 3, start=40), "Done."]
        made.lines(50, 100, [*first, *second])
        assert texts(content_of_pdf(pdf(made))) == [" ".join(first), " ".join(second)]

    @pytest.mark.parametrize("turned", [0, 90, 180, 270])
    def test_a_page_is_read_whichever_way_it_is_turned(self, turned: int) -> None:
        made = page("Hanoi has 126 communes", "and Hue has 40 of them")
        made.turned = turned
        assert len(texts(content_of_pdf(pdf(made)))) == 2

    def test_a_page_whose_letters_all_stand_upright_is_read(self) -> None:
        made = Drawing()
        made.text(100, 700, "Hanoi has 126 communes", matrix="0 1 -1 0")
        made.text(130, 700, "and Hue has 40 of them", matrix="0 1 -1 0")
        assert texts(content_of_pdf(pdf(made))) == ["Hanoi has 126 communes", "and Hue has 40 of them"]


class TestWords:
    @pytest.mark.parametrize(
        ("before", "after", "whole"),
        [
            ("Of the files that the adminis-", "tration has received", "administration has"),
            ("Công tác phối hợp đa-", "ngành được tăng cường", "đa-ngành được"),
            ("The plan of the years 2020-", "2025 names 12 communes", "2020-2025 names"),
            ("They speak of two-tier government; this two-", "tier way is new", "this two-tier way"),
            ("Of the files that the adminis\u00ad", "tration has received", "administration has"),
        ],
    )
    def test_a_word_broken_at_a_line_s_end_is_whole_and_a_compound_keeps_its_hyphen(
        self, before: str, after: str, whole: str
    ) -> None:
        made = Drawing()
        made.lines(50, 100, ["x" * (len(before) - 1) + " y", before, after])
        assert whole in " ".join(texts(content_of_pdf(pdf(made))))

    def test_letters_of_vietnamese_are_composed(self) -> None:
        text = "Đã giải quyết 12 hồ sơ."
        read = texts(content_of_pdf(pdf(page(normalize("NFD", text)), page(text))))
        assert read == [text, text]

    def test_letters_drawn_twice_are_read_once(self) -> None:
        made = page("Hanoi has 126 communes").text(50.3, 130, "Hanoi has 126 communes")
        assert texts(content_of_pdf(pdf(made))) == ["Hanoi has 126 communes"]

    @pytest.mark.parametrize("text", ["B Á O  C Á O  C H U N G", "R E P O R T  O N  F I L E S"])
    def test_words_with_room_between_their_letters_are_words(self, text: str) -> None:
        words = " ".join(word.replace(" ", "") for word in text.split("  "))
        assert texts(content_of_pdf(pdf(page(text)))) == [words]
        spaced = Drawing().text(50, 90, words, how="4 Tc")
        assert texts(content_of_pdf(pdf(spaced))) == [words]

    def test_a_raised_mark_joins_no_number(self) -> None:
        made = page("They settled 12")
        x = 50 + width_of("They settled 12")
        made.text(x, 126, "1", 6).text(x + 5, 130, " files on 33 km")
        made.text(x + 5 + width_of(" files on 33 km"), 126, "2", 6)
        assert texts(content_of_pdf(pdf(made))) == ["They settled 12¹ files on 33 km²"]

    def test_ligatures_are_letters(self) -> None:
        assert texts(content_of_pdf(pdf(page("12 ofﬁces and ﬂoors")))) == ["12 offices and floors"]


class TestKinds:
    def test_headings_are_larger_or_bold(self) -> None:
        made = Drawing().text(50, 80, "Files in Hanoi", 16).text(50, 110, "The first year", bold=True)
        made.lines(50, 140, filled(480, 4))
        kinds = [type(each) for each in content_of_pdf(pdf(made)).blocks]
        assert kinds == [Heading, Heading, Paragraph]

    def test_items_begin_with_a_mark(self) -> None:
        made = page("These communes wait:")
        made.lines(
            60, 150, ["• 12 communes have no room;", "• 13 communes have no car;", "1) and 4 neither."]
        )
        blocks = content_of_pdf(pdf(made)).blocks
        assert blocks[1:] == [
            Item("• 12 communes have no room;"),
            Item("• 13 communes have no car;"),
            Item("1) and 4 neither."),
        ]

    def test_footnotes_stand_at_the_end(self) -> None:
        one, other = page(*filled(480, 3)), page("The last page says that 12 files wait.")
        one.text(50, 780, "1", 5).text(54, 783, "Without the 3 special zones.", 7)
        assert texts(content_of_pdf(pdf(one, other)))[-1] == "¹ Without the 3 special zones."


ROWS = [["Place", "Plan", "Done"], ["Hanoi", "1,200", "950.5"], ["Hue", "300", "12"], ["Da Nang", "80", "–"]]


class TestTables:
    def drawn(
        self, rows: list[list[str]], y: float = 150, *, ruled: bool, made: Drawing | None = None
    ) -> Drawing:
        made = made or Drawing()
        xs = [50.0, 200.0, 320.0, 440.0]
        for index, row in enumerate(rows):
            for x, cell in zip(xs, row, strict=False):
                made.text(x + 5, y + 14 + 20 * index, cell)
        return made.grid(xs, [y + 20 * index for index in range(len(rows) + 1)]) if ruled else made

    @pytest.mark.parametrize("ruled", [True, False])
    def test_every_cell_stands_in_its_row_and_column(self, ruled: bool) -> None:
        made = (
            self.drawn(ROWS, ruled=ruled).text(330, 140, "Unit: million VND").lines(50, 260, filled(480, 3))
        )
        made = self.drawn(ROWS, ruled=ruled).text(330, 140, "Unit: million VND")
        content = content_of_pdf(pdf(made))
        assert tables(content) == [ROWS]
        assert texts(content) == ["Unit: million VND"]

    def test_amounts_that_end_at_one_edge_are_a_column(self) -> None:
        made = Drawing()
        for index, row in enumerate(ROWS):
            made.text(50, 100 + 14 * index, row[0])
            for x, cell in zip((200, 300), row[1:], strict=True):
                made.text(x - width_of(cell), 100 + 14 * index, cell)
        assert tables(content_of_pdf(pdf(made))) == [ROWS]

    def test_heads_of_several_rows_with_a_span(self) -> None:
        made = Drawing()
        xs, ys = [50.0, 200.0, 320.0, 440.0], [100.0, 120.0, 140.0, 160.0]
        made.grid(xs, [ys[0], ys[2], ys[3]]).signs.pop(2)  # the upright rule at 320 goes
        made.rule(320, 120, 320, 160).rule(200, 120, 440, 120)
        made.text(55, 124, "Place").text(290, 114, "Files").text(205, 134, "2024").text(325, 134, "2025")
        made.text(55, 154, "Hanoi").text(205, 154, "12").text(325, 154, "15")
        (table,) = (each for each in content_of_pdf(pdf(made)).blocks if isinstance(each, Table))
        assert table.heads == 2
        assert table.rows == [["Place", "Files", "Files"], ["Place", "2024", "2025"], ["Hanoi", "12", "15"]]

    def test_a_cell_of_several_lines_is_one(self) -> None:
        made = Drawing().grid([50.0, 200.0, 320.0], [100.0, 120.0, 160.0])
        made.text(55, 114, "Place").text(205, 114, "Files")
        made.text(55, 134, "The communes of").text(55, 148, "the north").text(205, 134, "12")
        assert tables(content_of_pdf(pdf(made))) == [
            [["Place", "Files"], ["The communes of the north", "12"]]
        ]

    def test_a_wrapped_cell_without_rules_is_one(self) -> None:
        made = Drawing()
        rows = [
            ("Place", "Plan", "Done"),
            ("The communes of", "12", "9"),
            ("the north", "", ""),
            ("Hue", "5", "4"),
        ]
        for index, row in enumerate(rows):
            for x, cell in zip((50, 250, 400), row, strict=True):
                made.text(x, 100 + 13 * index, cell)
        assert tables(content_of_pdf(pdf(made))) == [
            [["Place", "Plan", "Done"], ["The communes of the north", "12", "9"], ["Hue", "5", "4"]]
        ]

    @pytest.mark.parametrize("ruled", [True, False])
    def test_a_table_goes_on_on_the_next_page_its_head_said_once(self, ruled: bool) -> None:
        one = self.drawn(ROWS, 680, ruled=ruled)
        more = [ROWS[0], ["Vinh", "7", "6"], ["Can Tho", "70", "66"]]
        other = self.drawn(more, 60, ruled=ruled)
        assert tables(content_of_pdf(pdf(one, other))) == [[*ROWS, *more[1:]]]

    def test_white_letters_on_a_dark_head_are_read(self) -> None:
        made = Drawing().area(50, 150, 440, 170)
        rows = self.drawn(ROWS[1:], 170, ruled=True, made=made)
        for x, cell in zip((50, 200, 320), ROWS[0], strict=True):
            rows.text(x + 5, 164, cell, how="1 g")
        rows.grid([50.0, 200.0, 320.0, 440.0], [150.0, 170.0])
        assert tables(content_of_pdf(pdf(rows))) == [ROWS]


class TestAside:
    def test_running_lines_and_numbers_of_pages_are_left_aside(self) -> None:
        pages = [
            page(f"Page {number} says that {number * 7} files wait.").text(50, 40, "Bulletin of the office")
            .text(280, 810, f"{number}/4") for number in range(1, 5)
        ]  # fmt: skip
        content = content_of_pdf(pdf(*pages))
        assert texts(content) == [
            f"Page {number} says that {number * 7} files wait." for number in range(1, 5)
        ]
        assert content.aside == (
            "running line of 4 pages: Bulletin of the office", "running line of 4 pages: #/#"
        )  # fmt: skip

    def test_lines_of_amounts_at_one_height_are_no_running_lines(self) -> None:
        pages = [
            Drawing().text(50, 60, f"Sum {value} files").text(50, 200, "Hanoi says so.") for value in (12, 15)
        ]
        assert texts(content_of_pdf(pdf(*pages)))[0] == "Sum 12 files"

    @pytest.mark.parametrize(
        ("how", "x", "size"),
        [("3 Tr", 50, 10), ("1 g", 50, 10), ("", 5000, 10), ("", 50, 0.5)],
        ids=["mode", "white", "outside", "tiny"],
    )
    def test_hidden_words_are_told_and_not_read(self, how: str, x: float, size: float) -> None:
        made = page("Hanoi has 126 communes").text(x, 300, "and 999 ghosts", size, how=how)
        content = content_of_pdf(pdf(made))
        assert texts(content) == ["Hanoi has 126 communes"]
        assert content.aside == ("hidden: and 999 ghosts (page 1)",)

    def test_turned_words_and_watermarks_are_told_and_not_read(self) -> None:
        made = page("Hanoi has 126 communes", "and Hue has 40")
        made.text(100, 500, "DRAFT 7", 60, how="0.9 g", matrix="0.7 0.7 -0.7 0.7")
        made.text(20, 500, "Archive 9", matrix="0 1 -1 0").text(200, 700, "COPY", 50, how="0.85 g")
        content = content_of_pdf(pdf(made))
        assert texts(content) == ["Hanoi has 126 communes", "and Hue has 40"]
        assert tuple(sorted(content.aside)) == (
            "turned: Archive 9 (page 1)", "watermark: COPY (page 1)", "watermark: DRAFT 7 (page 1)"
        )  # fmt: skip


class TestRefused:
    def refusal(self, raw: bytes) -> str:
        with pytest.raises(StudyError) as caught:
            content_of_pdf(raw)
        return str(caught.value)

    def test_a_scan_without_text(self) -> None:
        scan = pdf(Drawing().picture(0, 0, 595, 842), Drawing().picture(0, 0, 595, 842))
        assert (
            self.refusal(scan)
            == "is a scan without text; drop its text beside it as .txt, under the same name"
        )

    def test_a_text_layer_of_a_scan_is_taken_and_doubtful(self) -> None:
        made = Drawing().picture(0, 0, 595, 842)
        for index, line in enumerate(filled(480, 5)):
            made.text(50, 90 + 12 * index, line, how="3 Tr")
        content = content_of_pdf(pdf(made))
        assert texts(content) == [" ".join(filled(480, 5))]
        assert content.doubtful == "text layer of a scan"

    def test_a_picture_among_pages_is_told(self) -> None:
        content = content_of_pdf(pdf(page(*filled(480, 9)), Drawing().picture(0, 0, 595, 842)))
        assert content.remarks == ("page 2: a picture without text, not read",)
        assert not content.doubtful

    def test_fonts_that_do_not_say_their_letters(self) -> None:
        raw = pdf(page(*filled(480, 9)), unmapped=True)
        assert self.refusal(raw).startswith("does not say which letters its fonts draw; save it anew")

    @pytest.mark.parametrize(
        ("font", "text", "name"),
        [
            (".VnTime", "C¸c x· cña tØnh ®· nhËn ®îc 12.345 hå s¬", "TCVN3"),
            ("VNI-Times", "Caùc xaõ cuûa tænh ñaõ nhaän ñöôïc 12.345 hoà sô", "VNI"),
            ("Arial", "C¸c x· cña tØnh ®· nhËn ®­îc 12.345 hå s¬ vµ gi¶i quyÕt n¨m", "TCVN3"),
        ],
    )
    def test_fonts_of_the_time_before_unicode(self, font: str, text: str, name: str) -> None:
        assert f"is written in {name}" in self.refusal(pdf(page(text, text), name=font))

    def test_digits_of_such_a_font_alone_are_no_harm(self) -> None:
        assert texts(content_of_pdf(pdf(page("12.345"), name=".VnTime"))) == ["12.345"]

    def test_a_locked_file(self) -> None:
        entries = "/Filter/Standard/V 1/R 2/P -4/O<" + "61" * 32 + ">/U<" + "62" * 32 + ">"
        trailer = f"/ID[<{'63' * 16}><{'63' * 16}>]/Encrypt<<{entries}>>"
        raw = file_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"], trailer)
        assert self.refusal(raw) == "is locked by a password; save it without one"

    def test_no_page_and_no_text(self) -> None:
        assert "is a damaged PDF" in self.refusal(pdf())
        assert "holds no text" in self.refusal(pdf(Drawing()))


class TestHostile:
    def read(self, raw: bytes) -> str:
        """Its text, or the refusal; within bounded time, and with no other error."""
        start = time.monotonic()
        try:
            said = opened(raw, "a.pdf").text
        except StudyError as error:
            said = str(error)
            assert "\n" not in said
        assert time.monotonic() - start < 20
        return said

    @pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.9, 0.999])
    def test_a_file_cut_short(self, share: float) -> None:
        raw = pdf(page("Hanoi has 126 communes"))
        said = self.read(raw[: max(6, int(len(raw) * share))])
        assert "damaged" in said or "no text" in said or "126" in said or "fonts" in said

    def test_garbage_behind_the_first_line(self) -> None:
        assert "is a damaged PDF" in self.read(b"%PDF-1.7\n" + bytes(range(256)) * 400)

    def test_pages_and_forms_that_hold_themselves(self) -> None:
        pages = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 3/Kids[2 0 R 2 0 R 2 0 R]>>"]
        assert self.read(file_of(pages))
        form = (b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 4 0 R>>>>/Length 17>>"
                b"stream\n/A Do /A Do /A Do\nendstream")  # fmt: skip
        leaf = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R/Resources<</XObject<</A 4 0 R>>>>>>"
        )
        content = b"<</Length 5>>stream\n/A Do\nendstream"
        tree = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
        assert self.read(file_of([pages[0], tree, leaf, form, content]))

    def test_ten_thousand_empty_pages(self) -> None:
        kids = b" ".join(b"3 0 R" for _ in range(10_000))
        raw = file_of([
            b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 10000/Kids[%s]>>" % kids,
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        ])  # fmt: skip
        assert "more than 2,000 pages" in self.read(raw)

    def test_a_huge_page(self) -> None:
        made = page("Hanoi has 126 communes")
        made.width = made.height = 1e7
        assert self.read(pdf(made))

    def test_more_letters_than_a_page_holds(self) -> None:
        made = Drawing()
        for y in range(300):
            made.text(50, 90 + 2 * y, "x" * 400, 1.5)
        assert "page 1: holds more than" in self.read(pdf(made))

    @pytest.mark.parametrize("times", [1, 2], ids=["packed", "packed twice"])
    def test_a_small_file_that_unfolds_to_a_huge_one(self, times: int) -> None:
        packed = zlib.compress(b" " * 250_000_000, 9)
        packed = zlib.compress(packed, 9) if times == 2 else packed
        head = b"<</Filter[%s]/Length %d>>stream\n" % (b"/FlateDecode" * times, len(packed))
        leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
        tree = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
        raw = file_of([b"<</Type/Catalog/Pages 2 0 R>>", tree, leaf, head + packed + b"\nendstream"])
        assert "unfolds to far more" in self.read(raw)

    def test_no_file_name_and_no_more_than_a_line(self) -> None:
        assert self.read(b"%PDF-") == "is a damaged PDF; fetch it once more"
