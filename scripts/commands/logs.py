"""The verb `logs`."""

import json
import re
import time
from datetime import datetime, timezone
from typing import Annotated

import typer

from scripts.aws.log_events import LogEvent, LogReader
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import DeploymentArgument, TerraformOption
from scripts.deployment.aws_cli import spoken
from scripts.deployment.options import DryRunOption
from scripts.deployment.outputs import NotDeployedError, find_deployed

_SPAN = re.compile(r"(\d{1,6})([smhdw])")
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def logs(
    deployment: DeploymentArgument = None,
    since: Annotated[
        str, typer.Option(help="How far back, such as 90s, 10m, 2h, 7d.", metavar="SPAN")
    ] = "10m",
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with new events until Ctrl-C.")
    ] = False,
    container: Annotated[str, typer.Option(help="Only this container: openemr or bootstrap.")] = "",
    filter_pattern: Annotated[
        str, typer.Option("--filter", help="CloudWatch Logs filter pattern, such as '?ERROR'.")
    ] = "",
    group: Annotated[
        str, typer.Option(help="Another log group than the application's, by its name.")
    ] = "",
    dry_run: DryRunOption = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each event as one line of JSON.")
    ] = False,
    terraform: TerraformOption = None,
) -> None:
    """Show container logs.

    Exit codes: 0 done, also when there was nothing; 1 not deployed, or refused by AWS; 2 wrong
    options or settings; 130 ended by Ctrl-C.
    """
    seconds = _seconds(since)
    with exit_codes(interrupted="", failures=(NotDeployedError,)):
        deployed = find_deployed(deployment, terraform)
        group = group or deployed.output("application_log_group")
        if dry_run:
            aws = ["aws", "logs", "tail", group, "--region", deployed.region, "--since", since]
            aws += ["--follow"] * follow
            aws += ["--filter-pattern", filter_pattern] if filter_pattern else []
            aws += ["--log-stream-name-prefix", _stream_prefix(container)] if container else []
            typer.echo(spoken(aws))
            return
        client, prefix = deployed.account.client("logs"), _stream_prefix(container)
        reader = LogReader(client, group, filter_pattern, prefix)
        begin = int((time.time() - seconds) * 1000)
        for event in reader.follow(begin) if follow else reader.since(begin):
            typer.echo(_as_json(event) if as_json else _as_text(event))


def _stream_prefix(container: str) -> str:
    """ECS names streams `<prefix>/<container>/<task>`; container.py in stacks/ has the prefix."""
    return f"openemr/{container}/" if container else ""


def _seconds(span: str) -> int:
    match = _SPAN.fullmatch(span)
    if not match:
        raise typer.BadParameter(
            f"--since {span!r}: accepted are a number and s, m, h, d or w, such as 90s or 2h"
        )
    return int(match[1]) * _UNIT_SECONDS[match[2]]


def _moment(event: LogEvent) -> str:
    moment = datetime.fromtimestamp(event.milliseconds / 1000, tz=timezone.utc)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _as_text(event: LogEvent) -> str:
    return f"{_moment(event)} {event.stream} {event.message}"


def _as_json(event: LogEvent) -> str:
    described = {"time": _moment(event), "stream": event.stream, "message": event.message}
    return json.dumps(described, ensure_ascii=False)
