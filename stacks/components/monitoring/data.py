"""What is watched of database, cache, files and backups."""

from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule

from stacks.components.backup import Backup
from stacks.components.cache import Cache
from stacks.components.files import Files
from stacks.components.monitoring.alarm import DAY_SECONDS, Alarm, Silence
from stacks.components.monitoring.metrics import Reading
from stacks.components.monitoring.tier import Graph, Tier
from stacks.settings.backup import BackupSettings
from stacks.settings.data import CacheSettings
from stacks.settings.monitoring import MonitoringSettings
from stacks.stores import Stores

CACHE = "AWS/ElastiCache"
FILES = "AWS/EFS"
BYTES_PER_GB = 1_000_000_000
SECONDS_PER_PERIOD = 300
# What is protected -> the rule that completed copies of it match.
Rules = dict[str, CloudwatchEventRule]


def cache(sessions: Cache, settings: CacheSettings, limits: MonitoringSettings) -> Tier:
    """Whether users stay signed in."""
    readings = {
        metric: Reading(CACHE, metric, {"clusterId": sessions.name}, statistic)
        for metric, statistic in (
            ("AuthenticationFailures", "Sum"),
            ("BytesUsedForCache", "Maximum"),
            ("CommandAuthorizationFailures", "Sum"),
            ("CurrConnections", "Maximum"),
            ("ElastiCacheProcessingUnits", "Sum"),
            ("ThrottledCmds", "Sum"),
        )
    }
    share = limits.storage_use_percent / 100
    alarms = [*_cache_use(readings, settings, share), *_cache_refusals(readings)]
    connections = {"connections": readings["CurrConnections"]}
    return Tier("Session cache", alarms, [Graph("Connections", connections)])


def _cache_use(readings: dict[str, Reading], settings: CacheSettings, share: float) -> list[Alarm]:
    """Alarms at this `share` of the limits, 0 to 1."""
    return [
        Alarm(
            "cache_storage",
            "The session cache is nearly full; then it drops sessions. Raise "
            "cache.max_data_storage_gb.",
            {"stored": readings["BytesUsedForCache"]},
            limit=share * settings.max_data_storage_gb * BYTES_PER_GB,
            periods=3,
            silence=Silence.UNKNOWN,
        ),
        Alarm(
            "cache_load",
            "The session cache is close to its limit of requests. Raise cache.max_ecpu_per_second.",
            {"units": readings["ElastiCacheProcessingUnits"]},
            limit=share * settings.max_ecpu_per_second * SECONDS_PER_PERIOD,
            silence=Silence.FINE,
        ),
    ]


def _cache_refusals(readings: dict[str, Reading]) -> list[Alarm]:
    return [
        Alarm(
            "cache_throttling",
            "The session cache refuses requests: users are signed out or wait. Raise "
            "cache.max_ecpu_per_second.",
            {"throttled": readings["ThrottledCmds"]},
            limit=0,
            silence=Silence.FINE,
        ),
        Alarm(
            "cache_sign_in_failures",
            "Somebody failed to sign in to the session cache: tasks with an old password, or an "
            "intruder.",
            {"failures": readings["AuthenticationFailures"]},
            limit=0,
            silence=Silence.FINE,
        ),
        Alarm(
            "cache_forbidden_commands",
            "Somebody tried what the session cache's user may not do: a new PHP release, or an "
            "intruder.",
            {"refused": readings["CommandAuthorizationFailures"]},
            limit=0,
            silence=Silence.FINE,
        ),
    ]


def files(sites: Files, limits: MonitoringSettings) -> Tier:
    """Whether documents can be read and written.

    PercentIOLimit, the usual alarm, does not tell of elastic throughput.
    """
    system = {"FileSystemId": sites.id}
    readings = {
        "metered": Reading(FILES, "MeteredIOBytes", system, "Sum"),
        "permitted": Reading(FILES, "PermittedThroughput", system, "Minimum"),
    }
    throughput = Alarm(
        "files_throughput",
        "The file system is close to its greatest throughput: uploads and reports slow down. Look "
        "for a job that reads or writes everything.",
        readings,
        formula="100 * (metered / PERIOD(metered)) / permitted",
        limit=limits.storage_use_percent,
        periods=3,
        silence=Silence.FINE,
    )
    stored = Reading(FILES, "StorageBytes", system | {"StorageClass": "Total"}, "Average")
    clients = Reading(FILES, "ClientConnections", system, "Sum")
    graphs = [Graph("Bytes stored", {"total": stored}), Graph("Clients", {"clients": clients})]
    return Tier("Files", [throughput], graphs)


