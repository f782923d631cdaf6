"""`openemr logs`."""

import json
import re
import shlex
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Annotated, Any

import typer

from scripts.aws.account import aws_errors
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.deployment.aws_cli import DryRunOption
from scripts.deployment.outputs import find_deployed

_SPAN = re.compile(r"(\d{1,6})([smhdw])")
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_POLL_SECONDS = 2.0
# CloudWatch Logs may return an event some seconds after a later one of another stream.
_OVERLAP_MILLISECONDS = 30_000


def logs(
    deployment: DeploymentArgument = None,
    since: Annotated[
        str, typer.Option(help="How far back, such as 90s, 10m, 2h, 7d.", metavar="SPAN")
    ] = "10m",
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Keep printing new events until Ctrl-C.")
    ] = False,
    container: Annotated[str, typer.Option(help="Only this container: openemr or bootstrap.")] = "",
    filter_pattern: Annotated[
        str, typer.Option("--filter", help="CloudWatch Logs filter pattern, such as '?ERROR'.")
    ] = "",
    group: Annotated[
        str, typer.Option(help="Log group to read instead of the application's.")
    ] = "",
    dry_run: DryRunOption = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each event as one line of JSON.")
    ] = False,
    terraform: TerraformOption = None,
) -> None:
    """Show container logs.

    Exit codes: 0 done, even if there were no events; 1 not deployed, or refused by AWS; 2 invalid
    options or settings; 130 interrupted by Ctrl-C.
    """
    seconds = _seconds(since)
    # ECS names streams `<prefix>/<container>/<task>`; container.py in stacks/ has the prefix.
    prefix = f"openemr/{container}/" if container else ""
    with exit_codes(interrupted=""):
        deployed = find_deployed(deployment, terraform)
        group = group or deployed.output("application_log_group")
        if dry_run:
            aws = ["aws", "logs", "tail", group, "--region", deployed.region, "--since", since]
            aws += ["--follow"] * follow
            aws += ["--filter-pattern", filter_pattern] if filter_pattern else []
            aws += ["--log-stream-name-prefix", prefix] if prefix else []
            typer.echo(shlex.join(aws))
            return
        reader = _LogReader(deployed.account.client("logs"), group, filter_pattern, prefix)
        begin = int((time.time() - seconds) * 1000)
        for event in reader.follow(begin) if follow else reader.since(begin):
            typer.echo(
                json.dumps(event, ensure_ascii=False) if as_json else " ".join(event.values())
            )


def _seconds(span: str) -> int:
    match = _SPAN.fullmatch(span)
    if not match:
        raise typer.BadParameter(
            f"--since {span!r}: accepted: a number and s, m, h, d or w, such as 90s or 2h"
        )
    return int(match[1]) * _UNIT_SECONDS[match[2]]


@dataclass(frozen=True)
class _LogReader:
    """Reads a CloudWatch log group. Events have the keys time, stream and message."""

    client: Any
    group: str
    pattern: str
    stream_prefix: str

    def since(self, milliseconds: int) -> Iterator[dict[str, str]]:
        """Events from that time until now, ordered by time. Raises AwsError."""
        return map(_described, self._raw(milliseconds))

    def follow(self, milliseconds: int) -> Iterator[dict[str, str]]:
        """Events from that time on, each once, without end."""
        shown: dict[Any, int] = {}
        latest = milliseconds
        while True:
            for event in self._raw(max(milliseconds, latest - _OVERLAP_MILLISECONDS)):
                moment, message = int(event["timestamp"]), event["message"]
                # Without AWS's id, time and message identify an event.
                id_ = event.get("eventId") or (event.get("logStreamName"), moment, message)
                if id_ not in shown:
                    shown[id_] = moment
                    latest = max(latest, moment)
                    yield _described(event)
            oldest = latest - _OVERLAP_MILLISECONDS
            shown = {id_: moment for id_, moment in shown.items() if moment >= oldest}
            time.sleep(_POLL_SECONDS)

    def _raw(self, milliseconds: int) -> Iterator[dict[str, Any]]:
        options = {"logGroupName": self.group, "startTime": milliseconds, "interleaved": True}
        if self.pattern:
            options["filterPattern"] = self.pattern
        if self.stream_prefix:
            options["logStreamNamePrefix"] = self.stream_prefix
        with aws_errors(f"read log group {self.group} (logs:FilterLogEvents)"):
            pages = self.client.get_paginator("filter_log_events").paginate(**options)
            for page in pages:
                yield from page["events"]


def _described(event: dict[str, Any]) -> dict[str, str]:
    moment = datetime.fromtimestamp(event["timestamp"] / 1000, tz=timezone.utc)
    return {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "stream": event.get("logStreamName", ""),
        "message": event["message"].rstrip("\n"),
    }
