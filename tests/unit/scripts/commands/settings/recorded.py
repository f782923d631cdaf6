"""What the predecessors' repositories say of their settings: names, values, defaults.

recorded.json: for each, the commit and the day it was read, the values of its example files, the
keys of a cdk.json `beside` the context, and keys `documented` elsewhere, with their defaults.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.commands.settings.import_.predecessors import PREDECESSORS, Predecessor

RECORDED: dict[str, Any] = json.loads(
    Path(__file__).with_name("recorded.json").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Example:
    """An example file of a predecessor, and how its text is written."""

    predecessor: Predecessor
    name: str
    values: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The file: the same keys and values, without its comments."""
        if self.predecessor.format == "tfvars":
            return tfvars(self.values)
        beside = dict.fromkeys(RECORDED[self.predecessor.name]["beside"], "any")
        return json.dumps({**beside, "context": self.values}, indent=2)

    def written(self, folder: Path) -> Path:
        """The file, in a folder."""
        file = folder / Path(self.name).name
        file.write_text(self.text, encoding="utf-8")
        return file

    def __str__(self) -> str:
        return f"{self.predecessor.name}:{Path(self.name).name}"


EXAMPLES = [
    Example(PREDECESSORS[name], file, values)
    for name, recorded in RECORDED.items()
    for file, values in recorded["examples"].items()
]


def documented_keys(name: str) -> dict[str, Any]:
    """Keys that other files than examples have, with their defaults."""
    files = RECORDED[name]["documented"].values()
    return {key: value for file in files for key, value in file.items()}


def tfvars(values: Mapping[str, Any]) -> str:
    """Values as a .tfvars file."""
    return "".join(f"{key} = {hcl(value)}\n" for key, value in values.items())


def hcl(value: Any) -> str:
    """A JSON value as an HCL literal."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{hcl(key)} = {hcl(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(hcl, value)) + "]"
    if not isinstance(value, str):
        return json.dumps(value)
    escaped = "".join(
        f"\\{each}" if each in '"\\' else each if each.isprintable() else f"\\U{ord(each):08x}"
        for each in value
    )
    return '"' + escaped.replace("${", "$${").replace("%{", "%%{") + '"'
