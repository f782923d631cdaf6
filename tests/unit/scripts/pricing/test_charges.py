"""Each rule by sums that were worked out by hand, at the prices of us-west-2."""

import json
from typing import Any

import pytest

from scripts.pricing.estimate import UnpricedError
from scripts.resources import CATALOGUE
from scripts.resources.facets.charge import Free
from tests.unit.scripts.pricing.bench import DATABASE, SERVICE, Resources, altered, amounts, priced
from tests.unit.scripts.pricing.everything import EVERYTHING

HOURS = 730
METRIC = {"metric": {"namespace": "AWS/ECS", "metric_name": "CPUUtilization"}}
ZONES = ["${aws_subnet.a.id}", "${aws_subnet.b.id}"]


def test_the_bench_has_every_type_that_is_charged():
    charged = {each.name for each in CATALOGUE.values() if each.charge}
    charged -= {each.name for each in CATALOGUE.values() if isinstance(each.charge, Free)}
    assert charged - set(EVERYTHING) == set()


def test_two_tasks_of_1_vcpu_and_2_gb():
    found = amounts(priced(SERVICE, extra_tasks=0, cross_zone_gb=0))
    assert found == {"fargate_arm_vcpu_hour": 47.27, "fargate_arm_gb_hour": 10.40}


def test_autoscaling_adds_tasks_up_to_the_most():
    base = amounts(priced(SERVICE, extra_tasks=0, cross_zone_gb=0))["fargate_arm_vcpu_hour"]
    for extra, tasks in ((1, 3), (4, 6), (50, 6)):
        found = amounts(priced(SERVICE, extra_tasks=extra, cross_zone_gb=0))
        assert found["fargate_arm_vcpu_hour"] == pytest.approx(base * tasks / 2, abs=0.02)


def test_a_service_that_nothing_scales_has_its_desired_count():
    alone = {type_: each for type_, each in SERVICE.items() if "autoscaling" not in type_}
    found = amounts(priced(alone, extra_tasks=9, cross_zone_gb=0))
    assert found["fargate_arm_vcpu_hour"] == 47.27


def test_x86_storage_and_public_addresses_have_prices_of_their_own():
    other = altered(
        altered(
            SERVICE, "aws_ecs_service", "tasks", network_configuration={"assign_public_ip": True}
        ),
        "aws_ecs_task_definition",
        "task",
        runtime_platform={"cpu_architecture": "X86_64"},
        ephemeral_storage={"size_in_gib": 30},
    )
    assert amounts(priced(other, extra_tasks=0, cross_zone_gb=10)) == {
        "fargate_x86_vcpu_hour": 59.10,  # 2 x 730 x 0.04048
        "fargate_x86_gb_hour": 12.98,  # 4 x 730 x 0.004445
        "fargate_storage_gb_hour": 1.62,  # 2 x 730 x 10 GB x 0.000111
        "public_ipv4_hour": 7.30,  # 2 x 730 x 0.005
        "cross_zone_gb": 0.20,  # 10 GB x 0.01 at both ends
    }


@pytest.mark.parametrize(
    ("acu", "usd"), [(0, 87.60), (0.5, 87.60), (1, 175.20), (16, 2803.20), (64, 2803.20)]
)
def test_writer_and_reader_stay_within_their_limits(acu: float, usd: float):
    assert amounts(priced(DATABASE, writer_acu=acu))["aurora_acu_hour"] == usd


def test_the_least_capacity_is_charged_however_idle():
    scaling = {"min_capacity": 2, "max_capacity": 16}
    large = altered(DATABASE, "aws_rds_cluster", "db", serverlessv2_scaling_configuration=scaling)
    assert amounts(priced(large, writer_acu=0.5))["aurora_acu_hour"] == 350.40  # 4 x 730 x 0.12


