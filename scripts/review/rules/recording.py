"""Rules about audit records: the trail's events, and sessions in tasks."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.review.context import Context
from scripts.review.rules.attribute import value_at, without_empty
from scripts.review.verdict import INTERRUPTS, LOWERS, OPENS, UNREVIEWED, Verdict
from scripts.terraform.documents.change import Change
from scripts.terraform.documents.configuration import blocks

SELECTOR = "advanced_event_selector"
EXECUTE = "configuration.execute_command_configuration"
INSIGHTS = ("enabled", "enhanced")
SELECTORS = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html"


def trail(change: Change, _context: Context) -> Iterator[Verdict]:
    """Events that the trail no longer records."""
    if change.type != "aws_cloudtrail" or not change.still_exists or change.is_unknown(SELECTOR):
        return
    after = [_fields(each) for each in blocks(change.after, SELECTOR)]
    for selector in blocks(change.before, SELECTOR):
        wanted = _fields(selector)
        if not any(_covers(each, wanted) for each in after):
            name = selector.get("name") or "some events"
            yield Verdict(
                LOWERS,
                SELECTOR,
                f"Not all of these events are recorded any more: {name}.",
                SELECTORS,
            )


def sessions(change: Change, context: Context) -> Iterator[Verdict]:
    """Shells in tasks that are no longer recorded, while ECS Exec is enabled."""
    if change.type != "aws_ecs_cluster" or not change.still_exists:
        return
    services = list(context.planned_of("aws_ecs_service"))
    if services and not any(each.get("enable_execute_command") for each in services):
        return
    before, after = (_session_log(values) for values in (change.before, change.after))
    for part, was in before.items():
        if was and not after.get(part):
            yield Verdict(LOWERS, EXECUTE, f"ECS Exec sessions lose their {part}.")
        elif was != after.get(part):
            reason = f"The {part} of ECS Exec sessions was {was} and is {after.get(part)}."
            yield Verdict(LOWERS, EXECUTE, reason)


def insights(change: Change, _context: Context) -> Iterator[Verdict]:
    """Metrics of tasks that alarms depend on."""
    if change.type == "aws_ecs_cluster" and change.still_exists:
        before, after = (
            next(
                (
                    each.get("value")
                    for each in blocks(values, "setting")
                    if each.get("name") == "containerInsights"
                ),
                None,
            )
            for values in (change.before, change.after)
        )
        if before in INSIGHTS and after not in INSIGHTS:
            yield Verdict(LOWERS, "setting", "Alarms lack the Container Insights metrics of tasks.")


def stacks(change: Change, _context: Context) -> Iterator[Verdict]:
    """CloudFormation stacks, which hold the cache's user."""
    if change.type != "aws_cloudformation_stack" or not change.still_exists:
        return
    if change.is_unknown("template_body"):
        yield Verdict(OPENS, "template_body", "What the stack creates is known only after apply.")
        return
    before, after = (_template(values) for values in (change.before, change.after))
    if before == after:
        return
    for name, old in before.items():
        if name not in after:
            yield Verdict(OPENS, "template_body", f"{name} is removed, with what it protects.")
            continue
        properties = [each.get("Properties") or {} for each in (old, after[name])]
        if properties[0].get("AccessString") != properties[1].get("AccessString"):
            access = f"{properties[1].get('AccessString')} instead of "
            access += str(properties[0].get("AccessString"))
            yield Verdict(OPENS, "template_body", f"{name} may do {access}.")
        if _mode(properties[0]) == "password" and _mode(properties[1]) != "password":
            yield Verdict(OPENS, "template_body", f"{name} gets access without a password.")
        if _settled(old) != _settled(after[name]):
            reason = f"{name} changes in more than its password, which no rule compares."
            yield Verdict(UNREVIEWED, "template_body", reason)
    new = sorted(set(after) - set(before))
    if new:
        yield Verdict(OPENS, "template_body", f"The stack also creates {', '.join(new)}.")
    yield Verdict(INTERRUPTS, "template_body", "The stack's resources are changed.")


def _fields(selector: Mapping[str, Any]) -> dict[tuple[str, str], set[str]]:
    return {
        (str(field.get("field")), operator): {str(each) for each in values}
        for field in blocks(selector, "field_selector")
        for operator, values in without_empty(field).items()
        if isinstance(values, list)
    }


def _covers(wide: dict[tuple[str, str], set[str]], wanted: dict[tuple[str, str], set[str]]) -> bool:
    """True if every event of `wanted` is one of `wide`; fields all have to match."""
    for (field, operator), values in wide.items():
        asked = wanted.get((field, operator))
        if asked is None:
            return False
        names = not operator.startswith("not_")
        if not (asked <= values if names else values <= asked):
            return False
    return True


def _session_log(values: Mapping[str, Any]) -> dict[str, Any]:
    block = value_at(values, EXECUTE.split("."))
    session = next(iter(block), {}) if isinstance(block, list) else block or {}
    log = next(iter(blocks(session, "log_configuration")), {})
    recorded = session.get("logging") not in (None, "NONE")
    return {
        "record": recorded,
        "log group": recorded and log.get("cloud_watch_log_group_name"),
        "bucket": recorded and log.get("s3_bucket_name"),
        "key": session.get("kms_key_id"),
        "encryption in CloudWatch": recorded and log.get("cloud_watch_encryption_enabled"),
        "encryption in S3": recorded and log.get("s3_bucket_encryption_enabled"),
    }


def _template(values: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    try:
        document = json.loads(values.get("template_body") or "{}")
    except ValueError:
        return {"the template": {"Properties": {"AccessString": values.get("template_body")}}}
    resources = document.get("Resources") if isinstance(document, Mapping) else None
    return {
        str(name): each for name, each in (resources or {}).items() if isinstance(each, Mapping)
    }


def _settled(resource: Mapping[str, Any]) -> Any:
    """A resource without its password and what its user may do, which are compared."""
    properties = dict(resource.get("Properties") or {})
    mode = dict(properties.pop("AuthenticationMode", None) or {})
    mode.pop("Passwords", None)
    for name in ("AccessString", "Passwords"):
        properties.pop(name, None)
    return {**resource, "Properties": properties, "AuthenticationMode": mode}


def _mode(properties: Mapping[str, Any]) -> str:
    if properties.get("NoPasswordRequired"):
        return "none"
    return str((properties.get("AuthenticationMode") or {}).get("Type") or "password")
