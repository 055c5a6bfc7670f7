#!/usr/bin/env bash
# striprtf on a report in rich text: what is hidden and deleted becomes text, a mark of a note joins its number.
#
# striprtf 0.0.35. "12" with a raised 1 behind it is "121"; words that Word hides (\v) or that were deleted while
# changes were tracked (\deleted) are printed; the words of a note (\footnote) are gone. So the study reads rich
# text by itself.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check striprtf==0.0.35
"$folder/venv/bin/python" - <<'PYTHON'
from striprtf.striprtf import rtf_to_text

files = {
    "raised": r"{\rtf1\ansi 12{\super 1} files}",
    "hidden": r"{\rtf1\ansi 12 files{\v  and 99}}",
    "deleted": r"{\rtf1\ansi 12 files{\deleted  and 77}}",
    "note": r"{\rtf1\ansi 12 files{\footnote of 15 in all}}",
}
seen = {name: rtf_to_text(text) for name, text in files.items()}
for name, said in seen.items():
    print(f"{name}: {said}")
assert seen == {
    "raised": "121 files", "hidden": "12 files and 99", "deleted": "12 files and 77", "note": "12 files",
}, "this has changed"
PYTHON
