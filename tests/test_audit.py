"""`make audit` is green only when every package was asked about and nothing is known of any."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from audit import LOCK, main, pins_of

TOOL = """\
import json, pathlib, sys
lines = pathlib.Path(sys.argv[sys.argv.index("--requirement") + 1]).read_text().split()
names = [line.split("==") for line in lines]
assert len({{name for name, _ in names}}) == len(names), "one package stands twice"
found = [{{"name": name, "version": version, "vulns": []}} for name, version in names]
{what}
print(json.dumps({{"dependencies": found, "fixes": []}}))
"""
LOCKED = """\
a-b==1.0 ; python_version < '3.12' \\
    --hash=sha256:0
a-b==2.0
c==1.0 \\
    --hash=sha256:0
d_e==3
"""
VULNERABLE = """
for each in found:
    if each["name"] == "c":
        each["vulns"] = [{"id": "X-1", "fix_versions": ["1.1"]}, {"id": "X-2", "fix_versions": []}]
"""
SKIPPED = (
    'found = [each if each["name"] != "c" else {"name": "c", "skip_reason": "not there"} for each in found]'
)
ENDINGS = {
    "all asked and clean": ("", 0, "all 4 packages of a.lock were asked about: no known vulnerability"),
    "one vulnerable": (VULNERABLE, 1, "c 1.0: X-1 (mended in 1.1), X-2 (not mended yet)"),
    "one skipped": (SKIPPED, 1, "1 of 4 packages could not be asked about:\n  c 1.0: not there"),
    "one passed over": ("found = found[1:]", 1, "could not be asked about:\n  a-b 1.0: it was passed over"),
    "offline": ("sys.exit('no route to anywhere')", 1, "4 of 4 packages could not be asked about:\n"
                "  a-b 1.0: no answer: no route to anywhere"),
    "nonsense": ("print('well')", 1, "4 of 4 packages could not be asked about"),
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_status_says_whether_all_is_known_to_be_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    what, status, told = ENDINGS[ending]
    (tmp_path / "tool.py").write_text(TOOL.format(what=what), encoding="utf-8")
    (tmp_path / "a.lock").write_text(LOCKED, encoding="utf-8")
    tool = f"{shlex.quote(sys.executable)} {tmp_path}/tool.py"
    assert main(["--lock", str(tmp_path / "a.lock"), "--tool", tool]) == status
    out, err = capsys.readouterr()
    assert told in (err if status else out)
    assert (out if status else err) == ""


def test_a_tool_that_is_not_there_and_a_lock_that_holds_nothing_are_not_green(tmp_path: Path) -> None:
    (tmp_path / "a.lock").write_text(LOCKED, encoding="utf-8")
    (tmp_path / "b.lock").write_text("", encoding="utf-8")
    assert main(["--lock", str(tmp_path / "a.lock"), "--tool", str(tmp_path / "none")]) == 1
    assert main(["--lock", str(tmp_path / "b.lock"), "--tool", "true"]) == 1


def test_every_package_of_the_lock_is_asked_about() -> None:
    lock = LOCK.read_text(encoding="utf-8")
    assert len(pins_of(lock)) == sum(
        "==" in line.split(" ")[0] for line in lock.splitlines() if line[:1].isalnum()
    )
    assert {"nh3", "papermill", "selectolax"} <= {name for name, _ in pins_of(lock)}
