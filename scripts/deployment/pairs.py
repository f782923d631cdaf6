"""Pairs of database and files (stacks/stores.py): which one a resource belongs to, and its role."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.deployment.outputs import outputs_of
from scripts.terraform.documents.state import StateResources
from stacks.naming import PRODUCT
from stacks.pairs import BLUE, GREEN, Color

SERVING, STANDBY = "serving", "standby"


def color_of(deployment: str, name: str) -> Color:
    """The pair of a resource by its physical name, which only green's have a color in."""
    role = name.removeprefix(f"{PRODUCT}-{deployment}-")
    return GREEN if role != name and role.startswith(GREEN) else BLUE


@dataclass(frozen=True)
class Pairs:
    """The pairs of a deployment as it was last applied.

    serving: the color that OpenEMR uses; empty if the state does not tell. colors: in the state.
    """

    deployment: str
    serving: str = ""
    colors: frozenset[str] = field(default=frozenset())

    @classmethod
    def of(cls, deployment: str, state: Mapping[str, Any]) -> "Pairs":
        """The pairs in a decoded state."""
        serving = outputs_of(state).get("database_cluster_id")
        names = [
            str(each.attributes.get("cluster_identifier", ""))
            for each in StateResources.of(state).of_type("aws_rds_cluster")
        ]
        return cls(
            deployment,
            color_of(deployment, str(serving)) if serving else "",
            frozenset(color_of(deployment, name) for name in names),
        )

    def label(self, name: str) -> str:
        """Such as `green, standby`, for a resource of a pair; empty if blue is the only one."""
        color = color_of(self.deployment, name)
        if color == BLUE and GREEN not in self.colors:
            return ""
        if color == self.serving:
            return f"{color}, {SERVING}"
        # Of neither if it is not in the state: a snapshot of an earlier pair, say.
        return f"{color}, {STANDBY}" if self.serving and color in self.colors else color

    def labelled(self, name: str, shown: str = "") -> str:
        """A resource's name, or what is shown instead of it, with the label in parentheses."""
        label = self.label(name)
        return f"{shown or name} ({label})" if label else shown or name
