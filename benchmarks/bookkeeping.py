"""The same job for tools that only keep books: doit, dvc, snakemake and make."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

STAND_IN = "stand-in.ipynb"
JOBS = "jobs.json"

DODO = f"""
import json
from pathlib import Path

from doit.tools import config_changed


def task_page():
    for job in json.loads(Path("{JOBS}").read_text()):
        yield {{
            "name": job["name"],
            "file_dep": job["files"],
            "targets": [job["page"]],
            "uptodate": [config_changed(job["parameters"])],
            "actions": [["cp", "{STAND_IN}", job["page"]]],
        }}
"""

SNAKEFILE = f"""
import json

with open("{JOBS}") as file:
    JOBS = {{job["name"]: job for job in json.load(file)}}


rule all:
    input: [job["page"] for job in JOBS.values()]


rule page:
    input: lambda wildcards: JOBS[wildcards.name]["files"]
    output: "pages/{{name}}.ipynb"
    params: given=lambda wildcards: json.dumps(JOBS[wildcards.name]["parameters"])
    shell: "cp {STAND_IN} {{output}}"
"""


@dataclass(frozen=True)
class Job:
    """One page: what is executed with which parameters, and the files that it is made of."""

    name: str
    notebook: str
    parameters: Mapping[str, Any]
    files: Sequence[str]

    @property
    def page(self) -> str:
        return f"pages/{self.name}.ipynb"

    @property
    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "page": self.page}


@dataclass(frozen=True)
class Peer:
    """A tool with its own folder, in which every page is there and up to date by its own book-keeping."""

    name: str
    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str]

    def run(self) -> None:
        """Let the tool bring the pages up to date."""
        done = subprocess.run(
            self.command, cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"{self.name}: {(done.stderr or done.stdout)[-2000:]}")


def write_doit(folder: Path, jobs: Sequence[Job]) -> None:
    (folder / "dodo.py").write_text(DODO, encoding="utf-8")


def write_dvc(folder: Path, jobs: Sequence[Job]) -> None:
    """Its stages; the parameters stand in the command, a change of which makes the stage anew.

    It writes its lock file anew after each stage, which takes an hour for some hundred of them. So the
    lock is given, but for one stage: making that one, the tool checks the others and writes the lock itself.
    """
    stages = {
        job.name: {
            "cmd": f"cp {STAND_IN} {job.page} # {json.dumps(job.parameters)}",
            "deps": sorted(job.files), "outs": [job.page],
        }
        for job in jobs
    }  # fmt: skip
    for job in jobs[1:]:
        shutil.copy(folder / STAND_IN, folder / job.page)
    locked = {
        name: {"cmd": stage["cmd"], **{kind: _locked(folder, stage[kind]) for kind in ("deps", "outs")}}
        for name, stage in list(stages.items())[1:]
    }
    # JSON is YAML.
    (folder / "dvc.yaml").write_text(json.dumps({"stages": stages}), encoding="utf-8")
    (folder / "dvc.lock").write_text(json.dumps({"schema": "2.0", "stages": locked}), encoding="utf-8")


def _locked(folder: Path, paths: Iterable[str]) -> list[dict[str, Any]]:
    contents = {path: (folder / path).read_bytes() for path in paths}
    return [
        {"path": path, "hash": "md5", "md5": hashlib.md5(content).hexdigest(), "size": len(content)}
        for path, content in contents.items()
    ]


def write_snakemake(folder: Path, jobs: Sequence[Job]) -> None:
    (folder / "Snakefile").write_text(SNAKEFILE, encoding="utf-8")


def write_make(folder: Path, jobs: Sequence[Job]) -> None:
    """Its rules; parameters are not part of its book-keeping."""
    rules = [f"{job.page}: {' '.join(job.files)}\n\tcp {STAND_IN} $@\n" for job in jobs]
    head = f"all: {' '.join(job.page for job in jobs)}\n"
    (folder / "Makefile").write_text("\n".join([head, *rules]), encoding="utf-8")


@dataclass(frozen=True)
class Tool:
    """How a tool is told its job, made ready, and called; the first word is its program."""

    write: Callable[[Path, Sequence[Job]], None]
    command: Sequence[str]
    ready: Sequence[Sequence[str]] = ()


TOOLS = {
    "doit": Tool(write_doit, ["doit"]),
    "dvc": Tool(write_dvc, ["dvc", "repro", "--quiet"], [
        ["dvc", "init", "--no-scm", "--quiet"],
        ["dvc", "config", "core.analytics", "false"],
        ["dvc", "config", "core.check_update", "false"],
        ["dvc", "add", "--quiet", STAND_IN],
    ]),
    "snakemake": Tool(write_snakemake, ["snakemake", "--cores", "2", "--quiet"]),
    "make": Tool(write_make, ["make", "--silent"]),
}  # fmt: skip


def prepared(name: str, python: Path | None, folder: Path, jobs: Sequence[Job], study: Path) -> Peer | None:
    """The tool in a folder of its own, its pages made once by copying a file; None where it is missing."""
    tool = TOOLS[name]
    programs = f"{python.absolute().parent}{os.pathsep}" if python else ""
    environment = {**os.environ, "PATH": f"{programs}{os.environ['PATH']}"}
    program = shutil.which(tool.command[0], path=environment["PATH"])
    if program is None:
        return None
    folder.mkdir()
    for each in ("data", "notebooks"):
        shutil.copytree(study / each, folder / each)
    (folder / "pages").mkdir()
    (folder / STAND_IN).write_text("{}\n", encoding="utf-8")
    (folder / JOBS).write_text(json.dumps([job.as_json for job in jobs]), encoding="utf-8")
    for command in tool.ready:
        Peer(name, [program, *command[1:]], folder, environment).run()
    tool.write(folder, jobs)
    Peer(name, [program, *tool.command[1:]], folder, environment).run()
    return Peer(name, [program, *tool.command[1:]], folder, environment)
