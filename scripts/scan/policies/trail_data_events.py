"""The trail records who read and wrote objects."""

from collections.abc import Iterator
from typing import Any

from scripts.scan.configuration import Configuration, Resource, Violation, as_list
from scripts.scan.policy import policy

OBJECTS = "AWS::S3::Object"


@policy(
    21,
    "A trail records management events and reads and writes of S3 objects.",
    hipaa=("308(a)(1)(ii)(D)", "312(b)"),
)
def trail_data_events(configuration: Configuration) -> Iterator[Violation]:
    """A deployment without any trail leaves no trace of what is done to it."""
    trails = configuration.of("aws_cloudtrail")
    if configuration.is_deployment and not trails:
        yield configuration.lacks("no aws_cloudtrail")
    for trail in trails:
        if trail.get("enable_logging") is False:
            yield trail.violates("enable_logging is false")
        if trail.get("include_global_service_events") is False:
            yield trail.violates("include_global_service_events is false")
        if not _records_objects(trail):
            yield trail.violates("no selector for reads and writes of S3 objects")
        if not _records_management(trail):
            yield trail.violates("no selector for all management events")


def _records_objects(trail: Resource) -> bool:
    basic = any(
        data.get("type") == OBJECTS and data.get("values")
        for selector in trail.blocks("event_selector")
        if selector.get("read_write_type", "All") == "All"
        for data in as_list(selector.get("data_resource"))
    )
    return basic or any(
        _selects(selector, "resources.type", OBJECTS) and not _field(selector, "readOnly")
        for selector in trail.blocks("advanced_event_selector")
    )


def _records_management(trail: Resource) -> bool:
    basic, advanced = trail.blocks("event_selector"), trail.blocks("advanced_event_selector")
    if not basic and not advanced:
        return True
    return any(
        each.get("include_management_events") is not False
        and each.get("read_write_type", "All") == "All"
        for each in basic
    ) or any(
        _selects(each, "eventCategory", "Management") and not _field(each, "readOnly")
        for each in advanced
    )


def _field(selector: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [each for each in as_list(selector.get("field_selector")) if each.get("field") == name]


def _selects(selector: dict[str, Any], name: str, value: str) -> bool:
    return any(value in as_list(each.get("equals")) for each in _field(selector, name))
