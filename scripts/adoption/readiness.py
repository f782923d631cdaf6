"""Repair of the state after an interrupted apply, before a plan."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scripts.adoption.search import Orphans, Search, revoke
from scripts.adoption.secret_versions import add_versions, missing_versions
from scripts.cli.steps import Steps
from scripts.terraform import Terraform
from scripts.terraform.backend.errored import push_errored
from scripts.terraform.documents.state import read_resources
from scripts.terraform.errors import StateError
from scripts.terraform.working_directory import WorkingDirectory


def is_complete(configuration: Mapping[str, Any], state: Mapping[str, Any]) -> bool:
    """Whether every configured resource is in the state, as after a complete apply."""
    held = {
        each.address for each in read_resources(state) if each.is_managed and not each.is_deposed
    }
    wanted = {
        f"{kind}.{name}"
        for kind, resources in configuration.get("resource", {}).items()
        for name in resources
    }
    return wanted <= held


# AWS's own protection, by Terraform's names.
_PROTECTIONS = ("deletion_protection", "deletion_protection_enabled", "enable_deletion_protection")


def protected_and_tainted(
    configuration: Mapping[str, Any], state: Mapping[str, Any]
) -> Iterator[str]:
    """Addresses of tainted resources that `prevent_destroy` keeps Terraform from replacing."""
    configured = configuration.get("resource", {})
    for each in read_resources(state):
        arguments = configured.get(each.type, {}).get(each.address.removeprefix(f"{each.type}."))
        if each.is_managed and each.is_tainted and _is_protected(arguments or {}):
            yield each.address


def untaint_protected(
    terraform: Terraform, configuration: Mapping[str, Any], state: Mapping[str, Any], steps: Steps
) -> bool:
    """Let the next plan complete them by changes in place; True if there were any.

    Terraform taints whatever failed or was interrupted during creation, to replace it. Of what
    `prevent_destroy` protects, this would fail every plan from then on.
    Raises TerraformFailedError.
    """
    addresses = list(protected_and_tainted(configuration, state))
    if not addresses:
        return False
    with steps.step("untaint", "Untaint protected resources") as step:
        for address in addresses:
            terraform.run("untaint", "-no-color", address).check()
        step.update(", ".join(addresses))
    return True


def _is_protected(arguments: Mapping[str, Any]) -> bool:
    lifecycle = arguments.get("lifecycle") or {}
    return bool(lifecycle.get("prevent_destroy")) or any(
        arguments.get(name) for name in _PROTECTIONS
    )


_LOOK_AGAIN_SECONDS = 10
_LONGEST_SECONDS = 45 * 60  # the provider's own limit for a database
_STRANGERS = (
    " A resource without a deployment's tags was created by something else, such as a log group "
    "that AWS recreated for a late entry: remove it if it is not needed."
)
_NAMED = 12  # as many addresses as a warning can hold


class DoubledError(StateError):
    """Several resources in AWS match one address; nothing was imported."""


class ForeignError(StateError):
    """A resource of this deployment's name belongs to another owner; nothing was imported."""


class UnsearchedError(StateError):
    """AWS did not answer whether a resource exists; nothing was imported."""


@dataclass(frozen=True)
class Readiness:
    """Resources found in AWS that the state lacked.

    adopted: address -> import id of what the next plan imports. entered: addresses that were
    entered into the state. orphans, search: the whole answer, and what can be asked again.
    written: how the stored state was changed so far, in words; empty if it was not.
    """

    adopted: Mapping[str, str] = field(default_factory=dict)
    entered: Sequence[str] = ()
    orphans: Orphans | None = None
    search: Search | None = None
    written: tuple[str, ...] = ()

    def complete(self, steps: Steps) -> None:
        """Before an apply: wait for pending creations, and close unfinished security groups.

        Raises AwsError.
        """
        if self.orphans and self.search:
            _wait(self.search, self.orphans, steps)
            _close_groups(self.search, self.orphans, steps)

    @property
    def unchanged(self) -> str:
        """Closing sentence of a command that changed nothing more."""
        if not self.written:
            return "Nothing was changed."
        return f"Nothing in AWS was changed. The state was written: {'; '.join(self.written)}."


def make_ready(
    work: WorkingDirectory,
    steps: Steps,
    state: Mapping[str, Any] | None = None,
    *,
    announces: bool = True,
    ignores_strangers: bool = False,
) -> Readiness:
    """`find_missing`, then `add_secret_versions`: all preparations for a plan."""
    ready = find_missing(
        work, steps, state, announces=announces, ignores_strangers=ignores_strangers
    )
    return add_secret_versions(work, steps, ready)


