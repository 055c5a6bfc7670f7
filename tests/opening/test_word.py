"""Word files: the text that their authors meant, and what is left aside."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from analysis.errors import StudyError
from analysis.opening.form import written
from analysis.opening.opener import opened
from analysis.opening.word.opener import content_of_docx
from corpus import SPECIMENS
from opening.wrapping import STYLES, WORD, as_docx, docx_of, run_in_paragraph, stated, zipped


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(words)}</w:p></w:tc>"


MARK = '<w:vertAlign w:val="superscript"/>'
POSITION, TWO_COLUMNS = "<w:position w:val='8'/>", "<w:gridSpan w:val='2'/>"
BEGINS = "<w:vMerge w:val='restart'/>"
CODE = "<w:r><w:instrText>IF 99</w:instrText></w:r>"
DELETED_MARK = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<w:p>{run('12')}{run('.')}{run('345')}{run(' files')}</w:p>", "12.345 files\n"),
        (f"<w:p>{run('12')}{run('1', MARK)}{run(' km')}{run('2', MARK)}</w:p>", "12¹ km²\n"),
        (f"<w:p>{run('12')}{run('1', POSITION)}</w:p>", "12¹\n"),
        (f"<w:p>{run('12 ')}<w:ins>{run('new ')}</w:ins><w:del><w:r><w:delText>99</w:delText></w:r></w:del>"
         f"<w:moveFrom>{run('98')}</w:moveFrom><w:moveTo>{run('13')}</w:moveTo></w:p>", "12 new 13\n"),
        (f"<w:p>{DELETED_MARK}{run('12 ')}</w:p><w:p>{run('files')}</w:p>", "12 files\n"),
        (f"<w:p>{field('begin')}{CODE}{field('begin')}{CODE}{field('separate')}{run('97')}{field('end')}"
         f"{field('separate')}{run('12')}{field('end')}{run(' files')}</w:p>", "12 files\n"),
        ("<w:p><w:r><w:t>12</w:t><w:noBreakHyphen/><w:t>7</w:t><w:tab/><w:sym w:font='Symbol' w:char='F0B3'/>"
         "<w:t>8</w:t><w:softHyphen/><w:br/><w:t>x</w:t></w:r></w:p>", "12-7 ≥8 x\n"),
        (f"<w:p><w:pPr><w:pStyle w:val='Titre1'/></w:pPr>{run('A')}</w:p><w:sdt><w:sdtContent><w:p>"
         f"<w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr>{run('12')}</w:p></w:sdtContent></w:sdt>",
         "A\n\n- 12\n"),
        (f"<w:p>{run('12')}<w:r><w:pict><w:txbxContent><w:p>{run('13')}</w:p></w:txbxContent></w:pict></w:r>"
         f"{run(' files')}</w:p>", "12 files\n\n13\n"),
        (f"<w:tbl><w:tr>{cell('Ward')}{cell('Files', TWO_COLUMNS)}</w:tr><w:tr>"
         f"{cell('A', BEGINS)}{cell('12')}{cell('13')}</w:tr><w:tr>"
         f"{cell('', '<w:vMerge/>')}{cell('14')}{cell('15')}</w:tr></w:tbl>",
         "Ward\tFiles\tFiles\nA\t12\t13\nA\t14\t15\n"),
        (f"<w:tbl><w:tr>{cell('Ward')}{cell('In')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell('A')}{cell('99')}"
         f"</w:tr><w:tr>{cell('B')}{cell('12')}</w:tr></w:tbl>", "Ward\tIn\nB\t12\n"),
        (f"<w:tbl><w:tr>{cell('12 files')}</w:tr></w:tbl>", "12 files\n"),
    ],
)  # fmt: skip
def test_words_stand_as_a_person_reads_them(body: str, text: str) -> None:
    assert written(content_of_docx(docx_of(body, {"word/styles.xml": STYLES})).blocks) == text


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (run("99", "<w:vanish/>"), "hidden: 99"),
        (run("99", "<w:rStyle w:val='Off'/>"), "hidden: 99"),
        (run("99", "<w:strike/>"), "struck through: 99"),
        (run("99", "<w:color w:val='FFFFFF'/>"), "hidden (white): 99"),
        (run("99", "<w:sz w:val='2'/>"), "hidden (no size): 99"),
        (
            "<w:del><w:r><w:delText>9</w:delText></w:r><w:r><w:delText>9</w:delText></w:r></w:del>",
            "deleted: 99",
        ),
    ],
)
def test_what_nobody_is_meant_to_read_is_told_and_not_read(body: str, line: str) -> None:
    content = content_of_docx(docx_of(f"<w:p>{run('12')}{body}</w:p>", {"word/styles.xml": STYLES}))
    assert (written(content.blocks), content.aside) == ("12\n", [line])


def test_what_is_switched_off_again_is_read() -> None:
    shown = run("12", "<w:rStyle w:val='Off'/><w:vanish w:val='0'/>")
    shaded = run(" files", "<w:color w:val='FFFFFF'/><w:shd w:fill='000080'/>")
    raw = docx_of(f"<w:p>{shown}{shaded}</w:p>", {"word/styles.xml": STYLES})
    assert written(content_of_docx(raw).blocks) == "12 files\n"


def test_notes_follow_with_their_marks_and_what_stands_beside_is_aside() -> None:
    mark = "<w:r><w:footnoteReference w:id='7'/></w:r>"
    end = "<w:r><w:endnoteReference w:id='7'/></w:r>"
    parts = {
        "word/footnotes.xml": f"<w:footnotes {WORD}><w:footnote w:id='-1' w:type='separator'/>"
        f"<w:footnote w:id='7'>{run_in_paragraph('Of 13.')}</w:footnote></w:footnotes>",
        "word/endnotes.xml": f"<w:endnotes {WORD}><w:endnote w:id='7'>{run_in_paragraph('Of 14.')}"
        "</w:endnote></w:endnotes>",
        "word/comments.xml": f"<w:comments {WORD}><w:comment w:id='1'>{run_in_paragraph('99?')}</w:comment>"
        "</w:comments>",
        "word/footer1.xml": f"<w:ftr {WORD}>{run_in_paragraph('Page 98')}</w:ftr>",
    }
    content = content_of_docx(docx_of(f"<w:p>{run('12')}{mark}{run(' files')}{end}</w:p>", parts))
    assert written(content.blocks) == "12¹ files²\n\n¹ Of 13.\n\n² Of 14.\n"
    assert sorted(content.aside) == ["comment: 99?", "footer: Page 98"]


def test_words_in_a_font_with_its_own_encoding_are_refused() -> None:
    font = "<w:rFonts w:ascii='.VnTime' w:hAnsi='.VnTime'/>"
    with pytest.raises(StudyError, match=r"TCVN3.*UniKey"):
        content_of_docx(docx_of(f"<w:p>{run('12 hå s¬', font)}</w:p>"))
    assert content_of_docx(docx_of(f"<w:p>{run('12 hồ sơ', font)}</w:p>")).blocks


def _large() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document {WORD}/>")
        with archive.open("word/media/a.bin", "w") as part:
            for _ in range(201):
                part.write(bytes(1_000_000))
    return raw.getvalue()


BOMB = "<!DOCTYPE a [<!ENTITY a '12'><!ENTITY b '&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/hostname'>]>"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (docx_of("<w:p>" + run("12"))[:-40], "damaged Word file; save it again as .docx"),
        (docx_of("<w:p>"), "damaged Word file"),
        (zipped({"word/document.xml": "12 files"}), "damaged Word file"),
        (
            zipped({"word/document.xml": f"{BOMB}<w:document {WORD}>&b;&c;</w:document>"}),
            "entities of its own",
        ),
        (zipped({"word/document.xml": f"<w:document {WORD}>" + " " * 51_000_000 + "</w:document>"}), "50 MB"),
        (docx_of(""), "without words"),
        (_large(), "more than 200 MB"),
    ],
    ids=["cut", "unclosed", "no XML", "entities", "long", "empty", "bomb"],
)
def test_a_damaged_or_hostile_file_is_refused_in_a_line(raw: bytes, problem: str) -> None:
    with pytest.raises(StudyError, match=problem):
        content_of_docx(raw)


def test_deep_nesting_does_no_harm() -> None:
    deep = "<w:sdt>" * 50_000 + f"<w:p>{run('12')}</w:p>" + "</w:sdt>" * 50_000
    assert written(content_of_docx(docx_of(deep)).blocks) == "12\n"
    nested = "<w:tbl><w:tr><w:tc>" * 5_000 + f"<w:p>{run('12')}</w:p>" + "</w:tc></w:tr></w:tbl>" * 5_000
    assert written(content_of_docx(docx_of(nested)).blocks) == "12\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fr-reportage", "vi-mot-cua", "en-portal", "es-tramites"])
def test_another_program_s_files_state_the_same_figures(name: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    text = (SPECIMENS / f"{name}.txt").read_text(encoding="utf-8")
    # As a page LibreOffice shows deleted words like any others, so that there are none here.
    (tmp_path / "a.docx").write_bytes(as_docx(text, deleted=""))
    for source, target in (("a.docx", "html"), ("a.docx", "rtf"), ("a.rtf", "docx")):
        call = [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/home", "--convert-to", target]
        subprocess.run([*call, "--outdir", str(tmp_path), str(tmp_path / source)], check=True, timeout=120,
                       capture_output=True)  # fmt: skip
        found = opened((tmp_path / f"a.{target}").read_bytes(), f"a.{target}").text
        assert stated(found, name[:2], "2025-12") == stated(text, name[:2], "2025-12"), target
