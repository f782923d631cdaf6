"""A deployment's Terraform working directory: synthesized, initialized, in the right account."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from scripts.aws.account import AwsAccount
from scripts.cli.steps import Steps
from scripts.terraform import (
    Terraform,
    TerraformBinary,
    find_terraform,
    terraform_environment,
)
from scripts.terraform.backend.opening import open_backend
from scripts.terraform.backend.place import RemotePlace, place_of
from scripts.terraform.documents.provider import region_of
from scripts.terraform.documents.state import read_outputs
from scripts.terraform.imports import remove_leftovers
from scripts.terraform.synthesis import Stack, UnknownDeploymentError, choose_deployment, synthesize
from scripts.terraform.target_account import refuse_wrong_account, refuse_wrong_target


@dataclass(frozen=True)
class WorkingDirectory:
    """`cdktf.out/stacks/<name>`, in which `terraform` can also be run by hand."""

    stack: Stack
    terraform: Terraform

    @property
    def name(self) -> str:
        """The deployment's name."""
        return self.stack.name

    @cached_property
    def configuration(self) -> dict[str, Any]:
        """The deployment's Terraform configuration."""
        return self.stack.configuration()

    @property
    def region(self) -> str:
        """The Region of its resources."""
        return region_of(self.configuration)

    def discard_plan(self) -> None:
        """Remove the saved plan, which holds a copy of the state."""
        (self.terraform.directory / self.terraform.plan_file).unlink(missing_ok=True)

    @cached_property
    def account(self) -> AwsAccount:
        """The AWS account of the environment's credentials, in that Region."""
        return AwsAccount(self.region)

    def state(self) -> dict[str, Any]:
        """The state in Terraform's own format, version 4; empty before the first apply.

        Raises TerraformFailedError.
        """
        text = self.terraform.state_pull()
        return dict(json.loads(text)) if text.strip() else {}

    def outputs(self) -> dict[str, Any]:
        """The outputs in the state: name -> value; empty before the first apply."""
        return read_outputs(self.state())

    def refuse_wrong_target(self, state: Mapping[str, Any] | None = None) -> None:
        """Raise WrongTargetError if credentials, settings and state disagree; AwsError likewise."""
        state = self.state() if state is None else state
        refuse_wrong_target(self.name, self.configuration, state, self.account)


def open_working_directory(
    deployment: str | None, steps: Steps, program: str | None = None
) -> WorkingDirectory:
    """Synthesize, and initialize Terraform for `deployment` (None: the first of cdktf.json).

    `program` names Terraform or OpenTofu. Raises UnknownDeploymentError, SynthesisError,
    TerraformNotUsableError, MirrorNotUsableError, TerraformFailedError.
    """
    return open_stack(choose_deployment(deployment), steps, program)


def open_stack(name: str, steps: Steps, program: str | None = None) -> WorkingDirectory:
    """The same for any stack of the synthesis, such as that of a deployment's copies.

    Raises StateError besides, where Terraform would go on with a wrong or empty state.
    """
    find_terraform(program)
    return open_synthesized(synthesized_stack(name, steps), steps, program)


def open_synthesized(stack: Stack, steps: Steps, program: str | None = None) -> WorkingDirectory:
    """The same after the synthesis."""
    binary = find_terraform(program)
    terraform = prepare_terraform(stack, binary)
    configuration = stack.configuration()
    remove_leftovers(stack.directory)
    if isinstance(place_of(configuration, stack.directory), RemotePlace):
        # The bucket of another account would look like one that is not there yet.
        refuse_wrong_account(stack.name, configuration, AwsAccount(region_of(configuration)))
    required = configuration["terraform"]["required_providers"]["aws"]["version"]
    with steps.step("init", f"Initialize {binary.product} with AWS provider {required}"):
        open_backend(stack.name, configuration, terraform)
    return WorkingDirectory(stack, terraform)


def synthesized_stack(name: str, steps: Steps) -> Stack:
    """Write the stack's Terraform JSON; Terraform itself is not run.

    Raises UnknownDeploymentError, SynthesisError.
    """
    with steps.step("synthesize", "Synthesize Terraform JSON"):
        stacks = {stack.name: stack for stack in synthesize().stacks}
    if name not in stacks:
        raise UnknownDeploymentError(
            f"STACK {name!r} is not made by cdktf.json. Accepted: {', '.join(stacks)}."
        )
    stack = stacks[name]
    for warning in stack.warnings:
        steps.warn(f"Deployment {name}", warning)
    return stack


def prepare_terraform(stack: Stack, binary: TerraformBinary) -> Terraform:
    """Terraform in the stack's directory, before `init`. Raises MirrorNotUsableError."""
    required = stack.configuration()["terraform"]["required_providers"]["aws"]["version"]
    environment = terraform_environment(binary, required)
    # A file of its own, so that one person's apply never takes another's plan.
    plan_file = f"plan.{os.getpid()}.tfplan"
    return Terraform(binary, stack.directory, environment, plan_file=plan_file)
