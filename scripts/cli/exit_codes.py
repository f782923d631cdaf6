"""How every verb ends when it cannot do what it was asked: one message, one exit code."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

import typer
from typer.core import TyperCommand

from scripts.cli.errors import (
    InvalidInputError,
    OperationFailedError,
    ProgramFailedError,
    StoppedError,
)
from scripts.cli.interruption import Interrupted, interruptible

FAILED, WRONG, STOPPED = 1, 2, 3
# What all wrong options are; Typer gives a public name to one of its kinds only.
_UsageError: Any = typer.BadParameter.__base__


class UsageErrorExitsOne(TyperCommand):
    """A verb whose exit code 2 has a meaning of its own: wrong options then end with 1 as well."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Read the options."""
        try:
            return super().make_context(info_name, args, parent, **extra)
        except _UsageError as wrong:
            wrong.exit_code = FAILED
            raise


@contextlib.contextmanager
def exit_codes(
    *,
    wrong: int = WRONG,
    interrupted: str = "Interrupted.",
    refusals: Sequence[type[Exception]] = (),
    failures: Sequence[type[Exception]] = (),
) -> Iterator[None]:
    """Turn the errors that all verbs share into a message on standard error and an exit code.

    `wrong` is the code for wrong settings and options, and for the verb's own `refusals`. What
    failed on the way, the verb's own `failures` among it, ends with 1, and an interruption with
    128 and the signal's number.
    """
    try:
        with interruptible():
            yield
    except (InvalidInputError, *refusals) as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(wrong) from refused
    except ProgramFailedError as failed:
        typer.echo(str(failed), err=True, nl=False)
        raise typer.Exit(wrong if failed.exit_code == WRONG else FAILED) from failed
    except (OperationFailedError, *failures) as failed:
        typer.echo(str(failed), err=True)
        raise typer.Exit(FAILED) from failed
    except StoppedError as stopped:
        typer.echo(str(stopped), err=True)
        raise typer.Exit(STOPPED) from stopped
    except Interrupted as signal:
        if interrupted:
            typer.echo(interrupted, err=True)
        raise typer.Exit(signal.exit_code) from signal
