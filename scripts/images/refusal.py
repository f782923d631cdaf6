"""Whether the scan of an image stops its deployment, and what to do then."""

from collections.abc import Mapping
from typing import Any

from scripts.images.chosen import ChosenImage
from scripts.images.findings import Scan
from scripts.terraform.documents.state import StateResources

_SHOWN = 12


def runs_already(digest: str, state: Mapping[str, Any]) -> bool:
    """Whether the deployed tasks run this very image: no deployment makes them better or worse.

    All of them, as a restore's task runs the image too.
    """
    deployed = StateResources.of(state).of_type("aws_ecs_task_definition")
    texts = [str(each.attributes.get("container_definitions", "")) for each in deployed]
    return bool(digest and texts) and all(f"@{digest}" in text for text in texts)


def refusal(image: ChosenImage, scan: Scan) -> str:
    """Why the scan of an image stops its deployment; empty if it does not."""
    setting = f"deployments.{image.name}.application"
    if scan.unknown:
        return (
            f"It is not known what {_named(image)} contains: {scan.unknown}.\n"
            f"Run the command again when it is scanned, or set {setting}.image_findings to none."
        )
    found = [] if image.gate.is_open else image.gate.stopping(scan.findings)
    if not found:
        return ""
    lines = [f"  {each.name}: {each.severity}" for each in found[:_SHOWN]]
    if more := len(found) - len(lines):
        lines.append(f"  and {more} more: openemr image show {image.name} --json")
    head = f"ECR's scan of {_named(image)} has findings:"
    advice = (
        f"Choose an image without them (openemr image lock {image.name} --update, or another "
        f"openemr_version), or accept each by name in {setting}.accepted_image_findings; "
        f"{setting}.image_findings is the lowest severity that stops."
    )
    return "\n".join([head, *lines, advice])


def _named(image: ChosenImage) -> str:
    """By tag and digest, where both are known."""
    if not image.digest or image.digest in image.upstream:
        return image.upstream
    return f"{image.upstream} ({image.digest})"
