"""Alarms, the dashboard and notifications."""

from scripts.resources.facets.charge import Charge, Free, NoPriceError, Situation, number
from scripts.terraform.documents.configuration import Resource

HIGH_RESOLUTION_SECONDS = 60
# A target tracking policy makes one alarm to scale out and one to scale in:
# https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
ALARMS_OF_A_POLICY = 2


def alarm(resource: Resource, _: Situation) -> list[Charge] | Free:
    """Each metric that it looks at counts as one alarm."""
    period = number(resource, "period", default=HIGH_RESOLUTION_SECONDS)
    if period < HIGH_RESOLUTION_SECONDS:
        raise NoPriceError(f"a high-resolution alarm, period {period:g} s")
    queries = [each for each in resource.blocks("metric_query") if each.get("metric")]
    metrics = max(1, len(queries))
    return [Charge("alarm_month", metrics, f"{metrics} metrics")]


def composite_alarm(_: Resource, __: Situation) -> list[Charge] | Free:
    """An alarm about alarms."""
    return [Charge("composite_alarm_month", 1, "one alarm")]


def scaling_policy(resource: Resource, _: Situation) -> list[Charge] | Free:
    """The alarms that AWS makes for target tracking."""
    if resource.get("policy_type") != "TargetTrackingScaling":
        return Free("Only target tracking makes alarms of its own.")
    return [Charge("alarm_month", ALARMS_OF_A_POLICY, "scale out, scale in")]


def dashboard(_: Resource, __: Situation) -> list[Charge] | Free:
    """A dashboard."""
    return [Charge("dashboard_month", 1, "one dashboard")]


def topic(_: Resource, situation: Situation) -> list[Charge] | Free:
    """Messages, each also sent as an e-mail."""
    messages = situation.use("notifications")
    return [
        Charge("sns_requests_million", messages / 1e6, f"{messages:g} messages"),
        Charge("sns_emails_100k", messages / 1e5, f"{messages:g} e-mails"),
    ]