def test_a_reader_of_a_later_tier_has_a_pace_of_its_own():
    far = altered(DATABASE, "aws_rds_cluster_instance", "reader", promotion_tier=2)
    found = amounts(priced(far, writer_acu=4, reader_acu=0.5))
    assert found["aurora_acu_hour"] == pytest.approx(4.5 * HOURS * 0.12, abs=0.01)


def test_a_database_that_may_pause_is_charged_while_it_is_awake():
    scaling = {"min_capacity": 0, "max_capacity": 4}
    pausing = altered(DATABASE, "aws_rds_cluster", "db", serverlessv2_scaling_configuration=scaling)
    found = amounts(priced(pausing, writer_acu=0.5, database_awake_share=0.25))
    assert found["aurora_acu_hour"] == 21.90  # 2 x 0.5 x 730 x 0.25 x 0.12


@pytest.mark.parametrize(("seconds", "hours"), [("0", 0.25 * HOURS), ("60", HOURS)])
def test_a_database_is_awake_while_tasks_run_background_services(seconds: str, hours: float):
    scaling = {"min_capacity": 0, "max_capacity": 16}
    pausing = altered(DATABASE, "aws_rds_cluster", "db", serverlessv2_scaling_configuration=scaling)
    environment = [{"name": "BACKGROUND_SERVICES_SECONDS", "value": seconds}]
    definitions = json.dumps([{"name": "openemr", "environment": environment}])
    task = {"aws_ecs_task_definition": {"t": {"container_definitions": definitions}}}
    found = amounts(priced(pausing | task, writer_acu=0.5, database_awake_share=0.25))
    assert found["aurora_acu_hour"] == pytest.approx(2 * 0.5 * hours * 0.12, abs=0.01)


def test_storage_requests_and_backup_of_the_database():
    found = amounts(
        priced(
            DATABASE,
            database_gb=100,
            database_io_millions=50,
            database_daily_change_share=0.01,
            months_running=12,
        )
    )
    assert found["aurora_storage_gb_month"] == 10
    assert found["aurora_io_million"] == 10
    assert found["aurora_backup_gb_month"] == pytest.approx(0.735, abs=0.01)  # 35 days of 1 GB
    assert "secret_month" not in found


def test_what_rds_adds_by_itself_is_charged():
    more = altered(
        altered(DATABASE, "aws_rds_cluster", "db", manage_master_user_password=True),
        "aws_rds_cluster",
        "db",
        database_insights_mode="advanced",
    )
    watched = altered(more, "aws_rds_cluster_instance", "writer", monitoring_interval=30)
    found = amounts(priced(watched, writer_acu=1, monitoring_log_gb=0.5))
    assert found["secret_month"] == 0.40
    assert found["database_insights_acu_hour"] == 4.56  # 2 ACU x 730 x 0.003125
    assert found["logs_ingest_gb"] == 0.50  # twice as often as each minute


def test_the_cache_has_a_least_and_a_most():
    cache = {"engine": "valkey", "cache_usage_limits": [{"data_storage": [{"maximum": 5}]}]}
    for size, usd in ((0, 6.13), (0.1, 6.13), (2, 122.64), (9, 306.60)):
        found = amounts(priced({"aws_elasticache_serverless_cache": {"c": cache}}, cache_gb=size))
        assert found["valkey_gb_hour"] == usd


def test_cache_requests_and_snapshots():
    cache = {"engine": "valkey", "snapshot_retention_limit": 10}
    found = amounts(
        priced(
            {"aws_elasticache_serverless_cache": {"c": cache}},
            cache_gb=1,
            web_requests_millions=100,
            ecpu_per_request=10,
        )
    )
    assert found["valkey_ecpu_million"] == 2.30
    assert found["cache_backup_gb_month"] == 0.85


