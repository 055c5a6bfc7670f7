"""Kernels of pages: warm ones are like ordinary ones, and whatever goes wrong stops one page at most."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from nbformat import NotebookNode

from analysis.pages.notebook import template_of, text_of
from analysis.pages.running import warm
from analysis.pages.running.execute import begin, perform, settled
from analysis.pages.running.kernels import Limits
from studies import notebook

SMALL = Limits(cell_seconds=60, page_seconds=120, memory_mb=1024)
_numbers = count()
IS_WARM = "import sys\nassert 'analysis.showing.charts' in sys.modules, 'an ordinary kernel'"
IS_ORDINARY = "import sys\nassert 'analysis.showing.charts' not in sys.modules, 'a warm kernel'"


@pytest.fixture(autouse=True)
def begun() -> None:
    begin()


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test with a preloaded process of its own, which it may break."""
    monkeypatch.setattr(warm, "_factory", warm._Factory())
    yield
    warm.close()


@pytest.fixture
def unsaid(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test in which each reason is logged again."""
    monkeypatch.setattr(warm._factory, "_said", set())


def template(folder: Path, *cells: str) -> NotebookNode:
    """A notebook of these code cells."""
    path = folder / f"{next(_numbers)}.ipynb"
    path.write_text(notebook(cells, parameters=""), encoding="utf-8")
    return template_of(path)


def problem(folder: Path, *cells: str, limits: Limits = SMALL) -> str:
    """What went wrong with a page of these cells."""
    return perform(template(folder, *cells), {}, folder, limits)[1]


def at_once(*tasks: Callable[[], str]) -> list[str]:
    """What the tasks return, all run at the same time."""
    with ThreadPoolExecutor(len(tasks)) as pool:
        return [future.result() for future in [pool.submit(task) for task in tasks]]


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of kernels."""
    return [each.getMessage() for each in caplog.records if each.name == "analysis.pages.running.kernels"]


# Warm kernels are like ordinary ones

SPECIMEN = (
    "import sys, os, logging, warnings\nprint(len(sys.argv), os.path.basename(sys.argv[0]), __name__)",
    "2 * 3",
    "import matplotlib.pyplot as plt\nlines = plt.plot([1, 2, 3], [3, 1, 2])",
    "figure, axes = plt.subplots()\naxes.bar([1, 2], [2, 1])\nplt.show()\nprint('shown')",
    "figure",
    "import pandas as pd\ntable = pd.DataFrame({'a': [1, 2], 'b': ['x', 'y']})\ntable",
    "display(table, 'two')\ndisplay({'text/plain': 'raw'}, raw=True)",
    "import seaborn as sns\n_ = sns.lineplot(x=[1, 2], y=[2, 1])",
    "warnings.warn('careful')\nwarnings.warn('old', DeprecationWarning)\nlen(warnings.filters)",
    "logging.getLogger('x').warning('said')\nlogging.getLogger('x').info('not said')\nlogging.root.handlers",
    "print(sys.flags, sys.warnoptions, sys._xoptions, sys.path, sys.orig_argv[:4], repr(sys.stdin.read()))",
    "print(os.getcwd(), os.environ['TZ'], sorted(os.environ), os.getpgrp() == os.getpid() == os.getsid(0))",
    "import time, locale\nprint(time.localtime(0), time.tzname, locale.getlocale(), locale.getencoding())",
    "print(plt.rcParams['backend'], plt.isinteractive(), sorted(plt.rcParams.items()))",
    "import signal\nprint([signal.getsignal(number) for number in (2, 15, signal.SIGCHLD)])",
    "import gc\nprint(gc.isenabled(), gc.get_threshold(), signal.set_wakeup_fd(-1))",
    "len(get_ipython().events.callbacks['post_execute'])",
    "%config InlineBackend.figure_formats",
    "%matplotlib inline\n%precision 3\n1/3",
    "import subprocess\nprint(subprocess.run(['sh', '-c', 'echo out; echo err >&2'], capture_output=True))",
    "!echo by magic",
    "print(hash('a'), {'b', 'a', 'c'})\nprint(__import__('__main__').__dict__ is globals())",
    "status = os.system('echo from the shell'), os.write(2, b'low')",
    "import atexit\n_ = atexit.register(print, 'bye')\nprint(In[3], sorted(Out))",
    "from analysis import finding\nprint(finding.__module__, finding.__doc__)",
    "def inverse(x):\n    return 1 / x",
    "import traceback\ntry:\n    inverse(0)\nexcept ZeroDivisionError:\n    traceback.print_exc()",
    "get_ipython().showtraceback if False else print(globals().keys())",
)
ERRORS = (
    "def f(x):\n    return 1 / x\n\nf(0)",
    "input('who?')",
    "import pandas as pd\npd.DataFrame({'a': [1]})['b']",
    "this is no python",
    "%nosuchmagic",
    "import nosuchmodule",
    "raise SystemExit(3)",
    "import warnings; warnings.simplefilter('error'); warnings.warn('now')",
)


def both(folder: Path, monkeypatch: pytest.MonkeyPatch, *cells: str) -> tuple[str, str]:
    """The executed notebook and what went wrong, by a warm and by an ordinary kernel."""
    made = []
    for switch, kind in (("1", IS_WARM), ("0", IS_ORDINARY)):
        monkeypatch.setenv(warm.SWITCH, switch)
        executed, wrong, traceback = perform(template(folder, kind, *cells), {}, folder)
        executed = settled(executed, {})
        executed.cells = executed.cells[1:]
        made.append("\n".join([text_of(executed), wrong, traceback]))
    return made[0], made[1]


def test_the_outputs_are_those_of_an_ordinary_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warmly, ordinarily = both(tmp_path, monkeypatch, *SPECIMEN)
    assert warmly == ordinarily
    assert warmly.endswith("}\n\n\n"), "nothing went wrong"
    assert warmly.count('"image/png"') == 4


@pytest.mark.parametrize("cell", ERRORS)
def test_an_error_is_that_of_an_ordinary_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str
) -> None:
    warmly, ordinarily = both(tmp_path, monkeypatch, cell)
    assert warmly == ordinarily
    assert "\ncell 2: " in warmly


