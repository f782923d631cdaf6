"""The most that a metric can come to, by the capacities of the configuration.

Sources are beside the same figures in stacks/settings/data.py and stacks/components/monitoring.
"""

from collections.abc import Callable, Mapping

from scripts.terraform.documents.configuration import Configuration, Resource, as_list

GIB, BYTES_PER_GB = 1024**3, 1_000_000_000
# Memory of an Aurora capacity unit.
GIB_PER_ACU = 2


def most(configuration: Configuration, metric: str, period: int) -> float | None:
    """The largest value of a metric of AWS in one period; None if the configuration sets no end."""
    find = _LIMITS.get(metric)
    found = find(configuration) if find else None
    return found * period if found and metric in _PER_SECOND else found


def _acu(configuration: Configuration) -> float | None:
    scaling = "serverlessv2_scaling_configuration"
    return _number(configuration.of("aws_rds_cluster"), scaling, "max_capacity")


def _memory(configuration: Configuration) -> float | None:
    units = _acu(configuration)
    return units * GIB_PER_ACU * GIB if units else None


def _connections(configuration: Configuration) -> float | None:
    for group in configuration.of("aws_rds_cluster_parameter_group"):
        for parameter in group.blocks("parameter"):
            text = str(parameter.get("value"))
            if parameter.get("name") == "max_connections" and text.isdigit():
                return float(text)
    return None


def _tasks(configuration: Configuration) -> float | None:
    return _number(configuration.of("aws_appautoscaling_target"), "max_capacity")


def _stored(configuration: Configuration) -> float | None:
    gigabytes = _limit_of_cache(configuration, "data_storage")
    return gigabytes * BYTES_PER_GB if gigabytes else None


def _processing(configuration: Configuration) -> float | None:
    return _limit_of_cache(configuration, "ecpu_per_second")


def _limit_of_cache(configuration: Configuration, name: str) -> float | None:
    caches = configuration.of("aws_elasticache_serverless_cache")
    return _number(caches, "cache_usage_limits", name, "maximum")


def _number(resources: list[Resource], *path: str) -> float | None:
    found = [value for each in resources for value in as_list(each.get(*path))]
    numbers = [float(one) for one in found if isinstance(one, int | float)]
    return max(numbers, default=None)


_PER_SECOND = {"ElastiCacheProcessingUnits"}
_LIMITS: Mapping[str, Callable[[Configuration], float | None]] = {
    "BytesUsedForCache": _stored,
    "DatabaseConnections": _connections,
    "DesiredTaskCount": _tasks,
    "ElastiCacheProcessingUnits": _processing,
    "FreeableMemory": _memory,
    "HealthyHostCount": _tasks,
    "RunningTaskCount": _tasks,
    "ServerlessDatabaseCapacity": _acu,
    "UnHealthyHostCount": _tasks,
}
