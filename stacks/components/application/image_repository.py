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
# A release to go back to, and the ones that are being tried.
KEPT_IMAGES = 20


class ImageRepository(Construct):
    """ECR repository whose tags never move, and which scans what is pushed.

    It is filled by hand (docs/operations.md). Losing it stops new tasks until the image is copied
    again; running tasks go on.
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
        EcrLifecyclePolicy(
            self, "lifecycle", repository=repository.name, policy=json.dumps({"rules": _rules()})
        )


def _rules() -> list[dict[str, object]]:
    """https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html"""
    untagged = {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": UNTAGGED_DAYS,
    }
    surplus = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": KEPT_IMAGES}
    return [
        {
            "rulePriority": number,
            "description": description,
            "selection": selection,
            "action": {"type": "expire"},
        }
        for number, description, selection in (
            (1, "Uploads that got no tag", untagged),
            (2, "The oldest images", surplus),
        )
    ]
