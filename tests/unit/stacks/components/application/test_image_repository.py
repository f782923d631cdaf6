"""A private copy of the image: scanned, fixed tags, its own key, old images go."""

import json
from typing import Any

from tests.synthesized import Stack


def test_only_who_asks_for_it_gets_a_repository(default: Stack, production: Stack):
    assert not default.resources("aws_ecr_repository")
    repository = production.one("aws_ecr_repository")
    assert repository["image_tag_mutability"] == "IMMUTABLE"
    assert repository["image_scanning_configuration"] == {"scan_on_push": True}
    assert repository["force_delete"] is False
    (encryption,) = repository["encryption_configuration"]
    assert encryption["encryption_type"] == "KMS"
    assert encryption["kms_key"] == "${aws_kms_key.encryption_images.arn}"


def test_old_images_and_failed_uploads_expire(production: Stack):
    policy = production.one("aws_ecr_lifecycle_policy")
    rules: list[dict[str, Any]] = json.loads(policy["policy"])["rules"]
    assert [rule["selection"]["tagStatus"] for rule in rules] == ["untagged", "any"]
    assert {rule["action"]["type"] for rule in rules} == {"expire"}


def test_outputs_say_what_runs(default: Stack, production: Stack):
    outputs = production.json["output"]
    image = outputs["container_image"]["value"]
    assert image.endswith(outputs["container_image_digest"]["value"])
    assert outputs["openemr_version"]["value"] in image
    assert outputs["image_repository_url"]["value"] == (
        "${aws_ecr_repository.application_image_repository.repository_url}"
    )
    by_tag = default.json["output"]
    assert by_tag["container_image"]["value"] == (
        f"openemr/openemr:{by_tag['openemr_version']['value']}"
    )
    assert not {"container_image_digest", "image_repository_url"} & by_tag.keys()
