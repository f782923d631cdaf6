"""The setting `stores` of a deployment in cdktf.json: read and replaced, all else left as it is."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.cli.errors import OperationFailedError
from scripts.deployment.settings_file import replace_context
from stacks.cdktf_json import read_context
from stacks.settings import parse_settings

_SETTING = "stores"


class UnwritableError(OperationFailedError):
    """cdktf.json cannot be written; the message has the setting to write by hand."""


def read_stores(file: Path, deployment: str) -> dict[str, Any]:
    """The setting as it stands there; empty if it is left out. Raises CdktfJsonError."""
    found = read_context(file)["deployments"][deployment].get(_SETTING, {})
    return dict(found)


def with_stores(context: Any, deployment: str, stores: Mapping[str, Any]) -> Any:
    """A copy of a `context` with another setting; an empty one is left out."""
    changed = copy.deepcopy(context)
    settings = changed["deployments"][deployment]
    settings.pop(_SETTING, None)
    if stores:
        settings[_SETTING] = dict(stores)
    return changed


def write_stores(
    file: Path, deployment: str, stores: Mapping[str, Any], locked: Mapping[str, str]
) -> None:
    """Replace the setting, unless the settings would not be valid. The file is replaced at once.

    locked: digests of the lock file. Raises SettingsError, CdktfJsonError, UnwritableError.
    """
    changed = with_stores(read_context(file), deployment, stores)
    parse_settings(changed, locked)
    try:
        replace_context(file, changed)
    except OSError as problem:
        shown = json.dumps({_SETTING: dict(stores)})
        raise UnwritableError(
            f"{file} cannot be written ({problem.strerror}). Set deployments.{deployment} to hold "
            f"{shown}, and run the command again."
        ) from problem
