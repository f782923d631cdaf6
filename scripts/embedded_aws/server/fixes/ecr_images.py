"""ECR: which layers and manifests an image consists of, and which images there are not."""

import json
from typing import Any

from ministack.core.responses import error_response_json, get_account_id
from ministack.services import ecr

from scripts.embedded_aws.server.patching import before
from scripts.embedded_aws.server.wire import Response


def parts_of(manifest: str) -> tuple[list[str], list[str]]:
    """Digests of the blobs of a manifest, and of the manifests of an index.

    Raises ValueError for what is no manifest.
    """
    try:
        document = json.loads(manifest)
        blobs = [each["digest"] for each in document.get("layers", [])]
        if "config" in document:
            blobs.append(document["config"]["digest"])
        return blobs, [each["digest"] for each in document.get("manifests", [])]
    except (AttributeError, KeyError, TypeError) as problem:
        raise ValueError(f"no manifest: {problem!r}") from problem


def image_of(request: dict[str, Any], wanted: dict[str, str]) -> dict[str, Any] | None:
    found: dict[str, Any] | None = ecr._find_image(request["repositoryName"], wanted)
    return found


@before(ecr, "_describe_images")
def say_which_is_missing(request: dict[str, Any]) -> Response | None:
    if request.get("repositoryName") not in ecr._repositories:
        return None
    for wanted in request.get("imageIds") or ():
        if not image_of(request, wanted):
            return missing_image(request, wanted)
    return None


def missing_image(request: dict[str, Any], wanted: dict[str, str]) -> Response:
    digest, tag = (wanted.get(key, "null") for key in ("imageDigest", "imageTag"))
    return error_response_json(
        "ImageNotFoundException",
        f"The image with imageId {{imageDigest:'{digest}', imageTag:'{tag}'}} does not exist "
        f"within the repository with name '{request['repositoryName']}' in the registry with id "
        f"'{get_account_id()}'",
        400,
    )
