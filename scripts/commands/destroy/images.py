"""Empties the ECR repository of a production, whose deletion AWS refuses while it has images."""

from collections.abc import Collection, Iterator
from typing import Any

from scripts.aws.account import AwsAccount, aws_errors
from scripts.cli.steps import Steps
from scripts.terraform.documents.state import StateResources

_TYPE = "aws_ecr_repository"
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchDeleteImage.html (2026-11-30)
_AT_ONCE = 100


def empty_repositories(
    account: AwsAccount, resources: StateResources, deleted: Collection[str], steps: Steps
) -> None:
    """Delete the images of the repositories among `deleted`; `openemr image copy` makes them again.

    Raises AwsError.
    """
    names = [
        str(each.attributes["name"])
        for each in resources.of_type(_TYPE)
        if each.address in deleted and not each.attributes.get("force_delete")
    ]
    if not names:
        return
    with steps.step("empty-repository", "Delete copies of the image") as step:
        count = sum(_empty(account.client("ecr"), name) for name in names)
        step.update(f"{count} manifests")


def _empty(ecr: Any, name: str) -> int:
    """The number of deleted manifests; an index before the images that it refers to."""
    deleted = 0
    while rounds := _delete(ecr, name):
        deleted += rounds
    return deleted


def _delete(ecr: Any, name: str) -> int:
    """One round; 0 if nothing (more) can be deleted."""
    deleted = 0
    for some in _batches(_digests(ecr, name)):
        with aws_errors(f"delete images of {name} (ecr:BatchDeleteImage)"):
            answer = ecr.batch_delete_image(
                repositoryName=name, imageIds=[{"imageDigest": each} for each in some]
            )
        # An image that an index still refers to is a failure of this round.
        deleted += len({each["imageDigest"] for each in answer.get("imageIds", [])})
    return deleted


def _digests(ecr: Any, name: str) -> list[str]:
    with aws_errors(f"list images of {name} (ecr:ListImages)"):
        try:
            pages = ecr.get_paginator("list_images").paginate(repositoryName=name)
            listed = [each for page in pages for each in page["imageIds"]]
        except ecr.exceptions.RepositoryNotFoundException:
            return []
    return list(dict.fromkeys(str(each["imageDigest"]) for each in listed))


def _batches(digests: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(digests), _AT_ONCE):
        yield digests[start : start + _AT_ONCE]