def find_missing(
    work: WorkingDirectory,
    steps: Steps,
    state: Mapping[str, Any] | None = None,
    *,
    announces: bool = True,
    ignores_strangers: bool = False,
) -> Readiness:
    """Find resources that the state lacks, once the target account is verified.

    1. A state that an apply could not save is saved.
    2. Protected resources whose creation was cut off are no longer marked for replacement.
    3. Resources that exist in AWS but not in the state are found, and imported by the next plan.

    `state` is the present one, if the caller has it. Findings are shown as a warning, unless
    `announces` is False. ignores_strangers: continue if a name is taken by a resource without any
    tag of ours, which blocks a deployment, but not its destruction. Raises
    StateError, TerraformFailedError, AwsError.
    """
    written: list[str] = []
    state = work.state() if state is None else state
    if push_errored(work.terraform, steps):
        written.append("the unsaved state of the last apply was saved")
        state = work.state()
    if untaint_protected(work.terraform, work.configuration, state, steps):
        written.append("protected resources are no longer marked for replacement")
        state = work.state()
    if is_complete(work.configuration, state):
        return Readiness(written=tuple(written))
    ready = _search(work, state, steps, tuple(written))
    orphans = ready.orphans or Orphans()
    _refuse_foreign(work.name, orphans, ready.unchanged, ignores_strangers=ignores_strangers)
    _refuse_doubled(orphans.doubled, ready.unchanged)
    _refuse_unsearched(orphans.unsearched, ready.unchanged)
    work.terraform.imports = dict(ready.adopted)
    if announces:
        _warn(steps, ready.adopted)
    return ready


def add_secret_versions(work: WorkingDirectory, steps: Steps, ready: Readiness) -> Readiness:
    """Enter versions of secrets, which cannot be imported, into the stored state.

    Raises TerraformFailedError, AwsError.
    """
    if ready.search is None:
        return ready
    versions = missing_versions(work, ready.search)
    if not versions:
        return ready
    with steps.step("secret-versions", "Add secret versions to the state") as step:
        entered = add_versions(work, work.state(), versions)
        step.update(", ".join(entered))
    written = f"versions of secrets were entered ({', '.join(entered)})"
    return replace(ready, entered=entered, written=(*ready.written, written))


def _search(
    work: WorkingDirectory, state: Mapping[str, Any], steps: Steps, written: tuple[str, ...]
) -> Readiness:
    with steps.step("orphans", "Search for unmanaged resources to import") as step:
        search = Search(work.configuration, state, work.account)
        orphans = search.run()
        step.update(f"{len(orphans.adopted)} found" if orphans.adopted else "none")
    adopted = {address: each.import_id for address, each in orphans.adopted.items()}
    return Readiness(adopted, (), orphans, search, written)


def _wait(search: Search, orphans: Orphans, steps: Steps) -> None:
    busy = orphans.busy
    if not busy:
        return
    deadline = time.monotonic() + _LONGEST_SECONDS
    with steps.step("wait", "Wait for pending creations in AWS") as step:
        while busy and time.monotonic() < deadline:
            step.update(", ".join(busy))
            time.sleep(_LOOK_AGAIN_SECONDS)
            busy = search.run().busy


def _close_groups(search: Search, orphans: Orphans, steps: Steps) -> None:
    if orphans.open_groups:
        with steps.step("close-groups", "Close unfinished security groups") as step:
            revoke(search.aws, orphans.open_groups)
            step.update(", ".join(orphans.open_groups))


def _refuse_foreign(
    name: str, orphans: Orphans, unchanged: str, *, ignores_strangers: bool
) -> None:
    foreign = {
        address: each
        for address, each in orphans.foreign.items()
        if not (ignores_strangers and each.is_stranger)
    }
    if foreign:
        raise ForeignError(
            f"These resources in AWS have names of {name}, but not its tags:\n"
            f"{_listed(foreign)}\nNothing was imported. {unchanged}\n"
            "If they belong to another deployment or environment, correct the settings: "
            "environment, Region, or the deployment's name. If the tags of this "
            "deployment's own resources were changed, restore the expected ones."
            + (_STRANGERS if any(each.is_stranger for each in foreign.values()) else "")
        )


def _refuse_doubled(doubled: Mapping[str, Sequence[str]], unchanged: str) -> None:
    if doubled:
        lines = _listed({address: ", ".join(ids) for address, ids in doubled.items()})
        raise DoubledError(
            "Several resources in AWS have the name and tags of one that is missing from the "
            f"state:\n{lines}\nNothing was imported. {unchanged} Delete the surplus ones, or "
            "import the right one by hand: terraform import ADDRESS ID."
        )


def _refuse_unsearched(unsearched: Mapping[str, str], unchanged: str) -> None:
    """A resource that cannot be looked up may exist, and would be created a second time."""
    if unsearched:
        raise UnsearchedError(
            "It is unknown whether these resources, which are missing from the state, exist in "
            f"AWS:\n{_listed(unsearched, _NAMED)}\nNothing was imported. {unchanged} Allow "
            "these credentials to read them, and run the command again."
        )


def _warn(steps: Steps, adopted: Mapping[str, str]) -> None:
    if adopted:
        steps.warn(
            "Adopted",
            f"{len(adopted)} resources of this deployment are in AWS, but not in the state: an "
            "apply was interrupted before it recorded them, or the state was lost. The plan "
            f"imports them, so that nothing is created twice:\n"
            f"{_listed(adopted, _NAMED)}",
        )


def _listed(found: Mapping[str, object], most: int | None = None) -> str:
    lines = [f"  {address}: {each}" for address, each in sorted(found.items())]
    more = len(lines) - most if most is not None else 0
    return "\n".join([*lines[:most], *([f"  and {more} more"] if more > 0 else [])])
