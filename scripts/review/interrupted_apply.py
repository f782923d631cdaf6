"""Approval of changes that an interrupted apply did not finish: it is not asked for again.

A first apply that is interrupted after it created a role continues by attaching a policy to an
existing role, which without this would look like access being opened. The file is kept beside the
stack's Terraform JSON from the start of an apply until one succeeds; it applies only to resources
whose configuration is unchanged. What cannot be taken back is asked for again.

Another checkout has no such file. There, as long as the deployment has no service in AWS, what a
first apply would create unasked is created unasked, and what it left half-made is completed:
nothing runs yet that it could expose.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from scripts.cli.steps import Steps
from scripts.review import Kind, Plan, passes_in_a_first_apply
from scripts.review.plan_review import Item, Review, review

_NAME = "agreed.json"
_CONTINUES = ("create", "update")
_SERVICE = "aws_ecs_service"
_UNKNOWN = Kind.UNREVIEWED
# Terraform's reason for replacing a resource only because its creation was interrupted.
_TAINTED = "replace_because_tainted"


def remember(directory: Path, configuration: Mapping[str, Any], agreed: Review) -> None:
    """Record the approved changes of the apply that begins now, and their configuration."""
    noted = {each.address: _fingerprint(configuration, each.address) for each in agreed.items}
    (directory / _NAME).write_text(json.dumps(noted, indent=2, sort_keys=True) + "\n")


def forget(directory: Path) -> None:
    """Remove the record after a successful apply."""
    (directory / _NAME).unlink(missing_ok=True)


def review_continued(
    document: Any,
    allowed: Collection[str],
    directory: Path,
    configuration: Mapping[str, Any],
    steps: Steps,
) -> Review:
    """The review, in which approved changes of an unfinished apply are allowed.

    Raises PlanError.
    """
    first = review(document, allowed, configuration)
    noted = _noted(directory)
    agreed = [
        each.address
        for each in first.stopped
        if _continues(each)
        and Kind.IRREVERSIBLE not in [verdict.kind for verdict in each.judged.verdicts]
        and noted.get(each.address) == _fingerprint(configuration, each.address)
    ]
    unserved = [
        each.address
        for each in first.stopped
        if each.address not in agreed
        and _has_no_service(first.plan)
        and (passes_in_a_first_apply(first.plan, each.judged.change) or _completes(each))
    ]
    for addresses, why in (
        (agreed, "were approved before an apply that did not complete"),
        (unserved, "continue a first deployment whose service does not exist yet"),
    ):
        if addresses:
            steps.console.print(f"{len(addresses)} changes {why}.", soft_wrap=True)
    if not agreed and not unserved:
        return first
    return review(document, [*allowed, *agreed, *unserved], configuration)


def _has_no_service(plan: Plan) -> bool:
    """The plan creates the service, so neither state nor AWS has it."""
    services = [each for each in plan.changes if each.type == _SERVICE]
    return bool(services) and all(
        each.action == "create" and each.address not in plan.existing for each in services
    )


def _completes(item: Item) -> bool:
    """It takes in what was made half, such as a bucket with AWS's defaults, and no rule objects."""
    kinds = {each.kind for each in item.judged.verdicts if each.kind.needs_allow}
    return bool(item.judged.change.import_id) and item.action == "update" and kinds == {_UNKNOWN}


def _continues(item: Item) -> bool:
    return item.action in _CONTINUES or item.judged.change.action_reason == _TAINTED


def _noted(directory: Path) -> dict[str, str]:
    try:
        read = json.loads((directory / _NAME).read_text())
    except (OSError, ValueError):
        return {}
    return dict(read) if isinstance(read, dict) else {}


def _fingerprint(configuration: Mapping[str, Any], address: str) -> str:
    kind, _, name = address.partition("[")[0].partition(".")
    arguments = configuration.get("resource", {}).get(kind, {}).get(name)
    text = json.dumps(arguments, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