def test_two_kernels_do_not_draw_the_same_random_numbers(tmp_path: Path) -> None:
    cells = (IS_WARM, "import random, numpy\nprint(random.random(), numpy.random.rand())")
    outputs = [
        perform(template(tmp_path, *cells), {}, tmp_path)[0].cells[1].outputs[0].text for _ in range(2)
    ]
    assert len({number for output in outputs for number in output.split()}) == 4


# What goes wrong in one page stays there


def test_a_page_that_goes_wrong_says_why_and_stops_no_other(tmp_path: Path) -> None:
    hungry = "held = []\nwhile True:\n    held.append(bytearray(50_000_000))"
    slow, two_seconds = "while True: pass", Limits(cell_seconds=2)
    found = at_once(
        lambda: problem(tmp_path, "1", IS_WARM, "import os\nos._exit(3)"),
        lambda: problem(tmp_path, "import os\nos.kill(os.getpid(), 9)"),
        lambda: problem(tmp_path, "1", "import os\nos.kill(os.getpid(), 11)"),
        lambda: problem(tmp_path, "1", slow, limits=two_seconds),
        lambda: problem(tmp_path, "1", "2", slow, limits=Limits(page_seconds=2)),
        lambda: problem(tmp_path, "1", hungry),
        lambda: problem(tmp_path, IS_WARM, "import time; time.sleep(4)", "print('well')"),
    )
    assert found[:5] == [
        "cell 3: the kernel ended with exit status 3",
        "cell 1: the kernel was killed by SIGKILL (out of memory?)",
        "cell 2: the kernel was killed by SIGSEGV",
        "cell 2: took longer than 2 seconds",
        "cell 3: was under way when the page had taken 2 seconds",
    ]
    assert found[5] == "cell 2: MemoryError: (kernels may use 1024 MB)"
    assert found[6] == ""


def test_the_limits_hold_for_ordinary_kernels_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(warm.SWITCH, "0")
    found = at_once(
        lambda: problem(tmp_path, "1", "import os\nos._exit(3)"),
        lambda: problem(tmp_path, "1", "while True: pass", limits=Limits(cell_seconds=1)),
        lambda: problem(tmp_path, "held = bytearray(2_000_000_000)"),
    )
    assert found == [
        "cell 2: the kernel ended with exit status 3",
        "cell 2: took longer than 1 seconds",
        "cell 1: MemoryError: (kernels may use 1024 MB)",
    ]