def backups(
    backup: Backup,
    stores: Stores,
    copied: Rules,
    elsewhere: list[Rules],
    plan: BackupSettings,
) -> Tier:
    """Whether copies are made. A failed job is an event; a job that never ran is none.

    `copied`: rules that completed copies match; `elsewhere`: those of each place.
    """
    vault = {"BackupVaultName": backup.vault_name}
    completed = Reading("AWS/Backup", "NumberOfBackupJobsCompleted", vault, "Sum")
    failed = Reading("AWS/Backup", "NumberOfBackupJobsFailed", vault, "Sum")
    existence = _existence(stores)
    days = plan.days_of_missing_copies
    alarms = [] if days is None else _missing_copies(completed, existence, copied, days)
    for number, (place, rules) in enumerate(zip(plan.copies, elsewhere, strict=True), start=1):
        if days := plan.days_of_missing_copies_in(place):
            alarms += _missing_elsewhere(number, place.region, existence, rules, days)
    jobs = {"completed": completed, "failed": failed}
    return Tier("Backups", alarms, [Graph("Jobs", jobs)])


def _missing_copies(
    completed: Reading, existence: dict[str, Reading], copied: Rules, days: int
) -> list[Alarm]:
    return [
        _missing(
            "no_backup",
            f"AWS Backup completed no copy for {days} days. Look at the plan's jobs.",
            completed,
            existence["files"],
            days=days,
        ),
        *(
            _missing(
                f"no_{what}_backup",
                f"AWS Backup completed no copy of the {what} without issues for {days} days, be it "
                "that its jobs fail or that there are none. Look at the plan's jobs, and at the "
                "Region's opt-in: openemr doctor.",
                _matches(rule),
                existence[what],
                days=days,
            )
            for what, rule in copied.items()
        ),
    ]


def _missing_elsewhere(
    number: int, region: str, existence: dict[str, Reading], copied: Rules, days: int
) -> list[Alarm]:
    """By matched events, since the metrics of copy jobs do not tell database from files."""
    return [
        _missing(
            f"no_{what}_copy_{number}",
            f"No copy of the {what} arrived in {region} for {days} days. Look at the copy jobs, "
            "and whether the vault there exists.",
            _matches(rule),
            existence[what],
            days=days,
        )
        for what, rule in copied.items()
    ]


def _matches(rule: CloudwatchEventRule) -> Reading:
    return Reading("AWS/Events", "Invocations", {"RuleName": rule.name}, "Sum")


def _missing(name: str, description: str, copies: Reading, alive: Reading, *, days: int) -> Alarm:
    """Days before the first datum of `alive` do not count: nothing was there to be copied.

    AWS does not say whether FILL makes zeros of a metric without any datum in the days looked at.
    If it does, the alarm goes off; if not, it lacks data, which is told as well, but not before
    there was a copy: an alarm begins in that state.
    """
    return Alarm(
        name,
        description,
        {"copies": copies, "alive": alive},
        formula="IF(FILL(alive, 0) > 0, FILL(copies, 0), 1)",
        limit=1,
        fires="below",
        periods=days,
        period_seconds=DAY_SECONDS,
        silence=Silence.UNKNOWN,
    )


def _existence(stores: Stores) -> dict[str, Reading]:
    """What is protected -> a reading that it has from its first day on."""
    cluster = {"DBClusterIdentifier": stores.database.id}
    system = {"FileSystemId": stores.files.id, "StorageClass": "Total"}
    return {
        "database": Reading("AWS/RDS", "VolumeBytesUsed", cluster, "Maximum"),
        "files": Reading(FILES, "StorageBytes", system, "Maximum"),
    }
