"""Makes and verifies what holds the state: the stack `remote-state`.

Its own state is a local file, and worth nothing: every resource has a name or tags of ours, so that
a second operator, or one who lost the file, finds and imports them all. Kept in the bucket it would
need the bucket to be there first, and could not tell of the bucket's loss.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.adoption.readiness import make_ready
from scripts.cli.consent import ask
from scripts.cli.steps import Steps
from scripts.review import Change, read_plan
from scripts.terraform import find_terraform
from scripts.terraform.backend.backend_settings import (
    DEPRECATION,
    arguments_of,
    as_options,
    as_text,
    block_of,
    lock_of,
)
from scripts.terraform.backend.ownership import STACK, Wanted, refuse_strangers
from scripts.terraform.backend.place import RemotePlace, place_of
from scripts.terraform.backend.settings import BLOCK
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


class NoRemoteStateError(ValueError):
    """The settings name no remote state."""


class Outcome(str, enum.Enum):
    """What came of it."""

    MADE = "made"
    MENDED = "mended"
    AS_IT_SHOULD_BE = "already there, ours, and as it should be"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Result:
    """places: deployment -> where its state belongs. found: what was there. changes: texts."""

    outcome: Outcome
    wanted: Wanted
    places: Mapping[str, RemotePlace]
    found: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def lock(self) -> str:
        """The setting of the locks."""
        return next(map(lock_of, self.places.values()), "both")

    def as_text(self) -> str:
        """For people."""
        said = f"Remote state in {self.wanted.bucket} ({self.wanted.region}): {self.outcome.value}."
        listed = [f"  {change}" for change in self.changes]
        return "\n".join([said, *listed, "", as_text(self.wanted, self.lock, self.places)])

    def as_data(self) -> dict[str, Any]:
        """For `--json`."""
        arguments = {name: arguments_of(place) for name, place in self.places.items()}
        return {
            "outcome": self.outcome.name.lower(),
            "found": list(self.found),
            "changes": list(self.changes),
            "remote_state": block_of(self.wanted, self.lock),
            "backends": arguments,
            "init": {
                name: f"terraform init {as_options(each)}" for name, each in arguments.items()
            },
            "notes": [DEPRECATION] if self.lock != "lockfile" else [],
        }


class Bootstrap:
    """One run for the settings of this checkout."""

    def __init__(self, steps: Steps, program: str | None) -> None:
        self._steps = steps
        self._program = program

    def run(self, *, check: bool, consented: bool) -> Result:
        """Raises NoRemoteStateError, NotOursError, StateError, NobodyToAskError and the usual."""
        find_terraform(self._program)
        stacks = self._stacks()
        places = dict(_places(stacks))
        (stack,) = (each for each in stacks if each.name == STACK)
        work = open_synthesized(stack, self._steps, self._program)
        try:
            return self._run(work, places, check, consented)
        finally:
            work.discard_plan()

    def _stacks(self) -> tuple[Stack, ...]:
        """All of them, that of the remote state among them. Raises NoRemoteStateError."""
        choose_deployment(None)
        with self._steps.step("synthesize", "Settings to Terraform JSON"):
            stacks = synthesize().stacks
        if STACK not in (stack.name for stack in stacks):
            raise NoRemoteStateError(
                "context.remote_state is missing in cdktf.json, so all state is local. Add it, "
                f"with names of your own, then run this again:\n{BLOCK}"
            )
        return stacks

    def _run(
        self, work: WorkingDirectory, places: dict[str, RemotePlace], check: bool, consented: bool
    ) -> Result:
        wanted = Wanted.of(work.configuration)
        with self._steps.step("owner", "Whose the names are") as step:
            found = tuple(refuse_strangers(wanted, work.account))
            step.say(", ".join(found) or "nobody's yet")
        state = work.state()
        work.refuse_wrong_target(state)
        ready = make_ready(work, self._steps, state, announces=False)
        changes = self._plan(work)
        told = tuple(_told(changes))
        if not told:
            return Result(Outcome.AS_IT_SHOULD_BE, wanted, places, found, ())
        _refuse_destruction(changes)
        if check:
            return Result(Outcome.DIFFERS, wanted, places, found, told)
        self._demand_consent(consented, bool(found), told)
        ready.complete(self._steps)
        with self._steps.step("apply", "Apply"):
            work.terraform.apply().demand()
        outcome = Outcome.MENDED if found else Outcome.MADE
        return Result(outcome, wanted, places, found, told)

    def _plan(self, work: WorkingDirectory) -> list[Change]:
        with self._steps.step("plan", "Compare with what should be"):
            work.terraform.plan("-detailed-exitcode").demand(_CHANGES)
        return list(read_plan(work.terraform.show(work.terraform.plan_file)).changes)

    def _demand_consent(self, consented: bool, exists: bool, told: tuple[str, ...]) -> None:
        if consented:
            return
        heading = "This differs:" if exists else "This is made:"
        self._steps.console.print(
            "\n".join([heading, *(f"  {each}" for each in told)]), markup=False, soft_wrap=True
        )
        question = "Mend it? Type yes: " if exists else "Make it? Type yes: "
        if ask(question, "Give --yes.") != "yes":
            raise StateError("Nothing was changed: the answer was not yes.")


def _places(stacks: Iterable[Stack]) -> Iterator[tuple[str, RemotePlace]]:
    """Each deployment, and the place of its state."""
    for stack in stacks:
        place = place_of(stack.configuration(), stack.directory)
        if isinstance(place, RemotePlace):
            yield stack.name, place


def _told(changes: list[Change]) -> Iterator[str]:
    """One line for each resource to be made, and for each point that differs."""
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


def _refuse_destruction(changes: list[Change]) -> None:
    lost = [each.address for each in changes if each.action in ("delete", "replace")]
    if lost:
        raise StateError(
            f"Refused: this would delete {', '.join(lost)}, and with it the state of every "
            "deployment. Nothing was changed. Set the names and the Region in "
            "context.remote_state of cdktf.json to what they were."
        )
