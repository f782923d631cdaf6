"""The deployed service: its names in the state, rollouts, targets and alarms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scripts.aws.account import AwsAccount, AwsError, aws_errors
from scripts.terraform.documents.state import StateResources, read_outputs


@dataclass(frozen=True)
class Place:
    """Names and ARNs of the resources whose health is read.

    task_definition: the one that Terraform set for the service; another one means a rollback.
    alarms: the names of this deployment's alarms.
    """

    cluster: str
    service: str
    task_definition: str
    target_groups: tuple[str, ...]
    log_group: str
    alarms: tuple[str, ...] = ()


def place_of(state: Mapping[str, Any]) -> Place | None:
    """The place in a state, version 4; None if that has no service."""
    resources = StateResources.of(state)
    services = resources.of_type("aws_ecs_service")
    if not services:
        return None
    service = services[0].attributes
    groups = [each.get("target_group_arn") for each in service.get("load_balancer") or []]
    outputs = read_outputs(state)
    return Place(
        cluster=str(service["cluster"]).rpartition("/")[2],
        service=str(service["name"]),
        task_definition=str(service["task_definition"]),
        target_groups=tuple(str(arn) for arn in groups if arn),
        log_group=str(outputs.get("application_log_group", "")),
        alarms=tuple(
            str(each.attributes["alarm_name"])
            for each in resources.of_type("aws_cloudwatch_metric_alarm")
        ),
    )


_EVENTS = 20


@dataclass(frozen=True)
class Rollout:
    """A deployment of the service in ECS's sense: tasks of one task definition.

    state: IN_PROGRESS, COMPLETED or FAILED. failed: how many of its tasks did not come up.
    """

    id: str
    primary: bool
    task_definition: str
    desired: int
    running: int
    pending: int
    failed: int
    state: str
    reason: str

    @property
    def is_complete(self) -> bool:
        """True if all its tasks run and ECS reports it completed."""
        enough = self.running == self.desired and not self.pending
        return self.state == "COMPLETED" and enough


@dataclass(frozen=True)
class Event:
    """A line of the service's history."""

    id: str
    at: datetime
    message: str


@dataclass(frozen=True)
class Service:
    """A snapshot of the service: rollouts, primary first, and events, newest first."""

    status: str
    desired: int
    running: int
    rollouts: tuple[Rollout, ...]
    events: tuple[Event, ...]

    @property
    def primary(self) -> Rollout | None:
        """The rollout that is ECS's current target."""
        return next((each for each in self.rollouts if each.primary), None)

    def of(self, task_definition: str) -> Rollout | None:
        """The newest rollout of this task definition."""
        return next(
            (each for each in self.rollouts if each.task_definition == task_definition), None
        )


def read_service(account: AwsAccount, place: Place) -> Service:
    """Read the service from ECS. Raises AwsError."""
    ecs = account.client("ecs")
    with aws_errors(f"read the service {place.service} (ecs:DescribeServices)"):
        answer = ecs.describe_services(cluster=place.cluster, services=[place.service])
    if not answer["services"]:
        raise AwsError(f"ECS has no service {place.service} in cluster {place.cluster}.")
    found = answer["services"][0]
    rollouts = sorted(
        map(_rollout, found.get("deployments", [])), key=lambda each: not each.primary
    )
    events = [Event(e["id"], e["createdAt"], e["message"]) for e in found.get("events", [])]
    return Service(
        found["status"],
        found["desiredCount"],
        found["runningCount"],
        tuple(rollouts),
        tuple(events[:_EVENTS]),
    )


def _rollout(found: Mapping[str, Any]) -> Rollout:
    return Rollout(
        id=found["id"],
        primary=found["status"] == "PRIMARY",
        task_definition=found["taskDefinition"],
        desired=found["desiredCount"],
        running=found["runningCount"],
        pending=found["pendingCount"],
        failed=found.get("failedTasks", 0),
        state=found.get("rolloutState", "COMPLETED"),
        reason=found.get("rolloutStateReason", ""),
    )


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
# (read 2026-11-29)
_ALARMS_AT_ONCE = 100


@dataclass(frozen=True)
class Target:
    """A load balancer target; reason is AWS's code and description, empty when healthy."""

    address: str
    state: str
    reason: str


@dataclass(frozen=True)
class Alarm:
    """An alarm in state ALARM."""

    name: str
    reason: str


def read_targets(account: AwsAccount, place: Place) -> tuple[Target, ...]:
    """The targets of the service's groups, except draining ones. Raises AwsError."""
    elb = account.client("elbv2")
    targets = []
    with aws_errors("read the targets' health (elasticloadbalancing:DescribeTargetHealth)"):
        for arn in place.target_groups:
            for each in elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]:
                health = each.get("TargetHealth", {})
                words = [health.get("Reason", ""), health.get("Description", "")]
                reason = ": ".join(filter(None, words))
                targets.append(Target(each["Target"]["Id"], health.get("State", ""), reason))
    return tuple(each for each in targets if each.state not in ("draining", "unused"))


def ringing_alarms(account: AwsAccount, place: Place) -> tuple[Alarm, ...]:
    """The deployment's alarms in state ALARM. Raises AwsError."""
    cloudwatch = account.client("cloudwatch")
    found: list[Alarm] = []
    with aws_errors("list alarms (cloudwatch:DescribeAlarms)"):
        for begin in range(0, len(place.alarms), _ALARMS_AT_ONCE):
            names = list(place.alarms[begin : begin + _ALARMS_AT_ONCE])
            answer = cloudwatch.describe_alarms(AlarmNames=names, StateValue="ALARM")
            found += [
                Alarm(each["AlarmName"], each.get("StateReason", ""))
                for each in answer["MetricAlarms"]
            ]
    return tuple(found)
