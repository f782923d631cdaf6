"""What an interrupted apply left behind is put right, before anything is planned."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from scripts.adoption.missing import lacks_nothing
from scripts.adoption.tainted import untaint_protected
from scripts.cli.steps import Steps
from scripts.terraform.backend.errored import push_errored
from scripts.terraform.errors import StateError

if TYPE_CHECKING:
    from scripts.adoption.search import Orphans, Search
    from scripts.terraform.working_directory import WorkingDirectory

_LOOK_AGAIN_SECONDS = 10
_LONGEST_SECONDS = 45 * 60  # the provider's own limit for a database
_STRANGERS = (
    " What bears no tag of any deployment was made by something else, such as a log group that AWS "
    "made again for a late entry: remove it if nobody needs it."
)
_NAMED = 12  # as many addresses as a warning can hold


class DoubledError(StateError):
    """Several resources in AWS fit one address; nothing was imported."""


class ForeignError(StateError):
    """A resource of this deployment's name is another's; nothing was imported."""


class UnsearchedError(StateError):
    """AWS did not answer whether a resource exists; nothing was imported."""


@dataclass(frozen=True)
class Readiness:
    """What was found that the state had forgotten.

    adopted: address -> import id of what the next plan imports. entered: addresses that were
    entered into the state. orphans, search: the whole answer, and what can be asked again.
    written: how the stored state was changed so far, in words; empty if it was not.
    """

    adopted: Mapping[str, str] = field(default_factory=dict)
    entered: Sequence[str] = ()
    orphans: "Orphans | None" = None
    search: "Search | None" = None
    written: tuple[str, ...] = ()

    def complete(self, steps: Steps) -> None:
        """Before an apply: wait for what AWS is still making, and close half-made groups.

        Raises AwsError.
        """
        if self.orphans and self.search:
            _wait(self.search, self.orphans, steps)
            _close_groups(self.search, self.orphans, steps)

    @property
    def unchanged(self) -> str:
        """How a command ends that changed nothing more: one sentence that is true."""
        return _unchanged(self.written)


def make_ready(
    work: "WorkingDirectory",
    steps: Steps,
    state: Mapping[str, Any] | None = None,
    *,
    announces: bool = True,
    ignores_strangers: bool = False,
) -> Readiness:
    """`look_for_forgotten`, then `enter_forgotten`: all that a plan needs beforehand."""
    ready = look_for_forgotten(
        work, steps, state, announces=announces, ignores_strangers=ignores_strangers
    )
    return enter_forgotten(work, steps, ready)


def look_for_forgotten(
    work: "WorkingDirectory",
    steps: Steps,
    state: Mapping[str, Any] | None = None,
    *,
    announces: bool = True,
    ignores_strangers: bool = False,
) -> Readiness:
    """Call it when the target is known to be right.

    1. A state that an apply could not save is saved.
    2. Protected resources whose creation was cut off are no longer marked for replacement.
    3. Resources that exist in AWS but not in the state are found, and imported by the next plan.

    `state` is the present one, if the caller has it. What was found is told as a warning, unless
    `announces` is False. ignores_strangers: go on where a name is taken by a resource without any
    tag of ours, which stands in the way of a deployment, but not of its destruction. Raises
    StateError, TerraformFailedError, AwsError.
    """
    written: list[str] = []
    state = work.state() if state is None else state
    if push_errored(work.terraform, steps):
        written.append("what the last apply could not save was saved")
        state = work.state()
    if untaint_protected(work.terraform, work.configuration, state, steps):
        written.append("protected resources are no longer marked for replacement")
        state = work.state()
    if lacks_nothing(work.configuration, state):
        return Readiness(written=tuple(written))
    ready = _search(work, state, steps, tuple(written))
    orphans = cast("Orphans", ready.orphans)
    _refuse_foreign(work.name, orphans, ready.unchanged, ignores_strangers=ignores_strangers)
    _refuse_doubled(orphans.doubled, ready.unchanged)
    _refuse_unsearched(orphans.unsearched, ready.unchanged)
    work.terraform.imports = dict(ready.adopted)
    if announces:
        _tell(steps, orphans)
    return ready


def enter_forgotten(work: "WorkingDirectory", steps: Steps, ready: Readiness) -> Readiness:
    """Enter versions of secrets, which cannot be imported, into the stored state.

    Raises TerraformFailedError, AwsError.
    """
    # It loads boto3, which takes longer than most commands.
    from scripts.adoption.secret_versions import enter_forgotten_versions, forgotten_versions  # noqa: PLC0415

    if ready.search is None:
        return ready
    versions = forgotten_versions(work, ready.search)
    if not versions:
        return ready
    with steps.step("secret-versions", "Add secret versions to the state") as step:
        entered = enter_forgotten_versions(work, work.state(), versions)
        step.update(", ".join(entered))
    written = f"versions of secrets were entered ({', '.join(entered)})"
    return replace(ready, entered=entered, written=(*ready.written, written))


def _search(
    work: "WorkingDirectory", state: Mapping[str, Any], steps: Steps, written: tuple[str, ...]
) -> Readiness:
    from scripts.adoption.search import Search  # noqa: PLC0415 - boto3 again

    with steps.step("orphans", "Search for unmanaged resources to import") as step:
        search = Search(work.configuration, state, work.account)
        orphans = search.run()
        step.update(f"{len(orphans.adopted)} found" if orphans.adopted else "none")
    adopted = {address: each.import_id for address, each in orphans.adopted.items()}
    return Readiness(adopted, (), orphans, search, written)


def _wait(search: "Search", orphans: "Orphans", steps: Steps) -> None:
    busy = orphans.busy
    if not busy:
        return
    deadline = time.monotonic() + _LONGEST_SECONDS
    with steps.step("wait", "Wait for pending creations in AWS") as step:
        while busy and time.monotonic() < deadline:
            step.update(", ".join(busy))
            time.sleep(_LOOK_AGAIN_SECONDS)
            busy = search.run().busy


def _close_groups(search: "Search", orphans: "Orphans", steps: Steps) -> None:
    # Late, as it is part of the creation that the operator agrees to.
    from scripts.adoption.default_egress import revoke  # noqa: PLC0415

    if orphans.open_groups:
        with steps.step("close-groups", "Close unfinished security groups") as step:
            revoke(search.aws, orphans.open_groups)
            step.update(", ".join(orphans.open_groups))


def _unchanged(written: Sequence[str]) -> str:
    if not written:
        return "Nothing was changed."
    return f"Nothing in AWS was changed. The state was written: {'; '.join(written)}."


def _refuse_foreign(
    name: str, orphans: "Orphans", unchanged: str, *, ignores_strangers: bool
) -> None:
    foreign = {
        address: each
        for address, each in orphans.foreign.items()
        if not (ignores_strangers and each.is_stranger)
    }
    if foreign:
        lines = [f"  {address}: {each}" for address, each in sorted(foreign.items())]
        raise ForeignError(
            f"These resources in AWS have names of {name}, and their tags do not say that they "
            "are its own:\n"
            + "\n".join(lines)
            + f"\nNothing was imported. {unchanged}\nIf they belong to another deployment or "
            "environment, correct the settings: environment, Region, or the deployment's name. If "
            "somebody changed the tags of this deployment's own resources, set them back as "
            "expected." + (_STRANGERS if any(each.is_stranger for each in foreign.values()) else "")
        )


def _refuse_doubled(doubled: Mapping[str, Sequence[str]], unchanged: str) -> None:
    if doubled:
        lines = [f"  {address}: {', '.join(ids)}" for address, ids in sorted(doubled.items())]
        raise DoubledError(
            "Several resources in AWS have the name and tags of one that the state lacks:\n"
            + "\n".join(lines)
            + f"\nNothing was imported. {unchanged} Delete what is too many, or import the right "
            "one by hand: terraform import ADDRESS ID."
        )


def _refuse_unsearched(unsearched: Mapping[str, str], unchanged: str) -> None:
    """What cannot be looked for may exist, and would be made a second time."""
    if unsearched:
        lines = [f"  {address}: {said}" for address, said in sorted(unsearched.items())]
        raise UnsearchedError(
            "AWS did not say whether these resources, which the state lacks, exist:\n"
            + "\n".join(lines[:_NAMED])
            + (f"\n  and {len(lines) - _NAMED} more" if len(lines) > _NAMED else "")
            + f"\nNothing was imported. {unchanged} Let these credentials ask, and run the "
            "command again."
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


def _some(addresses: Mapping[str, str]) -> str:
    shown = [f"{address} {found}".strip() for address, found in sorted(addresses.items())]
    more = len(shown) - _NAMED
    return "\n".join([*shown[:_NAMED], *([f"and {more} more"] if more > 0 else [])])
