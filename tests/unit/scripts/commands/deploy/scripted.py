"""An account whose answers are written down, each checked against botocore's own model of AWS."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse
from botocore.validate import ParamValidator

from scripts.aws.account import AwsAccount
from scripts.commands.deploy.health import Health, Place
from scripts.commands.deploy.health.watch import Watch

TASK_DEFINITION = "arn:aws:ecs:us-west-2:000000000000:task-definition/openemr-clinic-openemr:7"
BEFORE = TASK_DEFINITION.replace(":7", ":6")
PLACE = Place(
    cluster="openemr-clinic-cluster",
    service="openemr-clinic-openemr",
    task_definition=TASK_DEFINITION,
    target_groups=("arn:aws:elasticloadbalancing:us-west-2:000000000000:targetgroup/web/1",),
    log_group="/openemr/clinic/application",
    alarms=("/openemr/clinic/Latency", "/openemr/clinic/TaskCpu"),
)
Answer = dict[str, Any] | Exception
# Where a test says nothing: no tasks stopped, nothing rings, no log.
QUIET: dict[str, Sequence[Answer]] = {
    "DescribeAlarms": [{"MetricAlarms": []}],
    "GetLogEvents": [{"events": []}],
    "ListTasks": [{"taskArns": []}],
}


@dataclass
class ScriptedAccount(AwsAccount):
    """operation -> its answers in order; the last one is given again and again."""

    answers: dict[str, Sequence[Answer]]
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    region: str = "us-west-2"

    def client(self, service: str, region: str | None = None) -> Any:
        client = boto3.client(
            service,
            region_name=region or self.region,
            aws_access_key_id="none",
            aws_secret_access_key="none",
        )
        client.meta.events.register("before-call", self._answer)
        return client

    def _answer(self, model: Any, params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        count = sum(name == model.name for name, _ in self.asked)
        self.asked.append((model.name, params))
        written = self.answers[model.name]
        answer = written[min(count, len(written) - 1)]
        if isinstance(answer, Exception):
            raise answer
        if model.output_shape is None:
            assert not answer
            return AWSResponse(None, 200, {}, None), answer
        report = ParamValidator().validate(answer, model.output_shape)
        assert not report.has_errors(), report.generate_report()
        return AWSResponse(None, 200, {}, None), answer


@dataclass
class Clock:
    """Time that passes only while somebody waits."""

    now: float = 0.0

    def read(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def watch(answers: dict[str, Sequence[Answer]], limit_seconds: float = 600) -> Any:
    """Wait for the service of an account with these answers; health, and all that was told."""
    clock = Clock()
    told: list[str] = []
    announced: list[str] = []
    account = ScriptedAccount(QUIET | answers)
    health: Health = Watch(
        account,
        PLACE,
        limit_seconds,
        on_progress=told.append,
        on_stopped_task=announced.append,
        clock=clock.read,
        pause=clock.wait,
    ).wait()
    return SimpleNamespace(
        health=health, told=told, announced=announced, seconds=clock.now, account=account
    )