def test_files_by_class_and_throughput():
    system = {
        "throughput_mode": "elastic",
        "lifecycle_policy": [{"transition_to_ia": "AFTER_30_DAYS"}],
    }
    assumptions: dict[str, Any] = {
        "files_gb": 100,
        "files_infrequent_share": 0.5,
        "files_infrequent_read_gb": 100,
    }
    found = amounts(
        priced(
            {"aws_efs_file_system": {"f": system}},
            **assumptions,
            files_read_gb=100,
            files_write_gb=100,
        )
    )
    assert found == {
        "efs_gb_month": 15.00,
        "efs_infrequent_gb_month": 0.80,
        "efs_infrequent_access_gb": 1.00,
        "efs_read_gb": 3.00,
        "efs_write_gb": 6.00,
    }
    plain = amounts(priced({"aws_efs_file_system": {"f": {}}}, **assumptions))
    assert plain == {"efs_gb_month": 30.00, "efs_infrequent_access_gb": 1.00}


def test_a_load_balancer_its_units_and_its_addresses():
    balancer: dict[str, Any] = {"aws_lb": {"b": {"subnets": ZONES}}}
    found = amounts(priced(balancer, web_gb=100, web_requests_millions=0))
    assert found == {
        "alb_hour": 16.43,
        "alb_lcu_hour": 0.80,
        "public_ipv4_hour": 7.30,
        "internet_out_gb": 9.00,
    }
    busy = priced(balancer, web_gb=0, web_requests_millions=90, connections_per_request=0.1)
    assert amounts(busy)["alb_lcu_hour"] == 0.80  # 9 million connections, 90,000 a unit
    inside = altered(balancer, "aws_lb", "b", internal=True)
    assert set(amounts(priced(inside))) == {"alb_hour", "alb_lcu_hour"}


def test_nat_gateways_share_the_data():
    two: Resources = {"aws_nat_gateway": {"a": {}, "b": {}}, "aws_eip": {"a": {}, "b": {}}}
    assert amounts(priced(two, nat_gb=100)) == {
        "nat_gateway_hour": 65.70,
        "nat_gateway_gb": 4.50,
        "public_ipv4_hour": 7.30,
    }


def test_an_interface_endpoint_is_charged_in_each_zone_and_a_gateway_is_not():
    interface = {"vpc_endpoint_type": "Interface", "subnet_ids": ZONES}
    endpoints = {"aws_vpc_endpoint": {"logs": interface, "s3": {}}}
    found = priced(endpoints, endpoint_gb=10)
    assert amounts(found) == {"vpc_endpoint_hour": 14.60, "vpc_endpoint_gb": 0.10}
    assert "aws_vpc_endpoint.s3" in found.free


def test_a_firewall_by_rules_and_requests():
    acl = {"aws_wafv2_web_acl": {"w": {"rule": [{"name": str(index)} for index in range(10)]}}}
    assert amounts(priced(acl, web_requests_millions=2)) == {
        "waf_acl_month": 5.00,
        "waf_rule_month": 10.00,
        "waf_requests_million": 1.20,
    }


@pytest.mark.parametrize(("months", "usd"), [(1, 1), (11, 1), (12, 2), (24, 3), (120, 3)])
def test_two_rotations_of_a_key_are_charged_and_no_more(months: int, usd: float):
    key = {"aws_kms_key": {"k": {"enable_key_rotation": True}}}
    assert amounts(priced(key, months_running=months))["kms_key_month"] == usd
    fixed: Resources = {"aws_kms_key": {"k": {}}}
    assert amounts(priced(fixed, months_running=months))["kms_key_month"] == 1


@pytest.mark.parametrize(
    ("alarm", "usd"),
    [
        ({"metric_name": "CPU", "period": 300}, 0.10),
        ({"metric_query": [METRIC, METRIC, {"expression": "a/b"}]}, 0.20),
    ],
)
def test_each_metric_of_an_alarm_counts(alarm: dict[str, Any], usd: float):
    assert amounts(priced({"aws_cloudwatch_metric_alarm": {"a": alarm}})) == {"alarm_month": usd}


