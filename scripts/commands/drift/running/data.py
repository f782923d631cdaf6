"""Running state of what holds data: database, files, session cache."""

from collections.abc import Iterator

from scripts.aws.reader import AwsReader
from scripts.commands.drift.finding import Finding, Severity
from scripts.commands.drift.refresh import Resources
from scripts.commands.drift.running.state import StateOf, States, by_id, changed, of_words

_CRITICAL, _HIGH, _MEDIUM = Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM
_STOPPED = "The database does not run; nobody can sign in. AWS starts it again after seven days."
_NO_KEY = (
    "The database has lost its encryption key and does not run; after seven days its data are lost "
    "for good. Enable the key, then start the cluster."
)
_BROKEN = "The database does not run as it should; see its events."
_GOING = "The database is being deleted."
_BACK = "The database is being set back to an earlier time; later records disappear."
_MOVING = "The database is being renamed or moved; its clients lose it."
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Status.html
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html: seven days
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-cluster-stop-start.html
# (2026-11), and of terraform-provider-aws 5.100.0 (internal/service/rds) the words that it waits
# through besides. A paused cluster of Aurora Serverless is `available`.
CLUSTER = States(
    "status",
    (
        *("available", "backing-up", "configuring-enhanced-monitoring"),
        *("configuring-iam-database-auth", "creating", "failing-over", "maintenance"),
        *("modifying", "rebooting", "resetting-master-credentials", "scaling-compute"),
        *("scaling-storage", "starting", "storage-optimization", "update-iam-db-auth"),
        "upgrading",
    ),
    {
        **of_words(_CRITICAL, _STOPPED, "stopped", "stopping"),
        **of_words(
            _CRITICAL,
            _NO_KEY,
            "inaccessible-encryption-credentials",
            "inaccessible-encryption-credentials-recoverable",
        ),
        **of_words(_CRITICAL, _BROKEN, "cloning-failed", "failed", "migration-failed"),
        **of_words(_CRITICAL, _GOING, "deleting"),
        **of_words(_CRITICAL, _BACK, "backtracking"),
        **of_words(_HIGH, _MOVING, "migrating", "preparing-data-migration"),
        **of_words(_HIGH, _MOVING, "promoting", "renaming"),
    },
    _CRITICAL,
)
# The list as of 2026-11:
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.DBInstance.Status.html
INSTANCE = States(
    "db_instance_status",
    (
        *("available", "backing-up", "configuring-enhanced-monitoring"),
        *("configuring-iam-database-auth", "configuring-log-exports", "creating", "maintenance"),
        *("modifying", "rebooting", "resetting-master-credentials", "starting"),
        *("storage-config-upgrade", "storage-initialization", "storage-optimization", "upgrading"),
    ),
    {
        **of_words(_CRITICAL, _STOPPED, "stopped", "stopping"),
        **of_words(
            _CRITICAL,
            _NO_KEY,
            "inaccessible-encryption-credentials",
            "inaccessible-encryption-credentials-recoverable",
        ),
        **of_words(
            _CRITICAL,
            _BROKEN,
            *("failed", "incompatible-network", "incompatible-option-group"),
            *("incompatible-parameters", "incompatible-restore", "insufficient-capacity"),
            *("restore-error", "storage-full"),
        ),
        **of_words(_CRITICAL, _GOING, "delete-precheck", "deleting"),
        **of_words(_CRITICAL, _BACK, "backtracking"),
        **of_words(_HIGH, _MOVING, "converting-to-vpc", "moving-to-vpc", "renaming"),
    },
    _CRITICAL,
)
# botocore 1.44.8, model of EFS: LifeCycleState
_FILES_GONE = "The files are being deleted, or cannot be reached."
FILES = States(
    "life_cycle_state",
    ("available", "creating", "updating"),
    of_words(_CRITICAL, _FILES_GONE, "deleted", "deleting", "error"),
    _CRITICAL,
)
_NO_WAY = "Tasks cannot reach the files by it."
WAY_TO_FILES = States(
    "life_cycle_state",
    ("available", "creating", "updating"),
    of_words(_HIGH, _NO_WAY, "deleted", "deleting", "error"),
    _HIGH,
)
# botocore 1.44.8, model of ElastiCache: ServerlessCache.Status, which AWS answers in lower case
_NO_CACHE = "The session cache does not run; users are signed out."
CACHE = States(
    "status",
    ("available", "creating", "modifying"),
    of_words(_HIGH, _NO_CACHE, "create-failed", "deleting"),
    _HIGH,
)
_NO_USERS = "The application cannot sign in to the session cache."
CACHE_USERS = States(
    "status", ("active", "creating", "modifying"), of_words(_HIGH, _NO_USERS, "deleting"), _HIGH
)

STATES = (
    StateOf(
        "aws_rds_cluster",
        "rds describe_db_clusters DBClusters",
        by_id("DBClusterIdentifier"),
        ("Status",),
        CLUSTER,
    ),
    StateOf(
        "aws_efs_file_system",
        "efs describe_file_systems FileSystems",
        by_id("FileSystemId"),
        ("LifeCycleState",),
        FILES,
    ),
    StateOf(
        "aws_elasticache_serverless_cache",
        "elasticache describe_serverless_caches ServerlessCaches",
        by_id("ServerlessCacheName"),
        ("Status",),
        CACHE,
    ),
    StateOf(
        "aws_elasticache_user_group",
        "elasticache describe_user_groups UserGroups",
        by_id("UserGroupId"),
        ("Status",),
        CACHE_USERS,
    ),
)

_IN_SYNC = "in-sync"
# What a member passes through while it takes on parameters that apply at once.
_APPLYING = (_IN_SYNC, "applying", "pending-maintenance")
_OLD_PARAMETERS = "It still runs with other parameters than its group has, until it is rebooted."


def parameters(resources: Resources, aws: AwsReader) -> Iterator[Finding]:
    """Instances that run with other parameters than the cluster's parameter group has."""
    instances = {each.id: each.address for each in resources.of("aws_rds_cluster_instance")}
    for cluster in resources.of("aws_rds_cluster"):
        asked = {"DBClusterIdentifier": cluster.id}
        for answer in aws.list("rds", "describe_db_clusters", "DBClusters", **asked):
            for member in answer.get("DBClusterMembers") or []:
                address = instances.get(member["DBInstanceIdentifier"])
                status = str(member.get("DBClusterParameterGroupStatus") or _IN_SYNC)
                if address and status not in _APPLYING:
                    name = "db_cluster_parameter_group_status"
                    yield changed(address, name, _IN_SYNC, status, _MEDIUM, _OLD_PARAMETERS)
