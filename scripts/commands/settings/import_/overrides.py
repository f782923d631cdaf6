"""Settings of `--set SETTING=VALUE`, which replace those of the imported file."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from scripts.cli.errors import InvalidInputError
from scripts.commands.settings.import_.secrets import may_be_secret
from scripts.commands.settings.show import setting_groups

_OVERRIDE = re.compile(r"([a-z0-9_]+(?:\.[a-z0-9_]+)*)=(.*)", re.DOTALL)


class OverrideError(InvalidInputError):
    """An option --set is not of its form; the message never has its value."""


def parse_overrides(options: Iterable[str]) -> dict[str, Any]:
    """Path of a setting -> value: JSON, or a string where it is none. Raises OverrideError."""
    types = {group.path: "" for group in setting_groups() if group.path}
    types |= {each.path: each.type for group in setting_groups() for each in group.settings}
    found: dict[str, Any] = {}
    for option in options:
        match = _OVERRIDE.fullmatch(option)
        if not match:
            # Whatever stands after the name may be a secret.
            received = option.partition("=")[0]
            raise OverrideError(
                f"--set {received}: accepted: SETTING=VALUE, such as environment=evaluation or "
                'monitoring.email_addresses=["oncall@clinic.example.org"]'
            )
        if match[1] not in types:
            raise OverrideError(
                f"--set {match[1]}: accepted: the path of a setting that `openemr settings` shows"
            )
        if may_be_secret(match[2]):
            raise OverrideError(f"--set {match[1]}: accepted: no secret, which no setting holds")
        if any(overlap(match[1], path) for path in found):
            raise OverrideError(f"--set {match[1]}: accepted: each setting once")
        found[match[1]] = _value(match[2], types[match[1]])
    return found


def _value(text: str, type_: str) -> Any:
    """JSON, or the text itself; of a string's type also what would be a number: account ids."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return text
    return value if type_ != "string" or value is None or isinstance(value, str) else text


def _refuse_constant(name: str) -> NoReturn:
    """NaN and Infinity, which only Python takes for JSON."""
    raise ValueError(name)


def overlap(path: str, other: str) -> bool:
    """True if one setting is the other, or holds it."""
    keys, others = path.split("."), other.split(".")
    length = min(len(keys), len(others))
    return keys[:length] == others[:length]


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by path as the objects of cdktf.json."""
    whole: dict[str, Any] = {}
    for path, value in values.items():
        *groups, name = path.split(".")
        group = whole
        for each in groups:
            group = group.setdefault(each, {})
        group[name] = value
    return whole
