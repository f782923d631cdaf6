"""Pairs of database and files in configurations: their addresses, and what a change touches."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from scripts.commands.restore.settings_file import with_stores
from stacks.cdktf_json import read_context
from stacks.image_lock import lock_beside, read_image_lock
from stacks.settings import parse_settings
from stacks.settings.stores import Color, StoresSettings

Configuration = Mapping[str, Any]
_SERVICE = "aws_ecs_service."


@dataclass(frozen=True)
class PairAddresses:
    """Terraform addresses of one pair."""

    color: Color

    @property
    def prefix(self) -> str:
        """What the names of its resources begin with (stacks/stores.py)."""
        return "" if self.color == "blue" else f"{self.color}_"

    @property
    def cluster(self) -> str:
        """The Aurora cluster."""
        return f"aws_rds_cluster.{self.prefix}database_cluster"

    @property
    def files(self) -> str:
        """The file system."""
        return f"aws_efs_file_system.{self.prefix}files_sites"


def unfinished(stores: StoresSettings, *, has_service: bool) -> Color | None:
    """The pair of a restore that did not come to its end: a standby, or all that there will be.

    has_service: whether the state has the ECS service.
    """
    if stores.standby == "restoring":
        return stores.other
    if not has_service and stores.copies(stores.serving)[1]:
        return stores.serving
    return None


def configuration_with(file: Path, deployment: str, stores: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration that other `stores` would give. Raises SettingsError."""
    from stacks.app import synthesize  # noqa: PLC0415 - half a second, which most commands save

    context = with_stores(read_context(file), deployment, stores)
    settings = parse_settings(context, read_image_lock(lock_beside(file)))
    with TemporaryDirectory(prefix="openemr-restore-") as folder:
        synthesize(settings, folder)
        text = Path(folder, "stacks", deployment, "cdk.tf.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def differing(before: Configuration, after: Configuration) -> frozenset[str]:
    """Addresses of the resources that one configuration has otherwise than the other."""
    old, new = _by_address(before), _by_address(after)
    return frozenset(each for each in old.keys() | new.keys() if old.get(each) != new.get(each))


def removed(before: Configuration, after: Configuration) -> frozenset[str]:
    """Addresses that only the first has."""
    return frozenset(_by_address(before).keys() - _by_address(after).keys())


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
