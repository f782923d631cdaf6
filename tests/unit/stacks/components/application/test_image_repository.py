"""The deployment's own ECR repository, and the copy in it that tasks run."""

import json
from typing import Any

import pytest

from stacks.settings import parse_settings
from tests.synthesized import Stack, containers
from tests.unit.stacks.components import bench
from tests.unit.stacks.components.bench import PRODUCTION, whole

IMAGE, MOVING = "openemr/openemr:8.3.0-2026-08-30", "openemr/openemr:8.2.0"
DIGEST = "sha256:" + "0123456789abcdef" * 4
ECR = "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr:8.2.0"
URL = "${aws_ecr_repository.application_image_repository.repository_url}"


def images(stack: Stack) -> set[str]:
    """The images of the task's containers."""
    return {container["image"] for container in containers(stack).values()}


def labels(stack: Stack) -> list[dict[str, str] | None]:
    """The labels of the task's containers."""
    return [container.get("dockerLabels") for container in containers(stack).values()]


def locked(digests: dict[str, str], **settings: Any) -> Stack:
    """A whole deployment with a lock file."""
    parsed = parse_settings({"deployments": {bench.NAME: settings}}, digests)
    return bench.whole_of(parsed.deployments[bench.NAME])


def test_production_has_a_repository_and_evaluation_has_none(default: Stack):
    assert not default.resources("aws_ecr_repository")
    repository = whole(**PRODUCTION).one("aws_ecr_repository")
    assert repository["image_tag_mutability"] == "IMMUTABLE"
    assert repository["image_scanning_configuration"] == {"scan_on_push": True}
    assert repository["force_delete"] is False
    (encryption,) = repository["encryption_configuration"]
    assert encryption["encryption_type"] == "KMS"
    assert encryption["kms_key"] == "${aws_kms_key.encryption_images.arn}"


def test_an_evaluations_repository_goes_with_its_images():
    evaluation = whole(application={"private_repository": True})
    assert evaluation.one("aws_ecr_repository")["force_delete"] is True


def test_nothing_that_has_a_tag_expires():
    policy = whole(**PRODUCTION).one("aws_ecr_lifecycle_policy")
    rules: list[dict[str, Any]] = json.loads(policy["policy"])["rules"]
    assert [rule["selection"]["tagStatus"] for rule in rules] == ["untagged"]
    assert [rule["selection"]["countType"] for rule in rules] == ["sinceImagePushed"]


@pytest.mark.parametrize(
    ("digests", "application", "image", "upstream"),
    [
        ({}, {}, f"{URL}:8.2.0", MOVING),
        ({MOVING: DIGEST}, {}, f"{URL}@{DIGEST}", MOVING),
        ({}, {"image": f"{MOVING}@{DIGEST}"}, f"{URL}@{DIGEST}", f"{MOVING}@{DIGEST}"),
        ({}, {"image": IMAGE, "openemr_version": "8.3.0"}, f"{URL}:8.3.0-2026-08-30", IMAGE),
        (
            {},
            {"image": f"ghcr.io/clinic/openemr@{DIGEST}", "openemr_version": "8.2.0"},
            f"{URL}@{DIGEST}",
            f"ghcr.io/clinic/openemr@{DIGEST}",
        ),
    ],
)
def test_production_runs_the_copy(
    digests: dict[str, str], application: dict[str, str], image: str, upstream: str
):
    stack = locked(digests, application=application, **PRODUCTION)
    assert images(stack) == {image}
    assert labels(stack) == [{"upstream-image": upstream}] * 2
    outputs = stack.json["output"]
    assert outputs["container_image"]["value"] == image
    assert outputs["upstream_image"]["value"] == upstream
    assert outputs["image_repository_url"]["value"] == URL
    assert ("container_image_digest" in outputs) == ("@" in image)


@pytest.mark.parametrize(
    ("digests", "application", "image"),
    [
        ({}, {"image": ECR}, ECR),
        ({ECR: DIGEST}, {"image": ECR}, f"{ECR}@{DIGEST}"),
        ({}, {"image": ECR, "private_repository": True}, ECR),
        ({MOVING: DIGEST}, {"private_repository": False}, f"{MOVING}@{DIGEST}"),
    ],
)
def test_production_runs_what_is_named(
    digests: dict[str, str], application: dict[str, Any], image: str
):
    stack = locked(digests, application=application, **PRODUCTION)
    assert images(stack) == {image}
    assert labels(stack) == [None, None]
    made = application.get("private_repository", False)
    assert bool(stack.resources("aws_ecr_repository")) == made
    assert ("image_repository_url" in stack.json["output"]) == made


def test_an_evaluation_runs_upstreams_image_by_its_locked_digest():
    assert images(locked({MOVING: DIGEST})) == {f"{MOVING}@{DIGEST}"}


def test_outputs_say_what_runs(production: Stack):
    outputs = production.json["output"]
    image = outputs["container_image"]["value"]
    assert image.endswith(outputs["container_image_digest"]["value"])
    assert outputs["openemr_version"]["value"] in image
    by_tag = whole().json["output"]
    expected = f"openemr/openemr:{by_tag['openemr_version']['value']}"
    assert by_tag["container_image"]["value"] == by_tag["upstream_image"]["value"] == expected
    assert not {"container_image_digest", "image_repository_url"} & by_tag.keys()
