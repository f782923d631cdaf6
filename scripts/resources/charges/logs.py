"""CloudWatch Logs and CloudTrail."""

import re

from scripts.resources.facets.charge import Charge, Free, NoPriceError, Situation, number
from scripts.terraform.documents.configuration import Resource

# Names of log groups -> what is written there.
WRITERS = {
    r"aws-waf-logs-.*": "firewall",
    r"/aws/rds/cluster/.*/audit": "database_audit_log_gb",
    r"/aws/rds/cluster/.*": "database_log_gb",
    r".*/application": "application_log_gb",
    r".*/flowlogs": "flow_log_gb",
    r".*/trail": "trail_log_gb",
    r".*/execsessions": "exec_log_gb",
}
KB_PER_GB = 1e6


def log_group(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Data ingested in a month, and data stored."""
    if resource.get("log_group_class") not in (None, "", "STANDARD"):
        raise NoPriceError(f"log_group_class {resource.get('log_group_class')}")
    size = _written_gb(str(resource.get("name")), situation)
    months = situation.months_kept(number(resource, "retention_in_days") or None)
    stored = size * situation.use("stored_log_share") * months
    return [
        Charge("logs_ingest_gb", size, "written in a month"),
        Charge("logs_storage_gb_month", stored, f"{months:.3g} months kept, compressed"),
    ]


def _written_gb(name: str, situation: Situation) -> float:
    for pattern, assumption in WRITERS.items():
        if re.fullmatch(pattern, name):
            if assumption == "firewall":
                kilobytes = situation.use("firewall_log_kb_per_request")
                return situation.use("web_requests_millions") * 1e6 * kilobytes / KB_PER_GB
            return situation.use(assumption)
    return situation.use("other_log_gb")


def flow_log(resource: Resource, _: Situation) -> list[Charge] | Free:
    """Flow logs are charged as the logs they write."""
    if resource.get("log_destination_type") not in (None, "", "cloud-watch-logs"):
        raise NoPriceError(f"log_destination_type {resource.get('log_destination_type')}")
    return Free("Charged as the data that its log group takes in.")


def trail(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """Data events, and management events if another trail has them already."""
    events, copies = situation.use("trail_data_events"), situation.use("trail_management_copies")
    charges = [
        Charge("trail_management_copies_100k", copies / 1e5, "further copies; the first is free")
    ]
    selectors = resource.blocks("advanced_event_selector") + resource.blocks("event_selector")
    if "Data" in str(selectors) or "data_resource" in str(selectors):
        charges.append(Charge("trail_data_events_100k", events / 1e5, f"{events:g} events"))
    return charges


def metric_filter(resource: Resource, situation: Situation) -> list[Charge] | Free:
    """A custom metric, for the hours in which it has values.

    A default value is published whenever the log group gets events, and they come all the time.
    """
    transformations = resource.blocks("metric_transformation")
    if any(each.get("default_value") is not None for each in transformations):
        return [Charge("custom_metric_month", 1, "publishes its default value all the time")]
    share = situation.use("metric_filter_share")
    return [Charge("custom_metric_month", share, f"found something in {share:.0%} of the hours")]
