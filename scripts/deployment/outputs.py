"""The outputs of a deployment, for commands that use it and change nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.aws.account import AwsAccount
from scripts.cli.errors import OperationFailedError
from scripts.cli.steps import Steps
from scripts.terraform.working_directory import open_working_directory


class NotDeployedError(OperationFailedError):
    """The state lacks an output that the command needs; the message says what to do."""


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


def outputs_of(state: Mapping[str, Any]) -> dict[str, Any]:
    """Output name -> value in a state; empty before the first apply."""
    return {name: each["value"] for name, each in state.get("outputs", {}).items()}


def find_deployed(deployment: str | None, program: str | None) -> Deployed:
    """Read the outputs of `deployment` (None: the first one) from its state.

    Raises what scripts.terraform.working_directory raises, WrongTargetError among it.
    """
    directory = open_working_directory(deployment, Steps(), program)
    state = directory.state()
    if state.get("resources"):
        directory.refuse_wrong_target(state)
    return Deployed(directory.name, directory.region, directory.account, outputs_of(state))
