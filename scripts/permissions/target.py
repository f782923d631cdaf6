"""What a deployment's grants are filled in with: account, Region, names, state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.resources.facets.actions import ANY, Condition, Grant
from scripts.terraform.backend.place import RemotePlace
from scripts.terraform.documents.provider import aws_providers, region_of

# Services with one endpoint for all Regions.
_GLOBAL = frozenset({"iam", "route53", "s3", "sts"})
_REGION = "aws:RequestedRegion"

# Without a boundary in the settings there is none to set.
_ON_BOUNDARIES = {"iam:PutRolePermissionsBoundary"}


@dataclass(frozen=True)
class Target:
    """zones: of its records. boundary: ARN of its roles' permissions boundary, empty without.

    state: where the state is kept; None for a local file.
    """

    name: str
    account: str
    region: str
    zones: tuple[str, ...] = ()
    boundary: str = ""
    state: RemotePlace | None = None

    def filled(self, grants: Iterator[Grant]) -> Iterator[Grant]:
        """The grants for this deployment; without those of what it has not."""
        for each in grants:
            if not self.boundary and set(each.actions) & _ON_BOUNDARIES:
                continue
            resources = tuple(sorted({one for part in each.resources for one in self._arns(part)}))
            if resources:
                when = self._when(each.when)
                yield Grant(each.actions, resources, self._confined(each, when), each.optional)

    def _arns(self, pattern: str) -> Iterator[str]:
        for zone in self.zones if "{zone}" in pattern else ("",):
            yield self._text(pattern).replace("{zone}", zone)

    def _when(self, condition: Condition) -> Condition:
        filled = ((operator, key, self._text(value)) for operator, key, value in condition)
        return tuple(each for each in filled if each[2])

    def _confined(self, each: Grant, when: Condition) -> Condition:
        """What names no resource is confined to the Region, where the service has Regions."""
        services = {action.partition(":")[0] for action in each.actions}
        has_region = any(key == _REGION for _, key, _ in when)
        if each.resources != (ANY,) or has_region or services & _GLOBAL:
            return when
        return (*when, ("StringEquals", _REGION, self.region))

    def _text(self, text: str) -> str:
        given = {"name": self.name, "account": self.account, "region": self.region}
        for key, value in (given | {"boundary": self.boundary}).items():
            text = text.replace(f"{{{key}}}", value)
        return text


def account_of(configuration: Mapping[str, Any]) -> str:
    """The account's id that the settings name; empty if they name none."""
    named = [each.allowed_accounts for each in aws_providers(configuration)]
    return next((next(iter(each)) for each in named if len(each) == 1), "")


def read_target(
    name: str, configuration: Mapping[str, Any], account: str, state: RemotePlace | None
) -> Target:
    """The target of a synthesized configuration in that account."""
    resources: Mapping[str, Mapping[str, Any]] = configuration.get("resource", {})
    records = resources.get("aws_route53_record", {}).values()
    roles = resources.get("aws_iam_role", {}).values()
    zones = {str(each["zone_id"]) for each in records if "${" not in str(each["zone_id"])}
    boundaries = {str(each.get("permissions_boundary") or "") for each in roles}
    return Target(
        name=name,
        account=account,
        region=region_of(configuration),
        zones=tuple(sorted(zones)),
        boundary=boundaries.pop() if len(boundaries) == 1 else "",
        state=state,
    )
