"""A call ends when the one that began it has ended, however: a killed `make` cannot tell its children."""

from __future__ import annotations

import os
import select
import signal
import threading
import time

BEGAN = "STUDY_ENDS_WITH"
"""The environment variable in which the Makefile names make's own process."""
_BETWEEN = 0.5


def end_with_who_began() -> None:
    """Have SIGTERM sent to this process as soon as the one named in the environment is gone."""
    named = os.environ.pop(BEGAN, "")  # whoever is begun from here has another one
    if named.isdigit():
        threading.Thread(target=_watch, args=(int(named),), daemon=True).start()


def _watch(process: int) -> None:
    _until_gone(process)
    os.kill(os.getpid(), signal.SIGTERM)


def _until_gone(process: int) -> None:
    """Come back when the process has ended, also where nobody has asked for its status yet."""
    try:
        select.select([os.pidfd_open(process)], [], [])
    except ProcessLookupError:
        return
    except (AttributeError, OSError):  # a system without such handles
        while _is_there(process):
            time.sleep(_BETWEEN)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
