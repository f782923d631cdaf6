"""A deployment as its outputs describe it, for verbs that use it and change nothing of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import AwsAccount
from scripts.cli.steps import Steps
from scripts.terraform.working_directory import open_working_directory


class NotDeployedError(RuntimeError):
    """The state lacks an output that the verb needs; the message says what to do."""


@dataclass(frozen=True)
class Deployed:
    """Name, Region, account and outputs of a deployment."""

    name: str
    region: str
    account: AwsAccount
    outputs: Mapping[str, Any]

    def output(self, name: str) -> str:
        """The value of an output. Raises NotDeployedError."""
        value = self.outputs.get(name)
        if not value:
            found = "has no outputs yet" if not self.outputs else f"has no output {name}"
            raise NotDeployedError(
                f"The state of {self.name} {found}. Deploy it first: openemr deploy {self.name}."
            )
        return str(value)


def find_deployed(deployment: str | None, program: str | None) -> Deployed:
    """Read the outputs of `deployment` (None: the first one) from its state, wherever that is.

    Raises what scripts.terraform.working_directory raises, WrongTargetError among it.
    """
    directory = open_working_directory(deployment, Steps(), program)
    state = directory.state()
    if state.get("resources"):
        directory.refuse_wrong_target(state)
    outputs = {name: each["value"] for name, each in state.get("outputs", {}).items()}
    return Deployed(directory.name, directory.region, directory.account, outputs)
