"""Container images do not change behind our back."""

from scripts.commands.scan.policy import Configuration, Violations, policy
from scripts.terraform.documents.embedded import containers
from scripts.terraform.documents.image import may_move


@policy(
    11,
    "Every container image has a digest or a tag that does not move.",
    hipaa="308(a)(5)(ii)(B) 312(c)(1)",
)
def pinned_images(configuration: Configuration) -> Violations:
    """A digest is the only name that nobody can move; a version's tag is accepted."""
    for resource, container in containers(configuration):
        image = str(container.get("image", ""))
        tag = image.rpartition("/")[2].partition(":")[2]
        if "@sha256:" not in image and may_move(tag):
            yield resource.violates(f"container {container.get('name')}: image {image!r}")
