"""ECR: layers are uploaded in parts and kept by digest and size, without their bytes.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CompleteLayerUpload.html (2026-11-30)
"""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import get_account_id, json_response
from ministack.services import ecr

from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response


@dataclass
class Upload:
    """The parts of one upload so far; it ends with the server, as MiniStack's own do."""

    repository: str
    sizes: list[int] = field(default_factory=list)
    hashed: Any = field(default_factory=hashlib.sha256)

    @property
    def received(self) -> int:
        """Number of bytes."""
        return sum(self.sizes)

    @property
    def digest(self) -> str:
        """Of all bytes."""
        return f"sha256:{self.hashed.hexdigest()}"


_uploads: dict[str, Upload] = {}
# Repository -> digest -> size
_layers = regional_records("ecr_layers")


def layers_of(repository: str) -> dict[str, int]:
    found: dict[str, int] = _layers.get(repository) or {}
    return found


def upload_of(request: dict[str, Any]) -> Upload | None:
    found = _uploads.get(str(request.get("uploadId")))
    return found if found and found.repository == request.get("repositoryName") else None


@around(ecr, "_initiate_layer_upload")
def remember_upload(original: Handler, request: dict[str, Any]) -> Response:
    response: Response = original(request)
    if response[0] == 200:
        _uploads[json.loads(response[2])["uploadId"]] = Upload(request["repositoryName"])
    return response


@around(ecr, "_upload_layer_part")
def receive_part(_original: Handler, request: dict[str, Any]) -> Response:
    upload = upload_of(request) or Upload("")
    part = base64.b64decode(request["layerPartBlob"])
    upload.sizes.append(len(part))
    upload.hashed.update(part)
    return json_response(_answer(request, lastByteReceived=upload.received - 1))


@around(ecr, "_complete_layer_upload")
def keep_layer(_original: Handler, request: dict[str, Any]) -> Response:
    name, upload = request["repositoryName"], upload_of(request) or Upload("")
    _uploads.pop(str(request["uploadId"]), None)
    _layers[name] = {**layers_of(name), upload.digest: upload.received}
    return json_response(_answer(request, layerDigest=upload.digest))


@around(ecr, "_batch_check_layer_availability")
def know_layers(original: Handler, request: dict[str, Any]) -> Response:
    response: Response = original(request)
    if response[0] != 200:
        return response
    known = layers_of(request["repositoryName"])
    found = [_availability(each, known) for each in request["layerDigests"]]
    return json_response({"layers": found, "failures": []})


@around(ecr, "_delete_repository")
def forget_layers(original: Handler, request: dict[str, Any]) -> Response:
    response: Response = original(request)
    if response[0] == 200:
        _layers.pop(request["repositoryName"], None)
    return response


def _availability(digest: str, known: dict[str, int]) -> dict[str, Any]:
    if digest not in known:
        return {"layerDigest": digest, "layerAvailability": "UNAVAILABLE"}
    return {
        "layerDigest": digest,
        "layerAvailability": "AVAILABLE",
        "layerSize": known[digest],
    }


def _answer(request: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {
        "registryId": get_account_id(),
        "repositoryName": request["repositoryName"],
        "uploadId": request["uploadId"],
        **members,
    }
