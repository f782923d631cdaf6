"""`openemr state versions`: lists the versions of a state."""

import json
from collections.abc import Sequence

import typer

from scripts.cli.exit_codes import exit_codes
from scripts.cli.options import StackArgument
from scripts.cli.steps import Steps
from scripts.commands.state.subject import AsJson, Subject, subject_of
from scripts.terraform.backend.history import (
    MOST,
    StateVersion,
    best,
    local_history,
    remote_history,
)
from scripts.terraform.backend.place import LocalPlace

_HEADINGS = ("", "VERSION", "WRITTEN (UTC)", "BYTES", "SERIAL", "RESOURCES", "LINEAGE", "NOTE")


def versions(deployment: StackArgument = None, as_json: AsJson = False) -> None:
    """List the versions of a deployment's state, newest first.

    In S3 they are the versions of the object, as many as the bucket keeps (30 days after they were
    replaced); of a local state they are the file, its backups and copies. Each is read: serial,
    lineage, number of resources, or why it is not a valid state. Nothing is changed.

    Exit codes: 0 listed; 1 failed; 2 invalid settings or options; 130 interrupted.
    """
    with exit_codes():
        subject = subject_of(deployment, Steps())
        found = history_of(subject)
    if as_json:
        described = [each.as_data() for each in found]
        answer = {"deployment": subject.name, "state": str(subject.place), "versions": described}
        typer.echo(json.dumps(answer, indent=2))
    else:
        typer.echo(as_text(subject, found))


def history_of(subject: Subject) -> list[StateVersion]:
    """The versions of the state, newest first. Raises AwsError."""
    if isinstance(subject.place, LocalPlace):
        return local_history(subject.place, subject.stack.directory)
    return remote_history(subject.bucket) if subject.bucket else []


def as_text(subject: Subject, found: Sequence[StateVersion]) -> str:
    """A table, and what to do next."""
    if not found:
        return f"There is no state of {subject.name} at {subject.place}, and no earlier version."
    rows = [_HEADINGS, *(_row(each) for each in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    table = "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    newest = f"The newest {MOST} versions." if len(found) == MOST else ""
    return "\n".join(
        filter(
            None, [f"{subject.name}: {subject.place}", table, newest, _next(subject.name, found)]
        )
    )


def _row(each: StateVersion) -> tuple[str, ...]:
    document = each.document
    return (
        "*" if each.is_current else "",
        each.id,
        each.as_data()["written"].replace("T", " ").removesuffix("+00:00"),
        "-" if each.size is None else str(each.size),
        str(document.serial) if document else "-",
        str(document.resources) if document else "-",
        document.lineage if document else "-",
        each.problem,
    )


def _next(name: str, found: Sequence[StateVersion]) -> str:
    current = next((each for each in found if each.is_current), None)
    if current and current.document and not current.problem:
        return "* is the current version, and it is valid."
    choice = best(list(found))
    if choice is None:
        return "None of them is valid."
    return f"To restore the newest valid one: openemr state recover {name} --version {choice.id}"
