"""A predecessor: where its settings are described, and what becomes of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from scripts.commands.settings.import_.entry import Entry

Name: TypeAlias = Literal["seed", "fargate", "ecs", "eks"]


@dataclass(frozen=True)
class Predecessor:
    """One of the projects whose settings can be imported.

    name: as in --from. commit: the state of the repository that `keys` follows, read 2026-11-30.
    format: `cdk.json` keeps settings under `context`, `tfvars` as variables of Terraform.
    """

    name: Name
    repository: str
    commit: str
    format: Literal["cdk.json", "tfvars"]
    keys: Mapping[str, Entry]

    @property
    def leaves_out_null(self) -> bool:
        """True if null means the same as no such key: in a CDK context, not in Terraform."""
        return self.format == "cdk.json"
