"""The image that a deployment's settings choose: where it comes from, and where tasks pull it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.aws.account import AwsAccount
from scripts.cli.errors import InvalidInputError, OperationFailedError
from scripts.images.ecr import EcrRepository
from scripts.images.findings import Gate, Scan, read_scan, wait_for_scan
from scripts.registry import Manifest, Reference, Registry, parse_reference
from stacks.image_lock import ImageLockError, lock_beside, read_image_lock, write_image_lock
from stacks.image_reference import ECR_IMAGE
from stacks.settings import Deployment, read_settings

REPOSITORY = "aws_ecr_repository"
LIFECYCLE = "aws_ecr_lifecycle_policy"
# https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md; openemr/openemr has no
# labels (openemr-devops, docker/openemr/8.1.1/Dockerfile and build-openemr.yml, read 2026-11-30).
VERSION_LABEL = "org.opencontainers.image.version"
# Settings' name -> the image's.
ARCHITECTURES = {"ARM64": "arm64", "X86_64": "amd64"}


class UnlockedError(OperationFailedError):
    """No digest is known for the image; the message names the command that locks it."""


class LockFileError(InvalidInputError):
    """The lock file cannot be read or written; it was not changed."""


@dataclass(frozen=True)
class ChosenImage:
    """The image of one deployment. name: the deployment's."""

    name: str
    settings: Deployment
    account: AwsAccount

    @property
    def upstream(self) -> str:
        """As the settings choose it."""
        return self.settings.application.upstream_image

    @property
    def digest(self) -> str:
        """As chosen or locked; empty if neither."""
        return self.settings.application.image_digest

    @property
    def runs_copy(self) -> bool:
        """Whether tasks run a copy in the deployment's own ECR repository."""
        return self.settings.application.runs_copy

    @property
    def is_in_ecr(self) -> bool:
        """Whether the image as chosen is in a private ECR repository."""
        return ECR_IMAGE.match(self.upstream) is not None

    @property
    def needs_digest(self) -> bool:
        """Whether a deployment of it may only run it by digest."""
        return self.runs_copy or self.settings.is_production

    @property
    def architecture(self) -> str:
        """`arm64` or `amd64`."""
        return ARCHITECTURES[self.settings.application.cpu_architecture]

    @property
    def gate(self) -> Gate:
        """Which findings stop a deployment of it."""
        chosen = self.settings.application
        return Gate(chosen.image_findings, chosen.accepted_image_findings)

    @cached_property
    def reference(self) -> Reference:
        """The registry and repository that it comes from."""
        return parse_reference(self.upstream)

    @cached_property
    def registry(self) -> Registry:
        """A client of it."""
        return Registry(self.reference)

    @property
    def is_out_of_reach(self) -> bool:
        """Whether AWS is the embedded one, which runs no tasks, and the registry elsewhere."""
        return self.account.is_embedded() and not self.reference.is_local

    def repository(self, configuration: Mapping[str, Any]) -> EcrRepository | None:
        """The ECR repository that tasks pull from; None for another registry.

        configuration: the deployment's Terraform configuration.
        """
        if self.runs_copy:
            return EcrRepository(self.account, repository_name(configuration))
        match = ECR_IMAGE.match(self.upstream)
        if match is None:
            return None
        return EcrRepository(self.account, match["name"], match["region"], match["account"])

    def digest_in(self, repository: EcrRepository) -> str:
        """Its digest in the repository that tasks pull from; empty if it is not there.

        Raises UnlockedError, AwsError.
        """
        if self.runs_copy or self.digest:
            return repository.digest_of({"imageDigest": self.demand_digest()})
        return repository.digest_of({"imageTag": self.reference.tag})

    def resolve(self) -> str:
        """The digest that its tag names now. Raises RegistryError, AwsError."""
        match = ECR_IMAGE.match(self.upstream)
        if match is None:
            return self.registry.manifest(self.reference.version).digest
        place = EcrRepository(self.account, match["name"], match["region"], match["account"])
        digest = place.digest_of({"imageTag": self.reference.tag})
        if not digest:
            raise UnlockedError(f"ECR has no {self.upstream}. Push it, or choose another image.")
        return digest

    def lock(self, cdktf_json: Path, digest: str) -> None:
        """Enter the digest into the lock file beside cdktf.json. Raises LockFileError."""
        file = lock_beside(cdktf_json)
        try:
            write_image_lock(file, {**read_image_lock(file), self.upstream: digest})
        except (ImageLockError, OSError) as problem:
            raise LockFileError(f"{file.name} was not written: {problem}") from problem

    def demand_digest(self) -> str:
        """The digest. Raises UnlockedError."""
        if not self.digest:
            raise UnlockedError(
                f"The digest of {self.upstream} is not known. openemr image lock {self.name} asks "
                "the registry for it and keeps it in .openemr.lock.json."
            )
        return self.digest

    def version_label(self, manifest: Manifest) -> str:
        """The version that the image says it holds; empty if it says none.

        manifest: from the registry. Raises RegistryError.
        """
        child = manifest.of_architecture(self.architecture)
        own = self.registry.manifest(child.digest) if child else manifest
        if own.is_index:
            return ""
        try:
            configuration = json.loads(self.registry.read(own.configuration))
            labels = (configuration.get("config") or {}).get("Labels") or {}
            return str(labels.get(VERSION_LABEL, ""))
        except (ValueError, AttributeError):
            return ""


def choose_image(name: str, cdktf_json: Path) -> ChosenImage:
    """The image of a deployment in cdktf.json. Raises SettingsError."""
    settings = read_settings(cdktf_json).deployments[name]
    return ChosenImage(name, settings, AwsAccount(settings.region))


def scan_of(
    chosen: ChosenImage,
    repository: EcrRepository,
    on_progress: Callable[[str], None] | None = None,
    *,
    is_new: bool = False,
) -> Scan:
    """The scan of the manifest that the tasks run; ECR does not scan indexes.

    on_progress: None does not wait for a scan that is still running.
    Raises UnlockedError, AwsError.
    """
    found = chosen.digest_in(repository)
    manifest = repository.manifest(found) if found else None
    if manifest is None:
        return Scan("MISSING", unknown=f"ECR's repository {repository.name} does not have it")
    digest = manifest.digest
    if manifest.is_index:
        child = manifest.of_architecture(chosen.architecture)
        if child is None:
            return Scan("MISSING", unknown=f"{digest} is not made for {chosen.architecture}")
        digest = child.digest
    if on_progress is None:
        return read_scan(repository, digest)
    return wait_for_scan(repository, digest, on_progress, is_new=is_new)


def repository_name(configuration: Mapping[str, Any]) -> str:
    """The name of the repository that the configuration makes for copies."""
    (repository,) = configuration["resource"][REPOSITORY].values()
    return str(repository["name"])


def repository_addresses(configuration: Mapping[str, Any]) -> list[str]:
    """Terraform's addresses of the repository and of its lifecycle policy."""
    made = configuration["resource"]
    return [f"{kind}.{name}" for kind in (REPOSITORY, LIFECYCLE) for name in made.get(kind, {})]
