"""ECR: basic scanning of what is pushed, with findings that a test has planted.

An index is not scanned, each of its images is; attestations are not.
https://github.com/alexjurkiewicz/ecr-scan-image/issues/43 and
https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-basic.html (read 2026-11-30)
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from ministack import app
from ministack.core.responses import error_response_json, get_account_id, json_response
from ministack.services import ecr

from scripts.embedded_aws.server.fixes.ecr_images import image_of, missing_image
from scripts.embedded_aws.server.json_service import operation
from scripts.embedded_aws.server.patching import Handler, around
from scripts.embedded_aws.server.state import regional_records
from scripts.embedded_aws.server.wire import Response

_PATH = "/_ministack/ecr-findings"
_PAGE = 100
_SCANNED_AT = 1796000000
# `repository@digest` -> status and findings
_planted = regional_records("ecr_findings")
# The same -> true, of images that were pushed while their repository scanned
_scanned = regional_records("ecr_scans")


@around(app, "_handle_admin_reset")
async def plant_findings(
    original: Handler, path: str, method: str, query: dict[str, list[str]]
) -> Response | None:
    """POST, with `image` (repository@digest), `finding` (NAME:SEVERITY) repeatedly, `status`."""
    if (method, path) != ("POST", _PATH):
        answer: Response | None = await original(path, method, query)
        return answer
    findings = [each.rpartition(":")[::2] for each in query.get("finding", [])]
    status = query.get("status", ["COMPLETE"])[0]
    _planted[query["image"][0]] = {"status": status, "findings": findings}
    return json_response({"findings": len(findings)})


@around(ecr, "_put_image")
def scan_on_push(original: Handler, request: dict[str, Any]) -> Response:
    response: Response = original(request)
    if response[0] != 200:
        return response
    name, image = request["repositoryName"], json.loads(response[2])["image"]
    scans = ecr._repositories[name]["imageScanningConfiguration"].get("scanOnPush")
    if scans and _can_be_scanned(image["imageManifest"]):
        _scanned[f"{name}@{image['imageId']['imageDigest']}"] = True
    return response


@operation(ecr, "DescribeImageScanFindings")
def describe_scans(request: dict[str, Any]) -> Response:
    name, wanted = request["repositoryName"], request["imageId"]
    if name not in ecr._repositories:
        return error_response_json(
            "RepositoryNotFoundException",
            f"The repository with name '{name}' does not exist in the registry with id "
            f"'{get_account_id()}'",
            400,
        )
    image = image_of(request, wanted)
    if image is None:
        return missing_image(request, wanted)
    scan = f"{name}@{image['imageDigest']}"
    if scan not in _scanned:
        return error_response_json(
            "ScanNotFoundException",
            f"Image scan does not exist for the image with '{image['imageId']}' in the repository "
            f"with the name '{name}' in the registry with the id '{get_account_id()}'",
            400,
        )
    planted = _planted.get(scan) or {"status": "COMPLETE", "findings": []}
    answer = {
        "registryId": get_account_id(),
        "repositoryName": name,
        "imageId": image["imageId"],
        "imageScanStatus": {"status": planted["status"], "description": "planted"},
    }
    if planted["status"] == "COMPLETE":
        answer |= _page(planted["findings"], request)
    return json_response(answer)


def _page(findings: Sequence[Sequence[str]], request: dict[str, Any]) -> dict[str, Any]:
    start, most = int(request.get("nextToken") or 0), int(request.get("maxResults") or _PAGE)
    page = findings[start : start + most]
    following = {"nextToken": str(start + most)} if start + most < len(findings) else {}
    return {
        "imageScanFindings": {
            "imageScanCompletedAt": _SCANNED_AT,
            "vulnerabilitySourceUpdatedAt": _SCANNED_AT,
            "findingSeverityCounts": dict(Counter(severity for _, severity in findings)),
            "findings": [{"name": name, "severity": severity} for name, severity in page],
        },
        **following,
    }


def _can_be_scanned(manifest: str) -> bool:
    layers = json.loads(manifest).get("layers") or []
    return bool(layers) and not any("in-toto" in str(each.get("mediaType")) for each in layers)
