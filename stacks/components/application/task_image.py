"""The image of a task's containers: what ECS is told, and from where it may pull."""

from dataclasses import dataclass

from stacks.components.application.image_repository import ImageRepository
from stacks.image_reference import ECR_IMAGE
from stacks.settings.application import ApplicationSettings


@dataclass(frozen=True)
class TaskImage:
    """reference: as ECS takes it. upstream: as the settings choose it.

    repository_arn: of the private ECR repository that holds it; empty for other registries.
    is_copy: it comes from the deployment's own repository, whose name tells no version.
    """

    reference: str
    upstream: str
    repository_arn: str = ""
    is_copy: bool = False

    @classmethod
    def of(cls, settings: ApplicationSettings, repository: ImageRepository | None) -> "TaskImage":
        """The copy in `repository` where the settings run one, else the image as chosen."""
        chosen, upstream = settings.image_reference, settings.upstream_image
        if repository and settings.runs_copy:
            # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
            # takes registry/repository:tag or registry/repository@digest from ECR (2026-11).
            digest, tag = settings.image_digest, settings.copy_tag
            copy = f"{repository.url}@{digest}" if digest else f"{repository.url}:{tag}"
            return cls(copy, upstream, repository.arn, is_copy=True)
        in_ecr = ECR_IMAGE.match(chosen)
        if not in_ecr:
            return cls(chosen, upstream)
        place = f"{in_ecr['region']}:{in_ecr['account']}:repository/{in_ecr['name']}"
        return cls(chosen, upstream, f"arn:aws:ecr:{place}")
