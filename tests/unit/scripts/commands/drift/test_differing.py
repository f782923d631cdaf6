"""What counts as drift of a resource, what does not, and how severe it is."""

from typing import Any

import pytest

from tests.unit.scripts.commands.drift.plans import differing, document, drifted, findings

# Address, attribute before and after: what AWS and the provider do by themselves.
NOISE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("aws_kms_key.one", {"tags": None}, {"tags": {}}),
    ("aws_cloudwatch_metric_alarm.one", {"dimensions": None}, {"dimensions": {}}),
    ("aws_nat_gateway.one", {"secondary_allocation_ids": None}, {"secondary_allocation_ids": []}),
    (
        "aws_cloudwatch_metric_alarm.one",
        {"metric_query": [{"id": "m", "period": None}]},
        {"metric_query": [{"id": "m", "period": 0}]},
    ),
    (
        "aws_efs_file_system.one",
        {"size_in_bytes": [{"value": 6144}]},
        {"size_in_bytes": [{"value": 9_000_000}]},
    ),
    ("aws_efs_file_system.one", {"number_of_mount_targets": 0}, {"number_of_mount_targets": 2}),
    ("aws_backup_vault.one", {"recovery_points": 0}, {"recovery_points": 40}),
    ("aws_iam_policy.one", {"attachment_count": 0}, {"attachment_count": 1}),
    (
        "aws_rds_cluster.one",
        {"engine_version_actual": "3.08.0"},
        {"engine_version_actual": "3.8.1"},
    ),
    (
        "aws_rds_cluster.one",
        {"master_user_secret": [{"secret_arn": "a", "secret_status": "active"}]},
        {"master_user_secret": [{"secret_arn": "a", "secret_status": "rotating"}]},
    ),
    (
        "aws_rds_cluster_instance.one",
        {"engine_version": "8.0.mysql_aurora.3.12.0"},
        {"engine_version": "8.0.mysql_aurora.3.13.0"},
    ),
    ("aws_rds_cluster_instance.one", {"writer": True}, {"writer": False}),
    ("aws_wafv2_web_acl.one", {"lock_token": "a"}, {"lock_token": "b"}),
    ("aws_vpc_endpoint.one", {"cidr_blocks": ["192.0.2.0/24"]}, {"cidr_blocks": []}),
    ("aws_eip.one", {"association_id": ""}, {"association_id": "eipassoc-1"}),
    ("aws_acm_certificate.one", {"not_after": "2026"}, {"not_after": "2027"}),
    (
        "aws_sns_topic_subscription.one",
        {"pending_confirmation": True},
        {"pending_confirmation": False},
    ),
    ("aws_appautoscaling_policy.one", {"alarm_arns": ["a"]}, {"alarm_arns": ["b"]}),
    ("aws_elasticache_serverless_cache.one", {"status": "available"}, {"status": "modifying"}),
    (
        "aws_sns_topic_policy.one",
        {"policy": '{"Version": "2012-10-17", "Statement": []}'},
        {"policy": '{"Statement":[],"Version":"2012-10-17"}'},
    ),
    ("aws_lb.one", {"security_groups": ["a", "b"]}, {"security_groups": ["b", "a"]}),
    ("aws_vpc.one", {"tags_all": {}}, {"tags_all": {"aws:cloudformation:stack-id": "x"}}),
]
# Address, before, after, attribute, severity.
DRIFT: list[tuple[str, dict[str, Any], dict[str, Any] | None, str, str]] = [
    ("aws_route53_record.one", {"ttl": 60}, {"ttl": 300}, "ttl", "high"),
    ("aws_route53_record.one", {"name": "openemr.example.org"}, None, "", "high"),
    ("aws_acm_certificate.one", {"status": "ISSUED"}, {"status": "EXPIRED"}, "status", "high"),
    ("aws_rds_cluster.one", {"cluster_identifier": "x", "id": "x"}, None, "", "critical"),
    ("aws_efs_file_system.one", {"id": "fs-1"}, None, "", "critical"),
    ("aws_s3_bucket.one", {"bucket": "b", "id": "b"}, None, "", "critical"),
    ("aws_kms_key.one", {"key_id": "k"}, None, "", "critical"),
    ("aws_backup_plan.one", {"name": "p"}, None, "", "critical"),
    ("aws_iam_role.one", {"name": "r"}, None, "", "critical"),
    ("aws_security_group.one", {"name": "g"}, None, "", "critical"),
    ("aws_wafv2_web_acl.one", {"name": "w"}, None, "", "critical"),
    ("aws_lb.one", {"name": "l"}, None, "", "high"),
    ("aws_ecs_service.one", {"name": "s"}, None, "", "high"),
    ("aws_cloudwatch_dashboard.one", {"dashboard_name": "d"}, None, "", "low"),
    (
        "aws_iam_role.one",
        {"permissions_boundary": "arn:aws:iam::1:policy/b"},
        {"permissions_boundary": ""},
        "permissions_boundary",
        "critical",
    ),
    ("aws_iam_role.one", {"unique_id": "AROA1"}, {"unique_id": "AROA2"}, "unique_id", "critical"),
    (
        "aws_ecs_service.one",
        {"platform_version": "LATEST"},
        {"platform_version": "1.3.0"},
        "platform_version",
        "medium",
    ),
    (
        "aws_efs_file_system.one",
        {"throughput_mode": "elastic"},
        {"throughput_mode": "bursting"},
        "throughput_mode",
        "high",
    ),
    (
        "aws_rds_cluster.one",
        {"enable_http_endpoint": False},
        {"enable_http_endpoint": True},
        "enable_http_endpoint",
        "critical",
    ),
    (
        "aws_rds_cluster.one",
        {"deletion_protection": True},
        {"deletion_protection": False},
        "deletion_protection",
        "critical",
    ),
    (
        "aws_eip.one",
        {"association_id": "eipassoc-1"},
        {"association_id": "eipassoc-2"},
        "association_id",
        "medium",
    ),
    ("aws_internet_gateway.one", {"vpc_id": "vpc-1"}, {"vpc_id": ""}, "vpc_id", "high"),
    ("aws_lb.one", {"tags_all": {"A": "1"}}, {"tags_all": {"A": "2"}}, "tags.A", "low"),
    ("aws_kms_key.one", {"description": "a"}, {"description": "b"}, "description", "low"),
    (
        "aws_lb_target_group.one",
        {"load_balancer_arns": []},
        {"load_balancer_arns": ["arn:aws:elasticloadbalancing:us-west-2:1:loadbalancer/app/x/1"]},
        "load_balancer_arns",
        "critical",
    ),
    (
        "aws_cloudfront_distribution.unknown_type",
        {"enabled": True},
        {"enabled": False},
        "enabled",
        "critical",
    ),
]


