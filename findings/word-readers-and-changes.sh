#!/usr/bin/env bash
# What readers of Word files make of a report whose changes are tracked, and of its hidden and raised signs.
#
# python-docx 1.2.0 leaves out what was inserted and reads what is hidden: "received 12 files" of which 12 was
# inserted has no number. docx2python 3.7.1 gives a number that was moved twice, once at its old place, reads
# what is hidden, and makes 121 of 12 with a raised 1 behind it, the mark of a note. mammoth 1.13.0 takes changes
# as accepted and raises the mark, but reads what is hidden. So the study reads a Word file by itself.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  python-docx==1.2.0 docx2python==3.7.1 mammoth==1.13.0
"$folder/venv/bin/python" - "$folder/report.docx" <<'PYTHON'
import sys
import zipfile

import docx
import mammoth
from docx2python import docx2python

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
BY = 'w:author="a" w:date="2025-10-01T00:00:00Z"'


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


paragraphs = {
    "inserted": run("received ") + f'<w:ins w:id="1" {BY}>{run("12")}</w:ins>' + run(" files"),
    "moved": f'<w:moveFrom w:id="2" {BY}>{run("8")}</w:moveFrom>' + run(" of ")
    + f'<w:moveTo w:id="3" {BY}>{run("8")}</w:moveTo>',
    "hidden": run("12 files") + run("99 more", "<w:vanish/>"),
    "raised": run("12") + run("1", '<w:vertAlign w:val="superscript"/>') + run(" files"),
}
body = "".join(f"<w:p>{content}</w:p>" for content in paragraphs.values())
main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
with zipfile.ZipFile(sys.argv[1], "w") as file:
    file.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
                  'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                  f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>')
    file.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
                  f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>')
    file.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{body}</w:body></w:document>')

with docx2python(sys.argv[1]) as opened:
    other = [line for line in opened.text.splitlines() if line.strip()]
with open(sys.argv[1], "rb") as file:
    page = mammoth.convert_to_html(file).value
seen = {
    "python-docx": [paragraph.text for paragraph in docx.Document(sys.argv[1]).paragraphs],
    "docx2python": other,
    "mammoth": page,
}
for name, said in seen.items():
    print(f"{name}: {said}")
assert seen == {
    "python-docx": ["received  files", " of ", "12 files99 more", "121 files"],
    "docx2python": ["received 12 files", "8 of 8", "12 files99 more", "121 files"],
    "mammoth": "<p>received 12 files</p><p> of 8</p><p>12 files99 more</p><p>12<sup>1</sup> files</p>",
}, "this has changed"
PYTHON
