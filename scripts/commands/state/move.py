"""`openemr state move`: moves a state between a local file and S3."""

import json
from dataclasses import dataclass
from typing import Annotated

import typer

from scripts.aws.account import AwsAccount
from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import StackArgument
from scripts.cli.steps import Steps
from scripts.commands.state.backend_settings import EXAMPLE
from scripts.commands.state.stores import Store, store_of
from scripts.commands.state.subject import AsJson, Subject, subject_of
from scripts.terraform.backend.place import (
    LocalPlace,
    Place,
    RemotePlace,
    local_place,
    recorded_place,
)
from scripts.terraform.documents.provider import region_of
from scripts.terraform.documents.state import DamagedStateError, StateDocument, parse_state
from scripts.terraform.errors import StateError
from scripts.terraform.target_account import refuse_wrong_target


class NoTargetError(InvalidInputError):
    """The settings name no backend to move the state to, or from."""


@dataclass(frozen=True)
class Moved:
    """Result of a move. kept: location of the old copy; None if nothing was moved."""

    source: Place
    target: Place
    document: StateDocument | None
    kept: str | None


def move(
    deployment: StackArgument = None,
    to_local: Annotated[
        bool, typer.Option("--to-local", help="From the bucket to a file in this checkout.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Move a deployment's state to the backend in cdktf.json, or back to a local file.

    With context.remote_state in cdktf.json the local file goes to the bucket (state bootstrap
    makes it); also from an earlier bucket to another. Both locations are locked meanwhile. A target
    that holds a state of another lineage, or a newer one, is refused. The copy is read back and
    compared; then the old one is renamed, never deleted, and named in the answer. Resources are
    not touched. Works alike with Terraform and OpenTofu.

    Exit codes: 0 moved, or there already; 1 failed or refused, nothing was moved; 2 invalid
    settings or options; 130 interrupted.
    """
    with exit_codes():
        subject = subject_of(deployment, Steps())
        source, target = _places(subject, to_local)
        moved = _move(subject, store_of(source), store_of(target))
    if as_json:
        typer.echo(json.dumps(_as_data(subject, moved), indent=2))
    else:
        typer.echo(_as_text(subject, moved))


def _places(subject: Subject, to_local: bool) -> tuple[Place, Place]:
    """Source and target."""
    local = local_place(subject.name)
    recorded = recorded_place(subject.stack.directory)
    if to_local:
        for remote in (subject.place, recorded):
            if isinstance(remote, RemotePlace):
                return remote, local
        raise NoTargetError(
            f"--to-local: neither cdktf.json (context.remote_state) nor this checkout knows of a "
            f"state of {subject.name} in a bucket. Set it for the move:\n{EXAMPLE}"
        )
    if isinstance(subject.place, LocalPlace):
        raise NoTargetError(
            "context.remote_state is missing in cdktf.json, so there is no backend to move the "
            "state to. Add it, create the bucket with openemr state bootstrap, then "
            f"move:\n{EXAMPLE}"
        )
    if isinstance(recorded, RemotePlace) and not recorded.is_same_object(subject.place):
        return recorded, subject.place
    return local, subject.place


def _move(subject: Subject, source: Store, target: Store) -> Moved:
    with source.lock(subject.name), target.lock(subject.name):
        moving, there = _read(source), _read(target)
        if moving is None or (moving[1].resources == 0 and there is not None):
            return Moved(source.place, target.place, there[1] if there else None, None)
        body, document = moving
        account = AwsAccount(region_of(subject.configuration))
        refuse_wrong_target(subject.name, subject.configuration, document.raw, account)
        if there is not None:
            _refuse_conflict(source.place, document, target.place, there[1])
        target.write(body)
        if target.read() != body:
            raise StateError(
                f"{target.place} was written, but differs when read back. {source.place} was "
                "not changed."
            )
        return Moved(source.place, target.place, document, source.retire(document.serial))


def _read(store: Store) -> tuple[bytes, StateDocument] | None:
    body = store.read()
    if body is None:
        return None
    try:
        return body, parse_state(body)
    except DamagedStateError as damage:
        raise DamagedStateError(
            f"{store.place} is not a state: {damage}. Nothing was moved; see openemr state "
            "versions and openemr state recover."
        ) from damage


def _refuse_conflict(
    source: Place, moving: StateDocument, target: Place, there: StateDocument
) -> None:
    if moving.lineage != there.lineage:
        reason = f"holds another state: lineage {there.lineage}, not {moving.lineage}"
    elif there.serial > moving.serial:
        reason = f"holds a newer state: serial {there.serial}, not {moving.serial}"
    elif there.serial == moving.serial and there.content != moving.content:
        reason = f"holds another state of the same serial, {there.serial}"
    else:
        return
    raise StateError(
        f"Refused: {target} {reason} ({there.resources} resources; {source} has "
        f"{moving.resources}). Nothing was moved. If it is not needed, move it "
        "out of the way first."
    )


def _as_text(subject: Subject, moved: Moved) -> str:
    if moved.kept is None:
        if moved.document is None:
            return f"There is no state of {subject.name} yet, so there is nothing to move."
        return (
            f"The state of {subject.name} is in {moved.target} already: serial "
            f"{moved.document.serial}, {moved.document.resources} resources."
        )
    lines = [
        f"The state of {subject.name} is in {moved.target} now, read back and compared.",
        f"The old copy is kept as {moved.kept}.",
    ]
    if isinstance(moved.target, LocalPlace) and isinstance(subject.place, RemotePlace):
        lines.append(
            "Next: move the other deployments too, then remove context.remote_state from "
            "cdktf.json. Until then commands refuse to work on this state."
        )
    else:
        lines.append(f"Next: openemr plan {subject.name}")
    return "\n".join(lines)


def _as_data(subject: Subject, moved: Moved) -> dict[str, object]:
    return {
        "deployment": subject.name,
        "from": str(moved.source),
        "to": str(moved.target),
        "moved": moved.kept is not None,
        "old_copy": moved.kept,
        "serial": moved.document.serial if moved.document else None,
        "lineage": moved.document.lineage if moved.document else None,
        "resources": moved.document.resources if moved.document else None,
    }
