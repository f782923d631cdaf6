"""Running resources in a bad state, which no attribute of Terraform shows.

The words are AWS's, as scripts/commands/drift/running cites them.
"""

from tests.terraform.drift.out_of_band.change import (
    CRITICAL,
    HIGH,
    MEDIUM,
    Act,
    OutOfBand,
    Site,
    added,
)
from tests.terraform.drift.out_of_band.database import CLUSTER, READER, WRITER
from tests.terraform.drift.out_of_band.edge import BALANCER, HTTPS
from tests.terraform.drift.out_of_band.files_and_cache import CACHE, FILES, STACK, USERS

SERVICE = "aws_ecs_service.application_service_tasks"
TASKS = "aws_ecs_cluster.application_ecs_cluster"
ACCESS_POINT = "aws_efs_access_point.files_access_point"
ENDPOINT = "aws_vpc_endpoint.network_s3"
FLOW_LOG = "aws_flow_log.flow_logs_vpc"
TRAIL = "aws_cloudtrail.audit_trail_trail"
_ALARM = "aws_cloudwatch_metric_alarm.monitoring_{}"


def reached(address: str, state: str, *, key: str = "id") -> Act:
    """The resource gets into the state by itself; `key` names what the emulator knows it by."""

    def act(site: Site) -> None:
        kind = address.partition(".")[0].removeprefix("aws_")
        site.checkout.aws.reach_state(kind, str(site.of(address)[key]), state)

    return act


def _certificate(state: str) -> Act:
    def act(site: Site) -> None:
        arn = site.of(HTTPS)["certificate_arn"]
        site.checkout.aws.reach_state("acm_certificate", arn, state)

    return act


def _ring(site: Site) -> None:
    site.client("cloudwatch").set_alarm_state(
        AlarmName=site.id(_ALARM.format("failed_sign_ins")), StateValue="ALARM", StateReason="test"
    )


def _mute_by_rule(site: Site) -> None:
    schedule = {"Expression": "cron(0 2 * * *)", "Duration": "PT8H"}
    site.client("cloudwatch").put_alarm_mute_rule(
        Name="quiet-nights",
        Rule={"Schedule": schedule},
        MuteTargets={"AlarmNames": [site.id(_ALARM.format("root_use"))]},
    )


def _impair_secret(site: Site) -> None:
    site.checkout.aws.reach_state("master_user_secret", site.id(CLUSTER), "impaired")


def _stop_database(site: Site) -> None:
    site.client("rds").stop_db_cluster(DBClusterIdentifier=site.id(CLUSTER))


def _with_its_cluster(_site: Site) -> None:
    """RDS stops the instances with their cluster."""


CHANGES = [
    OutOfBand(
        "database without its key",
        reached(CLUSTER, "inaccessible-encryption-credentials"),
        CLUSTER,
        "status",
        CRITICAL,
    ),
    OutOfBand(
        "writer full", reached(WRITER, "storage-full"), WRITER, "db_instance_status", CRITICAL
    ),
    OutOfBand(
        "reader does not start",
        reached(READER, "incompatible-parameters"),
        READER,
        "db_instance_status",
        CRITICAL,
    ),
    OutOfBand("rollout failed", reached(SERVICE, "FAILED"), SERVICE, "rollout_state", HIGH),
    OutOfBand("cluster failed", reached(TASKS, "FAILED", key="name"), TASKS, "status", HIGH),
    OutOfBand("balancer impaired", reached(BALANCER, "active_impaired"), BALANCER, "state", HIGH),
    OutOfBand(
        "NAT gateway failed",
        reached("aws_nat_gateway.network_nat_2", "failed"),
        "aws_nat_gateway.network_nat_2",
        "state",
        HIGH,
    ),
    OutOfBand("files in error", reached(FILES, "error"), FILES, "life_cycle_state", CRITICAL),
    OutOfBand(
        "mount target in error",
        reached("aws_efs_mount_target.files_mount_2", "error"),
        "aws_efs_mount_target.files_mount_2",
        "life_cycle_state",
        HIGH,
    ),
    OutOfBand(
        "access point in error",
        reached(ACCESS_POINT, "error"),
        ACCESS_POINT,
        "life_cycle_state",
        HIGH,
    ),
    OutOfBand("cache failed", reached(CACHE, "create-failed"), CACHE, "status", HIGH),
    OutOfBand("cache users deleted", reached(USERS, "deleting"), USERS, "status", HIGH),
    OutOfBand(
        "trail not delivered",
        reached(TRAIL, "AccessDenied"),
        TRAIL,
        "latest_delivery_error",
        CRITICAL,
    ),
    OutOfBand("endpoint failed", reached(ENDPOINT, "failed"), ENDPOINT, "state", HIGH),
    OutOfBand(
        "certificate expired", _certificate("EXPIRED"), HTTPS, "certificate_status", CRITICAL
    ),
    OutOfBand(
        "stack half changed",
        reached(STACK, "UPDATE_ROLLBACK_FAILED", key="name"),
        STACK,
        "stack_status",
        HIGH,
    ),
    OutOfBand("alarm rings", _ring, _ALARM.format("failed_sign_ins"), "state_value", MEDIUM),
    added(
        "alarm muted by a rule", _mute_by_rule, _ALARM.format("root_use"), "alarm_mute_rule", HIGH
    ),
]
MORE = [
    OutOfBand("secret impaired", _impair_secret, CLUSTER, "master_user_secret", HIGH),
    OutOfBand("database stopped", _stop_database, CLUSTER, "status", CRITICAL),
    OutOfBand("writer stopped", _with_its_cluster, WRITER, "db_instance_status", CRITICAL),
    OutOfBand("balancer failed", reached(BALANCER, "failed"), BALANCER, "state", CRITICAL),
    OutOfBand(
        "flow log not delivered",
        reached(FLOW_LOG, "FAILED"),
        FLOW_LOG,
        "deliver_logs_status",
        CRITICAL,
    ),
    OutOfBand(
        "certificate revoked", _certificate("REVOKED"), HTTPS, "certificate_status", CRITICAL
    ),
    OutOfBand(
        "stack rolled back",
        reached(STACK, "UPDATE_ROLLBACK_COMPLETE", key="name"),
        STACK,
        "stack_status",
        MEDIUM,
    ),
    OutOfBand(
        "mount target deleted by AWS",
        reached("aws_efs_mount_target.files_mount_1", "deleting"),
        "aws_efs_mount_target.files_mount_1",
        "life_cycle_state",
        HIGH,
    ),
    OutOfBand(
        "files being deleted", reached(FILES, "deleting"), FILES, "life_cycle_state", CRITICAL
    ),
]
