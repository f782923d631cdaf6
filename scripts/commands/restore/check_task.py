"""The one-off ECS task of a restore: moves the recovered files and checks the pair."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors
from scripts.aws.reader import AwsReader
from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import RunningStep
from scripts.deployment.restore_task import DEFINITION, GROUP

# Of stacks/components/application/container.py.
CONTAINER = "restore"
_CLUSTER = "aws_ecs_cluster"
_SERVICE = "aws_ecs_service"
_LOG = "aws_cloudwatch_log_group.application_task_log"
_REFERENCE = re.compile(r"\$\{(aws_\w+\.\w+)\.(\w+)\}")
_FACT = re.compile(r"restored: (\w+) (.+)")
_POLL_SECONDS = 10
# Image, database that wakes up, files of a large practice: the start of a task takes 22 minutes at
# worst (stacks/releases.py).
_WITHIN_SECONDS = 60 * 60
# How long CloudWatch Logs takes is not said; minutes would be an outage of it.
_LOG_WITHIN_SECONDS = 60
_MOST_LINES = 40


class PairRefusedError(OperationFailedError):
    """The task found that files and database are no pair, or did not end."""


@dataclass(frozen=True)
class Verdict:
    """What the task found. facts: name -> value. judged: False where no task runs."""

    facts: Mapping[str, str] = field(default_factory=dict)
    judged: bool = True

    @property
    def summary(self) -> str:
        """A few words of it."""
        if not self.judged:
            return "not checked: the embedded AWS runs no tasks"
        shown = ("release", "patient_data", "documents", "documents_decrypted")
        return ", ".join(f"{each} {self.facts[each]}" for each in shown if each in self.facts)


@dataclass(frozen=True)
class CheckTask:
    """Where the task runs, from the state and the configuration.

    attributes: address -> attributes in the state. files_time: moment of the files' copy.
    """

    account: AwsAccount
    configuration: Mapping[str, Any]
    attributes: Mapping[str, Mapping[str, Any]]
    files_time: str
    pause: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def run(self, step: RunningStep) -> Verdict:
        """Run it to its end. Raises PairRefusedError, AwsError."""
        arn = self._start()
        step.update("started")
        deadline = self.clock() + _WITHIN_SECONDS
        embedded = self.account.is_embedded()
        while (task := self._described(arn))["lastStatus"] != "STOPPED":
            step.update(str(task["lastStatus"]).lower())
            if embedded:
                self._stop(arn, "The embedded AWS runs no tasks.")
                return Verdict(judged=False)
            if self.clock() >= deadline:
                self._stop(arn, "openemr restore: it took too long.")
                minutes = _WITHIN_SECONDS // 60
                raise PairRefusedError(f"The task {arn} did not end within {minutes} minutes.")
            self.pause(_POLL_SECONDS)
        container = next(each for each in task["containers"] if each["name"] == CONTAINER)
        has_run = container.get("exitCode") is not None
        lines = self._all_lines(arn) if has_run else self._lines(arn)
        if container.get("exitCode") != 0:
            raise PairRefusedError(self._failure(task, container, lines))
        found = (_FACT.match(line) for line in lines)
        return Verdict({each[1]: each[2].strip() for each in found if each})

    def _start(self) -> str:
        network = self._network()
        with aws_errors("start the task of the restore (ecs:RunTask, iam:PassRole)"):
            answer = self.account.client("ecs").run_task(
                cluster=self._cluster,
                taskDefinition=self.attributes[DEFINITION]["arn"],
                launchType="FARGATE",
                count=1,
                startedBy="openemr-restore",
                networkConfiguration={"awsvpcConfiguration": network},
                overrides={
                    "containerOverrides": [
                        {
                            "name": CONTAINER,
                            "environment": [
                                {"name": "RESTORE_FILES_TIME", "value": self.files_time}
                            ],
                        }
                    ]
                },
            )
        if not answer["tasks"]:
            reasons = "; ".join(str(each.get("reason")) for each in answer.get("failures", []))
            raise PairRefusedError(f"ECS did not start the task of the restore: {reasons}.")
        return str(answer["tasks"][0]["taskArn"])

    @property
    def _cluster(self) -> str:
        address = next(each for each in self.attributes if each.startswith(f"{_CLUSTER}."))
        return str(self.attributes[address]["name"])

    def _network(self) -> dict[str, Any]:
        """Where the service's tasks run, with the security group of the restore."""
        (service,) = self.configuration["resource"][_SERVICE].values()
        network = service["network_configuration"]
        subnets = [self._resolved(each) for each in network["subnets"]]
        public = "ENABLED" if network["assign_public_ip"] else "DISABLED"
        group = self.attributes[GROUP]["id"]
        return {"subnets": subnets, "securityGroups": [group], "assignPublicIp": public}

    def _resolved(self, text: str) -> str:
        return _REFERENCE.sub(lambda found: str(self.attributes[found[1]][found[2]]), text)

    def _described(self, arn: str) -> dict[str, Any]:
        """The task; not to be seen yet directly after its start, as ECS is eventually consistent.

        https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html (2026-11-30)
        """
        with aws_errors(f"read the task {arn} (ecs:DescribeTasks)"):
            answer = self.account.client("ecs").describe_tasks(cluster=self._cluster, tasks=[arn])
        return next((dict(each) for each in answer["tasks"]), {"lastStatus": "PROVISIONING"})

    def _stop(self, arn: str, reason: str) -> None:
        with aws_errors(f"stop the task {arn} (ecs:StopTask)"):
            self.account.client("ecs").stop_task(cluster=self._cluster, task=arn, reason=reason)

    def _all_lines(self, arn: str) -> list[str]:
        """The lines when no more come: the last ones may arrive after the task ended."""
        lines = self._lines(arn)
        deadline = self.clock() + _LOG_WITHIN_SECONDS
        while self.clock() < deadline:
            self.pause(_POLL_SECONDS)
            before, lines = lines, self._lines(arn)
            if lines and lines == before:
                break
        return lines

    def _lines(self, arn: str) -> list[str]:
        """The lines that the container logged, none of which holds a secret.

        A container that did not start has no stream, for which CloudWatch Logs answers
        ResourceNotFoundException: https://github.com/percona/rds_exporter/issues/81 (2026-11-30).
        """
        events = AwsReader(self.account).list(
            "logs",
            "filter_log_events",
            "events",
            absent="ResourceNotFoundException",
            logGroupName=self.attributes[_LOG]["name"],
            logStreamNames=[f"openemr/{CONTAINER}/{arn.rpartition('/')[2]}"],
        )
        return [each["message"] for each in events]

    def _failure(
        self, task: Mapping[str, Any], container: Mapping[str, Any], lines: list[str]
    ) -> str:
        code = container.get("exitCode")
        why = container.get("reason") or task.get("stoppedReason") or "no reason given"
        ended = f"exit code {code}" if code is not None else str(why)
        said = "\n".join(f"  {line.rstrip()}" for line in lines[-_MOST_LINES:])
        return (
            f"The pair was not accepted ({ended}):\n{said or '  it logged nothing'}\n"
            "Nothing that serves was changed."
        )
