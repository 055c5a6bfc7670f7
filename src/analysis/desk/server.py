"""The page of a review, served to one browser on this machine, for as long as the page is open.

The address holds a token behind its #, which a browser never sends: the page reads it there and puts it into
a header of each call. Another site can neither guess it nor send the header, and its Origin gives it away.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from functools import cached_property
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import socket
from threading import Thread
from typing import Any, cast

from analysis.desk.session import Session

PAGE = Path(__file__).parent / "page"
_FILES = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/desk.js": ("desk.js", "text/javascript; charset=utf-8"),
    "/start.js": ("start.js", "text/javascript; charset=utf-8"),
    "/desk.css": ("desk.css", "text/css; charset=utf-8"),
}
TOKEN = "X-Study-Token"
_LARGEST = 100_000
"""Bytes of a step: an id, a value of 2,000 letters, a reason."""
_SILENT, _LEFT = 150.0, 4.0
"""Seconds after which the server ends: without a sign of the page, which a browser in the background may give
once a minute only; and after the page was left, unless it is only loaded again."""
_LIMITS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Server(ThreadingHTTPServer):
    """Serves one session on the loopback interface; `address` opens it."""

    daemon_threads = True

    def __init__(self, session: Session) -> None:
        super().__init__(("127.0.0.1", 0), _Call)
        self.session, self.token = session, secrets.token_urlsafe(32)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self._end = float("inf")

    @cached_property
    def address(self) -> str:
        """What a person opens in a browser."""
        return f"http://{self.host}/#{self.token}"

    def serve(self) -> None:
        """Serve until the page is left, or gives no sign any more."""
        Thread(target=self.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
        try:
            while time.monotonic() < self._end:
                time.sleep(0.2)
        finally:
            self.shutdown()
            self.server_close()

    def seen(self, *, leaving: bool = False) -> None:
        """The page gave a sign of itself."""
        self._end = time.monotonic() + (_LEFT if leaving else _SILENT)

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        """A browser that hangs up is no error."""


class _Call(BaseHTTPRequestHandler):
    """One request. Whatever is not asked by the page itself gets a bare refusal."""

    server_version, sys_version, timeout = "study", "", 30
    protocol_version = "HTTP/1.1"

    @property
    def desk(self) -> Server:
        return cast(Server, self.server)

    def do_GET(self) -> None:
        """The page's own files: they hold nothing of a report, and need no token."""
        if self.headers.get("Host") != self.desk.host or self.path not in _FILES:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        name, kind = _FILES[self.path]
        self._send((PAGE / name).read_bytes(), kind)

    def do_POST(self) -> None:
        """A step of the review."""
        step = self._step() if self._is_the_page() else None
        if step is None:
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        leaving = step.get("do") == "bye"
        self.desk.seen(leaving=leaving)
        answer = {} if leaving else self.desk.session.answer(step)
        self._send(json.dumps(answer, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    def _is_the_page(self) -> bool:
        headers = self.headers
        token = headers.get(TOKEN, "").encode("utf-8", "replace")
        return (
            headers.get("Host") == self.desk.host
            and headers.get("Origin") == f"http://{self.desk.host}"
            and compare_digest(token, self.desk.token.encode())
            and self.path == "/step"
        )

    def _step(self) -> Mapping[str, str] | None:
        """The words of the request; None where they are no step."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _LARGEST:
            return None
        try:
            step = json.loads(self.rfile.read(int(length)))
        except ValueError:
            return None
        whole = isinstance(step, dict) and all(isinstance(value, str) for value in step.values())
        return step if whole else None

    def _send(self, raw: bytes, kind: str) -> None:
        self._head(HTTPStatus.OK, kind, len(raw))
        self.wfile.write(raw)

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self._head(status, "text/plain; charset=utf-8", 0)

    def _head(self, status: HTTPStatus, kind: str, length: int) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(length), **_LIMITS}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a terminal is no place for a report's words."""
