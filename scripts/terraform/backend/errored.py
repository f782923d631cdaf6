"""errored.tfstate, which Terraform writes to the working directory if it cannot save the state."""

import json
import tempfile
from pathlib import Path

from scripts.cli.steps import Steps
from scripts.terraform import Terraform
from scripts.terraform.documents.state import DamagedStateError, StateDocument, parse_state
from scripts.terraform.errors import StateError

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
    with steps.step("errored-state", "Save the state of an interrupted apply") as step:
        unsaved = _read(path)
        text = terraform.state_pull()
        stored = parse_state(text) if text.strip() else None
        if stored is not None:
            refuse_conflict(unsaved, stored, path)
        if stored is None or stored.content != unsaved.content:
            _push(terraform, path, unsaved, stored)
        kept = path.rename(path.with_name(f"errored.serial-{unsaved.serial}.saved.tfstate"))
        step.update(f"{unsaved.resources} resources, serial {unsaved.serial}; kept as {kept.name}")
    return True


def refuse_conflict(unsaved: StateDocument, stored: StateDocument, path: Path) -> None:
    """Raise StateConflictError unless `unsaved` continues `stored`, or is the same.

    With the same serial it does: Terraform raises the serial when it has saved, so that no other
    state was saved since.
    """
    if unsaved.lineage != stored.lineage:
        reason = f"it has lineage {unsaved.lineage}, the stored state {stored.lineage}"
    elif unsaved.serial < stored.serial:
        reason = f"it has serial {unsaved.serial}, the stored state already {stored.serial}"
    else:
        return
    raise StateConflictError(
        f"{path} holds a state that an interrupted apply could not save, and it does not continue "
        f"the stored one: {reason}. The state was changed in between. Neither was overwritten. "
        "What the file lists beyond the stored state is found by name and tags, so it can be moved "
        "out of the way; then run the command again."
    )


def _push(
    terraform: Terraform, path: Path, unsaved: StateDocument, stored: StateDocument | None
) -> None:
    """Save it, under the next serial where Terraform would refuse the same one."""
    if stored is None or unsaved.serial > stored.serial:
        terraform.state_push(path).check()
        return
    with tempfile.TemporaryDirectory() as folder:
        raised = Path(folder, path.name)
        raised.write_text(json.dumps({**unsaved.raw, "serial": stored.serial + 1}))
        terraform.state_push(raised).check()


def _read(path: Path) -> StateDocument:
    try:
        return parse_state(path.read_bytes())
    except DamagedStateError as damage:
        raise DamagedStateError(
            f"{path} is not a state: {damage}. Move it out of the way."
        ) from damage
