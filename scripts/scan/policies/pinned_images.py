"""Container images do not change behind our back."""

import re
from collections.abc import Iterator

from scripts.scan.configuration import Configuration, Violation
from scripts.scan.documents import containers
from scripts.scan.policy import policy

MOVING_WORDS = {
    *("", "latest", "dev", "next", "edge", "flex", "main", "master", "stable", "nightly"),
}
# `8` and `8.2` move from release to release.
_SHORT_VERSION = re.compile(r"v?\d+(?:\.\d+)?")


@policy(
    11,
    "Every container image has a digest or a tag that does not move.",
    hipaa=("308(a)(5)(ii)(B)", "312(c)(1)"),
)
def pinned_images(configuration: Configuration) -> Iterator[Violation]:
    """A digest is the only name that nobody can move; a version's tag is accepted."""
    for resource, container in containers(configuration):
        image = str(container.get("image", ""))
        tag = image.rpartition("/")[2].partition(":")[2]
        if "@sha256:" not in image and may_move(tag):
            yield resource.violates(f"container {container.get('name')}: image {image!r}")


def may_move(tag: str) -> bool:
    """True if a registry's owner is expected to move this tag."""
    words = re.split(r"[._-]", tag.lower())
    return bool(MOVING_WORDS.intersection(words) or _SHORT_VERSION.fullmatch(tag))
