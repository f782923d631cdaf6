"""Plans by the form of a value: numbers without sense, lists in another order, unknown parts."""

from typing import Any

from tests.terraform.plan.case import IRREVERSIBLE, LOWERS, OPENS, UNREVIEWED, Case, passed, stopped
from tests.terraform.plan.edits import (
    UNKNOWN,
    Document,
    Edit,
    Of,
    block,
    entry,
    exists,
    replace,
    update,
)

LOG = "aws_cloudwatch_log_group.application_task_log"
CLUSTER = "aws_rds_cluster.database_cluster"
KEY = "aws_kms_key.encryption_data"
CPU = "aws_cloudwatch_metric_alarm.monitoring_task_cpu"
SCALING = "aws_appautoscaling_target.application_service_scaling_target"
BALANCER = "aws_lb.front_door_load_balancer"
TARGETS = "aws_lb_target_group.front_door_tasks"
PARAMETERS = "aws_rds_cluster_parameter_group.database_parameters"
TRAIL = "aws_cloudtrail.audit_trail_trail"
ACL = "aws_wafv2_web_acl.firewall_acl"
FROM_BALANCER = "aws_vpc_security_group_ingress_rule.application_perimeter_from_load_balancer"
VAULT_LOCK = "aws_backup_vault_lock_configuration.backup_vault_lock"
OTHER_LOCK = "aws_s3_bucket_object_lock_configuration.audit_trail_other_lock"
_UNSEEN = {"cloudwatch_metrics_enabled": False}
BACKUPS = "aws_backup_plan.backup_plan"
ENDPOINT = "aws_vpc_endpoint.network_s3"


def _locked(days: int) -> list[Any]:
    return [{"default_retention": [{"mode": "COMPLIANCE", "days": days}]}]


def _reversed(address: str, *names: str) -> Edit:
    def edit(document: Document) -> None:
        update(address)(document)
        for name in names:
            entry(document, address)["change"]["after"][name].reverse()

    return edit


def _unknown_inside(address: str, name: str, **mask: bool) -> Edit:
    """A part of the first nested block is known after apply only."""

    def edit(document: Document) -> None:
        update(address)(document)
        change = entry(document, address)["change"]
        for part in mask:
            change["after"][name][0].pop(part, None)
        change["after_unknown"] = {name: [mask]}

    return edit


def _rule(**values: Any) -> Edit:
    return block(BACKUPS, "rule", lambda found: found[0].update(values))


def _labels_after_their_reader(document: Document) -> None:
    """The rule that blocks by labels comes before those that set them."""
    update(ACL)(document)
    rules = entry(document, ACL)["change"]["after"]["rule"]
    reader = next(each for each in rules if "label_match_statement': [{'" in str(each))
    reader["priority"] = -1


def _one(name: str, *edits: Edit, at: str, kind: str = UNREVIEWED, says: str = "") -> Case:
    return stopped(name, *edits, stops={at: kind}, says=says)


STOPPED: tuple[Case, ...] = (
    _one("a retention beyond numbers", update(LOG, retention_in_days=10**400), at=LOG),
    _one("a retention in words", update(LOG, retention_in_days="many"), at=LOG),
    _one(
        "recovery that is no number",
        update(CLUSTER, backup_retention_period=float("nan")),
        at=CLUSTER,
        kind="destroys data",
    ),
    _one("tags gone", update(KEY, tags_all=None), at=KEY),
    _one("tags empty", update(KEY, tags_all={}), at=KEY),
    _one("tags known later", update(KEY, tags_all=UNKNOWN), at=KEY),
    _one(
        "more than all of the processor",
        update(CPU, threshold=1000),
        at=CPU,
        kind=LOWERS,
        says="percentage",
    ),
    _one("no tasks at most", update(SCALING, max_capacity=0), at=SCALING, says="switched off"),
    _one("no tasks at least", update(SCALING, min_capacity=0), at=SCALING, says="switched off"),
    _one("health known later", _unknown_inside(TARGETS, "health_check", path=True), at=TARGETS),
    _one(
        "capacity known later",
        _unknown_inside(CLUSTER, "serverlessv2_scaling_configuration", max_capacity=True),
        at=CLUSTER,
    ),
    _one(
        "groups known later, though nothing of them changes",
        update(CLUSTER, vpc_security_group_ids=UNKNOWN),
        at=CLUSTER,
    ),
    _one(
        "labels after their reader",
        _labels_after_their_reader,
        at=ACL,
        kind=OPENS,
        says="looks for labels",
    ),
    *(
        _one(
            f"a rule of another group, {way.__name__}",
            way(FROM_BALANCER, security_group_id=Of("aws_security_group.database_perimeter_group")),
            at=FROM_BALANCER,
            kind=OPENS,
            says="tcp 443",
        )
        for way in (update, replace)
    ),
    _one(
        "objects locked for good, and longer",
        exists(OTHER_LOCK, rule=_locked(365)),
        update(OTHER_LOCK, rule=_locked(3650)),
        at=OTHER_LOCK,
        kind=IRREVERSIBLE,
        says="3650 instead of 365 days",
    ),
    _one(
        "a lock that refuses the plan's copies",
        replace(VAULT_LOCK, min_retention_days=3650),
        at=VAULT_LOCK,
        kind=LOWERS,
        says="AWS Backup refuses the copies of daily",
    ),
    _one(
        "a rule of the firewall that nobody sees",
        block(ACL, "rule", lambda found: found[0]["visibility_config"][0].update(_UNSEEN)),
        at=ACL,
        kind=LOWERS,
        says="no longer appears in metrics",
    ),
    *(
        _one(f"backups at {schedule}", _rule(schedule=schedule), at=BACKUPS, kind=LOWERS)
        for schedule in (
            "cron(0 99 * * ? *)",
            "cron(61 5 * * ? *)",
            "cron(0 5 32 * ? *)",
            "cron(0 5 * * ? 2099)",
            "cron(0 5 * * *)",
        )
    ),
)
PASSED: tuple[Case, ...] = (
    passed("parameters in another order", _reversed(PARAMETERS, "parameter")),
    passed("selectors in another order", _reversed(TRAIL, "advanced_event_selector")),
    passed("rules in another order", _reversed(ACL, "rule")),
    passed("networks in another order", _reversed(BALANCER, "subnets", "security_groups")),
    passed("tables in another order", _reversed(ENDPOINT, "route_table_ids")),
    passed("nothing in another word", update(BALANCER, customer_owned_ipv4_pool="", x=[])),
    passed("a further tag", update(KEY, tags_all__Room="12")),
)
