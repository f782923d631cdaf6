"""What stands around the tasks: the load balancer's view of them, and alarms."""

from dataclasses import dataclass

from scripts.aws.account import AwsAccount, aws_errors
from scripts.commands.deploy.health.place import Place

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
# (read 2026-11-29)
_ALARMS_AT_ONCE = 100


@dataclass(frozen=True)
class Target:
    """A task as the load balancer sees it; reason is AWS's code and words, empty when healthy."""

    address: str
    state: str
    reason: str


@dataclass(frozen=True)
class Alarm:
    """An alarm that is ringing, and since when it says so."""

    name: str
    reason: str


def read_targets(account: AwsAccount, place: Place) -> tuple[Target, ...]:
    """The targets of the service's groups, but for those that are leaving. Raises AwsError."""
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
