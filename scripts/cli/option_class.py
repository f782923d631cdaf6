"""Commands whose parameters are the fields of a dataclass."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import field, fields
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

OptionsT = TypeVar("OptionsT")
_PARAMETER = "parameter"


def option(
    default: Any, text: str, metavar: str | None = None, *names: str, **settings: Any
) -> Any:
    """A field with an option's default and help; `settings` are those of typer.Option."""
    parameter = typer.Option(*names, help=text, metavar=metavar, **settings)
    return field(default=default, metadata={_PARAMETER: parameter})


def argument(default: Any, text: str) -> Any:
    """A field with an argument's default and help."""
    return field(default=default, metadata={_PARAMETER: typer.Argument(help=text)})


def takes(
    options: type[OptionsT],
) -> Callable[[Callable[[OptionsT], None]], Callable[..., None]]:
    """Let Typer offer the fields of the dataclass `options` as the command's parameters.

    The command is called with one instance.
    """
    annotations = get_type_hints(options, include_extras=True)
    parameters = []
    for each in fields(options):  # type: ignore[arg-type]
        if _PARAMETER in each.metadata:
            parameter = each.metadata[_PARAMETER]
            annotations[each.name] = Annotated[annotations[each.name], parameter]
        parameters.append(
            inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=each.default,
                annotation=annotations[each.name],
            )
        )

    def decorate(command: Callable[[OptionsT], None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(**values: Any) -> None:
            command(options(**values))

        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = annotations
        return run

    return decorate
