"""A scheduler and workers of the tests, on loopback, started by the commands that CONTRIBUTING.md names."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import distributed

from analysis.files import ROOT

TESTS = ROOT / "tests"
_SECONDS = 90


def commands() -> list[list[str]]:
    """The words of the lines in CONTRIBUTING.md that start a scheduler and workers."""
    section = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("\n## Past one machine\n", 1)[1]
    lines = re.search(r"```\n(.*?)```", section, re.DOTALL)[1].splitlines()
    return [shlex.split(line, comments=True) for line in lines if "dask" in line]


@dataclass
class Cluster:
    """Processes in a folder; each is the leader of a group, so that none outlives the test."""

    folder: Path
    processes: list[subprocess.Popen[str]] = field(default_factory=list)
    address: str = ""

    def scheduler(self) -> None:
        """Start one, on a port of its own choice."""
        words = [word.replace("HOST", "127.0.0.1").replace("8786", "0") for word in commands()[0]]
        process = self._start(words, {}, stderr=subprocess.PIPE)
        for line in process.stderr:
            if found := re.search(r"Scheduler at:\s+(tcp://\S+)", line):
                self.address = found[1]
                return
        raise AssertionError("no scheduler")

    def workers(self, number: int = 2, path: Path = TESTS, **more: str) -> subprocess.Popen[str]:
        """Start so many; they find the tests' own modules."""
        words = [word.replace("tcp://HOST:8786", self.address) for word in commands()[1]]
        words[words.index("--nworkers") + 1] = str(number)
        words += ["--preload", str(TESTS / "stunts.py")]
        return self._start(words, {"PYTHONPATH": f"{path}{os.pathsep}{TESTS}", **more})

    def _start(
        self, words: list[str], more: Mapping[str, str], stderr: int = subprocess.DEVNULL
    ) -> subprocess.Popen[str]:
        settings = dict(word.split("=", 1) for word in words if "=" in word and not word.startswith("-"))
        own = {"DASK_CONFIG": str(self.folder), "DASK_TEMPORARY_DIRECTORY": str(self.folder)}
        process = subprocess.Popen(
            words[len(settings) :], cwd=ROOT, env={**os.environ, **own, **settings, **more}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr, start_new_session=True,
        )  # fmt: skip
        self.processes.append(process)
        return process

    @contextmanager
    def client(self, workers: int = 0) -> Iterator[distributed.Client]:
        """A client of the tests; with so many workers, when they are there."""
        with distributed.Client(self.address, timeout=_SECONDS, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=_SECONDS)
            yield client

    def pids(self) -> set[int]:
        """The processes of the workers."""
        with self.client() as client:
            return set(client.run(os.getpid).values())

    def end(self, process: subprocess.Popen[str]) -> None:
        """Kill a process and its group."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stderr:
            process.stderr.close()
        self.processes.remove(process)


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A scheduler and its workers, until the block ends."""
    made = Cluster(folder)
    try:
        made.scheduler()
        if workers:
            made.workers(workers)
            with made.client(workers):
                pass
        yield made
    finally:
        for process in list(made.processes):
            made.end(process)
