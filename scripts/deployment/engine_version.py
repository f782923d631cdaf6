"""Versions of Aurora MySQL: which of two is newer, and what a running cluster may become."""

import re
from collections.abc import Mapping
from typing import Any

from scripts.terraform.documents.state import StateResources

CLUSTER = "aws_rds_cluster"
_VERSION = re.compile(r"(\d+)\.(\d+)\.mysql_aurora\.(\d+)\.(\d+)\.(\d+)")
# MySQL's two numbers and Aurora's first: another of them is another major version.
_MAJOR_NUMBERS = 3


def numbers_of(version: object) -> tuple[int, ...]:
    """`(8, 0, 3, 12, 0)` of `8.0.mysql_aurora.3.12.0`; empty for any other text."""
    match = _VERSION.fullmatch(str(version))
    return tuple(map(int, match.groups())) if match else ()


def is_minor_upgrade(old: object, new: object) -> bool:
    """True if `new` is a later release of the same major version."""
    before, after = numbers_of(old), numbers_of(new)
    return before[:_MAJOR_NUMBERS] == after[:_MAJOR_NUMBERS] and before < after


def is_same_major(old: object, new: object) -> bool:
    """True if both are releases of one major version."""
    before, after = numbers_of(old), numbers_of(new)
    return bool(before) and before[:_MAJOR_NUMBERS] == after[:_MAJOR_NUMBERS]


def configured_version(configuration: Mapping[str, Any]) -> str:
    """The version in the synthesized configuration; empty without a cluster."""
    clusters = configuration.get("resource", {}).get(CLUSTER, {}).values()
    return next((str(each["engine_version"]) for each in clusters), "")


def waiting_upgrade(configuration: Mapping[str, Any], state: Mapping[str, Any]) -> str:
    """A sentence about a version that the settings name and a cluster has not; empty for none."""
    wanted = configured_version(configuration)
    waiting = [
        f"{cluster.attributes.get('cluster_identifier', cluster.address)} had {running}"
        for cluster in StateResources.of(state).of_type(CLUSTER)
        for running in [cluster.attributes.get("engine_version")]
        if wanted and running and running != wanted and not is_minor_upgrade(wanted, running)
    ]
    if not waiting:
        return ""
    return (
        f"database.engine_version is {wanted}, and {' and '.join(waiting)} at the last apply. A "
        "deployment does not change it: openemr upgrade-database does, for the database that "
        "OpenEMR uses."
    )