@pytest.mark.parametrize(("address", "before", "after"), NOISE)
def test_what_nobody_did_is_no_drift(
    address: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert findings(address, {"id": "i", **before}, {"id": "i", **after}) == ()


@pytest.mark.parametrize(("address", "before", "after", "attribute", "severity"), DRIFT)
def test_drift_has_its_attribute_and_severity(
    address: str,
    before: dict[str, Any],
    after: dict[str, Any] | None,
    attribute: str,
    severity: str,
) -> None:
    found = findings(address, before, after)
    assert [(each.attribute, each.severity.value) for each in found] == [(attribute, severity)]


def test_a_policy_shown_by_the_bucket_is_told_of_its_own_resource_only() -> None:
    bucket = drifted("aws_s3_bucket.b", {"id": "b", "policy": ""}, {"id": "b", "policy": "{}"})
    owner = {"aws_s3_bucket_policy.p": {"id": "b", "bucket": "b", "policy": "{}"}}
    assert differing(document([bucket], existing=owner)).findings == ()


def test_a_policy_deleted_by_hand_is_told_once() -> None:
    bucket = drifted("aws_s3_bucket.b", {"id": "b", "policy": "{}"}, {"id": "b", "policy": ""})
    policy = drifted("aws_s3_bucket_policy.p", {"id": "b", "bucket": "b"}, None)
    found = differing(document([bucket, policy])).findings
    assert [each.address for each in found] == ["aws_s3_bucket_policy.p"]


def test_a_bucket_without_a_resource_of_its_own_for_it_tells_itself() -> None:
    (found,) = findings(
        "aws_s3_bucket.b",
        {"id": "b", "website": []},
        {"id": "b", "website": [{"index_document": "index.html"}]},
    )
    assert found.name == "website"


def test_rules_within_a_group_are_compared_where_the_settings_have_them() -> None:
    before, after = {"id": "g", "ingress": []}, {"id": "g", "ingress": [{"from_port": 22}]}
    group = "aws_security_group.g"
    assert findings(group, before, after) == ()
    (found,) = findings(group, before, after, settings={group: ["ingress"]})
    assert (found.name, found.severity.value) == ("ingress", "critical")


@pytest.mark.parametrize(
    ("after", "is_information"),
    [
        ("8.0.mysql_aurora.3.13.0", True),
        ("8.0.mysql_aurora.3.12.1", True),
        ("8.0.mysql_aurora.3.11.0", False),
        ("8.4.mysql_aurora.8.4.0", False),
    ],
)
def test_a_minor_upgrade_of_the_database_is_information(after: str, is_information: bool) -> None:
    cluster, instance = "aws_rds_cluster.c", "aws_rds_cluster_instance.i"
    before = {"engine_version": "8.0.mysql_aurora.3.12.0", "engine_version_actual": "x"}
    upgraded = {"engine_version": after, "engine_version_actual": after}
    drift = [drifted(address, before, upgraded) for address in (cluster, instance)]
    found = differing(document(drift))
    told = [finding.address for finding, _ in found.owned]
    assert told == ([cluster] if is_information else [])
    assert [each.address for each in found.findings] == ([] if is_information else [cluster])


@pytest.mark.parametrize(
    ("count", "owned"), [(2, True), (7, True), (10, True), (1, False), (0, False), (11, False)]
)
def test_the_scaler_owns_the_number_of_tasks_within_its_bounds(count: int, owned: bool) -> None:
    service = {"name": "s", "cluster": "arn:aws:ecs:us-west-2:1:cluster/c", "desired_count": 3}
    target = {
        "aws_appautoscaling_target.t": {
            "resource_id": "service/c/s",
            "min_capacity": 2,
            "max_capacity": 10,
        }
    }
    drift = [drifted("aws_ecs_service.s", service, service | {"desired_count": count})]
    found = differing(document(drift, existing=target))
    assert (len(found.owned), len(found.findings)) == ((1, 0) if owned else (0, 1))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"none": [{}], "count": []}, {"none": [], "count": [{}]}),
        ({"block": [{"custom_response": []}], "count": []}, {"block": [], "count": [{}]}),
    ],
)
def test_a_choice_that_is_an_empty_block_counts(before: Any, after: Any) -> None:
    rules = [[{"name": "r", "priority": 1, "action": [each]}] for each in (before, after)]
    (found,) = findings("aws_wafv2_web_acl.w", {"rule": rules[0]}, {"rule": rules[1]})
    assert (found.name, found.severity.value) == ("rule", "critical")
    assert any("count" in line for line in found.lines)


def test_without_a_scaler_the_number_of_tasks_counts() -> None:
    service = {"name": "s", "cluster": "c", "desired_count": 3}
    (found,) = findings("aws_ecs_service.s", service, service | {"desired_count": 0})
    assert (found.attribute, found.severity.value) == ("desired_count", "high")


def test_secrets_are_masked() -> None:
    (found,) = findings("aws_db_instance.d", {"password": "old-secret"}, {"password": "new-secret"})
    assert "secret" not in f"{found.before}{found.after}{found.lines}".replace("(sensitive)", "")
