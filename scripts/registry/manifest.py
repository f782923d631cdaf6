"""Image manifests and indexes, with the digest of their very bytes.

https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md and image-index.md
https://distribution.github.io/distribution/spec/manifest-v2-2/ (both read 2026-11-30)
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.registry.errors import WrongContentError

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEXES = (OCI_INDEX, DOCKER_INDEX)
MEDIA_TYPES = (*INDEXES, OCI_MANIFEST, DOCKER_MANIFEST)
# A manifest that registries must accept, and the longest that PutImage of ECR takes.
LARGEST_BYTES = 4 * 1024 * 1024
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
# Layers that registries do not serve, such as those of Windows.
_NOT_DISTRIBUTED = re.compile(r"\.foreign\.|\.nondistributable\.")


def digest_of(data: bytes) -> str:
    """`sha256:...` of these bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass(frozen=True)
class Descriptor:
    """What a manifest says of another document or blob.

    architecture: such as `arm64`; empty if it has none, `unknown` of an attestation.
    """

    digest: str
    size: int
    media_type: str
    architecture: str = ""


@dataclass(frozen=True)
class Manifest:
    """A manifest or an index, as the registry sent it."""

    raw: bytes
    media_type: str

    @cached_property
    def digest(self) -> str:
        """`sha256:...` of its bytes."""
        return digest_of(self.raw)

    @property
    def is_index(self) -> bool:
        """Whether it lists manifests, one for each architecture."""
        return self.media_type in INDEXES

    @cached_property
    def children(self) -> tuple[Descriptor, ...]:
        """The manifests of an index. Raises WrongContentError."""
        return tuple(self._descriptors("manifests")) if self.is_index else ()

    @cached_property
    def blobs(self) -> tuple[Descriptor, ...]:
        """The configuration, then the layers, each once. Raises WrongContentError."""
        if self.is_index:
            return ()
        found = (self.configuration, *self._descriptors("layers"))
        for each in found:
            if _NOT_DISTRIBUTED.search(each.media_type):
                raise WrongContentError(
                    f"The layer {each.digest} of {self.digest} is not served by registries "
                    f"({each.media_type}), so this image cannot be copied."
                )
        return tuple(dict.fromkeys(found))

    @cached_property
    def configuration(self) -> Descriptor:
        """The image's configuration. Raises WrongContentError."""
        return self._descriptor(self._document.get("config"))

    def of_architecture(self, architecture: str) -> Descriptor | None:
        """The manifest of an index for `arm64` or `amd64`."""
        return next((each for each in self.children if each.architecture == architecture), None)

    @cached_property
    def _document(self) -> Mapping[str, Any]:
        try:
            document = json.loads(self.raw)
        except ValueError as problem:
            raise self._malformed(f"it is not JSON: {problem}") from problem
        if not isinstance(document, dict):
            raise self._malformed("it is no object")
        said = document.get("mediaType", self.media_type)
        if said != self.media_type:
            raise self._malformed(f"it says that it is {said}, and was sent as {self.media_type}")
        return document

    def _descriptors(self, key: str) -> Iterator[Descriptor]:
        listed = self._document.get(key)
        if not isinstance(listed, list):
            raise self._malformed(f"{key} is no list")
        yield from map(self._descriptor, listed)

    def _descriptor(self, given: object) -> Descriptor:
        found = given if isinstance(given, dict) else {}
        digest, size, media_type = (found.get(key) for key in ("digest", "size", "mediaType"))
        if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
            raise self._malformed(f"the digest {digest!r} is not sha256:<64 hexadecimal digits>")
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise self._malformed(f"the size {size!r} of {digest} is not a number of bytes")
        platform = found.get("platform")
        architecture = platform.get("architecture", "") if isinstance(platform, dict) else ""
        return Descriptor(digest, size, str(media_type or ""), str(architecture))

    def _malformed(self, why: str) -> WrongContentError:
        return WrongContentError(f"The manifest {self.digest} is malformed: {why}.")
