"""Plans that change database, files and cache."""

from typing import Any

from tests.terraform.plan.case import DESTROYS, INTERRUPTS, LOWERS, OPENS, Case, passed, stopped
from tests.terraform.plan.edits import UNKNOWN, block, delete, forget, replace, update

CLUSTER = "aws_rds_cluster.database_cluster"
WRITER = "aws_rds_cluster_instance.database_writer"
READER = "aws_rds_cluster_instance.database_reader1"
PARAMETERS = "aws_rds_cluster_parameter_group.database_parameters"
FILES = "aws_efs_file_system.files_sites"
ACCESS_POINT = "aws_efs_access_point.files_access_point"
CACHE = "aws_elasticache_serverless_cache.cache_valkey"
OTHER_KEY = "arn:aws:kms:us-west-2:000000000000:key/00000000-1111-2222-3333-444444444444"


def _parameter(name: str, value: str) -> Any:
    def change(parameters: list[Any]) -> None:
        (found,) = (each for each in parameters if each["name"] == name)
        found["value"] = value

    return block(PARAMETERS, "parameter", change)


STOPPED: tuple[Case, ...] = (
    stopped("database deleted", delete(CLUSTER), stops={CLUSTER: DESTROYS}, says="All records"),
    stopped(
        "database replaced for another key",
        replace(CLUSTER, kms_key_id=OTHER_KEY),
        stops={CLUSTER: DESTROYS},
        says="recreated",
    ),
    stopped("reader removed", delete(READER), stops={READER: LOWERS}, says="One instance is left"),
    stopped(
        "both instances removed",
        delete(READER, WRITER),
        stops={READER: DESTROYS, WRITER: DESTROYS},
        says="No instance is left",
    ),
    stopped(
        "deletion protection off",
        update(CLUSTER, deletion_protection=False),
        stops={CLUSTER: LOWERS},
        says="Deletion protection is off",
    ),
    stopped(
        "point in time recovery shortened",
        update(CLUSTER, backup_retention_period=1),
        stops={CLUSTER: DESTROYS},
        says="reaches 1 days back, not 35",
    ),
    stopped(
        "no final snapshot",
        update(CLUSTER, skip_final_snapshot=True),
        stops={CLUSTER: DESTROYS},
        says="takes no final snapshot",
    ),
    stopped(
        "audit log no longer exported",
        update(CLUSTER, enabled_cloudwatch_logs_exports=["error", "slowquery"]),
        stops={CLUSTER: LOWERS},
        says="exports error, slowquery",
    ),
    stopped(
        "database without TLS",
        _parameter("require_secure_transport", "OFF"),
        stops={PARAMETERS: LOWERS},
        says="without TLS",
    ),
    stopped(
        "database with old TLS",
        _parameter("tls_version", "TLSv1.1,TLSv1.2,TLSv1.3"),
        stops={PARAMETERS: LOWERS},
        says="TLSv1.1",
    ),
    stopped("files deleted", delete(FILES), stops={FILES: DESTROYS}, says="patient documents"),
    stopped(
        "access point on another directory",
        replace(ACCESS_POINT, root_directory__path="/other"),
        stops={ACCESS_POINT: DESTROYS},
        says="only through it",
    ),
    stopped(
        "cache without users",
        update(CACHE, user_group_id=""),
        stops={CACHE: OPENS},
        says="without a password",
    ),
    stopped(
        "fewer snapshots of the cache",
        update(CACHE, snapshot_retention_limit=1),
        stops={CACHE: LOWERS},
    ),
    stopped("database forgotten", forget(CLUSTER), stops={CLUSTER: LOWERS}, says="remains in AWS"),
)
PASSED: tuple[Case, ...] = (
    passed("recovery reaches further back", update(CLUSTER, backup_retention_period=35)),
    passed(
        "more logs exported",
        update(
            CLUSTER,
            enabled_cloudwatch_logs_exports=["audit", "error", "general", "instance", "slowquery"],
        ),
    ),
    passed(
        "engine upgraded",
        update(CLUSTER, engine_version="8.0.mysql_aurora.3.13.0"),
        marks={CLUSTER: INTERRUPTS},
    ),
    passed("database grows", update(CLUSTER, serverlessv2_scaling_configuration__max_capacity=64)),
    passed(
        "database shrinks",
        update(CLUSTER, serverlessv2_scaling_configuration__max_capacity=4),
        marks={CLUSTER: INTERRUPTS},
    ),
    passed("only TLS 1.3", _parameter("tls_version", "TLSv1.3"), marks={PARAMETERS: INTERRUPTS}),
    passed(
        "files move later to cheap storage",
        block(
            FILES,
            "lifecycle_policy",
            lambda found: found[0].update(transition_to_ia="AFTER_90_DAYS"),
        ),
    ),
    passed("cache grows", update(CACHE, cache_usage_limits__data_storage__maximum=10)),
    passed("cache made anew", replace(CACHE, endpoint=UNKNOWN), marks={CACHE: INTERRUPTS}),
)
