"""A private copy of the container image: what runs is what was scanned."""

import json

from cdktf_cdktf_provider_aws.ecr_lifecycle_policy import EcrLifecyclePolicy
from cdktf_cdktf_provider_aws.ecr_repository import (
    EcrRepository,
    EcrRepositoryEncryptionConfiguration,
    EcrRepositoryImageScanningConfiguration,
)
from constructs import Construct

from stacks.foundation import Foundation

UNTAGGED_DAYS = 14


class ImageRepository(Construct):
    """ECR repository whose tags never move, and which scans what is pushed.

    A command fills it before tasks run from it (docs/everyday.md). Losing it stops new tasks until
    the image is copied again; running tasks go on. In production AWS refuses to delete it while it
    holds images; the images can be had again, so that Terraform need not protect it as it does
    data.
    """

    def __init__(self, scope: Construct, id_: str, base: Foundation) -> None:
        super().__init__(scope, id_)
        key_arn = base.encryption.add_key("images", "container images", base.encryption.via("ecr"))
        repository = EcrRepository(
            self,
            "repository",
            name=base.names("image"),
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=EcrRepositoryImageScanningConfiguration(scan_on_push=True),
            encryption_configuration=[
                EcrRepositoryEncryptionConfiguration(encryption_type="KMS", kms_key=key_arn)
            ],
            force_delete=not base.production,
        )
        self.url = repository.repository_url
        self.arn = repository.arn
        EcrLifecyclePolicy(
            self, "lifecycle", repository=repository.name, policy=json.dumps({"rules": _rules()})
        )


def _rules() -> list[dict[str, object]]:
    """What a copy left that was broken off, and nothing that has a tag.

    No rule by count or age of all images: AWS does not know which one runs, and copies that were
    never deployed would push it out. The manifests for each processor have no tag of their own, but
    ECR expires none while an index refers to it (lifecycle policy evaluation rules, 2026-11):
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
    """
    untagged = {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": UNTAGGED_DAYS,
    }
    return [
        {
            "rulePriority": 1,
            "description": "Uploads that got no tag",
            "selection": untagged,
            "action": {"type": "expire"},
        }
    ]