def test_logs_are_charged_as_they_come_in_and_while_they_stay():
    group = {"name": "/openemr/x/application", "retention_in_days": 365}
    groups = {"aws_cloudwatch_log_group": {"g": group}}
    found = amounts(priced(groups, application_log_gb=100, months_running=6))
    assert found == {"logs_ingest_gb": 50.00, "logs_storage_gb_month": 2.70}  # 6 x 15 GB x 0.03
    older = amounts(priced(groups, application_log_gb=100, months_running=60))
    assert older["logs_storage_gb_month"] == 5.40  # 12 months stay


def test_the_firewalls_log_grows_with_the_requests():
    groups = {"aws_cloudwatch_log_group": {"g": {"name": "aws-waf-logs-x"}}}
    found = priced(groups, web_requests_millions=10, firewall_log_kb_per_request=2)
    assert amounts(found)["logs_ingest_gb"] == 10.00  # 20 GB


def test_container_insights_counts_cluster_service_and_tasks():
    cluster = {"setting": [{"name": "containerInsights", "value": "enhanced"}]}
    service = altered(SERVICE, "aws_ecs_service", "tasks", cluster="${aws_ecs_cluster.c.arn}")
    watched = {**service, "aws_ecs_cluster": {"c": cluster}}
    found = amounts(priced(watched, extra_tasks=0))
    assert found["container_insights_metric_month"] == 16.80  # (23 + 97 + 2 x 60) x 0.07
    off = {**service, "aws_ecs_cluster": {"c": {}}}
    assert "container_insights_metric_month" not in amounts(priced(off))


def _backed_up(**lifecycle: int) -> dict[str, dict[str, Any]]:
    rule = {
        "target_vault_name": "${aws_backup_vault.v.name}",
        "schedule": "cron(0 5 1 * ? *)",
        "lifecycle": lifecycle,
    }
    return {
        **DATABASE,
        "aws_efs_file_system": {"f": {}},
        "aws_backup_vault": {"v": {}},
        "aws_backup_plan": {"p": {"rule": [rule]}},
        "aws_backup_selection": {
            "s": {
                "plan_id": "${aws_backup_plan.p.id}",
                "resources": ["${aws_rds_cluster.db.arn}", "${aws_efs_file_system.f.arn}"],
            }
        },
    }


def test_a_years_monthly_copies():
    found = priced(
        _backed_up(cold_storage_after=90, delete_after=2555),
        months_running=12,
        database_gb=100,
        files_gb=100,
        files_monthly_change_share=0,
    )
    lines = {line.price.meter: line for line in found.lines if line.address == "aws_backup_vault.v"}
    # 12 copies, of which those of the last 35 days are free.
    assert lines["aurora_backup_gb_month"].usd("typical") == pytest.approx(
        (12 - 35 * 12 / 365) * 100 * 0.021
    )
    assert lines["backup_efs_gb_month"].usd("typical") == pytest.approx(100 * 0.05)
    assert lines["backup_efs_cold_gb_month"].usd("typical") == pytest.approx(
        (12 - 90 * 12 / 365) * 100 * 0.01
    )


@pytest.mark.parametrize(
    ("schedule", "per_year"),
    [
        ("cron(0 5 1 * ? *)", 12),
        ("cron(0 5 1,15 * ? *)", 24),
        ("cron(0 5 ? * SUN *)", 365 / 7),
        ("cron(0 5 ? * MON,WED,FRI *)", 3 * 365 / 7),
        ("cron(0 5 * * ? *)", 365),
    ],
)
def test_copies_are_counted_by_their_schedule(schedule: str, per_year: float):
    yearly = _backed_up(delete_after=3650, cold_storage_after=1)
    yearly["aws_backup_plan"]["p"]["rule"][0]["schedule"] = schedule
    found = priced(yearly, months_running=12, database_gb=0, files_gb=100)
    cold = amounts(found)["backup_efs_cold_gb_month"]
    assert cold == pytest.approx(per_year * 364 / 365 * 100 * 0.01, abs=0.01)


