"""Servers of the tests' own on 127.0.0.1."""

import contextlib
import ssl
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from typing import Any

_STOP_WITHIN_SECONDS = 0.05


class TlsServer(ThreadingHTTPServer):
    """One that speaks TLS if it is given a context, however its clients behave."""

    daemon_threads = True
    context: ssl.SSLContext | None = None

    def get_request(self) -> tuple[Any, Any]:
        """A connection; its handshake waits for its own thread, lest one client hold up all."""
        connection, address = super().get_request()
        if self.context:
            connection = self.context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: clients that refuse the certificate hang up in the middle."""


@contextlib.contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[str]:
    """The URL of `server`, which answers until the block ends."""
    threading.Thread(target=server.serve_forever, args=(_STOP_WITHIN_SECONDS,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
