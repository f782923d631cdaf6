"""A new deployment in cdktf.json: judged by the reader of the settings, then written."""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.cli.errors import InvalidInputError, OperationFailedError
from scripts.deployment.settings_file import replace_context
from stacks.cdktf_json import CdktfJsonError, read_context
from stacks.image_lock import ImageLockError, lock_beside, read_image_lock
from stacks.settings import SettingsError, parse_settings

_DEPLOYMENTS = "deployments"


class NameTakenError(InvalidInputError):
    """cdktf.json has a deployment of that name."""


class UnusableFileError(InvalidInputError):
    """cdktf.json or the lock file beside it cannot be read."""


class UnwritableFileError(OperationFailedError):
    """cdktf.json cannot be written; it is as it was."""


class Addition:
    """`deployment` under `name` in the context of `file`. Raises NameTakenError, UnusableFileError.

    problems: what the reader of the settings refuses; empty if the file may be written.
    """

    def __init__(self, file: Path, name: str, deployment: Mapping[str, Any]) -> None:
        self._file = file
        try:
            context = read_context(file)
            locked = read_image_lock(lock_beside(file))
        except (CdktfJsonError, ImageLockError) as error:
            raise UnusableFileError(str(error)) from None
        known = context.get(_DEPLOYMENTS) if isinstance(context, dict) else None
        if isinstance(known, dict) and name in known:
            raise NameTakenError(
                f"--as {name}: {file.name} has that deployment; accepted: a name other than "
                + ", ".join(known)
            )
        self._context = _with(context, name, deployment)
        self.problems: tuple[str, ...] = ()
        try:
            parse_settings(self._context, locked)
        except SettingsError as refused:
            self.problems = tuple(refused.problems)

    def write(self) -> None:
        """Replace the file. Raises UnwritableFileError."""
        if self.problems:
            raise ValueError("the settings are not valid")
        try:
            replace_context(self._file, self._context)
        except OSError as error:
            raise UnwritableFileError(
                f"{self._file} cannot be written ({error.strerror}); it is as it was."
            ) from error


def _with(context: Any, name: str, deployment: Mapping[str, Any]) -> Any:
    """A copy of the context with the deployment; one that is no object is left to its reader."""
    changed = copy.deepcopy(context)
    if isinstance(changed, dict) and isinstance(changed.setdefault(_DEPLOYMENTS, {}), dict):
        changed[_DEPLOYMENTS][name] = dict(deployment)
    return changed