def test_recent_copies_are_charged_if_it_is_assumed():
    daily = _backed_up(delete_after=35)
    daily["aws_backup_plan"]["p"]["rule"][0]["schedule"] = "cron(0 5 * * ? *)"
    wanted: dict[str, Any] = {"months_running": 12, "database_gb": 100, "files_gb": 0}
    continuous = amounts(priced(daily, **wanted))["aurora_backup_gb_month"]
    charged = amounts(priced(daily, **wanted, database_recent_copies_share=1))
    assert charged["aurora_backup_gb_month"] == pytest.approx(
        continuous + 35 * 100 * 0.021, abs=0.01
    )


def test_an_empty_vault_is_free():
    found = priced({"aws_backup_vault": {"v": {}}})
    assert found.total() == 0
    assert found.free == {"aws_backup_vault.v": "No plan keeps copies in it yet."}


@pytest.mark.parametrize(
    ("type_", "name", "attributes", "said"),
    [
        ("aws_ecs_service", "tasks", {"launch_type": "EC2"}, "do not run on Fargate"),
        ("aws_ecs_task_definition", "task", {"cpu": None}, "processor ARM64 with cpu None"),
        ("aws_rds_cluster_instance", "writer", {"instance_class": "db.r6g.large"}, "db.r6g.large"),
        ("aws_rds_cluster", "db", {"storage_type": "aurora-iopt1"}, "storage_type aurora-iopt1"),
        ("aws_elasticache_serverless_cache", "c", {"engine": "redis"}, "engine redis"),
        ("aws_lb", "b", {"load_balancer_type": "network"}, "load_balancer_type network"),
        ("aws_efs_file_system", "f", {"throughput_mode": "provisioned"}, "provisioned"),
        ("aws_dynamodb_table", "t", {"billing_mode": "PROVISIONED"}, "provisioned capacity"),
        ("aws_cloudwatch_metric_alarm", "a", {"period": 10}, "high-resolution"),
        ("aws_flow_log", "f", {"log_destination_type": "s3"}, "log_destination_type s3"),
        ("aws_vpc_endpoint", "e", {"vpc_endpoint_type": "GatewayLoadBalancer"}, "vpc_endpoint"),
        (
            "aws_ecs_cluster",
            "c",
            {"setting": [{"name": "containerInsights", "value": "enabled"}]},
            "containerInsights enabled",
        ),
        (
            "aws_cloudwatch_log_group",
            "other",
            {"log_group_class": "INFREQUENT_ACCESS"},
            "log_group_class INFREQUENT_ACCESS",
        ),
    ],
)
def test_what_no_rule_can_price_is_an_error_and_not_zero(
    type_: str, name: str, attributes: dict[str, Any], said: str
):
    with pytest.raises(UnpricedError) as refused:
        priced(altered(EVERYTHING, type_, name, **attributes))
    assert f"{type_}.{name}: no price for" in str(refused.value) or type_.endswith("definition")
    assert said in str(refused.value)


def test_copies_in_another_region_are_whole_and_pay_for_the_way():
    configuration = _backed_up(delete_after=365)
    (rule,) = configuration["aws_backup_plan"]["p"]["rule"]
    vaults = [f"arn:aws:backup:{region}:1:backup-vault:v" for region in ("a", "b")]
    rule["copy_action"] = [
        {"destination_vault_arn": vault, "lifecycle": {"delete_after": days}}
        for vault, days in zip(vaults, (365, 73), strict=True)
    ]
    found = priced(
        configuration, months_running=12, database_gb=100, files_gb=50, files_monthly_change_share=0
    )
    lines = {line.price.meter: line for line in found.lines if line.address == "aws_backup_plan.p"}
    amounts_of = {meter: line.quantities["typical"] for meter, line in lines.items()}
    assert amounts_of["aurora_backup_gb_month"] == pytest.approx((12 + 73 * 12 / 365) * 100)
    assert amounts_of["cross_region_gb"] == pytest.approx(2 * 100)
    assert amounts_of["backup_efs_gb_month"] == pytest.approx(2 * 50)
