"""Topics reach people: services may publish to them, use their key, and somebody is subscribed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import PRODUCTION, Resource
from scripts.terraform.documents.embedded import Statement, policies_in

ALARMS, EVENTS = "cloudwatch.amazonaws.com", "events.amazonaws.com"
ACTIONS = ("alarm_actions", "ok_actions", "insufficient_data_actions")
# What a service needs of the key of an encrypted topic:
# https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html (2026-11)
OF_KEYS = ({"kms:Decrypt", "kms:*"}, {"kms:GenerateDataKey", "kms:GenerateDataKey*", "kms:*"})
TOPIC_CONTEXT = "kms:encryptioncontext:aws:sns:topicarn"
NOBODY = "nobody is subscribed"


@policy(64, hipaa="308(a)(1)(ii)(D) 308(a)(6)(ii) 312(b)")
def alarms_that_are_heard(configuration: Configuration) -> Violations:
    """Alarms and events may be published to their topics, and in production somebody hears them."""
    for topic in configuration.of("aws_sns_topic"):
        services = _publishers(configuration)[topic.address]
        for service in sorted(services):
            yield from (topic.violates(each) for each in _refusals(configuration, topic, service))
        is_heard = configuration.referring(topic, "aws_sns_topic_subscription")
        if ALARMS in services and configuration.environment == PRODUCTION and not is_heard:
            yield topic.violates(NOBODY)


def _publishers(configuration: Configuration) -> dict[str, set[str]]:
    """Address of each topic -> the services that publish to it."""
    found: dict[str, set[str]] = defaultdict(set)
    for alarm in configuration.of("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"):
        for argument in ACTIONS:
            for address in alarm.refers_to(argument):
                found[address].add(ALARMS)
    for target in configuration.of("aws_cloudwatch_event_target"):
        for address in target.refers_to("arn"):
            found[address].add(EVENTS)
    return found


def _refusals(configuration: Configuration, topic: Resource, service: str) -> Iterator[str]:
    """Why what a service publishes does not arrive."""
    policies = configuration.referring(topic, "aws_sns_topic_policy")
    unknown = {address for address, attribute in configuration.unknown if attribute == "policy"}
    if policies and not unknown & {each.address for each in policies}:
        allowed = _allowed(configuration, policies, service)
        if not any({"sns:Publish", "sns:*"} & set(each.actions) for each in allowed):
            yield f"{service} may not publish to it"
        elif service == EVENTS and all(_has_source(each) for each in allowed):
            yield f"{service} names no source, and may publish with one only"
    for key in configuration.at(topic.refers_to("kms_master_key_id"), "aws_kms_key"):
        if key.address in unknown:
            continue
        usable = [
            each
            for each in _allowed(configuration, [key], service)
            if _is_for(each, str(topic.get("name")))
            and not (service == EVENTS and _has_source(each))
        ]
        actions = {action for each in usable for action in each.actions}
        if not all(needed & actions for needed in OF_KEYS):
            yield f"{service} may not use its key {key.address}"


def _allowed(
    configuration: Configuration, resources: Iterable[Resource], service: str
) -> list[Statement]:
    """Statements of these resources' policies that allow something to a service."""
    wanted = {each.address for each in resources}
    types = dict.fromkeys({each.type for each in resources}, "policy")
    return [
        statement
        for resource, statements in policies_in(configuration, types)
        if resource.address in wanted
        for statement in statements
        if statement.allows and ("Service", service) in statement.principals
    ]


def _has_source(statement: Statement) -> bool:
    """EventBridge tells topics and keys nothing of its source, so such a condition never holds.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (2026-11)
    """
    return bool(statement.condition_keys & {"aws:sourcearn", "aws:sourceaccount"})


def _is_for(statement: Statement, topic: str) -> bool:
    """Whether a key's statement is for messages of this topic, or of any."""
    named = [
        str(value)
        for keys in statement.condition.values()
        for key, values in keys.items()
        if key == TOPIC_CONTEXT
        for value in values
    ]
    return not named or any(each.rpartition(":")[2] in (topic, "*") for each in named)
