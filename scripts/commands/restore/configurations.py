"""Configurations before and after a change of the setting stores, and what differs in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.commands.restore.settings_file import with_stores
from scripts.terraform.subjects import configurations_of
from stacks.cdktf_json import read_context
from stacks.image_lock import lock_beside, read_image_lock
from stacks.pairs import Color
from stacks.settings.stores import StoresSettings

Configuration = Mapping[str, Any]
_SERVICE = "aws_ecs_service."
# Of nobody: which copies a pair is made from is in none but its own resources.
_ANY_COPIES = {
    "database": "arn:aws:rds:us-west-2:000000000000:cluster-snapshot:any",
    "files": "arn:aws:backup:us-west-2:000000000000:recovery-point:"
    "00000000-0000-0000-0000-000000000000",
}


def unfinished(stores: StoresSettings, *, has_service: bool) -> Color | None:
    """The pair of a restore that did not come to its end: a standby, or all that there will be.

    has_service: whether the state has the ECS service.
    """
    if stores.standby == "restoring":
        return stores.other
    if not has_service and stores.copies(stores.serving)[1]:
        return stores.serving
    return None


def without_pair(stores: Mapping[str, Any], color: Color) -> dict[str, Any]:
    """The setting without one of two pairs."""
    kept = {each: value for each, value in stores.items() if not each.startswith(f"{color}_")}
    return {**kept, "standby": "absent"}


def before_discard(stores: Mapping[str, Any], color: Color) -> list[dict[str, Any]]:
    """The setting with the pair: as it is, or as it may have been before a discard began."""
    if stores.get("standby", "absent") != "absent":
        return [dict(stores)]
    copies = {f"{color}_{part}": arn for part, arn in _ANY_COPIES.items()}
    return [{**stores, **copies, "standby": each} for each in ("restoring", "kept")]


def configuration_with(file: Path, deployment: str, stores: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration that other `stores` would give. Raises SettingsError."""
    context = with_stores(read_context(file), deployment, stores)
    locked = read_image_lock(lock_beside(file))
    return dict(configurations_of(context, locked)[deployment].document)


def differing(before: Configuration, after: Configuration) -> frozenset[str]:
    """Addresses of the resources that one configuration has otherwise than the other."""
    old, new = _by_address(before), _by_address(after)
    return frozenset(each for each in old.keys() | new.keys() if old.get(each) != new.get(each))


def removed(before: Configuration, after: Configuration) -> frozenset[str]:
    """Addresses that only the first has."""
    return frozenset(_by_address(before).keys() - _by_address(after).keys())


@dataclass(frozen=True)
class Change:
    """Addresses that differ between configurations, and those that are not in the last one."""

    differing: frozenset[str]
    removed: frozenset[str]

    @classmethod
    def of(cls, before: Sequence[Configuration], after: Configuration) -> "Change":
        """From each of `before` to `after`."""
        return cls(
            frozenset().union(*(differing(each, after) for each in before)),
            frozenset().union(*(removed(each, after) for each in before)),
        )


def without_service(configuration: Configuration) -> tuple[str, ...]:
    """Addresses of all resources that neither are the ECS service nor depend on it."""
    left = everything = _by_address(configuration)
    gone = {each for each in left if each.startswith(_SERVICE)}
    while gone:
        left = {each: text for each, text in left.items() if each not in gone}
        missing = everything.keys() - left
        gone = {
            each for each, text in left.items() if any(_names(text, other) for other in missing)
        }
    return tuple(left)


def _names(text: str, address: str) -> bool:
    return f"${{{address}." in text or f'"{address}"' in text


def _by_address(configuration: Configuration) -> dict[str, str]:
    """Address -> arguments as text, without what Terraform does not read."""
    return {
        f"{kind}.{name}": json.dumps(
            {key: value for key, value in arguments.items() if key != "//"}, sort_keys=True
        )
        for kind, named in configuration.get("resource", {}).items()
        for name, arguments in named.items()
    }
