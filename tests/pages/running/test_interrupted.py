"""A run that is killed, stopped, starved of disk, or started in strange surroundings: the same bytes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.files import write_text
from analysis.pages.layout import HERE, Layout
from drivers import Driver, all_whole, made, until
from studies import notebook, shows, write_study

pytestmark = pytest.mark.slow

PAGES = [f"page-{n}" for n in range(6)]
SLOW = ["# Slow?", "import time\ntime.sleep(0.4)", shows("## Found\n\nIt is 12.", total="12")]
ENDLESS = notebook(["# Endless?", "import time\ntime.sleep(600)"])


def write(root: Path) -> Layout:
    return write_study(root, {name: notebook([*SLOW, f"print({name!r})"]) for name in PAGES})


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    layout = write(tmp_path_factory.mktemp("undisturbed") / "s")
    assert Driver(layout, ["run", "--jobs", "2"]).ended()[0] == 0
    return made(layout)


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGKILL, -9), (signal.SIGTERM, 143), (signal.SIGINT, 130)],
    ids=["kill -9", "SIGTERM", "Ctrl-C"],
)
def test_a_run_that_was_stopped_goes_on_to_the_same_bytes(
    tmp_path: Path, undisturbed: dict[str, bytes], number: int, status: int
) -> None:
    layout = write(tmp_path / "s")
    driver = Driver(layout, ["run", "--jobs", "2"])
    process = driver.start()
    assert until(lambda: list(layout.pages.glob("*.ipynb")))
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert process.returncode == status
    if status > 0:
        assert said.splitlines()[-1].startswith("study: stopped")
        assert "the same command goes on" in said.splitlines()[-1]
        assert "Traceback" not in said
    assert until(lambda: not driver.processes(), 10), "a kernel outlived its run"
    done = made(layout)
    assert all_whole(layout)
    assert 0 < len(done) < len(undisturbed)
    again, lines = Driver(layout, ["run", "--jobs", "2"]).ended()
    assert (again, made(layout)) == (0, undisturbed)
    assert (
        lines[0]
        == f"{len(PAGES) - len([n for n in done if n.endswith('.ipynb')])} of {len(PAGES)} pages to execute"
    )
    assert not list(layout.pages.glob(".*")), "a temporary file was left"


def test_a_second_run_names_the_first_and_a_dead_one_holds_no_lock(tmp_path: Path) -> None:
    layout = write_study(tmp_path / "s", {"one": ENDLESS})
    process = Driver(layout, ["run"]).start()
    assert until(lambda: layout.run_lock.is_file() and layout.run_lock.read_text())
    status, lines = Driver(layout, ["run", "--wait", "0"]).ended()
    assert status == 1
    assert f"study run is under way (process {process.pid}); wait until it has ended" in lines[-1]
    process.kill()
    process.communicate()
    write_text(layout.notebooks / "one.ipynb", notebook(["# Short?"]))
    assert Driver(layout, ["run"]).ended()[0] == 0


STARVED = """\
import subprocess, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from analysis.pages.layout import Layout
from drivers import Driver, made
layout = Layout(Path(sys.argv[1]))
layout.build.mkdir()
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(layout.build)], check=True)
assert Driver(layout, ["run"]).ended()[0] == 0
before = made(layout)
for path in layout.notebooks.glob("*.ipynb"):
    path.write_text(path.read_text().replace("Slow?", "Slower?"))
if sys.argv[3] == "full":
    filler = layout.build / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
    except OSError:
        pass
else:
    subprocess.run(["mount", "-o", "remount,ro", str(layout.build)], check=True)
status, lines = Driver(layout, ["run"]).ended()
assert made(layout) == before, "the old pages are not what they were"
print(status, lines[-1])
if sys.argv[3] == "full":
    filler.unlink()
else:
    subprocess.run(["mount", "-o", "remount,rw", str(layout.build)], check=True)
assert Driver(layout, ["run"]).ended()[0] == 0
assert made(layout).keys() == before.keys() and made(layout) != before
"""


@pytest.mark.parametrize(
    ("how", "says"), [("full", "No space left on device"), ("ro", "Read-only file system")]
)
def test_a_full_disk_or_a_read_only_one_leaves_the_old_pages_whole(
    tmp_path: Path, how: str, says: str
) -> None:
    unshare = ["unshare", "--map-root-user", "--mount"]
    if not shutil.which("unshare") or subprocess.run([*unshare, "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small file system")
    layout = write_study(tmp_path / "s", {"one": notebook(SLOW), "two": notebook(SLOW)})
    command = [*unshare, sys.executable, "-c", STARVED, str(layout.root), str(Path(__file__).parents[2]), how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    status, _, line = done.stdout.strip().partition(" ")
    assert status == "1"
    assert line.startswith("study: ")
    assert says in line


def real_pages(root: Path) -> Layout:
    layout = Layout(root)
    shutil.copytree(HERE.data, layout.data, ignore=shutil.ignore_patterns("texts", "inbox"))
    shutil.copytree(HERE.notebooks, layout.notebooks)
    return layout


STRANGE = {
    "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C", "LANG": "vi_VN.UTF-8", "PYTHONHASHSEED": "7", "COLUMNS": "40",
    "OMP_NUM_THREADS": "1", "MPLBACKEND": "svg", "PYTHONWARNINGS": "always",
}  # fmt: skip
CALL = ["run", "02-procedures-VN-HN", "08-difficulties-VN-HN"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Two pages of the study as they are made here and now."""
    layout = real_pages(tmp_path_factory.mktemp("plain") / "s")
    assert Driver(layout, CALL).ended()[0] == 0
    return made(layout)


def test_surroundings_do_not_show_in_the_bytes(tmp_path: Path, plain: dict[str, bytes]) -> None:
    """Time zone, locale, hash seed, threads, umask, and the working folder."""
    layout = real_pages(tmp_path / "strange elsewhere")
    umask = os.umask(0o077)
    try:
        status, lines = Driver(layout, CALL, STRANGE).ended(Path("/"))
    finally:
        os.umask(umask)
    assert status == 0, lines
    assert made(layout) == plain


def test_the_clock_does_not_show_in_the_bytes(tmp_path: Path, plain: dict[str, bytes], faketime: str) -> None:
    layout = real_pages(tmp_path / "s")
    status, lines = Driver(layout, CALL, before=[faketime, "-m", "-f", "+400d"]).ended()
    assert status == 0, lines
    assert made(layout) == plain
