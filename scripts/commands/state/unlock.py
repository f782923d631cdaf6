"""`openemr state unlock`: shows and releases state locks."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Annotated, Any

import typer

from scripts.cli.consent import NotInteractiveError, ask
from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import StackArgument
from scripts.cli.steps import Steps
from scripts.commands.state.subject import AsJson, Subject, subject_of
from scripts.terraform.backend.bucket import StateBucket
from scripts.terraform.backend.locks import FILE, Liveness, Lock, ago, liveness, locks_of, release
from scripts.terraform.backend.place import LocalPlace, Place, RemotePlace
from scripts.terraform.errors import StateError

_INFO = ("Operation", "Who", "Created", "Version", "Path", "Info")


class WrongIdError(InvalidInputError):
    """No lock of this state has the id that was given."""


@dataclass(frozen=True)
class Judged:
    """A lock, and whether its owner seems to be running."""

    lock: Lock
    life: Liveness


def unlock(
    deployment: StackArgument = None,
    lock_id: Annotated[
        str | None,
        typer.Option("--id", help="Release the lock with this ID.", metavar="ID"),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="With --id: also if the lock's owner looks alive.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show who holds a lock on a deployment's state, and release it on request.

    A killed command leaves its lock, which blocks all other commands. The list shows owner,
    operation, time and location of each lock (object in S3, item in DynamoDB, or file), and whether
    its owner looks alive. Only the lock with the ID given by --id, or typed at the prompt, is
    released; of a command's two locks also a single one that is left.

    Exit codes: 0 shown, released, or not locked; 1 failed, or not released as its owner looks
    alive; 2 invalid settings, options or ID; 130 interrupted.
    """
    with exit_codes():
        if yes and not lock_id:
            raise WrongIdError("--yes needs --id ID: a lock is released by its ID only.")
        subject = subject_of(deployment, Steps())
        bucket = subject.bucket
        held = _judge(locks_of(subject.place, bucket), subject.place, bucket)
        if not as_json:
            typer.echo(_as_text(subject, held))
        chosen = lock_id or ("" if as_json else _typed(held))
        released = _release(chosen, yes, held, subject) if chosen else []
    if as_json:
        typer.echo(json.dumps(_as_data(subject, held, released), indent=2))
    for each in released:
        typer.echo(f"Released: {each.where}.", err=as_json)


def _judge(locks: Sequence[Lock], place: Place, bucket: StateBucket | None) -> list[Judged]:
    now = datetime.now(timezone.utc)
    written = bucket.written() if bucket and locks else None
    return [Judged(lock, liveness(lock, place, written, now)) for lock in locks]


def _typed(held: Sequence[Judged]) -> str:
    """The answer to the prompt; empty if standard input is not interactive."""
    if not held:
        return ""
    try:
        return ask("Type the ID of the lock to release it; Enter leaves it: ", "")
    except NotInteractiveError:
        return ""


def _release(lock_id: str, sure: bool, held: Sequence[Judged], subject: Subject) -> list[Lock]:
    """Release every lock of that id. Raises WrongIdError, StateError, AwsError."""
    meant = [each for each in held if each.lock.id == lock_id]
    if not meant:
        ids = ", ".join(dict.fromkeys(each.lock.id for each in held)) or "none: it is not locked"
        raise WrongIdError(
            f"--id {lock_id!r} holds no lock on the state of {subject.name}. Held: {ids}."
        )
    alive = next((each.life for each in meant if each.life.looks_alive), None)
    if alive and not sure:
        raise StateError(
            f"Not released: its owner looks alive. {alive.reason} Releasing it would let two "
            "commands write the state at once. If you are sure: "
            f"openemr state unlock {subject.name} --id {lock_id} --yes"
        )
    return [each.lock for each in meant if _release_one(each.lock, subject)]


def _release_one(lock: Lock, subject: Subject) -> bool:
    if lock.kind != FILE:
        if subject.bucket is None or not release(subject.bucket, lock):
            raise StateError(f"Not released: {lock.where} has changed. Check it again.")
        return True
    if lock.holder is not None:
        raise StateError(
            f"Not released: process {lock.holder or 'unknown'} has the file locked, and only its "
            "end releases it."
        )
    if isinstance(subject.place, LocalPlace):
        subject.place.lock_info.unlink(missing_ok=True)
    return True


def _as_text(subject: Subject, held: Sequence[Judged]) -> str:
    if not held:
        return f"The state of {subject.name} ({subject.place}) is not locked."
    now = datetime.now(timezone.utc)
    parts = [f"The state of {subject.name} ({subject.place}) is locked."]
    for lock_id in dict.fromkeys(each.lock.id for each in held):
        same = [each for each in held if each.lock.id == lock_id]
        lock = same[0].lock
        lines = [f"  ID         {lock_id}"]
        lines += [f"  {name:<10} {lock.info[name]}" for name in _INFO if lock.info.get(name)]
        if lock.created:
            lines.append(f"  Age        taken {ago(lock.created, now)}")
        lines += [f"  Kept as    {each.lock.kind}: {each.lock.where}" for each in same]
        lines += [f"  {one}" for one in _missing_half(subject.place, same)]
        lines.append(f"  {same[0].life.reason}")
        parts.append("\n".join(lines))
        parts.append(
            f"If that command is dead: openemr state unlock {subject.name} --id {lock_id}"
            + (" --yes" if same[0].life.looks_alive else "")
        )
    return "\n\n".join(parts)


def _missing_half(place: Place, same: Sequence[Judged]) -> list[str]:
    """A note if only one of the two locks is left."""
    both = isinstance(place, RemotePlace) and place.table and place.lock_file
    if both and len({each.lock.kind for each in same}) == 1:
        return ["One of this command's two locks is left; the other is gone already."]
    return []


def _as_data(subject: Subject, held: Sequence[Judged], released: Sequence[Lock]) -> dict[str, Any]:
    return {
        "deployment": subject.name,
        "state": str(subject.place),
        "locks": [
            {
                "id": each.lock.id,
                "operation": each.lock.info.get("Operation"),
                "who": each.lock.info.get("Who"),
                "created": each.lock.info.get("Created"),
                "version": each.lock.info.get("Version"),
                "path": each.lock.info.get("Path"),
                "kind": each.lock.kind,
                "where": each.lock.where,
                "looks_alive": each.life.looks_alive,
                "reason": each.life.reason,
                "released": each.lock in released,
            }
            for each in held
        ],
    }
