"""What must have a recovery point, in a deployment with one pair or with two."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from scripts.aws.account import AwsAccount
from scripts.deployment.backup_jobs import protected_resources
from scripts.deployment.outputs import Deployed, NotDeployedError

RDS = "arn:aws:rds:us-west-2:000000000000:cluster:"
EFS = "arn:aws:elasticfilesystem:us-west-2:000000000000:file-system/"
BLUE = {"database_cluster_id": "openemr-clinic-database", "file_system_id": "fs-1"}
GREEN = {"database_cluster_id": "openemr-clinic-greendatabase", "file_system_id": "fs-2"}


def standby(pair: dict[str, str]) -> dict[str, str]:
    return {f"standby_{name}": value for name, value in pair.items()}


def protected(outputs: dict[str, Any]) -> dict[str, str]:
    account: Any = SimpleNamespace(caller=lambda: SimpleNamespace(account="000000000000"))
    return protected_resources(Deployed("clinic", "us-west-2", cast(AwsAccount, account), outputs))


def test_one_pair_has_no_label() -> None:
    assert protected(BLUE) == {f"{RDS}openemr-clinic-database": "", f"{EFS}fs-1": ""}


def test_the_second_alone_has_one() -> None:
    assert set(protected(GREEN).values()) == {"green, serving"}


@pytest.mark.parametrize(
    ("serving", "other", "labels"),
    [
        (BLUE, GREEN, ("blue, serving", "green, standby")),
        (GREEN, BLUE, ("green, serving", "blue, standby")),
    ],
)
def test_a_standby_pair_is_backed_up_too(
    serving: dict[str, str], other: dict[str, str], labels: tuple[str, str]
) -> None:
    found = protected(serving | standby(other))
    for pair, label in ((serving, labels[0]), (other, labels[1])):
        assert found[f"{RDS}{pair['database_cluster_id']}"] == label
        assert found[f"{EFS}{pair['file_system_id']}"] == label
    assert len(found) == 4


def test_half_a_pair_is_refused() -> None:
    outputs = BLUE | {"standby_database_cluster_id": "openemr-clinic-greendatabase"}
    with pytest.raises(NotDeployedError, match="standby_file_system_id"):
        protected(outputs)
