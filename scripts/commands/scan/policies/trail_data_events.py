"""The trail records who read and wrote objects."""

from typing import Any

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.configuration import Resource, as_list, references

OBJECTS = "AWS::S3::Object"
CATEGORY, TYPE, ARN = "eventCategory", "resources.type", "resources.ARN"
# What AWS itself writes into log buckets all day may be left out, and nothing else.
DELIVERY = {"field": "eventName", "not_equals": ["PutObject"]}


@policy(
    21,
    "A trail records all management events, and reads and writes of the objects of every bucket.",
    hipaa="308(a)(1)(ii)(D) 312(b)",
)
def trail_data_events(configuration: Configuration) -> Violations:
    """A deployment without any trail leaves no trace of what is done to it."""
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
        if (by_name.get(TYPE) or {}).get("equals") != [OBJECTS]:
            continue
        if any(not _is_whole(each) for each in fields):
            continue
        if ARN not in by_name:
            return None
        found |= references(by_name[ARN].get("starts_with"))
    return found


def _is_whole(field: dict[str, Any]) -> bool:
    """True if the field does not narrow the selector to some of its events."""
    given = {key: value for key, value in field.items() if value not in (None, [])}
    if field.get("field") == ARN:
        return set(given) == {"field", "starts_with"}
    return given == DELIVERY or (
        set(given) == {"field", "equals"} and field.get("field") in (CATEGORY, TYPE)
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
