"""Asks the operator, on the terminal or by a pipe, before anything is changed."""

import os
import stat
import sys

import typer


class NobodyToAskError(RuntimeError):
    """Nobody can answer; the message says which options answer instead."""


def demand_somebody(instead: str) -> None:
    """Raise NobodyToAskError where no answer can come, such as in a scheduled job.

    `instead` says which options answer.
    """
    if not _can_answer():
        raise NobodyToAskError(f"Standard input is no terminal, so nobody can be asked. {instead}")


def ask(question: str, instead: str) -> str:
    """The answer, without blanks around it. Raises NobodyToAskError."""
    demand_somebody(instead)
    typer.echo(question, err=True, nl=False)
    answer = sys.stdin.readline()
    if not answer:
        typer.echo("", err=True)
        raise NobodyToAskError(f"Standard input ended without an answer. {instead}")
    return answer.strip()


def _can_answer() -> bool:
    """A terminal, a pipe or a file; not /dev/null, and not a closed input."""
    try:
        descriptor = sys.stdin.fileno()
        mode = os.fstat(descriptor).st_mode
    except (AttributeError, OSError, ValueError):
        return False
    return os.isatty(descriptor) or not stat.S_ISCHR(mode)
