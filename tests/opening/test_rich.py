"""Files of rich text: code pages, tables and notes, and what is left aside."""

import pytest

from analysis.errors import StudyError
from analysis.opening.form import written
from analysis.opening.rtf.opener import content_of_rtf

FONTS = (
    r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset163 Arial;}{\f2\fcharset2 Symbol;}{\f3\fcharset204 Arial;}"
    r"{\f4\fcharset0 .VnTime;}}"
)


def rich(body: str) -> bytes:
    return (r"{\rtf1\ansi\ansicpg1252\deff0\uc1" + FONTS + body + "}").encode("latin-1")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"12{\b .}345\~files\par 13\line 14.\line x", "12.345\xa0files\n\n13 14.\n\nx\n"),
        (r"d\'e9cisions \u7841?\u-10179?\u-8704? {\uc0\u7841 z}", "décisions ạ😀 ạz\n"),
        (r"{\f1 h\'f4\'cc s\'f5} {\f2\'b3}12 {\f3\'e4}", "hồ sơ ≥12 д\n"),
        (r"12{\super 1} km{\super 2}, the 1{\super er}", "12¹ km², the 1er\n"),
        (r"\{12\} \\ 13\_7 a\-b \endash\emdash\bullet\ldblquote x\rdblquote", "{12} \\ 13-7 ab –—•“x”\n"),
        (r"{\field{\*\fldinst{ PAGE 99}}{\fldrslt 12}} files{\*\unknown 98}{\pict 97}", "12 files\n"),
        (r"\pard\outlinelevel0 A\par\pard{\listtext\tab 1.}\ls1 12\par\pard B\par", "A\n\n- 12\n\nB\n"),
        (r"12{\super\chftn{\footnote{\super\chftn} Of 13.}} files\par x", "12¹ files\n\nx\n\n¹ Of 13.\n"),
        (r"12{\shp{\*\shpinst{\sp{\sn a}{\sv 99}}{\shptxt 13\par}}{\shprslt 98}} files", "12 files\n\n13\n"),
        (r"\trowd\cellx1000\cellx2000\intbl Ward\cell Files\cell\row\intbl A\cell 12\cell\row\pard x",
         "Ward\tFiles\nA\t12\n\nx\n"),
        (r"\trowd\cellx900\cellx2000\cellx3000\intbl W\cell In\cell Out\cell\row"
         r"\trowd\cellx910\cellx3000\intbl A\cell 12\cell\row\trowd\clmgf\cellx900\clmrg\cellx2000\cellx3000"
         r"\intbl B\cell\cell 13\cell\row", "W\tIn\tOut\nA\t12\t12\nB\tB\t13\n"),
        (r"\trowd\clvmgf\cellx900\cellx2000\intbl A\cell 12\cell\row"
         r"\trowd\clvmrg\cellx900\cellx2000\intbl\cell 13\cell\row\pard", "A\t12\nA\t13\n"),
        (r"{\upr{12}{\*\ud{\u7841?99}}} \bin3 }}} files", "12 files\n"),
    ],
)  # fmt: skip
def test_words_stand_as_a_person_reads_them(body: str, text: str) -> None:
    assert written(content_of_rtf(rich(body)).blocks) == text


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (r"{\v 99}", "hidden: 99"),
        (r"\v 99\v0 ", "hidden: 99"),
        (r"{\deleted 99}", "deleted: 99"),
        (r"{\strike 99}", "struck through: 99"),
        (r"{\fs2 99}", "hidden (no size): 99"),
        (r"{\colortbl;\red255\green255\blue255;}{\cf1 99}", "hidden (white): 99"),
        (r"{\header 9\par 9\par}", "header: 9 9"),
        (r"{\*\annotation 99}", "comment: 99"),
    ],
)
def test_what_nobody_is_meant_to_read_is_told_and_not_read(body: str, line: str) -> None:
    content = content_of_rtf(rich(rf"12{body} files"))
    assert (written(content.blocks), content.aside) == ("12 files\n", [line])


def test_words_in_a_font_with_its_own_encoding_are_refused() -> None:
    with pytest.raises(StudyError, match=r"TCVN3.*UniKey"):
        content_of_rtf(rich(r"{\f4 12 h\'e5 s\'ac}"))


def test_what_stands_behind_the_end_is_told() -> None:
    assert content_of_rtf(rich("12") + b"\r\n\0").remarks == []
    assert content_of_rtf(rich("12") + b" 13").remarks == ["what stands behind its end is not read"]


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (rich("12")[:-1], "damaged RTF file; save it again"),
        (rich(r"12\bin999999 "), "damaged RTF file"),
        (rich("{" * 50_000 + "}" * 50_000), "damaged RTF file"),
        (rich(r"{\v }"), "without words"),
        (rich(r"\trowd\cellx1" + r"\cell" * 600_000 + r"\row"), "table that is too large"),
    ],
    ids=["cut", "binary", "deep", "empty", "table"],
)
def test_a_damaged_or_hostile_file_is_refused_in_a_line(raw: bytes, problem: str) -> None:
    with pytest.raises(StudyError, match=problem):
        content_of_rtf(raw)
