"""How papermill executes a page: in a kernel of the study, within limits, and saying how it ended."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty
from typing import Any

import zmq
import zmq.asyncio
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillExecutionError
from traitlets import Type

from analysis.pages.running.kernels import Limits, interpreter, live
from analysis.pages.running.output import STREAM, Output, too_many_bytes
from analysis.pages.running.provisioner import WarmProvisioner
from analysis.pages.running.stream import OPTION

_MB = 1 << 20
_SECONDS_BETWEEN_LOOKS = 0.05
_SECONDS_FOR_AN_ANSWER = 1.0
_SECONDS_FOR_THE_LAST_OUTPUT = 60
_MESSAGES_WAITING = 50
_OUTPUTS_OF_ONE_ID = 10
_NOWHERE = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)


class StudyKernelClient(AsyncKernelClient):
    """A client that begins as soon as its kernel answers, and asks the process whether that lives.

    A message that is too large is never taken into memory: its channel is closed instead.
    """

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        """Open the channels, and note when one is closed."""
        super().start_channels(*args, **{**kwargs, "hb": False})
        sockets = [channel.socket for channel in (self.shell_channel, self.iopub_channel)]
        self._closings = [socket.get_monitor_socket(zmq.EVENT_DISCONNECTED) for socket in sockets]

    @property
    def cut_off(self) -> bool:
        """Whether a channel was closed."""
        return any(closing.getsockopt(zmq.EVENTS) & zmq.POLLIN for closing in self._closings)

    def _context_default(self) -> zmq.asyncio.Context:
        context = super()._context_default()
        # Twice, for JSON writes a quote or the end of a line as two bytes.
        kernel: Any = self.parent
        context.setsockopt(zmq.MAXMSGSIZE, 2 * kernel.limits.output_bytes)
        context.setsockopt(zmq.RCVHWM, _MESSAGES_WAITING)
        return context

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers and its outputs arrive; raises RuntimeError when they do not."""
        end = time.monotonic() + (timeout or 60)
        while not await self._is_answered(self.kernel_info()):
            if not await self.is_alive():
                raise RuntimeError("the kernel died before it was ready")
            if time.monotonic() > end:
                raise RuntimeError("the kernel did not become ready in time")

    async def _is_answered(self, asked: str) -> bool:
        """Whether the reply arrives, and the outputs' channel says that the kernel is idle again."""
        with suppress(Empty):
            for channel, content in ((self.shell_channel, "status"), (self.iopub_channel, "execution_state")):
                while True:
                    message = await channel.get_msg(timeout=_SECONDS_FOR_AN_ANSWER)
                    ours = message["parent_header"].get("msg_id") == asked
                    if ours and message["content"].get(content) in ("ok", "idle"):
                        break
            return True
        return False


