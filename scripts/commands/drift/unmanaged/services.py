"""Unmanaged parts of the running service: load balancing, ECS, scaling, events and logs."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity, Unmanaged
from scripts.commands.drift.refresh import Resource, Resources

_LISTENER = Unmanaged(
    "listener",
    Severity.CRITICAL,
    "A listener was added by hand; it is another way into the application.",
)
_RULE = Unmanaged(
    "listener_rule",
    Severity.HIGH,
    "A rule was added to the listener by hand; some requests go another way.",
)
_CERTIFICATE = Unmanaged(
    "certificate",
    Severity.HIGH,
    "A certificate was added by hand; the load balancer answers for another name.",
)


def listeners(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Further listeners of our load balancers, and their rules and certificates."""
    ours = {each.id: each.address for each in resources.of("aws_lb_listener")}
    for balancer in resources.of("aws_lb"):
        for listener in aws.list(
            "elbv2", "describe_listeners", "Listeners", LoadBalancerArn=balancer.id
        ):
            arn = listener["ListenerArn"]
            if arn not in ours:
                what = f"{listener['Protocol']} {listener['Port']}, {_actions(listener)}"
                yield _LISTENER.at(balancer.address, what, arn)
    rules = resources.ids("aws_lb_listener_rule")
    certificates = resources.tuples(
        "aws_lb_listener_certificate", "listener_arn", "certificate_arn"
    )
    for arn, address in ours.items():
        of_it = {"ListenerArn": arn}
        for rule in aws.list("elbv2", "describe_rules", "Rules", **of_it):
            if not rule["IsDefault"] and rule["RuleArn"] not in rules:
                what = f"priority {rule['Priority']}: {_conditions(rule)}, {_actions(rule)}"
                yield _RULE.at(address, what, rule["RuleArn"])
        for each in aws.list("elbv2", "describe_listener_certificates", "Certificates", **of_it):
            name = each["CertificateArn"]
            if not each["IsDefault"] and (arn, name) not in certificates:
                yield _CERTIFICATE.at(address, name, name)


def _actions(of: Mapping[str, Any]) -> str:
    actions = of.get("DefaultActions") or of.get("Actions") or []
    return " and ".join(str(each["Type"]) for each in actions) or "no action"


def _conditions(rule: Mapping[str, Any]) -> str:
    parts = [
        f"{each['Field']} {', '.join(each.get('Values') or ['...'])}"
        for each in rule.get("Conditions", [])
    ]
    return " and ".join(parts) or "every request"


# They get no new requests.
_LEAVING = ("draining", "unused")
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
_MOST_TASKS = 100
_TARGET = Unmanaged(
    "target",
    Severity.CRITICAL,
    "Requests of users, with their passwords, go to an address that is no task.",
)


