"""A production whose image is locked, copied, judged and deployed, from nothing."""

import json
from collections.abc import Callable

import pytest

from tests.contract.images.registry import StandIn
from tests.terraform.checkout import Checkout
from tests.terraform.image.conftest import IMAGE, NAME, locked

pytestmark = pytest.mark.terraform

REPOSITORY = f"openemr-{NAME}-image"
FINDINGS = {"CVE-2026-10001": "CRITICAL", "CVE-2026-10002": "HIGH", "CVE-2026-10003": "UNDEFINED"}
ACCEPTED = ["CVE-2026-10001", "CVE-2026-10003"]


def test_an_image_with_findings_is_deployed_when_they_are_accepted(
    checkout: Checkout, registry: StandIn, change: Callable[..., None]
) -> None:
    image, name = registry.images[IMAGE], f"{registry.host}/{IMAGE}"
    # Of the tasks' architecture; the index itself is never scanned.
    checkout.aws.plant_findings(REPOSITORY, image.children["arm64"], FINDINGS)
    assert locked(checkout) == {}

    declined = checkout.openemr("deploy", NAME, typed="no\n")
    assert declined.returncode == 3, declined.stderr
    assert f"Make {REPOSITORY} for the copy of the image, as planned?" in declined.stderr
    assert "Nothing was changed" in declined.stderr
    assert locked(checkout) == {name: image.top}
    assert not checkout.state_file(NAME).exists()

    stopped = checkout.openemr("deploy", NAME, "--yes", "--json")
    assert stopped.returncode == 3, stopped.stderr
    result = json.loads(stopped.stdout)
    assert result["outcome"] == "stopped"
    assert "  CVE-2026-10001: CRITICAL" in stopped.stderr
    assert "  CVE-2026-10003: UNDEFINED" in stopped.stderr
    assert "CVE-2026-10002" not in stopped.stderr
    assert f"Nothing was changed but: {REPOSITORY} was made" in stopped.stderr
    assert resources(checkout) == {"aws_ecr_lifecycle_policy", "aws_ecr_repository", "aws_kms_key"}
    ecr = checkout.account.client("ecr")
    (copied,) = ecr.describe_images(
        repositoryName=REPOSITORY, imageIds=[{"imageTag": IMAGE.rpartition(":")[2]}]
    )["imageDetails"]
    assert copied["imageDigest"] == image.top
    assert checkout.account.client("ecs").list_clusters()["clusterArns"] == []

    change(accepted_image_findings=ACCEPTED)
    deployed = checkout.openemr("deploy", NAME, "--yes", "--json")
    assert deployed.returncode == 0, deployed.stderr
    steps = [each["name"] for each in json.loads(deployed.stdout)["steps"]]
    assert "image-findings" in steps
    assert {"make-repository", "copy-image", "lock-image"}.isdisjoint(steps)
    assert running(checkout) == [f"{copied_url(checkout)}@{image.top}"]

    again = checkout.openemr("deploy", NAME, "--yes", "--json")
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["outcome"] == "unchanged"

    # What runs already is told, and does not keep other changes from being deployed.
    change(accepted_image_findings=[])
    told = checkout.openemr("deploy", NAME, "--yes", "--json")
    assert told.returncode == 0, told.stderr
    assert "Not stopped: the image runs already" in told.stderr


def test_a_destroy_deletes_copies_and_repository(checkout: Checkout) -> None:
    """AWS refuses to delete a repository with images, and production does not force it."""
    ecr = checkout.account.client("ecr")
    with pytest.raises(ecr.exceptions.RepositoryNotEmptyException):
        ecr.delete_repository(repositoryName=REPOSITORY)
    ended = checkout.openemr("destroy", NAME, "--confirm", NAME)
    assert ended.returncode == 0, ended.stderr
    assert ecr.describe_repositories()["repositories"] == []


def resources(checkout: Checkout) -> set[str]:
    state = json.loads(checkout.state_file(NAME).read_text())
    return {each["type"] for each in state["resources"] if each["mode"] == "managed"}


def running(checkout: Checkout) -> list[str]:
    """The image of the service's containers."""
    ecs = checkout.account.client("ecs")
    (service,) = ecs.describe_services(
        cluster=f"openemr-{NAME}-cluster", services=[f"openemr-{NAME}-openemr"]
    )["services"]
    task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
    containers = task["taskDefinition"]["containerDefinitions"]
    return sorted({each["image"] for each in containers})


def copied_url(checkout: Checkout) -> str:
    ecr = checkout.account.client("ecr")
    (found,) = ecr.describe_repositories(repositoryNames=[REPOSITORY])["repositories"]
    return str(found["repositoryUri"])
