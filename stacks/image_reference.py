"""References of container images, `[HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST]`, and which may move.

Grammar: https://github.com/distribution/reference, reference.go (2026-11), whose hosts may have
capitals; here all is lower case but the tag.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from stacks.releases import REPOSITORY

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
IMAGE = re.compile(
    r"[a-z0-9]+(?:[._-][a-z0-9]+)*(?::[0-9]{1,5})?(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"
    rf"(?::[A-Za-z0-9_][A-Za-z0-9._-]{{0,127}})?(?:@{DIGEST.pattern})?"
)
ECR_IMAGE = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[^:@]+)"
)
DOCKER_HUB = "docker.io"
# Key of a container's Docker label with the image of which it runs a copy.
UPSTREAM_LABEL = "upstream-image"
_DOCKER_HUB_HOSTS = tuple(f"{each}.io" for each in ("docker", "index.docker", "registry-1.docker"))
# A repository of the same Terraform configuration, which stacks/ makes with immutable tags.
_OWN_REPOSITORY = re.compile(r"\$\{aws_ecr_repository\.[A-Za-z0-9_-]+\.repository_url\}")
_MOVING_WORDS = frozenset(
    (
        *("current", "daily", "dev", "edge", "flex", "latest", "main"),
        *("master", "next", "nightly", "rolling", "snapshot", "stable", "weekly"),
    )
)
_VERSION = re.compile(r"v?([0-9]+\.[0-9]+\.[0-9]+)(?![0-9])")
_BUILD_OF_A_DAY = re.compile(r"v?[0-9]+(?:\.[0-9]+){2,3}-[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"v?[0-9]+(?:\.[0-9]+){2,3}")
_VERSION_AND_BUILD = re.compile(rf"{_NUMBER.pattern}(?:[-_][A-Za-z0-9._-]+)?")


class Stability(IntEnum):
    """What a reference holds on to: none of the following, a version, one build, its bytes."""

    NOTHING = 0
    VERSION = 1
    BUILD = 2
    CONTENT = 3


@dataclass(frozen=True)
class ImageReference:
    """The parts of a reference; name: with the registry's host; tag, digest: empty if not there."""

    name: str
    tag: str = ""
    digest: str = ""

    @classmethod
    def parse(cls, text: str) -> "ImageReference":
        """Any text: nothing is refused. `name` may be a reference of Terraform."""
        named, _, digest = text.partition("@")
        path, slash, last = named.rpartition("/")
        repository, _, tag = last.partition(":")
        return cls(f"{path}{slash}{repository}", tag, digest)

    @property
    def host(self) -> str:
        """The registry's host, with port; Docker Hub's is `docker.io` however it is written."""
        first, slash, _ = self.name.partition("/")
        if not slash or not ("." in first or ":" in first or first == "localhost"):
            return DOCKER_HUB
        return DOCKER_HUB if first in _DOCKER_HUB_HOSTS else first

    @property
    def version(self) -> str:
        """OpenEMR's version as the tag names it, three numbers; empty if it does not."""
        found = _VERSION.match(self.tag)
        return found[1] if found else ""

    @property
    def is_on_docker_hub(self) -> bool:
        """True if a pull counts against Docker Hub's limits."""
        return self.host == DOCKER_HUB and not self.is_in_ecr

    @property
    def is_in_ecr(self) -> bool:
        """True for a private repository of Amazon ECR; public.ecr.aws is another registry."""
        own = _OWN_REPOSITORY.fullmatch(self.name) is not None
        return own or ECR_IMAGE.fullmatch(self.name) is not None

    @property
    def stability(self) -> Stability:
        """How much may change while the reference stays.

        Docker Hub's numbers of openemr/openemr are rebuilt in place, and one more tag names each
        day's build (stacks/releases.py). Mirrors and pull-through caches follow, under any host, so
        that a bare number is one build nowhere but in a private ECR repository, which can have
        immutable tags. Elsewhere the tag of an own build says more than the number: 8.2.0-2.
        """
        if self.digest:
            pinned = DIGEST.fullmatch(self.digest) is not None
            return Stability.CONTENT if pinned else Stability.NOTHING
        if _MOVING_WORDS.intersection(re.split(r"[._-]", self.tag.lower())):
            return Stability.NOTHING
        if _BUILD_OF_A_DAY.fullmatch(self.tag):
            return Stability.BUILD
        if not _VERSION_AND_BUILD.fullmatch(self.tag):
            return Stability.NOTHING
        if self.is_in_ecr:
            return Stability.BUILD
        is_upstreams = f"/{self.name}".endswith(f"/{REPOSITORY}")
        is_number = _NUMBER.fullmatch(self.tag) is not None
        return Stability.VERSION if is_upstreams or is_number else Stability.BUILD

    @property
    def is_pinned(self) -> bool:
        """True if it names its content, by a digest."""
        return self.stability == Stability.CONTENT

    @property
    def is_fixed(self) -> bool:
        """True if it names one build: by digest, or by a tag that nobody is known to move."""
        return self.stability >= Stability.BUILD

    def with_digest(self, digest: str) -> "ImageReference":
        """The same name and tag with `digest`, if it has none."""
        return self if self.digest else ImageReference(self.name, self.tag, digest)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.name}{tag}@{self.digest}" if self.digest else f"{self.name}{tag}"
