"""OpenEMR's release and database at a moment, from the registration times of ECS task definitions.

ECS keeps deregistered revisions, and numbers go on when a deployment is destroyed and made again
(https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html,
2026-11-30). When a revision took over is not recorded there: Terraform registers it minutes before.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scripts.deployment.tasks import CONTAINER
from scripts.inventory.scope import Scope
from stacks.image_reference import UPSTREAM_LABEL, ImageReference

_STATUSES = ("ACTIVE", "INACTIVE")
_HOST = "MYSQL_HOST"


@dataclass(frozen=True)
class Revision:
    """One revision of the task definition. version: of OpenEMR; empty if its image has no tag.

    image: what the container runs; of a copy in ECR, what it is a copy of. digest: of what runs.
    database: identifier of the cluster that it connects to; empty if it does not tell.
    """

    arn: str
    registered: datetime
    image: str
    version: str
    digest: str = ""
    database: str = ""


def revisions(scope: Scope, since: datetime) -> list[Revision]:
    """The revisions, newest first, down to the one that was the newest at `since`.

    Raises AwsError.
    """
    found = []
    for each in newest_first(scope):
        found.append(each)
        if each.registered <= since:
            break
    return found


def newest_first(scope: Scope) -> Iterator[Revision]:
    """Every revision, each read when it is asked for. Raises AwsError."""
    # stacks/components/application/task.py names it so.
    family = f"openemr-{scope.deployment}-openemr"
    arns = {
        arn
        for status in _STATUSES
        for arn in scope.aws.list(
            "ecs",
            "list_task_definitions",
            "taskDefinitionArns",
            familyPrefix=family,
            status=status,
        )
        if _family(arn) == family
    }
    for arn in sorted(arns, key=_number, reverse=True):
        if revision := described(scope, arn):
            yield revision


def described(scope: Scope, arn: str) -> Revision | None:
    """One revision; None if ECS does not tell since when it exists. Raises AwsError."""
    operation = "describe_task_definition"
    found = scope.aws.get("ecs", operation, taskDefinition=arn)["taskDefinition"]
    if not found.get("registeredAt"):
        return None
    image, running = _images(found)
    version, digest = ImageReference.parse(image).version, ImageReference.parse(running).digest
    return Revision(arn, found["registeredAt"], image, version, digest, _database(found))


def revision_at(known: Iterable[Revision], moment: datetime) -> Revision | None:
    """The newest one registered by then; None if AWS has none that old."""
    older = [each for each in known if each.registered <= moment]
    return max(older, key=lambda each: (each.registered, _number(each.arn)), default=None)


def _images(definition: Mapping[str, Any]) -> tuple[str, str]:
    """What the container runs, of a copy its original; and what it runs by its own reference."""
    for each in definition.get("containerDefinitions", ()):
        if each["name"] == CONTAINER:
            labels, running = each.get("dockerLabels") or {}, str(each.get("image", ""))
            return str(labels.get(UPSTREAM_LABEL) or running), running
    return "", ""


def _database(definition: Mapping[str, Any]) -> str:
    """The cluster, whose identifier its endpoint begins with (task.py)."""
    hosts = [
        str(each.get("value", ""))
        for container in definition.get("containerDefinitions", ())
        for each in container.get("environment") or ()
        if each.get("name") == _HOST
    ]
    return next(iter(hosts), "").partition(".")[0]


def _family(arn: str) -> str:
    return arn.rpartition("/")[2].rpartition(":")[0]


def _number(arn: str) -> int:
    return int(arn.rpartition(":")[2])
