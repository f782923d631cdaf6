"""The steps of a try, from the settings to a second plan without changes."""

import contextlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scripts.cli.steps import Steps
from scripts.commands.try_.kept_aws import TRIES, KeptAws, NotKeptError, keep, kept_aws
from scripts.commands.try_.result import Failure, Result
from scripts.embedded_aws import EmbeddedAws, EmbeddedAwsError
from scripts.terraform import (
    PLAN_FILE,
    Completed,
    Message,
    Terraform,
    TerraformBinary,
    terraform_environment,
)
from scripts.terraform.documents.configuration import blocks
from scripts.terraform.documents.provider import region_of
from scripts.terraform.synthesis import Stack, Synthesis, synthesize

_KEPT_FOR_SECONDS = 24 * 3600
# With the provider's default of 25 attempts, one gap in the embedded AWS takes twenty minutes; it
# reads the number from its configuration only (provider 5.100.0, measured 2026-11-23).
_MAX_RETRIES = 3


class Workspace:
    """The synthesized stacks, the logs and the account's state of one try."""

    def __init__(self, deployment: str, tries: Path = TRIES) -> None:
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        self.directory = tries / f"{moment}-{deployment}-{os.getpid()}"
        self.synthesis = self.directory / "cdktf.out"
        self.logs = self.directory / "logs"
        self.account = self.directory / "embedded-aws"
        self.logs.mkdir(parents=True)

    def adapt(self, stack: Stack) -> None:
        """Make this copy of the stack fail fast, and use a local state whatever its backend."""
        providers = blocks(stack.configuration()["provider"], "aws")
        override = {
            "provider": {"aws": [_fail_fast(provider) for provider in providers]},
            "terraform": {"backend": {"local": {"path": str(self.directory / "state.tfstate")}}},
        }
        (stack.directory / "zz_override.tf.json").write_text(json.dumps(override, indent=2))

    def discard_providers(self) -> None:
        """Remove the provider's files: hundreds of megabytes if unpacked from a mirror."""
        for installed in self.synthesis.glob("stacks/*/.terraform"):
            shutil.rmtree(installed, ignore_errors=True)


def _fail_fast(provider: dict[str, Any]) -> dict[str, Any]:
    alias = {"alias": provider["alias"]} if "alias" in provider else {}
    return {**alias, "max_retries": _MAX_RETRIES}


def remove_old_tries(kept: Path | None, tries: Path = TRIES) -> None:
    """Remove tries older than a day, except the one whose embedded AWS is kept."""
    oldest = time.time() - _KEPT_FOR_SECONDS
    for directory in tries.glob("*Z-*"):
        if directory != kept and directory.stat().st_mtime < oldest:
            shutil.rmtree(directory, ignore_errors=True)


_CHANGES_LEFT = 2  # exit code of `plan -detailed-exitcode`


class StepFailedError(RuntimeError):
    """A failed step of the try; the message is Terraform's, `log` has all of it."""

    def __init__(self, step: str, message: str, log: Path) -> None:
        super().__init__(message)
        self.step = step
        self.log = log