def targets(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Registered targets that are not addresses of the service's tasks."""
    attached = resources.tuples("aws_lb_target_group_attachment", "target_group_arn", "target_id")
    for group in resources.of("aws_lb_target_group"):
        # Targets first: a task that starts in between is then known when we ask for tasks.
        health = aws.list(
            "elbv2",
            "describe_target_health",
            "TargetHealthDescriptions",
            TargetGroupArn=group.id,
        )
        registered = [
            (each["Target"]["Id"], each["Target"].get("Port"))
            for each in health
            if each["TargetHealth"]["State"] not in _LEAVING
            and (group.id, each["Target"]["Id"]) not in attached
        ]
        tasks = _addresses(group, resources, aws) if registered else set()
        for target, port in registered:
            if target not in tasks:
                yield _TARGET.at(group.address, f"{target}:{port}", target)


def _addresses(group: Resource, resources: Resources, aws: AwsReader) -> set[str]:
    """The private addresses of all tasks behind the group, those just stopped included."""
    found: set[str] = set()
    for service in resources.of("aws_ecs_service"):
        groups = {each["target_group_arn"] for each in service.values.get("load_balancer") or []}
        if group.id not in groups:
            continue
        cluster, name = service.values["cluster"], service.values["name"]
        tasks: list[str] = []
        for status in ("RUNNING", "STOPPED"):
            wanted = {"cluster": cluster, "serviceName": name, "desiredStatus": status}
            tasks += aws.list("ecs", "list_tasks", "taskArns", **wanted)
        for first in range(0, len(tasks), _MOST_TASKS):
            some = tasks[first : first + _MOST_TASKS]
            for task in aws.list("ecs", "describe_tasks", "tasks", cluster=cluster, tasks=some):
                found |= {
                    detail["value"]
                    for attachment in task.get("attachments", [])
                    for detail in attachment.get("details", [])
                    if detail.get("name") in ("privateIPv4Address", "privateIPv6Address")
                }
    return found


_SERVICE = Unmanaged(
    "service",
    Severity.HIGH,
    "Another service runs in the cluster; its tasks were not reviewed.",
)


def services(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Each foreign service. Single tasks are not reported: people start them for good reasons."""
    ours = resources.ids("aws_ecs_service")
    for cluster in resources.of("aws_ecs_cluster"):
        arn = cluster.values["arn"]
        for service in aws.list("ecs", "list_services", "serviceArns", cluster=arn):
            if service not in ours:
                yield _SERVICE.at(cluster.address, service.rpartition("/")[2], service)


_SCALING = "application-autoscaling"
_ACTION = Unmanaged(
    "scheduled_action",
    Severity.HIGH,
    "A schedule changes how many tasks there are, down to none.",
)
_POLICY = Unmanaged(
    "scaling_policy",
    Severity.MEDIUM,
    "Another policy scales the tasks; it may work against the deployment's own.",
)


def scaling(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Scheduled actions and scaling policies that are not in the state."""
    for target in resources.of("aws_appautoscaling_target"):
        id_ = target.values["resource_id"]
        scalable = {
            "ServiceNamespace": target.values["service_namespace"],
            "ResourceId": id_,
            "ScalableDimension": target.values["scalable_dimension"],
        }
        ours = resources.tuples("aws_appautoscaling_scheduled_action", "resource_id", "name")
        listed = aws.list(_SCALING, "describe_scheduled_actions", "ScheduledActions", **scalable)
        for action in listed:
            name, bounds = action["ScheduledActionName"], action.get("ScalableTargetAction", {})
            if (id_, name) not in ours:
                tasks = f"{bounds.get('MinCapacity')} to {bounds.get('MaxCapacity')} tasks"
                yield _ACTION.at(target.address, f"{name}: {action['Schedule']}, {tasks}", name)
        ours = resources.tuples("aws_appautoscaling_policy", "resource_id", "name")
        for each in aws.list(_SCALING, "describe_scaling_policies", "ScalingPolicies", **scalable):
            name = each["PolicyName"]
            if (id_, name) not in ours:
                yield _POLICY.at(target.address, f"{name}: {each['PolicyType']}", name)


_EVENT_TARGET = Unmanaged(
    "event_target", Severity.MEDIUM, "The rule sends its events to another target as well."
)


def event_targets(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Targets of our EventBridge rules that are not in the state."""
    ours = resources.tuples("aws_cloudwatch_event_target", "rule", "target_id")
    for rule in resources.of("aws_cloudwatch_event_rule"):
        name = rule.values["name"]
        of_it = {"Rule": name, "EventBusName": rule.values["event_bus_name"]}
        for target in aws.list("events", "list_targets_by_rule", "Targets", **of_it):
            if (name, target["Id"]) not in ours:
                what = f"{target['Id']}: {target['Arn']}"
                yield _EVENT_TARGET.at(rule.address, what, target["Id"])


_SUBSCRIPTION = Unmanaged(
    "subscription",
    Severity.HIGH,
    "Somebody subscribed to the topic by hand and receives its notifications.",
)


def subscriptions(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Subscriptions that are not in the state; a pending one has no ARN of its own yet."""
    subscription = "aws_sns_topic_subscription"
    ours = resources.ids(subscription)
    invited = resources.tuples(subscription, "topic_arn", "protocol", "endpoint")
    for topic in resources.of("aws_sns_topic"):
        arn = topic.values["arn"]
        for each in aws.list("sns", "list_subscriptions_by_topic", "Subscriptions", TopicArn=arn):
            same = (arn, each["Protocol"], each["Endpoint"])
            if each["SubscriptionArn"] not in ours and same not in invited:
                what = f"{each['Protocol']} {each['Endpoint']}"
                yield _SUBSCRIPTION.at(topic.address, what, each["SubscriptionArn"])


_LOG_COPY = Unmanaged(
    "subscription_filter",
    Severity.CRITICAL,
    "Records of the log group are copied to another place.",
)


def subscription_filters(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Filters that send each record of a log group to another destination."""
    ours = resources.tuples("aws_cloudwatch_log_subscription_filter", "log_group_name", "name")
    for group in resources.of("aws_cloudwatch_log_group"):
        name = group.values["name"]
        for each in aws.list(
            "logs", "describe_subscription_filters", "subscriptionFilters", logGroupName=name
        ):
            if (name, each["filterName"]) not in ours:
                what = f"{each['filterName']} to {each['destinationArn']}"
                yield _LOG_COPY.at(group.address, what, each["filterName"])
