"""Groups of settings of a deployment in cdktf.json: read and replaced, all else left as it is."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.cli.errors import OperationFailedError
from scripts.deployment.settings_file import replace_context
from stacks.cdktf_json import read_context
from stacks.settings import parse_settings

STORES = "stores"
Groups = Mapping[str, Mapping[str, Any]]


class UnwritableError(OperationFailedError):
    """cdktf.json cannot be written; the message has the setting to write by hand."""


def read_stores(file: Path, deployment: str) -> dict[str, Any]:
    """The group `stores`. Raises CdktfJsonError."""
    return read_group(file, deployment, STORES)


def read_group(file: Path, deployment: str, group: str) -> dict[str, Any]:
    """A group as it stands there; empty if it is left out. Raises CdktfJsonError."""
    found = read_context(file)["deployments"][deployment].get(group, {})
    return dict(found)


def with_stores(context: Any, deployment: str, stores: Mapping[str, Any]) -> Any:
    """A copy of a `context` with another group `stores`."""
    return with_groups(context, deployment, {STORES: stores})


def with_groups(context: Any, deployment: str, groups: Groups) -> Any:
    """A copy of a `context` with these groups replaced; an empty one is left out."""
    changed = copy.deepcopy(context)
    settings = changed["deployments"][deployment]
    for name, group in groups.items():
        settings.pop(name, None)
        if group:
            settings[name] = dict(group)
    return changed


def write_stores(
    file: Path, deployment: str, stores: Mapping[str, Any], locked: Mapping[str, str]
) -> None:
    """Replace the group `stores`, as write_groups does."""
    write_groups(file, deployment, {STORES: stores}, locked)


def write_groups(file: Path, deployment: str, groups: Groups, locked: Mapping[str, str]) -> None:
    """Replace groups, unless the settings would not be valid. The file is replaced at once.

    locked: digests of the lock file. Raises SettingsError, CdktfJsonError, UnwritableError.
    """
    changed = with_groups(read_context(file), deployment, groups)
    parse_settings(changed, locked)
    try:
        replace_context(file, changed)
    except OSError as problem:
        shown = json.dumps({name: dict(group) for name, group in groups.items()})
        raise UnwritableError(
            f"{file} cannot be written ({problem.strerror}). Set deployments.{deployment} to hold "
            f"{shown}, and run the command again."
        ) from problem
