"""`make audit`: whether locked packages have known vulnerabilities, green only when all were asked about.

pip-audit asks; it says "no known vulnerabilities" also of packages that it could not ask about. It is
installed for the call alone, apart from the study's environment.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LOCK = Path(__file__).parents[1] / "requirements.lock"
TOOL = f"{shlex.quote(sys.executable)} -m uv tool run --isolated pip-audit"
_PIN = re.compile(r"^([\w.-]+)==([\w.+!]+)", re.MULTILINE)
_OPTIONS = ("--no-deps", "--disable-pip", "--format", "json", "--progress-spinner", "off")
_SECONDS = 900
_NAMED = 5

Pin = tuple[str, str]


@dataclass(frozen=True)
class Answers:
    """What is known of packages: their vulnerabilities, and of which nobody could say."""

    vulnerable: Mapping[Pin, Sequence[str]]
    silent: Mapping[Pin, str]


def pins_of(lock: str) -> list[Pin]:
    """The packages of a lock with their versions, for whatever system; one may have several.

    >>> pins_of("a-b==1.0 ; python_version < '3.12' \\\\\\n    --hash=sha256:0\\na-b==2.0\\n")
    [('a-b', '1.0'), ('a-b', '2.0')]
    """
    return [(_plain(name), version) for name, version in _PIN.findall(lock)]


def asked(pins: Sequence[Pin], tool: Sequence[str]) -> Answers:
    """What the tool says of the packages; of one that it passes over nobody can say."""
    vulnerable: dict[Pin, list[str]] = {}
    silent = dict.fromkeys(pins, "it was passed over")
    for layer in _layers(pins):
        try:
            told = _told(layer, tool)
        except OSError as error:
            silent |= dict.fromkeys(layer, str(error))
            continue
        for each in told:
            pin = _plain(each["name"]), each.get("version", dict(layer).get(_plain(each["name"]), ""))
            if reason := each.get("skip_reason"):
                silent[pin] = reason
                continue
            silent.pop(pin, None)
            if each["vulns"]:
                vulnerable[pin] = [_in_words(one) for one in each["vulns"]]
    return Answers(vulnerable, silent)


def told_of(answers: Answers, many: int) -> list[str]:
    """The lines that say what was found; none when all were asked about and nothing is known of any."""
    lines = [
        f"{name} {version}: {', '.join(found)}"
        for (name, version), found in sorted(answers.vulnerable.items())
    ]
    if answers.silent:
        lines.append(f"{len(answers.silent)} of {many} packages could not be asked about:")
        lines += [
            f"  {name} {version}: {why}" for (name, version), why in list(answers.silent.items())[:_NAMED]
        ]
        more = len(answers.silent) - _NAMED
        lines += [f"  and {more} more"] if more > 0 else []
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """0: all packages of the lock were asked about, and none has a known vulnerability; else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", type=Path, default=LOCK)
    parser.add_argument("--tool", default=TOOL, help="the command of pip-audit")
    options = parser.parse_args(arguments)
    pins = pins_of(options.lock.read_text(encoding="utf-8"))
    lines = told_of(asked(pins, shlex.split(options.tool)), len(pins))
    for line in lines:
        print(line, file=sys.stderr)
    if not lines:
        print(f"all {len(pins)} packages of {options.lock.name} were asked about: no known vulnerability")
    return 1 if lines or not pins else 0


def _layers(pins: Sequence[Pin]) -> Iterator[list[Pin]]:
    """The packages in groups in which none stands twice: the tool takes no other."""
    left = list(pins)
    while left:
        layer = sorted(dict(reversed(left)).items())
        yield layer
        left = [pin for pin in left if pin not in layer]


def _told(layer: Sequence[Pin], tool: Sequence[str]) -> list[dict[str, Any]]:
    """What the tool answers of each package; raises OSError when it has no answer."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines(f"{name}=={version}\n" for name, version in layer)
        file.flush()
        try:
            done = subprocess.run(
                [*tool, "--requirement", file.name, *_OPTIONS],
                capture_output=True,
                text=True,
                timeout=_SECONDS,
            )
            found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
        except subprocess.TimeoutExpired:
            raise OSError(f"no answer in {_SECONDS} seconds") from None
        except (ValueError, KeyError, TypeError):
            said = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
            raise OSError(f"no answer: {said[:200]}") from None
    return found


def _in_words(vulnerability: Mapping[str, Any]) -> str:
    mended = ", ".join(vulnerability.get("fix_versions", []))
    return (
        f"{vulnerability['id']} (mended in {mended})" if mended else f"{vulnerability['id']} (not mended yet)"
    )


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
