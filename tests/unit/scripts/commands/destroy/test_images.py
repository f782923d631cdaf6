"""A repository is emptied, indexes first, before AWS is asked to delete it."""

from typing import Any

from rich.console import Console

from scripts.cli.steps import Steps
from scripts.commands.destroy.images import empty_repositories
from scripts.terraform.documents.state import StateResources

ADDRESS = "aws_ecr_repository.image"


class Ecr:
    """Two images that an index refers to; `asked` are the calls."""

    class exceptions:  # noqa: N801 - boto3's name
        class RepositoryNotFoundException(Exception):  # noqa: N818
            pass

    def __init__(self) -> None:
        self.images = ["arm64", "index", "amd64"]
        self.asked = 0

    def client(self, service: str) -> "Ecr":
        assert service == "ecr"
        return self

    def get_paginator(self, operation: str) -> "Ecr":
        assert operation == "list_images"
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        # With two tags an image is listed twice.
        return [{"imageIds": [{"imageDigest": each}]} for each in [*self.images, *self.images[:1]]]

    def batch_delete_image(self, imageIds: list[dict[str, str]], **_: Any) -> dict[str, Any]:  # noqa: N803
        self.asked += 1
        wanted = [each["imageDigest"] for each in imageIds]
        named = "index" in self.images
        gone = [each for each in wanted if each == "index" or not named]
        self.images = [each for each in self.images if each not in gone]
        failed = [{"imageId": {"imageDigest": each}} for each in wanted if each not in gone]
        return {"imageIds": [{"imageDigest": each} for each in gone], "failures": failed}


def state(*, force_delete: bool) -> StateResources:
    attributes = {"name": "openemr-clinic-image", "force_delete": force_delete}
    kept = {"mode": "managed", "type": "aws_ecr_repository", "name": "image"}
    resource = {**kept, "instances": [{"attributes": attributes}]}
    return StateResources.of({"version": 4, "resources": [resource]})


def empty(ecr: Ecr, resources: StateResources, *goes: str) -> None:
    empty_repositories(ecr, resources, goes, Steps(Console(quiet=True)))  # type: ignore[arg-type]


def test_all_images_go_and_those_of_an_index_after_it() -> None:
    ecr = Ecr()
    empty(ecr, state(force_delete=False), ADDRESS)
    assert (ecr.images, ecr.asked) == ([], 2)


def test_what_stays_or_is_deleted_with_its_images_is_left_alone() -> None:
    ecr = Ecr()
    empty(ecr, state(force_delete=False))
    empty(ecr, state(force_delete=True), ADDRESS)
    assert (len(ecr.images), ecr.asked) == (3, 0)


def test_images_that_cannot_be_deleted_end_the_rounds() -> None:
    ecr = Ecr()
    ecr.batch_delete_image = lambda **_: {"imageIds": [], "failures": []}  # type: ignore[method-assign]
    empty(ecr, state(force_delete=False), ADDRESS)
    assert len(ecr.images) == 3
