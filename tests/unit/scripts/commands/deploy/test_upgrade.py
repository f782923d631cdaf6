"""A new OpenEMR release, whose schema the old tasks must not meet."""

import json
from typing import Any

import pytest

from scripts.aws.account import AwsAccount
from scripts.commands.deploy.upgrade import release_change

DIGEST = "@sha256:" + "0" * 64


def configuration(image: str) -> dict[str, Any]:
    definitions = json.dumps([{"name": "bootstrap", "image": image}])
    task = {"definition": {"container_definitions": definitions}}
    return {"resource": {"aws_ecs_task_definition": task}}


def state(image: str) -> dict[str, Any]:
    attributes = {"container_definitions": json.dumps([{"image": image}])}
    task = {"mode": "managed", "type": "aws_ecs_task_definition", "name": "definition"}
    return {"resources": [{**task, "instances": [{"attributes": attributes}]}]}


@pytest.mark.parametrize(
    ("old", "new", "may_change_schema"),
    [
        ("openemr/openemr:8.0.0", "openemr/openemr:8.1.0", True),
        ("openemr/openemr:8.1.0", f"openemr/openemr:8.1.0{DIGEST}", False),
        ("openemr/openemr:8.1.0", "registry.example.org:5000/openemr:8.1.0", False),
        ("openemr/openemr:8.1.0", "openemr/openemr:8.1.0-2026-06-18", False),
        ("openemr/openemr:8.4.1-2026-09-26", "openemr/openemr:8.4.1-2026-10-01", False),
        ("openemr/openemr:8.1.0-2026-06-18", "openemr/openemr:8.4.1-2026-06-18", True),
        (f"openemr/openemr{DIGEST}", "openemr/openemr:8.1.0", True),
        ("openemr/openemr:8.1.0", f"openemr/openemr{DIGEST}", True),
        (f"openemr/openemr{DIGEST}", f"openemr/openemr{DIGEST[:-1]}1", True),
    ],
)
def test_another_tag_or_none_may_change_the_schema(
    old: str, new: str, may_change_schema: bool
) -> None:
    change = release_change(configuration(new), state(old))
    assert change is not None
    assert (change.old, change.new) == (old, new)
    assert change.may_change_schema is may_change_schema


def test_the_same_image_and_a_first_deployment_are_no_change() -> None:
    image = "openemr/openemr:8.1.0"
    assert release_change(configuration(image), state(image)) is None
    assert release_change(configuration(image), {}) is None


def test_aws_itself_is_known_to_run_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    assert not AwsAccount("us-west-2").is_embedded()