class StudyKernel(AsyncKernelManager):
    """A kernel of this environment, warm if that is possible, within limits."""

    client_factory = Type(klass=StudyKernelClient)
    provisioner: WarmProvisioner | None = None

    def __init__(self, limits: Limits, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.limits = limits

    @property
    def kernel_spec(self) -> KernelSpec:
        """This interpreter, and not the one that a kernel of the same name elsewhere would start."""
        argv = [*interpreter().python, "-m", "ipykernel_launcher", "-f", "{connection_file}", OPTION]
        return KernelSpec(argv=argv, display_name="Python 3 (ipykernel)", language="python")

    @property
    def ended(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs, and if it never did."""
        process = self.provisioner and self.provisioner.process
        return process.poll() if process else None

    @property
    def lost(self) -> bool:
        """Whether it ended only because the process that it was forked from did."""
        return bool(self.provisioner and getattr(self.provisioner.process, "lost", False))

    def end(self) -> None:
        """Kill it, if it runs, and whatever it has started."""
        process = self.provisioner and self.provisioner.process
        if process and process.poll() is None:
            process.kill()
        if self.provisioner:
            self.provisioner.end_strays()

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        live.add(self)
        if self.provisioner is None:
            self.provisioner = WarmProvisioner(kernel_id="", kernel_spec=self.kernel_spec, parent=self)
        folder = self.provisioner.folder / "ipython"
        kwargs["env"] = {**interpreter().environment, "IPYTHONDIR": str(folder)}
        # What a cell's own processes print arrives as messages too; a kernel repeats it to the terminal.
        kwargs["stdout"] = kwargs["stderr"] = _NOWHERE
        return await super()._async_pre_start_kernel(**kwargs)

    async def _async_post_start_kernel(self, **kwargs: Any) -> None:
        if live.stopped:  # while it was being started
            self.end()
        if self.provisioner and self.provisioner.pid:
            _cap(self.provisioner.pid, self.limits.memory_mb * _MB)
        await super()._async_post_start_kernel(**kwargs)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            live.discard(self)


@dataclass
class Execution:
    """One page being executed: what it may take, and how far it came."""

    limits: Limits
    notebook: NotebookNode | None = None
    kernel: StudyKernel | None = None
    cell: int = 0
    """The number of the code cell that runs or ran last, as its brackets would show it."""
    over: str = ""
    """Which limit the cell broke, if one did."""
    began: float = field(default_factory=time.monotonic)
    cell_began: float = 0

    @property
    def late(self) -> str:
        """Which limit of time is over; empty when none is."""
        now, most = time.monotonic(), self.limits
        if now - self.began > most.page_seconds:
            return f"was under way when the page had taken {most.page_seconds} seconds"
        return (
            f"took longer than {most.cell_seconds} seconds"
            if now - self.cell_began > most.cell_seconds
            else ""
        )

    def problem(self, error: Exception) -> str:
        """What went wrong and in which cell, in one line."""
        if isinstance(error, PapermillExecutionError):
            spare = f" (kernels may use {self.limits.memory_mb} MB)" if error.ename == "MemoryError" else ""
            return f"cell {error.exec_count or error.cell_index}: {error.ename}: {error.evalue}{spare}"
        if self.over:
            return f"cell {self.cell}: {self.over}"
        if isinstance(error, CellTimeoutError):
            late = f"{_SECONDS_FOR_THE_LAST_OUTPUT} seconds after its end"
            return f"cell {self.cell}: its output has not arrived {late}"
        status = self.kernel.ended if self.kernel else None
        if status is None:
            return f"{type(error).__name__}: {error}"
        where = f"cell {self.cell}" if self.cell else "before the first cell"
        return f"{where}: the kernel {_ended(status)}"


class StudyClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client; it notices at once when its kernel ends, or when a cell breaks a limit."""

    execution: Execution
    printed: Output
    clear_before_next_output: bool

    def execute_cell(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> NotebookNode:
        """Execute one cell; what it put out until it ended, however it did, stands in it."""
        self.printed = Output(self.execution.limits)
        self.execution.cell_began = time.monotonic()
        try:
            done: NotebookNode = super().execute_cell(cell, cell_index, **kwargs)
            return done
        finally:
            if self.execution.over:
                self.printed.print(cell.outputs, "stdout", f"\n… cut here: the cell {self.execution.over}\n")
            self.printed.settle(cell.get("outputs", []))
            self.execution.cell = self.code_cells_executed

    def output(self, outs: list[NotebookNode], msg: Any, display_id: str | None, cell_index: int) -> Any:
        """Keep an output of the cell; of a stream only its text, until the cell has ended."""
        if self.clear_before_next_output:
            self.printed.clear()
        if msg["msg_type"] != STREAM:
            # The client writes an update into every earlier output of the same id: into few of thousands.
            del self._display_id_map.get(display_id, {}).get(cell_index, [])[:-_OUTPUTS_OF_ONE_ID]
            return super().output(outs, msg, display_id, cell_index)
        if self.clear_before_next_output:
            self.clear_before_next_output = False
            outs.clear()
            self.clear_display_id_mapping(cell_index)
        self.printed.print(outs, msg["content"]["name"], msg["content"]["text"])
        return None

    def clear_output(self, outs: list[NotebookNode], msg: Any, cell_index: int) -> None:
        """Clear the cell's outputs, or note that the next output does."""
        super().clear_output(outs, msg, cell_index)
        if not outs:
            self.printed.clear()

    def handle_comm_msg(self, outs: list[NotebookNode], msg: Any, cell_index: int) -> None:
        """Nothing: pages have no widgets, and what they would keep of their state has no bound."""

    async def _async_poll_output_msg(self, parent_msg_id: str, cell: NotebookNode, cell_index: int) -> None:
        """Take in what arrives until the cell has ended; whichever cell printed it, it counts."""
        while True:
            message = await self.kc.iopub_channel.get_msg(timeout=None)
            await asyncio.sleep(0)  # else a kernel that never pauses would let nobody look at the clock
            if over := self.printed.over(message):
                self.printed.print(cell.outputs, "stdout", self.printed.fitting(message))
                return self._stop(over)
            if message["parent_header"].get("msg_id") == parent_msg_id:
                try:
                    self.process_message(message, cell, cell_index)
                except CellExecutionComplete:
                    return None

    async def _async_poll_kernel_alive(self) -> None:
        while not self.execution.over and self.km and await self.km.is_alive():
            if over := self.execution.late or await self._cut_off():
                return self._stop(over)
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        self.task_poll_for_reply.cancel()
        return None

    async def _cut_off(self) -> str:
        """The limit that a single message broke; a kernel that ends closes its channels too."""
        if not self.kc.cut_off:
            return ""
        await asyncio.sleep(_SECONDS_FOR_AN_ANSWER)
        alive = self.km and await self.km.is_alive()
        return too_many_bytes(self.execution.limits) if alive else ""

    async def _async_handle_timeout(self, timeout: int, cell: NotebookNode | None = None) -> None:
        self._stop(self.execution.late or f"kept the kernel busy for {timeout} seconds after its end")
        raise DeadKernelError(self.execution.over)

    def _stop(self, over: str) -> None:
        """End the page with its kernel, since a limit is broken."""
        self.execution.over = over
        if self.execution.kernel:
            self.execution.kernel.end()
        if self.task_poll_for_reply:
            self.task_poll_for_reply.cancel()


class StudyEngine(NBClientEngine):  # type: ignore[misc]
    """papermill's engine with kernels of the study; the notebook is at hand also when a page fails."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Execute the cells for the given `execution` in `folder`."""
        execution: Execution = kwargs["execution"]
        execution.notebook = nb_man.nb
        execution.kernel = StudyKernel(execution.limits, kernel_name=kernel_name)
        client = StudyClient(
            nb_man, km=execution.kernel, kernel_name=kernel_name, log=logging.getLogger("papermill"),
            startup_timeout=kwargs["start_timeout"], timeout=execution.limits.cell_seconds,
            timeout_func=lambda cell: None,  # of cells the client itself looks at the clock
            iopub_timeout=_SECONDS_FOR_THE_LAST_OUTPUT, coalesce_streams=False, store_widget_state=False,
            shutdown_kernel="immediate",
            resources={"metadata": {"path": kwargs["folder"]}},
        )  # fmt: skip
        client.execution = execution
        try:
            return client.execute(cleanup_kc=True)
        finally:
            execution.kernel.end()


def _cap(pid: int, most: int) -> None:
    """Bound the memory of a process; not where the platform cannot, nor when it is gone already."""
    if not hasattr(resource, "prlimit"):
        return
    with suppress(OSError):
        _, hard = resource.prlimit(pid, resource.RLIMIT_DATA)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.prlimit(pid, resource.RLIMIT_DATA, (most, hard))


def _ended(status: int) -> str:
    if status >= 0:
        return f"ended with exit status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"was killed by {name}" + (" (out of memory?)" if name == "SIGKILL" else "")
