"""ECR: refuse wrong digests, parts out of order, images without their parts, tags that stay.

Codes: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html,
API_UploadLayerPart.html, API_CompleteLayerUpload.html (read 2026-11-30).
"""

import base64
import hashlib
import json
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import ecr

from scripts.embedded_aws.server.fixes.ecr_images import image_of, parts_of
from scripts.embedded_aws.server.fixes.ecr_layers import layers_of, upload_of
from scripts.embedded_aws.server.patching import Handler, around, before
from scripts.embedded_aws.server.wire import Response

_SMALLEST_PART = 5 * 1024 * 1024


def _refused(code: str, message: str) -> Response:
    return error_response_json(code, message, 400)


def _no_repository(request: dict[str, Any]) -> Response | None:
    name = request.get("repositoryName", "")
    if name in ecr._repositories:
        return None
    return _refused("RepositoryNotFoundException", f"The repository '{name}' does not exist")


def _no_upload(request: dict[str, Any]) -> Response | None:
    if upload_of(request):
        return None
    return _refused("UploadNotFoundException", f"Upload {request['uploadId']} does not exist")


@before(ecr, "_upload_layer_part")
def refuse_wrong_parts(request: dict[str, Any]) -> Response | None:
    if refusal := _no_repository(request) or _no_upload(request):
        return refusal
    upload = upload_of(request)
    size = len(base64.b64decode(request["layerPartBlob"]))
    first, last = request["partFirstByte"], request["partLastByte"]
    if upload and (first != upload.received or last != first + size - 1):
        return _refused(
            "InvalidLayerPartException",
            f"Part of bytes {first} to {last} with {size} bytes after {upload.received} bytes",
        )
    return None


@before(ecr, "_complete_layer_upload")
def refuse_wrong_layers(request: dict[str, Any]) -> Response | None:
    if refusal := _no_repository(request) or _no_upload(request):
        return refusal
    upload = upload_of(request)
    if not upload or not upload.sizes:
        return _refused("EmptyUploadException", "The upload does not contain any layer parts")
    if any(size < _SMALLEST_PART for size in upload.sizes[:-1]):
        return _refused("LayerPartTooSmallException", "Layer parts must be at least 5 MiB in size")
    given = request["layerDigests"]
    if upload.digest not in given:
        return _refused(
            "InvalidLayerException",
            f"The layer's digest is {upload.digest} and not {', '.join(given)}",
        )
    if upload.digest in layers_of(request["repositoryName"]):
        return _refused("LayerAlreadyExistsException", f"{upload.digest} exists already")
    return None


@before(ecr, "_put_image")
def refuse_wrong_images(request: dict[str, Any]) -> Response | None:
    if refusal := _no_repository(request):
        return refusal
    manifest = request["imageManifest"]
    digest = f"sha256:{hashlib.sha256(manifest.encode()).hexdigest()}"
    if request.get("imageDigest", digest) != digest:
        return _refused("ImageDigestDoesNotMatchException", f"The image's digest is {digest}")
    try:
        blobs, manifests = parts_of(manifest)
    except ValueError as problem:
        return _refused("InvalidParameterException", f"Invalid image manifest: {problem}")
    return _without_parts(request, blobs, manifests) or _there_already(request, digest)


@around(ecr, "_batch_delete_image")
def keep_what_an_index_names(original: Handler, request: dict[str, Any]) -> Response:
    """Images of an index are deleted after it, which AWS says of each that is not."""
    if request["repositoryName"] not in ecr._repositories:
        response: Response = original(request)
        return response
    named = {
        each
        for image in ecr._images[request["repositoryName"]]
        for each in parts_of(image["imageManifest"])[1]
    }
    kept = [each for each in request["imageIds"] if each.get("imageDigest") in named]
    rest = [each for each in request["imageIds"] if each not in kept]
    status, headers, body = original({**request, "imageIds": rest})
    failed = [
        {
            "imageId": each,
            "failureCode": "ImageReferencedByManifestList",
            "failureReason": "Requested image referenced by manifest list",
        }
        for each in kept
    ]
    answer = json.loads(body)
    answer["failures"] += failed
    return status, headers, json.dumps(answer).encode()


def _without_parts(
    request: dict[str, Any], blobs: list[str], manifests: list[str]
) -> Response | None:
    known = layers_of(request["repositoryName"])
    if missing := [each for each in blobs if each not in known]:
        text = f"Layers with digests '{missing}' required for pushing image do not exist"
        return _refused("LayersNotFoundException", text)
    if missing := [each for each in manifests if not image_of(request, {"imageDigest": each})]:
        text = f"Images with digests '{missing}' required for pushing image do not exist"
        return _refused("ReferencedImagesNotFoundException", text)
    return None


def _there_already(request: dict[str, Any], digest: str) -> Response | None:
    name, tag = request["repositoryName"], request.get("imageTag")
    same = image_of(request, {"imageDigest": digest})
    if same and (not tag or tag in same.get("imageTags", [])):
        text = f"Image with digest '{digest}' and tag '{tag}' already exists in '{name}'"
        return _refused("ImageAlreadyExistsException", text)
    immutable = ecr._repositories[name].get("imageTagMutability") == "IMMUTABLE"
    if tag and immutable and image_of(request, {"imageTag": tag}):
        text = (
            f"The image tag '{tag}' already exists in the '{name}' repository and cannot be "
            "overwritten because the repository is immutable."
        )
        return _refused("ImageTagAlreadyExistsException", text)
    return None
