"""Reads every deployment's settings from cdktf.json, or says all that is wrong with them."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from stacks.cdktf_json import CdktfJsonError, read_context
from stacks.image_lock import ImageLockError, lock_beside, read_image_lock
from stacks.naming import LONGEST_DEPLOYMENT_NAME, place_name
from stacks.settings.application import LOCKED_IMAGES
from stacks.settings.deployment import Deployment
from stacks.settings.group import Group
from stacks.settings.problems import SettingPath, dotted, messages, unknown, wrong_value
from stacks.settings.remote_state import RemoteStateSettings

DEPLOYMENT_NAME = re.compile(r"[a-z](?:-?[a-z0-9])*")
STATE_STACK = "remote-state"
OWN_CONTEXT = ("deployments", "remote_state")
# Feature flags of CDKTF itself, which also live in the context.
CDKTF_CONTEXT = (
    "excludeStackIdFromLogicalIds",
    "allowSepCharsInLogicalIds",
    "cdktfRelativeModules",
)


class SettingsError(Exception):
    """The settings are wrong; `problems` holds one line for each mistake."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """All deployments by name, and the remote state they share, if any."""

    deployments: dict[str, Deployment]
    remote_state: RemoteStateSettings | None


def read_settings(file: Path) -> Settings:
    """Read the `context` of a cdktf.json, and the lock file beside it.

    Raises SettingsError naming every mistake.
    """
    try:
        context = read_context(file)
        locked = read_image_lock(lock_beside(file))
    except CdktfJsonError as error:
        raise SettingsError([str(error)]) from None
    except ImageLockError as error:
        raise SettingsError(error.problems) from None
    return parse_settings(context, locked)


def parse_settings(context: Any, locked: Mapping[str, str] | None = None) -> Settings:
    """Turn the `context` object of cdktf.json into settings.

    locked: image by tag -> digest, as the lock file has them. Raises SettingsError.
    """
    if not isinstance(context, dict):
        raise SettingsError([wrong_value(("context",), context, "an object")])
    problems = list(_unknown_keys(context))
    deployments: dict[str, Deployment] = {}
    given = context.get("deployments")
    if not isinstance(given, dict) or not given:
        problems.append(
            wrong_value(("context", "deployments"), given, "an object with at least one deployment")
        )
        given = {}
    for name, data in given.items():
        path = ("context", "deployments", name)
        problems += _name_problems(path, name)
        deployments[name] = _parse(Deployment, data, path, problems, locked)
    remote_state = context.get("remote_state")
    if remote_state is not None:
        place = ("context", "remote_state")
        remote_state = _parse(RemoteStateSettings, remote_state, place, problems)
    problems += _shared_names(deployments)
    if problems:
        raise SettingsError(problems)
    return Settings(deployments, remote_state)


def _unknown_keys(context: dict[str, Any]) -> Iterator[str]:
    for key, value in context.items():
        if key not in OWN_CONTEXT + CDKTF_CONTEXT:
            yield unknown(("context", key), value, OWN_CONTEXT)


def _name_problems(path: SettingPath, name: str) -> list[str]:
    problems = []
    if not DEPLOYMENT_NAME.fullmatch(name) or name == STATE_STACK:
        problems.append(
            f"{dotted(path)}: the deployment's name must be lower-case letters, digits and single "
            f"hyphens, beginning with a letter, and not {STATE_STACK}"
        )
    if len(name) > LONGEST_DEPLOYMENT_NAME:
        problems.append(
            f"{dotted(path)}: the deployment's name has {len(name)} characters; accepted: at most "
            f"{LONGEST_DEPLOYMENT_NAME}, so that AWS's length limits hold for every name made of it"
        )
    return problems


def _shared_names(deployments: Mapping[str, Deployment | None]) -> Iterator[str]:
    """Places of copies whose stack would have the name of a deployment or of another place."""
    taken = dict.fromkeys(deployments, "a deployment")
    for name, deployment in deployments.items():
        for place in deployment.backup.copies if deployment else ():
            stack = place_name(name, place.region)
            if stack in taken:
                path = ("context", "deployments", name, "backup", "copies")
                yield wrong_value(
                    path, place.region, f"a Region with which {stack} is not {taken[stack]} too"
                )
            taken[stack] = f"the copies of {name}"


def _parse(
    model: type[Group],
    data: Any,
    path: SettingPath,
    problems: list[str],
    locked: Mapping[str, str] | None = None,
) -> Any:
    """Validate; on errors validate the rest again, so that rules between fields are heard too."""
    wrong: set[SettingPath] = set()
    while True:
        try:
            return model.model_validate(data, context={LOCKED_IMAGES: locked or {}})
        except ValidationError as failure:
            found = failure.errors(include_url=False)
        places = {tuple(error["loc"]) for error in found}
        for error in found:
            problems += messages(model, error, path, wrong)
        data, progress = _without(data, places)
        wrong |= places
        if not progress:
            return None


def _without(data: Any, places: set[SettingPath]) -> tuple[Any, bool]:
    """A copy of `data` without the values at `places`, and whether anything was left out."""
    copy = json.loads(json.dumps(data))
    progress = False
    # Of a list, all of it.
    whole = {tuple(itertools.takewhile(_is_key, place)) for place in places}
    for keys in sorted(whole, key=len, reverse=True):
        parent, known = copy, True
        for key in keys[:-1]:
            known = known and isinstance(parent, dict) and key in parent
            parent = parent[key] if known else None
        if known and keys and isinstance(parent, dict):
            if keys[-1] in parent:
                del parent[keys[-1]]
                progress = True
            elif len(keys) > 1:
                # A required field is missing: leave out the whole group.
                progress = copy.pop(keys[0], None) is not None or progress
    return copy, progress


def _is_key(step: str | int) -> bool:
    return isinstance(step, str)
