"""Container images do not change behind our back."""

from collections.abc import Iterator

from scripts.scan.configuration import Configuration, Violation
from scripts.scan.documents import containers
from scripts.scan.policy import policy

MOVING_TAGS = {"", "latest", "dev", "next", "edge", "main", "master", "stable", "nightly"}


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
        if "@sha256:" not in image and tag.lower() in MOVING_TAGS:
            yield resource.violates(f"container {container.get('name')}: image {image!r}")
