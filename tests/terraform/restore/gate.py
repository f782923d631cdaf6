"""AWS behind a gate, which stops at one kind of call and never lets it through.

microburst, as in tests/terraform/faults, answers HEAD without the length that a remote state needs.
"""

import contextlib
import http.client
import re
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# Of one connection, not of a message.
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


class Gate:
    """A proxy before the AWS of `upstream`."""

    def __init__(self, upstream: str) -> None:
        self._upstream = urllib.parse.urlsplit(upstream).netloc
        self._call = ""
        self._reached = threading.Event()

    def stop_at(self, call: str) -> None:
        """From now on calls of this kind wait for ever; "" lets all through.

        call: a pattern of an operation of JSON or query services, or of method and path of others.
        """
        self._reached.clear()
        self._call = call

    @property
    def is_reached(self) -> bool:
        """Whether a call waits."""
        return self._reached.is_set()

    def passes(self, method: str, path: str, target: str, body: bytes) -> bool:
        """False for what is stopped. target: header X-Amz-Target."""
        if not self._call:
            return True
        action = urllib.parse.parse_qs(body.decode("latin-1")).get("Action", [""])[0]
        called = (target.rpartition(".")[2], action, f"{method} {path.partition('?')[0]}")
        stops = any(re.fullmatch(self._call, each) for each in called)
        if stops:
            self._reached.set()
        return not stops

    def forward(self, method: str, path: str, body: bytes, headers: Any) -> Any:
        """The answer, its body read."""
        connection = http.client.HTTPConnection(self._upstream)
        with contextlib.closing(connection):
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer, answer.read()


class _Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    gate: Gate

    def handle_one_request(self) -> None:
        """Read a request, and answer it unless it is stopped."""
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        target = self.headers.get("X-Amz-Target", "")
        if not self.gate.passes(self.command, self.path, target, body):
            threading.Event().wait()
        answer, content = self.gate.forward(self.command, self.path, body, self.headers)
        self.send_response_only(answer.status, answer.reason)
        kept = [each for each in answer.getheaders() if each[0].lower() not in _HOP_BY_HOP]
        names = {name.lower() for name, _ in kept}
        for name, value in kept:
            self.send_header(name, value)
        if "content-length" not in names and self.command != "HEAD":
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Those that are stopped never end.
    block_on_close = False
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is none."""


@contextlib.contextmanager
def gated(upstream: str) -> Iterator[tuple[Gate, str]]:
    """The gate, and the URL that leads through it."""
    gate = Gate(upstream)
    handler = type("Handler", (_Handler,), {"gate": gate})
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield gate, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
