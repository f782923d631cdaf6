"""Which pair of database and files OpenEMR uses, by ECS alone, and since when."""

from datetime import datetime

from scripts.deployment.pairs import color_of
from scripts.inventory.releases import Revision, described, newest_first
from scripts.inventory.scope import Scope
from stacks.pairs import Color


def served_since(scope: Scope, color: Color) -> datetime | None:
    """When the first tasks for this pair were registered after those for the other one.

    None if ECS does not tell, or if the newest ones are not for it. Terraform registers them in the
    cut-over itself, minutes before they start. Raises AwsError.
    """
    first = None
    for each in newest_first(scope):
        used = _color(scope, each)
        if used is None:
            return None
        if used != color:
            return first
        first = each.registered
    # One pair alone, as far as ECS remembers: nobody knows when the other one served.
    return None


def used_pair(scope: Scope, cluster: str, service: str) -> Color | None:
    """The pair that a service's task definition names; None if it cannot be told.

    Raises AwsError.
    """
    found = scope.aws.get("ecs", "describe_services", cluster=cluster, services=[service])
    for each in found["services"]:
        revision = described(scope, each["taskDefinition"])
        return _color(scope, revision) if revision else None
    return None


def _color(scope: Scope, revision: Revision) -> Color | None:
    return color_of(scope.deployment, revision.database) if revision.database else None
