"""The few answers of AWS that finding a task needs, on 127.0.0.1."""

import contextlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.loopback import serving

ACCOUNT = "123456789012"
_CALLER = f"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/operator</Arn><UserId>U</UserId>
<Account>{ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""


@contextlib.contextmanager
def aws_with_tasks(*ids: str) -> Iterator[str]:
    """The URL of an AWS in which these tasks run, each open to ECS Exec."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.tasks = [f"arn:aws:ecs:us-west-2:{ACCOUNT}:task/cluster/{id_}" for id_ in ids]
    with serving(server) as url:
        yield url


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    tasks: list[str]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
        answers = {
            "ListTasks": {"taskArns": self.server.tasks},
            "DescribeTasks": {"tasks": [_task(arn) for arn in self.server.tasks]},
        }
        body = json.dumps(answers[operation]) if operation else _CALLER
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""


def _task(arn: str) -> dict[str, Any]:
    return {
        "taskArn": arn,
        "lastStatus": "RUNNING",
        "enableExecuteCommand": True,
        "startedAt": 1_780_000_000,
        "containers": [{"name": "openemr", "runtimeId": "0123456789abcdef"}],
    }