class Try:
    """A try of one deployment. `result` is filled in by the steps and complete after `run`."""

    def __init__(
        self, deployment: str, binary: TerraformBinary, workspace: Workspace, steps: Steps
    ) -> None:
        self._binary = binary
        self._workspace = workspace
        self._steps = steps
        self.result = Result(deployment, workspace.directory)

    def run(self, keep_aws: bool) -> Result:
        """Every step in turn; raises StepFailedError, SynthesisError and what Ctrl-C raises."""
        try:
            stack = self._synthesize()
            terraform = self._initialize(stack)
            self._check("validate", "Validate", terraform.validate)
            region = region_of(stack.configuration())
            aws = EmbeddedAws(region=region, state_directory=self._workspace.account)
            with self._running(aws):
                terraform.environment = aws.environment(base=terraform.environment)
                self._apply(terraform)
                self._plan_again(terraform)
                self.result.outputs = _public(terraform.output())
            if keep_aws:
                self.result.kept = self._keep(aws)
        except StepFailedError as failed:
            self.result.failure = Failure(failed.step, str(failed), failed.log)
            raise
        finally:
            self.result.steps = self._steps.finished
            if not self.result.kept:
                self._workspace.discard_providers()
        return self.result

    def _synthesize(self) -> Stack:
        with self._steps.step("synthesize", "Synthesize Terraform JSON") as step:
            stack = self._stack(synthesize(self._workspace.synthesis))
            resources = stack.configuration().get("resource", {})
            step.update(f"{sum(map(len, resources.values()))} resources")
        self.result.warnings = stack.warnings
        for warning in stack.warnings:
            self._steps.warn(f"Deployment {self.result.deployment}", warning)
        self._workspace.adapt(stack)
        return stack

    def _stack(self, synthesis: Synthesis) -> Stack:
        """The stack of the deployment, which has its name."""
        stacks = {stack.name: stack for stack in synthesis.stacks}
        if self.result.deployment not in stacks:
            message = f"main.py wrote no stack {self.result.deployment}, but {', '.join(stacks)}"
            raise StepFailedError("synthesize", message, synthesis.directory / "manifest.json")
        return stacks[self.result.deployment]

    def _initialize(self, stack: Stack) -> Terraform:
        required = stack.configuration()["terraform"]["required_providers"]["aws"]["version"]
        environment = terraform_environment(self._binary, required)
        logs = self._workspace.logs
        terraform = Terraform(self._binary, stack.directory, environment, logs)
        self._check(
            "init",
            f"Initialize {self._binary.product} with AWS provider {required}",
            terraform.init,
        )
        return terraform

    @contextlib.contextmanager
    def _running(self, aws: EmbeddedAws) -> Iterator[None]:
        with contextlib.ExitStack() as server:
            with self._steps.step("start", "Start the embedded AWS") as step:
                try:
                    server.enter_context(aws)
                except EmbeddedAwsError as problem:
                    raise StepFailedError("start", str(problem), aws.log) from problem
                step.update(aws.url)
            yield

    def _apply(self, terraform: Terraform) -> None:
        planned = self._check("plan", "Plan", terraform.plan)
        self.result.planned = total = sum(planned.counts.values())
        finished = 0
        with self._steps.step("apply", "Apply") as step:

            def count(message: Message) -> None:
                nonlocal finished
                finished += message.finishes_resource
                step.update(f"{finished}/{total} resources")

            applied = terraform.apply(on_message=count)
            self.result.applied = finished
            _demand("apply", applied)

    def _plan_again(self, terraform: Terraform) -> None:
        with self._steps.step("second-plan", "Plan again") as step:
            second = terraform.plan("-detailed-exitcode", log_name="second-plan")
            self.result.second_plan_exit_code = second.exit_code
            if second.exit_code == _CHANGES_LEFT:
                left = "\n".join(["The second plan is not empty:", *second.changes])
                shown = terraform.run("show", "-no-color", PLAN_FILE, log_name="second-plan-shown")
                raise StepFailedError("second-plan", left, shown.log)
            _demand("second-plan", second)
            step.update("no changes")

    def _keep(self, aws: EmbeddedAws) -> KeptAws:
        with self._steps.step("keep", "Keep the embedded AWS running") as step:
            earlier = kept_aws()
            if earlier and earlier.stop():
                step.update("in place of the one kept before")
            try:
                return keep(aws, self._workspace.directory)
            except (NotKeptError, OSError) as problem:
                raise StepFailedError("keep", str(problem), aws.log) from problem

    def _check(self, name: str, title: str, command: Callable[[], Completed]) -> Completed:
        with self._steps.step(name, title) as step:
            completed = command()
            _demand(name, completed)
            if completed.counts:
                step.update(f"{sum(completed.counts.values())} resources")
        return completed


def _demand(step: str, completed: Completed) -> None:
    if completed.exit_code:
        raise StepFailedError(step, "\n\n".join(completed.errors), completed.log)


def _public(outputs: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: each["value"] for name, each in outputs.items() if not each["sensitive"]}
