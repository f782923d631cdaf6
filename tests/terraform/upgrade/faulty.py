"""`openemr`, with a fault where the environment says: run as a program in a checkout.

The embedded AWS runs no tasks, so that what a new release does there is told to the command:
UPGRADE_HEALTH is the outcome of each wait for a stable service, in turn, such as `failed,stable`;
UPGRADE_READY is the docker-version that the tasks of a stable one log.
UPGRADE_KILLED_AT names a step at whose end the whole process group is killed.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from typing import Any

from scripts.aws.account import AwsAccount
from scripts.cli.steps import Steps
from scripts.commands.app import main
from scripts.commands.deploy import job as deploy_job
from scripts.commands.deploy.health import Health, Outcome, Place
from scripts.commands.upgrade import deployed_site

_outcomes = iter(filter(None, os.environ.get("UPGRADE_HEALTH", "").split(",")))
_killed_at = os.environ.get("UPGRADE_KILLED_AT", "")
_step = Steps.step


def _wait(account: AwsAccount, place: Place, *_: Any) -> Health:
    outcome = Outcome(next(_outcomes, "stable"))
    if outcome is Outcome.STABLE:
        _log(account, place)
    return Health(outcome, "told by the test")


def _log(account: AwsAccount, place: Place) -> None:
    """The last line of bootstrap.sh in each task."""
    ecs, logs = account.client("ecs"), account.client("logs")
    for arn in ecs.list_tasks(cluster=place.cluster, serviceName=place.service)["taskArns"]:
        stream = f"openemr/bootstrap/{arn.rpartition('/')[2]}"
        where = {"logGroupName": place.log_group, "logStreamName": stream}
        with contextlib.suppress(logs.exceptions.ResourceAlreadyExistsException):
            logs.create_log_stream(**where)
        said = f"bootstrap: ready (docker-version {os.environ['UPGRADE_READY']})"
        event = {"timestamp": int(time.time() * 1000), "message": said}
        logs.put_log_events(**where, logEvents=[event])


@contextlib.contextmanager
def _killing(self: Steps, name: str, title: str) -> Iterator[Any]:
    with _step(self, name, title) as running:
        yield running
    if name == _killed_at:
        os.killpg(os.getpgid(0), signal.SIGKILL)


for module in (deployed_site, deploy_job):
    setattr(module, "wait_until_stable", _wait)  # noqa: B010 - neither module exports it
setattr(Steps, "step", _killing)  # noqa: B010 - a method
main()
