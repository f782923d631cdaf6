"""Confirmation prompts, answered on the terminal or through a pipe."""

import os
import stat
import sys

import typer

from scripts.cli.errors import OperationFailedError


class NotInteractiveError(OperationFailedError):
    """The prompt cannot be answered; the message names the options to use instead."""


def require_interactive(instead: str) -> None:
    """Raise NotInteractiveError if no answer can come, such as in a scheduled job.

    `instead` names the options that answer the prompt.
    """
    if not _can_answer():
        raise NotInteractiveError(
            f"Standard input is not interactive, so there is no way to confirm. {instead}"
        )


def ask(question: str, instead: str) -> str:
    """The answer, stripped. Raises NotInteractiveError."""
    require_interactive(instead)
    typer.echo(question, err=True, nl=False)
    answer = sys.stdin.readline()
    if not answer:
        typer.echo("", err=True)
        raise NotInteractiveError(f"Standard input ended without an answer. {instead}")
    return answer.strip()


def _can_answer() -> bool:
    """True for a terminal, a pipe or a file; false for /dev/null and a closed input."""
    try:
        descriptor = sys.stdin.fileno()
        mode = os.fstat(descriptor).st_mode
    except (AttributeError, OSError, ValueError):
        return False
    return os.isatty(descriptor) or not stat.S_ISCHR(mode)
