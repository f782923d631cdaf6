"""Options that only the verbs of everyday operation share."""

from typing import Annotated

import typer

DryRunOption = Annotated[
    bool,
    typer.Option("--dry-run", help="Only print the AWS command that this stands for."),
]
TaskOption = Annotated[
    str | None,
    typer.Option(help="Task id; default: the running task that started last.", metavar="ID"),
]
