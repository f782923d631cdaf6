"""errored.tfstate: what Terraform writes beside the configuration when it cannot save the state."""

from pathlib import Path

from scripts.state.document import DamagedStateError, StateDocument, parse_state
from scripts.state.errors import StateError
from scripts.steps import Steps
from scripts.terraform import Terraform

NAME = "errored.tfstate"


class StateConflictError(StateError):
    """Two states of one stack contradict each other; neither was changed."""


def push_errored(terraform: Terraform, steps: Steps) -> bool:
    """Save the state that the last apply could not save, if there is one; True if it did.

    The file stays, under another name. Raises StateConflictError, DamagedStateError and
    TerraformFailedError, which leave it as it is.
    """
    path = terraform.directory / NAME
    if not path.is_file():
        return False
    with steps.step("errored-state", "State of an interrupted apply is saved") as step:
        unsaved = _read(path)
        stored = terraform.state_pull()
        if stored.strip():
            refuse_conflict(unsaved, parse_state(stored), path)
        terraform.state_push(path).demand()
        kept = path.rename(path.with_name(f"errored.serial-{unsaved.serial}.saved.tfstate"))
        step.say(f"{unsaved.resources} resources, serial {unsaved.serial}; kept as {kept.name}")
    return True


def refuse_conflict(unsaved: StateDocument, stored: StateDocument, path: Path) -> None:
    """Raise StateConflictError unless `unsaved` continues `stored`, or is the same."""
    same = unsaved.serial == stored.serial and unsaved.content == stored.content
    if unsaved.lineage != stored.lineage:
        reason = f"it has lineage {unsaved.lineage}, the stored state {stored.lineage}"
    elif unsaved.serial <= stored.serial and not same:
        reason = f"it has serial {unsaved.serial}, the stored state already {stored.serial}"
    else:
        return
    raise StateConflictError(
        f"{path} holds a state that an interrupted apply could not save, and it does not continue "
        f"the stored one: {reason}. Somebody changed the state in between. Neither was changed. "
        "What the file lists beyond the stored state is found by name and tags, so it can be moved "
        "out of the way; then run the command again."
    )


def _read(path: Path) -> StateDocument:
    try:
        return parse_state(path.read_bytes())
    except DamagedStateError as damage:
        raise DamagedStateError(
            f"{path} is no state: {damage}. Move it out of the way."
        ) from damage
