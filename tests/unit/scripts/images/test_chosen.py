"""Where an image is pulled from, and whether its scan stops a deployment."""

import json
from typing import Any

import pytest

from scripts.aws.account import AwsAccount
from scripts.images.chosen import ChosenImage, UnlockedError, repository_addresses
from scripts.images.findings import Finding, Scan
from scripts.images.refusal import refusal, runs_already
from stacks.settings import SettingsError, parse_settings
from tests.configurations import PRODUCTION_WITH_CERTIFICATE

DIGEST = "sha256:" + "a" * 64
HUB = "openemr/openemr:8.2.0-2026-06-01"
ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/clinic/openemr:8.2.0"
CONFIGURATION = {
    "resource": {
        "aws_ecr_repository": {"image": {"name": "openemr-clinic-image"}},
        "aws_ecr_lifecycle_policy": {"image_lifecycle": {}},
    }
}


def chosen(locked: dict[str, str] | None = None, **application: Any) -> ChosenImage:
    (settings,) = PRODUCTION_WITH_CERTIFICATE["deployments"].values()
    context = {"deployments": {"clinic": {**settings, "application": application}}}
    deployment = parse_settings(context, locked or {}).deployments["clinic"]
    return ChosenImage("clinic", deployment, AwsAccount("us-west-2"))


def test_a_production_runs_a_copy_by_digest() -> None:
    image = chosen({HUB: DIGEST}, image=HUB, openemr_version="8.2.0")
    repository = image.repository(CONFIGURATION)
    assert repository
    assert (repository.name, repository.registry) == ("openemr-clinic-image", "")
    assert (image.demand_digest(), image.needs_digest, image.architecture) == (
        DIGEST,
        True,
        "arm64",
    )
    assert repository_addresses(CONFIGURATION) == [
        "aws_ecr_repository.image",
        "aws_ecr_lifecycle_policy.image_lifecycle",
    ]


def test_an_image_in_ecr_runs_from_there() -> None:
    repository = chosen(image=ECR).repository({"resource": {}})
    assert repository
    assert (repository.name, repository.region, repository.registry) == (
        "clinic/openemr",
        "eu-west-1",
        "111122223333",
    )


def test_other_registries_are_no_repository_of_ours() -> None:
    image = chosen(image=HUB, private_repository=False)
    assert image.repository({"resource": {}}) is None
    with pytest.raises(UnlockedError, match="openemr image lock clinic"):
        image.demand_digest()


def task(image: str) -> dict[str, Any]:
    containers = json.dumps([{"name": "openemr", "image": image}])
    instance = {"attributes": {"container_definitions": containers}}
    kept = {"mode": "managed", "type": "aws_ecs_task_definition", "name": "t"}
    return {"version": 4, "resources": [{**kept, "instances": [instance]}]}


@pytest.mark.parametrize(
    ("digest", "state", "expected"),
    [
        (DIGEST, task(f"repository@{DIGEST}"), True),
        (DIGEST, task("repository:8.2.0"), False),
        (DIGEST, task(f"repository@{DIGEST[:-1]}b"), False),
        ("", task("repository@"), False),
        (DIGEST, {}, False),
    ],
)
def test_what_runs_already(digest: str, state: dict[str, Any], *, expected: bool) -> None:
    assert runs_already(digest, state) is expected


def test_a_refusal_says_what_to_do() -> None:
    image = chosen({HUB: DIGEST}, image=HUB, accepted_image_findings=["CVE-2026-0000"])
    found = tuple(Finding(f"CVE-2026-00{number:02}", "CRITICAL") for number in range(20))
    said = refusal(image, Scan("COMPLETE", found))
    assert "CVE-2026-0001: CRITICAL" in said
    assert "CVE-2026-0000" not in said
    assert "and 7 more: openemr image show clinic --json" in said
    assert "deployments.clinic.application.accepted_image_findings" in said
    unknown = refusal(image, Scan("FAILED", unknown="ECR's scan of this image is FAILED"))
    assert "It is not known what" in unknown
    assert "image_findings to none" in unknown
    assert refusal(image, Scan("COMPLETE", found[:1])) == ""


def test_names_of_findings() -> None:
    names = ["CVE-2026-12345", "GHSA-mrrh-fwg8-r2c3", "ALAS2023-2026-123"]
    assert chosen(accepted_image_findings=names).gate.accepted == names


@pytest.mark.parametrize(
    "names",
    [
        *(["CVE-2026-123"], ["CVE-26-12345"], ["cve-2026-12345"], ["CVE-2026-12345\n"], ["*"]),
        *([""], ["CVE-2026-12345", "CVE-2026-12345"]),
    ],
)
def test_what_is_no_name_of_a_finding(names: list[str]) -> None:
    with pytest.raises(SettingsError, match="names of findings, each once"):
        chosen(accepted_image_findings=names)