def test_a_kernel_leaves_no_folder_behind_however_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for switch in ("1", "0"):
        monkeypatch.setenv(warm.SWITCH, switch)
        for cell in ("print(1)", "1/0", "import os\nos._exit(3)"):
            problem(notebooks, cell)
    assert [path.name for path in tmp_path.iterdir()] == ["notebooks"]


@pytest.mark.slow
def test_two_hundred_kernels_start_without_one_failure(tmp_path: Path) -> None:
    page = template(tmp_path, "import os\nprint(os.getpid())")

    def start(_: int) -> str:
        executed, wrong, _ = perform(page, {}, tmp_path)
        return wrong or str(executed.cells[0].outputs[0].text)

    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(start, range(200)))
    assert [each for each in found if not each.strip().isdigit()] == []
    assert len(set(found)) == 200


# What goes wrong with the preloaded process


def server() -> int:
    """The number of the preloaded process."""
    current = warm._factory._current
    assert current
    return current.process.pid


def server_after(folder: Path, *cells: str) -> int:
    """The number of the preloaded process once a page of these cells went well."""
    assert problem(folder, *cells) == ""
    return server()


@pytest.mark.usefixtures("alone")
def test_pages_finish_when_the_preloaded_process_is_killed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    go = tmp_path / "go"
    waits = f"import pathlib, time\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.01)"
    begun = tmp_path / "begun"
    begins = f"import pathlib\nwith pathlib.Path({str(begun)!r}).open('a') as file: file.write('x')"
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()

    def strike() -> str:
        while not begun.exists() or begun.stat().st_size < 2:
            time.sleep(0.01)
        os.kill(server(), signal.SIGKILL)
        while begun.stat().st_size < 4:
            time.sleep(0.01)
        go.touch()
        return ""

    def page() -> str:
        return problem(notebooks, IS_WARM, begins, waits, "print('well')")

    assert at_once(page, page, strike) == ["", "", ""]
    assert begun.read_text(encoding="utf-8") == "xxxx", "both pages were begun again"
    os.kill(server(), signal.SIGKILL)
    time.sleep(0.2)
    assert problem(notebooks, IS_ORDINARY) == ""
    assert told(caplog) == ["an ordinary kernel is started: the preloaded process was lost more than once"]


BROKEN = {
    "the preloaded process has ended": "sys.exit(1)",
    "the preloaded process answered nonsense (JSONDecodeError)": "say(b'nonsense\\n')",
    "the preloaded process answered nonsense (TypeError)": "say(b'1\\n')",
    "the preloaded process did not answer in time": "pass",
    "no answer to a request either": "say(b'{\"threads\": 1}\\n')",
    "9 threads run in the preloaded process": "say(b'{\"threads\": 9}\\n')",
}
SPEAKING = "import os, sys, time\nsay = lambda line: os.write(int(sys.argv[1]), line)\n{}\ntime.sleep(60)"


@pytest.mark.parametrize("reason", BROKEN)
def test_an_ordinary_kernel_is_started_when_none_can_be_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, reason: str
) -> None:
    code = SPEAKING.format(BROKEN[reason])
    monkeypatch.setattr(warm, "_factory", warm._Factory())
    for seconds in ("_SECONDS_TO_IMPORT", "_SECONDS_TO_FORK", "_SECONDS_TO_END"):
        monkeypatch.setattr(warm, seconds, 1)
    monkeypatch.setattr(warm, "command", lambda python, channel: [*python, "-c", code, str(channel)])
    assert at_once(*[lambda: problem(tmp_path, IS_ORDINARY)] * 2) == ["", ""]
    warm.close()
    said = told(caplog)
    reason = reason.replace("no answer to a request either", "the preloaded process did not answer in time")
    assert said == [f"an ordinary kernel is started: {reason}"]


@pytest.mark.usefixtures("unsaid")
def test_a_kernel_that_wants_another_environment_is_an_ordinary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert problem(tmp_path, IS_WARM) == ""
    monkeypatch.setenv("PYTHONUTF8", "0")
    assert problem(tmp_path, IS_ORDINARY) == ""
    assert "another environment" in caplog.text


@pytest.mark.usefixtures("unsaid")
def test_a_module_beside_the_notebook_is_found_first(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "seaborn.py").write_text("MINE = True\n", encoding="utf-8")
    assert problem(tmp_path, "import seaborn\nassert seaborn.MINE") == ""
    assert "seaborn in the kernel's folder" in caplog.text


