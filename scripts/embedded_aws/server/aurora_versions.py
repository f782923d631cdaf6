"""Versions of Aurora MySQL: `8.0.mysql_aurora.3.10.1` as numbers, and a minor upgrade by AWS."""

import re
from typing import Any

from ministack.services import rds

Version = tuple[int, ...]


def numbers(version: str) -> Version:
    """All numbers of an engine version, or of the beginning of one."""
    return tuple(int(number) for number in re.findall(r"\d+", version))


def aurora_release(version: str) -> Version:
    """Such as (3, 10, 1); empty where a version names none."""
    return numbers(version.partition("mysql_aurora.")[2])


def is_downgrade(current: str, wanted: str) -> bool:
    """Whether AWS would have to go back; the beginning of the current version is no change."""
    asked = numbers(wanted)
    return asked < numbers(current)[: len(asked)]


def is_major_upgrade(current: str, wanted: str) -> bool:
    """Whether MySQL's own release changes: 5.7, 8.0, 8.4."""
    return numbers(wanted)[:2] > numbers(current)[:2]


def set_version(cluster: dict[str, Any], version: str) -> None:
    """Give a cluster and all of its instances the version; they never differ for long."""
    cluster["EngineVersion"] = version
    for instance in instances_of(cluster):
        instance["EngineVersion"] = version


def instances_of(cluster: dict[str, Any]) -> list[dict[str, Any]]:
    """The instances of a cluster."""
    name = cluster["DBClusterIdentifier"]
    return [each for each in rds._instances.values() if each.get("DBClusterIdentifier") == name]


def upgrade_by_aws(name: str, version: str) -> None:
    """Upgrade a cluster as AWS does in its maintenance window; raise ValueError if AWS would not.

    "If any of the DB instances in a cluster do not have the auto minor version upgrade setting
    turned on, Aurora doesn't automatically upgrade any of the instances in that cluster."
    https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Updates.AMVU.html
    """
    cluster = rds._clusters.get(name)
    if cluster is None:
        raise ValueError(f"there is no cluster {name!r}")
    current = cluster["EngineVersion"]
    if is_major_upgrade(current, version) or numbers(version) <= numbers(current):
        raise ValueError(f"{version} is no minor upgrade of {current}")
    if not all(each.get("AutoMinorVersionUpgrade", True) for each in instances_of(cluster)):
        raise ValueError(f"an instance of {name} has automatic minor upgrades turned off")
    set_version(cluster, version)
