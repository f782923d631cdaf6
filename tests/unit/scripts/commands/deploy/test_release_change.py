"""A new OpenEMR release, whose schema the old tasks must not meet."""

import json
from typing import Any

import pytest

from scripts.aws.account import AwsAccount
from scripts.commands.deploy.release_change import release_change
from stacks.image_reference import UPSTREAM_LABEL

DIGEST = "@sha256:" + "0" * 64


REPOSITORY = "123456789012.dkr.ecr.us-west-2.amazonaws.com/openemr-clinic-image"
REFERENCE = "${aws_ecr_repository.application_image_repository.repository_url}"


def _definitions(image: str, original: str) -> str:
    labels = {"dockerLabels": {UPSTREAM_LABEL: original}} if original else {}
    return json.dumps([{"name": "bootstrap", "image": image, **labels}])


def configuration(image: str, original: str = "") -> dict[str, Any]:
    """original: what a copy is a copy of."""
    task = {"definition": {"container_definitions": _definitions(image, original)}}
    return {"resource": {"aws_ecs_task_definition": task}}


def state(image: str, original: str = "") -> dict[str, Any]:
    attributes = {"container_definitions": _definitions(image, original)}
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


def test_the_image_of_a_restores_task_is_no_release() -> None:
    """It may be of the state before, where an apply of it failed."""
    old, new = "openemr/openemr:8.0.0", "openemr/openemr:8.1.0"
    planned = configuration(new)
    definitions = planned["resource"]["aws_ecs_task_definition"]
    planned["resource"]["aws_ecs_task_definition"] = {
        "a_restore": {"container_definitions": _definitions(new, "")},
        **definitions,
    }
    planned["resource"]["aws_ecs_service"] = {
        "tasks": {"task_definition": "${aws_ecs_task_definition.definition.arn}"}
    }
    held = state(old)
    held["resources"].insert(0, {**state(new)["resources"][0], "name": "a_restore"})
    change = release_change(planned, held)
    assert change is not None
    assert (change.old, change.new) == (old, new)


def test_the_same_copy_is_no_change() -> None:
    """The state knows the URL that the configuration refers to."""
    image = "openemr/openemr:8.3.0-2026-08-30"
    new, old = configuration(f"{REFERENCE}{DIGEST}", image), state(f"{REPOSITORY}{DIGEST}", image)
    assert release_change(new, old) is None
    pinned = configuration(f"{REFERENCE}{DIGEST}", f"{image}{DIGEST}")
    assert release_change(pinned, old) is None


@pytest.mark.parametrize(
    ("old", "new", "may_change_schema"),
    [
        ("openemr/openemr:8.2.0", "openemr/openemr:8.3.0-2026-08-30", True),
        ("openemr/openemr:8.3.0-2026-08-30", "openemr/openemr:8.3.0-2026-09-01", False),
        ("openemr/openemr:8.2.0", "openemr/openemr:8.2.0", False),
        ("openemr/openemr:8.0.0.2-2026-03-01", "openemr/openemr:8.0.0.3-2026-03-25", True),
        (f"openemr/openemr{DIGEST}", "openemr/openemr:8.3.0-2026-08-30", True),
    ],
)
def test_a_copy_is_judged_by_its_original(old: str, new: str, may_change_schema: bool) -> None:
    other = f"{DIGEST[:-1]}1"
    change = release_change(
        configuration(f"{REFERENCE}{other}", new), state(f"{REPOSITORY}{DIGEST}", old)
    )
    assert change is not None
    assert change.may_change_schema is may_change_schema
    assert change.new == f"{new}{other}"


def test_from_upstreams_image_to_its_copy_the_version_stays() -> None:
    image = "openemr/openemr:8.2.0"
    change = release_change(configuration(f"{REFERENCE}{DIGEST}", image), state(image))
    assert change is not None
    assert not change.may_change_schema


def test_the_same_image_and_a_first_deployment_are_no_change() -> None:
    image = "openemr/openemr:8.1.0"
    assert release_change(configuration(image), state(image)) is None
    assert release_change(configuration(image), {}) is None


def test_aws_itself_is_known_to_run_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    assert not AwsAccount("us-west-2").is_embedded()