@pytest.mark.usefixtures("alone")
def test_a_changed_package_is_imported_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    source = tmp_path / "package" / "analysis_beside.py"
    source.parent.mkdir()
    source.write_text("VALUE = 1\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(source.parent))
    start = "import sys, analysis_beside\nfrom analysis.pages.running import preloaded\npreloaded.main({})"
    code = start.format("preloaded.socket.socket(fileno=int(sys.argv[1]))")
    monkeypatch.setattr(warm, "command", lambda python, channel: [*python, "-c", code, str(channel)])
    first = server_after(tmp_path, IS_WARM, "import analysis_beside\nassert analysis_beside.VALUE == 1")
    source.write_text("VALUE = 22\n", encoding="utf-8")
    assert problem(tmp_path, IS_ORDINARY, "import analysis_beside\nassert analysis_beside.VALUE == 22") == ""
    assert "the package was changed" in caplog.text
    second = server_after(tmp_path, IS_WARM, "import analysis_beside\nassert analysis_beside.VALUE == 22")
    assert first != second
    waited = time.monotonic() + 5
    while Path(f"/proc/{first}").exists() and time.monotonic() < waited:
        time.sleep(0.01)
    assert not Path(f"/proc/{first}").exists()


# Nothing is left when the driver goes

DRIVER = """
import sys
from pathlib import Path
from analysis.pages.notebook import template_of
from analysis.pages.running.execute import begin, perform
from concurrent.futures import ThreadPoolExecutor
from itertools import count
begin()
page, folder = template_of(Path(sys.argv[1])), Path(sys.argv[2])
with ThreadPoolExecutor(2) as pool:
    list(pool.map(lambda _: perform(page, {}, folder), range(2)))
"""


def alive(mark: str) -> set[int]:
    """The processes whose environment holds the mark; those that only wait to be fetched do not count."""
    found = set()
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (path / "environ").read_bytes():
                found.add(int(path.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("switch", ["1", "0"])
def test_no_process_outlives_a_driver_that_is_killed(tmp_path: Path, switch: str) -> None:
    (tmp_path / "notebooks").mkdir()
    begun = tmp_path / "begun"
    cell = f"import pathlib, time\nwith pathlib.Path({str(begun)!r}).open('a') as file: file.write('x')"
    page = tmp_path / "page.ipynb"
    page.write_text(notebook([cell, "time.sleep(60)"], parameters=""), encoding="utf-8")
    mark = f"KERNELS_OF={tmp_path}"
    environment = {**os.environ, "KERNELS_OF": str(tmp_path), "TMPDIR": str(tmp_path), warm.SWITCH: switch}
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(page), str(tmp_path / "notebooks")], env=environment
    )
    waited = time.monotonic() + 60
    while (not begun.exists() or begun.stat().st_size < 2) and time.monotonic() < waited:
        time.sleep(0.05)
    assert len(alive(mark)) >= 3
    driver.kill()
    driver.wait()
    waited = time.monotonic() + 10
    while alive(mark) and time.monotonic() < waited:
        time.sleep(0.05)
    assert alive(mark) == set()
    if switch == "1":
        assert sorted(path.name for path in tmp_path.iterdir()) == ["begun", "notebooks", "page.ipynb"]


# Other Jupyter clients

ELSEWHERE = {
    "papermill": ["-m", "papermill", "in.ipynb", "out.ipynb", "--no-progress-bar"],
    "nbval": ["-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", "in.ipynb"],
}


@pytest.mark.parametrize("client", ELSEWHERE)
def test_other_clients_get_warm_kernels_by_name(tmp_path: Path, client: str) -> None:
    plot = "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"
    (tmp_path / "in.ipynb").write_text(notebook([IS_WARM, plot], parameters=""), encoding="utf-8")
    environment = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "study-warm"}
    ended = subprocess.run(
        [sys.executable, *ELSEWHERE[client]], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    told = ended.stdout + ended.stderr
    assert ended.returncode == 0, told
    assert "an ordinary kernel" not in told
    if client == "papermill":
        cells = json.loads((tmp_path / "out.ipynb").read_text(encoding="utf-8"))["cells"]
        assert "image/png" in cells[1]["outputs"][0]["data"]
