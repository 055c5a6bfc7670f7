"""How papermill executes a page: in a kernel of the study, within limits, and saying how it ended."""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.exceptions import PapermillExecutionError
from traitlets import Type

from analysis.pages.running.kernels import Limits, interpreter, live
from analysis.pages.running.provisioner import WarmProvisioner

_MB = 1 << 20
_SECONDS_BETWEEN_LOOKS = 0.05
_SECONDS_FOR_AN_ANSWER = 1.0


class StudyKernelClient(AsyncKernelClient):
    """A client that begins as soon as its kernel answers, and asks the process whether that lives."""

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        """Open the channels."""
        super().start_channels(*args, **{**kwargs, "hb": False})

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
        self._limits = limits

    @property
    def kernel_spec(self) -> KernelSpec:
        """This interpreter, and not the one that a kernel of the same name elsewhere would start."""
        argv = [*interpreter().python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
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
        """Kill it, if it runs."""
        process = self.provisioner and self.provisioner.process
        if process and process.poll() is None:
            process.kill()

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        live.add(self)
        if self.provisioner is None:
            self.provisioner = WarmProvisioner(kernel_id="", kernel_spec=self.kernel_spec, parent=self)
        folder = self.provisioner.folder / "ipython"
        kwargs["env"] = {**interpreter().environment, "IPYTHONDIR": str(folder)}
        return await super()._async_pre_start_kernel(**kwargs)

    async def _async_post_start_kernel(self, **kwargs: Any) -> None:
        if live.stopped:  # while it was being started
            self.end()
        if self.provisioner and self.provisioner.pid:
            _cap(self.provisioner.pid, self._limits.memory_mb * _MB)
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
    began: float = field(default_factory=time.monotonic)

    @property
    def overdue(self) -> bool:
        """Whether the page has taken too long."""
        return time.monotonic() - self.began > self.limits.page_seconds

    def problem(self, error: Exception) -> str:
        """What went wrong and in which cell, in one line."""
        if isinstance(error, PapermillExecutionError):
            spare = f" (kernels may use {self.limits.memory_mb} MB)" if error.ename == "MemoryError" else ""
            return f"cell {error.exec_count or error.cell_index}: {error.ename}: {error.evalue}{spare}"
        if isinstance(error, CellTimeoutError):
            return f"cell {self.cell}: took longer than {self.limits.cell_seconds} seconds"
        if isinstance(error, PageTimeoutError):
            return f"the page took longer than {self.limits.page_seconds} seconds, in cell {self.cell}"
        status = self.kernel.ended if self.kernel else None
        if status is None:
            return f"{type(error).__name__}: {error}"
        where = f"cell {self.cell}" if self.cell else "before the first cell"
        return f"{where}: the kernel {_ended(status)}"


class PageTimeoutError(Exception):
    """The page took too long."""


class StudyClient(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client; it notices at once when its kernel ends or the page is overdue."""

    execution: Execution

    def execute_cell(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> NotebookNode:
        """Execute one cell; raises PageTimeoutError when the page is overdue."""
        try:
            done: NotebookNode = super().execute_cell(cell, cell_index, **kwargs)
            return done
        except DeadKernelError:
            if self.execution.overdue:
                raise PageTimeoutError from None
            raise
        finally:
            self.execution.cell = self.code_cells_executed

    async def _async_poll_kernel_alive(self) -> None:
        while not self.execution.overdue and await self.km.is_alive():
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
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
            timeout=execution.limits.cell_seconds, startup_timeout=kwargs["start_timeout"],
            coalesce_streams=True, shutdown_kernel="immediate",
            resources={"metadata": {"path": kwargs["folder"]}},
        )  # fmt: skip
        client.execution = execution
        return client.execute(cleanup_kc=True)


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
