"""Exit codes of the commands: each error class has one, and one message."""

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
# The base class of usage errors, which Typer does not export.
_UsageError: Any = typer.BadParameter.__base__


class UsageErrorExitsOne(TyperCommand):
    """Command class whose usage errors exit with 1, as its exit code 2 has another meaning."""

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
    """Turn errors into a message on standard error and an exit code.

    InvalidInputError and the command's own `refusals` end with `wrong`, OperationFailedError and
    its own `failures` with 1, StoppedError with 3, an interruption with 128 + the signal's number.
    """
    refusing: tuple[type[BaseException], ...] = (InvalidInputError, *refusals)
    failing: tuple[type[BaseException], ...] = (OperationFailedError, *failures)
    try:
        with interruptible():
            yield
    except refusing as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(wrong) from refused
    except ProgramFailedError as failed:
        typer.echo(str(failed), err=True, nl=False)
        raise typer.Exit(wrong if failed.exit_code == WRONG else FAILED) from failed
    except failing as failed:
        typer.echo(str(failed), err=True)
        raise typer.Exit(FAILED) from failed
    except StoppedError as stopped:
        typer.echo(str(stopped), err=True)
        raise typer.Exit(STOPPED) from stopped
    except Interrupted as signal:
        if interrupted:
            typer.echo(interrupted, err=True)
        raise typer.Exit(signal.exit_code) from signal
