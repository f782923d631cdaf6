"""Secrets Manager on 127.0.0.1, with one secret."""

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ARN = "arn:aws:secretsmanager:us-west-2:123456789012:secret:openemr-clinic-admin-AbCdEf"


@contextlib.contextmanager
def aws_with_secret(password: str) -> Iterator[str]:
    """The URL of an AWS whose secret ARN holds the password."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.password = password
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    password: str


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["X-Amz-Target"] == "secretsmanager.GetSecretValue"
        secret = json.dumps({"username": "admin", "password": self.server.password})
        body = json.dumps({"ARN": asked["SecretId"], "SecretString": secret}).encode()
        self.send_response(200 if asked["SecretId"] == ARN else 400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""
