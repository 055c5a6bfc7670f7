"""What a cell starts ends with its page, in whatever session it hides: real kernels."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.pages.notebook import template_of
from analysis.pages.running import warm
from analysis.pages.running.execute import begin, perform
from analysis.pages.running.kernels import Limits
from analysis.pages.running.strays import MARK
from studies import notebook

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")

HIDING = {
    "setsid": "os.system('setsid sleep 300 & echo $! > {to}')",
    "nohup": "os.system('nohup sleep 300 > /dev/null 2>&1 & echo $! > {to}')",
    "double fork": """
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    os.closerange(3, 256)
    with open('{to}', 'w') as file: file.write(str(os.getpid()))
    time.sleep(300)
""",
}
NAMELESS = "os.system('env -i setsid sleep 300 & echo $! > {to}')"
"""Its environment is empty: only whoever took it in can tell whose it was."""
ENDS = ("1", "1/0", "os._exit(3)", "os.kill(os.getpid(), 9)", "while True: pass")


def started(folder: Path, hiding: str, end: str = "1") -> int:
    """The number of the process that a page has started, whose last cell is this one; the page has ended."""
    to = folder / "pid"
    to.unlink(missing_ok=True)
    waits = f"while not os.path.exists({str(to)!r}) or not open({str(to)!r}).read().strip(): time.sleep(0.01)"
    cells = ["import os, time", hiding.format(to=to), waits, end]
    page = folder / "n.ipynb"
    page.write_text(notebook(cells, parameters=""), encoding="utf-8")
    perform(template_of(page), {}, folder, Limits(cell_seconds=5))
    return int(to.read_text(encoding="utf-8"))


def runs(pid: int) -> bool:
    """Whether the process runs; one that only waits to be fetched does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("end", ENDS)
def test_however_a_page_ends_what_it_started_has_ended(tmp_path: Path, end: str) -> None:
    begin()
    found = [how for how in (*HIDING.values(), NAMELESS) if runs(started(tmp_path, how, end))]
    assert found == []


@pytest.mark.parametrize("how", HIDING)
def test_of_an_ordinary_kernel_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setenv(warm.SWITCH, "0")
    assert not runs(started(tmp_path, HIDING[how]))


def test_another_page_s_process_goes_on(tmp_path: Path) -> None:
    begin()
    mine = subprocess.Popen(["sleep", "60"], env={**os.environ, MARK: "another"})
    started(tmp_path, HIDING["setsid"])
    assert mine.poll() is None
    mine.kill()
    mine.wait()


DRIVER = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from test_strays import HIDING, begin, started
begin()
started(Path(sys.argv[1]), HIDING["double fork"], "time.sleep(300)")
"""


def test_nothing_outlives_a_driver_that_is_killed(tmp_path: Path) -> None:
    arguments = [sys.executable, "-c", DRIVER, str(tmp_path), str(Path(__file__).parent)]
    driver = subprocess.Popen(arguments, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    to = tmp_path / "pid"
    until = time.monotonic() + 60
    while (not to.exists() or not to.read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    pid = int(to.read_text())
    assert runs(pid)
    driver.kill()
    driver.wait()
    while runs(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not runs(pid)
