"""The file to import: its keys and values, and the predecessor that it belongs to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from scripts.cli.errors import InvalidInputError
from scripts.commands.settings.import_.predecessors import PREDECESSORS, Name, Predecessor
from scripts.commands.settings.import_.tfvars import TfvarsError, read_tfvars
from stacks.cdktf_json import each_key_once


class UnreadableFileError(InvalidInputError):
    """The file cannot be read, or is of no known kind; the message has those that are accepted."""


@dataclass(frozen=True)
class Source:
    """What a file holds.

    values: the settings. beside: keys of a cdk.json besides `context`.
    """

    predecessor: Predecessor
    values: Mapping[str, Any]
    beside: tuple[str, ...] = ()


def read_source(file: Path, named: Name | None) -> Source:
    """Read a cdk.json, terraform.tfvars or terraform.tfvars.json; `named`: its predecessor.

    Raises UnreadableFileError.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise UnreadableFileError(f"{file}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise UnreadableFileError(f"{file}: cannot be read (it is not UTF-8)") from None
    try:
        whole = _json(text) if text.lstrip().startswith("{") else None
        values = whole if whole is not None else read_tfvars(text)
    except (TfvarsError, ValueError) as error:
        raise UnreadableFileError(f"{file}: {error}") from None
    context = values.get("context") if whole is not None else None
    if isinstance(context, dict):
        if "deployments" in context:
            raise UnreadableFileError(f"{file}: received a cdktf.json, which needs no import")
        beside = tuple(key for key in values if key != "context")
        return Source(_recognised(file, "cdk.json", context, named), context, beside)
    return Source(_recognised(file, "tfvars", values, named), values)


def _json(text: str) -> dict[str, Any]:
    """An object. Raises ValueError."""
    try:
        found = json.loads(text, object_pairs_hook=each_key_once, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("must be JSON (nested too deeply)") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"must be JSON ({error})") from None
    # It begins with a brace.
    return dict(found)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"must be JSON ({name} is no number)")


def _recognised(
    file: Path, format_: str, values: Mapping[str, Any], named: Name | None
) -> Predecessor:
    """The one predecessor with this format whose own keys the file has, or the one named."""
    candidates = [each for each in PREDECESSORS.values() if each.format == format_]
    kind = "a cdk.json" if format_ == "cdk.json" else "Terraform variables"
    if named is not None:
        chosen = PREDECESSORS[named]
        if chosen not in candidates:
            raise UnreadableFileError(f"{file}: --from {named}: received {kind}; {_accepted()}")
        return chosen
    fitting = [each for each in candidates if _own_keys(each, candidates) & set(values)]
    if len(fitting) != 1:
        found = " and of ".join(each.name for each in fitting) or "no single predecessor"
        raise UnreadableFileError(f"{file}: received {kind} with keys of {found}; {_accepted()}")
    return fitting[0]


def _own_keys(predecessor: Predecessor, candidates: list[Predecessor]) -> set[str]:
    others = {key for each in candidates if each is not predecessor for key in each.keys}
    return set(predecessor.keys) - others


def _accepted() -> str:
    """Every kind of file, one a line."""
    kinds = {"cdk.json": "a cdk.json", "tfvars": "a terraform.tfvars or terraform.tfvars.json"}
    lines = [
        f"  --from {each.name}: {kinds[each.format]} of {each.repository}"
        for each in PREDECESSORS.values()
    ]
    return "\n".join(["accepted:", *lines])
