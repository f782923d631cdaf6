"""Aurora: capacity, instances, parameters and logs as the settings say."""

from typing import Any

import pytest

from stacks.components.database import Database
from tests.synthesized import Stack, references
from tests.unit.stacks.components.bench import PRODUCTION, Bench, network


def build(**settings: Any) -> Stack:
    bench = Bench(**settings)
    Database(
        bench.stack,
        "database",
        bench.base,
        network=network(),
        settings=bench.settings.database,
        color="blue",
        copy=None,
    )
    return bench.synthesized()


@pytest.mark.parametrize("settings", [{}, PRODUCTION])
def test_no_plan_changes_the_engine_version_of_a_running_database(settings: dict[str, Any]):
    cluster = build(**settings).one("aws_rds_cluster")
    assert "engine_version" in cluster["lifecycle"]["ignore_changes"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"min_capacity_acu": 0, "max_capacity_acu": 16},
            {"min_capacity": 0, "max_capacity": 16, "seconds_until_auto_pause": 1800},
        ),
        (
            {"min_capacity_acu": 0.5, "max_capacity_acu": 256},
            {"min_capacity": 0.5, "max_capacity": 256},
        ),
    ],
)
def test_a_database_pauses_only_at_zero(given: dict[str, Any], expected: dict[str, Any]):
    cluster = build(database=given).one("aws_rds_cluster")
    assert cluster["serverlessv2_scaling_configuration"] == expected


@pytest.mark.parametrize("readers", [0, 1, 3])
def test_readers_may_take_the_writers_place(readers: int):
    stack = build(database={"readers": readers})
    instances = stack.resources("aws_rds_cluster_instance")
    names = ["writer", *(f"reader{number}" for number in range(1, readers + 1))]
    assert sorted(instances) == sorted(f"database_{name}" for name in names)
    assert instances["database_writer"]["promotion_tier"] == 0
    for name in names[1:]:
        assert instances[f"database_{name}"]["promotion_tier"] == 1


def test_every_instance_proves_itself_by_the_authority_that_tasks_trust():
    for instance in build().resources("aws_rds_cluster_instance").values():
        assert instance["ca_cert_identifier"] == "rds-ca-rsa2048-g1"
        assert instance["instance_class"] == "db.serverless"
        assert instance["monitoring_interval"] == 60
        assert instance["auto_minor_version_upgrade"] is True


def test_log_groups_stand_before_rds_would_make_its_own():
    cluster = build().one("aws_rds_cluster")
    exported = cluster["enabled_cloudwatch_logs_exports"]
    assert {"audit", "error", "slowquery"} <= set(exported)
    assert {f"aws_cloudwatch_log_group.database_{log}_log" for log in exported} <= set(
        cluster["depends_on"]
    )


def test_audit_logs_stay_for_six_years_in_production():
    stack = build(**PRODUCTION)
    assert stack.at("aws_cloudwatch_log_group.database_audit_log")["retention_in_days"] == 2192
    assert stack.at("aws_cloudwatch_log_group.database_error_log")["retention_in_days"] == 365


def test_insights_are_kept_as_long_as_their_mode_allows():
    standard, advanced = build(), build(database={"performance_insights": "advanced"})
    writer = "aws_rds_cluster_instance.database_writer"
    assert standard.at(writer)["performance_insights_retention_period"] == 7
    assert advanced.at(writer)["performance_insights_retention_period"] == 465
    assert "database_insights_mode" not in standard.one("aws_rds_cluster")
    assert advanced.one("aws_rds_cluster")["database_insights_mode"] == "advanced"


def test_no_database_is_made_before_openemr_makes_its_own():
    """The image's installer fails on a schema that exists."""
    assert "database_name" not in build().one("aws_rds_cluster")


def test_parameters_are_those_of_the_engine():
    stack = build()
    group = stack.one("aws_rds_cluster_parameter_group")
    assert group["family"] == "aurora-mysql8.0"
    assert stack.one("aws_rds_cluster")["engine_version"].startswith("8.0.mysql_aurora.3.")
    assert references(stack.one("aws_rds_cluster")["db_cluster_parameter_group_name"]) == {
        "aws_rds_cluster_parameter_group.database_parameters"
    }
    names = [entry["name"] for entry in group["parameter"]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("most", "connections"), [(1, "200"), (4, "800"), (16, "3200"), (64, "12800"), (256, "16000")]
)
def test_the_server_accepts_the_connections_that_settings_count_on(most: int, connections: str):
    tasks = {
        "openemr_service_fargate_minimum_capacity": 1,
        "openemr_service_fargate_maximum_capacity": 6,
    }
    stack = build(database={"max_capacity_acu": most}, **tasks)
    parameters = stack.one("aws_rds_cluster_parameter_group")["parameter"]
    assert {"name": "max_connections", "value": connections, "apply_method": "pending-reboot"} in (
        parameters
    )


def test_idle_connections_end_soon_in_a_database_that_runs_already():
    """By MySQL's default after 8 hours; a change that waits for a restart would not be noticed."""
    parameters = build().one("aws_rds_cluster_parameter_group")["parameter"]
    at_once = {each["name"]: each for each in parameters if each["apply_method"] == "immediate"}
    assert {name: each["value"] for name, each in at_once.items()} == {
        "interactive_timeout": "300",
        "wait_timeout": "300",
    }
    assert {each["apply_method"] for each in parameters if each["name"] not in at_once} == {
        "pending-reboot"
    }
