"""A deployment's configuration and its task definitions, and the time of the answers about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.unit.scripts.commands.deploy.scripted import Answer
from tests.unit.scripts.inventory.copies.account import NOW

SETTINGS = {"min_capacity": 0.5, "max_capacity": 8}
CONFIGURATION = {
    "resource": {
        "aws_rds_cluster": {"database": {"serverlessv2_scaling_configuration": SETTINGS}},
        "aws_rds_cluster_instance": {"writer": {}, "reader": {}},
    }
}


def definition(image: str = "openemr/openemr:8.2.0", days: int = 90) -> dict[str, Any]:
    return {
        "taskDefinition": {
            "registeredAt": NOW - timedelta(days=days),
            "containerDefinitions": [{"name": "openemr", "image": image}],
        }
    }


RELEASES: dict[str, Sequence[Answer]] = {
    "ListTaskDefinitions": [
        {"taskDefinitionArns": ["arn:aws:ecs:x:1:task-definition/openemr-clinic-openemr:1"]},
        {"taskDefinitionArns": []},
    ],
    "DescribeTaskDefinition": [definition()],
}


class Now(datetime):
    """The time of the answers."""

    @classmethod
    def now(cls, tz: Any = None) -> "Now":
        return cls.fromtimestamp(NOW.timestamp(), tz or timezone.utc)
