"""References of container images: registry, repository, and tag or digest."""

import ipaddress
from dataclasses import dataclass

from scripts.registry.errors import InvalidReferenceError
from stacks.image_reference import DOCKER_HUB as NAME_OF_DOCKER_HUB
from stacks.image_reference import IMAGE, ImageReference

# The host that serves what is named docker.io.
DOCKER_HUB = "registry-1.docker.io"
# https://github.com/distribution/reference/blob/main/normalize.go (read 2026-11-30)
_OFFICIAL = "library"


@dataclass(frozen=True)
class Reference:
    """An image. tag, digest: one of them may be empty; host: with its port."""

    host: str
    repository: str
    tag: str
    digest: str

    @property
    def version(self) -> str:
        """What to ask the registry for: the digest if there is one, else the tag."""
        return self.digest or self.tag

    @property
    def is_local(self) -> bool:
        """Whether the registry is on this machine, where Docker accepts plain HTTP too."""
        return is_loopback(self.host.partition(":")[0])

    @property
    def url(self) -> str:
        """Of the repository in the registry's API."""
        return f"{'http' if self.is_local else 'https'}://{self.host}/v2/{self.repository}"


def parse_reference(text: str) -> Reference:
    """Read `openemr/openemr:8.2.0`, `host:5000/a/b@sha256:...` and the like.

    Raises InvalidReferenceError.
    """
    parts = ImageReference.parse(text)
    if not IMAGE.fullmatch(text) or not (parts.tag or parts.digest):
        raise InvalidReferenceError(
            f"{text!r} is not an image. Accepted: NAME:TAG, NAME@sha256:..., or both."
        )
    if parts.host != NAME_OF_DOCKER_HUB:
        return Reference(parts.host, parts.name.partition("/")[2], parts.tag, parts.digest)
    first, slash, rest = parts.name.partition("/")
    path = rest if slash and "." in first else parts.name
    official = "/" not in path
    repository = f"{_OFFICIAL}/{path}" if official else path
    return Reference(DOCKER_HUB, repository, parts.tag, parts.digest)


def is_loopback(name: str) -> bool:
    """Whether a host's name or address, without its port, is this machine."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
