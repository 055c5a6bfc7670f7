"""Tasks that behave as they are told; child processes import them by name."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path


def odd(what: str) -> object:
    """A task that behaves as it is told."""
    match what:
        case "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        case "ends":
            os._exit(7)
        case "hangs":
            time.sleep(60)
        case "grows":
            bytearray(2**32)
        case "writes":
            Path(os.devnull).with_name("shm").joinpath("never").write_text("x", encoding="utf-8")
        case "ends early":
            raise EOFError
        case "gives a file":
            return sys.stdin
        case "prints":
            os.write(1, b"\x1b[2J")
            os.write(2, b"\x1b[2J")
    return what


def refuses(what: str) -> str:
    raise ValueError(what)
