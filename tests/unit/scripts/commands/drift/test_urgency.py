"""Order of findings: worst first, and of one severity data before periods and logs."""

import pytest

from scripts.commands.drift.comparison import Comparison
from scripts.commands.drift.concern import Concern
from scripts.commands.drift.finding import Event, Finding, Severity
from scripts.commands.drift.report import as_json, as_markdown
from tests.unit.scripts.commands.drift.test_reports import printed


def finding(
    address: str,
    attribute: str = "",
    severity: Severity = Severity.CRITICAL,
    event: Event = Event.CHANGED,
) -> Finding:
    """One of a severity."""
    return Finding(address, event, attribute, "a", "b", severity)


# In the order of a report.
ORDERED = [
    finding("aws_efs_file_system.z", event=Event.DELETED),
    finding("aws_kms_key.z", "is_enabled"),
    finding("aws_rds_cluster.z", "status"),
    finding("aws_cloudwatch_log_group.z", "subscription_filter", event=Event.ADDED),
    finding("aws_security_group.z", "ingress", event=Event.ADDED),
    finding("aws_backup_plan.a", "rule"),
    finding("aws_cloudtrail.a", "enable_logging"),
    finding("aws_cloudwatch_log_group.a", "retention_in_days"),
    finding("aws_rds_cluster.a", "backup_retention_period"),
    finding("aws_rds_cluster.b", "engine_version", Severity.HIGH),
    finding("aws_lb.a", "idle_timeout", Severity.HIGH),
    finding("aws_efs_file_system.a", "lifecycle_policy", Severity.MEDIUM),
]


MIXED = sorted(ORDERED, key=lambda each: (each.attribute, each.address))


def test_each_severity_has_data_first_and_periods_last() -> None:
    assert MIXED != ORDERED
    assert sorted(MIXED, key=lambda each: each.order) == ORDERED


def test_every_report_has_this_order() -> None:
    found = Comparison(
        "clinic",
        "production",
        20,
        tuple(sorted(MIXED, key=lambda each: each.order)),
    )
    addresses = [each.address for each in ORDERED]
    assert [each["address"] for each in as_json(found)["resources"]] == addresses
    for text in (printed(found), as_markdown(found)):
        places = [text.index(each) for each in addresses]
        assert places == sorted(places)


CHANGED_KEEPING = (Event.CHANGED, Concern.KEEPING)


@pytest.mark.parametrize(
    ("address", "attribute", "event", "concern"),
    [
        ("aws_secretsmanager_secret.s", "", Event.DELETED, Concern.DATA),
        ("aws_backup_vault.v", "policy", Event.ADDED, Concern.DATA),
        ("aws_rds_cluster_instance.i", "db_instance_status", Event.CHANGED, Concern.DATA),
        ("aws_s3_bucket_policy.b", "policy", Event.CHANGED, Concern.ACCESS),
        ("aws_s3_bucket.b", "", Event.DELETED, Concern.KEEPING),
        ("aws_flow_log.f", "deliver_logs_status", *CHANGED_KEEPING),
        ("aws_s3_bucket_lifecycle_configuration.b", "rule", *CHANGED_KEEPING),
        (
            "aws_backup_vault_lock_configuration.l",
            "min_retention_days",
            Event.CHANGED,
            Concern.KEEPING,
        ),
        ("aws_iam_role.r", "inline_policy", Event.ADDED, Concern.ACCESS),
    ],
)
def test_what_a_finding_is_about(
    address: str, attribute: str, event: Event, concern: Concern
) -> None:
    assert finding(address, attribute, event=event).urgency == (0, concern)
