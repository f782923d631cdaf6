"""Small configurations as Terraform writes them, priced."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.commands.cost.comparison import Comparison
from scripts.pricing.assumptions import LEVELS, changed, shipped
from scripts.pricing.estimate import Estimate, estimate
from scripts.pricing.prices import prices_of
from scripts.terraform.documents.configuration import Configuration, read_configuration

REGION = "us-west-2"
Resources = Mapping[str, Mapping[str, Any]]

TASK = {
    "cpu": "1024",
    "memory": "2048",
    "runtime_platform": {"cpu_architecture": "ARM64", "operating_system_family": "LINUX"},
}
# Two tasks of 1 vCPU and 2 GB, which autoscaling may make six.
SERVICE: dict[str, dict[str, Any]] = {
    "aws_ecs_task_definition": {"task": TASK},
    "aws_ecs_service": {
        "tasks": {
            "launch_type": "FARGATE",
            "desired_count": 2,
            "task_definition": "${aws_ecs_task_definition.task.arn}",
            "network_configuration": {"assign_public_ip": False},
        }
    },
    "aws_appautoscaling_target": {
        "target": {
            "min_capacity": 2,
            "max_capacity": 6,
            "resource_id": "service/x/${aws_ecs_service.tasks.name}",
        }
    },
}
# A writer and a reader of tier 1, at 0.5 to 16 ACU.
DATABASE: dict[str, dict[str, Any]] = {
    "aws_rds_cluster": {
        "db": {
            "backup_retention_period": 35,
            "serverlessv2_scaling_configuration": {"min_capacity": 0.5, "max_capacity": 16},
        }
    },
    "aws_rds_cluster_instance": {
        name: {
            "instance_class": "db.serverless",
            "cluster_identifier": "${aws_rds_cluster.db.id}",
            "promotion_tier": tier,
        }
        for tier, name in enumerate(("writer", "reader"))
    },
}


def configuration(resources: Resources, environment: str = "production") -> Configuration:
    """A configuration of these resources: type -> name -> attributes."""
    tags = {"default_tags": [{"tags": {"Environment": environment}}], "region": REGION}
    return read_configuration(
        "bench", json.dumps({"provider": {"aws": [tags]}, "resource": resources})
    )


def priced(
    resources: Resources,
    *,
    region: str = REGION,
    environment: str = "production",
    **assumptions: Any,
) -> Estimate:
    """Its estimate, with assumptions changed by name."""
    wanted = changed(shipped(environment), assumptions)
    return estimate(configuration(resources, environment), prices_of(region), wanted)


def amounts(found: Estimate, level: str = "typical") -> dict[str, float]:
    """Dollars a month by meter, to the cent."""
    sums: dict[str, float] = {}
    for line in found.lines:
        sums[line.price.meter] = sums.get(line.price.meter, 0) + line.usd(level)
    return {meter: round(usd, 2) for meter, usd in sums.items()}


def totals(found: Estimate) -> list[float]:
    """Its totals at all levels."""
    return [found.total(level) for level in LEVELS]


def explained(compared: Comparison) -> float:
    """The sum of all differences, which must be the difference of the sums."""
    return sum(each.usd() for each in compared.differences)


def altered(
    resources: Resources, type_: str, name: str, **attributes: Any
) -> dict[str, dict[str, Any]]:
    """The same resources, one of them with other attributes."""
    copy: dict[str, dict[str, Any]] = json.loads(json.dumps(resources))
    copy.setdefault(type_, {}).setdefault(name, {}).update(attributes)
    return copy


def write(folder: Path, resources: Resources, environment: str = "production") -> Path:
    """A cdk.tf.json with these resources."""
    tags = {"default_tags": [{"tags": {"Environment": environment}}], "region": REGION}
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "cdk.tf.json"
    file.write_text(json.dumps({"provider": {"aws": [tags]}, "resource": resources}))
    return file
