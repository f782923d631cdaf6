"""The price of a pair that OpenEMR does not use: its data, and the least capacity."""

import json
from typing import Any

import pytest

from scripts.pricing.estimate import Estimate
from scripts.terraform.documents.configuration import Configuration
from tests.unit.scripts.pricing.bench import SERVICE, TASK, amounts, priced

SCALING = {"min_capacity": 0.5, "max_capacity": 16}
NAMES = ("blue", "green")


def two_pairs(serving: str = "blue") -> dict[str, dict[str, Any]]:
    host = {"name": "MYSQL_HOST", "value": f"${{aws_rds_cluster.{serving}.endpoint}}"}
    volume = {
        "efs_volume_configuration": {"file_system_id": f"${{aws_efs_file_system.{serving}.id}}"}
    }
    task = {
        **TASK,
        "container_definitions": json.dumps([{"name": "openemr", "environment": [host]}]),
        "volume": [volume],
    }
    rule = {
        "target_vault_name": "${aws_backup_vault.v.name}",
        "schedule": "cron(0 5 1 * ? *)",
        "lifecycle": {"delete_after": 365},
    }
    stores = ("aws_rds_cluster", "aws_efs_file_system")
    return {
        **SERVICE,
        "aws_ecs_task_definition": {"task": task},
        "aws_rds_cluster": {
            name: {"backup_retention_period": 1, "serverlessv2_scaling_configuration": SCALING}
            for name in NAMES
        },
        "aws_rds_cluster_instance": {
            name: {
                "instance_class": "db.serverless",
                "cluster_identifier": f"${{aws_rds_cluster.{name}.id}}",
                "promotion_tier": 0,
            }
            for name in NAMES
        },
        "aws_efs_file_system": {name: {"throughput_mode": "elastic"} for name in NAMES},
        "aws_backup_vault": {"v": {}},
        "aws_backup_plan": {"p": {"rule": [rule]}},
        "aws_backup_selection": {
            "s": {
                "plan_id": "${aws_backup_plan.p.id}",
                "resources": [f"${{{type_}.{name}.arn}}" for type_ in stores for name in NAMES],
            }
        },
    }


def found(serving: str) -> Estimate:
    return priced(
        two_pairs(serving),
        writer_acu=4,
        database_gb=100,
        database_io_millions=50,
        files_gb=100,
        files_read_gb=10,
        months_running=12,
    )


def of(estimate: Estimate, address: str) -> set[str]:
    return {line.price.meter for line in estimate.lines if line.address == address}


@pytest.mark.parametrize(("serving", "other"), [NAMES, NAMES[::-1]])
def test_a_standby_pair_is_kept_and_not_used(serving: str, other: str) -> None:
    estimate = found(serving)
    usd = {(line.address, line.price.meter): line.usd("typical") for line in estimate.lines}
    capacity = [
        usd[f"aws_rds_cluster_instance.{name}", "aurora_acu_hour"] for name in (serving, other)
    ]
    assert capacity == pytest.approx([4 * 730 * 0.12, 0.5 * 730 * 0.12])
    for address in (f"aws_rds_cluster.{other}", f"aws_rds_cluster.{serving}"):
        assert usd[address, "aurora_storage_gb_month"] == 10
    assert "aurora_io_million" in of(estimate, f"aws_rds_cluster.{serving}")
    assert "aurora_io_million" not in of(estimate, f"aws_rds_cluster.{other}")
    assert of(estimate, f"aws_efs_file_system.{serving}") - of(
        estimate, f"aws_efs_file_system.{other}"
    ) == {"efs_read_gb", "efs_write_gb"}


def test_copies_of_both_pairs_are_charged() -> None:
    both = two_pairs()
    (selection,) = both["aws_backup_selection"].values()
    one = {
        **both,
        "aws_backup_selection": {
            "s": {
                **selection,
                "resources": [each for each in selection["resources"] if "blue" in each],
            }
        },
    }
    usage: dict[str, Any] = {"database_gb": 100, "files_gb": 100, "months_running": 12}
    twice, once = amounts(priced(both, **usage)), amounts(priced(one, **usage))
    assert twice["backup_efs_gb_month"] == pytest.approx(2 * once["backup_efs_gb_month"])


def test_a_database_that_nobody_is_known_to_use_is_priced_as_used() -> None:
    alone = {key: value for key, value in two_pairs().items() if "ecs" not in key}
    usd = amounts(priced({**alone, "aws_appautoscaling_target": {}}, writer_acu=4))
    assert usd["aurora_acu_hour"] == pytest.approx(2 * 4 * 730 * 0.12, abs=0.02)


def test_the_second_pair_is_a_part_of_the_estimate_by_its_component(
    estimates: list[Estimate], configurations: list[Configuration]
) -> None:
    (restored,) = (
        each
        for each, read in zip(estimates, configurations, strict=True)
        if read.name.startswith("restored/")
    )
    components = {line.component.partition("/")[0] for line in restored.lines}
    assert {"database", "files", "green_database", "green_files"} <= components
