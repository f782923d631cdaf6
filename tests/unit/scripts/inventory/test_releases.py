"""OpenEMR's release at a moment, by the revisions of its task definition."""

from datetime import timedelta
from typing import Any

import pytest

from scripts.inventory.releases import revision_at, revisions
from tests.unit.scripts.commands.deploy.scripted import ScriptedAccount
from tests.unit.scripts.inventory.copies.account import ACCOUNT, NOW, REGION, scope_of

FAMILY = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/openemr-clinic-openemr"
DIGEST = "@sha256:" + "0" * 64


def described(number: int, days: int, image: str, **container: Any) -> dict[str, Any]:
    openemr = {"name": "openemr", "image": image, **container}
    return {
        "taskDefinition": {
            "taskDefinitionArn": f"{FAMILY}:{number}",
            "registeredAt": NOW - timedelta(days=days),
            "containerDefinitions": [{"name": "bootstrap", "image": "busybox:1.0.0"}, openemr],
        }
    }


def account(*descriptions: dict[str, Any], active: list[int], inactive: list[int]) -> Any:
    listed = [[f"{FAMILY}:{each}" for each in numbers] for numbers in (active, inactive)]
    listed[0].append(f"{FAMILY}-east:99")
    return ScriptedAccount(
        {
            "ListTaskDefinitions": [{"taskDefinitionArns": each} for each in listed],
            "DescribeTaskDefinition": list(descriptions),
        }
    )


def test_the_newest_revision_registered_by_then_tells():
    told = account(
        described(10, 1, "openemr/openemr:8.2.0"),
        described(9, 5, f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/x{DIGEST}",
                  dockerLabels={"upstream-image": "openemr/openemr:8.1.0-2026-06-18"}),
        described(2, 9, "openemr/openemr:8.0.0"),
        active=[10],
        inactive=[2, 9],
    )  # fmt: skip
    since = NOW - timedelta(days=3)
    known = revisions(scope_of(told), since)
    assert [each.version for each in known] == ["8.2.0", "8.1.0"]
    found = revision_at(known, since)
    assert found is not None
    assert (found.arn, found.version) == (f"{FAMILY}:9", "8.1.0")
    newest = revision_at(known, NOW)
    assert newest is not None
    assert newest.version == "8.2.0"
    described_arns = [params for name, params in told.asked if name == "DescribeTaskDefinition"]
    assert len(described_arns) == 2


@pytest.mark.parametrize("image", [f"openemr/openemr{DIGEST}", "openemr/openemr:latest"])
def test_an_image_without_version_is_not_guessed(image: str):
    told = account(described(1, 9, image), active=[1], inactive=[])
    (revision,) = revisions(scope_of(told), NOW)
    assert (revision.version, revision.image) == ("", image)


def test_a_moment_before_all_revisions_has_none():
    told = account(described(1, 1, "openemr/openemr:8.2.0"), active=[1], inactive=[])
    moment = NOW - timedelta(days=3)
    assert revision_at(revisions(scope_of(told), moment), moment) is None
