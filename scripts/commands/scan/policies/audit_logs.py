"""Trails, and how long evidence is kept."""

from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list, blocks, references

OBJECTS = "AWS::S3::Object"
CATEGORY, RESOURCE_TYPE, RESOURCE_ARN = "eventCategory", "resources.type", "resources.ARN"
# What AWS itself writes into log buckets all day may be left out, and nothing else.
DELIVERY = {"field": "eventName", "not_equals": ["PutObject"]}


@policy(21, hipaa="308(a)(1)(ii)(D) 312(b)")
def trail_data_events(configuration: Configuration) -> Violations:
    """A trail records all management events, and reads and writes of the objects of every bucket.

    A deployment without any trail leaves no trace of what is done to it.
    """
    trails = configuration.of("aws_cloudtrail")
    if configuration.is_deployment and not trails:
        yield configuration.lacks("no aws_cloudtrail")
    buckets = {bucket.address for bucket in configuration.of("aws_s3_bucket")}
    for trail in trails:
        if trail.get("enable_logging") is False:
            yield trail.violates("enable_logging is false")
        if trail.get("include_global_service_events") is False:
            yield trail.violates("include_global_service_events is false")
        if not _records_management(trail):
            yield trail.violates("no selector for all management events")
        recorded = _recorded(trail)
        if recorded is None:
            continue
        if not recorded:
            yield trail.violates("no selector for reads and writes of S3 objects")
        for address in sorted(buckets - recorded) if recorded else ():
            yield trail.violates(f"does not record the objects of {address}")


def _recorded(trail: Resource) -> set[str] | None:
    """Addresses of the buckets whose objects' events are recorded; None: of every bucket."""
    found: set[str] = set()
    for selector in trail.blocks("event_selector"):
        for data in as_list(selector.get("data_resource")):
            if data.get("type") == OBJECTS and selector.get("read_write_type", "All") == "All":
                found |= references(data.get("values"))
    for selector in trail.blocks("advanced_event_selector"):
        fields = as_list(selector.get("field_selector"))
        by_name = {str(each.get("field")): each for each in fields}
        if (by_name.get(RESOURCE_TYPE) or {}).get("equals") != [OBJECTS]:
            continue
        if any(not _is_whole(each) for each in fields):
            continue
        if RESOURCE_ARN not in by_name:
            return None
        found |= references(by_name[RESOURCE_ARN].get("starts_with"))
    return found


def _is_whole(field: dict[str, Any]) -> bool:
    """True if the field does not narrow the selector to some of its events."""
    given = {key: value for key, value in field.items() if value not in (None, [])}
    if field.get("field") == RESOURCE_ARN:
        return set(given) == {"field", "starts_with"}
    return given == DELIVERY or (
        set(given) == {"field", "equals"} and field.get("field") in (CATEGORY, RESOURCE_TYPE)
    )


def _records_management(trail: Resource) -> bool:
    basic, advanced = trail.blocks("event_selector"), trail.blocks("advanced_event_selector")
    if not basic and not advanced:
        return True
    return any(
        each.get("include_management_events") is not False
        and each.get("read_write_type", "All") == "All"
        and not each.get("exclude_management_event_sources")
        for each in basic
    ) or any(
        [
            {key: value for key, value in field.items() if value not in (None, [])}
            for field in as_list(each.get("field_selector"))
        ]
        == [{"field": CATEGORY, "equals": ["Management"]}]
        for each in advanced
    )


# Six years, of leap years none counted: 45 CFR 164.316(b)(2)(i).
_LOCK = "aws_s3_bucket_object_lock_configuration"
LEAST_LOCK_DAYS = 2190


@policy(23, hipaa="312(c)(1) 312(c)(2)")
def trail_object_lock(configuration: Configuration) -> Violations:
    """The bucket of a trail has object lock with a default retention."""
    # CKV_AWS_143 reads only the block of old provider releases.
    for trail in configuration.of("aws_cloudtrail"):
        stores = configuration.at(trail.refers_to("s3_bucket_name"), "aws_s3_bucket")
        if not stores:
            yield trail.violates("its bucket is not of this configuration")
        for bucket in stores:
            locks = configuration.referring(bucket, _LOCK)
            days = max(map(locked_days, locks), default=0)
            if bucket.get("object_lock_enabled") is not True or days < LEAST_LOCK_DAYS:
                yield bucket.violates(
                    f"no object lock with a default retention of {LEAST_LOCK_DAYS} days"
                )


def object_locks(configuration: Configuration) -> list[Resource]:
    """Default retentions of buckets."""
    return configuration.of(_LOCK)


def locked_days(lock: Resource) -> int:
    """The default retention of an object lock."""
    path = ("rule", "default_retention")
    return int(lock.get(*path, "days") or 365 * (lock.get(*path, "years") or 0))


# Six years: 45 CFR 164.316(b)(2)(i).
LEAST_DAYS = 2192
# Type -> path of the argument that names the log group.
LOG_WRITERS = {
    "aws_cloudtrail": "cloud_watch_logs_group_arn",
    "aws_ecs_cluster": "configuration.execute_command_configuration",
    "aws_flow_log": "log_destination",
    "aws_wafv2_web_acl_logging_configuration": "log_destination_configs",
}
DATABASE_AUDIT = "/audit"


@policy(31, hipaa="312(b) 316(b)(2)(i)", nag="CloudWatchLogGroupRetentionPeriod")
def audit_log_retention(configuration: Configuration) -> Violations:
    """Log groups that hold evidence keep it 2192 days or more."""
    # Evidence is what trails, flow logs, firewalls, ECS Exec and the database's audit write.
    written = configuration.targets(LOG_WRITERS)
    for group in configuration.of("aws_cloudwatch_log_group"):
        evidence = group.address in written or str(group.get("name")).endswith(DATABASE_AUDIT)
        days = group.get("retention_in_days")
        if evidence and days and days < LEAST_DAYS:
            yield group.violates(f"kept {days} days")
        if not days:
            yield group.violates("kept without limit, because retention_in_days is not set")


# How long somebody has to notice that objects were deleted or overwritten.
LEAST_NONCURRENT_DAYS = 30
# Type -> path of the argument that names the bucket.
OBJECT_WRITERS = {
    "aws_cloudtrail": "s3_bucket_name",
    "aws_ecs_cluster": "configuration.execute_command_configuration",
    "aws_lb": "access_logs",
    "aws_s3_bucket_logging": "target_bucket",
}


@policy(38, hipaa="312(b) 316(b)(2)(i)")
def stored_logs(configuration: Configuration) -> Violations:
    """Buckets that hold evidence keep it 2192 days or more."""
    # Evidence is what trails, load balancers, ECS Exec and buckets write.
    evidence = configuration.targets(OBJECT_WRITERS)
    for lifecycle in configuration.of("aws_s3_bucket_lifecycle_configuration"):
        for rule in lifecycle.blocks("rule"):
            if not lifecycle.refers_to("bucket") & evidence:
                continue
            days = next((each.get("days") for each in blocks(rule, "expiration")), None)
            if days and days < LEAST_DAYS:
                yield lifecycle.violates(f"objects are deleted after {days} days")
            for old in blocks(rule, "noncurrent_version_expiration"):
                days = old.get("noncurrent_days") or 0
                if days < LEAST_NONCURRENT_DAYS:
                    yield lifecycle.violates(f"deleted objects are gone after {days} days")
