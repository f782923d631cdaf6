"""One private ECR repository by its API: layers, manifests, and where an image stands."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.aws.account import AwsAccount, AwsError, aws_errors
from scripts.registry.manifest import MEDIA_TYPES, Manifest

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UploadLayerPart.html and
# API_BatchCheckLayerAvailability.html (read 2026-11-30)
LARGEST_PART_BYTES = 20_971_520
_DIGESTS_AT_ONCE = 100


class NoRepositoryError(AwsError):
    """The repository does not exist; the message names the command that makes it."""


class MovedTagError(AwsError):
    """The repository has the tag for another image, and its tags never move."""


@dataclass(frozen=True)
class EcrRepository:
    """A repository of the Region. registry: the account it belongs to; empty for the caller's."""

    account: AwsAccount
    name: str
    region: str = ""
    registry: str = ""

    @cached_property
    def _client(self) -> Any:
        return self.account.client("ecr", self.region or None)

    @property
    def _named(self) -> dict[str, str]:
        owner = {"registryId": self.registry} if self.registry else {}
        return {"repositoryName": self.name, **owner}

    def exists(self) -> bool:
        """Whether there is such a repository. Raises AwsError."""
        with aws_errors(f"look for the repository {self.name} (ecr:DescribeRepositories)"):
            try:
                self._client.describe_repositories(
                    repositoryNames=[self.name],
                    **({"registryId": self.registry} if self.registry else {}),
                )
            except self._client.exceptions.RepositoryNotFoundException:
                return False
        return True

    def digest_of(self, wanted: Mapping[str, str]) -> str:
        """`sha256:...` of `imageTag` or `imageDigest`; empty if there is no such image.

        Raises AwsError.
        """
        errors = self._client.exceptions
        with aws_errors(f"look for an image in {self.name} (ecr:DescribeImages)"):
            try:
                found = self._client.describe_images(**self._named, imageIds=[dict(wanted)])
            except (errors.ImageNotFoundException, errors.RepositoryNotFoundException):
                return ""
        return next((str(each["imageDigest"]) for each in found["imageDetails"]), "")

    def manifest(self, digest: str) -> Manifest | None:
        """The manifest or index of that digest; None if there is none. Raises AwsError."""
        errors = self._client.exceptions
        with aws_errors(f"read an image of {self.name} (ecr:BatchGetImage)"):
            try:
                found = self._client.batch_get_image(
                    **self._named,
                    imageIds=[{"imageDigest": digest}],
                    acceptedMediaTypes=list(MEDIA_TYPES),
                )
            except errors.RepositoryNotFoundException:
                return None
        for each in found["images"]:
            media_type = each.get("imageManifestMediaType", "")
            return Manifest(str(each["imageManifest"]).encode(), media_type)
        return None

    def scan_pages(self, digest: str) -> list[Mapping[str, Any]]:
        """What ECR's scan of a manifest found, all pages; empty if there was none.

        Raises AwsError, also if there is no such image.
        """
        with aws_errors(f"read findings of {self.name} (ecr:DescribeImageScanFindings)"):
            try:
                pages = self._client.get_paginator("describe_image_scan_findings").paginate(
                    **self._named, imageId={"imageDigest": digest}
                )
                return list(pages)
            except self._client.exceptions.ScanNotFoundException:
                return []

    def missing_layers(self, digests: Collection[str]) -> set[str]:
        """Those of the layers that the repository lacks. Raises AwsError."""
        listed, missing = list(digests), set(digests)
        for start in range(0, len(listed), _DIGESTS_AT_ONCE):
            with aws_errors(f"look for layers in {self.name} (ecr:BatchCheckLayerAvailability)"):
                found = self._client.batch_check_layer_availability(
                    **self._named, layerDigests=listed[start : start + _DIGESTS_AT_ONCE]
                )
            missing -= {
                each["layerDigest"]
                for each in found["layers"]
                if each["layerAvailability"] == "AVAILABLE"
            }
        return missing

    def upload(self, digest: str, pieces: Iterator[bytes]) -> None:
        """Upload a layer; ECR refuses it if its bytes have another digest. Raises AwsError.

        What `pieces` raises ends the upload, of which ECR then keeps nothing.
        """
        with aws_errors(f"begin a layer of {self.name} (ecr:InitiateLayerUpload)"):
            begun = self._client.initiate_layer_upload(**self._named)
        upload = {**self._named, "uploadId": begun["uploadId"]}
        size, first = min(int(begun["partSize"]), LARGEST_PART_BYTES), 0
        for part in _parts(pieces, size):
            with aws_errors(f"upload a layer to {self.name} (ecr:UploadLayerPart)"):
                self._client.upload_layer_part(
                    **upload,
                    partFirstByte=first,
                    partLastByte=first + len(part) - 1,
                    layerPartBlob=part,
                )
            first += len(part)
        with aws_errors(f"complete a layer of {self.name} (ecr:CompleteLayerUpload)"):
            try:
                self._client.complete_layer_upload(**upload, layerDigests=[digest])
            except self._client.exceptions.LayerAlreadyExistsException:
                return

    def put(self, manifest: Manifest, tag: str = "") -> None:
        """Store a manifest, whose parts are there already. Raises MovedTagError, AwsError."""
        errors = self._client.exceptions
        tagged = {"imageTag": tag} if tag else {}
        with aws_errors(f"store an image in {self.name} (ecr:PutImage)"):
            try:
                self._client.put_image(
                    **self._named,
                    imageManifest=manifest.raw.decode("utf-8"),
                    imageManifestMediaType=manifest.media_type,
                    imageDigest=manifest.digest,
                    **tagged,
                )
            except errors.ImageAlreadyExistsException:
                return
            except errors.ImageTagAlreadyExistsException as refused:
                found = self.digest_of(tagged)
                if found == manifest.digest:
                    return
                raise MovedTagError(
                    f"{self.name}:{tag} is {found} already, and its tags never move. Its image "
                    f"would be {manifest.digest} now: lock another tag, or choose the image by "
                    "that digest alone (application.image: NAME@sha256:...)."
                ) from refused


def _parts(pieces: Iterator[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in parts of exactly `size`, but for the last."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)
