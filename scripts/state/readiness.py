"""What an interrupted apply left behind is put right, before anything is planned."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scripts.state.adoption.missing import lacks_nothing
from scripts.state.errored import push_errored
from scripts.state.errors import StateError
from scripts.state.tainted import untaint_protected
from scripts.steps import Steps

if TYPE_CHECKING:
    from scripts.state.adoption.search import Orphans, Search
    from scripts.working_directory import WorkingDirectory

_LOOK_AGAIN_SECONDS = 10
_LONGEST_SECONDS = 45 * 60  # the provider's own limit for a database
_NAMED = 12  # as many addresses as a warning can hold


class DoubledError(StateError):
    """Several resources in AWS fit one address; nothing was changed."""


@dataclass(frozen=True)
class Readiness:
    """What was found that the state had forgotten.

    adopted: address -> import id of what the next plan imports. entered: addresses that were
    entered into the state. orphans, search: the whole answer, and what can be asked again.
    """

    adopted: Mapping[str, str] = field(default_factory=dict)
    entered: Sequence[str] = ()
    orphans: "Orphans | None" = None
    search: "Search | None" = None

    def complete(self, steps: Steps) -> None:
        """Before an apply: wait for what AWS is still making, and close half-made groups.

        Raises AwsError.
        """
        if self.orphans and self.search:
            _wait(self.search, self.orphans, steps)
            _close_groups(self.search, self.orphans, steps)


def make_ready(
    work: "WorkingDirectory",
    steps: Steps,
    state: Mapping[str, Any] | None = None,
    *,
    announces: bool = True,
) -> Readiness:
    """Call it when the target is known to be right, before a plan.

    1. A state that an apply could not save is saved.
    2. Protected resources whose creation was cut off are no longer marked for replacement.
    3. Resources that exist in AWS but not in the state are adopted by the plan that follows, by
       import blocks in the stack's directory; secrets' versions are entered into the state.

    `state` is the present one, if the caller has it. What was found is told as a warning, unless
    `announces` is False. Raises StateError, TerraformFailedError,
    AwsError.
    """
    state = work.state() if state is None else state
    if push_errored(work.terraform, steps):
        state = work.state()
    if untaint_protected(work.terraform, work.configuration, state, steps):
        state = work.state()
    if lacks_nothing(work.configuration, state):
        return Readiness()
    ready = _adopt(work, state, steps)
    if announces and ready.orphans:
        _tell(steps, ready.orphans)
    return ready


def _adopt(work: "WorkingDirectory", state: Mapping[str, Any], steps: Steps) -> Readiness:
    # They load boto3, which takes longer than most commands.
    from scripts.state.adoption.import_file import write_imports  # noqa: PLC0415
    from scripts.state.adoption.search import Search  # noqa: PLC0415
    from scripts.state.adoption.secret_versions import enter_forgotten_versions  # noqa: PLC0415

    with steps.step("orphans", "Look for resources that the state forgot") as step:
        search = Search(work.configuration, state, work.account)
        orphans = search.run()
        _refuse_doubled(orphans.doubled)
        entered = enter_forgotten_versions(work, state, search)
        write_imports(work.terraform.directory, orphans.adopted)
        step.say(f"{len(orphans.adopted) + len(entered)} found" if orphans.adopted else "none")
    adopted = {address: each.import_id for address, each in orphans.adopted.items()}
    return Readiness(adopted, entered, orphans, search)


def _wait(search: "Search", orphans: "Orphans", steps: Steps) -> None:
    busy = orphans.busy
    if not busy:
        return
    deadline = time.monotonic() + _LONGEST_SECONDS
    with steps.step("wait", "AWS finishes what it is still making") as step:
        while busy and time.monotonic() < deadline:
            step.say(", ".join(busy))
            time.sleep(_LOOK_AGAIN_SECONDS)
            busy = search.run().busy


def _close_groups(search: "Search", orphans: "Orphans", steps: Steps) -> None:
    # Late, as it is part of the creation that the operator agrees to.
    from scripts.state.adoption.default_egress import revoke  # noqa: PLC0415

    if orphans.open_groups:
        with steps.step("close-groups", "Half-made security groups are closed") as step:
            revoke(search.aws, orphans.open_groups)
            step.say(", ".join(orphans.open_groups))


def _refuse_doubled(doubled: Mapping[str, Sequence[str]]) -> None:
    if doubled:
        lines = [f"  {address}: {', '.join(ids)}" for address, ids in sorted(doubled.items())]
        raise DoubledError(
            "Several resources in AWS have the name and tags of one that the state lacks:\n"
            + "\n".join(lines)
            + "\nNothing was changed. Delete what is too many, or import the right one by hand: "
            "terraform import ADDRESS ID."
        )


def _tell(steps: Steps, orphans: "Orphans") -> None:
    if orphans.adopted:
        found = {address: each.import_id for address, each in orphans.adopted.items()}
        steps.warn(
            "Adopted",
            f"{len(found)} resources of this deployment are in AWS, but not in the state: an apply "
            "was cut off before it recorded them, or the state was lost. The plan imports them, so "
            f"that nothing is made twice:\n{_some(found)}",
        )
    if orphans.foreign:
        steps.warn(
            "Not ours",
            "These names are taken in this account by resources without this deployment's tags. "
            "They are left alone, and an apply fails where it needs the name:\n"
            f"{_some(orphans.foreign)}",
        )
    if orphans.unsearched:
        (first, *_) = orphans.unsearched.values()
        steps.warn(
            "Not looked for",
            f"AWS did not say whether these are there already; the first answer was: {first}\n"
            f"{_some(dict.fromkeys(orphans.unsearched, ''))}",
        )


def _some(addresses: Mapping[str, str]) -> str:
    shown = [f"{address} {found}".strip() for address, found in sorted(addresses.items())]
    more = len(shown) - _NAMED
    return "\n".join([*shown[:_NAMED], *([f"and {more} more"] if more > 0 else [])])
