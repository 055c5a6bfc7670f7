"""What cells print, on the kernel's side: sent in pieces of a bounded size, none of which is lost.

A kernel's own stream gathers for a fifth of a second whatever is printed, and sends it as one message; where
its reader lags behind, messages are thrown away.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import zmq
from ipykernel.iostream import OutStream

PIECE = 50_000
"""So many characters wait at most before they are sent."""

OPTION = f"--IPKernelApp.outstream_class={__name__}.Stream"
"""What tells a kernel to print through this."""


class Stream(OutStream):
    """The stream of a kernel that waits for its reader."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self._waiting = 0
        self.pub_thread.schedule(self._wait_for_the_reader)

    def write(self, string: str) -> int | None:  # type: ignore[override]
        """Print the text; returns its length when all but the last piece is on its way."""
        if not isinstance(string, str) or not self._is_master():
            return super().write(string)
        for start in range(0, len(string), PIECE):
            super().write(string[start : start + PIECE])
            self._waiting += min(PIECE, len(string) - start)
            if self._waiting >= PIECE:
                self._waiting = 0
                self.flush()  # type: ignore[no-untyped-call]
        return len(string)

    def _is_master(self) -> bool:
        """Whether this is the kernel, and no process that a cell has forked."""
        return bool(self._is_master_process())  # type: ignore[no-untyped-call]

    def _wait_for_the_reader(self) -> None:
        with suppress(zmq.ZMQError):  # an older ipykernel has a socket of another kind
            self.pub_thread.socket.setsockopt(zmq.XPUB_NODROP, 1)
