"""A command whose parameters are the fields of one dataclass."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

OptionsT = TypeVar("OptionsT")


def takes(
    options: type[OptionsT],
) -> Callable[[Callable[[OptionsT], None]], Callable[..., None]]:
    """Offer the annotated fields of the dataclass `options` to Typer as the command's parameters.

    The command is called with one instance.
    """

    def decorate(command: Callable[[OptionsT], None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(**values: Any) -> None:
            command(options(**values))

        signature = inspect.signature(options)
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {name: each.annotation for name, each in signature.parameters.items()}
        return run

    return decorate
