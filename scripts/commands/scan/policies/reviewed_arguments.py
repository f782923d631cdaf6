"""No resource is given an argument that no check looks at."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from scripts.commands.scan.policy import policy
from scripts.terraform.documents.arguments import unlisted
from scripts.terraform.documents.configuration import Configuration, Violation

# Before an argument is added, somebody asks what it opens, weakens or switches off, and which check
# would notice. What lies inside of one that is listed without its own, such as a firewall rule's
# statement, is another policy's matter.
FILE = Path(__file__).with_suffix(".json")
# Of Terraform, for every resource; `count`, `for_each` and `provider` could hide one.
EVERYWHERE = {"depends_on"}


class Arguments(NamedTuple):
    """Paths of the arguments of a type. needed: wherever the block stands that they belong to."""

    needed: frozenset[str]
    all: frozenset[str]


@policy(
    50,
    "No resource has an argument that nobody reviewed.",
    hipaa=("308(a)(1)(ii)(B)", "308(a)(8)", "312(a)(1)"),
)
def reviewed_arguments(configuration: Configuration) -> Iterator[Violation]:
    """Most ways to weaken a resource are arguments that were better left out."""
    for type_, arguments in read_arguments().items():
        for resource in configuration.of(type_):
            for path in unlisted(resource, arguments.all):
                yield resource.violates(f"{path} is no reviewed argument")


@cache
def read_arguments() -> dict[str, Arguments]:
    """The table, by type."""
    table: dict[str, dict[str, list[str]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        type_: Arguments(
            frozenset(kinds["needed"]),
            frozenset(kinds["needed"] + kinds["optional"]) | EVERYWHERE,
        )
        for type_, kinds in table.items()
    }
