"""`openemr state bootstrap`: creates and verifies the stack `remote-state`.

The stack's own state is a local file that may be lost: every resource has a name or tags of ours,
so that a second operator finds and imports them all. Kept in the bucket, it would need the bucket
to exist first, and could not reveal the loss of the bucket.
"""

import enum
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from scripts.adoption.readiness import make_ready
from scripts.cli.consent import ask
from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import FAILED, exit_codes
from scripts.cli.options import TerraformOption
from scripts.cli.steps import Steps
from scripts.commands.state.backend_settings import (
    DEPRECATION,
    EXAMPLE,
    backend_arguments,
    init_command,
    lock_of,
    setting_block,
)
from scripts.commands.state.bucket_ownership import STACK, RemoteState, find_own
from scripts.commands.state.subject import AsJson
from scripts.review import Change, read_plan
from scripts.terraform import find_terraform
from scripts.terraform.backend.place import RemotePlace, place_of
from scripts.terraform.errors import StateError
from scripts.terraform.synthesis import Stack, choose_deployment, synthesize
from scripts.terraform.working_directory import WorkingDirectory, open_synthesized

_CHANGES = 2  # exit code of `plan -detailed-exitcode`
# Arguments that AWS stores nowhere: an import finds them unset.
_TERRAFORMS_OWN = (
    "bypass_policy_lockout_safety_check",
    "deletion_window_in_days",
    "force_destroy",
)


class NoRemoteStateError(InvalidInputError):
    """The settings name no remote state."""


class Outcome(enum.Enum):
    """Outcome: the name is for `--json`, the value for text."""

    MADE = "created"
    MENDED = "repaired"
    AS_IT_SHOULD_BE = "exists, is ours, and is up to date"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Result:
    """places: deployment -> its backend. found: what existed before. changes: texts."""

    outcome: Outcome
    wanted: RemoteState
    places: Mapping[str, RemotePlace]
    found: Sequence[str]
    changes: Sequence[str]

    @property
    def lock(self) -> str:
        """The value of context.remote_state.lock."""
        return next(map(lock_of, self.places.values()), "both")

    def as_text(self) -> str:
        """Outcome, changes and backend settings."""
        block = {"remote_state": setting_block(self.wanted, self.lock)}
        lines = [
            f"Remote state in {self.wanted.bucket} ({self.wanted.region}): {self.outcome.value}.",
            *(f"  {change}" for change in self.changes),
            "\nIn cdktf.json, under context:",
            json.dumps(block, indent=2),
            *(
                f"By hand, for {name}: {init_command(backend_arguments(place))}"
                for name, place in self.places.items()
            ),
            *self._notes,
        ]
        return "\n".join(lines)

    def as_data(self) -> dict[str, Any]:
        """The result as JSON types."""
        backends = {name: backend_arguments(place) for name, place in self.places.items()}
        return {
            "outcome": self.outcome.name.lower(),
            "found": list(self.found),
            "changes": list(self.changes),
            "remote_state": setting_block(self.wanted, self.lock),
            "backends": backends,
            "init": {name: init_command(arguments) for name, arguments in backends.items()},
            "notes": self._notes,
        }

    @property
    def _notes(self) -> list[str]:
        return [DEPRECATION] if self.lock != "lockfile" else []


def bootstrap(
    check: Annotated[
        bool, typer.Option("--check", help="Only compare; nothing is created or changed.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Skip confirmation.")] = False,
    terraform: TerraformOption = None,
    as_json: AsJson = False,
) -> None:
    """Create or verify the S3 bucket and lock table that hold the state of all deployments.

    context.remote_state of cdktf.json names them: a versioned S3 bucket, encrypted by its own key,
    closed to the public, accepting TLS only; and a DynamoDB table with deletion protection and
    point-in-time recovery. Existing resources of ours are compared with that and repaired on
    request; it can be run repeatedly, also from several checkouts. A bucket or table of that name
    which this project did not create, or in another account or Region, is refused. At the end the
    backend's settings are printed.

    Exit codes: 0 created, repaired, or up to date; 1 failed, or something differs or is missing
    and was not created; 2 invalid settings or options, or refused; 130 interrupted.
    """
    with exit_codes():
        result = _bootstrap(Steps(), terraform, check=check, consented=yes)
    typer.echo(json.dumps(result.as_data(), indent=2) if as_json else result.as_text())
    if result.outcome is Outcome.DIFFERS:
        raise typer.Exit(FAILED)


