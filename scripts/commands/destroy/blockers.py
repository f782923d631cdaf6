"""Parts of others in the VPC, without whose removal a destroy cannot end: named, not waited for."""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from scripts.aws.account import AwsError
from scripts.cli.errors import StoppedError
from scripts.cli.steps import Steps
from scripts.inventory import Scope
from scripts.inventory.foreign_parts import ForeignPart, foreign_parts
from scripts.terraform import Message
from scripts.terraform.documents.state import StateResources

LEAVE = "--leave-blocked"
_HELD_TYPES = ("aws_vpc", "aws_subnet", "aws_security_group")
# Terraform tells every ten seconds what it still waits for; AWS deletes these within a few.
_PATIENCE_SECONDS = 45


@dataclass(frozen=True)
class Blocked:
    """The parts that hinder this destroy, and the addresses that they keep from being deleted."""

    parts: tuple[ForeignPart, ...] = ()
    addresses: frozenset[str] = frozenset()

    @property
    def lines(self) -> list[str]:
        """One line for each part."""
        return [f"  {each.text}" for each in self.parts]


class BlockedError(StoppedError):
    """Parts of others are in the VPC; nothing was deleted."""

    def __init__(self, found: Blocked) -> None:
        before = (
            "Nothing was deleted. These parts in the VPC are not Terraform's, and AWS does not "
            "delete what they use (DependencyViolation):"
        )
        after = (
            f"Remove them and run the command again. {LEAVE} destroys the rest and leaves "
            f"{', '.join(sorted(found.addresses))}."
        )
        super().__init__("\n".join([before, *found.lines, after]))
        self.found = found


def blocked(
    parts: Sequence[ForeignPart], resources: StateResources, deleted: Collection[str]
) -> Blocked:
    """Which of the parts hold what is to be deleted, and what has to stay with it."""
    held = {
        each.address: each.id for each in resources.of_type(*_HELD_TYPES) if each.address in deleted
    }
    hindering = tuple(each for each in parts if each.holds & set(held.values()))
    ids = frozenset[str]().union(*(each.holds for each in hindering))
    stuck = {address for address, identifier in held.items() if identifier in ids}
    # What these depend on stays as well.
    return Blocked(hindering, frozenset(resources.with_dependencies(stuck)))


def find_blocked(scope: Scope, deleted: Collection[str], steps: Steps, *, leaves: bool) -> Blocked:
    """Look before anything is deleted. Raises BlockedError unless `leaves`, and AwsError."""
    resources = scope.resources
    if not any(each.address in deleted for each in resources.of_type(*_HELD_TYPES)):
        return Blocked()
    with steps.step("blockers", "Search the VPC for parts of others") as step:
        found = blocked(foreign_parts(resources, scope.aws), resources, deleted)
        step.update(f"{len(found.parts)} found" if found.parts else "none")
    if found.parts and not leaves:
        raise BlockedError(found)
    return found


@dataclass
class Watch:
    """Names what blocks a deletion that takes too long, once, while Terraform still waits."""

    scope: Scope
    steps: Steps
    clock: Callable[[], float] = time.monotonic
    _began: dict[str, float] = field(default_factory=dict)
    _told: bool = False

    def on_message(self, message: Message) -> None:
        """One message of `apply -json`."""
        resource = (message.fields.get("hook") or {}).get("resource") or {}
        if resource.get("resource_type") not in _HELD_TYPES:
            return
        address = str(resource.get("addr", ""))
        if message.kind == "apply_start":
            self._began[address] = self.clock()
        elif message.kind in ("apply_complete", "apply_errored"):
            self._began.pop(address, None)
        elif message.kind == "apply_progress" and not self._told:
            began = self._began.get(address)
            if began is not None and self.clock() - began >= _PATIENCE_SECONDS:
                self._told = True
                self.steps.warn(f"{address} is not deleted yet", self._why(address))

    def _why(self, address: str) -> str:
        try:
            parts = foreign_parts(self.scope.resources, self.scope.aws)
        except AwsError as failed:
            return f"What blocks it could not be read: {failed}"
        found = blocked(parts, self.scope.resources, [address])
        if not found.parts:
            return "No part of others was found in the VPC; AWS may still release its own."
        return "\n".join(["These parts block it; remove them while Terraform waits:", *found.lines])
