"""What is watched of Aurora."""

from stacks.components.database import Database
from stacks.components.monitoring.alarm import Alarm, Silence
from stacks.components.monitoring.metrics import Reading
from stacks.components.monitoring.tier import Graph, Tier
from stacks.settings.data import DatabaseSettings
from stacks.settings.monitoring import MonitoringSettings

GIB = 1024**3
GIB_PER_ACU = 2
LEAST_FREE_MEMORY = 0.05


def database(aurora: Database, settings: DatabaseSettings, limits: MonitoringSettings) -> Tier:
    """Whether the database has room to work, and whether a reader could take over."""
    cluster = {"DBClusterIdentifier": aurora.id}

    def reading(metric: str, statistic: str = "Maximum", **more: str) -> Reading:
        return Reading("AWS/RDS", metric, cluster | more, statistic)

    readings = {
        "capacity": reading("ACUUtilization"),
        "free_memory": reading("FreeableMemory", "Minimum"),
        "connections": reading("DatabaseConnections", Role="WRITER"),
        "lag": reading("AuroraReplicaLag", Role="READER"),
    }
    # A database that pauses when idle is silent then.
    silence = Silence.FINE if settings.min_capacity_acu == 0 else Silence.UNKNOWN
    alarms = _room(readings, settings, limits, silence)
    if settings.readers:
        alarms.append(_replica_lag(readings["lag"], limits, silence))
    graphs = [
        Graph("Capacity in ACU", {"average": reading("ServerlessDatabaseCapacity", "Average")}),
        Graph("CPU percent", {"busiest": reading("CPUUtilization")}),
        Graph("Deadlocks a second", {"deadlocks": reading("Deadlocks", "Average", Role="WRITER")}),
        Graph("Bytes stored", {"volume": reading("VolumeBytesUsed", "Average")}),
    ]
    return Tier("Database", alarms, graphs)


def _room(
    readings: dict[str, Reading],
    settings: DatabaseSettings,
    limits: MonitoringSettings,
    silence: Silence,
) -> list[Alarm]:
    return [
        Alarm(
            "database_capacity",
            "Aurora is at its largest capacity. Look for slow queries in Performance Insights, or "
            "raise database.max_capacity_acu.",
            {"used": readings["capacity"]},
            limit=limits.database_capacity_percent,
            periods=3,
            silence=silence,
        ),
        Alarm(
            "database_memory",
            "Aurora has hardly any memory left. Raise database.max_capacity_acu.",
            {"free": readings["free_memory"]},
            limit=LEAST_FREE_MEMORY * settings.max_capacity_acu * GIB_PER_ACU * GIB,
            fires="below",
            periods=3,
            silence=silence,
        ),
        Alarm(
            "database_connections",
            "Aurora will soon refuse connections. Look for other programs that open them, lower "
            "the largest number of tasks, or raise database.max_capacity_acu.",
            {"connections": readings["connections"]},
            limit=limits.database_connections_percent / 100 * settings.max_connections,
            periods=2,
            silence=silence,
        ),
    ]


def _replica_lag(lag: Reading, limits: MonitoringSettings, silence: Silence) -> Alarm:
    return Alarm(
        "replica_lag",
        "A reader is far behind the writer: taking over would take longer. Look at the "
        "writer's load.",
        {"lag": lag},
        limit=limits.replica_lag_milliseconds,
        periods=3,
        silence=silence,
    )
