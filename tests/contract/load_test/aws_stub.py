"""Secrets Manager on 127.0.0.1, with one secret."""

import contextlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.loopback import serving

ARN = "arn:aws:secretsmanager:us-west-2:123456789012:secret:openemr-clinic-admin-AbCdEf"


@contextlib.contextmanager
def aws_with_secret(password: str) -> Iterator[str]:
    """The URL of an AWS whose secret ARN holds the password."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.password = password
    with serving(server) as url:
        yield url


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
