"""What a cell puts out is bounded while it arrives: real kernels that print for ever, each limit named."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import pytest
from nbformat import NotebookNode

from analysis.pages.notebook import template_of
from analysis.pages.running.execute import begin, perform
from analysis.pages.running.kernels import Limits
from analysis.pages.running.output import Output, overwritten
from studies import notebook

FEW = Limits(cell_seconds=30, output_bytes=200_000, line_length=1_000, messages=500)
NO_LIMIT = 10**9


@pytest.fixture(autouse=True)
def begun() -> None:
    begin()


def executed(folder: Path, *cells: str, limits: Limits = FEW) -> tuple[NotebookNode, str]:
    """The notebook of these code cells, executed, and what went wrong."""
    path = folder / "n.ipynb"
    path.write_text(notebook(cells, parameters=""), encoding="utf-8")
    made, problem, _ = perform(template_of(path), {}, folder, limits)
    return made, problem


def printed(made: NotebookNode) -> str:
    return "".join(output.get("text", "") for cell in made.cells for output in cell.get("outputs", []))


ENDLESS = {
    "print('x' * 99)": "put out more than 200,000 bytes",
    "print('x' * 99, end='')": "printed a line of more than 1,000 characters",
    "print('.', flush=True)": "sent more than 500 pieces of output",
    "display('x' * 99)": "sent more than 500 pieces of output",
    "display('x' * 9_999)": "put out more than 200,000 bytes",
}


@pytest.mark.parametrize("what", ENDLESS)
def test_a_cell_that_puts_out_for_ever_is_ended_by_the_limit_that_it_breaks(
    tmp_path: Path, what: str
) -> None:
    made, problem = executed(tmp_path, "print('before')", f"while True: {what}")
    assert problem == f"cell 2: {ENDLESS[what]}"
    text = printed(made)
    assert text.startswith("before\n")
    assert text.endswith(f"\n… cut here: the cell {ENDLESS[what]}\n")
    assert len(text) < 201_000


ONE_LINE = {
    "print('x' * 1_000_000_000)": "printed a line of more than 1,000 characters",
    "import os\nstatus = os.system('yes')": "put out more than 200,000 bytes",
    "display({'text/html': 'x' * 300_000_000}, raw=True)": "put out more than 200,000 bytes",
}


@pytest.mark.slow
@pytest.mark.parametrize("cell", ONE_LINE)
def test_a_line_of_gigabytes_makes_this_process_neither_large_nor_noisy(
    tmp_path: Path, cell: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # else a kernel does not look at what its processes print
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert executed(tmp_path, cell)[1] == f"cell 1: {ONE_LINE[cell]}"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000, "kilobytes"
    assert capfd.readouterr() == ("", ""), "what a process of a cell prints reaches no terminal"


FROM_BEHIND = """
import threading
def tell():
    while True: print('x', flush=True)
threading.Thread(target=tell, daemon=True).start()
"""


@pytest.mark.parametrize("cells", [["while True: print('x', flush=True)"], [FROM_BEHIND, "while True: pass"]])
@pytest.mark.parametrize("which", ["cell_seconds", "page_seconds"])
def test_no_output_holds_up_a_limit_of_time(tmp_path: Path, cells: list[str], which: str) -> None:
    limits = Limits(**{which: 2, "messages": NO_LIMIT})
    began = time.monotonic()
    made, problem = executed(tmp_path, *cells, limits=limits)
    words = {"cell_seconds": "took longer than 2 seconds",
             "page_seconds": "was under way when the page had taken 2 seconds"}  # fmt: skip
    assert problem == f"cell {len(cells)}: {words[which]}"
    assert time.monotonic() - began < 10
    assert printed(made).startswith("x\nx\n")
    assert printed(made).endswith(f"\n… cut here: the cell {words[which]}\n")


def test_of_thousands_of_small_pieces_none_is_lost(tmp_path: Path) -> None:
    made, problem = executed(tmp_path, "for n in range(4_000): print(n, flush=True)", limits=Limits())
    assert problem == ""
    assert printed(made) == "".join(f"{n}\n" for n in range(4_000))


def test_outputs_of_one_id_by_the_thousand_cost_what_they_are(tmp_path: Path) -> None:
    began = time.monotonic()
    made, problem = executed(tmp_path, "for n in range(3_000): display(n, display_id='a')", limits=Limits())
    assert problem == ""
    assert len(made.cells[0].outputs) == 3_000
    assert time.monotonic() - began < 20


def test_streams_stand_once_and_in_order_around_other_outputs(tmp_path: Path) -> None:
    cell = "import sys\nprint('b', file=sys.stderr)\nprint('a')\ndisplay(1)\nprint('c')\nprint('10 %\\r20 %')"
    made, _ = executed(tmp_path, cell)
    outputs = [(each.output_type, each.get("name"), each.get("text")) for each in made.cells[0].outputs]
    assert outputs == [
        ("stream", "stdout", "a\nc\n20 %\n"), ("stream", "stderr", "b\n"), ("display_data", None, None)
    ]  # fmt: skip


def test_a_cell_that_clears_its_output_keeps_what_it_prints_afterwards(tmp_path: Path) -> None:
    cell = "from IPython.display import clear_output\nprint(1)\nclear_output({wait})\nprint(2)"
    for wait in ("", "wait=True"):
        assert printed(executed(tmp_path, cell.format(wait=wait))[0]) == "2\n"


def test_joining_and_overwriting_take_a_time_that_grows_with_the_text() -> None:
    outputs: list[NotebookNode] = []
    output = Output(Limits(output_bytes=NO_LIMIT, messages=NO_LIMIT, line_length=NO_LIMIT))
    began = time.process_time()
    for _ in range(100_000):
        message = {"msg_type": "stream", "content": {"name": "stdout", "text": "x" * 99}}
        assert not output.over(message)
        output.print(outputs, "stdout", message["content"]["text"])
    output.settle(outputs)
    assert len(outputs[0].text) == 9_900_000
    assert overwritten("x\r" * 1_000_000) == "x\r"
    assert time.process_time() - began < 10
