"""A Typer command group that imports the module of a command only when that command runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
import typer.main
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True)
class LazyCommand:
    """Import path and list entry of a command, for listing it without importing it.

    `target` is `module:name` of a function, or of a Typer app that groups further commands.
    `command_class` is `module:name` of a TyperCommand. `panel` is the heading in the list.
    """

    target: str
    help: str
    command_class: str | None = None
    panel: str | None = None

    def load(self, name: str) -> Any:
        """Import the command."""
        target = _import(self.target)
        if not isinstance(target, typer.Typer):
            command_class = _import(self.command_class) if self.command_class else None
            function, target = target, new_app()
            target.command(name, cls=command_class)(function)
        command = typer.main.get_command(target)
        command.name = name
        return command


class LazyGroup(TyperGroup):
    """Lists its commands by the help in `lazy_commands`, and imports the one that is called.

    Arguments that begin with none of them are those of `default_command`, if there is one.
    """

    lazy_commands: Mapping[str, LazyCommand] = {}
    default_command: str | None = None

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, lazy in self.lazy_commands.items():
            listed = TyperCommand(name, help=lazy.help, rich_help_panel=lazy.panel)
            self.add_command(listed)

    def with_command(self, args: list[str]) -> list[str]:
        """The arguments, beginning with the default command if they name none."""
        named = args and (args[0] in self.lazy_commands or args[0] == "--help")
        return args if named or not self.default_command else [self.default_command, *args]

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the group's own options; there are none but --help."""
        return super().parse_args(ctx, self.with_command(args))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Replace the listed command by the real one."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, self.lazy_commands[name].load(name) if name else command, rest

    def imported(self) -> dict[str, Any]:
        """Every command, imported."""
        return {name: lazy.load(name) for name, lazy in self.lazy_commands.items()}


def _import(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def new_app(
    commands: Mapping[str, LazyCommand] | None = None,
    default: str | None = None,
    **settings: Any,
) -> typer.Typer:
    """A Typer app with the project's settings; with `commands`, a group of lazy ones.

    default: the command that is meant where none is named.
    """
    if commands is not None:
        members = {"lazy_commands": commands, "default_command": default}
        settings["cls"] = type("Commands", (LazyGroup,), members)
        # Without a callback, Typer refuses an app that has no command of its own.
        settings["callback"] = lambda: None
    return typer.Typer(
        **settings,
        add_completion=False,
        # Not Typer's own mode, which keeps the line breaks of docstrings within paragraphs.
        rich_markup_mode="markdown",
        pretty_exceptions_enable=False,
    )
