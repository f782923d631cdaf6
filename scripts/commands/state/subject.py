"""The state that a command works on, located by synthesis alone: it may be damaged."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import typer

from scripts.aws.account import AwsAccount
from scripts.cli.steps import Steps
from scripts.terraform.backend.bucket import StateBucket
from scripts.terraform.backend.place import Place, RemotePlace, place_of
from scripts.terraform.documents.provider import region_of
from scripts.terraform.synthesis import Stack, choose_stack
from scripts.terraform.target_account import refuse_wrong_account
from scripts.terraform.working_directory import synthesized_stack

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON instead of text.")]


@dataclass(frozen=True)
class Subject:
    """A stack of a deployment or of its copies, and the location of its state."""

    stack: Stack
    configuration: Mapping[str, Any]
    place: Place

    @property
    def name(self) -> str:
        """The stack's name."""
        return self.stack.name

    @cached_property
    def bucket(self) -> StateBucket | None:
        """The bucket that holds the state; None if it is a local file. Raises AwsError."""
        return StateBucket(self.place) if isinstance(self.place, RemotePlace) else None


def subject_of(deployment: str | None, steps: Steps) -> Subject:
    """The state of `deployment` (None: the first of cdktf.json) or of a stack of copies.

    Raises UnknownDeploymentError, SynthesisError, WrongTargetError, AwsError.
    """
    stack = synthesized_stack(choose_stack(deployment), steps)
    configuration = stack.configuration()
    place = place_of(configuration, stack.directory)
    if isinstance(place, RemotePlace):
        account = AwsAccount(region_of(configuration))
        refuse_wrong_account(stack.name, configuration, account)
    return Subject(stack, configuration, place)
