"""A registry on this machine that answers as Docker Hub does to anonymous clients.

Challenge, token, digests and errors: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md,
https://distribution.github.io/distribution/spec/auth/token/ and the recording of Docker Hub in
https://toddysm.com/2024/01/30/authenticating-with-oci-registries-docker-hub-implementation/;
limits: https://docs.docker.com/docker-hub/usage/pulls/ (read 2026-11-30). Blobs are redirected to
another origin, as Docker Hub's are to its CDN.
"""

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.contract.images.made import Made

TOKEN = "granted"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Clients that close a connection in the middle are no news."""


@dataclass
class Behaviour:
    """What goes wrong. truncated: bytes after which each answer with a blob is cut off.

    served: called with path and headers before each answer; status: of every manifest.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    redirects_to: str = ""
    realm: str = ""
    truncated: int | None = None
    ignores_ranges: bool = False
    spoils: Callable[[bytes], bytes] = bytes
    served: Callable[[str, Any], None] = lambda _path, _headers: None


class StandIn:
    """The registry and its CDN. asked: paths; leaked: those that came to the CDN with a token."""

    def __init__(self) -> None:
        self.images: dict[str, Made] = {}
        self.behaviour = Behaviour()
        self.asked: list[str] = []
        self.leaked: list[str] = []
        self._cdn = self._server(_blob)
        self._registry = self._server(_registry)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._registry.server_port}"

    @property
    def cdn(self) -> str:
        return f"http://127.0.0.1:{self._cdn.server_port}"

    def close(self) -> None:
        for each in (self._registry, self._cdn):
            each.shutdown()
            each.server_close()

    def _server(self, answer: "Callable[[StandIn, Any], None]") -> ThreadingHTTPServer:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                stand_in.asked.append(self.path)
                stand_in.behaviour.served(self.path, self.headers)
                answer(stand_in, self)

            def log_message(self, *_: Any) -> None:
                pass

        server = _Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server


@contextlib.contextmanager
def stand_in() -> Iterator[StandIn]:
    server = StandIn()
    try:
        yield server
    finally:
        server.close()


def _send(handler: Any, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _error(handler: Any, status: int, code: str, message: str, **headers: str) -> None:
    body = json.dumps({"errors": [{"code": code, "message": message, "detail": None}]}).encode()
    _send(handler, status, body, Content_Type="application/json", **headers)


def _registry(server: StandIn, handler: Any) -> None:
    path, behaviour = handler.path.partition("?")[0], server.behaviour
    if path == "/token":
        granted = {"token": TOKEN, "access_token": TOKEN, "expires_in": 300}
        _send(handler, 200, json.dumps(granted).encode(), Content_Type="application/json")
        return
    repository, _, rest = path.removeprefix("/v2/").rpartition("/")[0].rpartition("/")
    version = path.rpartition("/")[2]
    if handler.headers.get("Authorization") != f"Bearer {TOKEN}":
        realm = behaviour.realm or f"http://{server.host}/token"
        challenge = f'Bearer realm="{realm}",service="registry.docker.io"'
        challenge += f',scope="repository:{repository}:pull"'
        _error(
            handler,
            401,
            "UNAUTHORIZED",
            "authentication required",
            WWW_Authenticate=challenge,
            Docker_Distribution_Api_Version="registry/2.0",
        )
    elif rest == "blobs":
        location = (behaviour.redirects_to or server.cdn) + path
        _send(handler, 307, b"", Location=location)
    else:
        _manifest(server, handler, repository, version)


def _manifest(server: StandIn, handler: Any, repository: str, version: str) -> None:
    behaviour = server.behaviour
    if behaviour.status == 429:
        text = "You have reached your unauthenticated pull rate limit."
        _error(handler, 429, "TOOMANYREQUESTS", text, **behaviour.headers)
        return
    if behaviour.status != 200:
        _error(handler, behaviour.status, "UNKNOWN", "unknown error")
        return
    image = server.images.get(f"{repository}:{version}")
    documents = {k: v for each in server.images.values() for k, v in each.documents.items()}
    wanted = image.top if image else version
    if wanted not in documents:
        _error(handler, 404, "MANIFEST_UNKNOWN", "manifest unknown")
        return
    media_type, raw = documents[wanted]
    _send(
        handler,
        200,
        behaviour.spoils(raw),
        Content_Type=media_type,
        Docker_Content_Digest=wanted,
        ratelimit_limit="100;w=21600",
        ratelimit_remaining="99;w=21600",
    )


def _blob(server: StandIn, handler: Any) -> None:
    """The CDN: ranges, and nobody's token."""
    if handler.headers.get("Authorization"):
        server.leaked.append(handler.path)
    behaviour, wanted = server.behaviour, handler.path.rpartition("/")[2]
    data = next(each.blobs[wanted] for each in server.images.values() if wanted in each.blobs)
    data, start = behaviour.spoils(data), 0
    ranged = handler.headers.get("Range", "")
    if ranged and not behaviour.ignores_ranges:
        start = int(ranged.removeprefix("bytes=").rstrip("-"))
    handler.send_response(206 if start else 200)
    handler.send_header("Content-Length", str(len(data) - start))
    handler.end_headers()
    if behaviour.truncated is None:
        handler.wfile.write(data[start:])
    else:
        handler.wfile.write(data[start : start + behaviour.truncated])
        handler.close_connection = True