def _bootstrap(steps: Steps, program: str | None, *, check: bool, consented: bool) -> Result:
    find_terraform(program)
    stacks = _synthesize(steps)
    places = {
        name: place
        for name, stack in stacks.items()
        if isinstance(place := place_of(stack.configuration(), stack.directory), RemotePlace)
    }
    work = open_synthesized(stacks[STACK], steps, program)
    try:
        wanted = RemoteState.of(work.configuration)
        with steps.step("owner", "Check name ownership") as step:
            found = find_own(wanted, work.account)
            step.update(", ".join(found) or "unused")
        outcome, changes = _apply(work, steps, bool(found), check=check, consented=consented)
    finally:
        work.discard_plan()
    return Result(outcome, wanted, places, found, changes)


def _synthesize(steps: Steps) -> dict[str, Stack]:
    choose_deployment(None)
    with steps.step("synthesize", "Synthesize Terraform JSON"):
        stacks = {stack.name: stack for stack in synthesize().stacks}
    if STACK not in stacks:
        raise NoRemoteStateError(
            "context.remote_state is missing in cdktf.json, so all state is local. Add it with "
            f"names of your own, then run this again:\n{EXAMPLE}"
        )
    return stacks


def _apply(
    work: WorkingDirectory, steps: Steps, exists: bool, *, check: bool, consented: bool
) -> tuple[Outcome, list[str]]:
    state = work.state()
    work.refuse_wrong_target(state)
    ready = make_ready(work, steps, state, announces=False)
    with steps.step("plan", "Plan"):
        work.terraform.plan("-detailed-exitcode").check(_CHANGES)
    planned = read_plan(work.terraform.show(work.terraform.plan_file)).changes
    changes = list(_described(planned))
    if not changes:
        return Outcome.AS_IT_SHOULD_BE, []
    _refuse_destruction(planned)
    if check:
        return Outcome.DIFFERS, changes
    if not consented:
        heading, question = ("Differs:", "Repair") if exists else ("To be created:", "Create")
        listed = "\n".join([heading, *(f"  {each}" for each in changes)])
        steps.console.print(listed, markup=False, soft_wrap=True)
        if ask(f"{question}? Type yes: ", "Give --yes.") != "yes":
            raise StateError("Nothing was changed: the answer was not yes.")
    ready.complete(steps)
    with steps.step("apply", "Apply"):
        work.terraform.apply().check()
    return Outcome.MENDED if exists else Outcome.MADE, changes


def _described(changes: Sequence[Change]) -> Iterator[str]:
    """One line for each resource to be created, and for each argument that differs."""
    for change in changes:
        if change.mode != "managed" or change.action in ("no-op", "read"):
            continue
        if change.action != "update":
            yield f"{change.address}: {change.action}"
            continue
        for difference in change.differences:
            own = difference.attribute in _TERRAFORMS_OWN and difference.before is None
            if not (change.import_id and own):
                yield from (f"{change.address}: {line}" for line in difference.labelled)


def _refuse_destruction(changes: Sequence[Change]) -> None:
    lost = [each.address for each in changes if each.action in ("delete", "replace")]
    if lost:
        raise StateError(
            f"Refused: this would delete {', '.join(lost)}, and with it the state of every "
            "deployment. Nothing was changed. Set the names and the Region in "
            "context.remote_state of cdktf.json to what they were."
        )
