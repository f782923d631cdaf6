"""HTTP to a server on this machine: never through the caller's proxy."""

import socket
import urllib.request
from collections.abc import Mapping

_HOST = "127.0.0.1"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def local_url(port: int) -> str:
    """Such as `http://127.0.0.1:40123`."""
    return f"http://{_HOST}:{port}"


def free_port() -> int:
    """A TCP port that was free a moment ago; a server that binds it at once has it."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


def get(url: str, timeout_seconds: float = 5) -> bytes:
    """The body; raise OSError (urllib's URLError is one) when nothing or an error answers."""
    with _DIRECT.open(url, timeout=timeout_seconds) as response:
        return bytes(response.read())


def post(
    url: str, body: bytes = b"", headers: Mapping[str, str] | None = None, timeout: float = 60
) -> bytes:
    """The body of the answer; raise urllib's HTTPError, which holds `code`, for a refusal."""
    request = urllib.request.Request(url, body, dict(headers or {}), method="POST")  # noqa: S310 - the URL is local_url's
    with _DIRECT.open(request, timeout=timeout) as response:
        return bytes(response.read())
