"""The change of OpenEMR's release between what is deployed and what is planned."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.terraform.documents.service_task import (
    configured_service_task,
    deployed_service_task,
)
from stacks.image_reference import UPSTREAM_LABEL, ImageReference

_BUILD_DAY = re.compile(r"-\d{4}-\d{2}-\d{2}$")


@dataclass(frozen=True)
class ReleaseChange:
    """The image of the service's tasks as deployed, and as planned; of a copy, its original."""

    old: str
    new: str

    @property
    def may_change_schema(self) -> bool:
        """False for another build of the same version; true if there is no tag to compare."""
        return not self.old_tag or self.old_tag != _tag(self.new)

    @property
    def old_tag(self) -> str:
        """`8.1.0` of `openemr/openemr:8.1.0@sha256:...`; empty for a bare digest."""
        return _tag(self.old)


def release_change(
    configuration: Mapping[str, Any], state: Mapping[str, Any]
) -> ReleaseChange | None:
    """The change of image; None on the first deployment, and if the image stays."""
    configured = configured_service_task(configuration)
    deployed = deployed_service_task(configuration, state)
    if configured is None or deployed is None:
        return None
    old, new = _image(deployed.attributes), _image(configured)
    return ReleaseChange(str(old), str(new)) if old != new else None


def _image(task_definition: Mapping[str, Any]) -> ImageReference:
    """What runs; of a copy, its original with the copy's digest.

    A configuration names the copy by a reference to its repository and the state by the
    repository's URL, and neither names the version.
    """
    container = json.loads(task_definition["container_definitions"])[0]
    running = ImageReference.parse(str(container["image"]))
    original = (container.get("dockerLabels") or {}).get(UPSTREAM_LABEL)
    if not original:
        return running
    return ImageReference.parse(str(original)).with_digest(running.digest)


def _tag(image: str) -> str:
    """Without the day of the build (stacks/releases.py)."""
    return _BUILD_DAY.sub("", ImageReference.parse(image).tag)
