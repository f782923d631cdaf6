"""References of container images: registry, repository, and tag or digest."""

import ipaddress
from dataclasses import dataclass

from scripts.registry.errors import InvalidReferenceError

DOCKER_HUB = "registry-1.docker.io"
# https://github.com/distribution/reference/blob/main/normalize.go (read 2026-11-30); the last is
# the host that serves them.
_NAMES_OF_DOCKER_HUB = ("docker.io", "index.docker.io", DOCKER_HUB)
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
        return is_loopback(_name_of(self.host))

    @property
    def url(self) -> str:
        """Of the repository in the registry's API."""
        return f"{'http' if self.is_local else 'https'}://{self.host}/v2/{self.repository}"

    def at(self, digest: str) -> str:
        """The reference of a digest in the same repository."""
        return f"{self.host}/{self.repository}@{digest}"


def parse_reference(text: str) -> Reference:
    """Read `openemr/openemr:8.2.0`, `host:5000/a/b@sha256:...` and the like.

    As Docker does: a first part without dot or port, other than localhost, is no host but belongs
    to a repository of Docker Hub. Raises InvalidReferenceError.
    """
    name, _, digest = text.partition("@")
    path, _, last = name.rpartition("/")
    repository, _, tag = last.partition(":")
    if not repository or not (tag or digest):
        raise InvalidReferenceError(
            f"{text!r} is not an image. Accepted: NAME:TAG, NAME@sha256:..., or both."
        )
    first, _, rest = path.partition("/")
    if first != "localhost" and not set(".:") & set(first):
        return Reference(DOCKER_HUB, f"{path or _OFFICIAL}/{repository}", tag, digest)
    if first in _NAMES_OF_DOCKER_HUB:
        return Reference(DOCKER_HUB, f"{rest or _OFFICIAL}/{repository}", tag, digest)
    return Reference(first, f"{rest}/{repository}".lstrip("/"), tag, digest)


def is_loopback(name: str) -> bool:
    """Whether a host's name or address, without its port, is this machine."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _name_of(host: str) -> str:
    return host.rpartition(":")[0] or host
