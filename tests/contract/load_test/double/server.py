"""The stand-in as a real server on 127.0.0.1, with faults on request."""

import contextlib
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from tests.contract.load_test.double.pages import Answer, Pages, Request
from tests.loopback import TlsServer, serving

PASSWORD = "correct horse battery staple"
# What an Application Load Balancer says of itself where it answers alone.
LOAD_BALANCER = {"Server": "awselb/2.0"}
BLOCKED = Answer(403, "<html><center><h1>403 Forbidden</h1></center></html>", LOAD_BALANCER)
NO_TASK = Answer(503, "<center><h1>503 Service Temporarily Unavailable</h1>", LOAD_BALANCER)
DROP = Answer(0)
"""The connection ends without an answer."""
_USUAL = {"Server": "Apache", "Content-Type": "text/html; charset=utf-8"}
# A fault answers instead of OpenEMR, by the number of requests before; None: OpenEMR answers.
Fault = Callable[[Request, int], Answer | None]


@dataclass
class Double:
    """requests: what arrived, in this order. delay: seconds that every answer takes.

    stall: from and until when, in seconds after the first request, no answer leaves.
    """

    pages: Pages = field(default_factory=lambda: Pages(PASSWORD))
    fault: Fault | None = None
    delay: float = 0.0
    stall: tuple[float, float] | None = None
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def reset(self) -> None:
        """As if nothing had come."""
        self.requests.clear()
        self.pages.sessions.clear()

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def wait(self, seconds: float) -> None:
        """For a fault that is only slow: OpenEMR answers after it."""
        time.sleep(seconds)

    def answer(self, request: Request) -> Answer:
        with self.lock:
            number = len(self.requests)
            self.requests.append(request)
        self._wait(request)
        fault = self.fault and self.fault(request, number)
        if fault:
            return fault
        with self.lock:
            return self.pages.answer(request)

    def _wait(self, request: Request) -> None:
        time.sleep(self.delay)
        if self.stall:
            since = request.moment - self.requests[0].moment
            begins, ends = self.stall
            if begins <= since < ends:
                time.sleep(ends - since)


RUNNING: dict[str, Double] = {}
"""By their addresses."""


@contextlib.contextmanager
def running(double: Double, chain: Path | None = None) -> Iterator[Double]:
    """Serve until the block ends; by TLS with the key and certificate in `chain`."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.double = double
    if chain:
        server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.context.load_cert_chain(chain)
    scheme = "https" if chain else "http"
    double.url = f"{scheme}://localhost:{server.server_address[1]}"
    RUNNING[double.url] = double
    with serving(server):
        try:
            yield double
        finally:
            del RUNNING[double.url]


class _Server(TlsServer):
    request_queue_size = 512
    double: Double


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        moment = time.monotonic()
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        cookie, agent = (self.headers.get(name, "") for name in ("Cookie", "User-Agent"))
        request = Request(moment, self.command, self.path, cookie, agent, body)
        answer = self.server.double.answer(request)
        if answer is DROP:
            self.close_connection = True
            return
        content = answer.body.encode()
        head = [f"HTTP/1.1 {answer.status} Status"]
        for name, value in {**_USUAL, **answer.headers}.items():
            head.append(f"{name}: {value}")
        head += [f"Set-Cookie: {cookie}" for cookie in answer.cookies]
        head.append(f"Content-Length: {len(content)}")
        # In one piece, for two small ones wait for each other on a busy machine.
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""
