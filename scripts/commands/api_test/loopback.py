"""The address to which OpenEMR sends the browser back, listened on at this machine only."""

import queue
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scripts.commands.api_test.failures import CheckFailedError, Kind

_PATH = "/callback"
_ADDRESS = "127.0.0.1"
_PAGE = (
    b"<!doctype html><title>OpenEMR API test</title>"
    b"<p>The API test has its answer. This page can be closed."
)
_LOOK_SECONDS = 0.2


def redirect_address(port: int) -> str:
    """By name, for AWS's managed rules refuse addresses with an IPv4 host in a query or body.

    GenericRFI of
    https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
    """
    return f"http://localhost:{port}{_PATH}"


class Loopback:
    """Waits for the browser; `port` 0 takes a free one."""

    def __init__(self, port: int) -> None:
        self._received: queue.Queue[str] = queue.Queue()
        self._server = _Server((_ADDRESS, port), _Handler)
        self._server.received = self._received
        self.port = self._server.server_address[1]
        self.redirect_uri = redirect_address(self.port)

    def __enter__(self) -> "Loopback":
        threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, timeout: float) -> str:
        """The address the browser came back to. Raises CheckFailedError after `timeout` seconds."""
        ends = time.monotonic() + timeout
        while time.monotonic() < ends:
            try:
                # Short pauses, so that Ctrl-C is heard at once.
                query = self._received.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                continue
            return f"{self.redirect_uri}?{query}"
        raise CheckFailedError(
            Kind.NOBODY_SIGNED_IN, f"Nobody came back from the sign-in within {timeout:g} s."
        )

    def hint(self) -> str:
        """How a browser elsewhere reaches it."""
        return (
            f"For a browser on another machine: ssh -L {self.port}:{_ADDRESS}:{self.port} HOST "
            "there, HOST being this machine; or run again with --paste."
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    received: "queue.Queue[str]"


class _Handler(BaseHTTPRequestHandler):
    # A browser may open a connection and send nothing.
    timeout = 30

    def do_GET(self) -> None:
        """Take the answer of OpenEMR, and nothing else."""
        parts = urlsplit(self.path)
        known = parse_qs(parts.query).keys() & {"code", "error"}
        if parts.path != _PATH or not known:
            self.send_error(404)
            return
        if isinstance(self.server, _Server):
            self.server.received.put(parts.query)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(_PAGE)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(_PAGE)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: the request line holds the code."""
