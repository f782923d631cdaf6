"""Wrong requests to ECR."""

import json
from typing import Any

from tests.contract.embedded_aws.account import Account
from tests.contract.embedded_aws.refusals import Refused
from tests.contract.images.made import digest

LAYER = b"bytes of a layer"
ELSEWHERE = "sha256:" + "0" * 64
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def repository(account: Account, name: str = "images") -> dict[str, Any]:
    """A repository whose tags never move."""
    ecr = account.client("ecr")
    if not any(each["repositoryName"] == name for each in repositories(account)):
        ecr.create_repository(repositoryName=name, imageTagMutability="IMMUTABLE")
    return {"repositoryName": name}


def repositories(account: Account) -> list[dict[str, Any]]:
    return list(account.client("ecr").describe_repositories()["repositories"])


def upload(account: Account, *parts: bytes) -> dict[str, Any]:
    """An upload with these parts."""
    ecr, named, first = account.client("ecr"), repository(account), 0
    begun = {**named, "uploadId": ecr.initiate_layer_upload(**named)["uploadId"]}
    for part in parts:
        last = first + len(part) - 1
        ecr.upload_layer_part(**begun, partFirstByte=first, partLastByte=last, layerPartBlob=part)
        first += len(part)
    return begun


def layer(account: Account) -> str:
    """A layer that is there."""
    ecr, named, wanted = account.client("ecr"), repository(account), digest(LAYER)
    (found,) = ecr.batch_check_layer_availability(**named, layerDigests=[wanted])["layers"]
    if found["layerAvailability"] != "AVAILABLE":
        ecr.complete_layer_upload(**upload(account, LAYER), layerDigests=[wanted])
    return wanted


def image(account: Account, note: str, layer_digest: str = "") -> dict[str, Any]:
    """A request for an image of the layer; images of other notes are others."""
    described = {"mediaType": "x", "digest": layer_digest or layer(account), "size": len(LAYER)}
    manifest = {"schemaVersion": 2, "mediaType": MANIFEST, "config": described}
    text = json.dumps({**manifest, "layers": [described], "annotations": {"note": note}})
    return {
        **repository(account),
        "imageManifest": text,
        "imageManifestMediaType": MANIFEST,
        "imageDigest": digest(text.encode()),
    }


def stored(account: Account, note: str, tag: str) -> dict[str, Any]:
    """The same after it was stored."""
    request = {**image(account, note), "imageTag": tag}
    account.client("ecr").put_image(**request)
    return request


def index(account: Account) -> dict[str, Any]:
    """Of an image that is not there."""
    listed = [{"mediaType": MANIFEST, "digest": ELSEWHERE, "size": 1}]
    text = json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": listed})
    return {**repository(account), "imageManifest": text, "imageManifestMediaType": INDEX}


def part(begun: dict[str, Any], first: int, last: int) -> dict[str, Any]:
    return {**begun, "partFirstByte": first, "partLastByte": last, "layerPartBlob": LAYER}


NOBODY = "00000000-0000-0000-0000-000000000000"

REGISTRY = [
    Refused(
        "a layer whose bytes have another digest",
        "ecr",
        "complete_layer_upload",
        lambda a: {**upload(a, LAYER), "layerDigests": [ELSEWHERE]},
        "InvalidLayerException",
    ),
    Refused(
        "a layer without parts",
        "ecr",
        "complete_layer_upload",
        lambda a: {**upload(a), "layerDigests": [ELSEWHERE]},
        "EmptyUploadException",
    ),
    Refused(
        "a layer in parts of less than 5 MiB",
        "ecr",
        "complete_layer_upload",
        lambda a: {**upload(a, LAYER, LAYER), "layerDigests": [digest(LAYER * 2)]},
        "LayerPartTooSmallException",
    ),
    Refused(
        "a layer that is there",
        "ecr",
        "complete_layer_upload",
        lambda a: {"layerDigests": [layer(a)], **upload(a, LAYER)},
        "LayerAlreadyExistsException",
    ),
    Refused(
        "a part that leaves bytes out",
        "ecr",
        "upload_layer_part",
        lambda a: part(upload(a), 1, len(LAYER)),
        "InvalidLayerPartException",
    ),
    Refused(
        "a part of another size than it says",
        "ecr",
        "upload_layer_part",
        lambda a: part(upload(a), 0, len(LAYER)),
        "InvalidLayerPartException",
    ),
    Refused(
        "a part of an upload that nobody began",
        "ecr",
        "upload_layer_part",
        lambda a: part({**repository(a), "uploadId": NOBODY}, 0, len(LAYER) - 1),
        "UploadNotFoundException",
    ),
    Refused(
        "an image whose layers are missing",
        "ecr",
        "put_image",
        lambda a: image(a, "missing", ELSEWHERE),
        "LayersNotFoundException",
    ),
    Refused(
        "an index whose images are missing",
        "ecr",
        "put_image",
        index,
        "ReferencedImagesNotFoundException",
    ),
    Refused(
        "an image of another digest",
        "ecr",
        "put_image",
        lambda a: {**image(a, "other"), "imageDigest": ELSEWHERE},
        "ImageDigestDoesNotMatchException",
    ),
    Refused(
        "an image that is there with its tag",
        "ecr",
        "put_image",
        lambda a: stored(a, "same", "1.0"),
        "ImageAlreadyExistsException",
    ),
    Refused(
        "a tag of another image",
        "ecr",
        "put_image",
        lambda a: {**image(a, "moved"), "imageTag": stored(a, "first", "2.0")["imageTag"]},
        "ImageTagAlreadyExistsException",
    ),
    Refused(
        "an image that is no manifest",
        "ecr",
        "put_image",
        lambda a: {**repository(a), "imageManifest": "[]"},
        "InvalidParameterException",
    ),
    Refused(
        "an image in a repository that is not there",
        "ecr",
        "put_image",
        lambda _: {"repositoryName": "nobody", "imageManifest": "{}"},
        "RepositoryNotFoundException",
    ),
    Refused(
        "an image that is not there",
        "ecr",
        "describe_images",
        lambda a: {**repository(a), "imageIds": [{"imageTag": "none"}]},
        "ImageNotFoundException",
    ),
    Refused(
        "the scan of an image that was pushed unscanned",
        "ecr",
        "describe_image_scan_findings",
        lambda a: {
            **repository(a),
            "imageId": {"imageDigest": stored(a, "unscanned", "3.0")["imageDigest"]},
        },
        "ScanNotFoundException",
    ),
    Refused(
        "the scan of an image that is not there",
        "ecr",
        "describe_image_scan_findings",
        lambda a: {**repository(a), "imageId": {"imageDigest": ELSEWHERE}},
        "ImageNotFoundException",
    ),
    Refused(
        "the scan of a repository that is not there",
        "ecr",
        "describe_image_scan_findings",
        lambda _: {"repositoryName": "nobody", "imageId": {"imageTag": "1.0"}},
        "RepositoryNotFoundException",
    ),
]
