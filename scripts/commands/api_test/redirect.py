"""The redirect after the sign-in: received on a local port, or pasted by the person."""

import contextlib
import queue
import signal
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from scripts.cli.errors import InvalidInputError
from scripts.commands.api_test.failures import Kind
from scripts.commands.api_test.options import Options

_PATH = "/callback"
_ADDRESS = "127.0.0.1"
_PAGE = (
    b"<!doctype html><title>OpenEMR API test</title>"
    b"<p>The API test has its answer. This page can be closed."
)
_POLL_SECONDS = 0.2
# Nothing needs to listen there. A browser that finds nothing keeps the URL in its address bar.
_DEFAULT_PASTE_PORT = 8765


@contextlib.contextmanager
def open_redirect(options: Options) -> "Iterator[Redirect]":
    """The redirect that the options ask for. Raises InvalidInputError if its port is in use."""
    if options.paste:
        yield PastedRedirect(options.port)
        return
    try:
        redirect = LoopbackRedirect(options.port)
    except OSError as error:
        raise InvalidInputError(
            f"--port {options.port}: cannot be listened on ({error.strerror}); accepted: a "
            "free port of this machine, 0 for any"
        ) from error
    threading.Thread(target=redirect.serve_forever, args=(0.1,), daemon=True).start()
    try:
        yield redirect
    finally:
        redirect.shutdown()
        redirect.server_close()


def _uri(port: int) -> str:
    """By name, for AWS's managed rules refuse URLs with an IPv4 host in a query or body.

    GenericRFI of
    https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
    """
    return f"http://localhost:{port}{_PATH}"


def _is_response(query: str) -> bool:
    return bool(parse_qs(query).keys() & {"code", "error"})


class LoopbackRedirect(ThreadingHTTPServer):
    """Receives the browser's request; `port` 0 takes a free one."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__((_ADDRESS, port), _Handler)
        port = self.server_address[1]
        self.uri = _uri(port)
        self.hint = (
            f"For a browser on another machine: ssh -L {port}:{_ADDRESS}:{port} HOST there, HOST "
            "being this machine; or run again with --paste."
        )
        self.received: queue.Queue[str] = queue.Queue()

    def wait(self, timeout: float) -> str:
        """The URL that the browser requested. Raises CheckFailedError."""
        ends = time.monotonic() + timeout
        while time.monotonic() < ends:
            # Short waits, so that Ctrl-C takes effect at once.
            with contextlib.suppress(queue.Empty):
                return f"{self.uri}?{self.received.get(timeout=_POLL_SECONDS)}"
        raise Kind.NOBODY_SIGNED_IN.error(
            f"Nobody came back from the sign-in within {timeout:g} s."
        )


class _Handler(BaseHTTPRequestHandler):
    # A browser may open a connection and send nothing.
    timeout = 30
    server: LoopbackRedirect

    def do_GET(self) -> None:
        """Accept OpenEMR's response, and nothing else."""
        parts = urlsplit(self.path)
        if parts.path != _PATH or not _is_response(parts.query):
            self.send_error(404)
            return
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


class PastedRedirect:
    """Reads the URL from standard input."""

    hint = (
        "After consenting the browser cannot open its last page. Copy the URL from its address bar "
        "and paste it here within a minute, then press Enter:"
    )

    def __init__(self, port: int) -> None:
        self.uri = _uri(port or _DEFAULT_PASTE_PORT)

    def wait(self, timeout: float) -> str:
        """The pasted URL. Raises CheckFailedError."""
        with _time_limit(timeout):
            line = _read_line()
        if not _is_response(urlsplit(line).query):
            raise Kind.NOBODY_SIGNED_IN.error(
                "What was pasted is not the URL after the sign-in: it has neither code= nor "
                "error=.",
            )
        return line


Redirect = LoopbackRedirect | PastedRedirect


def _read_line() -> str:
    """One line; on a terminal with readline, without which macOS ends lines at 1,024 characters."""
    try:
        if sys.stdin.isatty():
            with contextlib.suppress(ImportError):
                import readline  # noqa: F401, PLC0415
            return input().strip()
        return sys.stdin.readline().strip()
    except EOFError:
        return ""


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise Kind.NOBODY_SIGNED_IN.error(f"Nothing was pasted within {seconds:g} s.")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
