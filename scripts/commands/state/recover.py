"""`openemr state recover`: restores an earlier version of a state."""

import itertools
import json
from typing import Annotated

import typer

from scripts.cli.consent import ask
from scripts.cli.errors import InvalidInputError
from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import StackArgument, TerraformOption
from scripts.cli.steps import Steps
from scripts.commands.state.subject import AsJson, Subject, subject_of
from scripts.commands.state.versions import as_text, history_of
from scripts.terraform.backend.errored import NAME as ERRORED
from scripts.terraform.backend.errored import push_errored
from scripts.terraform.backend.history import StateVersion, best
from scripts.terraform.backend.locks import holding, holding_file
from scripts.terraform.backend.place import LocalPlace
from scripts.terraform.errors import StateError
from scripts.terraform.working_directory import open_stack

_OPERATION = "openemr state recover"


class WrongVersionError(InvalidInputError):
    """The version does not exist, or is not a valid state."""


def recover(
    deployment: StackArgument = None,
    version: Annotated[
        str | None,
        typer.Option(help="Make this version current; state versions lists them.", metavar="ID"),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Skip confirmation.")] = False,
    terraform: TerraformOption = None,
    as_json: AsJson = False,
) -> None:
    """Restore a version of a deployment's state, or save the one an apply could not upload.

    For a state that is damaged, truncated, emptied or deleted, or does not match its checksum in
    the lock table. The chosen version is copied on top, under the state's lock, and the checksum
    corrected; no version is ever deleted, and a damaged local file is kept under another
    name. Without --version: saves errored.tfstate if an apply left one, else shows whether there
    is anything to recover, and from what.

    Resources created after the chosen version was written are found by name and tags and imported
    when plan or deploy runs next.

    Exit codes: 0 recovered, or nothing to recover; 1 failed, or a version must be chosen; 2 invalid
    settings, options or version; 130 interrupted.
    """
    with exit_codes():
        steps = Steps()
        subject = subject_of(deployment, steps)
        if version is None and (subject.stack.directory / ERRORED).is_file():
            message = _save_errored(subject, terraform, steps)
        else:
            message = _recover(subject, version, yes)
    if as_json:
        result = {"deployment": subject.name, "state": str(subject.place), "result": message}
        typer.echo(json.dumps(result, indent=2))
    else:
        typer.echo(message)


def _save_errored(subject: Subject, program: str | None, steps: Steps) -> str:
    work = open_stack(subject.name, steps, program)
    work.refuse_wrong_target()
    push_errored(work.terraform, steps)
    return f"The state of {subject.name} now contains the resources of the interrupted apply."


def _recover(subject: Subject, version: str | None, sure: bool) -> str:
    found = history_of(subject)
    current = next((each for each in found if each.is_current), None)
    if version is None:
        return _nothing_chosen(subject, found, current)
    chosen = next((each for each in found if each.id == version), None)
    if chosen is None:
        known = ", ".join(each.id for each in found) or "none"
        raise WrongVersionError(f"--version {version!r} is not there. Accepted: {known}.")
    if chosen.document is None:
        raise WrongVersionError(f"--version {version!r} is not a state: {chosen.problem}.")
    if not sure:
        _ask(subject, chosen, current)
    if isinstance(subject.place, LocalPlace):
        kept = _replace_file(subject, subject.place, chosen)
    else:
        kept = _replace_object(subject, chosen, current)
    return (
        f"The state of {subject.name} is version {chosen.id} again: serial "
        f"{chosen.document.serial}, {chosen.document.resources} resources. {kept}\n"
        f"Next: openemr plan {subject.name}. Resources created since then are found and imported."
    )


def _nothing_chosen(
    subject: Subject, found: list[StateVersion], current: StateVersion | None
) -> str:
    if current and current.document and not current.problem:
        return (
            f"Nothing to recover: the state of {subject.name} is valid, serial "
            f"{current.document.serial}, {current.document.resources} resources."
        )
    if not found:
        return f"Nothing to recover: there is no state of {subject.name} at {subject.place} yet."
    if best(found) is None and all(each.document is None for each in found):
        raise StateError(f"{as_text(subject, found)}\nNothing was changed.")
    raise StateError(f"{as_text(subject, found)}\nNothing was changed. Choose one with --version.")


def _ask(subject: Subject, chosen: StateVersion, current: StateVersion | None) -> None:
    document = chosen.document
    lines = [
        f"{subject.place} becomes version {chosen.id}"
        + (f", serial {document.serial}, {document.resources} resources." if document else "."),
    ]
    if current and current.document and document:
        lines.append(
            f"The current one has serial {current.document.serial} and "
            f"{current.document.resources} resources"
            + (
                "."
                if current.document.lineage == document.lineage
                else ", and another lineage: it describes different resources."
            )
        )
    typer.echo("\n".join(lines), err=True)
    if ask("Type yes to recover: ", "Give --yes.") != "yes":
        raise StateError("Nothing was changed: the answer was not yes.")


def _replace_object(subject: Subject, chosen: StateVersion, current: StateVersion | None) -> str:
    bucket = subject.bucket
    if bucket is None:
        raise StateError(f"{subject.place} is not an S3 object. Nothing was changed.")
    body = bucket.read(chosen.id)
    if body is None:
        raise WrongVersionError(f"--version {chosen.id!r} is gone.")
    with holding(bucket, _OPERATION):
        if chosen.is_current:
            bucket.write_digest(body)
            return "Its checksum in the lock table was corrected."
        written = bucket.write(body)
        if bucket.read() != body:
            raise StateError(f"{bucket.place} was written, but differs when read back. Look again.")
    before = f"The one before stays as version {current.id}." if current else ""
    return f"It is the new version {written}. {before}".strip()


def _replace_file(subject: Subject, place: LocalPlace, chosen: StateVersion) -> str:
    if chosen.is_current:
        return "It was the current one already."
    folder = subject.stack.directory if chosen.id == ERRORED else place.path.parent
    body = (folder / chosen.id).read_bytes()
    if not place.path.is_file():
        place.write(body)
        return f"It was copied to {place}."
    with holding_file(place, subject.name) as before:
        names = (f"{place.path.name}.replaced-{number}" for number in itertools.count(1))
        kept = next(path for name in names if not (path := place.path.with_name(name)).exists())
        kept.write_bytes(before.read())
        place.write(body)
    return f"The one before stays as {kept.name}."
