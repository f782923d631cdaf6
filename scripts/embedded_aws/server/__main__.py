"""Start the embedded AWS in the foreground, on 127.0.0.1 only."""

import argparse
import importlib
import importlib.metadata
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

# The fixes and guards replace private functions of this very release.
MINISTACK_VERSION = "1.5.33"
_HOST = "127.0.0.1"
_BAD_USE = 2
_KEEP_ALIVE_SECONDS = 120


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.embedded_aws.server",
        description=f"An AWS account on 127.0.0.1: MiniStack {MINISTACK_VERSION} with additions. "
        "Stop it with Ctrl-C or SIGTERM; its state is then in the state directory.",
    )
    parser.add_argument("--port", type=int, required=True, help="TCP port on 127.0.0.1")
    parser.add_argument(
        "--state-dir",
        type=Path,
        required=True,
        help="folder of the account's state; made if absent",
    )
    parser.add_argument(
        "--region", default="us-west-2", help="region of unsigned requests (default %(default)s)"
    )
    parser.add_argument(
        "--account-id", default="000000000000", help="12 digits (default %(default)s)"
    )
    parser.add_argument(
        "--auth", action="store_true", help="evaluate IAM policies and verify signatures"
    )
    parser.add_argument(
        "--no-guards", dest="guards", action="store_false", help="accept what AWS would refuse"
    )
    parser.add_argument(
        "--models",
        type=Path,
        help="folder `data` of the botocore whose models requests must fit "
        "(default: this interpreter's own)",
    )
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="stop when standard input ends"
    )
    parser.add_argument("--log-level", default="INFO", choices=("DEBUG", "INFO", "WARNING"))
    return parser


def _arguments() -> argparse.Namespace:
    parser = _parser()
    arguments = parser.parse_args()
    problems = []
    if not 1 <= arguments.port <= 65535:
        problems.append(f"--port: {arguments.port} is not between 1 and 65535")
    elif _in_use(arguments.port):
        problems.append(f"--port: {arguments.port} is in use; choose another")
    if len(arguments.account_id) != 12 or not arguments.account_id.isdigit():
        problems.append(f"--account-id: {arguments.account_id!r} is not 12 digits")
    if arguments.models and not (arguments.models / "ec2").is_dir():
        problems.append(f"--models: {arguments.models} holds no models of botocore")
    if problems:
        parser.error("; ".join(problems))
    return arguments


def _in_use(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((_HOST, port)) == 0


def _configure(arguments: argparse.Namespace) -> None:
    """Set what MiniStack reads from its environment, at import."""
    state = arguments.state_dir.resolve()
    for folder in ("services", "s3"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    os.environ.update(
        AUTH=str(arguments.auth).lower(),
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",  # noqa: S106 - any word; MiniStack does not check it
        BIND_HOST=_HOST,  # MiniStack's default is every interface
        # Databases, caches and tasks are records here, never containers, on every machine.
        DOCKER_HOST=f"unix://{state}/no-docker.sock",
        GATEWAY_PORT=str(arguments.port),
        IOT_MTLS_ENABLED="0",  # each of the two would open a port of its own
        SFTP_ENABLED="0",
        LOG_LEVEL=arguments.log_level,
        MINISTACK_ACCOUNT_ID=arguments.account_id,
        MINISTACK_HOST=_HOST,
        MINISTACK_REGION=arguments.region,
        PERSIST_STATE="1",
        S3_DATA_DIR=str(state / "s3"),
        S3_PERSIST="1",
        STATE_DIR=str(state / "services"),
        TMPDIR=str(state),
    )


def _stop_when_stdin_closes() -> None:
    def wait() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="stdin", daemon=True).start()


def _refuse_other_releases() -> None:
    try:
        found = importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        found = "no MiniStack"
    if found != MINISTACK_VERSION:
        sys.stderr.write(
            f"This server needs MiniStack {MINISTACK_VERSION}; {sys.executable} has {found}. "
            "Run scripts/setup.\n"
        )
        raise SystemExit(_BAD_USE)


def _outlast_idle_clients() -> None:
    """Keep idle connections longer than the AWS SDK for Go does, which is 90 s.

    MiniStack closes them after 75 s; a request that meets the closing would be sent again.
    """
    config = importlib.import_module("hypercorn.config").Config
    config.keep_alive_timeout = property(lambda _: _KEEP_ALIVE_SECONDS, lambda *_: None)


def _answer_in_one_piece() -> None:
    """Send the head of a response together with the first of its body, as AWS does.

    The web server sends them apart. Terraform's S3 backend (1.11.4, its DynamoDB client) closes the
    connection before it has read a body that comes later, and sends the request again: a lock that
    it has just taken is then held by itself (measured 2026-11-23, 1 in 50 to 150 locks).
    """
    protocol = importlib.import_module("hypercorn.protocol.h11")
    events = importlib.import_module("hypercorn.events")
    send_event = protocol.H11Protocol._send_h11_event

    async def send_together(self: Any, event: Any) -> None:
        if not isinstance(event, protocol.h11.Response):
            await send_event(self, event)
            return
        head = self.connection.send(event)
        send = self.send

        async def send_with_head(following: Any) -> None:
            self.send = send
            if isinstance(following, events.RawData):
                following = events.RawData(data=head + following.data)
            else:
                await send(events.RawData(data=head))
            await send(following)

        self.send = send_with_head

    protocol.H11Protocol._send_h11_event = send_together


def main() -> None:
    """Run until a signal."""
    arguments = _arguments()
    _refuse_other_releases()
    _configure(arguments)
    package = "scripts.embedded_aws.server"
    parts = ["administration", "services", "fixes", "copy_administration"]
    parts += ["guards"] * arguments.guards
    for part in parts:
        importlib.import_module(f"{package}.{part}")
    if arguments.guards:
        botocore = Path(importlib.import_module("botocore").__file__ or "").parent
        gate = importlib.import_module(f"{package}.models.gate")
        gate.check_requests(arguments.models or botocore / "data")
    if arguments.until_stdin_closes:
        _stop_when_stdin_closes()
    _outlast_idle_clients()
    _answer_in_one_piece()
    sys.argv = sys.argv[:1]  # MiniStack parses it again
    importlib.import_module("ministack.app").main()


if __name__ == "__main__":
    main()
