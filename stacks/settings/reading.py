"""Reads every deployment's settings from cdktf.json, or says all that is wrong with them."""

import difflib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from stacks.naming import LONGEST_DEPLOYMENT_NAME
from stacks.settings.deployment import Deployment
from stacks.settings.group import Conflict, Group
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

Path_ = tuple[str | int, ...]


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
    """Read the `context` of a cdktf.json; raises SettingsError naming every mistake."""
    try:
        context = json.loads(file.read_text(encoding="utf-8"))["context"]
    except OSError as error:
        raise SettingsError([f"{file.name}: cannot be read ({error.strerror})"]) from None
    except (ValueError, KeyError, TypeError) as error:
        raise SettingsError(
            [f"{file.name}: must be JSON with an object `context` ({error})"]
        ) from None
    return parse_settings(context)


def parse_settings(context: Any) -> Settings:
    """Turn the `context` object of cdktf.json into settings."""
    if not isinstance(context, dict):
        raise SettingsError([_line(("context",), context, "an object")])
    problems = list(_unknown_keys(context))
    deployments: dict[str, Deployment] = {}
    given = context.get("deployments")
    if not isinstance(given, dict) or not given:
        problems.append(
            _line(("context", "deployments"), given, "an object with at least one deployment")
        )
        given = {}
    for name, data in given.items():
        path = ("context", "deployments", name)
        problems += _name_problems(path, name)
        deployments[name] = _parse(Deployment, data, path, problems)
    remote_state = context.get("remote_state")
    if remote_state is not None:
        path = ("context", "remote_state")
        remote_state = _parse(RemoteStateSettings, remote_state, path, problems)
    if problems:
        raise SettingsError(problems)
    return Settings(deployments, remote_state)


def _unknown_keys(context: dict[str, Any]) -> Iterator[str]:
    for key, value in context.items():
        if key not in OWN_CONTEXT + CDKTF_CONTEXT:
            yield _line(("context", key), value, _nearest(key, OWN_CONTEXT))


def _name_problems(path: Path_, name: str) -> list[str]:
    problems = []
    if not DEPLOYMENT_NAME.fullmatch(name) or name == STATE_STACK:
        problems.append(
            f"{_dotted(path)}: the deployment's name must be lower-case letters, digits and single "
            f"hyphens, beginning with a letter, and not {STATE_STACK}"
        )
    if len(name) > LONGEST_DEPLOYMENT_NAME:
        problems.append(
            f"{_dotted(path)}: the deployment's name has {len(name)} characters; accepted: at most "
            f"{LONGEST_DEPLOYMENT_NAME}, so that AWS's length limits hold for every name made of it"
        )
    return problems


def _parse(model: type[Group], data: Any, path: Path_, problems: list[str]) -> Any:
    """Validate; on errors validate the rest again, so that rules between fields are heard too."""
    wrong: set[Path_] = set()
    while True:
        try:
            return model.model_validate(data)
        except ValidationError as failure:
            found = failure.errors(include_url=False)
        places = {tuple(error["loc"]) for error in found}
        for error in found:
            problems += _messages(model, error, path, wrong)
        data, progress = _without(data, places)
        wrong |= places
        if not progress:
            return None


def _messages(model: type[Group], error: Any, path: Path_, wrong: set[Path_]) -> Iterator[str]:
    place = tuple(error["loc"])
    if error["type"] == "conflict":
        for conflict in error["ctx"]["conflicts"]:
            if not _touches(place, conflict, wrong):
                where = path + place + tuple(conflict.fields[0].split("."))
                yield _line(where, conflict.received, conflict.accepted)
    elif error["type"] == "extra_forbidden":
        yield _line(path + place, error["input"], _nearest(str(place[-1]), _fields(model, place)))
    elif error["type"] == "missing":
        yield f"{_dotted(path + place)}: is missing; accepted: a value, it has no default"
    else:
        accepted = error["msg"].replace("Input should be", "").strip()
        yield _line(path + place, error["input"], accepted)


def _touches(place: Path_, conflict: Conflict, wrong: set[Path_]) -> bool:
    """True if the rule looks at a field that was already reported."""
    fields = {place + tuple(field.split(".")) for field in conflict.fields}
    return any(
        field[: len(bad)] == bad or bad[: len(field)] == field for field in fields for bad in wrong
    )


def _without(data: Any, places: set[Path_]) -> tuple[Any, bool]:
    """A copy of `data` without the values at `places`, and whether anything was left out."""
    copy = json.loads(json.dumps(data))
    progress = False
    for place in sorted(places, key=len, reverse=True):
        parent, known = copy, True
        keys = [key for key in place if not isinstance(key, int)]
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


def _fields(model: type[BaseModel], place: Path_) -> tuple[str, ...]:
    """Names of the fields of the group that holds `place`."""
    for key in place[:-1]:
        annotation = (
            model.model_fields[str(key)].annotation if str(key) in model.model_fields else None
        )
        options = [annotation, *getattr(annotation, "__args__", ())]
        model = next(
            (x for x in options if isinstance(x, type) and issubclass(x, BaseModel)), model
        )
    return tuple(model.model_fields)


def _nearest(key: str, names: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(key, names, n=1, cutoff=0.5)
    guess = f"did you mean {close[0]}? " if close else ""
    return f"{guess}unknown setting; known here: {', '.join(names)}"


def _line(path: Path_, received: Any, accepted: str) -> str:
    shown = json.dumps(received, default=str)
    shown = shown if len(shown) <= 80 else shown[:77] + "..."
    return f"{_dotted(path)}: received {shown}; accepted: {accepted}"


def _dotted(path: Path_) -> str:
    return ".".join(map(str, path))
