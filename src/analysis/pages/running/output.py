"""What a cell puts out, while it arrives: held against the limits, and its streams joined once, at the end.

A cell that prints for ever is stopped by what has arrived so far; what fits stays, and a line says that it
is cut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from nbformat import NotebookNode

from analysis.pages.notebook import node
from analysis.pages.running.kernels import Limits

STREAM = "stream"


class Output:
    """What one cell has sent so far; `over` says of each message whether it is too much to be kept."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._bytes = self._messages = 0
        self._columns: dict[str, int] = {}
        self._streams: dict[str, tuple[NotebookNode, list[str]]] = {}

    def over(self, message: Mapping[str, Any]) -> str:
        """Which limit the message breaks, with its value; empty when it breaks none.

        >>> printed = {"msg_type": "stream", "content": {"name": "stdout", "text": "12345"}}
        >>> output = Output(Limits(line_length=8))
        >>> output.over(printed), output.over(printed)
        ('', 'printed a line of more than 8 characters')
        """
        most = self._limits
        self._messages += 1
        self._bytes += size_of(message["content"])
        if message["msg_type"] == STREAM and self._longest_line(message["content"]) > most.line_length:
            return f"printed a line of more than {most.line_length:,} characters"
        if self._bytes > most.output_bytes:
            return too_many_bytes(most)
        return f"sent more than {most.messages:,} pieces of output" if self._messages > most.messages else ""

    def fitting(self, message: Mapping[str, Any]) -> str:
        """The beginning of a stream's text that broke a limit."""
        text: str = message["content"].get("text", "") if message["msg_type"] == STREAM else ""
        room = max(0, self._limits.output_bytes - self._bytes + size_of(message["content"]))
        fits = text.encode("utf-8", "surrogatepass")[:room].decode("utf-8", "ignore")
        return re.sub(rf"([^\r\n]{{{self._limits.line_length}}})[^\r\n]+", r"\1", fits)

    def print(self, outputs: list[NotebookNode], name: str, text: str) -> None:
        """Add to a stream of the cell's outputs, which begins with its first text."""
        if name not in self._streams:
            outputs.append(node({"output_type": STREAM, "name": name, "text": ""}))
            self._streams[name] = (outputs[-1], [])
        self._streams[name][1].append(text)

    def clear(self) -> None:
        """Forget the streams, since the cell has cleared its outputs."""
        self._streams.clear()

    def settle(self, outputs: list[NotebookNode]) -> None:
        """Write each stream's text, once; what is printed stands before what is warned where they meet."""
        for output, pieces in self._streams.values():
            output.text = overwritten("".join(pieces))
        for place, (first, second) in enumerate(pairwise(outputs)):
            if (first.get("name"), second.get("name")) == ("stderr", "stdout"):
                outputs[place], outputs[place + 1] = second, first

    def _longest_line(self, content: Mapping[str, Any]) -> int:
        """The length of the longest line that the text begins or goes on with."""
        lines = re.split(r"[\r\n]", content["text"])
        lengths = [len(line) for line in lines]
        lengths[0] += self._columns.get(content["name"], 0)
        self._columns[content["name"]] = lengths[-1]
        return max(lengths)


def too_many_bytes(limits: Limits) -> str:
    """What is said of a cell that puts out too much."""
    return f"put out more than {limits.output_bytes:,} bytes"


def size_of(content: object) -> int:
    """The bytes of all text in a message, however deep it lies.

    >>> size_of({"text": "Hồng", "data": ["12", {"a": None}]})
    17
    """
    size, left = 0, [content]
    while left:
        each = left.pop()
        if isinstance(each, Mapping):
            left += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            left += each
        elif isinstance(each, str):
            size += len(each) if each.isascii() else len(each.encode("utf-8", "surrogatepass"))
    return size


def overwritten(text: str) -> str:
    r"""The text as a terminal leaves it: what stands before a carriage return is written over.

    >>> overwritten("10 %\r20 %\nend\r\n")
    '20 %\nend\r\n'
    """
    return "\n".join(line[line.rfind("\r", 0, max(0, len(line) - 1)) + 1 :] for line in text.split("\n"))
